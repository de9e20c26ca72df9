"""Probabilities of labels, as `src/operators/classify.ts` computes them, and their fit.

A label's logit is the largest, over the pack's label queries, of `scale · (S_y − shift) · label +
offset`; that of `other`, none of the labels, is a constant. `shift` is a share of the mean S_y of
typical windows: without it some labels are near to every window.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

BINS = 10
"""Of the expected calibration error."""
START = (12.0, 0.1, 4.0)
"""Scale, offset over scale of the naming query, logit of `other`."""


@dataclass(frozen=True)
class Labelled:
    """Windows, and which of some labels describe them."""

    name: str
    states: np.ndarray
    """[windows, queries, D], unit norm."""
    labels: np.ndarray
    """[labels, D], unit norm."""
    true: np.ndarray
    """bool [windows, labels]; a window may have several or none."""
    clusters: np.ndarray
    """[windows]: windows of one clip or photograph are alike."""

    def of(self, kept: np.ndarray) -> 'Labelled':
        """Its windows where `kept` [windows] is true."""
        return Labelled(
            self.name, self.states[kept], self.labels, self.true[kept], self.clusters[kept]
        )


@dataclass(frozen=True)
class Calibration:
    shifts: np.ndarray
    """[queries, D]."""
    scale: float
    offsets: np.ndarray
    """[queries]."""
    other: float

    def logits(self, group: Labelled) -> np.ndarray:
        """[windows, labels + 1], `other` last."""
        scores = np.einsum('wqd,ld->wql', group.states - self.shifts, group.labels)
        best = (self.scale * scores + self.offsets[:, None]).max(1)
        return np.concatenate([best, np.full((len(best), 1), self.other)], axis=1)


@dataclass(frozen=True)
class Choices:
    """Windows of a group with some of its labels each: as many and as few as people set."""

    group: Labelled
    windows: np.ndarray
    """[choices], indices."""
    offered: np.ndarray
    """bool [choices, labels + 1]; `other` always is."""
    right: np.ndarray
    """bool [choices, labels + 1]: `other` where no label that is offered is true."""


def choices(group: Labelled, rng: np.random.Generator, each: int = 2) -> Choices:
    """`each` of every window: its true labels are among those offered or none of them is, in turn;
    from two labels to all, their number's logarithm uniform."""
    count = group.true.shape[1]
    windows = np.repeat(np.arange(len(group.true)), each)
    offered = np.zeros((len(windows), count + 1), bool)
    for number, window in enumerate(windows):
        size = round(np.exp(rng.uniform(np.log(2), np.log(count))))
        true, false = (np.flatnonzero(group.true[window] == is_true) for is_true in (True, False))
        shown = 0
        if number % 2 == 0 and len(true):
            shown = min(len(true), 1 + rng.binomial(size - 1, len(true) / count))
        chosen = [*rng.permutation(true)[:shown], *rng.permutation(false)[: size - shown]]
        offered[number, chosen] = True
    offered[:, -1] = True
    right = offered.copy()
    right[:, :-1] &= group.true[windows]
    right[:, -1] = ~right[:, :-1].any(1)
    return Choices(group, windows, offered, right)


def probabilities(calibration: Calibration, asked: Choices) -> np.ndarray:
    """[choices, labels + 1]: 0 for what is not offered."""
    logits = calibration.logits(asked.group)[asked.windows]
    weights = np.where(asked.offered, np.exp(logits - logits.max(1, keepdims=True)), 0)
    return weights / weights.sum(1, keepdims=True)


def fit(groups: Sequence[Choices], shifts: np.ndarray) -> Calibration:
    """The likeliest, groups of each name together counting alike; the first query's offset is 0."""

    def at(values: np.ndarray) -> Calibration:
        scale, offset, other = map(float, values)
        return Calibration(
            shifts, scale, np.array([0, *[scale * offset] * (len(shifts) - 1)]), other
        )

    names = Counter(asked.group.name for asked in groups)

    def loss(values: np.ndarray) -> float:
        calibration = at(values)
        return -sum(
            np.log((probabilities(calibration, asked) * asked.right).sum(1).clip(1e-9)).mean()
            / names[asked.group.name]
            for asked in groups
        )

    found = minimize(loss, START, method='Nelder-Mead', options={'xatol': 1e-3, 'fatol': 1e-5})
    return at(found.x)


def calibration_error(calibration: Calibration, asked: Choices) -> dict[str, float]:
    """Of what is likeliest: the expected calibration error, how often it is right, and how
    probable it is said to be."""
    shares = probabilities(calibration, asked)
    best = shares.argmax(1)
    rows = np.arange(len(best))
    said, right = shares[rows, best], asked.right[rows, best]
    bins = np.minimum((said * BINS).astype(int), BINS - 1)
    error = sum(
        (bins == b).mean() * abs(said[bins == b].mean() - right[bins == b].mean())
        for b in np.unique(bins)
    )
    return {'ece': float(error), 'right': float(right.mean()), 'said': float(said.mean())}


def first_right(scores: np.ndarray, group: Labelled) -> float:
    """How often the best of all labels [windows, labels] is true, where any is."""
    best = scores.argmax(1)
    there = group.true.any(1)
    return float(group.true[np.arange(len(best)), best][there].mean())
