"""Invents what happens, event by event, from the state of the world: possible things only.

Every event is tried by `act_…`, which changes the tracks and gives True, or gives False where the
event is not possible now. The rarer a kind was so far, the sooner it is tried.
"""

from collections import Counter

import numpy as np

from ..episode import EpisodeSpec, Event
from .floor import PERSON_RADIUS, Floor, View, wrap
from .kinds import KINDS
from .motion import RAMP, Track, even, smooth, start, stop
from .plan import BASE_RADIUS, CORRIDOR, EMPTY, Door, Plan

STEADY = ('stand_still', 'empty_room')
AWAY = (0.0, 0.0, -20.0)
"""Where visiting obstacles are while they are not there; persons have no z, see `HIDDEN`."""
HIDDEN = -50.0
"""x of a person who is not there."""
TAIL = 3.1  # s before the end in which nothing new starts: the longest event fits in
TALL = 1.75  # m; what is higher hides a person
LOCAL = (
    'light_off', 'person_crosses', 'person_comes', 'path_blocked', 'door_opens', 'door_closes',
    'turn', 'drive_forward', 'drive_backward', 'approach',
)  # fmt: skip
BASE_STILL = (
    'light_off', 'person_crosses', 'person_comes', 'path_blocked', 'door_opens', 'door_closes',
)  # fmt: skip
DOOR_SPOT = 1.55
"""How far behind a door's wall the base stands to pass it from its room, m."""


class Cast:
    """Who may come: ids of persons, and id → kind of obstacles."""

    def __init__(self, persons: list[str], obstacles: dict[str, str]):
        self.persons, self.obstacles = persons, obstacles


class Director:
    def __init__(self, rng, spec: EpisodeSpec, plan: Plan, view: View, cast: Cast, pose, floor):
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
        self._patience = 0

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

    # -- the base

    def act_turn(self) -> bool:
        """Turns to something worth seeing, often to something that can be approached."""
        x, y, heading = self.pose
        angles = list(self._rng.uniform(0.52, 1.57, 6) * self._rng.choice([-1, 1], 6))
        for item in self._rng.permutation(np.array(self._room().items, object)):
            angle = wrap(np.arctan2(item.y - y, item.x - x) - heading)
            if 0.5 < abs(angle) < 1.6 and self._rng.random() < 0.7:
                angles.insert(0, angle)
        if self._counts['turn_left'] > self._counts['turn_right'] + 1:
            angles.sort(key=lambda angle: angle > 0)
        elif self._counts['turn_right'] > self._counts['turn_left'] + 1:
            angles.sort(key=lambda angle: angle < 0)
        for angle in angles:
            if self._worth_seeing((x, y, heading + angle)):
                if not self._queue:
                    self._queue = [('approach', None)]
                return self._turn(angle)
        return False

    def _turn(self, angle: float) -> bool:
        seconds = float(np.clip(abs(angle) / self._rng.uniform(0.55, 0.95), 1.0, 2.5))
        begin, end = self._emit('turn_left' if angle > 0 else 'turn_right', seconds)
        self.base.move(begin, end, self.pose + (0, 0, angle))
        return True

    def act_drive_forward(self) -> bool:
        x, y, heading = self.pose
        space = self.floor.way((x, y), heading, BASE_RADIUS, 5.0) - 0.7
        longest = min(space, 3.2)
        if longest < 0.9:
            return False
        length = self._rng.uniform(0.9, longest)
        target = self._ahead(length)
        if not self._returns(target) or not self._worth_seeing((*target, heading)):
            return False
        return self._drive(target)

    def _returns(self, place) -> bool:
        """Whether one gets from `place` to the door of its room, or is in the corridor."""
        room = self._plan.room_at(*place)
        if room.kind == CORRIDOR:
            return True
        door = next(d for d in self._plan.doors if d.room == room.id)
        return self.floor.clear(place, door.beyond(DOOR_SPOT), BASE_RADIUS * 0.8)

    def _drive(self, target) -> bool:
        """Drives straight to `target` and stops; the heading follows."""
        x, y, heading = self.pose
        way = np.asarray(target, float) - (x, y)
        length = float(np.hypot(*way))
        if self.t + 4.2 > self._spec.seconds:
            return False
        cruise, brake = self._rng.uniform(1.7, 2.4), self._rng.uniform(1.0, 1.4)
        speed = length / (cruise * (1 - RAMP / 2) + brake / 2)
        if speed > 1.3:
            cruise, speed = 2.8, min(1.35, length / (2.8 * (1 - RAMP / 2) + brake / 2))
        elif speed < 0.5:
            cruise, brake = 1.3, 1.0
            speed = length / (cruise * (1 - RAMP / 2) + brake / 2)
        direction = way / length
        new = heading + wrap(np.arctan2(way[1], way[0]) - heading)
        first = np.array((x, y)) + direction * speed * cruise * (1 - RAMP / 2)
        begin, end = self._emit('drive_forward', cruise)
        self.base.move(begin, end, (*first, new), start)
        begin, end = self._emit('stop', brake)
        self.base.move(begin, end, (*(first + direction * speed * brake / 2), new), stop)
        return True

    def act_drive_backward(self) -> bool:
        x, y, heading = self.pose
        length = self._rng.uniform(0.5, 1.2) if not self._guest else 0.5
        target = self._ahead(-length)
        if not self.floor.clear((x, y), target, BASE_RADIUS) or not self._returns(target):
            return False
        if self._room() is not self._plan.room_at(*target):
            return False
        begin, end = self._emit('drive_backward', max(1.1, length / self._rng.uniform(0.5, 0.8)))
        self.base.move(begin, end, (*target, heading))
        return True

    def act_approach(self) -> bool:
        """Drives up to something in front that stays in the picture."""
        x, y, heading = self.pose
        view = self._view
        places = {
            item.id: (item.x, item.y, min(item.reach()), KINDS[item.kind].height)
            for item in self._room().items
            if item.kind != 'whiteboard'
        }
        places.update(self.floor.guests)
        for key in self._rng.permutation(sorted(places)):
            px, py, radius, height = places[key]
            away = np.hypot(px - x, py - y)
            bearing = wrap(np.arctan2(py - y, px - x) - heading)
            if away > 5 or abs(bearing) > 0.28:
                continue
            if not self.floor.sees(view, self.pose, key, (px, py), (radius, height), 0.8):
                continue
            lowest = np.tan(0.8 * view.half - view.pitch)
            near = max(0.0, (view.height - 0.7 * height) / max(lowest, 0.2))
            gap = max(self._rng.uniform(0.55, 0.8), near - radius) + radius
            length = min(away - gap, 2.6)
            if length < 0.7 or length < 0.3 * away:
                continue
            new = heading + bearing
            target = (x + length * np.cos(new), y + length * np.sin(new))
            if not self.floor.clear((x, y), target, BASE_RADIUS * 0.9, (key,)):
                continue
            if not self._returns(target) or self._plan.room_at(*target) is not self._room():
                continue
            seconds = float(np.clip(length / self._rng.uniform(0.7, 1.0), 1.3, 2.8))
            begin, end = self._emit('approach', seconds, target=str(key))
            self.base.move(begin, end, (*target, new))
            return True
        return False

    # -- from room to room

    def _route(self) -> None:
        """Plans the way to another room."""
        room = self._room()
        if room.kind == CORRIDOR:
            doors = sorted(
                self._plan.doors,
                key=lambda d: self._visits[d.room] + self._rng.uniform(0, 1)
                - 0.8 * (self._plan.room(d.room).kind == EMPTY),
            )  # fmt: skip
            door = doors[0]
            self._visits[door.room] += 1
            self._queue = [('go', (door.x, 0.0)), ('face', door.side * np.pi / 2)]
        else:
            door = next(d for d in self._plan.doors if d.room == room.id)
            self._queue = [('go', door.beyond(DOOR_SPOT)), ('face', -door.side * np.pi / 2)]
        self._queue += [('open', door), ('pass', door)]

    def _go_on(self) -> bool:
        """The next action of the route that is not done already; the route ends where it fails."""
        while self._queue:
            name, goal = self._queue[0]
            done = getattr(self, f'_step_{name}')(goal)
            if done is None:
                self._queue.pop(0)
                continue
            if not done:
                self._queue.clear()
            return done
        return False

    def _step_go(self, goal) -> bool | None:
        x, y, heading = self.pose
        way = np.asarray(goal, float) - (x, y)
        if np.hypot(*way) < 0.45:
            return None
        angle = wrap(np.arctan2(way[1], way[0]) - heading)
        if abs(angle) > 0.3:
            return self._part_of_turn(angle)
        if not self.floor.clear((x, y), goal, BASE_RADIUS * 0.8):
            return False
        return self._drive(goal)

    def _step_face(self, heading: float) -> bool | None:
        angle = wrap(heading - self.pose[2])
        return None if abs(angle) < 0.3 else self._part_of_turn(angle)

    def _part_of_turn(self, angle: float) -> bool:
        """A turn of 100 degrees and more takes two."""
        if abs(angle) > 2.7 and self._counts['turn_left'] < self._counts['turn_right']:
            angle = abs(angle) if angle > 0 else angle + 2 * np.pi
        elif abs(angle) > 2.7:
            angle = angle if angle < 0 else angle - 2 * np.pi
        return self._turn(angle / 2 if abs(angle) > 1.75 else angle)

    def _step_approach(self, _) -> bool | None:
        self._queue.pop(0)
        return self.act_approach()

    def _step_open(self, door: Door) -> bool | None:
        """Now and then the door is shut and opened again before the base."""
        if door.id in self.floor.is_open and self._rng.random() < 0.6:
            return None
        return self._swing(door)

    def _step_pass(self, door: Door) -> bool:
        x, y, heading = self.pose
        into = self._room().kind == CORRIDOR
        # In the corridor one faces a wall: on to where there is something to see.
        along = 0.0 if self._rng.random() * self._plan.rooms[0].x1 > x else np.pi
        self._queue = [] if into else [('face', along)]
        target = door.beyond(self._rng.uniform(1.05, 1.3)) if into else (door.x, 0.0)
        if door.id not in self.floor.is_open or abs(x - door.x) > 0.5:
            return False
        if not self.floor.clear((x, y), target, BASE_RADIUS * 0.8):
            return False
        way = np.asarray(target) - (x, y)
        straight = np.pi / 2 * (door.side if into else -door.side)
        new = heading + wrap(straight - heading)
        begin, end = self._emit(
            'pass_doorway',
            float(np.clip(np.hypot(*way) / self._rng.uniform(0.8, 1.1), 1.8, 2.9)),
            target=door.id,
        )
        self.base.move(begin, end, (*target, new))
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

    # -- who comes into the way

    def _unseen_from(self, place, direction: float, margin: float) -> np.ndarray | None:
        """The nearest free place straight from `place` along `direction` that is not in the picture."""
        eye, heading = self.pose[:2], self.pose[2]
        way = np.array((np.cos(direction), np.sin(direction)))
        line = place + way * np.arange(0.3, 3.9, 0.15)[:, None]
        for point, free in zip(line, self.floor.free(line, margin), strict=True):
            if not free:
                return None
            away = point - eye
            bearing = abs(wrap(np.arctan2(away[1], away[0]) - heading))
            if bearing > self._view.half + 0.32 / np.hypot(*away):
                return point
            before = point - 0.4 * way
            if not any(self.floor.visible(eye, p, TALL) for p in (point, before)):
                return point
        return None

    def _ways_in(self, end: np.ndarray, margin: float):
        """Ways [place, …, end] from where one is not seen."""
        for side in self._rng.permutation([-1, 1, -1, 1, -1, 1]):
            direction = self.pose[2] + side * np.pi / 2 + self._rng.uniform(-0.7, 0.7)
            origin = self._unseen_from(end, direction, margin)
            if origin is not None:
                yield [origin, end]
        for door in self._plan.doors:
            if door.id not in self.floor.is_open:
                continue
            middle = np.array((door.x, door.y))
            if self._plan.room_at(*end).id == door.room:
                origins = [np.array((door.x + s * 1.4, 0.0)) for s in (-1, 1)]
                middle_out = np.array((door.x, 0.0))
            else:
                origins = [np.array(door.beyond(1.2))]
                middle_out = np.array(door.beyond(0.4))
            inner = 2 * middle - np.array((door.x, middle_out[1]))
            for origin in origins:
                if self.floor.visible(self.pose[:2], origin, TALL):
                    away = origin - self.pose[:2]
                    bearing = wrap(np.arctan2(away[1], away[0]) - self.pose[2])
                    if abs(bearing) < self._view.half + 0.25:
                        continue
                path = [origin, middle_out, inner, end]
                pairs = zip(path[:-1], path[1:], strict=True)
                if all(self.floor.clear(a, b, margin) for a, b in pairs):
                    yield path

    def _absent_person(self) -> str | None:
        absent = [p for p in self._cast.persons if self.persons[p].last[0] == HIDDEN]
        return str(self._rng.choice(absent)) if absent else None

    def _walk(self, key: str, path, begin: float, end: float, face=None) -> None:
        """Walks along `path`, evenly; at the end turns to `face` within the last steps."""
        track = self.persons[key]
        lengths = [np.hypot(*(b - a)) for a, b in zip(path[:-1], path[1:], strict=True)]
        walked, t = 0.0, begin
        turn = 0.35 if face is not None else 0.0
        pace = (end - begin - turn) / sum(lengths)
        first = np.arctan2(*(path[1] - path[0])[::-1])
        track.move(t, t, (*path[0], first, 0.0))
        for place, target, length in zip(path[:-1], path[1:], lengths, strict=True):
            heading = first + wrap(np.arctan2(*(target - place)[::-1]) - first)
            track.move(t, t, (*place, heading, walked))
            walked += length
            first = heading
            track.move(t, min(t + length * pace, end), (*target, heading, walked), even)
            t = min(t + length * pace, end)
        if face is not None:
            # Legs together where the person stands.
            final = first + wrap(face - first)
            track.move(t, end, (*path[-1], final, np.ceil(walked / 0.7) * 0.7))

    def act_person_crosses(self) -> bool:
        key = self._absent_person()
        if key is None:
            return False
        for path in self._ways_across():
            length = sum(np.hypot(*(b - a)) for a, b in zip(path[:-1], path[1:], strict=True))
            seconds = float(np.clip(length / self._rng.uniform(1.3, 1.9), 1.3, 3.0))
            if length / seconds > 2.1:
                continue
            begin, end = self._emit('person_crosses', seconds, agent=key)
            self._walk(key, path, begin, end)
            self.persons[key].move(end, end, (HIDDEN, 0, 0, 0))
            return True
        return False

    def _ways_across(self):
        """Ways from out of the picture on one side to out of it on the other."""
        eye = self.pose[:2]
        for _ in range(40):
            distance = self._rng.uniform(1.3, 4.5)
            middle = self._ahead(distance, self._rng.uniform(-0.2, 0.2) * distance)
            if not self.floor.visible(eye, middle, self._view.height):
                continue
            side = self._rng.choice([-1, 1])
            direction = self.pose[2] + side * np.pi / 2 + self._rng.uniform(-0.4, 0.4)
            ends = [self._unseen_from(middle, direction + a, 0.12) for a in (0, np.pi)]
            if ends[0] is not None and ends[1] is not None:
                yield ends
        # Along a corridor: from one open door to another on the other side.
        for first in self._rng.permutation(np.array(self._plan.doors, object)):
            for second in self._plan.doors:
                if first.side == second.side or not {first.id, second.id} <= self.floor.is_open:
                    continue
                places = [first.beyond(0.9), first.beyond(-0.4), second.beyond(-0.4), second.beyond(0.9)]
                path = [np.array(place) for place in places]
                middle = (path[1] + path[2]) / 2
                away = middle - eye
                bearing = wrap(np.arctan2(away[1], away[0]) - self.pose[2])
                if not 1.8 < np.hypot(*away) < 6 or abs(bearing) > 0.6 * self._view.half:
                    continue
                hidden = not any(self.floor.visible(eye, p, TALL) for p in (path[0], path[-1]))
                pairs = zip(path[:-1], path[1:], strict=True)
                if hidden and all(self.floor.clear(p, q, 0.18) for p, q in pairs):
                    yield path

    def act_person_comes(self) -> bool:
        key = self._absent_person()
        if key is None:
            return False
        for distance in self._rng.uniform(1.8, 3.4, 5):
            place = self._ahead(distance, self._rng.uniform(-0.25, 0.25))
            if not self.floor.clear(self.pose[:2], place, 0.2):
                continue
            for path in self._ways_in(place, 0.2):
                length = sum(np.hypot(*(b - a)) for a, b in zip(path[:-1], path[1:], strict=True))
                seconds = float(np.clip(0.35 + length / self._rng.uniform(1.2, 1.8), 1.3, 3.0))
                if length / (seconds - 0.35) > 2.0:
                    continue
                begin, end = self._emit('person_comes', seconds, agent=key)
                self._walk(key, path, begin, end, self.pose[2] + np.pi)
                self.floor.guests[key] = (*place, PERSON_RADIUS, 1.7)
                self._guest = (key, path)
                return True
        return False

    def act_path_blocked(self) -> bool:
        absent = [k for k in self._cast.obstacles if self.obstacles[k].last[2] == AWAY[2]]
        if not absent:
            return False
        key = str(self._rng.choice(absent))
        kind = KINDS[self._cast.obstacles[key]]
        radius = max(kind.depth, kind.width) / 2
        lowest = np.tan(0.75 * self._view.half - self._view.pitch)
        near = max(1.0, (self._view.height - kind.height * 0.6) / max(lowest, 0.2)) + radius
        for distance in near + self._rng.uniform(0, 0.9, 5):
            place = self._ahead(distance, self._rng.uniform(-0.12, 0.12))
            if not self.floor.free(place, radius + 0.02)[0]:
                continue
            if not self.floor.clear(self.pose[:2], place, 0.2):
                continue
            turn = self.pose[2] + np.pi + self._rng.uniform(-0.7, 0.7)
            ways = [w for w in self._ways_in(place, 0.1) if len(w) == 2]
            if ways:
                path = [np.array((*p, 0.0)) for p in ways[0]]
            else:
                # No space beside: it is set down from above.
                path = [np.array((*place, self._plan.style.height - 0.2)), np.array((*place, 0.0))]
            seconds = self._rng.uniform(1.0, 1.5)
            begin, end = self._emit('path_blocked', seconds, object=key)
            track = self.obstacles[key]
            rolled = float(np.hypot(*(path[1] - path[0])[:2]))
            track.move(begin, begin, (*path[0], turn, 0.0))
            track.move(begin, end, (*path[1], turn, rolled), smooth)
            self.floor.guests[key] = (*place, radius, kind.height)
            self._guest = (key, path)
            return True
        return False

    def act_leaves(self) -> bool:
        key, path = self._guest
        back = path[::-1]
        length = sum(np.hypot(*(b - a)[:2]) for a, b in zip(back[:-1], back[1:], strict=True))
        if key in self.persons:
            seconds = float(np.clip(length / self._rng.uniform(1.2, 1.8), 1.2, 3.0))
            begin, end = self._emit('person_leaves', seconds, agent=key)
            self._walk(key, back, begin, end)
            self.persons[key].move(end, end, (HIDDEN, 0, 0, 0))
        else:
            track = self.obstacles[key]
            turn = track.last[3]
            begin, end = self._emit('path_cleared', self._rng.uniform(1.0, 1.5), object=key)
            track.move(begin, end, (*back[1], turn, 0.0), smooth)
            track.move(end, end, (*AWAY, 0.0, 0.0))
        del self.floor.guests[key]
        self._guest = None
        return True
