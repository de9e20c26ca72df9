"""Renders episodes; those already on disk are kept, so a stopped run goes on.

    python -m training.worlds --out out/worlds                       # the whole data set
    python -m training.worlds --out out/worlds --split train         # one of its folders
    python -m training.worlds --out out/worlds --split train --world manipulation --episodes 10
"""

import argparse
import multiprocessing
import os
import time
from pathlib import Path

from .episode import SPLITS
from .plan import WORLDS, Planned, episodes, whole
from .sheet import sheet
from .store import episode_path, write


def make(job: tuple[Path, Planned]) -> str:
    from .render import render

    out, planned = job
    episode, frames = render(planned.name, planned.spec)
    write(episode_path(out / planned.folder, planned.name), episode, frames)
    return planned.name


def planned(options: argparse.Namespace) -> list[Planned]:
    if options.episodes is None:
        plan = whole()
        chosen = plan[options.split] if options.split else [p for some in plan.values() for p in some]
        return [p for p in chosen if options.world in (None, p.spec.world)]
    if options.split not in SPLITS or options.world is None:
        raise SystemExit('--episodes needs --world and a --split other than streams')
    return episodes(
        options.split, options.world, options.episodes, options.first_seed, options.seconds
    )


def render_missing(out: Path, plan: list[Planned], processes: int) -> None:
    missing = [p for p in plan if not episode_path(out / p.folder, p.name).exists()]
    print(f'{len(missing)} of {len(plan)} episodes to render', flush=True)
    if not missing:
        return
    start = time.monotonic()
    with multiprocessing.get_context('spawn').Pool(min(processes, len(missing))) as pool:
        jobs = [(out, p) for p in missing]
        for done, name in enumerate(pool.imap_unordered(make, jobs), start=1):
            left = (time.monotonic() - start) / done * (len(missing) - done)
            print(f'{done}/{len(missing)} {name}, {left:.0f} s left', flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog='python -m training.worlds',
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
