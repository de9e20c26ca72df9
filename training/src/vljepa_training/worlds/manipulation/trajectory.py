"""A value over time that is moved, or follows a curve, for spans of time, and rests in between."""

from collections.abc import Callable

import numpy as np


def eased(s: float) -> float:
    """0..1 → 0..1, smooth at both ends (minimum jerk)."""
    s = min(max(s, 0.0), 1.0)
    return s**3 * (10 - 15 * s + 6 * s * s)


class Trajectory:
    def __init__(self, value):
        self._spans: list[tuple[float, float, Callable[[float], np.ndarray]]] = []
        self._first = np.asarray(value, float)

    @property
    def last(self) -> np.ndarray:
        """Where the last span ends."""
        return self._spans[-1][2](1.0) if self._spans else self._first

    def follow(self, start: float, end: float, curve: Callable[[float], np.ndarray]) -> None:
        """Follows `curve`, which takes the eased share (0..1) of the span; spans are in order."""
        if self._spans and start < self._spans[-1][1] - 1e-9:
            raise ValueError(f'a span from {start} s on begins before the one before it ends')
        self._spans.append((start, end, curve))

    def move(self, start: float, end: float, value) -> None:
        before, after = self.last, np.asarray(value, float)
        self.follow(start, end, lambda s: before + (after - before) * s)

    def __call__(self, t: float) -> np.ndarray:
        value = self._first
        for start, end, curve in reversed(self._spans):
            if t >= start:
                return curve(eased((t - start) / max(end - start, 1e-9)))
        return value
