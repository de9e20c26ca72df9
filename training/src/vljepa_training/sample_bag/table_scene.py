"""The first half of the bag: an arm at work on a table, seen by a fixed camera across from it.

The table's top is z = 0, the arm's base the origin; the camera looks
along -x, so +y is to its right.
"""

import mujoco
import numpy as np

from vljepa_training.scenes import textures, things
from vljepa_training.scenes.arm import HOME, add_arm, solve
from vljepa_training.scenes.world import Stage, World, geom, placed

from .timeline import Event, Scene, Track

REACH = Event(4.0, 5.4, 'reach', 'the arm reaches down to the yellow duck', 'weak')
LIFT = Event(8.6, 9.8, 'lift', 'the gripper lifts the duck off the table', 'weak')
PLACE = Event(13.0, 14.6, 'place', 'the arm puts the duck down in the tray', 'weak')
RETREAT = Event(17.8, 18.8, 'retreat', 'the arm goes back to rest', 'weak')
HAND_IN = Event(22.0, 23.0, 'hand_in', "a person's hand brings a teddy bear", 'strong')
HAND_OUT = Event(26.2, 27.2, 'hand_out', 'the hand leaves, the teddy bear stays', 'weak')
DIM = Event(30.4, 30.9, 'lights_off', 'the lights go out, the window stays bright', 'strong')
BRIGHT = Event(34.1, 34.6, 'lights_on', 'the lights come back', 'strong')
VANISH = Event(37.8, 37.9, 'object_vanishes', 'the teddy bear is gone', 'strong')
BLOCK = Event(
    41.1, 41.9, 'view_blocked', 'a cardboard box is pushed in front of the camera', 'strong'
)
END = 45.1
EVENTS = (REACH, LIFT, PLACE, RETREAT, HAND_IN, HAND_OUT, DIM, BRIGHT, VANISH, BLOCK)
SCENES = (
    Scene(
        0.0,
        4.0,
        'a robot arm at rest behind a table with a duck, a tray, a mug, a bottle and a banana',
    ),
    Scene(5.4, 8.6, 'the gripper holds the yellow duck on the table'),
    Scene(9.8, 13.0, 'the gripper holds the yellow duck high over the table'),
    Scene(14.6, 17.8, 'the open gripper over the tray with the duck in it'),
    Scene(18.8, 22.0, 'the arm at rest, the duck in the tray'),
    Scene(23.0, 26.2, 'a hand holds a teddy bear on the table'),
    Scene(27.2, 30.4, 'a teddy bear sits on the table in front of the arm'),
    Scene(30.9, 34.1, 'a dark room with a bright window'),
    Scene(34.6, 37.8, 'a teddy bear sits on the table in front of the arm'),
    Scene(37.9, 41.1, 'the arm at rest behind the table, no teddy bear'),
    Scene(41.9, END, 'a cardboard box fills the view'),
)
AWAY = (0.0, 0.0, -9.0)
EYE, TARGET = (1.4, -0.1, 0.6), (0.3, 0.02, 0.22)
DUCK_AT, TRAY_AT, BEAR_AT = (0.56, -0.16, 0.0), (0.5, 0.3, 0.0), (0.66, -0.06, 0.0)
GRIP_HEIGHT = 0.05  # of the finger tips over the duck's foot


def build(rng) -> World:
    world = World(fovy=52, shadow_size=2048)
    room(world, rng)
    add_arm(world)
    world.body('duck', things.duck(world))
    world.body('bear', things.bear(world, rng))
    world.body('hand', things.hand(world, rng))
    parcel = world.material(textures.cardboard(rng))
    world.body('parcel', world.panel((0, 0, 0.43), (0.34, 0.66, 0.86), parcel, None))
    return world


def room(world: World, rng) -> None:
    top = world.material(textures.wood(rng, (176, 122, 72)), specular=0.25)
    steel = world.material(rgb=(0.35, 0.37, 0.4), specular=0.5)
    world.add(world.panel((0.4, 0, -0.02), (1.5, 1.9, 0.04), top, 0.9))
    world.add(
        *(
            geom('box', (x, y, -0.4), (0.03, 0.03, 0.36), steel)
            for x in (-0.2, 1.0)
            for y in (-0.8, 0.8)
        )
    )
    floor = world.material(textures.tiles(rng, (150, 150, 146), (128, 128, 126)))
    world.add(world.panel((0, 0, -0.8), (8, 8, 0.1), floor, 1.6))
    wall = world.material(textures.plaster(rng, (196, 204, 206)))
    world.add(world.panel((-1.5, 0, 0.7), (0.1, 8, 3), wall, 2.0))
    frame = world.material(rgb=(0.9, 0.9, 0.88))
    sky = world.material(textures.landscape(rng), emission=0.55)
    world.add(world.panel((-1.44, 1.05, 0.62), (0.04, 1.0, 0.9), frame))
    world.add(world.panel((-1.42, 1.05, 0.62), (0.03, 0.88, 0.78), sky, None))
    world.add(
        *(
            geom('box', (-1.4, 1.05, 0.62), size, frame)
            for size in ((0.01, 0.015, 0.39), (0.01, 0.44, 0.015))
        )
    )
    world.add(
        world.panel(
            (-1.44, -0.2, 0.75), (0.02, 0.5, 0.62), world.material(textures.abstract(rng)), None
        )
    )
    shelf(world, rng)
    world.add(placed(things.mug(world), (0.6, -0.45, 0), 2.4))
    world.add(placed(things.bottle(world, rng), (0.3, -0.46, 0), 2.6))
    world.add(placed(things.banana(world), (0.72, 0.3, 0.019), 1.9))
    world.add(placed(things.tray(world, rng), TRAY_AT, 0.0))
    world.light((1.2, -0.9, 2.2), (-0.4, 0.4, -1), 0.5)
    world.light((-0.4, 1.6, 1.9), (0.3, -0.7, -1), 0.28)


def shelf(world: World, rng) -> None:
    """A board with tool boxes on the wall behind the table."""
    board = world.material(textures.wood(rng, (120, 84, 54), boards=1))
    world.add(world.panel((-1.32, -1.25, 0.45), (0.25, 1.1, 0.03), board, 0.8))
    y = -1.75
    while y < -0.8:
        width, height = rng.uniform(0.09, 0.2), rng.uniform(0.1, 0.3)
        rgb = ((0.75, 0.2, 0.15), (0.2, 0.35, 0.6), (0.85, 0.65, 0.15), (0.3, 0.5, 0.3))[
            rng.integers(4)
        ]
        world.add(
            geom(
                'box',
                (-1.32, y + width / 2, 0.465 + height / 2),
                (0.09, width / 2, height / 2),
                rgb=rgb,
            )
        )
        y += width + 0.03


class TableScene:
    """Poses and aims the table's stage for a time."""

    def __init__(self, rng):
        self.stage = Stage(build(rng))
        over, low = (*DUCK_AT[:2], 0.22), (*DUCK_AT[:2], GRIP_HEIGHT)
        shown = solve(self.stage, (0.66, -0.02, 0.34), tilt=0.35)
        above_tray, in_tray = (0.5, 0.3, 0.24), (0.5, 0.3, GRIP_HEIGHT + 0.012)
        self.angles = (
            Track(HOME)
            .move(REACH.part(0, 0.5), solve(self.stage, over))
            .move(REACH.part(0.5, 0.85), solve(self.stage, low))
            .move(LIFT, shown)
            .move(PLACE.part(0, 0.45), solve(self.stage, above_tray))
            .move(PLACE.part(0.45, 0.75), solve(self.stage, in_tray))
            .move(PLACE.part(0.85, 1), solve(self.stage, above_tray))
            .move(RETREAT, HOME)
        )
        self.opening = (
            Track([0.012])
            .move(REACH.part(0, 0.4), [0.04])
            .move(REACH.part(0.85, 1), [0.029])
            .move(PLACE.part(0.75, 0.85), [0.04])
            .move(RETREAT, [0.012])
        )
        self.hand = (
            Track((0.64, 1.3, 0.45))
            .move(HAND_IN, (0.64, 0.03, 0.38))
            .move(HAND_OUT, (0.64, 1.3, 0.45))
        )
        self.light = Track([1.0]).move(DIM, [0.04]).move(BRIGHT, [1.0])
        self.parcel = Track((0.9, -0.95, 0.0)).move(BLOCK, (0.9, -0.07, 0.0))
        self.grasp = self.pose_of_grip(REACH.end)
        self.release = self.pose_of_grip(PLACE.part(0, 0.75)[1])

    def pose_of_grip(self, t: float) -> tuple[np.ndarray, np.ndarray]:
        """Position [3] and rotation [3, 3] of the point between the finger tips."""
        data = self.stage.data
        data.qpos[:7] = self.angles(t)
        data.qpos[7:9] = self.opening(t)[0]
        mujoco.mj_kinematics(self.stage.model, data)
        return data.site('grip').xpos.copy(), data.site('grip').xmat.reshape(3, 3).copy()

    def pose_duck(self, t: float) -> None:
        """The duck stands where it was put, and moves with the gripper in between."""
        first = np.array([[-1, 1, 0], [-1, -1, 0], [0, 0, np.sqrt(2)]]) / np.sqrt(2)
        position, rotation = self.pose_of_grip(min(max(t, REACH.end), PLACE.part(0, 0.75)[1]))
        carried = rotation @ self.grasp[1].T
        place = position + carried @ (np.array(DUCK_AT) - self.grasp[0])
        quaternion = np.empty(4)
        mujoco.mju_mat2Quat(quaternion, (carried @ first).ravel())
        self.stage.pose('duck', place, quaternion)

    def pose(self, t: float) -> Stage:
        self.pose_duck(t)
        self.pose_of_grip(t)
        stage, hand = self.stage, self.hand(t)
        held = t < HAND_IN.end
        bear = hand + (0.02, -0.09, -0.38) if held else BEAR_AT
        stage.pose('hand', hand)
        stage.pose('bear', bear if t < VANISH.end else AWAY)
        stage.pose('parcel', self.parcel(t) if t > BLOCK.start else AWAY)
        stage.aim(EYE, TARGET)
        stage.lamps(self.light(t)[0])
        return stage
