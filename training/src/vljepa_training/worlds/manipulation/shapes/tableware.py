"""What stands on tables: vessels, candles and plants."""

import numpy as np

from vljepa_training.scenes.world import geom

from .parts import INK, STEEL, WOOD, around, bent, handle, rod, rounded, turned


def mug(world, look):
    wall = [(0, 0), (0.04, 0), (0.044, 0.004), (0.044, 0.1), (0.039, 0.1), (0.037, 0.01), (0, 0.01)]
    return turned(world, look, wall, 'mug') + handle(world, look, 0.043, 0.052, 0.03, 0.03, 'ear')


def cup(world, look):
    wall = [(0, 0), (0.032, 0), (0.047, 0.095), (0.043, 0.095), (0.029, 0.008), (0, 0.008)]
    return turned(world, look, wall, 'cup')


def bottle(world, look):
    outline = [(0, 0), (0.036, 0), (0.038, 0.006), (0.038, 0.11), (0.03, 0.13), (0.015, 0.15)]
    outline += [(0.014, 0.185), (0.017, 0.186), (0.017, 0.2), (0, 0.2)]
    label = geom('cylinder', (0, 0, 0.06), (0.0396, 0.022), rgb=(0.93, 0.91, 0.84))
    return turned(world, look, outline, 'bottle') + label


def can(world, look):
    rim = world.material(rgb=STEEL, specular=0.8)
    return (
        geom('cylinder', (0, 0, 0.057), (0.036, 0.053), look)
        + geom('cylinder', (0, 0, 0.113), (0.033, 0.003), rim)
        + geom('cylinder', (0, 0, 0.002), (0.033, 0.002), rim)
        + geom('ellipsoid', (0, 0.008, 0.117), (0.011, 0.016, 0.002), rgb=INK)
    )


def jar(world, look):
    glass = world.material(rgb=(0.8, 0.85, 0.86), specular=0.9)
    return geom('cylinder', (0, 0, 0.045), (0.042, 0.045), glass) + geom(
        'cylinder', (0, 0, 0.1), (0.044, 0.012), look
    )


def plate(world, look):
    wall = [(0, 0), (0.05, 0), (0.088, 0.016), (0.086, 0.02), (0.05, 0.006), (0, 0.006)]
    return turned(world, look, wall, 'plate')


def vase(world, look):
    outline = [(0, 0), (0.03, 0), (0.05, 0.04), (0.052, 0.07), (0.03, 0.12), (0.022, 0.145)]
    outline += [(0.035, 0.175), (0.03, 0.175), (0.016, 0.145), (0, 0.14)]
    return turned(world, look, outline, 'vase')


def teapot(world, look):
    outline = [(0, 0), (0.04, 0), (0.058, 0.03), (0.058, 0.055), (0.035, 0.088), (0, 0.092)]
    spout = np.array([(-0.05, 0, 0.04), (-0.075, 0, 0.05), (-0.088, 0, 0.075), (-0.1, 0, 0.085)])
    return (
        turned(world, look, outline, 'teapot')
        + bent(world, look, spout, (0.016, 0.012, 0.009, 0.008), 'spout')
        + handle(world, look, 0.05, 0.048, 0.034, 0.03, 'pot ear')
        + geom('sphere', (0, 0, 0.1), 0.012, look)
    )


def candle(world, look):
    flame = world.material(rgb=(1, 0.8, 0.3), emission=0.8)
    return (
        geom('cylinder', (0, 0, 0.065), (0.024, 0.065), look)
        + geom('cylinder', (0, 0, 0.004), (0.045, 0.004), rgb=(0.55, 0.5, 0.42))
        + geom('ellipsoid', (0, 0, 0.148), (0.008, 0.008, 0.017), flame)
    )


def flower_pot(world, look):
    pot = [(0, 0), (0.034, 0), (0.046, 0.06), (0.052, 0.06), (0.052, 0.075), (0.044, 0.075)]
    pot += [(0.04, 0.065), (0, 0.065)]
    green = world.material(rgb=(0.16, 0.45, 0.14))
    leaves = ''.join(
        geom(
            'ellipsoid',
            (0.03 * np.cos(a), 0.03 * np.sin(a), 0.1),
            (0.034, 0.014, 0.006),
            green,
            euler=(0, -0.8, a),
        )
        for a in np.linspace(0, 2 * np.pi, 6)[:-1]
    )
    return (
        turned(world, look, pot, 'pot')
        + leaves
        + geom('sphere', (0, 0, 0.125), 0.02, rgb=(0.9, 0.35, 0.55))
    )


def cactus(world, look):
    pot = [(0, 0), (0.026, 0), (0.033, 0.035), (0.037, 0.035), (0.037, 0.047), (0, 0.047)]
    clay = world.material(rgb=(0.68, 0.34, 0.2))
    arms = ''.join(
        rod((0, 0, low), (x, 0, low), 0.013, look) + rod((x, 0, low), (x, 0, high), 0.013, look)
        for x, low, high in ((-0.045, 0.085, 0.125), (0.045, 0.1, 0.145))
    )
    ribs = ''.join(
        rod((x, y, 0.045), (x, y, 0.152), 0.0025, rgb=(0.72, 0.8, 0.5))
        for x, y, _ in around(8, 0.0225, np.pi / 8)
    )
    trunk = rod((0, 0, 0.045), (0, 0, 0.15), 0.024, look)
    flower = geom('sphere', (0, 0, 0.176), 0.011, rgb=(0.9, 0.35, 0.55))
    return turned(world, clay, pot, 'cactus pot') + trunk + arms + ribs + flower


def spoon(world, look):
    hollow = [(0, 0), (0.014, 0.003), (0.023, 0.016), (0.021, 0.016), (0.012, 0.006), (0, 0.004)]
    path = [
        (0.034, 0, 0.013),
        (0.015, 0, 0.018),
        (-0.02, 0, 0.017),
        (-0.07, 0, 0.009),
        (-0.092, 0, 0.009),
        (-0.093, 0, 0.009),
    ]
    return rounded(world, look, hollow, 'spoon', (1.4, 1, 1), (0.06, 0, 0)) + bent(
        world, look, path, (0.005, 0.005, 0.005, 0.008, 0.007, 0), 'spoon shaft', 10
    )


def bell(world, look):
    outline = [(0, 0.001), (0.05, 0), (0.051, 0.005), (0.038, 0.026), (0.033, 0.05), (0.023, 0.068)]
    outline += [(0.008, 0.076), (0, 0.077)]
    return (
        rounded(world, look, outline, 'bell')
        + geom('cylinder', (0, 0, 0.077), (0.013, 0.004), rgb=STEEL)
        + rod((0, 0, 0.08), (0, 0, 0.13), 0.01, rgb=WOOD)
        + geom('sphere', (0, 0, 0.135), 0.015, rgb=WOOD)
    )
