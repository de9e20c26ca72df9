"""Furniture of kitchens, bathrooms, offices and workshops; on the origin, facing +x."""

from . import paint as textures
from .looks import Looks, ball, block, pole


def kitchen_counter(look: Looks, paint: str) -> str:
    parts = block((0, 0, 0.45), (0.58, 1.6, 0.78), paint)
    parts += block((0.01, 0, 0.88), (0.62, 1.64, 0.05), look.flat((0.35, 0.34, 0.33), 0.4))
    for y in (-0.53, 0.0, 0.53):
        parts += block((0.295, y, 0.46), (0.012, 0.46, 0.7), look.white)
        parts += block((0.31, y + 0.15, 0.72), (0.02, 0.14, 0.02), look.metal)
    parts += block((0.02, 0.35, 0.905), (0.36, 0.45, 0.012), look.metal)
    parts += pole((-0.18, 0.35, 0.9), (-0.18, 0.35, 1.15), 0.018, look.metal)
    parts += pole((-0.18, 0.35, 1.15), (0.0, 0.35, 1.12), 0.015, look.metal)
    parts += block((-0.13, -0.05, 1.62), (0.32, 1.6, 0.55), paint)
    return parts + block((0.035, -0.05, 1.62), (0.01, 0.02, 0.52), look.dark)


def stove(look: Looks, paint) -> str:
    parts = block((0, 0, 0.44), (0.6, 0.6, 0.88), look.white)
    parts += block((0.302, 0, 0.38), (0.012, 0.48, 0.38), look.dark)
    parts += pole((0.33, -0.22, 0.62), (0.33, 0.22, 0.62), 0.015, look.metal)
    for k, y in enumerate((-0.2, -0.07, 0.07, 0.2)):
        parts += ball((0.31, y, 0.77), (0.025, 0.03, 0.03), look.dark)
        x, z = (0.13, -0.13)[k % 2], 0.885
        parts += pole(
            (x, (-0.14, 0.14)[k // 2], z), (x, (-0.14, 0.14)[k // 2], z + 0.012), 0.1, look.dark
        )
    return parts + pole((0.13, 0.14, 0.9), (0.13, 0.14, 1.03), 0.1, look.metal)


def fridge(look: Looks, paint: str) -> str:
    parts = block((0, 0, 0.92), (0.62, 0.65, 1.82), paint)
    parts += block((0.312, 0, 1.25), (0.006, 0.64, 0.015), look.dark)
    for low, high in ((0.8, 1.15), (1.35, 1.65)):
        parts += pole((0.34, -0.26, low), (0.34, -0.26, high), 0.016, look.metal)
    return parts


def bathtub(look: Looks, paint) -> str:
    parts = block((0, 0, 0.15), (0.75, 1.65, 0.3), look.white)
    for side in (-1, 1):
        parts += block((side * 0.34, 0, 0.42), (0.08, 1.65, 0.28), look.white)
        parts += block((0, side * 0.79, 0.42), (0.75, 0.08, 0.28), look.white)
    parts += block((0, 0, 0.4), (0.62, 1.5, 0.02), look.flat((0.55, 0.75, 0.85), 0.6))
    return parts + pole((-0.2, 0.72, 0.55), (-0.2, 0.6, 0.72), 0.025, look.metal)


def toilet(look: Looks, paint) -> str:
    parts = block((-0.22, 0, 0.6), (0.2, 0.4, 0.4), look.white)
    parts += pole((0.05, 0, 0), (0.05, 0, 0.36), 0.13, look.white)
    parts += ball((0.08, 0, 0.36), (0.28, 0.2, 0.09), look.white)
    return parts + ball((0.08, 0, 0.43), (0.25, 0.18, 0.03), look.flat((0.75, 0.75, 0.73)))


def washbasin(look: Looks, paint) -> str:
    mirror = look.flat((0.62, 0.75, 0.82), 0.8)
    parts = pole((0, 0, 0), (0, 0, 0.75), 0.09, look.white)
    parts += block((0, 0, 0.8), (0.46, 0.6, 0.14), look.white)
    parts += ball((0.02, 0, 0.87), (0.17, 0.23, 0.015), look.flat((0.6, 0.62, 0.64)))
    parts += pole((-0.16, 0, 0.85), (-0.16, 0, 1.0), 0.02, look.metal)
    parts += block((-0.215, 0, 1.5), (0.02, 0.6, 0.75), look.metal)
    return parts + block((-0.2, 0, 1.5), (0.01, 0.54, 0.69), mirror)


def washing_machine(look: Looks, paint) -> str:
    parts = block((0, 0, 0.43), (0.58, 0.6, 0.86), look.white)
    parts += pole((0.29, 0, 0.42), (0.31, 0, 0.42), 0.2, look.metal)
    parts += pole((0.3, 0, 0.42), (0.32, 0, 0.42), 0.16, look.flat((0.15, 0.2, 0.26), 0.7))
    return parts + block((0.292, 0.12, 0.78), (0.01, 0.2, 0.07), look.dark)


def desk(look: Looks, paint) -> str:
    shown = look.image(textures.text(look.rng), emission=0.8, lamp=True)
    parts = look.slab((0, 0, 0.72), (0.7, 1.4, 0.04), look.wood)
    parts += block((0, -0.48, 0.36), (0.62, 0.38, 0.68), look.timber)
    parts += block((0, 0.66, 0.36), (0.62, 0.04, 0.7), look.timber)
    parts += block((-0.2, 0.05, 1.08), (0.03, 0.72, 0.44), look.dark)
    parts += look.slab((-0.182, 0.05, 1.08), (0.006, 0.66, 0.38), shown, None)
    parts += block((-0.2, 0.05, 0.8), (0.03, 0.08, 0.16), look.dark)
    return parts + block((0.12, 0.05, 0.75), (0.15, 0.44, 0.02), look.flat((0.3, 0.3, 0.32)))


def copier(look: Looks, paint) -> str:
    parts = block((0, 0, 0.5), (0.55, 0.65, 1.0), look.flat((0.75, 0.76, 0.76), 0.2))
    parts += block((0, 0, 1.04), (0.55, 0.65, 0.1), look.dark)
    for z in (0.25, 0.5):
        parts += block((0.28, 0, z), (0.01, 0.55, 0.02), look.dark)
    return parts + block((0.1, -0.42, 0.85), (0.3, 0.25, 0.03), look.white)


def whiteboard(look: Looks, paint) -> str:
    written = look.image(textures.text(look.rng))
    parts = block((0, 0, 1.45), (0.03, 1.6, 1.0), look.metal)
    return parts + look.slab((0.018, 0, 1.45), (0.006, 1.52, 0.92), written, None)


def workbench(look: Looks, paint) -> str:
    parts = look.slab((0, 0, 0.86), (0.7, 1.7, 0.08), look.wood) + look.legs(
        0.65, 1.6, 0.84, None, 0.1
    )
    parts += block((0, 0, 0.25), (0.55, 1.5, 0.03), look.timber)
    board = look.flat((0.55, 0.42, 0.28))
    parts += block((-0.33, 0, 1.4), (0.02, 1.6, 0.8), board)
    red, blue = look.flat((0.75, 0.15, 0.1)), look.flat((0.15, 0.3, 0.6))
    for k, y in enumerate((-0.6, -0.35, -0.1, 0.15, 0.4, 0.62)):
        parts += block((-0.3, y, 1.42), (0.02, 0.04, 0.3), look.metal)
        parts += block((-0.3, y, 1.22), (0.03, 0.05, 0.16), (red, blue)[k % 2])
    parts += block((0.2, 0.6, 0.98), (0.16, 0.14, 0.16), blue)
    return parts + pole((0.2, 0.5, 1.0), (0.2, 0.72, 1.0), 0.03, look.metal)


def tool_cabinet(look: Looks, paint: str) -> str:
    parts = block((0, 0, 0.5), (0.45, 0.7, 0.84), paint) + look.legs(0.4, 0.6, 0.1, look.dark)
    for z in (0.2, 0.38, 0.56, 0.74):
        parts += block((0.23, 0, z), (0.012, 0.62, 0.14), look.flat((0.25, 0.25, 0.27), 0.4))
        parts += pole((0.25, -0.2, z + 0.03), (0.25, 0.2, z + 0.03), 0.012, look.metal)
    return parts


def ladder(look: Looks, paint) -> str:
    """A stepladder."""
    parts = ''
    for y in (-0.25, 0.25):
        parts += pole((0.35, y, 0), (0, 0.7 * y, 1.7), 0.025, look.metal)
        parts += pole((-0.35, y, 0), (0, 0.7 * y, 1.7), 0.02, look.metal)
    for k in range(5):
        z = 0.25 + 0.3 * k
        x = 0.35 * (1 - z / 1.7)
        parts += block((x, 0, z), (0.09, 0.44 - 0.03 * k, 0.03), look.metal)
    return parts + block((0, 0, 1.7), (0.2, 0.36, 0.04), look.dark)


def treadmill(look: Looks, paint) -> str:
    parts = block((0.0, 0, 0.12), (1.4, 0.65, 0.14), look.dark)
    parts += block((0.0, 0, 0.195), (1.2, 0.45, 0.012), look.flat((0.25, 0.25, 0.26)))
    for y in (-0.3, 0.3):
        parts += pole((-0.55, y, 0.15), (-0.65, y, 1.2), 0.035, look.metal)
        parts += pole((-0.65, y, 1.05), (-0.2, y, 1.0), 0.03, look.metal)
    return parts + block((-0.65, 0, 1.22), (0.12, 0.7, 0.25), look.dark)
