"""The episodes of a whole data set, by the folder that they go to."""

from dataclasses import dataclass
from typing import Any

from .episode import SPLITS, EpisodeSpec

WORLDS = ('manipulation', 'navigation')
LONG_EPISODES = 40
"""Training episodes of each world like those that are evaluated, of a minute each."""
BUSY = 1.0
"""Events a second, without rest."""
BRIEF_EPISODES, BRIEF_FIRST, BRIEF_SECONDS = (810, 540), 2_000, 16.0
"""Training episodes of each world, brief ones, and their first seed: what a thing looks like and
where it may be is learned from many scenes, and a minute in one hardly shows it better than seconds
do. They are too short for an arm to pick something up."""
HANDLING_EPISODES, HANDLING_FIRST, HANDLING_SECONDS, HANDLING = 2_000, 5_000, 40.0, 20.0
"""More of manipulation, in which an arm does little else: every kind of placing takes a whole task
to see once."""
EVENTFUL_EPISODES, EVENTFUL_FIRST, EVENTFUL_SECONDS = 2_000, 6_000, 20.0
"""More of navigation, without rest: brief ones at the evaluated density show each kind of event, of
persons above all, only two or three hundred times."""
GLIMPSED_EPISODES, GLIMPSED_FIRST, GLIMPSED_SECONDS = 2_000, 10_000, 4.0
"""More tables, seconds of each: how many there are of what, and where, is learned from scenes, and
building one takes longer than rendering its frames."""
CROWDED_EPISODES, CROWDED_FIRST = 3_000, 20_000
"""Seconds of more tables, with several alike on them: on others, three and more are rare."""
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


def named(world: str, seed: int) -> str:
    return f'{world}-{seed:05d}'


def episodes(
    split: str, world: str, count: int, first: int = 0, seconds: float = 60.0, **what: Any
) -> list[Planned]:
    """`what`: more of the `EpisodeSpec`."""
    return [
        Planned(split, named(world, seed), EpisodeSpec(world, split, seed, seconds, **what))
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
    sizes = {split: EVALUATION_EPISODES for split in SPLITS} | {'train': LONG_EPISODES}
    plan = {
        split: [p for world in WORLDS for p in episodes(split, world, size)]
        for split, size in sizes.items()
    }
    scenes, rooms = BRIEF_EPISODES
    plan['train'] += [
        *episodes(
            'train', 'manipulation', scenes, BRIEF_FIRST, BRIEF_SECONDS, events_per_second=BUSY
        ),
        *episodes('train', 'navigation', rooms, BRIEF_FIRST, BRIEF_SECONDS),
        *episodes(
            'train',
            'manipulation',
            HANDLING_EPISODES,
            HANDLING_FIRST,
            HANDLING_SECONDS,
            events_per_second=BUSY,
            handling=HANDLING,
        ),
        *episodes(
            'train',
            'navigation',
            EVENTFUL_EPISODES,
            EVENTFUL_FIRST,
            EVENTFUL_SECONDS,
            events_per_second=BUSY,
        ),
        *episodes(
            'train',
            'manipulation',
            GLIMPSED_EPISODES,
            GLIMPSED_FIRST,
            GLIMPSED_SECONDS,
            events_per_second=BUSY,
        ),
        *episodes(
            'train',
            'manipulation',
            CROWDED_EPISODES,
            CROWDED_FIRST,
            GLIMPSED_SECONDS,
            events_per_second=BUSY,
            crowded=True,
        ),
    ]
    return plan | {'streams': streams()}
