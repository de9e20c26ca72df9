"""The scene of one navigation episode: a camera on a mobile base in furnished rooms."""

from typing import Any

import mujoco
import numpy as np

from vljepa_training.scenes.shadow import shadow
from vljepa_training.scenes.world import Stage, World
from vljepa_training.worlds.episode import EpisodeSpec, Thing

from . import building, kinds, persons, styles
from .director import Director
from .floor import PERSON_RADIUS, Floor, View
from .kinds import KINDS
from .looks import Looks
from .motion import Track
from .plan import CORRIDOR, DOOR_WIDTH, EMPTY, Plan, lay_out
from .situation import HIDDEN, Cast

NEAR, BESIDE = 2.7, 0.45
"""Metres ahead, and to a side, within which what stands there is in the way."""
SHUT = 0.3  # share of the doors that are shut at first
SWING = 1.65  # rad, of an open door
UNDERGROUND = (0.0, 0.0, -20.0)


def first_pose(rng, plan: Plan) -> tuple[float, float, float]:
    """In the corridor, or in a room just inside its door: more often in one without furniture."""
    corridor = plan.rooms[0]
    bare = [d for d in plan.doors if plan.room(d.room).kind == EMPTY]
    if rng.random() < 0.4:
        return rng.uniform(0.5, corridor.x1 / 3), 0.0, 0.0
    doors = bare if bare and rng.random() < 0.4 else plan.doors
    door = doors[rng.integers(len(doors))]
    return *door.beyond(1.2), door.side * np.pi / 2


def standing_persons(rng, plan: Plan, floor: Floor, count: int, first) -> list[tuple]:
    """Places (x, y, heading) where persons stand about from the start, away from all ways."""
    places: list[tuple[float, float, float]] = []
    for _ in range(30 * count):
        rooms = [room for room in plan.rooms[1:] if room.kind != EMPTY]
        if len(places) == count or not rooms:
            break
        room = rooms[rng.integers(len(rooms))]
        x, y = rng.uniform(room.x0 + 0.4, room.x1 - 0.4), rng.uniform(room.y0 + 0.4, room.y1 - 0.4)
        door = next(d for d in plan.doors if d.room == room.id)
        if abs(x - door.x) < 1.1 or np.hypot(x - first[0], y - first[1]) < 1.5:
            continue
        if floor.free((x, y), PERSON_RADIUS)[0]:
            places.append((x, y, rng.uniform(-np.pi, np.pi)))
            floor.guests[f'person_{len(places)}'] = (x, y, PERSON_RADIUS, 1.7)
    return places


class NavigationScene:
    def __init__(self, spec: EpisodeSpec):
        rng = np.random.default_rng([spec.seed, sum(spec.split.encode())])
        style = styles.choose(rng, spec.split)
        self.body = style.name
        self.duration = spec.seconds
        self._plan = plan = lay_out(rng, style, spec.split)
        height = rng.uniform(0.3, 1.2)
        pitch = rng.uniform(-0.1, 0.06) - 0.14 * (height - 0.3)
        self._view = View(np.radians(rng.uniform(54, 76)), height, pitch)
        floor = Floor(plan, {d.id for d in plan.doors if rng.random() > SHUT})
        pose = first_pose(rng, plan)
        standing = standing_persons(rng, plan, floor, int(rng.integers(0, 3)), pose)
        world = World(np.degrees(self._view.fov), 0)
        look = Looks(world, rng, style)
        self.things = tuple(building.erect(world, look, plan))
        cast = self._cast(world, look, rng, spec.split, len(standing))
        director = Director(rng, spec, plan, self._view, cast, pose, floor)
        director.run()
        for key, place in zip(self._sizes, standing, strict=False):
            director.persons[key] = Track((*place, 0.0))
        self._director = director
        self.events = tuple(director.events)
        self.stage = Stage(world)
        self._index()

    def _cast(self, world: World, look: Looks, rng, split: str, standing: int) -> Cast:
        """Adds persons and visiting obstacles; the first persons stand about, the others come."""
        things = list(self.things)
        names = [f'person_{n + 1}' for n in range(standing + 2)]
        self._sizes = {name: persons.add_person(world, look, rng, name) for name in names}
        things += [Thing(name, 'person', None, 'person') for name in names]
        self._obstacle_kinds = {}
        colours = {}
        for number in range(4):
            kind = kinds.choose(rng, kinds.OBSTACLES, split)
            key = f'{kind.replace(" ", "_")}_visiting_{number}'
            colours[key] = kinds.colour_of(rng, kind, split)
            self._obstacle_kinds[key] = kind
            name = colours[key]
            paint = look.colour(name) if name else None
            world.body(key, KINDS[kind].build(look, paint))
            reach = (KINDS[kind].depth * 0.58, KINDS[kind].width * 0.58)
            world.body(f'{key} shadow', shadow((0, 0, 0.004), reach))
            things.append(Thing(key, kind, colours[key], 'obstacle'))
        self.things = tuple(things)
        return Cast(names[standing:], self._obstacle_kinds)

    def _index(self) -> None:
        """What can be hidden: static geoms by room, everything by where it is."""
        model, data = self.stage.model, self.stage.data
        mujoco.mj_kinematics(model, data)
        self._rgba = model.geom_rgba.copy()
        self._centres, self._radii = data.geom_xpos.copy(), model.geom_rbound.copy()
        root = model.body_rootid[model.geom_bodyid]
        self._mocap = model.body_mocapid[root]
        self._owner = np.full(model.ngeom, -1)
        for number, room in enumerate(self._plan.rooms):
            self._owner[root == model.body(f'inside {room.id}').id] = number
        self.geoms = {}
        for thing in self.things:
            self.geoms[thing.id] = (
                persons.bodies(thing.id) if thing.role == 'person' else [thing.id]
            )

    def pose(self, t: float) -> Stage:
        stage, director = self.stage, self._director
        x, y, heading = director.base(t)
        eye = np.array((x, y, self._view.height))
        pitch = self._view.pitch
        forward = np.array(
            (np.cos(heading) * np.cos(pitch), np.sin(heading) * np.cos(pitch), np.sin(pitch))
        )
        stage.aim(eye, eye + forward)
        for door in self._plan.doors:
            angle = SWING * director.doors[door.id](t)[0] * door.side * -door.hinge
            if door.hinge > 0:
                angle += np.pi
            hinge = (door.x + door.hinge * (DOOR_WIDTH / 2 - 0.05), door.y + door.side * 0.03, 0.01)
            stage.pose(door.id, hinge, (np.cos(angle / 2), 0, 0, np.sin(angle / 2)))
        for key, track in director.persons.items():
            place = track(t)
            persons.pose_person(stage, key, self._sizes[key], place)
        for key, track in director.obstacles.items():
            ox, oy, oz, turn, rolled = track(t)
            roll = rolled / 0.26 if self._obstacle_kinds[key] == 'ball' else 0.0
            stage.pose(key, (ox, oy, oz), (np.cos(turn / 2), 0, 0, np.sin(turn / 2)))
            under = (ox, oy, 0.0) if oz > -1 else UNDERGROUND
            stage.pose(f'{key} shadow', under, (np.cos(turn / 2), 0, 0, np.sin(turn / 2)))
            if roll:
                # A ball turns about its middle, across its way.
                c, s = np.cos(roll / 2), np.sin(roll / 2)
                sideways = (-np.sin(turn), np.cos(turn))
                stage.pose(
                    key,
                    self._rolled((ox, oy), roll, sideways),
                    (c, s * sideways[0], s * sideways[1], 0),
                )
        stage.lamps(float(director.lamp(t)[0]))
        self._hide(t, eye, forward)
        return stage

    @staticmethod
    def _rolled(place, roll: float, axis, radius=0.26) -> tuple[float, float, float]:
        """Where a ball's foot point is when the ball around it has turned by `roll`."""
        back = radius * np.sin(roll)
        return (
            place[0] - back * axis[1],
            place[1] + back * axis[0],
            radius - radius * np.cos(roll),
        )

    def _hide(self, t: float, eye: np.ndarray, forward: np.ndarray) -> None:
        """Makes invisible what is in other rooms behind shut doors, or outside the picture."""
        rooms, here = self._plan.rooms, self._plan.room_at(*eye[:2])
        ajar = {d.room for d in self._plan.doors if self._director.doors[d.id](t)[0] > 0.01}
        shown = np.zeros(len(rooms) + 1, bool)
        shown[-1] = True
        for number, room in enumerate(rooms):
            connected = room.id in ajar and (here.kind == CORRIDOR or here.id in ajar)
            shown[number] = room is here or connected or (room.kind == CORRIDOR and here.id in ajar)
        seen = shown[self._owner]
        away = self._centres - eye
        depth = away @ forward
        # Outside a cone around the picture's corners.
        edge = np.arctan(np.sqrt(2) * np.tan(self._view.half))
        across = np.linalg.norm(away - depth[:, None] * forward, axis=1)
        distance = across * np.cos(edge) - depth * np.sin(edge)
        still = self._mocap < 0
        seen &= ~still | (distance < self._radii)
        gone = (self.stage.data.mocap_pos[:, 2] < -5) | (self.stage.data.mocap_pos[:, 0] < -20)
        seen &= still | ~gone[self._mocap]
        self.stage.model.geom_rgba[:] = self._rgba
        self.stage.model.geom_rgba[~seen, 3] = 0

    def truth(self, t: float) -> dict[str, Any]:
        director = self._director
        x, y, _ = director.base(t)
        return {
            'light': bool(director.lamp(t)[0] > 0.5),
            'room': self._plan.room_at(x, y).kind,
            'open': tuple(d.id for d in self._plan.doors if director.doors[d.id](t)[0] > 0.5),
            'blocked': self._blocked(t),
        }

    def _blocked(self, t: float) -> bool:
        """Whether a person or an obstacle stands ahead in the same room; who crosses walks."""
        director, plan = self._director, self._plan
        x, y, heading = director.base(t)
        here = plan.room_at(x, y)
        event = next((e for e in self.events if e.start <= t < e.end), self.events[-1])
        crossing = event.roles.get('agent') if event.kind == 'person_crosses' else None
        places = [(i.x, i.y) for i in here.items if KINDS[i.kind].role == 'obstacle']
        for track in director.obstacles.values():
            ox, oy, oz, *_ = track(t)
            if -1 < oz < 1:
                places.append((ox, oy))
        for key, track in director.persons.items():
            px, py, *_ = track(t)
            if key != crossing and px != HIDDEN:
                places.append((px, py))
        c, s = np.cos(heading), np.sin(heading)
        for px, py in places:
            ahead = (px - x) * c + (py - y) * s
            lateral = (py - y) * c - (px - x) * s
            if 0 < ahead < NEAR and abs(lateral) < BESIDE and plan.room_at(px, py) is here:
                return True
        return False


def build(spec: EpisodeSpec) -> NavigationScene:
    """Raises ValueError for another world."""
    if spec.world != 'navigation':
        raise ValueError(f"the spec's world is {spec.world!r}; this builds navigation alone")
    return NavigationScene(spec)
