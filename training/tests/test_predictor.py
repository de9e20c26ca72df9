"""The Predictor and the Y-Encoder: padding, causality, the same numbers as the shipped MiniLM."""

import numpy as np
import pytest
import torch
from torch.nn.functional import normalize

from vljepa_training.model.features import (
    CELLS,
    CONSE_DIMENSION,
    DIMENSION,
    EARLY_CHANNELS,
    FINE,
    TOKENS,
)
from vljepa_training.model.motion import PLACES, REACH, around
from vljepa_training.model.predictor import Predictor, PredictorConfig
from vljepa_training.model.text_encoder import TextEncoder
from vljepa_training.model.visual_tokens import fine_cells, spread
from vljepa_training.model.wordpieces import padded, token_ids
from vljepa_training.onnx_graphs.session import Session
from vljepa_training.pretrained import minilm
from vljepa_training.pretrained.text_session import TextEncoder as Shipped

SMALL = {'width': 48, 'heads': 2, 'word_dimension': 16, 'labels': ('red', 'mug')}
TEXTS = ['yes', 'the arm lifts the red mug', 'a blue bowl and two bananas on a table']


def predictor(**changes) -> Predictor:
    torch.manual_seed(0)
    return Predictor(PredictorConfig(**{**SMALL, **changes}), torch.randn(30522, 16)).eval()


def query(text: str, length: int | None = None):
    return padded([token_ids(text, 24)], length)


@pytest.mark.parametrize('causal', [False, True])
def test_padding_does_not_change_the_embedding(causal):
    model = predictor(causal=causal)
    tokens = torch.randn(1, 8 * TOKENS, DIMENSION)
    with torch.no_grad():
        short = model(tokens, *query('is the mug red?'))
        long = model(tokens, *query('is the mug red?', 20))
    torch.testing.assert_close(short, long, rtol=0, atol=1e-5)


@pytest.mark.parametrize('frames', [1, 2, 8, 16])
def test_any_number_of_frames_gives_a_unit_vector(frames):
    with torch.no_grad():
        embedding = predictor()(torch.randn(2, frames * TOKENS, DIMENSION), *both())
    torch.testing.assert_close(embedding.norm(dim=1), torch.ones(2))


def both():
    return padded([token_ids('what is it?', 24), token_ids('', 24)])


@pytest.mark.parametrize('lost', ['dropout', 'feature_dropout'])
def test_what_training_drops_is_there_again_afterwards(lost):
    plain, model = predictor(), predictor(**{lost: 0.5})
    features = torch.randn(1, 8, TOKENS, DIMENSION)
    with torch.no_grad():
        torch.testing.assert_close(model.see(features).tokens, plain.see(features).tokens)
        assert (model.train().see(features).tokens - plain.see(features).tokens).abs().max() > 0.1


def test_what_happens_joins_the_summary_alone():
    model = predictor()
    features = torch.randn(1, 8, TOKENS, DIMENSION)
    with torch.no_grad():
        before = model.see(features)
        model.tokens.told.weight[:] = torch.randn_like(model.tokens.told.weight)
        after = model.see(features)
    changed = (after.tokens - before.tokens).abs().amax((0, 2)) > 0
    assert changed.nonzero().flatten().tolist() == [CELLS]
    torch.testing.assert_close(after.happens, before.happens)


def test_the_order_of_frames_matters():
    model = predictor()
    tokens = torch.randn(1, 8, TOKENS, DIMENSION)
    with torch.no_grad():
        there = model(tokens.flatten(1, 2), *query(''))
        back = model(tokens.flip(1).flatten(1, 2), *query(''))
    assert (there - back).abs().max() > 1e-3


def test_several_questions_at_once_are_answered_as_each_alone():
    model = predictor()
    features = torch.randn(2, 3, TOKENS, DIMENSION)
    texts = ['what is it?', 'how many red mugs are there?', 'is the lamp on?', '']
    ids, mask = padded([token_ids(text, 24) for text in texts])
    with torch.no_grad():
        together = model.answer(
            features, model.see(features), ids.view(2, 2, -1), mask.view(2, 2, -1)
        ).flatten(0, 1)
        for index, text in enumerate(texts):
            alone = model(features[index // 2].flatten(0, 1)[None], *query(text))
            torch.testing.assert_close(together[index : index + 1], alone, rtol=0, atol=1e-5)


@pytest.mark.parametrize(('causal', 'changes'), [(False, True), (True, False)])
def test_only_without_the_causal_mask_does_a_token_read_what_follows(causal, changes):
    model = predictor(causal=causal)
    features = torch.randn(1, 2, TOKENS, DIMENSION)
    other = features.clone()
    other[:, -1, CELLS - 1] += 5
    with torch.no_grad():
        first = model.see(features).tokens[:, 0], model.see(other).tokens[:, 0]
    assert (not torch.equal(*first)) == changes


@pytest.mark.parametrize(
    ('frames', 'expected'),
    [
        (1, [0] * 8),
        (2, [0, 0, 0, 0, 1, 1, 1, 1]),
        (8, list(range(8))),
        (16, list(range(1, 16, 2))),
    ],
)
def test_frames_are_spread_over_a_history_with_the_newest_last(frames, expected):
    window = torch.arange(frames)[None, :, None]
    assert spread(window)[0, :, 0].tolist() == expected


def test_fine_cells_are_the_map_that_was_folded():
    grid = torch.randn(EARLY_CHANNELS, FINE, FINE)
    # As ONNX folds it: the place within a larger cell changes slower than the channel.
    folded = grid.reshape(-1, 7, 2, 7, 2).permute(2, 4, 0, 1, 3).reshape(-1, CELLS).T
    cells = torch.cat([torch.zeros(CELLS, DIMENSION - folded.shape[1]), folded], dim=1)
    unfolded = fine_cells(cells[None, None])[0, 0]
    torch.testing.assert_close(unfolded, grid.flatten(1).T, rtol=0, atol=0)


def test_motion_looks_at_the_cells_around_and_at_none_outside():
    places = around().view(FINE, FINE, PLACES)
    for row, column in ((0, 0), (5, 9), (FINE - 1, 3)):
        cell = row * FINE + column
        for step, place in enumerate(places[row, column].tolist()):
            down, right = step // (2 * REACH + 1) - REACH, step % (2 * REACH + 1) - REACH
            there = row + down, column + right
            inside = all(0 <= v < FINE for v in there)
            other = there[0] * FINE + there[1] if inside else cell
            assert place == cell * FINE * FINE + other


def test_a_gate_that_is_shut_leaves_what_imagenet_taught():
    model = predictor()
    with torch.no_grad():
        model.gate.get_parameter('2.bias').fill_(-50)
        tokens = torch.randn(2, TOKENS, DIMENSION)
        conse = normalize(tokens[:, CELLS, :CONSE_DIMENSION], dim=-1)
        torch.testing.assert_close(model(tokens, *both()), conse, rtol=0, atol=1e-5)


def test_the_text_encoder_starts_as_minilm():
    shipped = Shipped(
        Session(minilm.build(minilm.load(), 'float32')),
        minilm.tokenizer_files()['tokenizer.json'],
    )
    torch.testing.assert_close(
        TextEncoder().encode(TEXTS), torch.from_numpy(shipped(TEXTS)), rtol=0, atol=5e-4
    )


def test_the_text_encoder_remembers_what_minilm_said():
    encoder = TextEncoder()
    before = encoder.encode(TEXTS)
    with torch.no_grad():
        for parameter in encoder.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    torch.testing.assert_close(encoder.original(TEXTS), before, rtol=0, atol=1e-5)
    assert (encoder.encode(TEXTS) - before).abs().max() > 1e-2


def test_a_trained_text_encoder_is_built_from_its_weights_by_the_checkpoints_names():
    encoder = TextEncoder()
    with torch.no_grad():
        for parameter in encoder.upper.parameters():
            parameter.add_(0.01 * torch.randn_like(parameter))
    weights = {name: weight.numpy() for name, weight in encoder.checkpoint_weights().items()}
    assert weights.keys() == minilm.load().keys()
    shipped = Shipped(
        Session(minilm.build(weights, 'float32')), minilm.tokenizer_files()['tokenizer.json']
    )
    with torch.no_grad():
        expected = normalize(encoder.head(torch.from_numpy(shipped(TEXTS))), dim=-1)
    np.testing.assert_allclose(encoder.encode(TEXTS).numpy(), expected.numpy(), atol=5e-4)
