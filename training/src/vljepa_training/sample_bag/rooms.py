"""The floor plan of the second half: a corridor, a dining room and a library, joined by doorways.

Metres; the corridor runs along +x, the dining room lies to its left (+y), the library behind that.
"""

import numpy as np

from vljepa_training.scenes import textures
from vljepa_training.scenes.world import World, geom, placed

from . import furniture

HEIGHT = 2.6
DOOR = 2.1  # height of a doorway


def wall(
    world: World,
    material: str,
    axis: int,
    span,
    across,
    openings=(),
    tile=1.6,
    low=0.0,
    high=HEIGHT,
):
    """A wall along `axis` (0 x, 1 y) over `span`, `across` = (from, to) its thickness.

    `openings` are doorways (from, to) along the wall.
    """

    def piece(start, end, bottom, top):
        centre = [(start + end) / 2, (across[0] + across[1]) / 2]
        size = [end - start, across[1] - across[0]]
        if axis == 1:
            centre.reverse()
            size.reverse()
        world.add(world.panel((*centre, (bottom + top) / 2), (*size, top - bottom), material, tile))

    start = span[0]
    for begin, end in openings:
        piece(start, begin, low, high)
        piece(begin, end, max(low, DOOR), high) if high > DOOR else None
        start = end
    piece(start, span[1], low, high)


def doorway(world: World, axis: int, opening, across) -> None:
    """A white frame around a doorway."""
    look = world.material(rgb=(0.93, 0.92, 0.89))
    low, high = across[0] - 0.015, across[1] + 0.015
    middle, half = (low + high) / 2, (high - low) / 2
    for centre, z, length, tall in (
        (opening[0] + 0.03, DOOR / 2, 0.03, DOOR / 2),
        (opening[1] - 0.03, DOOR / 2, 0.03, DOOR / 2),
        ((opening[0] + opening[1]) / 2, DOOR - 0.03, (opening[1] - opening[0]) / 2, 0.03),
    ):
        place, size = ([centre, middle], [length, half])
        if axis == 1:
            place.reverse()
            size.reverse()
        world.add(geom('box', (*place, z), (*size, tall), look))


def lamp_panel(world: World, x: float, y: float, size=(0.6, 0.6), diffuse=0.5, shadow=True) -> None:
    """A bright panel on the ceiling, and the light that it gives."""
    glow = world.material(rgb=(1, 1, 0.97), emission=1.0, lamp=True)
    world.add(geom('box', (x, y, HEIGHT - 0.01), (size[0] / 2, size[1] / 2, 0.012), glow))
    world.light((x, y, HEIGHT - 0.08), diffuse=diffuse, shadow=shadow, cutoff=88.0, falloff=0.035)


def picture(world: World, image, centre, size, facing: int, axis: int) -> None:
    """A framed picture of `size` (width, height) on a wall across `axis`, facing up or down it."""
    frame = world.material(rgb=(0.2, 0.14, 0.09), specular=0.3)
    shape = np.array((0.03, size[0], size[1]) if axis == 0 else (size[0], 0.03, size[1]))
    world.add(world.panel(centre, shape + np.where(shape == 0.03, 0, 0.07), frame))
    front = np.array(centre, float)
    front[axis] += facing * 0.012
    world.add(world.panel(front, shape, world.material(image), None))


def corridor(world: World, rng) -> None:
    runner = world.material(textures.carpet(rng, (130, 60, 58)))
    world.add(world.panel((4.0, 0, -0.05), (9.6, 1.8, 0.1), runner, 0.9))
    world.add(
        geom(
            'box', (4.0, 0, HEIGHT + 0.05), (4.8, 0.95, 0.05), world.material(rgb=(0.9, 0.9, 0.88))
        )
    )
    upper = world.material(textures.plaster(rng, (214, 208, 188)))
    lower = world.material(textures.wood(rng, (122, 82, 52), boards=8))
    opening = (5.4, 6.5)
    for low, high, look in ((0.0, 0.95, lower), (0.95, HEIGHT, upper)):
        wall(world, look, 0, (-0.8, 8.6), (-1.0, -0.9), low=low, high=high)
        wall(world, look, 0, (-0.8, 8.6), (0.9, 0.95), (opening,), low=low, high=high)
        wall(world, look, 1, (-0.9, 0.9), (8.5, 8.6), low=low, high=high)
    rail = world.material(rgb=(0.3, 0.2, 0.13))
    world.add(geom('box', (3.85, -0.89, 0.95), (4.65, 0.015, 0.03), rail))
    for start, end in ((-0.8, 5.4), (6.5, 8.5)):
        world.add(
            geom('box', ((start + end) / 2, 0.89, 0.95), ((end - start) / 2, 0.015, 0.03), rail)
        )
    doorway(world, 0, opening, (0.9, 1.0))
    for x in (2.3, 4.4):
        world.add(placed(furniture.closed_door(world, rng), (x, -0.9, 0), np.pi / 2))
    world.add(placed(furniture.closed_door(world, rng), (2.9, 0.9, 0), -np.pi / 2))
    world.add(placed(furniture.extinguisher(world), (3.4, -0.82, 0.75), np.pi / 2))
    world.add(placed(furniture.plant(world, rng), (8.05, -0.45, 0)))
    picture(world, textures.landscape(rng), (8.49, 0.15, 1.6), (0.95, 0.7), -1, 0)
    picture(world, textures.abstract(rng), (4.1, 0.89, 1.55), (0.5, 0.65), -1, 1)
    picture(world, textures.landscape(rng), (6.6, -0.89, 1.55), (0.8, 0.55), 1, 1)
    lamp_panel(world, 1.8, 0, diffuse=0.42, shadow=False)
    lamp_panel(world, 6.2, 0, diffuse=0.42)
    glow = world.material(rgb=(1, 1, 0.97), emission=1.0, lamp=True)
    world.add(geom('box', (4.0, 0, HEIGHT - 0.01), (0.3, 0.3, 0.012), glow))


def dining_room(world: World, rng) -> None:
    x, y = (3.4, 8.6), (1.0, 6.2)
    parquet = world.material(textures.wood(rng, (186, 136, 84), boards=8), specular=0.25)
    world.add(world.panel((6.0, 3.55, -0.05), (5.3, 5.3, 0.1), parquet, 1.3))
    world.add(world.panel((5.95, 1.0, -0.045), (1.1, 0.3, 0.1), parquet, 1.3))
    world.add(
        geom(
            'box',
            (6.0, 3.6, HEIGHT + 0.05),
            (2.7, 2.7, 0.05),
            world.material(rgb=(0.92, 0.9, 0.86)),
        )
    )
    paper = world.material(textures.wallpaper(rng, (88, 128, 116), (190, 196, 150)))
    wall(world, paper, 0, x, (0.95, 1.0), ((5.4, 6.5),), 0.9)
    wall(world, paper, 0, x, (6.2, 6.3), (), 0.9)
    wall(world, paper, 1, y, (3.3, 3.4), (), 0.9)
    wall(world, paper, 1, y, (8.6, 8.65), ((1.0, 2.1),), 0.9)
    doorway(world, 1, (1.0, 2.1), (8.6, 8.7))
    rug = world.material(textures.carpet(rng, (70, 84, 130)))
    world.add(world.panel((5.95, 4.0, 0.005), (3.2, 2.3, 0.012), rug, 1.1))
    world.add(placed(furniture.dining_table(world, rng), (5.95, 4.0, 0), np.pi / 2))
    picture(world, textures.landscape(rng), (5.5, 6.19, 1.65), (1.2, 0.8), -1, 1)
    picture(world, textures.abstract(rng), (7.2, 6.19, 1.6), (0.6, 0.75), -1, 1)
    world.add(placed(furniture.plant(world, rng), (8.05, 5.7, 0)))
    world.add(placed(furniture.plant(world, rng), (8.2, 2.75, 0)))
    wood = world.material(textures.wood(rng, (104, 64, 38), boards=2), specular=0.2)
    world.add(world.panel((4.3, 5.95, 0.45), (0.9, 0.42, 0.9), wood, 0.9))
    for z in (0.25, 0.65):
        world.add(geom('box', (4.3, 5.735, z), (0.4, 0.008, 0.17), rgb=(0.45, 0.29, 0.18)))
    shade = world.material(rgb=(1, 0.93, 0.75), emission=0.9, lamp=True)
    world.add(geom('ellipsoid', (5.95, 4.0, 1.85), (0.26, 0.26, 0.13), shade))
    world.add(geom('cylinder', (5.95, 4.0, 2.25), (0.008, 0.35), rgb=(0.1, 0.1, 0.1)))
    world.light((5.95, 4.0, 2.45), diffuse=0.45, cutoff=88.0, falloff=0.03)
    world.light(
        (5.95, 1.9, 2.5), (0, 0.3, -1), diffuse=0.32, shadow=True, cutoff=85.0, falloff=0.03
    )


def library(world: World, rng) -> None:
    x, y = (8.7, 11.95), (0.3, 4.6)
    floor = world.material(textures.tiles(rng, (206, 200, 186), (96, 92, 88)), specular=0.2)
    world.add(world.panel((10.35, 2.4, -0.05), (3.5, 4.6, 0.1), floor, 1.6))
    world.add(
        geom(
            'box',
            (10.4, 2.4, HEIGHT + 0.05),
            (1.8, 2.4, 0.05),
            world.material(rgb=(0.93, 0.93, 0.92)),
        )
    )
    paint = world.material(textures.plaster(rng, (222, 196, 150)))
    brick = world.material(textures.bricks(rng))
    wall(world, paint, 1, y, (8.65, 8.7), ((1.0, 2.1),))
    wall(world, paint, 1, y, (11.95, 12.05))
    wall(world, paint, 0, x, (0.2, 0.3))
    wall(world, brick, 0, x, (4.6, 4.7), (), 1.0)
    wood = world.material(textures.wood(rng, (112, 70, 42), boards=2), specular=0.2)
    for shelf in range(4):
        world.add(
            placed(furniture.bookcase(world, rng, wood), (11.75, 0.85 + 1.02 * shelf, 0), np.pi)
        )
    world.add(placed(furniture.desk(world, rng), (10.4, 4.2, 0), -np.pi / 2))
    world.add(placed(furniture.office_chair(world), (11.1, 3.6, 0), 1.9))
    lamp_panel(world, 10.1, 1.6, diffuse=0.4)
    lamp_panel(world, 10.0, 3.5, diffuse=0.36, shadow=False)


def room_at(x: float, y: float) -> str:
    """The name of the room over a place of the plan."""
    if x > 8.65:
        return 'library'
    return 'dining_room' if y > 0.95 else 'corridor'


def build(rng) -> World:
    world = World(fovy=58, shadow_size=1024)
    for room in (corridor, dining_room, library):
        room(world, rng)
    return world
