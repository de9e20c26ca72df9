"""Which things an episode shows: several of a kind, several of a colour, look-alikes, or any."""

from typing import NamedTuple

import numpy as np

from vljepa_training.worlds.episode import COLOURS, Thing

from .fixtures import FIXTURES
from .kinds import ALIKE, HELD_OUT, HELD_OUT_PAIRS, KINDS, colours_of, shown_in

MOST = 6
"""Objects on the table at first, at most."""


class Tables(NamedTuple):
    """How the objects of tables are chosen."""

    fewest: int
    most_alike: int
    """Of one kind or colour, where they are chosen so."""
    manners: dict[str, float]
    """How often which."""


USUAL = Tables(2, MOST - 1, {'any': 0.35, 'one kind': 0.2, 'one colour': 0.2, 'alike': 0.25})
CROWDED = Tables(MOST - 2, MOST, {'one kind': 0.5, 'one colour': 0.4, 'any': 0.1})


def painted(rng, name: str, colour: str | None = None) -> tuple[str, str | None]:
    """A kind in a colour that training knows; in `colour` where it may have that one."""
    if KINDS[name].own is not None:
        return name, None
    allowed = colours_of(name, held_out=False)
    return name, colour if colour in allowed else str(rng.choice(allowed))


def trained_objects(rng, split: str, count: int, tables: Tables) -> list[tuple[str, str | None]]:
    names = [k.name for k in shown_in(split)]
    painted_names = [k.name for k in shown_in(split) if k.own is None]
    manner = rng.choice(list(tables.manners), p=list(tables.manners.values()))
    chosen: list[tuple[str, str | None]] = []
    share = int(rng.integers(2, tables.most_alike + 1))
    if manner == 'one kind':
        name = str(rng.choice(names))
        colours = rng.permutation(colours_of(name, held_out=False))
        chosen = [painted(rng, name, str(colours[k % len(colours)])) for k in range(share)]
    elif manner == 'one colour':
        colour = str(rng.choice(COLOURS))
        able = [n for n in painted_names if (n, colour) not in HELD_OUT_PAIRS]
        chosen = [(str(n), colour) for n in rng.choice(able, share, replace=False)]
    elif manner == 'alike':
        name = str(rng.choice(names))
        chosen = [painted(rng, n) for n in (name, *ALIKE[name])]
    while len(chosen) < count:
        chosen.append(painted(rng, str(rng.choice(names))))
    return chosen[:count]


def objects(rng, split: str, count: int, tables: Tables) -> list[tuple[str, str | None]]:
    """(kind, colour) of `count` objects; those that training never shows come first."""
    first: list[tuple[str, str | None]] = []
    if split == 'objects':
        for k in rng.choice(len(HELD_OUT), min(count, int(rng.integers(2, 4))), replace=False):
            first.append(painted(rng, HELD_OUT[k].name))
        # At least one look-alike beside them.
        first.append(painted(rng, str(rng.choice(ALIKE[first[0][0]]))))
    elif split == 'pairs':
        pairs = sorted(HELD_OUT_PAIRS)
        for k in rng.choice(len(pairs), min(count, int(rng.integers(2, 5))), replace=False):
            first.append(pairs[k])
    others = trained_objects(rng, split, max(count - len(first), 0), tables)
    return (first + others)[:count]


def cast(
    rng: np.random.Generator, split: str, tables: Tables = USUAL
) -> tuple[list[Thing], list[Thing]]:
    """Fixtures and objects."""
    openable = str(rng.choice(['drawer', 'box', ''], p=[0.4, 0.4, 0.2]))
    others = ['tray', 'bowl', 'basket', 'stand', 'shelf']
    names = [openable] if openable else []
    names += [str(n) for n in rng.choice(others, 1 if openable else 2, replace=False)]
    fixtures = [
        Thing(
            name,
            name,
            None if name == 'basket' else str(rng.choice(COLOURS)),
            FIXTURES[name].role,
        )
        for name in names
    ]
    count = int(rng.integers(tables.fewest, MOST + 1)) + 1
    things: list[Thing] = []
    counts: dict[str, int] = {}
    for name, colour in objects(rng, split, count, tables):
        counts[name] = counts.get(name, 0) + 1
        things.append(Thing(f'{name} {counts[name]}', name, colour, 'object'))
    order = rng.permutation(len(things))
    return fixtures, [things[k] for k in order]
