"""Where it happens: the table, the room around it, the light and the camera, drawn from a seed."""

from dataclasses import dataclass

import numpy as np

from vljepa_training.scenes import textures
from vljepa_training.scenes.world import World, geom

HALF_ROOM = 2.2  # m from the table's middle to a wall
CENTRE = np.array((0.45, 0.0, 0.12))
"""About what the camera looks at."""


@dataclass(frozen=True)
class View:
    """A camera that stands still."""

    eye: np.ndarray
    target: np.ndarray
    fovy: float
    azimuth: float
    """From the table's middle to the camera, rad; 0 faces the arm."""


def view(rng) -> View:
    fovy = rng.uniform(34, 62)
    azimuth, elevation = rng.uniform(-1.9, 1.9), np.radians(rng.uniform(24, 58))
    # So far away that this much of the table fits into the picture.
    distance = rng.uniform(0.8, 1.0) / 2 / np.tan(np.radians(fovy / 2))
    way = np.array(
        (
            np.cos(azimuth) * np.cos(elevation),
            np.sin(azimuth) * np.cos(elevation),
            np.sin(elevation),
        )
    )
    target = CENTRE + rng.uniform(-0.04, 0.04, 3)
    return View(target + distance * way, target, fovy, azimuth)


def tint(rng, low=0.3, high=0.95, spread=0.35) -> np.ndarray:
    """A colour of no strong hue, 0..255."""
    level = rng.uniform(low, high)
    return 255 * np.clip(level * (1 + spread * rng.uniform(-1, 1, 3) * level), 0.03, 1)


def wood_tint(rng) -> np.ndarray:
    return np.array((180, 130, 82)) * rng.uniform(0.4, 1.3) * rng.uniform(0.9, 1.1, 3)


def surface(rng, world: World, manner: str) -> str:
    """A material for something wide."""
    if manner == 'wood':
        image = textures.wood(rng, wood_tint(rng), boards=int(rng.choice([1, 2, 4, 8])))
    elif manner == 'plaster':
        image = textures.plaster(rng, tint(rng))
    elif manner == 'cloth':
        image = textures.fabric(rng, tint(rng), tint(rng))
    elif manner == 'tiles':
        image = textures.tiles(rng, tint(rng, 0.6), tint(rng, 0.3, 0.8))
    elif manner == 'carpet':
        image = textures.carpet(rng, tint(rng))
    elif manner == 'bricks':
        image = textures.bricks(rng)
    elif manner == 'paper':
        image = textures.wallpaper(rng, tint(rng), tint(rng))
    else:
        return world.material(rgb=tint(rng) / 255)
    # Half the side is enough for pictures this small, and faster to load.
    return world.material(image[::2, ::2], specular=rng.uniform(0, 0.3))


def add(world: World, rng) -> None:
    """Table, floor, walls with something on them, and light."""
    table = surface(rng, world, str(rng.choice(['wood', 'wood', 'plaster', 'cloth', 'plain'])))
    world.add(
        '<body name="table">'
        + world.panel((0.4, 0, -0.02), (1.3, rng.uniform(1.2, 1.8), 0.04), table, 0.8)
        + '</body>'
    )
    floor = surface(rng, world, str(rng.choice(['wood', 'tiles', 'carpet', 'plaster'])))
    world.add(geom('box', (0.4, 0, -0.8), (HALF_ROOM, HALF_ROOM, 0.05), floor))
    walls = surface(rng, world, str(rng.choice(['plaster', 'plain', 'paper', 'bricks'])))
    for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        centre = (0.4 + x * HALF_ROOM, y * HALF_ROOM, 0.6)
        size = (0.1, 2 * HALF_ROOM, 2.9) if x else (2 * HALF_ROOM, 0.1, 2.9)
        world.add(world.panel(centre, size, walls, 1.5))
    for _ in range(int(rng.integers(0, 4))):
        hang(world, rng)
    warm = np.array((1, 0.98, 0.95)) + rng.uniform(-0.12, 0.12) * np.array((1, 0, -1.4))
    for bright in (rng.uniform(0.35, 0.6), rng.uniform(0.1, 0.3)):
        azimuth, height = rng.uniform(-np.pi, np.pi), rng.uniform(1.2, 2.4)
        place = (0.4 + 1.4 * np.cos(azimuth), 1.4 * np.sin(azimuth), height)
        world.light(place, CENTRE - place, bright * warm, shadow=False)


def hang(world: World, rng) -> None:
    """A picture, a window or a cupboard on one of the walls."""
    width, height = rng.uniform(0.4, 1.0), rng.uniform(0.4, 0.9)
    side, along, up = int(rng.integers(4)), rng.uniform(-1.3, 1.3), rng.uniform(0.1, 1.0)
    kind = rng.choice(['picture', 'window', 'cupboard'])
    if kind == 'cupboard':
        look, depth = world.material(rgb=tint(rng) / 255), 0.3
    else:
        image = textures.landscape(rng) if kind == 'window' else textures.abstract(rng)
        look, depth = world.material(image[::2, ::2], emission=0.5 * (kind == 'window')), 0.13
    if side < 2:
        centre = (0.4 + (1, -1)[side] * HALF_ROOM, along, up)
        size = (depth, width, height)
    else:
        centre = (0.4 + along, (1, -1)[side - 2] * HALF_ROOM, up)
        size = (width, depth, height)
    world.add(world.panel(centre, size, look, None))
