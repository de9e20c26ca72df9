"""Invents what happens, event by event, from the state of the world: possible things only.

Every event is tried by `act_…`, which changes the tracks and gives True, or gives False where the
event is not possible now. The rarer a kind was so far, the sooner it is tried.
"""

from collections import Counter

import numpy as np

from vljepa_training.worlds.episode import EpisodeSpec, Event

from .floor import Floor, View
from .kinds import KINDS
from .motion import Track
from .moves import Moves
from .plan import CORRIDOR, EMPTY, Door, Plan
from .visitors import AWAY, HIDDEN, Visitors

STEADY = ('stand_still', 'empty_room')
TAIL = 3.1  # s before the end in which nothing new starts: the longest event fits in
LOCAL = (
    'light_off',
    'person_crosses',
    'person_comes',
    'path_blocked',
    'door_opens',
    'door_closes',
    'turn',
    'drive_forward',
    'drive_backward',
    'approach',
)
BASE_STILL = (
    'light_off',
    'person_crosses',
    'person_comes',
    'path_blocked',
    'door_opens',
    'door_closes',
)


class Cast:
    """Who may come: ids of persons, and id → kind of obstacles."""

    def __init__(self, persons: list[str], obstacles: dict[str, str]):
        self.persons, self.obstacles = persons, obstacles


class Director(Moves, Visitors):
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
        self._visits: Counter[str] = Counter()
        self._guest: tuple[str, list] | None = None
        """Who stands in the way, and the way that it came."""
        self._queue: list[tuple] = []

    # -- the loop

    def run(self) -> None:
        seconds = self._spec.seconds
        self._rest(self._rng.uniform(0.8, 2.0))
        while self.t < seconds - TAIL:
            if not self._next():
                self._rest(1.0)
            self._pause()
        self._rest(seconds - self.t)

    def _next(self) -> bool:
        if self.lamp.last[0] < 0.5:
            return self.act_light_on()
        if not self._guest and not self._worth_seeing(self.pose):
            return (bool(self._queue) and self._go_on()) or self.act_turn() or self._local(LOCAL)
        if self._guest:
            order = ['leaves', 'leaves', 'light_off', 'approach', 'drive_backward']
            for name in self._rng.permutation(order):
                if getattr(self, f'act_{name}')():
                    return True
            return self.act_leaves()
        if not self._queue and self._rng.random() < 0.5:
            self._route()
        if self._queue and self._rng.random() < 0.75:
            return self._go_on() or self._local(LOCAL)
        return self._local(BASE_STILL if self._queue else LOCAL) or self._go_on()

    def _local(self, names) -> bool:
        rarity = {}
        for name in names:
            kinds = ('turn_left', 'turn_right') if name == 'turn' else (name,)
            rarity[name] = sum(self._counts[k] for k in kinds) / len(kinds)
        # Always possible, and it comes with `light_on`.
        rarity['light_off'] = 1.7 * rarity.get('light_off', 0) + 0.3
        order = sorted(names, key=lambda name: rarity[name] + self._rng.uniform(0, 0.9))
        return any(getattr(self, f'act_{name}')() for name in order)

    def _emit(self, kind: str, seconds: float, **roles: str) -> tuple[float, float]:
        begin, self.t = self.t, round(self.t + seconds, 4)
        self.events.append(Event(kind, begin, self.t, roles))
        self._counts[kind] += 1
        return begin, self.t

    def _rest(self, seconds: float) -> None:
        kind = self.steady_kind()
        if seconds <= 1e-6:
            return
        if self.events and self.events[-1].kind == kind:
            last = self.events.pop()
            self.t = round(self.t + seconds, 4)
            self.events.append(Event(kind, last.start, self.t, {}))
        else:
            self._emit(kind, seconds)

    def _pause(self) -> None:
        """Keeps the density of true events near what is asked for."""
        changes = sum(n for kind, n in self._counts.items() if kind not in STEADY)
        early = changes / self._spec.events_per_second - self.t
        bare = self.steady_kind() == 'empty_room'
        if self.lamp.last[0] > 0.5 and not self._worth_seeing(self.pose):
            return
        if early > self._rng.uniform(1.0, 3.0) or (bare and self._rng.random() < 0.5):
            self._rest(min(max(early, 1.2), self._spec.seconds - self.t))

    # -- what is where

    @property
    def pose(self) -> np.ndarray:
        return self.base.last

    def _room(self):
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

    def _ahead(self, distance: float, aside: float = 0.0) -> np.ndarray:
        """The place `distance` before the base and `aside` to its left."""
        x, y, heading = self.pose
        c, s = np.cos(heading), np.sin(heading)
        return np.array((x + c * distance - s * aside, y + s * distance + c * aside))

    # -- light

    def act_light_off(self) -> bool:
        begin, end = self._emit('light_off', self._rng.uniform(0.8, 1.2))
        self.lamp.move(begin + 0.25, end - 0.25, [self._rng.uniform(0.03, 0.08)])
        return True

    def act_light_on(self) -> bool:
        begin, end = self._emit('light_on', self._rng.uniform(0.8, 1.2))
        self.lamp.move(begin + 0.25, end - 0.25, [1.0])
        return True

    # -- doors

    def _swing(self, door: Door) -> bool:
        shut = door.id not in self.floor.is_open
        begin, end = self._emit(
            'door_opens' if shut else 'door_closes', self._rng.uniform(1.0, 1.6), object=door.id
        )
        self.doors[door.id].move(begin, end, [float(shut)])
        (self.floor.is_open.add if shut else self.floor.is_open.discard)(door.id)
        return True

    def _door(self, shut: bool) -> bool:
        for door in self._rng.permutation(np.array(self._plan.doors, object)):
            if (door.id not in self.floor.is_open) is not shut:
                continue
            # A leaf swings into its room: not against the camera there.
            inside = self._room().id == door.room
            if inside and np.hypot(door.x - self.pose[0], door.y - self.pose[1]) < 1.35:
                continue
            if self.floor.door_seen(self._view, self.pose, door):
                return self._swing(door)
        return False

    def act_door_opens(self) -> bool:
        return self._door(True)

    def act_door_closes(self) -> bool:
        return self._door(False)
