"""Makes the section `labels` of a pack: how likely labels are true.

python -m vljepa_training.evaluate.labels --worlds out/worlds --pack models/nano [--real FOLDER]
    [--json FILE]

What is taken off S_y is the mean of windows of training's worlds and of made-up photographs.
Scale, offset and `other` are fitted on unseen splits, photographs and, with --real, on annotated
footage (`vljepa_training.evaluate.real`); each counts alike. Writes `typical_states.f32` and the
section into the pack; prints how often the best label is true, by cosine and by probability, and
the calibration error, of footage by fits without the sites that are measured.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from vljepa_training.checkout import PACK
from vljepa_training.evaluate.pack import LanguageModelPack
from vljepa_training.evaluate.suite import EVALUATED
from vljepa_training.export import documents
from vljepa_training.export.pack_manifest import files

from .calibration import (
    Calibration,
    Choices,
    Labelled,
    calibration_error,
    choices,
    first_right,
    fit,
)
from .windows import events_and_things, footage, photographed, rendered, synthetic

FILE = 'typical_states.f32'
NAMING = 'What is there?'
SHARES = (0.5, 1.0)
"""Of the mean states of the default query and of `NAMING` that is taken off. With the whole of the
first, texts for the rendered worlds' events are told apart a little worse; with less of the second,
fewer photographs are named right."""
TYPICAL = 120
"""Windows of each kind of world, and made-up photographs, that the means are of."""
FOLDS = 4
"""Footage is measured by fits without a fourth of its sites."""
PREFIX = 'real '


def typical(
    pack: LanguageModelPack, worlds: Path, queries: Sequence[str], rng: np.random.Generator
) -> np.ndarray:
    """[queries, D]: what is taken off S_y. Kinds of worlds weigh alike and, for names, photographs
    as much as each of them."""
    by_world = defaultdict(list)
    for window in rendered(pack, worlds, 'train', TYPICAL, queries, rng):
        by_world[window.episode.split('-')[0]].append(window.states)
    of_worlds = [np.mean(states, axis=0) for states in by_world.values()]
    photographs = synthetic(pack, TYPICAL, queries, rng).mean(0)
    happening = np.mean(of_worlds, axis=0)[0]
    there = np.mean([*of_worlds, photographs], axis=0)[1]
    return np.stack([happening, there]) * np.array(SHARES)[:, None]


def measured(
    groups: Sequence[Labelled], asked: Sequence[Choices], shifts: np.ndarray
) -> dict[str, dict]:
    """By the groups' names, means over those of one name."""
    whole = fit(asked, shifts)
    found = defaultdict(list)
    for group, of_group in zip(groups, asked, strict=True):
        figures = {
            'first of': group.true.shape[1],
            'by cosine': first_right(group.states[:, 0] @ group.labels.T, group),
            'by probability': first_right(whole.logits(group)[:, :-1], group),
            **_error(group, of_group, groups, asked, shifts, whole),
        }
        found[group.name].append(figures)
    return {
        name: {key: round(float(np.mean([f[key] for f in of_name])), 4) for key in of_name[0]}
        for name, of_name in found.items()
    }


def _error(
    group: Labelled,
    of_group: Choices,
    groups: Sequence[Labelled],
    asked: Sequence[Choices],
    shifts: np.ndarray,
    whole: Calibration,
) -> dict[str, float]:
    """The calibration error; of footage by fits without the sites that are measured."""
    if not group.name.startswith(PREFIX):
        return calibration_error(whole, of_group)
    sites = np.unique(group.clusters)
    folds = []
    for fold in range(FOLDS):
        out = sites[fold::FOLDS]
        others = [
            without(one, ~np.isin(g.clusters, out)) if g.name.startswith(PREFIX) else one
            for g, one in zip(groups, asked, strict=True)
        ]
        tested = without(of_group, np.isin(group.clusters, out))
        if len(tested.windows) == 0:
            continue
        folds.append((calibration_error(fit(others, shifts), tested), len(tested.windows)))
    weights = [count for _, count in folds]
    return {
        key: float(np.average([f[key] for f, _ in folds], weights=weights)) for key in folds[0][0]
    }


def without(asked: Choices, kept: np.ndarray) -> Choices:
    """Those of windows that are `kept` [windows]."""
    rows = kept[asked.windows]
    return Choices(asked.group, asked.windows[rows], asked.offered[rows], asked.right[rows])


def write(folder: Path, calibration: Calibration, queries: Sequence[str]) -> None:
    """Adds the section and its file to the pack in `folder`, in place of what it had."""
    (folder / FILE).write_bytes(calibration.shifts.astype('<f4').tobytes())
    manifest = documents.read_manifest(folder)
    listed = files(folder)
    manifest['labels'] = {
        'typical_states': FILE,
        'queries': [
            {
                'query': query,
                'scale': round(calibration.scale, 3),
                'offset': round(float(offset), 3),
            }
            for query, offset in zip(queries, calibration.offsets, strict=True)
        ],
        'other': round(calibration.other, 3),
    }
    manifest['files'] = {
        name: listed[name] for name in sorted({*manifest['files'], FILE}) if name in listed
    }
    documents.write_manifest(folder, manifest)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog='python -m vljepa_training.evaluate.labels',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--worlds', type=Path, required=True, help='rendered episodes')
    parser.add_argument('--pack', type=Path, default=PACK, help='its folder; %(default)s')
    parser.add_argument('--real', type=Path, metavar='FOLDER', help='annotated footage')
    parser.add_argument(
        '--windows', type=int, default=24, help='of each split and world; %(default)s'
    )
    parser.add_argument('--json', type=Path, metavar='FILE', help='to write what was measured')
    parser.add_argument('--seed', type=int, default=0)
    options = parser.parse_args()
    pack = LanguageModelPack(options.pack)
    encoder = documents.read_manifest(options.pack)['x_encoder']
    queries = (pack.event_query, NAMING)
    rng = np.random.default_rng(options.seed)
    try:
        shifts = typical(pack, options.worlds, queries, rng)
        unseen = [
            window
            for split in EVALUATED
            for window in rendered(pack, options.worlds, split, options.windows, queries, rng)
        ]
        groups = [*events_and_things(pack, unseen), photographed(pack, queries)]
        if options.real:
            rate, length = encoder['sampling_rate'], encoder['frames']['default']
            groups += footage(pack, options.real, rate, length, queries)
    except (FileNotFoundError, ValueError) as error:
        raise SystemExit(str(error)) from None
    asked = [choices(group, rng) for group in groups]
    write(options.pack, fit(asked, shifts), queries)
    found = measured(groups, asked, shifts)
    text = json.dumps(found, indent=1)
    if options.json:
        options.json.write_text(f'{text}\n', 'utf-8')
    print(text)


if __name__ == '__main__':
    main()
