"""Food."""

import numpy as np

from vljepa_training.scenes.meshes import Mesh, lathe, tube
from vljepa_training.scenes.world import geom

from .parts import CREAM, LEAF, SIDES, around, bent, dots, rod, rounded, stem


def apple(world, look):
    outline = [(0, 0.008), (0.022, 0.0), (0.045, 0.03), (0.05, 0.055), (0.038, 0.085)]
    outline += [(0.015, 0.092), (0, 0.082)]
    leaf = geom('ellipsoid', (0.02, 0, 0.107), (0.016, 0.009, 0.003), rgb=(0.2, 0.5, 0.15))
    return geom('mesh', material=look, mesh=world.mesh(lathe(outline, SIDES), 'apple')) + (
        stem(z=0.082) + leaf
    )


def pear(world, look):
    outline = [(0, 0.005), (0.025, 0), (0.048, 0.03), (0.047, 0.055), (0.028, 0.09)]
    outline += [(0.02, 0.115), (0.01, 0.125), (0, 0.126)]
    mesh = world.mesh(lathe(outline, SIDES), 'pear')
    return geom('mesh', material=look, mesh=mesh) + stem(z=0.122)


def banana(world, look):
    angle = np.linspace(-0.95, 0.95, 12)
    path = np.stack([0.1 * np.sin(angle), 0 * angle, 0.1 * np.cos(angle) - 0.06], 1)
    radii = 0.02 * np.sqrt(np.clip(1 - np.abs(angle / 0.99) ** 5, 0.03, 1))
    mesh = tube(path, radii, 10)
    # Lying on its side: what was up becomes -y.
    lay = np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]]).T
    lying = Mesh(mesh.points @ lay + (0, 0, 0.02), mesh.normals @ lay, mesh.uv, mesh.triangles)
    return geom('mesh', material=look, mesh=world.mesh(lying, 'banana')) + ''.join(
        geom('sphere', (x, -0.002, 0.02), 0.009, rgb=(0.25, 0.2, 0.08)) for x in (-0.083, 0.083)
    )


def tangerine(world, look):
    return geom('ellipsoid', (0, 0, 0.042), (0.046, 0.046, 0.042), look) + geom(
        'ellipsoid', (0, 0, 0.085), (0.012, 0.012, 0.004), rgb=(0.2, 0.42, 0.12)
    )


def lemon(world, look):
    return (
        geom('ellipsoid', (0, 0, 0.036), (0.05, 0.036, 0.036), look)
        + geom('sphere', (0.05, 0, 0.036), 0.01, look)
        + geom('sphere', (-0.05, 0, 0.036), 0.008, look)
    )


def carrot(world, look):
    path = np.array(
        [(-0.08, 0, 0.02), (-0.04, 0, 0.02), (0.03, 0, 0.02), (0.055, 0, 0.02), (0.06, 0, 0.02)]
    )
    root = bent(world, look, path, (0.002, 0.012, 0.021, 0.019, 0.0), 'carrot', 12)
    leaves = ''.join(
        geom('capsule', size=0.007, rgb=(0.15, 0.5, 0.12), ends=(0.055, 0, 0.02, 0.1, y, z))
        for y, z in ((-0.03, 0.02), (0, 0.04), (0.03, 0.02))
    )
    return root + leaves


def mushroom(world, look):
    pale = world.material(rgb=CREAM)
    stalk = [(0, 0), (0.022, 0), (0.026, 0.01), (0.019, 0.035), (0.018, 0.07)]
    cap = [(0, 0.06), (0.045, 0.055), (0.056, 0.061), (0.054, 0.075), (0.042, 0.097)]
    cap += [(0.022, 0.111), (0, 0.115)]
    rows = ((7, 0.046, 0.082, 0), (4, 0.025, 0.104, 0.4), (1, 0, 0.11, 0))
    spots = [(x, y, z) for count, wide, z, first in rows for x, y, _ in around(count, wide, first)]
    return (
        rounded(world, pale, stalk, 'stalk')
        + rounded(world, look, cap, 'cap')
        + dots(spots, 0.009, CREAM)
    )


def cucumber(world, look):
    path = [
        (-0.088, 0, 0.027),
        (-0.086, 0, 0.027),
        (-0.075, 0, 0.0255),
        (-0.04, 0, 0.023),
        (0, 0, 0.022),
        (0.04, 0, 0.023),
        (0.075, 0, 0.0255),
        (0.086, 0, 0.027),
        (0.088, 0, 0.027),
    ]
    radii = (0, 0.009, 0.019, 0.022, 0.022, 0.022, 0.019, 0.009, 0)
    stripes = ''.join(
        rod(
            (-0.06, 0.0215 * np.cos(a), 0.0235 + 0.0215 * np.sin(a)),
            (0.06, 0.0215 * np.cos(a), 0.0235 + 0.0215 * np.sin(a)),
            0.0015,
            rgb=(0.5, 0.68, 0.3),
        )
        for a in (0.2, 0.9, 1.6, 2.3, 3.0)
    )
    stub = geom('sphere', (-0.088, 0, 0.027), 0.006, rgb=(0.6, 0.65, 0.35))
    return bent(world, look, path, radii, 'cucumber', 14) + stripes + stub


def croissant(world, look):
    half = (0.01, 0.015, 0.019, 0.023)
    return ''.join(
        geom(
            'ellipsoid',
            (0.07 * np.sin(a), 0.07 * (1 - np.cos(a)) - 0.01, thick),
            (0.017, thick * 1.15, thick),
            look,
            euler=(0, 0, a),
        )
        for a, thick in zip(np.linspace(-1.2, 1.2, 9), (*half, 0.025, *half[::-1]), strict=True)
    )


def pineapple(world, look):
    eyes = [
        (x, y, z)
        for row, z in enumerate((0.02, 0.04, 0.06, 0.08, 0.1))
        for x, y, _ in around(9, 0.0415 * np.sqrt(1 - ((z - 0.06) / 0.064) ** 2), row * 0.35)
    ]
    tuft = ''.join(
        rod((x * 0.3, y * 0.3, 0.112), (x, y, high), 0.006, rgb=LEAF)
        for count, wide, high in ((7, 0.03, 0.148), (5, 0.017, 0.168), (1, 0, 0.18))
        for x, y, _ in around(count, wide, high)
    )
    body = geom('ellipsoid', (0, 0, 0.06), (0.043, 0.043, 0.06), look)
    return body + dots(eyes, 0.005, (0.5, 0.3, 0.08)) + tuft


def pumpkin(world, look):
    ribs = ''.join(
        geom('ellipsoid', (x, y, 0.039), (0.03, 0.02, 0.039), look, euler=(0, 0, a))
        for x, y, a in around(9, 0.025)
    )
    return (
        ribs
        + rod((0, 0, 0.065), (0.004, 0, 0.088), 0.008, rgb=(0.35, 0.4, 0.15))
        + rod((0.004, 0, 0.088), (0.014, 0, 0.096), 0.006, rgb=(0.35, 0.4, 0.15))
    )


def hamburger(world, look):
    base = [(0, 0), (0.046, 0), (0.052, 0.006), (0.052, 0.016), (0, 0.018)]
    top = [(0, 0.045), (0.052, 0.045), (0.054, 0.053), (0.046, 0.069), (0.026, 0.081), (0, 0.085)]
    seeds = ''.join(
        geom('ellipsoid', (x, y, z), (0.004, 0.0025, 0.002), rgb=CREAM, euler=(0, 0, 2 * a))
        for count, wide, z in ((8, 0.042, 0.0735), (5, 0.022, 0.0825))
        for x, y, a in around(count, wide, wide * 20)
    )
    filling = (
        geom('cylinder', (0, 0, 0.024), (0.053, 0.008), rgb=(0.28, 0.14, 0.08))
        + geom('box', (0, 0, 0.0335), (0.041, 0.041, 0.0015), rgb=(0.95, 0.72, 0.15))
        + geom('ellipsoid', (0, 0, 0.04), (0.056, 0.056, 0.006), rgb=(0.3, 0.6, 0.15))
    )
    buns = rounded(world, look, base, 'bun base') + rounded(world, look, top, 'bun top')
    return buns + filling + seeds
