"""What a training step reads: windows, questions about them, and the true answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from .features import STEP
from .model import QUERY_LENGTH
from .vocabulary import padded, token_ids


@dataclass(frozen=True)
class Row:
    """One question about a window. An empty query asks for what is seen: stage 1."""

    query: str
    answer: str
    meaning: str = ''
    """Answers of one meaning are no negatives of each other; nor, whatever their meaning, are the
    answers to one query about one window. Empty: the answer's text."""
    negatives: tuple[str, ...] = ()
    """Wrong answers that belong into the batch."""


@dataclass(frozen=True)
class Window:
    features: np.ndarray
    """int8 [T, 50, 768], in steps of `STEP`."""
    rows: Sequence[Row]
    cells: np.ndarray | None = None
    """float32 [98, labels]: what is in each cell of the first and of the newest frame."""


class Source(Protocol):
    """Windows of one length, each with as many rows as the others."""

    def sample(self, rng: np.random.Generator, count: int) -> list[Window]: ...


@dataclass(frozen=True)
class Asked:
    """A row without its picture."""

    group: tuple
    """Rows of one group ask one query about one window: the answers of all are right for each."""
    answer: str
    meaning: str


@dataclass(frozen=True)
class Batch:
    """Windows of one length as tensors: B windows, E rows each."""

    features: Tensor
    """float32 [B, T, 50, 768]."""
    ids: Tensor
    mask: Tensor
    """int64 [B, E, L] of the queries."""
    rows: list[Row]
    """B · E in order."""
    cells: Tensor | None

    def asked(self) -> list[Asked]:
        each = len(self.rows) // len(self.features)
        return [
            Asked((id(self), index // each, row.query), row.answer, row.meaning)
            for index, row in enumerate(self.rows)
        ]

    def to(self, device: torch.device) -> 'Batch':
        cells = None if self.cells is None else self.cells.to(device)
        moved = (x.to(device) for x in (self.features, self.ids, self.mask))
        return Batch(*moved, rows=self.rows, cells=cells)


def collate(windows: list[Window]) -> Batch:
    rows = [row for window in windows for row in window.rows]
    ids, mask = padded([token_ids(row.query, QUERY_LENGTH) for row in rows])
    features = torch.from_numpy(np.stack([window.features for window in windows]))
    cells = [window.cells for window in windows]
    return Batch(
        features=features.float() * STEP,
        ids=ids.unflatten(0, (len(windows), -1)),
        mask=mask.unflatten(0, (len(windows), -1)),
        rows=rows,
        cells=None if cells[0] is None else torch.from_numpy(np.stack(cells)),
    )


@dataclass(frozen=True)
class Mixture:
    """Sources with their windows a step; a step's batches depend on seed, step and rank alone."""

    parts: Sequence[tuple[Source, int]]
    seed: int

    def batches(self, step: int, rank: int = 0) -> list[Batch]:
        rng = np.random.default_rng([self.seed, step, rank])
        return [collate(source.sample(rng, count)) for source, count in self.parts if count]
