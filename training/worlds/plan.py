"""The episodes of a whole data set, by the folder that they go to."""

from dataclasses import dataclass

from .episode import CLIP_FRAMES, RATE, SPLITS, EpisodeSpec

WORLDS = ('manipulation', 'navigation')
STRIDE = 4
"""Frames from one window to the next."""
TRAINING_WINDOWS = 20_500
BUSY_EPISODES, BUSY, BUSY_FIRST = 313, 1.0, 1_000
"""More training episodes of manipulation, by an arm without rest (events a second): with them there
are three to four and a half times as many of the seldom kinds; and their first seed."""
BRIEF_EPISODES, BRIEF_FIRST, BRIEF_SECONDS = (600, 400), 2_000, 16.0
"""Still more of each world, brief ones: what a thing looks like and where it may be is learned from
many scenes, and a minute in one hardly shows it better than seconds do."""
EVALUATION_EPISODES = 24
"""Of each world, for each split but training."""
STREAMS = 4
"""Of each world, dense and as many sparse."""
DENSE, SPARSE = 0.4, 1 / 60
"""Events a second."""


@dataclass(frozen=True)
class Planned:
    folder: str
    name: str
    spec: EpisodeSpec


def windows(seconds: float) -> int:
    """How many windows an episode gives."""
    return max((round(seconds * RATE) - CLIP_FRAMES) // STRIDE + 1, 0)


def named(world: str, seed: int) -> str:
    return f'{world}-{seed:05d}'


def episodes(
    split: str, world: str, count: int, first: int = 0, seconds: float = 60.0, **density: float
) -> list[Planned]:
    return [
        Planned(split, named(world, seed), EpisodeSpec(world, split, seed, seconds, **density))
        for seed in range(first, first + count)
    ]


def streams(count: int = STREAMS) -> list[Planned]:
    """Long episodes of 3 to 6 minutes, with seeds that no other episode has."""
    plan = []
    for world in WORLDS:
        for density, rate, first in (('dense', DENSE, 90_000), ('sparse', SPARSE, 91_000)):
            for number in range(count):
                seconds = 180.0 + 60.0 * (number % 4)
                spec = EpisodeSpec(world, 'seeds', first + number, seconds, rate)
                plan.append(Planned('streams', f'{density}-{named(world, first + number)}', spec))
    return plan


def whole() -> dict[str, list[Planned]]:
    """By folder: `train`, the evaluation splits, and `streams`."""
    count = -(-TRAINING_WINDOWS // (2 * windows(60.0)))
    sizes = {split: EVALUATION_EPISODES for split in SPLITS} | {'train': count}
    plan = {
        split: [p for world in WORLDS for p in episodes(split, world, size)]
        for split, size in sizes.items()
    }
    busy = {'first': BUSY_FIRST, 'events_per_second': BUSY}
    plan['train'] += episodes('train', 'manipulation', BUSY_EPISODES, **busy)
    brief = {'first': BRIEF_FIRST, 'seconds': BRIEF_SECONDS}
    scenes, rooms = BRIEF_EPISODES
    plan['train'] += episodes('train', 'manipulation', scenes, events_per_second=BUSY, **brief)
    plan['train'] += episodes('train', 'navigation', rooms, **brief)
    return plan | {'streams': streams()}
