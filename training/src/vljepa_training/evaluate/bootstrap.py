"""Scores with 95 % intervals: a bootstrap over episodes, as clips of one episode are alike."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

RESAMPLES = 1000
PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True)
class Item:
    """One thing that was scored."""

    value: float
    split: str
    cluster: str
    """What is drawn as a whole: an episode."""
    group: str = ''
    """Within a split, groups count by their weight, whatever their number of items."""


@dataclass(frozen=True)
class Estimate:
    value: float
    low: float
    high: float
    n: int

    def plain(self) -> dict:
        return {k: v if k == 'n' else round(v, 4) for k, v in asdict(self).items()}


def estimate(
    items: Sequence[Item], seed: int, weights: Mapping[str, float] | None = None
) -> Estimate:
    """The mean over splits of the weighted mean over groups of the mean over items.

    `weights` by group; default: all alike. A group that a resample has none of is left out of it.
    """
    if not items:
        raise ValueError('expected items to estimate from, got none')
    splits = list(dict.fromkeys(item.split for item in items))
    rng = np.random.default_rng(seed)
    values, drawn = [], []
    for split in splits:
        sums, counts, weight = _tables([i for i in items if i.split == split], weights)
        values.append(_weighted(sums.sum(0), counts.sum(0), weight))
        clusters = len(sums)
        times = rng.multinomial(clusters, np.full(clusters, 1 / clusters), RESAMPLES)
        drawn.append(_weighted(times @ sums, times @ counts, weight))
    low, high = np.percentile(np.mean(drawn, axis=0), PERCENTILES)
    return Estimate(float(np.mean(values)), float(low), float(high), len(items))


def _tables(
    items: list[Item], weights: Mapping[str, float] | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sums and numbers of values [clusters, groups], and the groups' weights."""
    clusters = {c: i for i, c in enumerate(dict.fromkeys(item.cluster for item in items))}
    groups = {g: i for i, g in enumerate(dict.fromkeys(item.group for item in items))}
    sums, counts = np.zeros((2, len(clusters), len(groups)))
    for item in items:
        place = clusters[item.cluster], groups[item.group]
        sums[place] += item.value
        counts[place] += 1
    weight = np.array([1.0 if weights is None else weights[group] for group in groups])
    return sums, counts, weight


def _weighted(sums: np.ndarray, counts: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """[..., groups] -> [...]."""
    there = counts > 0
    means = np.divide(sums, counts, out=np.zeros_like(sums), where=there)
    return (means * weight).sum(-1) / (there * weight).sum(-1)


def auroc(scores: np.ndarray, same: np.ndarray) -> float:
    """The chance that a pair of the same meaning scores above one of another; a tie is half."""
    _, place, numbers = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(numbers) - (numbers - 1) / 2)[place]
    positive = int(same.sum())
    above = ranks[same].sum() - positive * (positive + 1) / 2
    return float(above / (positive * (len(same) - positive)))


def estimate_auroc(scores: np.ndarray, same: np.ndarray, seed: int) -> Estimate:
    """With an interval over pairs, of which as many of each kind are drawn as there are."""
    rng = np.random.default_rng(seed)
    kinds = [np.flatnonzero(same), np.flatnonzero(~same)]
    drawn = []
    for _ in range(RESAMPLES):
        chosen = np.concatenate([rng.choice(kind, len(kind)) for kind in kinds])
        drawn.append(auroc(scores[chosen], same[chosen]))
    low, high = np.percentile(drawn, PERCENTILES)
    return Estimate(auroc(scores, same), float(low), float(high), len(same))
