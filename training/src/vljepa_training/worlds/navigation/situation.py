"""The state of the world while events are invented, and what is asked of it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from vljepa_training.worlds.episode import EpisodeSpec, Event

from .floor import Floor, View
from .kinds import KINDS
from .motion import Track
from .plan import CORRIDOR, EMPTY, Door, Plan, Room

AWAY = (0.0, 0.0, -20.0)
"""Where visiting obstacles are while they are not there; persons have no z, see `HIDDEN`."""
HIDDEN = -50.0
"""x of a person who is not there."""


class Cast:
    """Who may come: ids of persons, and id → kind of obstacles."""

    def __init__(self, persons: list[str], obstacles: dict[str, str]):
        self.persons, self.obstacles = persons, obstacles


class Situation:
    """Tracks of the base, doors, lamp and visitors, and what is where now."""

    def __init__(
        self, rng, spec: EpisodeSpec, plan: Plan, view: View, cast: Cast, pose, floor: Floor
    ):
        self._rng, self._spec, self._plan, self._view = rng, spec, plan, view
        self._cast, self.floor = cast, floor
        self.t = 0.0
        self.events: list[Event] = []
        self.base = Track(pose)
        self.lamp = Track([1.0])
        self.doors = {d.id: Track([float(d.id in floor.is_open)]) for d in plan.doors}
        self.obstacles = {key: Track((*AWAY, 0.0, 0.0)) for key in cast.obstacles}
        """x, y, z, heading, metres rolled."""
        self.persons = {key: Track((HIDDEN, 0.0, 0.0, 0.0)) for key in cast.persons}
        """x, y, heading, metres walked."""
        self._counts: Counter[str] = Counter()
        """How often each kind of event has happened."""
        self._visits: Counter[str] = Counter()
        self._guest: tuple[str, Sequence[np.ndarray]] | None = None
        """Who stands in the way, and the way that it came."""
        self._queue: list[tuple[str, Any]] = []
        """Steps of a route that are still to be done, and their goals."""

    def _emit(self, kind: str, seconds: float, **roles: str) -> tuple[float, float]:
        begin, self.t = self.t, round(self.t + seconds, 4)
        self.events.append(Event(kind, begin, self.t, roles))
        self._counts[kind] += 1
        return begin, self.t

    @property
    def pose(self) -> np.ndarray:
        return self.base.last

    def _room(self) -> Room:
        return self._plan.room_at(*self.pose[:2])

    def contents(self, pose, wide: float) -> list[str]:
        """Furniture, obstacles and persons in the picture of a camera at `pose`."""
        floor, view = self.floor, self._view
        seen = []
        for item in self._plan.items():
            size = (max(item.reach()), KINDS[item.kind].height)
            if floor.sees(view, pose, item.id, (item.x, item.y), size, wide):
                seen.append(item.id)
        for key, (x, y, radius, height) in floor.guests.items():
            if floor.sees(view, pose, key, (x, y), (radius, height), wide):
                seen.append(key)
        return seen

    def steady_kind(self) -> str:
        bare = self._room().kind == EMPTY and not self.contents(self.pose, 1.15)
        return 'empty_room' if bare else 'stand_still'

    def _worth_seeing(self, pose) -> bool:
        room = self._plan.room_at(*pose[:2])
        along = room.kind == CORRIDOR and abs(np.cos(pose[2])) > 0.8
        if room.kind == EMPTY or along or self.contents(pose, 0.8):
            return True
        return any(self.floor.door_seen(self._view, pose, door) for door in self._plan.doors)

    def _ahead(self, distance: float, left: float = 0.0) -> np.ndarray:
        """The place `distance` ahead of the base and `left` to its left, m."""
        x, y, heading = self.pose
        c, s = np.cos(heading), np.sin(heading)
        return np.array((x + c * distance - s * left, y + s * distance + c * left))

    def _swing(self, door: Door) -> bool:
        shut = door.id not in self.floor.is_open
        begin, end = self._emit(
            'door_opens' if shut else 'door_closes', self._rng.uniform(1.0, 1.6), object=door.id
        )
        self.doors[door.id].move(begin, end, [float(shut)])
        (self.floor.is_open.add if shut else self.floor.is_open.discard)(door.id)
        return True
