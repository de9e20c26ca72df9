"""Who comes into the way, crosses and leaves: persons and obstacles."""

import numpy as np

from .floor import PERSON_RADIUS, wrap
from .kinds import KINDS
from .motion import even, smooth
from .situation import AWAY, HIDDEN, Situation

TALL = 1.75  # m; what is higher hides a person


class Visitors(Situation):
    def _unseen_from(self, place, direction: float, margin: float) -> np.ndarray | None:
        """The nearest free place from `place` along `direction` that is not in the picture."""
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
                places = [
                    first.beyond(0.9),
                    first.beyond(-0.4),
                    second.beyond(-0.4),
                    second.beyond(0.9),
                ]
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
        if self._guest is None:
            return False
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
