"""Graphs that were fitted without the streams that they are measured on."""

import json
from pathlib import Path

import numpy as np

from vljepa_training.onnx_graphs.writer import save

from .calibrate import Data, Meanings
from .graph import build
from .pack import fit_all

FOLDS = 6
FILE = 'folds.json'


def write_folds(folder: Path, data: Data, known: Meanings) -> None:
    """`fold-0.onnx` and so on, and `folds.json`: for each `group/stream` the graph to measure it by."""
    kinds = np.array([kin(group, stream) for group, stream in zip(data.groups, data.streams)])
    parts = fold_of(kinds)
    graphs = {}
    for number in range(FOLDS):
        held = np.array([parts[kind] == number for kind in kinds])
        save(build(fit_all(data.part(~held), known)), folder / f'fold-{number}.onnx')
        for group, stream in set(zip(data.groups[held], data.streams[held], strict=True)):
            graphs[f'{group}/{stream}'] = f'fold-{number}.onnx'
        print(f'fold {number + 1} of {FOLDS}', flush=True)
    (folder / FILE).write_text(json.dumps(dict(sorted(graphs.items())), indent=1) + '\n', 'utf-8')


def kin(group: str, stream: str) -> str:
    """Clips of one site are alike, and stay together: they have the first part of their name in common."""
    return f'{group}/{stream.split("_")[0] if group == "real" else stream}'


def fold_of(kinds: np.ndarray) -> dict[str, int]:
    """Each group of streams is spread over all folds, the largest kin first."""
    names, sizes = np.unique(kinds, return_counts=True)
    parts: dict[str, int] = {}
    for group in dict.fromkeys(name.split('/')[0] for name in names):
        filled = np.zeros(FOLDS)
        of_group = [i for i in np.argsort(-sizes, kind='stable') if names[i].startswith(f'{group}/')]
        # Groups begin in different folds, so that no fold holds all that are alone in theirs.
        order = np.roll(np.arange(FOLDS), len(parts) % FOLDS)
        for i in of_group:
            part = order[filled[order].argmin()]
            filled[part] += sizes[i]
            parts[str(names[i])] = int(part)
    return parts
