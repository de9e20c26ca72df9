"""A person of simple shapes who walks: a body and two legs that swing at the hips."""

import numpy as np

from vljepa_training.scenes import textures
from vljepa_training.scenes.world import Stage, World, geom

HIP = 0.9  # m over the floor
STRIDE = 1.3  # m a full cycle of both legs


def add_person(world: World, rng) -> None:
    """Adds the bodies `person`, `left_leg` and `right_leg`; the person faces +x."""
    shirt = world.material(textures.fabric(rng, (40, 105, 120), (230, 225, 210)))
    skin = world.material(rgb=(0.85, 0.63, 0.5), specular=0.05)
    hair = world.material(rgb=(0.17, 0.1, 0.06), specular=0.1)
    jeans = world.material(textures.fur(rng, (58, 74, 118)))
    parts = [
        geom('ellipsoid', (0, 0, 0.32), (0.125, 0.19, 0.3), shirt),
        geom('ellipsoid', (0, 0, 0.48), (0.1, 0.21, 0.12), shirt),
        geom('ellipsoid', (0, 0, 0.04), (0.125, 0.17, 0.14), jeans),
        geom('cylinder', (0, 0, 0.61), (0.05, 0.06), skin),
        geom('ellipsoid', (0.005, 0, 0.74), (0.095, 0.078, 0.118), skin),
        geom('ellipsoid', (-0.018, 0, 0.775), (0.1, 0.088, 0.105), hair),
        geom('ellipsoid', (0.1, 0, 0.73), (0.018, 0.013, 0.022), skin),
        geom(
            'capsule',
            size=0.006,
            rgb=(0.6, 0.25, 0.22),
            ends=(0.09, -0.02, 0.685, 0.09, 0.02, 0.685),
        ),
    ]
    for side in (-1, 1):
        parts += [
            geom('sphere', (0.088, side * 0.03, 0.755), 0.011, rgb=(0.08, 0.07, 0.08)),
            geom('ellipsoid', (0, side * 0.079, 0.735), (0.018, 0.012, 0.03), skin),
            geom(
                'capsule',
                size=0.055,
                material=shirt,
                ends=(0, side * 0.2, 0.52, 0, side * 0.26, 0.26),
            ),
            geom(
                'capsule',
                size=0.042,
                material=skin,
                ends=(0, side * 0.26, 0.24, 0.06, side * 0.25, 0.02),
            ),
            geom('ellipsoid', (0.07, side * 0.25, -0.05), (0.035, 0.025, 0.06), skin),
        ]
    world.body('person', *parts)
    for name in ('left_leg', 'right_leg'):
        world.body(
            name,
            geom('capsule', size=0.08, material=jeans, ends=(0, 0, 0, 0, 0, -0.42)),
            geom('capsule', size=0.06, material=jeans, ends=(0, 0, -0.42, 0, 0, -0.8)),
            geom('ellipsoid', (0.05, 0, -0.86), (0.13, 0.048, 0.045), rgb=(0.9, 0.9, 0.88)),
        )


def pose_person(stage: Stage, x: float, y: float, heading: float, walked: float) -> None:
    """Stands the person at (x, y), looking along `heading` (rad), after `walked` metres."""
    swing = 0.5 * np.sin(2 * np.pi * walked / STRIDE)
    turn = np.array((np.cos(heading / 2), 0, 0, np.sin(heading / 2)))
    stage.pose('person', (x, y, HIP), turn)
    for name, side in (('left_leg', 1), ('right_leg', -1)):
        hip = (x - side * 0.095 * np.sin(heading), y + side * 0.095 * np.cos(heading), HIP)
        half = -side * swing / 2
        c, s = turn[0], turn[3]
        leg = (c * np.cos(half), -s * np.sin(half), c * np.sin(half), s * np.cos(half))
        stage.pose(name, hip, leg)
