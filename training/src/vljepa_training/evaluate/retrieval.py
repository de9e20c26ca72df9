"""Pools of clips in which a caption is true of a single one.

A caption says the event with the colours of all that it names, and then up to three groups of alike
things in sight, with their colours and numbers, and the place. Before a clip joins a pool, its
caption is held against every clip there and their captions against it; where one is true of
another clip too, the clip stays out. So no two captions of a pool mean the same.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from vljepa_training.worlds.language import scenes
from vljepa_training.worlds.language.events import participants, sentences
from vljepa_training.worlds.language.view import View, index_of
from vljepa_training.worlds.language.wording import SCENES, pick, several

from .moments import Moment

WORDING = 'unseen'
POOL = 500

Group = tuple[str, str | None]
"""Kind and colour."""


@dataclass(frozen=True)
class Captioned:
    moment: Moment
    text: str
    kind: str
    """Of the event."""
    about: dict[str, Group]
    """What the event names, by placeholder."""
    groups: dict[Group, int]
    """What the caption says is in sight, and how many."""
    place: str | None
    in_sight: Counter
    """How many there are of each group."""
    light: bool

    def is_true_of(self, other: 'Captioned') -> bool:
        """Whether somebody who looks for this caption may be shown the other clip."""
        return (
            self.kind == other.kind
            and self.light == other.light
            and self.place == other.place
            and all(other.about.get(p, thing) == thing for p, thing in self.about.items())
            and all(other.in_sight[group] == number for group, number in self.groups.items())
        )


def pool(moments: Iterable[Moment], rng: np.random.Generator, size: int = POOL) -> list[Captioned]:
    """The first of `moments` that can be told apart, at most `size`."""
    chosen: list[Captioned] = []
    by_kind: dict[str, list[Captioned]] = {}
    for moment in moments:
        if len(chosen) == size:
            break
        new = captioned(moment, rng)
        rivals = by_kind.setdefault(new.kind, [])
        if not any(new.is_true_of(c) or c.is_true_of(new) for c in rivals):
            rivals.append(new)
            chosen.append(new)
    return chosen


def captioned(moment: Moment, rng: np.random.Generator) -> Captioned:
    view = index_of(moment.recording.episode).view(moment.last)
    said = sentences(moment.event, view, WORDING, rng, 1)[0]
    known = view.index.things
    things = {p: known[k] for p, k in participants(moment.event).items() if k in known}
    in_sight = Counter((thing.kind, thing.colour) for thing in view.askable)
    groups = dict(several(rng, list(in_sight.items()), scenes.GROUPS_NAMED))
    place = scenes.setting(view)[0]
    scene = scene_of(view, groups, rng)
    return Captioned(
        moment,
        pick(rng, SCENES[WORDING]['event and scene']).format(event=said, scene=scene),
        moment.event.kind,
        {p: (thing.kind, thing.colour) for p, thing in things.items()},
        groups,
        place if groups or view.state.light else None,
        in_sight,
        view.state.light,
    )


def scene_of(view: View, groups: dict[Group, int], rng: np.random.Generator) -> str:
    """`scenes.scene` for given groups: there they are drawn, and colours may be left out."""
    triples = [(kind, colour, number) for (kind, colour), number in groups.items()]
    phrasings = SCENES[WORDING]
    place, where = scenes.setting(view)
    if not groups and not view.state.light:
        return pick(rng, phrasings['darkness'])
    if groups:
        family = f'plain {where if place else "list"}'
    else:
        family = f'bare {where.split()[-1]}' if place else 'nothing'
    verb = 'are' if scenes.more(triples) else 'is'
    text = pick(rng, phrasings[family]).format(s=place, list=scenes.listed(triples), be=verb)
    return text if view.state.light else pick(rng, phrasings['dark']).format(scene=text)
