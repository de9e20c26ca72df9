"""Parts that shapes are made of: rods, solids of revolution, wheels, and colours."""

import numpy as np

from vljepa_training.scenes.meshes import lathe, reshaped, tube
from vljepa_training.scenes.things import sharp
from vljepa_training.scenes.world import World, geom

SIDES = 20
INK = (0.05, 0.05, 0.06)
STEEL = (0.62, 0.64, 0.67)
WOOD = (0.62, 0.42, 0.24)
CREAM = (0.93, 0.9, 0.82)
GLASS = (0.16, 0.22, 0.28)
LEAF = (0.16, 0.45, 0.14)


def turned(world: World, look: str, profile, key: str) -> str:
    """A solid of revolution with edges, from (radius, height) pairs."""
    return geom('mesh', material=look, mesh=world.mesh(lathe(sharp(profile), SIDES), key))


def bent(world: World, look: str, path, radius, key: str, sides=8) -> str:
    """A rod along a path in the plane y = 0."""
    radii = np.broadcast_to(np.asarray(radius, float), len(path))
    return geom('mesh', material=look, mesh=world.mesh(tube(path, radii, sides), key))


def handle(world: World, look: str, x: float, z: float, wide: float, high: float, key: str) -> str:
    """A cup's ear on the side of +x, its middle at (x, 0, z)."""
    angle = np.linspace(-0.5 * np.pi, 0.5 * np.pi, 9)
    path = np.stack([x + wide * np.cos(angle), 0 * angle, z + high * np.sin(angle)], 1)
    return bent(world, look, path, 0.009, key)


def rounded(world: World, look: str, profile, key: str, stretch=(1, 1, 1), centre=(0, 0, 0)) -> str:
    """A solid of revolution without edges, from (radius, height) pairs, stretched."""
    solid = lathe(profile, SIDES)
    mesh = reshaped(solid, solid.points * stretch)
    return geom('mesh', centre, material=look, mesh=world.mesh(mesh, key))


def rod(start, end, radius: float, look=None, rgb=None, shape='capsule') -> str:
    return geom(shape, size=radius, material=look, rgb=rgb, ends=(*start, *end))


def dots(places, radius: float, rgb=INK) -> str:
    return ''.join(geom('sphere', place, radius, rgb=rgb) for place in places)


def around(count: int, radius: float, first=0.0):
    """x, y and angle of places on a circle."""
    angles = first + 2 * np.pi * np.arange(count) / count
    return [(radius * np.cos(a), radius * np.sin(a), a) for a in angles]


def wheels(places, radius=0.02) -> str:
    return ''.join(
        geom('cylinder', size=radius, rgb=INK, ends=(x, y - 0.008, radius, x, y + 0.008, radius))
        + geom('sphere', (x, y * 1.19, radius), radius * 0.45, rgb=STEEL)
        for x in places
        for y in (-0.036, 0.036)
    )


def stem(x=0.0, z=0.1) -> str:
    return geom('capsule', size=0.004, rgb=(0.3, 0.2, 0.1), ends=(x, 0, z, x + 0.008, 0, z + 0.02))
