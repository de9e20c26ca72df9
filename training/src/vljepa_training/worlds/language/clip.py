"""Which event a clip shows.

The rule, for the 1.75 s from the first frame of the clip to its last:

1. Changes come before steady stretches (`arm_idle`, `stand_still`, `empty_room`), because a change
   is noticed against stillness. Of the changes the one that takes most of the clip's newer half
   is its event, where it takes at least 0.25 s of it and more than half of what all changes take.
2. It is shown where the clip holds at least 60 % of the event, or the event fills at least 60 % of
   the clip.
3. Where no change takes part in the clip for longer than 0.25 s, a steady stretch is its event if
   it fills at least 85 % of the clip.
4. All else is a transition: no event.

At the start of an episode the oldest frame stands for those before it, so the first event counts
as if it had begun earlier where it is a steady stretch, and not where it is a change.
"""

import numpy as np

from vljepa_training.worlds.episode import CLIP_FRAMES, RATE, Episode, Event

from .view import index_of

STEADY = ('arm_idle', 'stand_still', 'empty_room')
LENGTH = (CLIP_FRAMES - 1) / RATE  # s
SHOWN = 0.6
FILLED_STEADY = 0.85
SLIGHT = 0.25  # s


def clip_event(episode: Episode, last: int) -> Event | None:
    """The event that the clip ending with frame `last` shows; None for a transition."""
    index = index_of(episode)
    end = last / RATE
    start = end - LENGTH
    # Events are in order: those that take part in the clip are one slice.
    first = int(np.searchsorted(index.ends, start, side='right'))
    beyond = int(np.searchsorted(index.starts, end, side='left'))
    taking_part = episode.events[first:beyond] or (episode.event_at(end),)
    best, newest, changing = None, 0.0, 0.0
    for event in taking_part:
        if event.kind in STEADY:
            continue
        newer = overlap(event, end - LENGTH / 2, end)
        changing += newer
        if newer > newest:
            best, newest = event, newer
    if best is not None and newest >= SLIGHT and newest > changing / 2:
        seen = overlap(best, start, end)
        lasts = best.end - best.start
        return best if seen >= SHOWN * lasts or seen >= SHOWN * LENGTH else None
    for event in taking_part:
        if event.kind in STEADY:
            begun = start if event is episode.events[0] else event.start
            if min(event.end, end) - max(begun, start) >= FILLED_STEADY * LENGTH:
                return event
    return None


def overlap(event: Event, start: float, end: float) -> float:
    """Seconds of `event` between two times."""
    return max(0.0, min(event.end, end) - max(event.start, start))
