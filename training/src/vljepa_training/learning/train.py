"""Trains a stage: captions without queries (`base`), then questions too (`sft`).

python -m vljepa_training.learning.train base --worlds out/worlds --out out/base.pt --minutes 15
python -m vljepa_training.learning.train sft --worlds out/worlds --from out/base.pt \
    --out out/sft.pt --minutes 40 [--resume] [--freeze-text] [--causal] [--set loss=cosine]
torchrun --nproc-per-node 2 -m vljepa_training.learning.train …      # data-parallel
python -m vljepa_training.learning.train … --data-workers 7          # feeds a GPU

Every step's line has its loss, temperature, alignment, uniformity and windows a second.
"""

import argparse
import dataclasses
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import distributed

from vljepa_training.model.decoder_vocabulary import DecoderVocabulary
from vljepa_training.model.predictor import PredictorConfig

from . import checkpoint
from .batch_loader import BatchLoader
from .episodes import EncodedEpisode, load_encoded
from .mixtures import mixture, stage_loader, texts_in
from .precision import bfloat16_is_faster
from .process_memory import freeze_objects, restart_with_malloc_settings
from .settings import Settings
from .token_objective import TokenObjective
from .trainer import Trainer
from .truth import labels_of

MEASURED_FROM = 20
"""Steps after which the time of a step is known; the first ones are slower."""
MANY = 10**9
TEXT_BATCHES = 200
"""Of each stage, that the token model's vocabulary is taken from."""


def token_vocabulary(settings: Settings, recorded: Sequence[EncodedEpisode]) -> DecoderVocabulary:
    """The token model's: of both stages' texts, so that both have one; the same on all ranks."""
    texts: list[str] = []
    for stage in ('base', 'sft'):
        draw = BatchLoader.in_thread(
            mixture(dataclasses.replace(settings, stage=stage), recorded), 0
        )
        texts += texts_in(draw, TEXT_BATCHES)
        draw.close()
    return DecoderVocabulary.of(texts)


class Log:
    """A line every `every` steps: means since the last one. Also kept as JSON lines."""

    def __init__(self, trainer: Trainer, path: Path, every: int):
        self._trainer, self._path, self._every = trainer, path, every
        self._sums: dict[str, float] = {}
        self._since = trainer.seconds

    def __call__(self, step: int, values: dict[str, float]) -> None:
        for name, value in values.items():
            self._sums[name] = self._sums.get(name, 0.0) + value
        if step % self._every and step < self._trainer.total_steps:
            return
        steps = step - self._trainer.logged
        seconds, self._since = self._trainer.seconds - self._since, self._trainer.seconds
        windows = self._sums.pop('windows')
        means = {name: total / steps for name, total in self._sums.items()}
        means['windows/s'] = windows / seconds
        self._trainer.logged = step
        self._sums = {}
        total = self._trainer.total_steps
        said = ', '.join(f'{name} {value:.4g}' for name, value in means.items())
        print(f'step {step}/{"?" if total == MANY else total}: {said}', flush=True)
        with self._path.open('a') as file:
            file.write(json.dumps({'step': step, 'seconds': self._trainer.seconds, **means}) + '\n')


class CheckpointSaver:
    """Saves every `seconds` and sets the number of steps that a time budget allows; keeps what it
    is after the steps `snapshots`, too: `<out>-<step>.pt`."""

    def __init__(
        self, out: Path, seconds: float, minutes: float | None, snapshots: Sequence[int] = ()
    ):
        self._out, self._seconds, self._minutes = out, seconds, minutes
        self._snapshots = snapshots
        self._saved = time.monotonic()

    def __call__(self, trainer: Trainer) -> None:
        if trainer.step in self._snapshots:
            trainer.save(self._out.with_stem(f'{self._out.stem}-{trainer.step}'))
        if self._minutes and trainer.step >= MEASURED_FROM and trainer.step % 10 == 0:
            allowed = int(self._minutes * 60 / (trainer.seconds / trainer.step))
            trainer.agree_on(max(trainer.step, allowed))
        if time.monotonic() - self._saved > self._seconds:
            trainer.save(self._out)
            self._saved = time.monotonic()


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description='Trains a stage of the small VL-JEPA.')
    parser.add_argument('stage', choices=['base', 'sft'])
    parser.add_argument('--tokens', action='store_true', help='the token-generating model instead')
    parser.add_argument('--worlds', type=Path, required=True, help='episodes with features')
    parser.add_argument('--out', type=Path, required=True, help='checkpoint to write')
    parser.add_argument('--from', dest='start', type=Path, help='checkpoint to start from')
    parser.add_argument('--resume', action='store_true', help='go on with --out')
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument('--steps', type=int)
    length.add_argument('--minutes', type=float, help='steps are set by the measured speed')
    parser.add_argument('--save-seconds', type=float, default=120)
    parser.add_argument(
        '--snapshots',
        type=int,
        nargs='*',
        default=[],
        metavar='STEP',
        help='also keep the weights after these steps',
    )
    parser.add_argument('--log-steps', type=int, default=20)
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument(
        '--data-workers',
        type=int,
        default=0,
        help='processes that draw batches, each from its share of the episodes; '
        'default: a thread, from all',
    )
    parser.add_argument('--freeze-text', action='store_true', help='ablation')
    parser.add_argument('--causal', action='store_true', help='ablation')
    parser.add_argument(
        '--compile',
        action='store_true',
        help='compiles the visual tokens, which takes a minute or two',
    )
    parser.add_argument('--set', nargs='*', default=[], metavar='NAME=VALUE', help='any setting')
    return parser.parse_args()


def settings_of(arguments: argparse.Namespace, labels: tuple[str, ...]) -> Settings:
    """Defaults, ablations, and `--set name=value` for a field of settings, Predictor or weights."""
    settings = Settings(
        stage=arguments.stage,
        freeze_text=arguments.freeze_text,
        bfloat16=bfloat16_is_faster(),
        predictor=PredictorConfig(causal=arguments.causal, labels=labels),
    )
    for pair in arguments.set:
        name, _, value = pair.partition('=')
        owners = settings, settings.predictor, settings.weights
        owner = next((part for part in owners if hasattr(part, name)), None)
        if owner is None or not value:
            raise SystemExit(f'--set {pair}: expected NAME=VALUE with a name of settings.py')
        known = getattr(owner, name)
        parsed = value if isinstance(known, str) else type(known)(json.loads(value))
        change: dict[str, Any] = {name: parsed}
        if owner is not settings:
            part = 'predictor' if owner is settings.predictor else 'weights'
            change = {part: dataclasses.replace(owner, **change)}
        settings = dataclasses.replace(settings, **change)
    return settings


def begin() -> str:
    """Joins the other ranks, if there are any; gives this one's device: a GPU of its own, where
    there are any."""
    local, ranks = (int(os.environ.get(f'LOCAL_{name}', 0)) for name in ('RANK', 'WORLD_SIZE'))
    gpus = torch.cuda.device_count()
    if gpus:
        if ranks > gpus:
            raise SystemExit(f'expected at most {gpus} ranks, as many as GPUs, got {ranks}')
        torch.cuda.set_device(local)
    if 'RANK' in os.environ:
        distributed.init_process_group('nccl' if gpus else 'gloo')
    return f'cuda:{local}' if gpus else 'cpu'


def main() -> None:
    arguments = parse()
    restart_with_malloc_settings('vljepa_training.learning.train')
    torch.set_num_threads(arguments.threads)
    device = begin()
    needed = arguments.tokens or not (arguments.data_workers and arguments.start)
    recorded = load_encoded(arguments.worlds, 'train') if needed else []
    if arguments.start:
        # Cells are named by the same labels as before, in the same order.
        labels = tuple(checkpoint.read(arguments.start)['settings']['predictor']['labels'])
    else:
        labels = labels_of([r.episode for r in recorded])
    settings = settings_of(arguments, labels)
    vocabulary = token_vocabulary(settings, recorded) if arguments.tokens else None
    objective = TokenObjective.of(settings, vocabulary) if vocabulary else None
    episodes = arguments.worlds if arguments.data_workers else recorded
    draw = stage_loader(settings, episodes, arguments.data_workers)
    freeze_objects()
    trainer = Trainer(settings, draw, arguments.steps or MANY, objective, device)
    if arguments.compile:
        trainer.compile_visual_tokens()
    if arguments.resume and arguments.out.exists():
        trainer.resume(arguments.out)
        print(f'resumed at step {trainer.step}', flush=True)
    elif arguments.start:
        trainer.start_from(arguments.start)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    log = Log(trainer, arguments.out.with_suffix('.jsonl'), arguments.log_steps)
    keeper = CheckpointSaver(
        arguments.out, arguments.save_seconds, arguments.minutes, arguments.snapshots
    )
    trainer.run(MANY, log if trainer.rank == 0 else lambda step, values: None, keeper)
    trainer.save(arguments.out)
    trainer.close()
    if distributed.is_initialized():
        distributed.destroy_process_group()


if __name__ == '__main__':
    main()
