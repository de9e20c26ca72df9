"""Captions of a clip."""

import numpy as np

from vljepa_training.worlds.episode import Episode

from . import events, scenes
from .clip import clip_event
from .view import index_of
from .wording import SCENES, check, pick

WHAT = ('event', 'scene', 'both')


def captions(
    episode: Episode,
    last: int,
    wording: str,
    rng: np.random.Generator,
    what: str = 'event',
    count: int = 3,
) -> list[str]:
    """At most `count` texts about the clip that ends with frame `last`, in different wordings.

    `event`: what happens; the first names all colours; none for a transition. `scene`: what is in
    sight at the end. `both`: one after the other.
    """
    check(wording)
    if what not in WHAT:
        raise ValueError(f'captions of {what!r}; expected one of {", ".join(WHAT)}')
    view = index_of(episode).view(last)
    seen = (
        []
        if what == 'event'
        else [scenes.scene(view, wording, rng, what == 'both') for _ in range(count)]
    )
    if what == 'scene':
        return list(dict.fromkeys(seen))
    event = clip_event(episode, last)
    told = [] if event is None else events.sentences(event, view, wording, rng, count)
    if what == 'event':
        return list(dict.fromkeys(told))
    return [
        pick(rng, SCENES[wording]['event and scene']).format(event=said, scene=scene)
        for said, scene in zip(told, seen, strict=False)
    ]
