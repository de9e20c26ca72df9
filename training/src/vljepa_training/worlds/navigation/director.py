"""Invents what happens, event by event, from the state of the world: possible things only.

Every event is tried by `act_…`, which changes the tracks and gives True, or gives False where the
event is not possible now. The rarer a kind was so far, the sooner it is tried.
"""

import numpy as np

from vljepa_training.worlds.episode import Event

from .moves import Moves
from .visitors import Visitors

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


class Director(Moves, Visitors):
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
