"""Captions of what is in sight."""

from collections import Counter

import numpy as np

from . import ontology
from .view import View
from .wording import SCENES, pick, several

GROUPS_NAMED = 3
"""At most; more would make texts longer than what is looked at."""
COLOURS_NAMED = 0.8


def scene(view: View, wording: str, rng: np.random.Generator, plain: bool = False) -> str:
    """`a blue bowl and two bananas on a table`; `plain`: a phrase that fits beside a sentence."""
    groups = grouped(view, rng)
    place, where = setting(view)
    names = {'s': place, 'list': listed(groups), 'be': 'are' if more(groups) else 'is'}
    if groups:
        family = where if place else 'list'
        family = f'plain {family}' if plain else family
    elif not view.state.light:
        return pick(rng, SCENES[wording]['darkness'])
    else:
        family = f'bare {where.split()[-1]}' if place else 'nothing'
    text = pick(rng, SCENES[wording][family]).format(**names)
    if view.state.light:
        return text
    return pick(rng, SCENES[wording]['dark']).format(scene=text)


def grouped(view: View, rng: np.random.Generator) -> list[tuple[str, str | None, int]]:
    """Some of the things in sight, alike ones together: (kind, colour, how many)."""
    coloured = rng.random() < COLOURS_NAMED
    # Without colours alike kinds are one group, of which all are counted.
    counts = Counter((thing.kind, thing.colour if coloured else None) for thing in view.askable)
    chosen = several(rng, list(counts.items()), GROUPS_NAMED)
    return [(kind, colour, number) for (kind, colour), number in chosen]


def listed(groups: list[tuple[str, str | None, int]]) -> str:
    """`a red mug, two books and a banana`."""
    parts = [
        ontology.with_article(ontology.coloured(kind, colour))
        if number == 1
        else f'{ontology.NUMBERS[min(number, 10)]} {ontology.coloured_plural(kind, colour)}'
        for kind, colour, number in groups
    ]
    return ' and '.join([', '.join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def more(groups: list) -> bool:
    """Whether the verb is plural."""
    return len(groups) > 1 or any(number > 1 for *_, number in groups)


def setting(view: View) -> tuple[str | None, str]:
    """What everything is on or in, and which phrasings speak of it."""
    if view.state.room:
        # What an empty room has in sight, through its door, is not in it.
        room = 'room' if view.state.room == 'empty room' else view.state.room
        return ontology.with_article(room), 'in room'
    supports = [thing for thing in view.index.things.values() if thing.role == 'support']
    if not supports:
        return None, ''
    stood_on = Counter(view.state.on.values())
    place = max(supports, key=lambda thing: stood_on[thing.id])
    return ontology.with_article(ontology.coloured(place.kind, place.colour)), 'on support'
