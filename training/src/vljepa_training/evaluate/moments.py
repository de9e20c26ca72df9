"""Which clips of a split are looked at: one for each event that a clip shows, balanced by kind."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vljepa_training.learning.episodes import window_frames
from vljepa_training.worlds.episode import Event
from vljepa_training.worlds.language import clip_event

from .clips import Clip, Recording


@dataclass(frozen=True)
class Moment:
    """A clip that shows an event."""

    recording: Recording
    last: int
    event: Event

    @property
    def clip(self) -> Clip:
        return Clip(self.recording, tuple(window_frames(self.last)))

    @property
    def where(self) -> dict:
        """For a reader who wants to look at it."""
        return {'episode': self.recording.name, 'frames': list(self.clip.frames)}


def moments(recordings: Sequence[Recording], rng: np.random.Generator) -> list[Moment]:
    """One for each event that some clip shows, by a random one of the clips that do.

    In an order of which every beginning is balanced over kinds, as far as there are any.
    """
    by_kind = defaultdict(list)
    for recording in recordings:
        showing = defaultdict(list)
        for last in range(len(recording.episode.states)):
            event = clip_event(recording.episode, last)
            if event is not None:
                showing[event.start].append((last, event))
        for clips in showing.values():
            last, event = clips[rng.integers(len(clips))]
            by_kind[event.kind].append(Moment(recording, last, event))
    shuffled = [[of_kind[i] for i in rng.permutation(len(of_kind))] for of_kind in by_kind.values()]
    longest = max(map(len, shuffled), default=0)
    return [of_kind[i] for i in range(longest) for of_kind in shuffled if i < len(of_kind)]
