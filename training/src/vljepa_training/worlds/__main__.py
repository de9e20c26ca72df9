"""Renders episodes; those already on disk are kept, so a stopped run goes on.

python -m vljepa_training.worlds --out out/worlds                       # the whole data set
python -m vljepa_training.worlds --out out/worlds --split train         # one of its folders
python -m vljepa_training.worlds --out out/worlds --split train --world manipulation --episodes 10
"""

import argparse
import os
from pathlib import Path

from .episode import SPLITS
from .plan import WORLDS, Planned, episodes, whole
from .produce import render_missing
from .sheet import sheet
from .store import episode_path


def planned(options: argparse.Namespace) -> list[Planned]:
    if options.episodes is None:
        plan = whole()
        folders = [options.split] if options.split else list(plan)
        chosen = [p for folder in folders for p in plan[folder]]
        return [p for p in chosen if options.world in (None, p.spec.world)]
    if options.split not in SPLITS or options.world is None:
        raise SystemExit('--episodes needs --world and a --split other than streams')
    return episodes(
        options.split, options.world, options.episodes, options.first_seed, options.seconds
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        prog='python -m vljepa_training.worlds',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--split', choices=[*SPLITS, 'streams'])
    parser.add_argument('--world', choices=WORLDS)
    parser.add_argument('--episodes', type=int, help='this many, instead of what is planned')
    parser.add_argument('--first-seed', type=int, default=0)
    parser.add_argument('--seconds', type=float, default=60.0)
    parser.add_argument('--processes', type=int, default=os.cpu_count())
    parser.add_argument('--sheet', type=Path, help='PNG: draws the first episode, with its boxes')
    options = parser.parse_args()
    plan = planned(options)
    render_missing(options.out, plan, options.processes)
    if options.sheet:
        first = episode_path(options.out / plan[0].folder, plan[0].name)
        sheet(first, boxes=True).save(options.sheet)


if __name__ == '__main__':
    main()
