"""Trains the Y-Decoder: first on text alone, then on what the Predictor predicts; of all wordings
it learns the plain one.

python -m vljepa_training.learning.train_decoder --worlds out/worlds --from out/sft.pt \
    --out out/decoder.pt
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from vljepa_training.model.decoder import Decoder, DecoderConfig, loss_of, noisy
from vljepa_training.model.decoder_vocabulary import DecoderVocabulary
from vljepa_training.worlds.language.wording import PLAIN

from . import checkpoint
from .batch_loader import StepData
from .episodes import EncodedEpisode, load_encoded
from .mixtures import stage_loader, texts_in
from .muon import Muon
from .objective import Objective
from .precision import bfloat16_is_faster
from .process_memory import restart_with_malloc_settings
from .settings import Settings
from .trainer import build_objective, is_hidden

NOISE = 0.6
"""Largest length of what is added to a text's embedding."""
BATCH = 64
RATE = 1e-3
DECAY = 0.01


@dataclass(frozen=True)
class Budget:
    steps: int = 2000
    """On text alone."""
    adapt_steps: int = 700
    """Half on predictions."""
    text_batches: int = 400
    """That texts are taken from."""
    predicted_batches: int = 100


def load_objective(path: Path) -> tuple[Settings, Objective]:
    """A trained Predictor and Y-Encoder, for use."""
    content = checkpoint.read(path)
    settings = Settings.of(content['settings'])
    objective = build_objective(settings)
    checkpoint.load_weights(objective, content['weights'], path)
    return settings, objective.eval()


@torch.no_grad()
def predictions(
    objective: Objective, draw: Callable[[int], StepData], steps: int
) -> Iterator[tuple[Tensor, str]]:
    """S_y and the true answer, from batches that the texts were not drawn from."""
    device = next(objective.parameters()).device
    for step in range(steps):
        for batch in draw(10**6 + step)[0]:
            if not batch.rows:
                continue
            batch = batch.to(device)
            with torch.autocast(device.type, torch.bfloat16, enabled=bfloat16_is_faster()):
                seen = objective.predictor.see(batch.features)
                s_y = objective.predictor.answer(batch.features, seen, batch.ids, batch.mask)
            answers = (row.answer for row in batch.rows)
            yield from zip(s_y.flatten(0, 1).cpu(), answers, strict=True)


def fit(
    decoder: Decoder,
    vocabulary: DecoderVocabulary,
    pairs: list[tuple[Tensor, list[str]]],
    steps: int,
    seed: int,
    rate: float = RATE,
) -> list[float]:
    """Each step draws alike from every one of `pairs` (embeddings [n, 384] and their texts)."""
    generator = torch.Generator().manual_seed(seed)
    optimizers = optimizers_of(decoder, rate)
    falls = [
        torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, max(2, steps), pct_start=0.05)
        for optimizer in optimizers
    ]
    device = decoder.places.device
    losses = []
    for _ in range(steps):
        embeddings, texts = [], []
        for known, said in pairs:
            drawn = torch.randint(len(said), (BATCH // len(pairs),), generator=generator)
            embeddings.append(noisy(known[drawn], NOISE, generator))
            texts += [said[i] for i in drawn.tolist()]
        tensors = (torch.cat(embeddings), *vocabulary.encode_all(texts))
        embedding, inputs, targets = (x.to(device) for x in tensors)
        with torch.autocast(device.type, torch.bfloat16, enabled=bfloat16_is_faster()):
            loss = loss_of(decoder, embedding, inputs, targets)
        decoder.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        for optimizer, fall in zip(optimizers, falls, strict=True):
            optimizer.step()
            fall.step()
        losses.append(loss.item())
    return losses


def optimizers_of(decoder: Decoder, rate: float) -> list[torch.optim.Optimizer]:
    """Muon for hidden matrices, AdamW for the others."""
    by_kind: dict[bool, list[Tensor]] = {True: [], False: []}
    for name, parameter in decoder.named_parameters():
        by_kind[is_hidden(name, parameter)].append(parameter)
    return [
        Muon(by_kind[True], rate, weight_decay=DECAY, bfloat16=bfloat16_is_faster()),
        torch.optim.AdamW(by_kind[False], rate, weight_decay=DECAY, fused=True),
    ]


def save(path: Path, decoder: Decoder, vocabulary: DecoderVocabulary) -> None:
    config = asdict(decoder.config)
    content = {'config': config, 'pieces': vocabulary.kept, 'weights': decoder.state_dict()}
    checkpoint.write(path, content)


def load(path: Path) -> tuple[Decoder, DecoderVocabulary]:
    content = checkpoint.read(path)
    vocabulary = DecoderVocabulary(content['pieces'])
    decoder = Decoder(DecoderConfig(**content['config']), len(vocabulary))
    checkpoint.load_weights(decoder, content['weights'], path)
    return decoder.eval(), vocabulary


def train(
    settings: Settings,
    objective: Objective,
    episodes: Path | Sequence[EncodedEpisode],
    budget: Budget,
    processes: int = 0,
) -> tuple[Decoder, DecoderVocabulary]:
    """A Y-Decoder for the space of `objective`, trained where that is; says how its loss fell.
    `episodes` and `processes` are those of `stage_loader`."""
    settings = replace(settings, bfloat16=bfloat16_is_faster())
    draw = stage_loader(settings, episodes, processes, PLAIN)
    texts = texts_in(draw, budget.text_batches)
    draw.close()
    vocabulary = DecoderVocabulary.of(texts)
    print(f'{len(texts)} texts, {len(vocabulary)} word pieces', flush=True)
    of_text = (objective.text.encode(texts).cpu(), texts)
    torch.manual_seed(settings.seed)
    decoder = Decoder(DecoderConfig(), len(vocabulary)).to(objective.text.head.weight.device)
    losses = fit(decoder, vocabulary, [of_text], budget.steps, settings.seed)
    print(f'text alone: loss {losses[0]:.3f} to {sum(losses[-20:]) / 20:.3f}', flush=True)
    # Near a prediction lie the event's class and its sentence, which says more.
    draw = stage_loader(settings, episodes, processes, PLAIN, class_share=0.0)
    embeddings, said = zip(*predictions(objective, draw, budget.predicted_batches), strict=True)
    draw.close()
    predicted = (torch.stack(embeddings), list(said))
    steps, rate = budget.adapt_steps, RATE / 3
    losses = fit(decoder, vocabulary, [of_text, predicted], steps, settings.seed, rate)
    print(f'adapted: loss {losses[0]:.3f} to {sum(losses[-20:]) / 20:.3f}', flush=True)
    return decoder.cpu().eval(), vocabulary


def main() -> None:
    parser = argparse.ArgumentParser(description='Trains the Y-Decoder.')
    parser.add_argument('--worlds', type=Path, required=True)
    parser.add_argument('--from', dest='start', type=Path, required=True, help='sft checkpoint')
    parser.add_argument('--out', type=Path, required=True)
    budget = Budget()
    parser.add_argument('--steps', type=int, default=budget.steps, help='on text alone')
    parser.add_argument(
        '--adapt-steps', type=int, default=budget.adapt_steps, help='half on predictions'
    )
    parser.add_argument(
        '--text-batches', type=int, default=budget.text_batches, help='that texts are taken from'
    )
    parser.add_argument('--predicted-batches', type=int, default=budget.predicted_batches)
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument(
        '--data-workers', type=int, default=0, help='as of vljepa_training.learning.train'
    )
    arguments = parser.parse_args()
    restart_with_malloc_settings('vljepa_training.learning.train_decoder')
    torch.set_num_threads(arguments.threads)
    settings, objective = load_objective(arguments.start)
    worlds = arguments.worlds
    episodes = worlds if arguments.data_workers else load_encoded(worlds, 'train')
    budget = Budget(**{name: getattr(arguments, name) for name in vars(budget)})
    if torch.cuda.is_available():
        objective.cuda()
    save(arguments.out, *train(settings, objective, episodes, budget, arguments.data_workers))


if __name__ == '__main__':
    main()
