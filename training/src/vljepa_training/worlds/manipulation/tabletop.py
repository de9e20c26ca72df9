"""What stands where on the table: objects with their poses over time, fixtures, and free places."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from vljepa_training.worlds.episode import Thing

from .arms import about_z
from .fixtures import FIXTURES, HINGE, SLIDE, SWING, Fixture
from .kind import Kind
from .kinds import KINDS
from .trajectory import Trajectory

AWAY = np.array((0.0, 0.0, -9.0))
UPRIGHT = np.array((1.0, 0, 0, 0))
NEAREST, FARTHEST = 0.3, 0.69  # m from the arm's axis
LEFT, FRONT = 0.33, (0.28, 0.68)  # the table's used part: |y| and x, m
Pose = tuple[np.ndarray, np.ndarray]
"""Position (m) and quaternion."""


@dataclass
class Object:
    """An object's state now, and its poses over time."""

    thing: Thing
    kind: Kind
    position: np.ndarray = field(default_factory=AWAY.copy)
    """Of its foot; for what lies in a drawer, as if the drawer were shut."""
    yaw: float = 0.0
    carrier: str | None = None
    """What it stands on or lies in; None while it is away or held."""
    lying: bool = False
    phases: list[tuple[float, Callable[[float], Pose]]] = field(default_factory=list)

    def pose(self, t: float) -> Pose:
        for start, pose in reversed(self.phases):
            if t >= start:
                return pose(t)
        return AWAY, UPRIGHT

    @property
    def id(self) -> str:
        return self.thing.id


@dataclass
class Holder:
    """A fixture in its place."""

    thing: Thing
    fixture: Fixture
    position: np.ndarray
    yaw: float
    leaf: Trajectory = field(default_factory=lambda: Trajectory([0.0]))
    """How far it is open, 0..1."""
    open: bool = False

    @property
    def id(self) -> str:
        return self.thing.id

    @property
    def front(self) -> np.ndarray:
        return np.array((np.cos(self.yaw), np.sin(self.yaw), 0.0))

    def place(self, local) -> np.ndarray:
        """A point of the fixture in the table's coordinates."""
        side = np.array((-self.front[1], self.front[0], 0.0))
        return self.position + local[0] * self.front + local[1] * side + (0, 0, local[2])

    def slid(self, share: float) -> np.ndarray:
        """By how much what lies in it has moved with it."""
        if self.fixture.opens != 'slide':
            return np.zeros(3)
        return self.front * SLIDE * share

    def handle(self, share: float) -> np.ndarray:
        """Where it is gripped, opened by `share`."""
        x, y, z = self.fixture.handle
        if self.fixture.opens == 'slide':
            return self.place((x, y, z)) + self.slid(share)
        arm, angle = x - HINGE[0], SWING * share
        return self.place(HINGE + np.array((arm * np.cos(angle), 0, arm * np.sin(angle) + 0.012)))

    def footprint(self) -> list[tuple[np.ndarray, float]]:
        """Circles that nothing else may stand in: itself, and where it opens to."""
        if self.fixture.opens == 'slide':
            return [(self.position, 0.14), (self.place((0.2, 0, 0)), 0.12)]
        if self.fixture.opens == 'hinge':
            return [(self.position, 0.145), (self.place((-0.13, 0, 0)), 0.1)]
        return [(self.position, self.fixture.radius)]


class Tabletop:
    def __init__(self, rng, fixtures, things, camera_azimuth: float):
        self.rng = rng
        self.t = 0.0
        self.holders: list[Holder] = []
        self.objects: list[Object] = []
        for thing in fixtures:
            self.set_fixture(thing, camera_azimuth)
        self.set_objects(things)

    def set_fixture(self, thing: Thing, camera_azimuth: float) -> None:
        fixture = FIXTURES[thing.kind]
        for _ in range(300):
            position = self.somewhere()
            yaw = camera_azimuth + self.rng.uniform(-0.8, 0.8)
            holder = Holder(thing, fixture, position, yaw)
            circles = holder.footprint()
            apart = all(
                np.hypot(*(a - b)[:2]) > r + q + 0.01
                for a, r in circles
                for b, q in self.footprints()
            )
            if apart and all(self.reached(holder.handle(s)) for s in (0, 0.5, 1)):
                self.holders.append(holder)
                return

    def reached(self, point) -> bool:
        return NEAREST - 0.04 < np.hypot(*point[:2]) < FARTHEST + 0.05

    def somewhere(self) -> np.ndarray:
        while True:
            x, y = self.rng.uniform(*FRONT), self.rng.uniform(-LEFT, LEFT)
            if NEAREST < np.hypot(x, y) < FARTHEST:
                return np.array((x, y, 0.0))

    def footprints(self, but: Object | None = None) -> list[tuple[np.ndarray, float]]:
        circles = [c for holder in self.holders for c in holder.footprint()]
        for thing in self.objects:
            if thing is but or thing.carrier != 'table':
                continue
            circles.append((thing.position, self.width(thing)))
        return circles

    def width(self, thing: Object) -> float:
        return max(thing.kind.radius, thing.kind.height / 2) if thing.lying else thing.kind.radius

    def is_free(self, place, radius: float, but: Object | None = None) -> bool:
        x, y = place[:2]
        if not (FRONT[0] <= x <= FRONT[1] and abs(y) <= LEFT):
            return False
        if not NEAREST < np.hypot(x, y) < FARTHEST:
            return False
        return all(np.hypot(*(place - c)[:2]) > radius + r + 0.012 for c, r in self.footprints(but))

    def free_place(self, thing: Object, beside: Object | None = None) -> np.ndarray | None:
        for _ in range(60):
            if beside is None:
                place = self.somewhere()
            else:
                angle = self.rng.uniform(-np.pi, np.pi)
                gap = thing.kind.radius + self.width(beside) + self.rng.uniform(0.015, 0.04)
                place = beside.position * (1, 1, 0) + gap * np.array(
                    (np.cos(angle), np.sin(angle), 0)
                )
            if self.is_free(place, thing.kind.radius, thing):
                return place
        return None

    def set_objects(self, things) -> None:
        absent = int(self.rng.integers(0, 3)) if len(things) > 2 else 0
        for number, thing in enumerate(things):
            item = Object(thing, KINDS[thing.kind], yaw=self.rng.uniform(-np.pi, np.pi))
            self.objects.append(item)
            if number >= len(things) - absent:
                continue
            takers = [h for h in self.holders if self.fits(item, h) and not h.fixture.opens]
            if takers and self.rng.random() < 0.25:
                self.settle(item, self.rng.choice(np.array(takers, object)))
            elif (place := self.free_place(item)) is not None:
                self.put(item, place, 'table')
        # What found no room stays away, and may appear later.

    def put(self, item: Object, place, carrier: str, at: float | None = None) -> None:
        """From `at` (now, if not given) on it rests at `place`."""
        item.position, item.carrier = np.array(place, float), carrier
        still, turn = item.position.copy(), about_z(item.yaw)
        holder = next((h for h in self.holders if h.id == carrier), None)

        def pose(t: float) -> tuple[np.ndarray, np.ndarray]:
            if holder is None:
                return still, turn
            return still + holder.slid(holder.leaf(t)[0]), turn

        item.phases.append((self.t if at is None else at, pose))

    def contents(self, key: str) -> list[Object]:
        return [o for o in self.objects if o.carrier == key]

    def fits(self, item: Object, holder: Holder) -> bool:
        fixture = holder.fixture
        if len(self.contents(holder.id)) >= fixture.capacity:
            return False
        if fixture.role == 'support':
            return item.kind.stands and item.kind.radius <= fixture.room + 0.005
        if item.kind.radius > fixture.room + 0.012:
            return False
        return not fixture.opens or item.kind.height < 0.1

    def spot(self, item: Object, holder: Holder) -> np.ndarray:
        """Where in or on `holder` it comes to lie, as if a drawer were shut."""
        fixture = holder.fixture
        x, y, z = fixture.well
        if fixture.capacity > 1:
            sides = [
                s
                for s in (-1, 1)
                if all(s * self.side_of(o, holder) <= 0 for o in self.contents(holder.id))
            ]
            y = fixture.room * (sides[0] if len(sides) == 1 else self.rng.choice([-1, 1]))
        return holder.place((x, y, z))

    def side_of(self, item: Object, holder: Holder) -> float:
        """1: to the left of the middle of `holder`, -1: to its right, 0: in the middle."""
        side = np.array((-holder.front[1], holder.front[0], 0.0))
        return float(np.sign((item.position - holder.position) @ side))

    def settle(self, item: Object, holder: Holder) -> None:
        self.put(item, self.spot(item, holder), holder.id)
