"""What a training step reads: windows, questions about them, and the true answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from vljepa_training.model.features import FINE_CELLS, STEP
from vljepa_training.model.pointing import ROLES
from vljepa_training.model.predictor import QUERY_LENGTH
from vljepa_training.model.wordpieces import padded, token_ids
from vljepa_training.worlds.language import restated

from .truth import UNKNOWN, Truth, Truths

SAID_ANEW = 300
"""Steps after which texts in other words come again: the frozen layers then know them already."""


@dataclass(frozen=True)
class Row:
    """One question about a window. An empty query asks for what is seen: stage 1."""

    query: str
    answer: str
    meaning: str = ''
    """Answers of one meaning are not negatives of each other; nor, whatever their meaning, are the
    answers to one query about one window. Empty: the answer's text."""
    within: str = ''
    """A wider meaning that has it; an answer of just that meaning is not a negative either."""
    negatives: tuple[str, ...] = ()
    """Wrong answers that belong in the batch."""
    where: np.ndarray | None = None
    """int8 [2, 2, 196], `pointing_loss`'s truth; None: nothing in particular is asked about."""
    anchored: bool = False
    """Its answer and its negatives are to stay where MiniLM has them."""
    kind: str | None = None
    """Its query asks what happens, and this kind of event is it."""


@dataclass(frozen=True)
class Window:
    features: np.ndarray
    """int8 [T, 50, 768], in steps of `STEP`."""
    rows: Sequence[Row]
    truth: Truth | None = None
    """None for photographs."""


class Source(Protocol):
    """Windows of one length, each with as many rows as the others, or none with any."""

    def sample(self, rng: np.random.Generator, count: int) -> list[Window]: ...


@dataclass(frozen=True)
class Asked:
    """A row without its picture."""

    group: tuple
    """Rows of one group ask one query about one window: the answers of all are right for each."""
    answer: str
    meaning: str
    within: str


@dataclass(frozen=True)
class Batch:
    """Windows of one length as tensors: B windows, E rows each."""

    features: Tensor
    """float32 or bfloat16 [B, T, 50, 768]."""
    ids: Tensor
    mask: Tensor
    """int64 [B, E, L] of the queries."""
    rows: list[Row]
    """B · E in order."""
    where: Tensor
    """int8 [B, E, 2, 2, 196]: where each row's query points; -1 is unknown."""
    truths: Truths | None

    def asked(self) -> list[Asked]:
        each = len(self.rows) // len(self.features)
        return [
            Asked((id(self), index // each, row.query), row.answer, row.meaning, row.within)
            for index, row in enumerate(self.rows)
        ]

    def to(self, device: torch.device) -> 'Batch':
        truths = None if self.truths is None else self.truths.to(device)
        features, ids, mask, where = (
            x.to(device) for x in (self.features, self.ids, self.mask, self.where)
        )
        return Batch(features, ids, mask, self.rows, where, truths)


def collate(windows: list[Window], bfloat16: bool = False) -> Batch:
    """`bfloat16`: features in it, which is copied twice as fast."""
    rows = [row for window in windows for row in window.rows]
    ids, mask = padded([token_ids(row.query, QUERY_LENGTH) for row in rows])
    each = len(rows) // len(windows)
    features = torch.from_numpy(np.stack([window.features for window in windows]))
    truths = [window.truth for window in windows if window.truth is not None]
    unknown = np.full((ROLES, 2, FINE_CELLS), UNKNOWN, np.int8)
    where = np.array([unknown if row.where is None else row.where for row in rows], np.int8)
    where = where.reshape(-1, *unknown.shape)
    return Batch(
        features=features.to(torch.bfloat16 if bfloat16 else torch.float32).mul_(STEP),
        ids=ids.unflatten(0, (len(windows), each)),
        mask=mask.unflatten(0, (len(windows), each)),
        rows=rows,
        where=torch.from_numpy(where).unflatten(0, (len(windows), each)),
        truths=Truths.of(truths) if truths else None,
    )


@dataclass(frozen=True)
class Mixture:
    """Sources with their windows a step; what a step has depends on seed, step and rank alone."""

    parts: Sequence[tuple[Source, int]]
    seed: int
    restated: int = 0
    """Texts a step that are said in other words."""
    bfloat16: bool = False
    """Features in bfloat16."""

    def batches(self, step: int, rank: int = 0) -> list[Batch]:
        rng = np.random.default_rng([self.seed, step, rank])
        return [
            collate(source.sample(rng, count), self.bfloat16)
            for source, count in self.parts
            if count
        ]

    def paraphrases(self, step: int, rank: int = 0) -> list[Row]:
        """Rows without a window: in place of a query the answer in other words."""
        rng = np.random.default_rng([self.seed, step % SAID_ANEW, rank, 1])
        return [
            Row(r.text, r.same, r.meaning, negatives=(r.other,))
            for r in restated(rng, self.restated, 'train')
        ]
