"""What one sits and lies on, and tables; each stands on the origin and faces +x."""

from .looks import Looks, ball, block, pole


def sofa(look: Looks, paint: str, width=1.9) -> str:
    parts = block((0, 0, 0.24), (0.85, width, 0.3), paint)
    parts += block((-0.33, 0, 0.55), (0.2, width, 0.5), paint)
    for side in (-1, 1):
        parts += block((0, side * (width / 2 - 0.09), 0.42), (0.85, 0.18, 0.36), paint)
    count = max(1, round(width / 0.8))
    each = (width - 0.4) / count
    for k in range(count):
        y = (k - (count - 1) / 2) * each
        parts += ball((0.08, y, 0.42), (0.36, each / 2, 0.1), paint)
    return parts + look.legs(0.8, width - 0.1, 0.1)


def armchair(look: Looks, paint: str) -> str:
    return sofa(look, paint, 0.9)


def chair(look: Looks, paint: str) -> str:
    parts = block((0, 0, 0.45), (0.42, 0.42, 0.05), paint) + look.legs(0.42, 0.42, 0.44, paint)
    for side in (-1, 1):
        parts += block((-0.19, side * 0.18, 0.68), (0.04, 0.04, 0.45), paint)
    return parts + block((-0.19, 0, 0.78), (0.03, 0.36, 0.24), paint)


def office_chair(look: Looks, paint: str) -> str:
    parts = ball((0, 0, 0.48), (0.25, 0.25, 0.06), paint)
    parts += ball((-0.24, 0, 0.82), (0.06, 0.22, 0.28), paint)
    parts += pole((-0.2, 0, 0.45), (-0.25, 0, 0.7), 0.02, look.dark)
    parts += pole((0, 0, 0.1), (0, 0, 0.45), 0.025, look.metal)
    for x, y in ((0.28, 0.0), (0.09, 0.27), (-0.23, 0.16), (-0.23, -0.16), (0.09, -0.27)):
        parts += pole((0, 0, 0.1), (x, y, 0.06), 0.02, look.dark)
    return parts


def stool(look: Looks, paint: str) -> str:
    seat = pole((0, 0, 0.44), (0, 0, 0.5), 0.19, paint)
    return seat + look.legs(0.34, 0.34, 0.46, paint, 0.045)


def bench(look: Looks, paint: str) -> str:
    parts = look.legs(0.36, 1.2, 0.42, look.dark)
    for x in (-0.12, 0, 0.12):
        parts += block((x, 0, 0.44), (0.1, 1.25, 0.04), paint)
    return parts + block((-0.17, 0, 0.72), (0.03, 1.25, 0.26), paint)


def beanbag(look: Looks, paint: str) -> str:
    return ball((0, 0, 0.22), (0.42, 0.42, 0.24), paint) + ball(
        (-0.18, 0, 0.45), (0.26, 0.32, 0.26), paint
    )


def bed(look: Looks, paint: str) -> str:
    parts = block((0, 0, 0.2), (2.0, 1.5, 0.3), look.timber)
    parts += block((0.02, 0, 0.42), (1.92, 1.42, 0.2), look.white)
    parts += block((0.3, 0, 0.49), (1.4, 1.5, 0.12), paint)
    parts += look.slab((-0.98, 0, 0.5), (0.06, 1.55, 1.0), look.wood)
    for side in (-1, 1):
        parts += ball((-0.68, side * 0.36, 0.57), (0.22, 0.31, 0.1), look.white)
    return parts


def table(look: Looks, depth: float, width: float, height: float) -> str:
    top = look.slab((0, 0, height - 0.02), (depth, width, 0.045), look.wood)
    return top + look.legs(depth, width, height - 0.03)


def dining_table(look: Looks, paint) -> str:
    plates = ''.join(
        pole((x, y, 0.74), (x, y, 0.76), 0.12, look.white)
        for x in (-0.28, 0.28)
        for y in (-0.4, 0.4)
    )
    return table(look, 0.95, 1.6, 0.74) + plates


def coffee_table(look: Looks, paint) -> str:
    book = block((0.1, 0.15, 0.44), (0.2, 0.28, 0.03), look.flat((0.7, 0.3, 0.2)))
    return table(look, 0.6, 1.0, 0.42) + book


def reading_table(look: Looks, paint) -> str:
    parts = table(look, 0.9, 1.6, 0.74)
    for k, y in enumerate((-0.45, 0.1, 0.5)):
        rgb = ((0.6, 0.15, 0.12), (0.15, 0.25, 0.5), (0.2, 0.4, 0.25))[k]
        parts += block((0.05 - 0.1 * k, y, 0.77), (0.22, 0.3, 0.05), look.flat(rgb))
    return parts


def piano(look: Looks, paint) -> str:
    black = look.flat((0.05, 0.04, 0.04), 0.7)
    parts = block((-0.12, 0, 0.62), (0.32, 1.5, 1.24), black)
    parts += block((0.12, 0, 0.66), (0.5, 1.5, 0.1), black)
    parts += block((0.22, 0, 0.72), (0.15, 1.3, 0.025), look.white)
    for k in range(12):
        if k % 7 not in (2, 6):
            parts += block((0.18, -0.6 + 0.108 * k, 0.74), (0.09, 0.04, 0.025), look.dark)
    return parts + look.legs(0.7, 1.45, 0.62, black, 0.09)
