"""Training: a hundred small steps learn a toy, resuming changes nothing, two ranks equal one."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from vljepa_training.evaluate.token_system import TokenSystem
from vljepa_training.learning import average, checkpoint
from vljepa_training.learning.examples import Mixture, Row, Window, collate
from vljepa_training.learning.muon import orthogonal
from vljepa_training.learning.objective import Objective, Weights
from vljepa_training.learning.settings import Settings
from vljepa_training.learning.token_objective import TokenObjective
from vljepa_training.learning.trainer import Trainer, build_objective, is_hidden
from vljepa_training.learning.truth import UNKNOWN, WEIGHTS, Truth
from vljepa_training.model.decoder_vocabulary import DecoderVocabulary
from vljepa_training.model.features import CELLS, DIMENSION, FINE_CELLS, TOKENS
from vljepa_training.model.predictor import PredictorConfig
from vljepa_training.model.token_model import TokenModel
from vljepa_training.model.wordpieces import word_table
from vljepa_training.worlds.episode import EVENT_KINDS

COLOURS = ('red', 'green', 'blue', 'white')
SHAPES = ('cube', 'ball', 'ring', 'cone')
TINY = Settings(
    predictor=PredictorConfig(
        width=48,
        heads=2,
        feed_forward=2.0,
        visual_layers=1,
        reading_layers=1,
        word_dimension=32,
        word_noise=0.0,
        labels=('red', 'green'),
    ),
    learning_rate=3e-3,
    warmup=10,
    text_layers=1,
    bfloat16=False,
)
NAMING = dataclasses.replace(TINY, weights=Weights(classes=0.5))


class Toy:
    """Two channels of the cells say colour and shape; which one counts is the query's choice."""

    def sample(self, rng: np.random.Generator, count: int) -> list[Window]:
        return [self._window(rng) for _ in range(count)]

    def _window(self, rng: np.random.Generator) -> Window:
        colour, shape = rng.integers(4), rng.integers(4)
        features = rng.integers(-10, 10, (2, TOKENS, DIMENSION)).astype(np.int8)
        features[:, :, 10 * colour : 10 * colour + 10] += 50
        features[:, :, 100 + 10 * shape : 110 + 10 * shape] += 50
        of_cell = np.array([colour == 0, colour == 1])
        first, fine = (np.tile(of_cell, (cells, 1)) for cells in (CELLS, FINE_CELLS))
        facts = np.array([shape, *[UNKNOWN] * (len(WEIGHTS) - 1)])
        named = Row('what is it?', SHAPES[shape], kind=EVENT_KINDS[shape])
        rows = [Row('what colour is it?', COLOURS[colour]), named]
        return Window(features, rows, Truth(first, fine, fine, facts))


pytestmark = pytest.mark.usefixtures('one_thread')


def toy(seed: int = 3, count: int = 12) -> Mixture:
    return Mixture([(Toy(), count)], seed, restated=2)


def unread(texts: list[str]) -> np.ndarray:
    raise AssertionError(f'expected no text to be read, got {texts}')


def test_a_hundred_steps_lower_the_loss_and_beat_chance():
    losses = []
    trainer = Trainer(TINY, toy(), 100)
    trainer.run(100, lambda step, values: losses.append(values['loss']))
    assert np.mean(losses[-10:]) < 0.5 * np.mean(losses[:10])
    batch = collate(Toy().sample(np.random.default_rng(77), 50))
    texts = [*COLOURS, *SHAPES]
    objective = trainer.objective
    assert isinstance(objective, Objective)
    with torch.no_grad():
        seen = objective.predictor.see(batch.features)
        embeddings = objective.predictor.answer(
            batch.features, seen, batch.ids, batch.mask
        ).flatten(0, 1)
        nearest = (embeddings @ objective.text(texts).T).argmax(1)
    right = np.mean([texts[i] == row.answer for i, row in zip(nearest, batch.rows, strict=True)])
    assert right > 0.8  # chance is 1/8


def test_the_token_model_learns_the_same_toy():
    torch.manual_seed(0)
    pieces = DecoderVocabulary.of([*COLOURS, *SHAPES])
    model = TokenModel(TINY.predictor, word_table(TINY.predictor.word_dimension), pieces)
    trainer = Trainer(TINY, toy(), 200, TokenObjective(model))
    trainer.run(200)
    batch = collate(Toy().sample(np.random.default_rng(77), 50))
    said = model.generate(batch.features, batch.ids, batch.mask)
    right = [text == row.answer for text, row in zip(said, batch.rows, strict=True)]
    assert np.mean(right) > 0.8  # chance is 1/8
    ids, mask = batch.ids[:, :1], batch.mask[:, :1]
    scores = model.scores(batch.features, ids, mask, list(COLOURS))
    best = [COLOURS[i] for i in scores.argmax(1)]
    assert np.mean([a == row.answer for a, row in zip(best, batch.rows[::2], strict=True)]) > 0.8


def test_a_token_models_checkpoint_has_its_word_pieces(tmp_path: Path):
    objective = TokenObjective.of(TINY, DecoderVocabulary.of(COLOURS))
    Trainer(TINY, toy(), 1, objective).save(tmp_path / 'tokens.pt')
    loaded = TokenSystem.load(tmp_path / 'tokens.pt', reader=unread)
    assert loaded.model.vocabulary.kept == objective.model.vocabulary.kept
    Trainer(TINY, toy(), 1).save(tmp_path / 'jepa.pt')
    with pytest.raises(ValueError, match='expected a token model, which has its word pieces'):
        TokenSystem.load(tmp_path / 'jepa.pt', reader=unread)


def test_resuming_gives_the_same_weights_as_going_on(tmp_path: Path):
    whole = Trainer(TINY, toy(), 12)
    whole.run(12)
    halfway = Trainer(TINY, toy(), 12)
    halfway.run(6)
    halfway.save(tmp_path / 'halfway.pt')
    resumed = Trainer(TINY, toy(), 12)
    resumed.resume(tmp_path / 'halfway.pt')
    resumed.run(12)
    assert resumed.step == 12
    for name, weight in whole.objective.state_dict().items():
        torch.testing.assert_close(resumed.objective.state_dict()[name], weight, rtol=0, atol=0)


def test_a_checkpoint_of_other_widths_is_refused_with_both_sizes(tmp_path: Path):
    Trainer(TINY, toy(), 1).save(tmp_path / 'tiny.pt')
    wider = dataclasses.replace(TINY.predictor, width=64)
    other = Trainer(dataclasses.replace(TINY, predictor=wider), toy(), 1)
    with pytest.raises(ValueError, match=r'width: expected 64, got 48'):
        other.resume(tmp_path / 'tiny.pt')
    with pytest.raises(ValueError, match=r'expected \[.*64.*\], got \[.*48.*\].*another size'):
        other.start_from(tmp_path / 'tiny.pt')


def test_an_unreadable_checkpoint_is_refused_with_its_name(tmp_path: Path):
    path = tmp_path / 'broken.pt'
    path.write_bytes(b'no checkpoint')
    with pytest.raises(ValueError, match=r'broken\.pt: expected a checkpoint'):
        Trainer(TINY, toy(), 1).resume(path)


def test_a_mean_of_checkpoints_has_each_weight_between_theirs(tmp_path: Path):
    paths = [tmp_path / 'first.pt', tmp_path / 'further.pt']
    trainer = Trainer(TINY, toy(), 4)
    for path in paths:
        trainer.run(trainer.step + 1)
        trainer.save(path)
    first, further = (checkpoint.read(path)['weights'] for path in paths)
    mean = average.mean(paths, [0.25, 0.75])
    for name, weight in mean['weights'].items():
        if weight.is_floating_point():
            torch.testing.assert_close(weight, 0.25 * first[name] + 0.75 * further[name])
    objective = build_objective(Settings.of(mean['settings']))
    checkpoint.load_weights(objective, mean['weights'], paths[1])
    with pytest.raises(ValueError, match=r'expected 2 shares whose sum is 1, got \[0.5, 0.6\]'):
        average.mean(paths, [0.5, 0.6])
    part = average.mean(paths, [0.25, 0.75], 'text.head')['weights']
    for name, weight in part.items():
        expected = mean['weights'] if name.startswith('text.head') else further
        torch.testing.assert_close(weight, expected[name])
    with pytest.raises(ValueError, match="beginning of a weight's name, got 'tail'"):
        average.mean(paths, [0.5, 0.5], 'tail')


def test_checkpoints_of_other_widths_have_no_mean(tmp_path: Path):
    wide = dataclasses.replace(TINY, predictor=dataclasses.replace(TINY.predictor, width=96))
    paths = [tmp_path / 'wide.pt', tmp_path / 'narrow.pt']
    for path, settings in zip(paths, (wide, TINY), strict=True):
        Trainer(settings, toy(), 1).save(path)
    with pytest.raises(ValueError, match='wide.pt: expected weights with the names and sizes of'):
        average.mean(paths, [0.5, 0.5])


def test_two_ranks_have_the_gradients_of_one_process(tmp_path: Path):
    batches = [Toy().sample(np.random.default_rng(rank), 3) for rank in range(2)]
    objective = build_objective(NAMING)
    said = [toy().paraphrases(0, rank) for rank in range(2)]
    both = [collate(batches[0]), collate(batches[1])]
    loss, logged = objective(both, said[0] + said[1])
    assert logged['classes'] > 0
    loss.backward()
    command = [
        sys.executable,
        '-m',
        'torch.distributed.run',
        '--standalone',
        '--nproc-per-node',
        '2',
        __file__,
        str(tmp_path / 'gradients.pt'),
    ]
    environment = {**os.environ, 'OMP_NUM_THREADS': '1'}
    subprocess.run(command, check=True, env=environment, timeout=120)
    of_ranks = torch.load(tmp_path / 'gradients.pt')
    for name, parameter in objective.named_parameters():
        if parameter.grad is not None:
            torch.testing.assert_close(of_ranks[name], parameter.grad, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize('shape', [(3, 8, 20), (2, 20, 8)])
def test_a_step_is_made_orthogonal_in_its_own_directions(shape):
    matrices = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    made = orthogonal(matrices)
    left, _, right = torch.linalg.svd(matrices, full_matrices=False)
    within = left.mT @ made @ right.mT
    sizes = within.diagonal(dim1=1, dim2=2)
    assert sizes.min() > 0.6 and sizes.max() < 1.3
    assert (within - torch.diag_embed(sizes)).abs().max() < 1e-3


def test_hidden_matrices_are_told_from_those_that_read_or_say():
    objective = build_objective(TINY)
    hidden = {n for n, p in objective.named_parameters() if is_hidden(n, p)}
    assert 'predictor.tokens.look.weight' in hidden
    assert 'predictor.reading_layers.0.query.weight' in hidden
    assert not {n for n in hidden if n.startswith(('text.', 'heads.'))}
    assert not {n for n in hidden if n.endswith('.bias')}


def _rank(path: str) -> None:
    """One of two ranks: the gradients of its windows, averaged, are written by the first."""
    from torch import distributed
    from torch.nn.parallel import DistributedDataParallel

    distributed.init_process_group('gloo')
    torch.set_num_threads(1)
    objective = build_objective(NAMING)
    wrapped = DistributedDataParallel(objective, find_unused_parameters=True)
    own = Toy().sample(np.random.default_rng(distributed.get_rank()), 3)
    loss, _ = wrapped([collate(own)], toy().paraphrases(0, distributed.get_rank()))
    loss.backward()
    if distributed.get_rank() == 0:
        gradients = {n: p.grad for n, p in objective.named_parameters() if p.grad is not None}
        torch.save(gradients, path)
    distributed.destroy_process_group()


if __name__ == '__main__':
    _rank(sys.argv[1])
