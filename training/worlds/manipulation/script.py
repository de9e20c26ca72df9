"""Plays an episode: chooses what happens next and writes down how everything moves, and the truth.

It keeps a symbolic state (what stands where, what is held, open, lit) and only does what that
state allows. Every method that plays an event takes the time from where the one before ended.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ..episode import EpisodeSpec, Event, Thing
from .arms import OPEN, Grip, about_z
from .course import Course
from .fixtures import FIXTURES, SLIDE, SWING, Fixture
from .kinds import KINDS, Kind

AWAY = np.array((0.0, 0.0, -9.0))
NEAREST, FARTHEST = 0.3, 0.69  # m from the arm's axis
LEFT, FRONT = 0.33, (0.28, 0.68)  # the table's used part: |y| and x, m
HOME = (0.36, 0.3)  # distance and height of the tip at rest, m
SELDOM = {'stack': 8, 'place_in': 3, 'place_on': 2, 'place_beside': 2, 'hand_over': 0.7}
"""How much rather something is done than dropped, because the state seldom allows it."""
UPRIGHT = np.array((1.0, 0, 0, 0))
Pose = tuple[np.ndarray, np.ndarray]


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
    leaf: Course = field(default_factory=lambda: Course([0.0]))
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
        hinge, arm, angle = (-0.095, 0, 0.1), x + 0.095, SWING * share
        return self.place((hinge[0] + arm * np.cos(angle), 0, hinge[2] + arm * np.sin(angle) + 0.012))

    def footprint(self) -> list[tuple[np.ndarray, float]]:
        """Circles that nothing else may stand in: itself, and where it opens to."""
        if self.fixture.opens == 'slide':
            return [(self.position, 0.14), (self.place((0.2, 0, 0)), 0.12)]
        if self.fixture.opens == 'hinge':
            return [(self.position, 0.145), (self.place((-0.13, 0, 0)), 0.1)]
        return [(self.position, self.fixture.radius)]


class Script:
    def __init__(self, rng, spec: EpisodeSpec, fixtures, things, camera_azimuth: float):
        self.rng = rng
        self.spec = spec
        self.t = 0.0
        self.events: list[Event] = []
        self.snapshots: list[tuple[float, dict]] = []
        self.counts: dict[str, int] = {}
        self.holders: list[Holder] = []
        self.objects: list[Object] = []
        self.held: Object | None = None
        self.lit = True
        self.owed = 0.0
        self.rest = np.array((rng.uniform(-0.3, 0.3), *HOME, 0.0))
        self.grip = Course(self.rest)
        self.opening = Course([rng.uniform(0.01, OPEN)])
        self.hand = Course([0.0])
        """How far the person's hand is in (0..1)."""
        self.hand_at: list[tuple[float, np.ndarray, float]] = []
        """From when on the hand comes to which place, from which azimuth (rad)."""
        self.light = Course([1.0])
        for thing in fixtures:
            self.set_fixture(thing, camera_azimuth)
        self.set_objects(things)
        self.record()
        self.play()

    # Where things stand.

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
        return all(
            np.hypot(*(place - c)[:2]) > radius + r + 0.012 for c, r in self.footprints(but)
        )

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
        if holder is None:
            pose = lambda t: (still, turn)  # noqa: E731
        else:
            pose = lambda t: (still + holder.slid(holder.leaf(t)[0]), turn)  # noqa: E731
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
            sides = [s for s in (-1, 1)
                     if all(s * self.aside(o, holder) <= 0 for o in self.contents(holder.id))]
            y = fixture.room * (sides[0] if len(sides) == 1 else self.rng.choice([-1, 1]))
        return holder.place((x, y, z))

    def aside(self, item: Object, holder: Holder) -> float:
        side = np.array((-holder.front[1], holder.front[0], 0.0))
        return float(np.sign((item.position - holder.position) @ side))

    def settle(self, item: Object, holder: Holder) -> None:
        self.put(item, self.spot(item, holder), holder.id)

    # Time and truth.

    def record(self) -> None:
        """Writes down the truth from now on."""
        containers = {h.id for h in self.holders if h.fixture.role == 'container'}
        there = [o for o in self.objects if o.carrier is not None]
        self.snapshots.append(
            (
                self.t,
                {
                    'light': self.lit,
                    'on': {o.id: o.carrier for o in there if o.carrier not in containers},
                    'inside': {o.id: o.carrier for o in there if o.carrier in containers},
                    'held': self.held.id if self.held else None,
                    'open': tuple(h.id for h in self.holders if h.open),
                },
            )
        )

    def event(self, kind: str, length: float, **roles: str) -> tuple[float, float]:
        """Opens an event from now on; its time is spent by `done`."""
        start, end = self.t, self.t + length
        self.events.append(Event(kind, start, end, roles))
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if kind != 'arm_idle':
            self.owed += 1 / self.spec.events_per_second - length
        return start, end

    def done(self, at: float | None = None) -> None:
        """The event is over (or, with `at`, what it changes has happened): writes the truth."""
        self.t = self.events[-1].end if at is None else at
        self.record()

    def left(self) -> float:
        return self.spec.seconds - self.t

    def pause(self, between_tasks: bool) -> None:
        """Rests as long as the episode's density asks for."""
        within = self.owed > 12 or self.rng.random() < 0.12
        if self.owed < 2 or not (between_tasks or within):
            return
        length = self.owed * self.rng.uniform(0.7, 1.2)
        length = min(length, max(self.left() - (0 if between_tasks else 17), 0))
        if self.spec.events_per_second > 0.1:
            length = min(length, self.rng.uniform(2, 6))
        if length >= 1.5:
            self.event('arm_idle', length, agent='arm')
            self.owed -= length
            self.done()

    def span(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    # The gripper.

    def grip_of(self, item: Object, place, turn: float | None = None) -> np.ndarray:
        """How the gripper holds `item` when it stands at `place`; `turn` is its yaw."""
        azimuth = float(np.arctan2(place[1], place[0]))
        distance, roll = np.hypot(place[0], place[1]) - item.kind.rim, 0.0
        if item.kind.rim:
            roll = np.pi / 2
        elif item.kind.long:
            yaw = item.yaw if turn is None else turn
            roll = (yaw - azimuth + np.pi / 2) % np.pi - np.pi / 2
        return np.array((azimuth, distance, place[2] + item.kind.grip_height, roll))

    def place_of(self, item: Object) -> np.ndarray:
        """Where it is now, moved with its drawer."""
        holder = next((h for h in self.holders if h.id == item.carrier), None)
        return item.position + (holder.slid(holder.leaf.last[0]) if holder else 0)

    def over(self, grip, height: float) -> np.ndarray:
        return np.array((grip[0], grip[1], grip[2] + height, grip[3]))

    def tip(self, t: float) -> Grip:
        return Grip(*(float(v) for v in self.grip(t)))

    def reach(self, grip_above, key: str, opening=OPEN) -> None:
        start, end = self.event('reach', self.span(0.9, 1.6), agent='arm', object=key)
        self.grip.move(start, end, grip_above)
        self.opening.move(start, (start + end) / 2, [opening])
        self.done()

    def retract(self) -> None:
        start, end = self.event('retract', self.span(0.9, 1.5), agent='arm')
        high = self.over(self.grip.last, 0)
        high[2] = max(high[2], 0.26)
        middle = start + 0.35 * (end - start)
        self.grip.move(start, middle, high)
        self.grip.move(middle, end, self.rest)
        self.done()

    def pick(self, item: Object) -> None:
        """Reach, grasp and lift."""
        kind = item.kind
        grip = self.grip_of(item, self.place_of(item))
        self.reach(self.over(grip, max(kind.height - kind.grip_height, 0) + 0.07), item.id)
        self.pause(False)
        start, end = self.event('grasp', self.span(0.8, 1.2), agent='arm', object=item.id)
        low = start + 0.6 * (end - start)
        self.grip.move(start, low, grip)
        self.opening.move(low, end, [kind.grip_width / 2])
        self.held, item.carrier = item, None
        self.done()
        self.hold(item)
        self.pause(False)
        start, end = self.event('lift', self.span(0.8, 1.4), agent='arm', object=item.id)
        self.grip.move(start, end, self.over(grip, self.span(0.1, 0.15)))
        self.done()
        self.pause(False)

    def hold(self, item: Object) -> None:
        """From now on `item` moves with the gripper."""
        tip = self.tip(self.t)
        place = item.pose(self.t)[0]
        c, s = np.cos(tip.yaw), np.sin(tip.yaw)
        turn = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
        offset, twist = turn @ (place - tip.position), item.yaw - tip.yaw

        def held(t: float) -> Pose:
            now = self.tip(t)
            c, s = np.cos(now.yaw), np.sin(now.yaw)
            back = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
            return now.position + back @ offset, about_z(now.yaw + twist)

        item.phases.append((self.t, held))

    def carry(self, item: Object, place, key: str) -> None:
        """To above `place`, high enough to pass over what stands there."""
        roll = self.grip.last[3]
        grip = self.grip_of(item, place)
        grip[3] = roll
        height = max(self.grip.last[2], grip[2] + 0.1)
        start, end = self.event(
            'carry', self.span(1.0, 1.8), agent='arm', object=item.id, target=key
        )
        self.grip.move(start, end, np.array((grip[0], grip[1], min(height, 0.36), roll)))
        self.done()
        self.pause(False)

    def release(self, kind: str, item: Object, place, carrier: str, target: str) -> None:
        """Lowers to `place`, opens, and goes up a little."""
        start, end = self.event(
            kind, self.span(1.2, 2.0), agent='arm', object=item.id, target=target
        )
        grip = self.grip_of(item, place)
        grip[3] = self.grip.last[3]
        low, free = start + 0.5 * (end - start), start + 0.7 * (end - start)
        self.grip.move(start, low, grip)
        self.opening.move(low, free, [min(item.kind.grip_width / 2 + 0.03, OPEN)])
        self.grip.move(free, end, self.over(grip, max(item.kind.height - grip[2], 0) + 0.07))
        self.let_go(item, low, place, carrier)
        self.done()

    def let_go(self, item: Object, at: float, place, carrier: str) -> None:
        """From `at` on it rests on `carrier`, where the gripper has it, at the height of `place`."""
        now, turn = item.phases[-1][1](at)
        item.yaw = 2 * np.arctan2(turn[3], turn[0])
        holder = next((h for h in self.holders if h.id == carrier), None)
        moved = holder.slid(holder.leaf.last[0]) if holder else np.zeros(3)
        self.put(item, np.array((now[0], now[1], place[2])) - moved, carrier, at)
        self.held = None

    # What can be done, each with the kinds of events that it is chosen by.

    def graspable(self) -> list[Object]:
        shut = {h.id for h in self.holders if h.fixture.opens and not h.open}
        return [
            o
            for o in self.objects
            if o.carrier is not None
            and o.carrier not in shut
            and not o.lying
            and not self.contents(o.id)
        ]

    def choices_for(self, item: Object) -> dict[str, Callable[[], None]]:
        """By event kind: how the task with `item` ends; called once it is lifted."""
        ways: dict[str, Callable[[], None]] = {}

        def offer(kind: str, place, carrier: str, target: str) -> None:
            def act() -> None:
                holder = next((h for h in self.holders if h.id == carrier), None)
                shift = holder.slid(holder.leaf.last[0]) if holder else 0
                self.carry(item, place + shift, target)
                self.release(kind, item, place + shift, carrier, target)

            ways[kind] = act

        def some(candidates: list):
            return candidates[int(self.rng.integers(len(candidates)))] if candidates else None

        def usable(role: str) -> list[Holder]:
            return [
                h
                for h in self.holders
                if h.fixture.role == role
                and h.id != item.carrier
                and (h.open or not h.fixture.opens)
                and self.fits(item, h)
            ]

        if holder := some(usable('container')):
            offer('place_in', self.spot(item, holder), holder.id, holder.id)
        if holder := some(usable('support')):
            offer('place_on', self.spot(item, holder), holder.id, holder.id)
        elif item.carrier != 'table' and (place := self.free_place(item)) is not None:
            offer('place_on', place, 'table', 'table')
        others = [o for o in self.objects if o is not item and o.carrier == 'table']
        if other := some(others):
            place = self.free_place(item, other)
            if place is not None:
                offer('place_beside', place, 'table', other.id)
        flat = [
            o
            for o in others
            if o.kind.flat
            and not o.lying
            and not self.contents(o.id)
            and not item.kind.rolls
            and item.kind.stands
            and o.kind.height + item.kind.height < 0.27
            and item.kind.radius < 1.7 * o.kind.radius
        ]
        if other := some(flat):
            offer('stack', other.position + (0, 0, other.kind.height), other.id, other.id)
        if (place := self.free_place(item)) is not None:
            ways['drop'] = lambda: self.drop(item, place)
        ways['hand_over'] = lambda: self.hand_over(item)
        return ways

    def drop(self, item: Object, place) -> None:
        self.carry(item, place, 'table')
        start, end = self.event('drop', self.span(0.9, 1.3), agent='arm', object=item.id)
        fall_from = start + 0.25
        self.opening.move(start, fall_from, [OPEN])
        before, turn = item.phases[-1][1](fall_from)
        height = float(before[2])
        lasts = np.sqrt(2 * max(height, 0.02) / 9.81)
        tilt = self.span(-0.5, 0.5)
        item.yaw = 2 * np.arctan2(turn[3], turn[0])
        first = item.yaw

        def falling(t: float) -> Pose:
            age = t - fall_from
            if age < lasts:
                up = height - 9.81 / 2 * age * age
            else:
                # One small bounce.
                age -= lasts
                up = max(0.35 * 9.81 * lasts * age - 9.81 / 2 * age * age, 0.0)
            return np.array((before[0], before[1], up)), about_z(
                first + tilt * min((t - fall_from) / lasts, 1)
            )

        item.phases.append((fall_from, falling))
        item.yaw = first + tilt
        item.position, item.carrier = np.array((before[0], before[1], 0.0)), 'table'
        self.held = None
        self.done()
        self.put(item, item.position, 'table')

    def hand_over(self, item: Object) -> None:
        """A person's hand comes in, takes it and leaves with it."""
        self.pause(False)
        start, end = self.event(
            'hand_over', self.span(2.2, 2.5), agent='arm', object=item.id, target='hand'
        )
        there, free = start + 0.42 * (end - start), start + 0.55 * (end - start)
        place = item.pose(there)[0]
        outward = float(np.arctan2(place[1], 0.25) + self.rng.uniform(-0.3, 0.3))
        if abs(place[1]) < 0.08 or self.rng.random() < 0.5:
            outward = float(np.sign(self.rng.random() - 0.5) * self.rng.uniform(1.1, 1.6))
        away = np.array((np.cos(outward), np.sin(outward), 0))
        palm = place + away * (0.06 + 0.5 * item.kind.radius) + (
            0, 0, 0.35 * item.kind.height + 0.01)  # fmt: skip
        self.hand_at.append((start, palm, outward))
        self.hand.move(start, there, [1.0])
        self.opening.move(there, free, [OPEN])
        self.hand.move(free, end, [0.0])
        offset, turn = place - palm, item.pose(there)[1]

        def in_hand(t: float) -> Pose:
            if t >= end:
                return AWAY, UPRIGHT
            return self.hand_pose(t)[0] + offset, turn

        item.phases.append((free, in_hand))
        item.carrier, self.held = None, None
        self.done()

    def hand_pose(self, t: float) -> Pose:
        """The person's hand, its fingers pointing inwards; away while nobody is there."""
        share = float(self.hand(t)[0])
        known = [entry for entry in self.hand_at if entry[0] <= t]
        if share <= 0 or not known:
            return AWAY, UPRIGHT
        _, palm, outward = known[-1]
        away = np.array((np.cos(outward), np.sin(outward), 0.15))
        # Its fingers point along -y of its own.
        return palm + away * 0.75 * (1 - share), about_z(outward - np.pi / 2)

    def move_something(self) -> None:
        """Picks something up and does with it what was seldom done so far."""
        ways = [
            (kind, item, act)
            for item in self.graspable()
            for kind, act in self.choices_for(item).items()
        ]
        chosen = self.rarest(sorted({kind for kind, _, _ in ways}))
        able = [(item, act) for kind, item, act in ways if kind == chosen]
        item, act = able[int(self.rng.integers(len(able)))]
        self.pick(item)
        act()
        self.finish()

    def finish(self) -> None:
        self.pause(False)
        self.retract()

    def shove(self, topple: bool) -> None:
        """Pushes something along the table, or over, if there is anything to push."""
        able = [
            o for o in self.graspable() if o.carrier == 'table' and (o.kind.tall or not topple)
        ]
        for item in self.rng.permutation(np.array(able, object)):
            start = item.position
            for _ in range(30):
                # Outwards or to a side: the fingers come from the arm's side.
                angle = np.arctan2(start[1], start[0]) + self.rng.uniform(-1.9, 1.9)
                way = np.array((np.cos(angle), np.sin(angle), 0))
                behind = start - way * (item.kind.radius + 0.02)
                far = item.kind.height / 2 + item.kind.radius if topple else self.span(0.09, 0.16)
                radius = item.kind.height / 2 if topple else item.kind.radius
                ends = [start + way * far, start + way * far / 2]
                if not NEAREST - 0.06 < np.hypot(*behind[:2]) < FARTHEST:
                    continue
                if all(self.is_free(p, radius * 0.9, item) for p in ends):
                    self.push(item, behind, way, far, topple)
                    return

    def push(self, item: Object, behind, way, far: float, topple: bool) -> None:
        height = min(item.kind.height * (0.75 if topple else 0.45), 0.12)

        def at(place, up: float) -> np.ndarray:
            azimuth = np.arctan2(place[1], place[0])
            return np.array((azimuth, np.hypot(*place[:2]), up, 0.0))

        back = behind - way * 0.02
        self.reach(at(back, item.kind.height + 0.06), item.id, 0.008)
        self.pause(False)
        start, end = self.event(
            'topple' if topple else 'push', self.span(1.5, 2.2), agent='arm', object=item.id
        )
        low, pushed = start + 0.25 * (end - start), start + 0.85 * (end - start)
        self.grip.move(start, low, at(back, height))
        stop = behind + way * (min(far, 0.09) if topple else far)
        self.grip.follow(low, pushed, lambda s: at(back + (stop - back) * s, height))
        self.grip.move(pushed, end, at(stop, item.kind.height + 0.06))
        first, turn, reached = item.position.copy(), about_z(item.yaw), start

        def way_of(t: float) -> float:
            """How far the fingers have gone beyond where they touch."""
            return float(max((self.tip(t).position - behind) @ way, 0.0)) if t < pushed else None

        if topple:
            item.phases.append((low, self.tipping(item, way, low, pushed)))
            item.lying = True
            item.position = first + way * (item.kind.height / 2 + 0.5 * item.kind.radius)
        else:
            final = first + way * far

            def sliding(t: float) -> Pose:
                along = way_of(t)
                return (final if along is None else first + way * along), turn

            item.phases.append((reached, sliding))
            item.position = final
        self.done()
        self.finish()

    def tipping(self, item: Object, way, low: float, pushed: float) -> Callable[[float], Pose]:
        """Turns about the edge of its foot, ever faster, until it lies."""
        foot, radius = item.position.copy(), min(item.kind.grip_width / 2, item.kind.radius)
        edge = foot + way * radius
        axis = np.array((-way[1], way[0], 0.0))
        yaw = about_z(item.yaw)

        def pose(t: float) -> Pose:
            share = min(max((t - low) / (pushed - low), 0), 1)
            angle = np.pi / 2 * np.clip((share - 0.3) / 0.6, 0, 1) ** 2
            c, s = np.cos(angle), np.sin(angle)
            # The foot is `radius` behind the edge; turning lifts it.
            place = edge - way * radius * c + np.array((0, 0, radius * s))
            half = np.array((np.cos(angle / 2), *(axis * np.sin(angle / 2))))
            w0, x0, y0, _ = half
            w1, z1 = yaw[0], yaw[3]
            turn = np.array((w0 * w1, x0 * w1 + y0 * z1, y0 * w1 - x0 * z1, w0 * z1))
            return place, turn

        return pose

    def open_or_close(self) -> None:
        holder = self.rng.choice(np.array([h for h in self.holders if h.fixture.opens], object))
        closing = holder.open
        first, last = (1.0, 0.0) if closing else (0.0, 1.0)

        def at(share: float, up=0.0) -> np.ndarray:
            point = holder.handle(share)
            azimuth = np.arctan2(point[1], point[0])
            roll = 0.0
            if holder.fixture.opens == 'slide':
                roll = (holder.yaw + np.pi / 2 - azimuth + np.pi / 2) % np.pi - np.pi / 2
            return np.array((azimuth, np.hypot(*point[:2]), point[2] + up, roll))

        self.reach(at(first, 0.08), holder.id, 0.03)
        self.pause(False)
        start, end = self.event(
            'close' if closing else 'open', self.span(1.7, 2.4), agent='arm', object=holder.id
        )
        low, moved = start + 0.2 * (end - start), start + 0.82 * (end - start)
        self.grip.move(start, low, at(first))
        self.opening.move(start, low, [0.012])
        self.grip.follow(low, moved, lambda s: at(first + (last - first) * s))
        holder.leaf.move(low, moved, [last])
        self.opening.move(moved, end, [0.04])
        self.grip.move(moved, end, at(last, 0.07))
        holder.open = not closing
        self.done()
        self.finish()

    def appear(self) -> None:
        absent = [o for o in self.objects if o.carrier is None]
        item = self.rng.choice(np.array(absent, object))
        place = self.free_place(item)
        if place is None:
            return
        start, end = self.event('appear', self.span(0.8, 1.1), object=item.id)
        self.t = start + 0.25
        self.put(item, place, 'table')
        item.lying = False
        self.record()
        self.done()

    def vanish(self) -> None:
        there = [o for o in self.objects if o.carrier == 'table' and not self.contents(o.id)]
        item = self.rng.choice(np.array(there, object))
        start, _ = self.event('vanish', self.span(0.8, 1.1), object=item.id)
        at = start + 0.25
        item.phases.append((at, lambda t: (AWAY, UPRIGHT)))
        item.carrier = None
        self.done(at)
        self.done()

    def darken(self) -> None:
        """The light goes out; nothing happens in the dark; it comes back."""
        for kind, level, lit in (
            ('light_off', self.span(0.02, 0.1), False),
            ('light_on', 1.0, True),
        ):
            start, end = self.event(kind, self.span(0.8, 1.1))
            self.light.move(start + 0.1, start + 0.4, [level])
            self.lit = lit
            self.done(start + 0.25)
            self.done()
            if not lit:
                length = min(max(self.owed, self.span(1.5, 4)), 20, self.left() - 2.5)
                self.event('arm_idle', length, agent='arm')
                self.owed -= length
                self.done()

    def rarest(self, kinds: list[str]) -> str:
        """One of `kinds`, rather what happened seldom so far, and what can seldom be done."""
        weight = np.array([SELDOM.get(k, 1) / (0.4 + self.counts.get(k, 0)) ** 2 for k in kinds])
        return kinds[int(self.rng.choice(len(kinds), p=weight / weight.sum()))]

    def play(self) -> None:
        self.event('arm_idle', min(self.span(1.5, 3), self.spec.seconds), agent='arm')
        self.done()
        while self.left() > 2.5:
            before = self.t
            self.step()
            self.pause(True)
            if self.t == before:
                break
        if self.left() > 0:
            self.event('arm_idle', self.left(), agent='arm')
            self.done()

    def step(self) -> None:
        """Plays one task that there is time for."""
        tasks: dict[str, tuple[float, Callable[[], object]]] = {}
        there = [o for o in self.objects if o.carrier is not None]

        def offer(name: str, events: int, seconds: float, weight: float, act) -> None:
            """`seconds` is the longest that the task takes; sparse episodes stretch it."""
            if self.left() > max(seconds, 0.6 * events / self.spec.events_per_second):
                tasks[name] = weight, act

        if self.graspable():
            offer('move', 6, 17, 5.0, self.move_something)
        if any(o.carrier == 'table' and not o.lying for o in there):
            offer('push', 3, 9, 1.5, lambda: self.shove(False))
            offer('topple', 3, 9, 3.5, lambda: self.shove(True))
        openable = [h for h in self.holders if h.fixture.opens]
        if openable:
            offer('open', 3, 9, 1.6 if openable[0].open else 3.0, self.open_or_close)
        offer('dark', 2, 8, 0.7, self.darken)
        absent = len(self.objects) - len(there)
        if absent:
            offer('appear', 1, 2.5, 0.3 + 0.5 * absent, self.appear)
        if sum(o.carrier == 'table' for o in there) > 1:
            offer('vanish', 1, 2.5, 0.6, self.vanish)
        # A task that finds nothing to do leaves the time where it is; then another one is tried.
        before = self.t
        while tasks and self.t == before:
            names = list(tasks)
            weight = np.array([tasks[n][0] for n in names])
            name = names[int(self.rng.choice(len(names), p=weight / weight.sum()))]
            tasks.pop(name)[1]()
