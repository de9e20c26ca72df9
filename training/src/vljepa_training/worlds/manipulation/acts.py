"""Single acts of the arm, a person's hand and the light: how everything moves, and the truth.

Every act takes the time from where the one before ended.
"""

from collections.abc import Callable

import numpy as np

from vljepa_training.worlds.episode import EpisodeSpec, Event

from .arms import OPEN, Grip, about_z
from .tabletop import AWAY, UPRIGHT, Object, Pose, Tabletop
from .trajectory import Trajectory

HOME = (0.36, 0.3)  # distance and height of the tip at rest, m


class Acts(Tabletop):
    def __init__(self, rng, spec: EpisodeSpec, fixtures, things, camera_azimuth: float):
        super().__init__(rng, fixtures, things, camera_azimuth)
        self.spec = spec
        self.events: list[Event] = []
        self.snapshots: list[tuple[float, dict]] = []
        self.counts: dict[str, int] = {}
        self.held: Object | None = None
        self.lit = True
        self.owed = 0.0
        self.rest = np.array((rng.uniform(-0.3, 0.3), *HOME, 0.0))
        self.grip = Trajectory(self.rest)
        self.opening = Trajectory([rng.uniform(0.01, OPEN)])
        self.hand = Trajectory([0.0])
        """How far the person's hand is in (0..1)."""
        self.hand_at: list[tuple[float, np.ndarray, float]] = []
        """From when on the hand comes to which place, from which azimuth (rad)."""
        self.light = Trajectory([1.0])
        self.record()

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
        if kind == 'arm_idle' and self.events and self.events[-1].kind == kind:
            # Rest after rest is one event.
            start, roles = self.events[-1].start, self.events.pop().roles
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
        """From `at` on it rests on `carrier`, under the gripper, at the height of `place`."""
        now, turn = item.phases[-1][1](at)
        item.yaw = 2 * np.arctan2(turn[3], turn[0])
        holder = next((h for h in self.holders if h.id == carrier), None)
        moved = holder.slid(holder.leaf.last[0]) if holder else np.zeros(3)
        self.put(item, np.array((now[0], now[1], place[2])) - moved, carrier, at)
        self.held = None

    def drop(self, item: Object, place) -> None:
        self.carry(item, place, 'table')
        start, _end = self.event('drop', self.span(0.9, 1.3), agent='arm', object=item.id)
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
        palm = (
            place + away * (0.06 + 0.5 * item.kind.radius) + (0, 0, 0.35 * item.kind.height + 0.01)
        )
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

    def finish(self) -> None:
        self.pause(False)
        self.retract()

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

        def way_of(t: float) -> float | None:
            """How far the fingers have gone beyond where they touch; None after the push."""
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
