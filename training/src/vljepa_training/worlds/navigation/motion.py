"""Values over time: constant but for their moves, each with the profile that its event needs."""

import numpy as np

RAMP = 0.3
"""Share of a start in which the speed grows."""


def smooth(u: float) -> float:
    """From rest to rest, minimum jerk."""
    return u**3 * (10 - 15 * u + 6 * u * u)


def start(u: float) -> float:
    """From rest to a constant speed, which lasts till the end."""
    way = u * u / (2 * RAMP) if u < RAMP else u - RAMP / 2
    return way / (1 - RAMP / 2)


def stop(u: float) -> float:
    """From a speed to rest, the same braking throughout."""
    return 2 * u - u * u


def even(u: float) -> float:
    return u


class Track:
    """A vector over time."""

    def __init__(self, value):
        self._first = np.asarray(value, float)
        self._moves: list[tuple] = []

    @property
    def last(self) -> np.ndarray:
        return self._moves[-1][2] if self._moves else self._first

    def move(self, begin: float, end: float, value, profile=smooth) -> None:
        """Adds a move that ends at `value`; moves are added in the order of time."""
        if self._moves and begin < self._moves[-1][1] - 1e-9:
            raise ValueError(f'a move at {begin} s starts before the one before it ends')
        self._moves.append((begin, end, np.asarray(value, float), profile))

    def __call__(self, t: float) -> np.ndarray:
        value = self._first
        for begin, end, target, profile in self._moves:
            if t < begin:
                break
            share = 1.0 if t >= end else (t - begin) / (end - begin)
            value = value + (target - value) * profile(share)
        return value
