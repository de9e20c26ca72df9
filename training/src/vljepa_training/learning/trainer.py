"""Steps of training, their schedule, and what resumes them."""

import math
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

from vljepa_training.model.predictor import Predictor
from vljepa_training.model.text_encoder import TextEncoder
from vljepa_training.model.visual_tokens import VisualTokens
from vljepa_training.model.wordpieces import word_table

from . import checkpoint
from .batch_loader import BatchLoader
from .examples import Mixture
from .gather import rank, world_size
from .muon import Muon
from .objective import Objective
from .settings import Settings

SMALLEST_HIDDEN = 32
"""Rows or columns of a matrix that Muon steps."""
OUTER = {
    'text',
    'gate',
    'head',
    'heads',
    'recognise',
    'happens',
    'told',
    'word',
    'words',
    'middle',
    'said',
    'prefix',
}
FINAL_RATE = 0.02
"""The learning rate at the end, as a share of its peak."""


def build_objective(settings: Settings) -> Objective:
    """Fresh weights, the same for the same seed."""
    torch.manual_seed(settings.seed)
    predictor = Predictor(settings.predictor, word_table(settings.predictor.word_dimension))
    text = TextEncoder(settings.text_layers, settings.freeze_text)
    return Objective(predictor, text, settings.loss, settings.weights)


class Trainer:
    """One training; with `torchrun` one for each rank, in step."""

    def __init__(
        self,
        settings: Settings,
        data: Mixture | BatchLoader,
        total_steps: int,
        objective: nn.Module | None = None,
        device: str = 'cpu',
    ):
        """`objective` maps batches to a loss and what is logged; default: the VL-JEPA's."""
        self.settings = settings
        self.objective = build_objective(settings) if objective is None else objective
        self.objective.to(device)
        self.step = 0
        self.total_steps = total_steps
        self.seconds = 0.0
        """Spent in steps, over all resumptions."""
        self.samples = 0
        """Pairs of question and answer that were learned from, on all ranks."""
        self.logged = 0
        """The step of the last line in the log."""
        self.rank = rank()
        self._draw = (
            data if isinstance(data, BatchLoader) else BatchLoader.in_thread(data, self.rank)
        )
        self._wrapped: nn.Module = self.objective
        if world_size() > 1:
            # Stage 1 has batches without cells: their weights then have no gradient.
            self._wrapped = DistributedDataParallel(self.objective, find_unused_parameters=True)
        hidden, others = parameter_groups(self.objective, settings)
        self._optimizers: list[torch.optim.Optimizer] = [
            torch.optim.AdamW(others, betas=(0.9, 0.98), fused=True)
        ]
        if hidden:
            self._optimizers.append(Muon(hidden, bfloat16=settings.bfloat16))

    def run(
        self,
        until: int,
        log: Callable[[int, dict[str, float]], None] = lambda step, values: None,
        after: Callable[['Trainer'], None] = lambda trainer: None,
    ) -> None:
        """Steps until `until` steps are done or `total_steps`, which `after` may change."""
        while self.step < min(until, self.total_steps):
            start = time.monotonic()
            values = self._one_step()
            self.seconds += time.monotonic() - start
            self.step += 1
            log(self.step, values)
            after(self)

    def compile_visual_tokens(self) -> None:
        """Most of a step is spent there, and their shapes never change."""
        for module in self.objective.modules():
            if isinstance(module, VisualTokens):
                module.compile()

    def agree_on(self, total_steps: int) -> None:
        """Sets the number of steps: the first rank's, so that all stop together."""
        if world_size() > 1:
            agreed = [total_steps]
            distributed.broadcast_object_list(agreed)
            total_steps = agreed[0]
        self.total_steps = total_steps

    def save(self, path: Path) -> None:
        if self.rank:
            return
        checkpoint.write(
            path,
            {
                'settings': self.settings.plain(),
                'step': self.step,
                'total_steps': self.total_steps,
                'seconds': self.seconds,
                'samples': self.samples,
                'weights': self.objective.state_dict(),
                'optimizers': [optimizer.state_dict() for optimizer in self._optimizers],
                'random': torch.get_rng_state(),
                'random_gpu': torch.cuda.get_rng_state() if torch.cuda.is_available() else None,
                'drawers': self._draw.processes,  # --data-workers, as format 1 calls it
            },
        )

    def resume(self, path: Path) -> None:
        """Goes on where `path` stopped: batches depend on the step, so it is the data's position.

        Raises ValueError where the checkpoint is of other settings, or its batches were drawn by
        more or fewer processes.
        """
        content = checkpoint.read(path)
        if content['drawers'] != self._draw.processes:
            raise ValueError(
                f'{path}: expected --data-workers {content["drawers"]}, got '
                f'{self._draw.processes}; what a batch has depends on it'
            )
        # Which precision is faster depends on the machine.
        came = replace(Settings.of(content['settings']), bfloat16=self.settings.bfloat16)
        if came != self.settings:
            raise ValueError(
                f'{path}: {differences(self.settings, came)}; resume with its settings, or name '
                'another --out'
            )
        checkpoint.load_weights(self.objective, content['weights'], path)
        for optimizer, state in zip(self._optimizers, content['optimizers'], strict=True):
            optimizer.load_state_dict(state)
        torch.set_rng_state(content['random'])
        if torch.cuda.is_available() and content['random_gpu'] is not None:
            torch.cuda.set_rng_state(content['random_gpu'])
        self.step = content['step']
        self.total_steps = content['total_steps']
        self.seconds = content['seconds']
        self.samples = content['samples']
        self.logged = self.step

    def start_from(self, path: Path) -> None:
        """Takes the weights of another training, and nothing else."""
        checkpoint.load_weights(self.objective, checkpoint.read(path)['weights'], path)

    def close(self) -> None:
        """Stops the processes that draw data."""
        self._draw.close()

    def _one_step(self) -> dict[str, float]:
        rate = learning_rate(self.step, self.total_steps, self.settings)
        for optimizer in self._optimizers:
            for group in optimizer.param_groups:
                group['lr'] = rate * group['share']
        batches, said = self._draw(self.step)
        device = next(self.objective.parameters()).device
        batches = [batch.to(device) for batch in batches]
        with torch.autocast(device.type, torch.bfloat16, enabled=self.settings.bfloat16):
            loss, logged = self._wrapped(batches, said)
        if not torch.isfinite(loss):
            raise FloatingPointError(
                f'step {self.step}: the loss is {loss.item()}; a smaller --learning-rate helps'
            )
        self.objective.zero_grad(set_to_none=True)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(self.objective.parameters(), self.settings.clip_norm)
        for optimizer in self._optimizers:
            optimizer.step()
        windows = sum(len(batch.features) for batch in batches) * world_size()
        self.samples += sum(len(batch.rows) for batch in batches) * world_size()
        values = {name: value.item() for name, value in logged.items()}
        return {**values, 'gradient': norm.item(), 'rate': rate, 'windows': windows}


def parameter_groups(
    objective: nn.Module, settings: Settings
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Groups for Muon and for AdamW, each with its `share` of the learning rate; matrices decay,
    vectors do not."""
    hidden: list[Tensor] = []
    groups: dict[tuple[float, float], list[Tensor]] = {}
    for name, parameter in objective.named_parameters():
        if not parameter.requires_grad:
            continue
        if settings.optimizer == 'muon' and is_hidden(name, parameter):
            hidden.append(parameter)
            continue
        share = settings.text_rate if name.startswith('text.upper.') else 1.0
        decay = settings.weight_decay if parameter.ndim > 1 and share == 1 else 0.0
        groups.setdefault((share, decay), []).append(parameter)
    others = [
        {'params': parameters, 'lr': 0.0, 'share': share, 'weight_decay': decay}
        for (share, decay), parameters in groups.items()
    ]
    common = {'lr': 0.0, 'share': 1.0, 'weight_decay': settings.weight_decay}
    return ([{'params': hidden, **common}] if hidden else []), others


def is_hidden(name: str, parameter: Tensor) -> bool:
    """Whether it is a matrix between two hidden layers: neither a pretrained one, nor one that
    reads words or says labels, words or embeddings."""
    return (
        parameter.ndim > 1
        and min(parameter.shape[0], parameter[0].numel()) >= SMALLEST_HIDDEN
        and not OUTER & set(name.split('.'))
    )


def learning_rate(step: int, total: int, settings: Settings) -> float:
    """A linear rise over `warmup` steps, then half a cosine down to `FINAL_RATE` of the peak."""
    rise = min(1.0, (step + 1) / settings.warmup)
    done = min(1.0, step / max(1, total))
    fall = FINAL_RATE + (1 - FINAL_RATE) * (1 + math.cos(math.pi * done)) / 2
    return settings.learning_rate * rise * fall


def differences(expected: Settings, came: Settings) -> str:
    a, b = expected.plain(), came.plain()
    a, b = {**a, **a.pop('predictor')}, {**b, **b.pop('predictor')}
    unlike = [name for name in a if a[name] != b[name]]
    return '; '.join(f'{name}: expected {a[name]}, got {b[name]}' for name in unlike)
