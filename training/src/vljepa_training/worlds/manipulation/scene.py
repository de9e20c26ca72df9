"""A manipulation episode's stage, posed from its script."""

from functools import cached_property

import numpy as np

from vljepa_training.scenes import things as sample_things
from vljepa_training.scenes.shadow import shadow
from vljepa_training.scenes.world import Stage, World
from vljepa_training.worlds.episode import EpisodeSpec, Thing

from . import arms, setting
from .cast import CROWDED, USUAL, cast
from .fixtures import FIXTURES, HINGE, SWING
from .kinds import KINDS, RGB
from .script import Script

ARM = Thing('arm', 'robot arm', None, 'arm')
HAND = Thing('hand', 'hand', None, 'hand')
TABLE = Thing('table', 'table', None, 'support')


def paint(world: World, rng, thing: Thing, own) -> str:
    """The main material of a thing, no two of a colour quite the same."""
    rgb = np.array(own if thing.colour is None else RGB[thing.colour])
    rgb = np.clip(rgb * rng.uniform(0.88, 1.1) + rng.uniform(-0.025, 0.025, 3), 0.02, 1)
    return world.material(rgb=rgb, specular=rng.uniform(0.1, 0.6))


class ManipulationScene:
    def __init__(self, spec: EpisodeSpec):
        rng = np.random.default_rng([spec.seed, 1, *spec.split.encode()])
        self._paint_rng = np.random.default_rng([spec.seed, 2, *spec.split.encode()])
        self.duration = spec.seconds
        self.body = str(rng.choice(list(arms.HELD_OUT if spec.split == 'bodies' else arms.TRAINED)))
        self._view = setting.view(rng)
        fixtures, objects = cast(rng, spec.split, CROWDED if spec.crowded else USUAL)
        self._script = script = Script(rng, spec, fixtures, objects, self._view.azimuth)
        self.events = tuple(script.events)
        self.things = (
            *(o.thing for o in script.objects),
            *(h.thing for h in script.holders),
            TABLE,
            ARM,
            HAND,
        )
        self.geoms = {thing.id: [thing.id] for thing in self.things}
        self.geoms[ARM.id] = list(arms.BODIES)
        for holder in script.holders:
            if holder.fixture.opens:
                self.geoms[holder.id].append(f'{holder.id} leaf')

    @cached_property
    def stage(self) -> Stage:
        """Built when it is first asked for: what happens is known without it."""
        world = World(self._view.fovy, shadow_size=0)
        self._arm = self._build(world, self._paint_rng)
        return Stage(world)

    def _build(self, world: World, rng) -> arms.Arm:
        setting.add(world, rng)
        arm = arms.ARMS[self.body](world)
        arms.add(world, arm)
        for item in self._script.objects:
            look = paint(world, rng, item.thing, item.kind.own)
            world.body(item.id, KINDS[item.thing.kind].shape(world, look))
            radius = item.kind.radius * 0.95
            world.body(f'{item.id} shadow', shadow((0, 0, 0.001), (radius, radius), 0.3))
        for holder in self._script.holders:
            fixture = FIXTURES[holder.thing.kind]
            still, leaf = fixture.shape(world, paint(world, rng, holder.thing, (0.6, 0.45, 0.3)))
            ground = shadow((0, 0, 0.0006), fixture.ground, 0.3)
            world.body(holder.id, still + ground)
            if leaf:
                world.body(f'{holder.id} leaf', leaf)
        world.body(HAND.id, sample_things.hand(world, rng))
        return arm

    def pose(self, t: float) -> Stage:
        """The stage at `t` (s)."""
        stage, script = self.stage, self._script
        arms.pose(stage, self._arm, script.tip(t), float(script.opening(t)[0]))
        for item in script.objects:
            place, turn = item.pose(t)
            stage.pose(item.id, place, turn)
            # A shadow only where it touches the table.
            under = place * (1, 1, 0) if 0 <= place[2] < 0.03 else place - (0, 0, 9)
            stage.pose(f'{item.id} shadow', under)
        for holder in script.holders:
            turn = arms.about_z(holder.yaw)
            stage.pose(holder.id, holder.position, turn)
            share = float(holder.leaf(t)[0])
            if holder.fixture.opens == 'slide':
                stage.pose(f'{holder.id} leaf', holder.position + holder.slid(share), turn)
            elif holder.fixture.opens == 'hinge':
                hinge = holder.place(HINGE)
                turn = arms.turned(holder.yaw, -SWING * share)
                stage.pose(f'{holder.id} leaf', hinge, turn)
        stage.pose(HAND.id, *script.hand_pose(t))
        stage.aim(self._view.eye, self._view.target)
        stage.lamps(float(script.light(t)[0]))
        return stage

    def truth(self, t: float) -> dict:
        known = [state for start, state in self._script.snapshots if start <= t + 1e-9]
        return known[-1]


def build(spec: EpisodeSpec) -> ManipulationScene:
    return ManipulationScene(spec)
