"""What things are kept in, and what stands or hangs in rooms; on the origin, facing +x."""

import numpy as np

from . import paint as textures
from .looks import Looks, ball, block, pole


def shelves(look: Looks, width: float, height: float, rows: int, row) -> str:
    """A frame with boards; `row(z, space)` gives what stands on a board at `z`."""
    parts = look.slab((-0.14, 0, height / 2), (0.02, width, height), look.wood)
    for side in (-1, 1):
        parts += block((0, side * width / 2, height / 2), (0.3, 0.03, height), look.timber)
    step = (height - 0.1) / rows
    for k in range(rows + 1):
        parts += block((0, 0, 0.06 + k * step), (0.3, width, 0.025), look.timber)
        if k < rows:
            parts += row(0.075 + k * step, step - 0.03)
    return parts


def bookcase(look: Looks, paint) -> str:
    pictures = [look.image(textures.books(look.rng)) for _ in range(2)]

    def row(z, space):
        material = pictures[look.rng.integers(2)]
        return look.slab((0, 0, z + 0.46 * space), (0.22, 0.96, 0.92 * space), material, None)

    return shelves(look, 1.0, 2.0, 5, row)


def storage_shelf(look: Looks, paint) -> str:
    tones = [look.flat(c) for c in ((0.66, 0.5, 0.32), (0.55, 0.42, 0.28), (0.5, 0.52, 0.55))]

    def row(z, space):
        parts = ''
        for y in (-0.38, 0.0, 0.38):
            tall = look.rng.uniform(0.4, 0.85) * space
            size = (0.25, look.rng.uniform(0.24, 0.34), tall)
            parts += block((0.02, y, z + tall / 2), size, tones[look.rng.integers(3)])
        return parts

    parts = ''
    for x in (-0.2, 0.2):
        for y in (-0.6, 0.6):
            parts += block((x, y, 1.0), (0.05, 0.05, 2.0), look.metal)
    for z in (0.12, 0.72, 1.32, 1.92):
        parts += block((0, 0, z), (0.45, 1.2, 0.03), look.metal)
        if z < 1.9:
            parts += row(z + 0.015, 0.55)
    return parts


def cabinet(look: Looks, paint: str) -> str:
    parts = look.legs(0.4, 0.95, 0.12) + block((0, 0, 0.5), (0.42, 1.0, 0.78), paint)
    parts += block((0, 0, 0.9), (0.45, 1.04, 0.03), look.timber)
    parts += block((0.212, 0, 0.5), (0.004, 0.012, 0.76), look.dark)
    for y in (-0.07, 0.07):
        parts += block((0.22, y, 0.55), (0.02, 0.02, 0.14), look.metal)
    return parts


def wardrobe(look: Looks, paint: str) -> str:
    parts = block((0, 0, 1.0), (0.58, 1.2, 2.0), paint)
    parts += block((0.292, 0, 1.02), (0.004, 0.014, 1.85), look.dark)
    parts += block((0, 0, 2.01), (0.62, 1.25, 0.05), look.timber)
    for y in (-0.08, 0.08):
        parts += block((0.3, y, 1.05), (0.02, 0.025, 0.22), look.metal)
    return parts


def filing_cabinet(look: Looks, paint) -> str:
    parts = block((0, 0, 0.66), (0.5, 0.45, 1.32), look.metal)
    for z in (0.17, 0.49, 0.81, 1.13):
        parts += block((0.253, 0, z), (0.01, 0.41, 0.28), look.flat((0.5, 0.52, 0.54), 0.4))
        parts += block((0.265, 0, z + 0.06), (0.02, 0.14, 0.025), look.dark)
    return parts


def chest_of_drawers(look: Looks, paint) -> str:
    parts = look.slab((0, 0, 0.45), (0.45, 1.0, 0.9), look.wood)
    for z in (0.17, 0.45, 0.73):
        parts += block((0.228, 0, z), (0.015, 0.9, 0.24), look.timber)
        for y in (-0.25, 0.25):
            parts += ball((0.245, y, z), (0.02, 0.025, 0.02), look.metal)
    return parts


def bedside_table(look: Looks, paint) -> str:
    parts = look.slab((0, 0, 0.25), (0.4, 0.42, 0.5), look.wood)
    parts += block((0.202, 0, 0.35), (0.01, 0.36, 0.16), look.timber)
    return parts + ball((0.215, 0, 0.35), (0.02, 0.02, 0.02), look.metal)


def coat_rack(look: Looks, paint) -> str:
    parts = pole((0, 0, 0), (0, 0, 1.8), 0.025, look.timber)
    parts += pole((0, 0, 0), (0, 0, 0.04), 0.2, look.timber)
    for k in range(4):
        x, y = 0.2 * np.cos(1.57 * k), 0.2 * np.sin(1.57 * k)
        parts += pole((0, 0, 1.65), (x, y, 1.78), 0.015, look.timber)
    coat = look.flat(look.rng.uniform(0.1, 0.5, 3))
    return parts + ball((0.14, 0.03, 1.25), (0.1, 0.17, 0.42), coat)


def plant(look: Looks, paint) -> str:
    pot = look.flat((0.62, 0.32, 0.2))
    parts = pole((0, 0, 0), (0, 0, 0.32), 0.17, pot) + pole((0, 0, 0.3), (0, 0, 0.7), 0.02, pot)
    for k in range(12):
        angle, rise = 2.4 * k, 0.55 + 0.05 * k
        out = 0.26 - 0.012 * k
        x, y = out * np.cos(angle), out * np.sin(angle)
        shade = look.flat((0.1, (0.3, 0.38, 0.46)[k % 3], 0.12), 0.2)
        parts += (
            f'<body pos="{x:.3f} {y:.3f} {rise:.3f}" euler="0 {0.6:.2f} {angle:.2f}">'
            + ball((0, 0, 0), (0.05, 0.1, 0.19), shade)
            + '</body>'
        )
    return parts


def floor_lamp(look: Looks, paint: str) -> str:
    glow = look.flat((1, 0.93, 0.75), emission=0.9, lamp=True)
    parts = pole((0, 0, 0), (0, 0, 0.03), 0.16, look.metal)
    parts += pole((0, 0, 0), (0, 0, 1.4), 0.02, look.metal)
    return parts + pole((0, 0, 1.35), (0, 0, 1.7), 0.18, glow)


def television(look: Looks, paint) -> str:
    shown = look.image(textures.view(look.rng), emission=0.7, lamp=True)
    parts = look.slab((0, 0, 0.22), (0.42, 1.5, 0.44), look.wood)
    parts += block((0, 0, 0.88), (0.05, 1.2, 0.72), look.dark)
    parts += block((0, 0, 0.48), (0.15, 0.3, 0.08), look.dark)
    return parts + look.slab((0.03, 0, 0.88), (0.006, 1.12, 0.64), shown, None)


def clock(look: Looks, paint) -> str:
    """A grandfather clock."""
    parts = look.slab((0, 0, 0.95), (0.3, 0.42, 1.9), look.wood)
    parts += block((0, 0, 1.9), (0.36, 0.5, 0.1), look.timber)
    parts += pole((0.15, 0, 1.6), (0.165, 0, 1.6), 0.16, look.white)
    parts += block((0.17, 0, 1.65), (0.01, 0.02, 0.12), look.dark)
    parts += block((0.155, 0, 0.85), (0.01, 0.22, 0.8), look.dark)
    return parts + pole((0.16, 0, 0.7), (0.175, 0, 0.7), 0.08, look.flat((0.8, 0.65, 0.25), 0.6))
