"""Plays an episode: chooses what happens next, and only what the state of the table allows."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vljepa_training.worlds.episode import EpisodeSpec

from .acts import Acts
from .tabletop import AWAY, FARTHEST, NEAREST, UPRIGHT, Holder, Object

SELDOM = {'stack': 8, 'place_in': 3, 'place_on': 2, 'place_beside': 2, 'hand_over': 1.5}
"""How much rather something is done than dropped, because the state seldom allows it."""


class Script(Acts):
    def __init__(self, rng, spec: EpisodeSpec, fixtures, things, camera_azimuth: float):
        super().__init__(rng, spec, fixtures, things, camera_azimuth)
        self.play()

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

    def shove(self, topple: bool) -> None:
        """Pushes something along the table, or over, if there is anything to push."""
        able = [o for o in self.graspable() if o.carrier == 'table' and (o.kind.tall or not topple)]
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
                if all(self.is_free(p, radius * (0.7 if topple else 0.9), item) for p in ends):
                    self.push(item, behind, way, far, topple)
                    return

    def appear(self) -> None:
        absent = [o for o in self.objects if o.carrier is None]
        item = self.rng.choice(np.array(absent, object))
        place = self.free_place(item)
        if place is None:
            return
        start, _end = self.event('appear', self.span(0.8, 1.1), object=item.id)
        self.t = start + 0.25
        self.put(item, place, 'table')
        item.lying = False
        self.record()
        self.done()

    def vanish(self) -> None:
        there = [o for o in self.objects if o.carrier == 'table' and not self.contents(o.id)]
        if not there:
            return
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
            start, _end = self.event(kind, self.span(0.8, 1.1))
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
            # Too short a rest at the end would not be an event; the last one lasts on.
            if self.left() < 0.5:
                self.events[-1] = replace(self.events[-1], end=self.spec.seconds)
            else:
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
            offer('move', 6, 17, 5.0 * self.spec.handling, self.move_something)
        if any(o.carrier == 'table' and not o.lying for o in there):
            offer('push', 3, 9, 1.5, lambda: self.shove(False))
            offer('topple', 3, 9, 6.0, lambda: self.shove(True))
        openable = [h for h in self.holders if h.fixture.opens]
        if openable:
            offer('open', 3, 9, 1.6 if openable[0].open else 3.0, self.open_or_close)
        offer('dark', 2, 8, 0.7, self.darken)
        absent = len(self.objects) - len(there)
        if absent:
            offer('appear', 1, 2.5, 0.2 + 0.35 * absent, self.appear)
        if sum(o.carrier == 'table' for o in there) > 1:
            offer('vanish', 1, 2.5, 0.45, self.vanish)
        # A task that finds nothing to do leaves the time where it is; then another one is tried.
        before = self.t
        while tasks and self.t == before:
            names = list(tasks)
            weight = np.array([tasks[n][0] for n in names])
            name = names[int(self.rng.choice(len(names), p=weight / weight.sum()))]
            tasks.pop(name)[1]()
