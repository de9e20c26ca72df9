"""Builds a floor plan as a MuJoCo world: walls, doors, lamps, furniture; a body for each room."""

import numpy as np

from vljepa_training.scenes.shadow import shadow
from vljepa_training.scenes.world import World, geom, placed
from vljepa_training.worlds.episode import Thing

from . import paint as textures
from .kinds import KINDS
from .looks import Looks, block, pole
from .plan import CORRIDOR, DOOR_HEIGHT, DOOR_WIDTH, EMPTY, WALL, Door, Item, Plan, Room

LEAF = 0.045  # m, thickness of a door


def named(name: str, parts: str, position=(0, 0, 0), turn=0.0) -> str:
    x, y, z = position
    return (
        f'<body name="{name}" pos="{x:.5g} {y:.5g} {z:.5g}" euler="0 0 {turn:.6g}">{parts}</body>'
    )


def furniture(look: Looks, item: Item) -> str:
    """A piece at its place, with a soft shadow under it."""
    kind = KINDS[item.kind]
    paint = look.colour(item.colour) if item.colour else None
    under = shadow((0, 0, 0.004), (kind.depth * 0.58, kind.width * 0.58))
    if item.kind == 'whiteboard':
        under = ''
    thing = named(item.id, kind.build(look, paint))
    return placed(thing + under, (item.x, item.y, 0), item.heading)


def wall(look: Looks, material: str, run, across, axis: int, openings, height: float) -> str:
    """A wall along `axis` over `run`, `across` its thickness, with (from, to) `openings`."""

    def piece(start, end, low, high):
        centre = [(start + end) / 2, sum(across) / 2]
        size = [end - start, across[1] - across[0]]
        if axis == 1:
            centre.reverse()
            size.reverse()
        return look.slab((*centre, (low + high) / 2), (*size, high - low), material, 1.6)

    parts, start = '', run[0]
    for begin, end in sorted(openings):
        parts += piece(start, begin, 0, height) + piece(begin, end, DOOR_HEIGHT, height)
        start = end
    return parts + piece(start, run[1], 0, height)


def skirting(look: Looks, room: Room, walls) -> str:
    trim = look.flat(np.array(look.style.trim) / 255, 0.2)
    parts = ''
    for run, inner, axis, openings in walls:
        start = run[0]
        for begin, end in [*sorted(openings), (run[1], run[1])]:
            centre, size = [(start + begin) / 2, inner], [begin - start, 0.025]
            if axis == 1:
                centre.reverse()
                size.reverse()
            parts += block((*centre, 0.05), (*size, 0.1), trim)
            start = end
    return parts


def shell(look: Looks, plan: Plan, room: Room) -> str:
    """Floor, ceiling and walls."""
    style, half = plan.style, WALL / 2
    wide, deep = room.x1 - room.x0, room.y1 - room.y0
    middle = ((room.x0 + room.x1) / 2, (room.y0 + room.y1) / 2)
    floor = look.surface(style.floors[look.rng.integers(len(style.floors))])
    paper = look.surface(style.walls[look.rng.integers(len(style.walls))])
    # The lamps shine downwards: what the floor throws back on the ceiling is made up.
    tint = np.clip(np.array((0.9, 0.89, 0.87)) * look.rng.uniform(0.9, 1.05), 0, 1)
    ceiling = look.flat(tint, emission=0.35, lamp=True)
    size = (wide + WALL, deep + WALL, 0.1)
    parts = look.slab((*middle, -0.05), size, floor, 1.5)
    parts += look.slab((*middle, style.height + 0.05), size, ceiling, 1.0, 1.2)
    doors = [d for d in plan.doors if room.kind == CORRIDOR or d.room == room.id]
    walls = []
    for side, inner in ((-1, room.y0), (1, room.y1)):
        # A room's door is in the wall on the corridor's side.
        mine = [d for d in doors if (d.side == side if room.kind == CORRIDOR else d.side == -side)]
        gaps = [(d.x - DOOR_WIDTH / 2, d.x + DOOR_WIDTH / 2) for d in mine]
        walls.append(((room.x0 - half, room.x1 + half), inner, 0, gaps, side))
    for side, inner in ((-1, room.x0), (1, room.x1)):
        walls.append(((room.y0, room.y1), inner, 1, [], side))
    for run, inner, axis, gaps, side in walls:
        across = sorted((inner, inner + side * half))
        parts += wall(look, paper, run, across, axis, gaps, style.height)
    if look.rng.random() < 0.75:
        parts += skirting(look, room, [w[:4] for w in walls])
    return parts


def decoration(look: Looks, room: Room) -> str:
    """A window or pictures on walls without a door; a rug."""
    parts = ''
    rng = look.rng
    if room.kind == EMPTY:
        return parts
    trim = look.flat(np.array(look.style.trim) / 255, 0.2)

    def hang(picture, width, height, z, wall_side):
        x = room.x0 + 0.02 if wall_side < 0 else room.x1 - 0.02
        y = rng.uniform(room.y0 + 0.8, room.y1 - 0.8) if room.side else 0.0
        turn = 0.0 if wall_side < 0 else np.pi
        framed = block((0, 0, z), (0.03, width + 0.1, height + 0.1), trim)
        framed += look.slab((0.02, 0, z), (0.01, width, height), picture, None)
        return placed(framed, (x, y, 0), turn)

    for wall_side in (-1, 1):
        if rng.random() < 0.7:
            painted = textures.shapes(rng) if rng.random() < 0.5 else textures.view(rng)
            parts += hang(look.image(painted), rng.uniform(0.5, 1.0), 0.6, 1.6, wall_side)
    if room.side and rng.random() < 0.6:
        outside = look.image(textures.view(rng), emission=0.6, lamp=True)
        y = room.y1 - 0.02 if room.side > 0 else room.y0 + 0.02
        pane = block((0, 0, 1.55), (0.03, 1.3, 1.1), trim)
        pane += look.slab((0.02, 0, 1.55), (0.01, 1.2, 1.0), outside, None)
        pane += block((0.03, 0, 1.55), (0.01, 0.04, 1.0), trim)
        x = rng.uniform(room.x0 + 1, room.x1 - 1)
        parts += placed(pane, (x, y, 0), -room.side * np.pi / 2)
    if room.kind in ('living room', 'bedroom', 'library', CORRIDOR) and rng.random() < 0.7:
        rug = look.surface(('carpet', tuple(rng.integers(60, 200, 3)), (220, 205, 180)))
        wide, deep = room.x1 - room.x0, room.y1 - room.y0
        size = (wide * 0.5, deep * 0.5, 0.006)
        parts += look.slab(
            ((room.x0 + room.x1) / 2, (room.y0 + room.y1) / 2, 0.003), size, rug, 0.9
        )
    return parts


def frame(look: Looks, door: Door) -> str:
    trim = look.flat(np.array(look.style.trim) / 255, 0.2)
    thick, half = WALL + 0.04, DOOR_WIDTH / 2
    parts = block((0, 0, DOOR_HEIGHT - 0.02), (DOOR_WIDTH + 0.12, thick, 0.06), trim)
    for side in (-1, 1):
        parts += block((side * (half - 0.01), 0, DOOR_HEIGHT / 2), (0.07, thick, DOOR_HEIGHT), trim)
    return placed(parts, (door.x, door.y, 0))


def leaf(look: Looks, door: Door) -> str:
    """A door whose hinge is the origin and that lies along +x when shut."""
    style = look.style
    rgb = look.near(style.doors[look.rng.integers(len(style.doors))], 0.06) / 255
    wide, tall = DOOR_WIDTH - 0.1, DOOR_HEIGHT - 0.06
    main, inset = look.flat(rgb, 0.2), look.flat(rgb * 0.82, 0.2)
    parts = block((wide / 2, 0, tall / 2), (wide, LEAF, tall), main)
    for z, height in ((0.55, 0.7), (1.45, 0.8)):
        parts += block((wide / 2, 0, z), (wide * 0.62, LEAF + 0.012, height), inset)
    for side in (-1, 1):
        y = side * (LEAF / 2 + 0.04)
        parts += pole((wide - 0.18, y, 1.0), (wide - 0.06, y, 1.0), 0.014, look.metal)
    return parts


def lamps(look: Looks, plan: Plan, room: Room) -> tuple[str, list[Thing]]:
    """Bright panels on the ceiling, and one light for each."""
    glow = look.flat((1, 1, 0.96), emission=1.0, lamp=True)
    z = plan.style.height - 0.02
    middle = (room.x0 + room.x1) / 2
    length = room.x1 - room.x0
    places = [middle] if room.side else [middle - length / 4, middle + length / 4]
    parts, things = '', []
    for number, x in enumerate(places):
        y = (room.y0 + room.y1) / 2
        key = f'ceiling_lamp_{room.id}_{number}'
        shape = (
            geom('cylinder', (0, 0, 0), (0.22, 0.03), glow)
            if plan.style.legs == 'round'
            else geom('box', (0, 0, 0), (0.3, 0.3, 0.02), glow)
        )
        parts += named(key, shape, (x, y, z))
        things.append(Thing(key, 'ceiling lamp', None, 'lamp'))
        look.world.light(
            (x, y, z - 0.1), diffuse=0.5 * plan.style.light, shadow=False, cutoff=89, falloff=0.05
        )
    return parts, things


def erect(world: World, look: Looks, plan: Plan) -> list[Thing]:
    """Adds all that belongs to the plan; gives its things."""
    things = []
    for room in plan.rooms:
        parts = shell(look, plan, room) + decoration(look, room)
        bright, lights = lamps(look, plan, room)
        parts += bright
        things += lights
        for item in room.items:
            parts += furniture(look, item)
            things.append(Thing(item.id, item.kind, item.colour, KINDS[item.kind].role))
        world.add(named(f'inside {room.id}', parts))
    for door in plan.doors:
        world.add(named(f'frame {door.id}', frame(look, door)))
        world.body(door.id, leaf(look, door))
        things.append(Thing(door.id, 'door', None, 'door'))
    return things
