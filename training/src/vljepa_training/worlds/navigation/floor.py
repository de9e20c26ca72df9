"""Where one can go and what one can see: rectangles on the floor plan."""

from dataclasses import dataclass

import numpy as np

from .kinds import KINDS
from .plan import DOOR_WIDTH, WALL, Door, Plan

STEP = 0.08  # m between the samples of a line
PERSON_RADIUS = 0.28


@dataclass
class View:
    """How the camera is mounted; angles in rad."""

    fov: float
    height: float
    pitch: float
    """Negative: it looks down."""

    @property
    def half(self) -> float:
        return self.fov / 2


def wrap(angle: float) -> float:
    return float((angle + np.pi) % (2 * np.pi) - np.pi)


class Floor:
    """The plan with what is open and who stands where at the moment of planning."""

    def __init__(self, plan: Plan, is_open: set[str]):
        self.plan, self.is_open = plan, is_open
        self.guests: dict[str, tuple[float, float, float, float]] = {}
        """x, y, radius and height of persons and obstacles that came or stand about, by id."""
        items = plan.items()
        self._names = np.array([item.id for item in items], object)
        reach = np.array([item.reach() for item in items]).reshape(-1, 2)
        centre = np.array([(item.x, item.y) for item in items]).reshape(-1, 2)
        self._low, self._high = centre - reach, centre + reach
        self._heights = np.array([KINDS[item.kind].height for item in items])
        self._flat = np.array([item.kind == 'whiteboard' for item in items], bool)

    def _inside(self, points: np.ndarray, margin: float) -> np.ndarray:
        """Whether each point is in a room or in an open doorway, `margin` away from walls."""
        x, y = points.T
        inside = np.zeros(len(points), bool)
        for room in self.plan.rooms:
            inside |= (
                (room.x0 + margin < x)
                & (x < room.x1 - margin)
                & (room.y0 + margin < y)
                & (y < room.y1 - margin)
            )
        for door in self.plan.doors:
            if door.id in self.is_open:
                wide = DOOR_WIDTH / 2 - min(margin, 0.3)
                inside |= (abs(x - door.x) < wide) & (abs(y - door.y) < WALL / 2 + margin + 0.05)
        return inside

    def _line(self, a, b) -> np.ndarray:
        a, b = np.asarray(a, float), np.asarray(b, float)
        count = max(2, int(np.hypot(*(b - a)) / STEP) + 1)
        return a + (b - a) * np.linspace(0, 1, count)[:, None]

    def free(self, points, margin: float, ignore=(), above=0.0) -> np.ndarray:
        """Whether each point is clear by `margin` of walls and of things taller than `above`."""
        points = np.asarray(points, float).reshape(-1, 2)
        free = self._inside(points, margin)
        solid = ~self._flat & (self._heights >= above)
        for name in ignore:
            solid &= self._names != name
        low, high = self._low[solid] - margin, self._high[solid] + margin
        hit = ((points[:, None] > low) & (points[:, None] < high)).all(2)
        free &= ~hit.any(1)
        for name, (x, y, radius, height) in self.guests.items():
            if name not in ignore and height >= above:
                free &= np.hypot(*(points - (x, y)).T) > radius + margin
        return free

    def clear(self, a, b, margin: float, ignore=()) -> bool:
        """Whether one can go straight from `a` to `b`."""
        return bool(self.free(self._line(a, b), margin, ignore).all())

    def way(self, a, heading: float, margin: float, most: float) -> float:
        """How far one can go from `a`."""
        a = np.asarray(a, float)
        line = self._line(a, a + most * np.array((np.cos(heading), np.sin(heading))))
        free = self.free(line, margin)
        return most if free.all() else max(0.0, float(np.argmin(free) - 1)) * STEP

    def visible(self, eye, point, eye_height: float, ignore=()) -> bool:
        """Whether no wall and nothing as tall as the eye is in between."""
        line = self._line(eye, point)[:-2]
        return bool(self.free(line, 0.0, ignore, above=eye_height - 0.1).all())

    def sees(self, view: View, pose, name: str, point, size, wide=1.0) -> bool:
        """Whether a thing at `point` of `size` (radius, height) is in the picture.

        `wide` scales the angle of view: 0.8 asks for well inside, 1.2 for nearly inside.
        """
        x, y, heading = pose
        away = np.hypot(point[0] - x, point[1] - y)
        if not 0.3 < away < 8.5:
            return False
        bearing = wrap(np.arctan2(point[1] - y, point[0] - x) - heading)
        slack = np.arctan2(size[0], away) * (1 if wide > 1 else 0)
        if abs(bearing) > view.half * wide + slack:
            return False
        top = np.arctan2(size[1] - view.height, away) - view.pitch
        bottom = np.arctan2(-view.height, away) - view.pitch
        if top < -view.half * min(wide, 1) or bottom > view.half * min(wide, 1):
            return False
        return self.visible((x, y), point, view.height, (name,))

    def door_seen(self, view: View, pose, door: Door, wide=0.8) -> bool:
        """Whether a door is in the picture and not seen from its edge."""
        x, y, heading = pose
        dx, dy = door.x - x, door.y - y
        away = np.hypot(dx, dy)
        if not 0.9 < away < 4.5 or abs(dy) < 0.4 * away:
            return False
        if abs(wrap(np.arctan2(dy, dx) - heading)) > view.half * wide:
            return False
        short = 1 - (WALL / 2 + 0.15) / max(abs(dy), 0.3)
        return self.visible((x, y), (x + dx * short, y + dy * short), view.height)
