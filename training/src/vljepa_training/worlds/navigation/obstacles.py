"""What stands about on floors and comes into the way; on the origin, facing +x."""

import numpy as np

from vljepa_training.scenes.meshes import lathe
from vljepa_training.scenes.world import geom

from .looks import Looks, ball, block, pole


def turned(look: Looks, key: str, profile, paint: str) -> str:
    """A solid of revolution; `profile` is (radius, height) pairs from the bottom up."""
    return geom('mesh', material=paint, mesh=look.world.mesh(lathe(profile, 14), key))


def box(look: Looks, paint: str) -> str:
    parts = block((0, 0, 0.22), (0.5, 0.55, 0.44), paint)
    tape = look.flat((0.75, 0.66, 0.5))
    return (
        parts
        + block((0, 0, 0.442), (0.5, 0.08, 0.006), tape)
        + block((0.252, 0, 0.36), (0.005, 0.08, 0.16), tape)
    )


def crate(look: Looks, paint: str) -> str:
    parts = block((0, 0, 0.03), (0.46, 0.62, 0.05), paint)
    for z in (0.08, 0.22, 0.36):
        for side in (-1, 1):
            parts += block((side * 0.23, 0, z), (0.025, 0.62, 0.1), paint)
            parts += block((0, side * 0.31, z), (0.46, 0.025, 0.1), paint)
    for x in (-0.22, 0.22):
        for y in (-0.3, 0.3):
            parts += block((x, y, 0.21), (0.05, 0.05, 0.42), paint)
    return parts


def suitcase(look: Looks, paint: str) -> str:
    parts = block((0, 0, 0.36), (0.27, 0.46, 0.6), paint)
    for y in (-0.14, 0, 0.14):
        parts += block((0.137, y, 0.36), (0.012, 0.03, 0.56), paint)
    for y in (-0.1, 0.1):
        parts += pole((0, y, 0.64), (0, y, 0.98), 0.012, look.metal)
    parts += pole((0, -0.12, 0.98), (0, 0.12, 0.98), 0.018, look.dark)
    for y in (-0.18, 0.18):
        parts += ball((0.08, y, 0.035), (0.035, 0.02, 0.035), look.dark)
    return parts


def play_ball(look: Looks, paint: str) -> str:
    band = look.flat((0.8, 0.8, 0.78))
    ring = geom('cylinder', (0, 0, 0.26), (0.262, 0.018), band)
    return geom('sphere', (0, 0, 0.26), 0.26, paint) + ring


def bin(look: Looks, paint: str) -> str:
    parts = turned(look, 'bin', [(0, 0), (0.16, 0), (0.162, 0.02), (0.21, 0.55), (0, 0.55)], paint)
    return parts + pole((0, 0, 0.55), (0, 0, 0.59), 0.225, look.dark)


def bucket(look: Looks, paint: str) -> str:
    parts = turned(
        look, 'bucket', [(0, 0), (0.14, 0), (0.145, 0.02), (0.2, 0.36), (0.21, 0.37)], paint
    )
    parts += pole((0, 0, 0.3), (0, 0, 0.31), 0.185, look.flat((0.3, 0.45, 0.55)))
    angle = np.linspace(0, np.pi, 6)
    hoop = [(0, 0.2 * np.cos(a), 0.36 + 0.2 * np.sin(a)) for a in angle]
    for a, b in zip(hoop[:-1], hoop[1:], strict=True):
        parts += pole(a, b, 0.01, look.metal)
    return parts


def barrel(look: Looks, paint: str) -> str:
    profile = [(0, 0), (0.24, 0), (0.25, 0.02), (0.29, 0.3), (0.29, 0.5), (0.25, 0.8), (0, 0.8)]
    parts = turned(look, 'barrel', profile, paint)
    for z, radius in ((0.17, 0.28), (0.62, 0.285)):
        parts += pole((0, 0, z), (0, 0, z + 0.05), radius, look.metal)
    return parts


def cart(look: Looks, paint: str) -> str:
    parts = block((0, 0, 0.22), (0.6, 0.45, 0.05), paint) + block(
        (0, 0, 0.62), (0.6, 0.45, 0.05), paint
    )
    for x in (-0.27, 0.27):
        for y in (-0.2, 0.2):
            parts += pole((x, y, 0.1), (x, y, 0.66), 0.018, look.metal)
            parts += ball((x, y, 0.05), (0.05, 0.025, 0.05), look.dark)
    parts += pole((-0.38, -0.2, 0.85), (-0.38, 0.2, 0.85), 0.02, look.metal)
    for y in (-0.2, 0.2):
        parts += pole((-0.27, y, 0.62), (-0.38, y, 0.85), 0.018, look.metal)
    return parts


def traffic_cone(look: Looks, paint) -> str:
    orange, white = look.flat((0.96, 0.35, 0.05)), look.white
    parts = block((0, 0, 0.02), (0.36, 0.36, 0.04), orange)
    parts += turned(look, 'cone', [(0.14, 0.03), (0.025, 0.68), (0, 0.69)], orange)
    return parts + turned(look, 'cone band', [(0.104, 0.26), (0.075, 0.42)], white)


def toolbox(look: Looks, paint: str) -> str:
    parts = block((0, 0, 0.14), (0.28, 0.55, 0.28), paint)
    parts += block((0, 0, 0.3), (0.24, 0.5, 0.06), look.dark)
    parts += pole((0, -0.14, 0.42), (0, 0.14, 0.42), 0.02, look.metal)
    for y in (-0.14, 0.14):
        parts += pole((0, y, 0.3), (0, y, 0.42), 0.015, look.metal)
    return parts


def wet_floor_sign(look: Looks, paint) -> str:
    yellow = look.flat((0.96, 0.82, 0.05))
    panel = block((0, 0, 0.32), (0.02, 0.3, 0.64), yellow) + block(
        (0.012, 0, 0.4), (0.004, 0.14, 0.2), look.dark
    )
    lean = '<body pos="0.16 0 0" euler="0 -0.24 0">' + panel + '</body>'
    return lean + '<body pos="-0.16 0 0" euler="0 0.24 0">' + panel + '</body>'


def fan(look: Looks, paint) -> str:
    """A standing fan."""
    parts = pole((0, 0, 0), (0, 0, 0.03), 0.2, look.white) + pole(
        (0, 0, 0), (0, 0, 1.0), 0.02, look.white
    )
    parts += pole((-0.08, 0, 1.1), (0.05, 0, 1.1), 0.07, look.dark)
    for k in range(8):
        y, z = 0.24 * np.cos(k * np.pi / 4), 0.24 * np.sin(k * np.pi / 4)
        parts += pole((0.08, 0, 1.1), (0.08, y, 1.1 + z), 0.008, look.metal)
    return parts + geom(
        'cylinder', (0.06, 0, 1.1), (0.24, 0.01), look.flat((0.55, 0.7, 0.8)), euler=(0, 1.5708, 0)
    )
