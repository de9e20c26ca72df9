"""Renders many episodes, a few at a time; each is written whole or not at all."""

import multiprocessing
import time
from pathlib import Path

from .plan import Planned
from .store import episode_path, write


def make(job: tuple[Path, Planned]) -> tuple[str, str]:
    """Its name, and why it was left out: a few seeds ask for what an arm cannot do."""
    from .manipulation.arms import OutOfReach
    from .render import render

    out, planned = job
    try:
        episode, frames = render(planned.name, planned.spec)
    except OutOfReach as error:
        return planned.name, str(error)
    write(episode_path(out / planned.folder, planned.name), episode, frames)
    return planned.name, ''


def render_missing(out: Path, plan: list[Planned], processes: int) -> None:
    missing = [p for p in plan if not episode_path(out / p.folder, p.name).exists()]
    print(f'{len(missing)} of {len(plan)} episodes to render', flush=True)
    if not missing:
        return
    start = time.monotonic()
    with multiprocessing.get_context('spawn').Pool(min(processes, len(missing))) as pool:
        jobs = [(out, p) for p in missing]
        for done, (name, why) in enumerate(pool.imap_unordered(make, jobs), start=1):
            left = (time.monotonic() - start) / done * (len(missing) - done)
            said = f'{name} left out: {why}' if why else name
            print(f'{done}/{len(missing)} {said}, {left:.0f} s left', flush=True)
