"""Events at known times, and values that move only while an event lasts.

All times are seconds after the bag's first frame.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Event:
    """One visible change: nothing else moves `start`..`end` and the view is steady around it."""

    start: float
    end: float
    kind: str
    text: str
    strength: str  # 'strong': most of the picture changes; 'weak': a part of it

    def part(self, begin: float, finish: float) -> tuple[float, float]:
        """The span between two fractions of the event."""
        length = self.end - self.start
        return self.start + begin * length, self.start + finish * length


@dataclass(frozen=True)
class Scene:
    """What the camera sees during a steady stretch."""

    start: float
    end: float
    text: str


class Track:
    """A vector over time: constant but for its moves, each eased in and out (minimum jerk)."""

    def __init__(self, value):
        self._first = np.asarray(value, dtype=float)
        self._moves: list[tuple[float, float, np.ndarray]] = []

    def move(self, span: 'Event | tuple[float, float]', value) -> 'Track':
        """Adds a move that ends at `value`; moves are added in the order of time."""
        start, end = (span.start, span.end) if isinstance(span, Event) else span
        if self._moves and start < self._moves[-1][1] - 1e-9:
            raise ValueError(f'a move at {start} s starts before the one before it ends')
        self._moves.append((start, end, np.asarray(value, dtype=float)))
        return self

    def __call__(self, t: float) -> np.ndarray:
        value = self._first
        for start, end, target in self._moves:
            if t < start:
                break
            s = 1.0 if t >= end else (t - start) / (end - start)
            value = value + (target - value) * s**3 * (10 - 15 * s + 6 * s * s)
        return value
