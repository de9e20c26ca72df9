"""What the base itself does: it turns, drives, stops and goes from room to room."""

import numpy as np

from .floor import wrap
from .kinds import KINDS
from .motion import RAMP, start, stop
from .plan import BASE_RADIUS, CORRIDOR, EMPTY, Door
from .situation import Situation

DOOR_SPOT = 1.55
"""How far behind a door's wall the base stands to pass it from its room, m."""


class Moves(Situation):
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

    def _route(self) -> None:
        """Plans the way to another room."""
        room = self._room()
        if room.kind == CORRIDOR:
            doors = sorted(
                self._plan.doors,
                key=lambda d: (
                    self._visits[d.room]
                    + self._rng.uniform(0, 1)
                    - 0.8 * (self._plan.room(d.room).kind == EMPTY)
                ),
            )
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
