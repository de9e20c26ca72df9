"""The second half of the bag: a camera on a base drives through the rooms of `rooms.py`."""

import numpy as np

from vljepa_training.scenes.world import Stage

from .person import STRIDE, add_person, pose_person
from .rooms import build, room_at
from .table_scene import END as BEGIN
from .timeline import Event, Scene, Track

CUT = Event(
    BEGIN, BEGIN, 'scene_cut', 'another camera: a corridor in front of a mobile base', 'strong'
)
DRIVE = Event(48.5, 51.7, 'drive', 'the base drives down the corridor', 'strong')
TURN = Event(54.9, 56.1, 'turn', 'the base turns left to the doorway of a dining room', 'strong')
ENTER = Event(
    59.3,
    61.3,
    'enter_room',
    'the base drives into the dining room with a table and chairs',
    'strong',
)
PERSON_IN = Event(64.5, 65.7, 'person_in', 'a person steps in front of the base', 'strong')
PERSON_OUT = Event(68.9, 70.1, 'person_out', 'the person walks away, the path is free', 'strong')
DARK = Event(73.3, 73.6, 'lights_off', 'the room turns dark', 'strong')
LIGHT = Event(76.9, 77.2, 'lights_on', 'the lights come on again', 'strong')
TURN_RIGHT = Event(80.5, 81.7, 'turn', 'the base turns right to the doorway of a library', 'strong')
LIBRARY = Event(
    84.9, 87.3, 'enter_room', 'the base drives into the library, up to the bookcases', 'strong'
)
DESK = Event(90.5, 91.7, 'turn', 'the base turns left to a desk with a computer', 'strong')
BRICKS = Event(94.9, 96.1, 'wall_close', 'the base drives up to a brick wall', 'strong')
END = 99.5
EVENTS = (
    CUT,
    DRIVE,
    TURN,
    ENTER,
    PERSON_IN,
    PERSON_OUT,
    DARK,
    LIGHT,
    TURN_RIGHT,
    LIBRARY,
    DESK,
    BRICKS,
)
SCENES = (
    Scene(CUT.end, DRIVE.start, 'a long corridor with doors and a red carpet'),
    Scene(DRIVE.end, TURN.start, 'the end of the corridor with a plant and a picture'),
    Scene(TURN.end, ENTER.start, 'an open doorway to a dining room'),
    Scene(ENTER.end, PERSON_IN.start, 'a dining table with chairs'),
    Scene(PERSON_IN.end, PERSON_OUT.start, 'a person stands in front of the camera'),
    Scene(PERSON_OUT.end, DARK.start, 'a dining table with chairs'),
    Scene(DARK.end, LIGHT.start, 'a dark room'),
    Scene(LIGHT.end, TURN_RIGHT.start, 'a dining table with chairs'),
    Scene(TURN_RIGHT.end, LIBRARY.start, 'an open doorway to a library'),
    Scene(LIBRARY.end, DESK.start, 'bookcases full of books'),
    Scene(DESK.end, BRICKS.start, 'a desk with a computer in front of a brick wall'),
    Scene(BRICKS.end, END, 'a brick wall, close'),
)
CAMERA_HEIGHT = 1.05
AWAY_X, STANDS_X = 4.25, 5.9  # of the person: out of the view, and in the middle of it
OUTSIDE = (-20.0, 0.0)


class RoomsScene:
    """Poses and aims the rooms' stage for a time."""

    def __init__(self, rng):
        world = build(rng)
        add_person(world, rng)
        self.stage = Stage(world)
        self._shadows = self.stage.model.light_castshadow.copy()
        lights = self.stage.model.light_pos
        self._light_rooms = np.array([room_at(x, y) for x, y, _ in lights])
        quarter = np.pi / 2
        # x, y, heading of the camera
        self.base = (
            Track((0.3, -0.1, 0.02))
            .move(DRIVE, (5.95, -0.25, 0.0))
            .move(TURN, (5.95, -0.35, quarter))
            .move(ENTER, (5.95, 1.3, quarter))
            .move(TURN_RIGHT, (6.1, 1.55, 0.0))
            .move(LIBRARY, (10.0, 1.6, 0.0))
            .move(DESK, (10.2, 2.6, quarter + 0.08))
            .move(BRICKS, (9.22, 3.95, quarter))
        )
        self.person = (
            Track((AWAY_X, 3.0)).move(PERSON_IN, (STANDS_X, 3.0)).move(PERSON_OUT, (AWAY_X, 3.0))
        )
        self.heading = (
            Track([0.0])
            .move(PERSON_IN.part(0.55, 1), [-quarter])
            .move(PERSON_OUT.part(0, 0.4), [-2 * quarter])
        )
        self.lamp_level = Track([1.0]).move(DARK, [0.05]).move(LIGHT, [1.0])

    def pose(self, t: float) -> Stage:
        x, y, heading = self.base(t)
        eye = np.array((x, y, CAMERA_HEIGHT))
        self.stage.aim(eye, eye + (np.cos(heading), np.sin(heading), -0.06))
        # A shadow map costs more than all the rest: only lights of the camera's room have one.
        here = self._light_rooms == room_at(x, y)
        self.stage.model.light_castshadow[:] = self._shadows * here
        there, side = self.person(t) if PERSON_IN.start < t < PERSON_OUT.end else OUTSIDE
        # A whole stride, so that the legs are together where the person stands.
        way = (there - AWAY_X) / (STANDS_X - AWAY_X) * STRIDE
        pose_person(self.stage, there, side, self.heading(t)[0], way)
        self.stage.lamps(self.lamp_level(t)[0])
        return self.stage
