"""Geometry of what is carried: around its own origin under its middle, front along +x, metres.

Each function takes the world and the name of its main material, which is its colour.
"""

import numpy as np

from training.sample_bag import textures
from training.sample_bag.meshes import Mesh, lathe, reshaped, tube
from training.sample_bag.things import sharp
from training.sample_bag.world import World, geom

SIDES = 20
INK = (0.05, 0.05, 0.06)
STEEL = (0.62, 0.64, 0.67)
WOOD = (0.62, 0.42, 0.24)


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


def cube(world, look):
    return geom('box', (0, 0, 0.045), (0.045, 0.045, 0.045), look)


def ball(world, look):
    return geom('sphere', (0, 0, 0.05), 0.05, look)


def cylinder(world, look):
    return geom('cylinder', (0, 0, 0.06), (0.042, 0.06), look)


def cone(world, look):
    return turned(world, look, [(0, 0), (0.055, 0), (0.055, 0.004), (0.001, 0.13)], 'cone')


def pyramid(world, look):
    corners = np.array([(-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)]) * 0.055
    apex = np.array((0, 0, 0.12))
    faces = [(corners[k], corners[(k + 1) % 4], apex) for k in range(4)]
    faces += [(corners[0], corners[2], corners[1]), (corners[0], corners[3], corners[2])]
    points = np.array(faces).reshape(-1, 3)
    triangles = np.arange(len(points)).reshape(-1, 3)
    edges = points[triangles]
    normals = np.cross(edges[:, 1] - edges[:, 0], edges[:, 2] - edges[:, 0])
    normals = np.repeat(normals / np.linalg.norm(normals, axis=1, keepdims=True), 3, 0)
    mesh = Mesh(points, normals, points[:, :2], triangles)
    return geom('mesh', material=look, mesh=world.mesh(mesh, 'pyramid'))


def ring(world, look):
    angle = np.linspace(0, 2 * np.pi, 25)
    profile = [(0.042 + 0.02 * np.cos(a), 0.02 + 0.02 * np.sin(a)) for a in angle[::3]]
    return geom('mesh', material=look, mesh=world.mesh(lathe(profile, 24), 'ring'))


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


def toy_brick(world, look):
    studs = (
        geom('cylinder', (x, y, 0.054), (0.014, 0.008), look)
        for x in (-0.045, -0.015, 0.015, 0.045)
        for y in (-0.016, 0.016)
    )
    return geom('box', (0, 0, 0.024), (0.063, 0.034, 0.024), look) + ''.join(studs)


def wheels(places, radius=0.02) -> str:
    return ''.join(
        geom('cylinder', size=radius, rgb=INK, ends=(x, y - 0.008, radius, x, y + 0.008, radius))
        + geom('sphere', (x, y * 1.19, radius), radius * 0.45, rgb=STEEL)
        for x in places
        for y in (-0.036, 0.036)
    )


def toy_car(world, look):
    glass = (0.16, 0.22, 0.28)
    return (
        geom('box', (0, 0, 0.033), (0.08, 0.036, 0.017), look)
        + geom('box', (-0.008, 0, 0.066), (0.042, 0.032, 0.018), look)
        + geom('box', (-0.008, 0, 0.066), (0.044, 0.026, 0.013), rgb=glass)
        + geom('box', (-0.008, 0, 0.066), (0.034, 0.0335, 0.012), rgb=glass)
        + wheels((-0.048, 0.048))
        + geom('sphere', (0.078, 0.022, 0.036), 0.008, rgb=(1, 0.95, 0.7))
        + geom('sphere', (0.078, -0.022, 0.036), 0.008, rgb=(1, 0.95, 0.7))
    )


def toy_truck(world, look):
    return (
        geom('box', (0.055, 0, 0.055), (0.028, 0.036, 0.035), look)
        + geom('box', (0.067, 0, 0.068), (0.018, 0.03, 0.014), rgb=(0.16, 0.22, 0.28))
        + geom('box', (-0.03, 0, 0.028), (0.055, 0.034, 0.01), rgb=(0.3, 0.3, 0.32))
        + geom('box', (-0.032, 0, 0.068), (0.05, 0.038, 0.032), rgb=(0.75, 0.75, 0.72))
        + wheels((-0.055, 0.05))
    )


def toy_duck(world, look):
    return (
        geom('ellipsoid', (-0.005, 0, 0.04), (0.06, 0.043, 0.04), look)
        + geom('ellipsoid', (-0.06, 0, 0.06), (0.022, 0.024, 0.014), look)
        + geom('sphere', (0.035, 0, 0.092), 0.032, look)
        + geom('ellipsoid', (0.07, 0, 0.088), (0.016, 0.018, 0.007), rgb=(0.95, 0.4, 0.05))
        + ''.join(geom('sphere', (0.058, y, 0.105), 0.007, rgb=INK) for y in (-0.017, 0.017))
    )


def toy_boat(world, look):
    sail = world.material(rgb=(0.95, 0.94, 0.9))
    outline = [(0, 0), (0.03, 0), (0.045, 0.04), (0.04, 0.04), (0, 0.03)]
    hull = lathe(sharp(outline), SIDES)
    stretched = hull.points * (1.9, 0.9, 1)
    mesh = reshaped(hull, stretched)
    # The sail is half of a flat, pointed ellipsoid: a thin box leans as well.
    return (
        geom('mesh', material=look, mesh=world.mesh(mesh, 'hull'))
        + geom('cylinder', (0, 0, 0.095), (0.004, 0.065), rgb=WOOD)
        + geom('box', (0.025, 0, 0.09), (0.022, 0.002, 0.038), sail, euler=(0, -0.25, 0))
        + geom('box', (-0.02, 0, 0.08), (0.014, 0.002, 0.026), sail, euler=(0, 0.25, 0))
    )


def toy_rocket(world, look):
    nose = world.material(rgb=(0.85, 0.85, 0.83))
    outline = [(0, 0.02), (0.026, 0.02), (0.033, 0.06), (0.03, 0.115)]
    tip = [(0.03, 0.115), (0.02, 0.15), (0.001, 0.175)]
    fins = ''.join(
        geom('box', (0.036 * np.cos(a), 0.036 * np.sin(a), 0.028), (0.022, 0.004, 0.028), nose,
             euler=(0, 0, a))
        for a in (0.3, 0.3 + 2 * np.pi / 3, 0.3 + 4 * np.pi / 3)
    )  # fmt: skip
    window = geom('sphere', (0.027, 0, 0.085), 0.011, rgb=(0.15, 0.25, 0.4))
    return turned(world, look, outline, 'rocket') + turned(world, nose, tip, 'nose') + fins + window


def teddy_bear(world, look):
    brown = look
    light = world.material(rgb=(0.8, 0.64, 0.45))
    parts = [
        geom('ellipsoid', (0, 0, 0.05), (0.04, 0.045, 0.05), brown),
        geom('ellipsoid', (0.022, 0, 0.048), (0.024, 0.03, 0.035), light),
        geom('sphere', (0.005, 0, 0.122), 0.038, brown),
        geom('ellipsoid', (0.036, 0, 0.113), (0.018, 0.02, 0.015), light),
        geom('sphere', (0.053, 0, 0.118), 0.006, rgb=INK),
    ]
    for side in (-1, 1):
        parts += [
            geom('sphere', (0, side * 0.033, 0.152), 0.016, brown),
            geom('sphere', (0.037, side * 0.016, 0.132), 0.0055, rgb=INK),
            geom('ellipsoid', (0.025, side * 0.048, 0.07), (0.03, 0.015, 0.017), brown),
            geom('ellipsoid', (0.045, side * 0.032, 0.017), (0.035, 0.018, 0.017), brown),
        ]
    return ''.join(parts)


def book(world, look):
    pages = world.material(rgb=(0.93, 0.9, 0.82))
    return (
        geom('box', (0, 0.003, 0.02), (0.072, 0.052, 0.015), pages)
        + geom('box', (0, 0, 0.003), (0.077, 0.057, 0.003), look)
        + geom('box', (0, 0, 0.037), (0.077, 0.057, 0.003), look)
        + geom('box', (0, -0.055, 0.02), (0.077, 0.003, 0.02), look)
        + geom('box', (0, 0.008, 0.0402), (0.04, 0.018, 0.0005), rgb=(0.85, 0.8, 0.6))
    )


def cardboard_box(world, look):
    card = world.material(textures.cardboard(np.random.default_rng(5)))
    return world.panel((0, 0, 0.045), (0.11, 0.09, 0.09), card, None)


def hat(world, look):
    band = world.material(rgb=(0.25, 0.22, 0.2))
    brim = [(0, 0), (0.075, 0), (0.08, 0.008), (0.05, 0.012), (0, 0.012)]
    crown = [(0.046, 0.012), (0.042, 0.06), (0.03, 0.07), (0, 0.068)]
    return (
        turned(world, look, brim, 'brim')
        + turned(world, look, crown, 'crown')
        + geom('cylinder', (0, 0, 0.02), (0.0468, 0.007), band)
    )


def stem(x=0.0, z=0.1) -> str:
    return geom('capsule', size=0.004, rgb=(0.3, 0.2, 0.1), ends=(x, 0, z, x + 0.008, 0, z + 0.02))


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
    path = np.array([(-0.08, 0, 0.02), (-0.04, 0, 0.02), (0.03, 0, 0.02), (0.055, 0, 0.02),
                     (0.06, 0, 0.02)])  # fmt: skip
    root = bent(world, look, path, (0.002, 0.012, 0.021, 0.019, 0.0), 'carrot', 12)
    leaves = ''.join(
        geom('capsule', size=0.007, rgb=(0.15, 0.5, 0.12), ends=(0.055, 0, 0.02, 0.1, y, z))
        for y, z in ((-0.03, 0.02), (0, 0.04), (0.03, 0.02))
    )
    return root + leaves


def hammer(world, look):
    return (
        geom('capsule', size=0.013, material=look, ends=(-0.085, 0, 0.02, 0.06, 0, 0.02))
        + geom('box', (0.07, 0, 0.02), (0.018, 0.03, 0.018), rgb=(0.3, 0.31, 0.33))
        + geom('cylinder', size=0.02, rgb=STEEL, ends=(0.07, 0.028, 0.02, 0.07, 0.05, 0.02))
    )


def wrench(world, look):
    jaw = ''.join(
        geom('box', (0.088, y, 0.012), (0.02, 0.009, 0.012), look, euler=(0, 0, -15 * y))
        for y in (-0.022, 0.022)
    )
    return (
        geom('box', (0, 0, 0.012), (0.07, 0.012, 0.01), look)
        + geom('cylinder', (0.06, 0, 0.012), (0.026, 0.012), look)
        + geom('cylinder', (-0.075, 0, 0.012), (0.022, 0.012), look)
        + geom('cylinder', (-0.075, 0, 0.012), (0.01, 0.0126), rgb=INK)
        + jaw
    )


def screwdriver(world, look):
    return (
        geom('capsule', size=0.019, material=look, ends=(-0.075, 0, 0.02, -0.015, 0, 0.02))
        + geom('cylinder', size=0.014, material=look, ends=(-0.015, 0, 0.02, 0.01, 0, 0.02))
        + geom('capsule', size=0.006, rgb=STEEL, ends=(0.01, 0, 0.02, 0.095, 0, 0.02))
    )


def sponge(world, look):
    scrub = world.material(textures.fur(np.random.default_rng(6), (40, 95, 60)))
    return geom('box', (0, 0, 0.022), (0.06, 0.04, 0.018), look) + world.panel(
        (0, 0, 0.044), (0.12, 0.08, 0.01), scrub, 0.2
    )


def flower_pot(world, look):
    pot = [(0, 0), (0.034, 0), (0.046, 0.06), (0.052, 0.06), (0.052, 0.075), (0.044, 0.075)]
    pot += [(0.04, 0.065), (0, 0.065)]
    green = world.material(rgb=(0.16, 0.45, 0.14))
    leaves = ''.join(
        geom('ellipsoid', (0.03 * np.cos(a), 0.03 * np.sin(a), 0.1), (0.034, 0.014, 0.006), green,
             euler=(0, -0.8, a))
        for a in np.linspace(0, 2 * np.pi, 6)[:-1]
    )  # fmt: skip
    return turned(world, look, pot, 'pot') + leaves + geom(
        'sphere', (0, 0, 0.125), 0.02, rgb=(0.9, 0.35, 0.55)
    )

