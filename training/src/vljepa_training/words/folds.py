"""The calibration, and graphs of it that were fitted without the streams they are measured on."""

import json
from pathlib import Path

import numpy as np

from vljepa_training.onnx_graphs.writer import save

from .calibrate import (
    BestOfLevels,
    Calibration,
    Data,
    Meanings,
    balanced,
    best_of_levels,
    fit,
    fit_levels,
)
from .graph import build

HOME = ('dense', 'sparse')
"""Groups of streams that are of the worlds that the pack was trained on."""
FOLDS = 6
FILE = 'folds.json'


def fit_all(data: Data, known: Meanings, folder: Path) -> Calibration:
    """The calibration of all streams. Writes `fold-0.onnx` and so on, and `folds.json`: for each
    `group/stream` the graph of which nothing was fitted on it."""
    kinds = np.array([kin(group, s) for group, s in zip(data.groups, data.streams, strict=True)])
    parts = fold_of(kinds)
    fold = np.array([parts[kind] for kind in kinds])
    made = []
    best: list[BestOfLevels] = []
    for number in range(FOLDS):
        made.append(fit_part_of(data, known, fold != number))
        best.append(best_of_levels(made[-1], data.part(fold == number)))
        print(f'fold {number + 1} of {FOLDS}', flush=True)
    order = np.concatenate([np.flatnonzero(fold == number) for number in range(FOLDS)])
    back = np.argsort(order)
    held_out = BestOfLevels(
        {n: np.concatenate([b.logits[n] for b in best])[back] for n in best[0].logits},
        {n: np.concatenate([b.true[n] for b in best])[back] for n in best[0].true},
        np.concatenate([b.home for b in best])[back],
    )
    weight = balanced(data.groups, data.worded)
    graphs = {}
    for number in range(FOLDS):
        others = fold != number
        made[number].levels = fit_levels(held_out, others, weight[others], data.streams[others])
        save(build(made[number]), folder / f'fold-{number}.onnx')
        for group, stream in set(zip(data.groups[~others], data.streams[~others], strict=True)):
            graphs[f'{group}/{stream}'] = f'fold-{number}.onnx'
    (folder / FILE).write_text(json.dumps(dict(sorted(graphs.items())), indent=1) + '\n', 'utf-8')
    every = np.ones(len(fold), bool)
    whole = fit_part_of(data, known, every)
    whole.levels = fit_levels(held_out, every, weight, data.streams)
    return whole


def fit_part_of(data: Data, known: Meanings, rows: np.ndarray) -> Calibration:
    return fit(data.part(rows), known, np.isin(data.groups[rows], HOME))


def kin(group: str, stream: str) -> str:
    """Clips of one site, whose names begin alike, stay together."""
    return f'{group}/{stream.split("_")[0] if group == "real" else stream}'


def fold_of(kinds: np.ndarray) -> dict[str, int]:
    """Each group of streams is spread over all folds, the largest kin first."""
    names, sizes = np.unique(kinds, return_counts=True)
    parts: dict[str, int] = {}
    for group in dict.fromkeys(name.split('/')[0] for name in names):
        filled = np.zeros(FOLDS)
        of_group = [
            i for i in np.argsort(-sizes, kind='stable') if names[i].startswith(f'{group}/')
        ]
        # Groups begin in different folds, so that no fold holds all that are alone in theirs.
        order = np.roll(np.arange(FOLDS), len(parts) % FOLDS)
        for i in of_group:
            part = order[filled[order].argmin()]
            filled[part] += sizes[i]
            parts[str(names[i])] = int(part)
    return parts
