"""Persons of simple shapes in different clothes and sizes, whose legs swing as they walk."""

import numpy as np

from vljepa_training.scenes.shadow import shadow
from vljepa_training.scenes.world import Stage, World

from .looks import RGB, Looks, ball, pole

HIP = 0.88  # m over the floor, of a person of size 1
STRIDE = 1.4  # m a full cycle of both legs
SKINS = ((0.93, 0.74, 0.62), (0.82, 0.6, 0.45), (0.6, 0.41, 0.29), (0.38, 0.25, 0.18))
HAIRS = (
    (0.1, 0.08, 0.07),
    (0.3, 0.18, 0.1),
    (0.75, 0.6, 0.32),
    (0.55, 0.55, 0.55),
    (0.5, 0.2, 0.1),
)
LIMBS = ('left_leg', 'right_leg')


def limb(start, end, radius, material) -> str:
    (x0, y0, z0), (x1, y1, z1) = start, end
    return (
        f'<geom type="capsule" size="{radius:.4g}" material="{material}" '
        f'fromto="{x0:.4g} {y0:.4g} {z0:.4g} {x1:.4g} {y1:.4g} {z1:.4g}"/>'
    )


def add_person(world: World, look: Looks, rng, name: str) -> float:
    """Adds the bodies `name`, its legs and its shadow; it faces +x. Gives its size (1 is usual)."""
    s = rng.uniform(0.88, 1.1)
    broad = rng.uniform(0.9, 1.2)
    cloth = np.array(list(RGB.values()))
    shirt = look.flat(np.clip(cloth[rng.integers(8)] * rng.uniform(0.6, 1.0), 0, 1))
    trousers = look.flat(rng.uniform(0.08, 0.5) * rng.uniform(0.7, 1.3, 3))
    skin, hair = look.flat(SKINS[rng.integers(4)]), look.flat(HAIRS[rng.integers(5)])
    shoe = look.flat(rng.uniform(0.05, 0.8, 3))
    dress, long_hair = rng.random() < 0.3, rng.random() < 0.45
    wide = 0.19 * s * broad
    parts = ball((0, 0, 0.32 * s), (0.13 * s * broad, wide, 0.3 * s), shirt)
    parts += ball((0, 0, 0.48 * s), (0.1 * s, 1.12 * wide, 0.12 * s), shirt)
    parts += ball((0, 0, 0.03 * s), (0.13 * s * broad, 0.95 * wide, 0.14 * s), trousers)
    parts += pole((0, 0, 0.55 * s), (0, 0, 0.67 * s), 0.05 * s, skin)
    parts += ball((0.01 * s, 0, 0.75 * s), (0.095 * s, 0.08 * s, 0.12 * s), skin)
    parts += ball((-0.02 * s, 0, 0.79 * s), (0.1 * s, 0.09 * s, 0.1 * s), hair)
    if long_hair:
        parts += ball((-0.06 * s, 0, 0.68 * s), (0.06 * s, 0.09 * s, 0.16 * s), hair)
    for side in (-1, 1):
        parts += ball((0.09 * s, side * 0.032 * s, 0.765 * s), (0.012, 0.012, 0.012), look.dark)
        elbow = (0, side * 1.38 * wide, 0.26 * s)
        parts += limb((0, side * 1.06 * wide, 0.5 * s), elbow, 0.05 * s, shirt)
        parts += limb(elbow, (0.08 * s, side * 1.3 * wide, 0.02 * s), 0.038 * s, skin)
    if dress:
        parts += ball((0, 0, -0.15 * s), (0.2 * s, 1.1 * wide, 0.32 * s), shirt)
    world.body(name, parts)
    for limb_name in LIMBS:
        leg = limb((0, 0, 0), (0, 0, -0.42 * s), 0.078 * s, trousers)
        leg += limb((0, 0, -0.42 * s), (0, 0, -0.8 * s), 0.058 * s, skin if dress else trousers)
        leg += ball((0.05 * s, 0, -0.835 * s), (0.13 * s, 0.048 * s, 0.045 * s), shoe)
        world.body(f'{name} {limb_name}', leg)
    world.body(f'{name} shadow', shadow((0, 0, 0.004), (0.3, 0.3)))
    return s


def bodies(name: str) -> list[str]:
    """The bodies that are seen of a person."""
    return [name, *(f'{name} {limb_name}' for limb_name in LIMBS)]


def pose_person(stage: Stage, name: str, size: float, place) -> None:
    """`place` is x, y (m), heading (rad), and the metres walked so far."""
    x, y, heading, walked = place
    swing = 0.55 * np.sin(2 * np.pi * walked / STRIDE)
    bob = 0.02 * abs(np.sin(2 * np.pi * walked / STRIDE))
    c, s = np.cos(heading / 2), np.sin(heading / 2)
    stage.pose(name, (x, y, HIP * size - bob), (c, 0, 0, s))
    for limb_name, side in zip(LIMBS, (1, -1), strict=True):
        out = side * 0.095 * size
        hip = (x - out * np.sin(heading), y + out * np.cos(heading), HIP * size - bob)
        half = -side * swing / 2
        leg = (c * np.cos(half), -s * np.sin(half), c * np.sin(half), s * np.cos(half))
        stage.pose(f'{name} {limb_name}', hip, leg)
    stage.pose(f'{name} shadow', (x, y, 0))
