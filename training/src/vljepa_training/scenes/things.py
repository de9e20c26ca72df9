"""Small things that stand on tables and are carried; each is geometry around its own origin."""

import numpy as np
from PIL import Image

from . import textures
from .arm import DATA
from .meshes import Mesh, lathe, read_obj, tube
from .world import World, geom

BEAR = 1.4  # times the size that the bear's numbers say


def duck(world: World) -> str:
    """A rubber duck 9 cm long, its origin under its belly, its beak along +x."""
    (mesh,) = read_obj(DATA / 'duck.obj', 0.055).values()
    # The file's y is up, and it looks along -x.
    turn = np.array([[-1.0, 0, 0], [0, 0, 1], [0, 1, 0]])
    points = mesh.points @ turn.T
    points[:, 2] -= points[:, 2].min()
    upright = Mesh(points, mesh.normals @ turn.T, mesh.uv, mesh.triangles)
    skin = np.asarray(Image.open(DATA / 'duckCM.png').convert('RGB'))
    return geom('mesh', mesh=world.mesh(upright), material=world.material(skin, specular=0.4))


def mug(world: World, rgb=(0.72, 0.1, 0.1)) -> str:
    """A coffee mug 10 cm high, its origin under its foot."""
    wall = [
        (0, 0),
        (0.036, 0),
        (0.041, 0.004),
        (0.041, 0.1),
        (0.038, 0.1),
        (0.037, 0.008),
        (0, 0.008),
    ]
    angle = np.linspace(-0.5 * np.pi, 0.5 * np.pi, 16)
    path = np.stack([0.04 + 0.028 * np.cos(angle), 0 * angle, 0.052 + 0.032 * np.sin(angle)], 1)
    look = world.material(rgb=rgb, specular=0.6, shininess=0.7)
    coffee = world.material(rgb=(0.16, 0.08, 0.04), specular=0.5)
    return (
        geom('mesh', mesh=world.mesh(lathe(sharp(wall))), material=look)
        + geom('mesh', mesh=world.mesh(tube(path, np.full(16, 0.0065))), material=look)
        + geom('cylinder', (0, 0, 0.082), (0.037, 0.001), material=coffee)
    )


def bottle(world: World, rng, glass=(0.08, 0.25, 0.12)) -> str:
    """A wine bottle 30 cm high with a label, its origin under its foot."""
    outline = [(0, 0), (0.036, 0), (0.038, 0.006), (0.038, 0.19), (0.034, 0.208), (0.016, 0.232)]
    outline += [(0.0145, 0.24), (0.0145, 0.285), (0.0165, 0.286), (0.0165, 0.3), (0, 0.3)]
    label = textures.abstract(rng, 512, 256)
    band = lathe([(0.0386, 0.06), (0.0386, 0.15)])
    return (
        geom(
            'mesh',
            mesh=world.mesh(lathe(sharp(outline))),
            material=world.material(rgb=glass, specular=0.9),
        )
        + geom('mesh', mesh=world.mesh(band), material=world.material(label))
        + geom('cylinder', (0, 0, 0.277), (0.0168, 0.024), rgb=(0.45, 0.08, 0.1))
    )


def banana(world: World) -> str:
    """A banana lying on its side, 18 cm from end to end."""
    angle = np.linspace(-0.95, 0.95, 24)
    path = np.stack([0.105 * np.sin(angle), 0.105 * np.cos(angle) - 0.085, 0 * angle], 1)
    radii = 0.019 * np.sqrt(np.clip(1 - np.abs(angle / 0.97) ** 5, 0, 1))
    path = np.concatenate([path[:1] - (0.012, 0.008, 0), path, path[-1:] + (0.014, -0.01, 0)])
    radii = np.concatenate([[0.004], radii, [0.004]])
    ends = geom('sphere', path[0], 0.0055, rgb=(0.25, 0.2, 0.08))
    ends += geom('sphere', path[-1], 0.005, rgb=(0.3, 0.22, 0.1))
    skin = world.material(rgb=(0.93, 0.77, 0.15), specular=0.2)
    lying = path[:, [0, 2, 1]]
    mesh = tube(lying, radii, 12)
    flat = Mesh(
        mesh.points[:, [0, 2, 1]], mesh.normals[:, [0, 2, 1]], mesh.uv, mesh.triangles[:, ::-1]
    )
    return geom('mesh', mesh=world.mesh(flat), material=skin) + ends


def bear(world: World, rng) -> str:
    """A sitting teddy bear 38 cm high that looks along +x, its origin under it."""
    brown = {'material': world.material(textures.fur(rng, (150, 98, 52)))}
    light = {'material': world.material(textures.fur(rng, (205, 165, 115)))}
    ink = {'rgb': (0.05, 0.03, 0.03)}

    def ball(centre, radii, look) -> str:
        return geom('ellipsoid', BEAR * np.array(centre), BEAR * np.array(radii), **look)

    def limb(ends, radius, look) -> str:
        return geom('capsule', size=BEAR * radius, ends=BEAR * np.array(ends), **look)

    parts = [
        ball((0, 0, 0.08), (0.062, 0.07, 0.08), brown),
        ball((0.03, 0, 0.075), (0.04, 0.05, 0.06), light),
        ball((0.01, 0, 0.195), (0.058, 0.066, 0.058), brown),
        ball((0.058, 0, 0.18), (0.03, 0.032, 0.025), light),
        ball((0.087, 0, 0.19), (0.009, 0.013, 0.009), ink),
    ]
    for side in (-1, 1):
        parts += [
            ball((0, side * 0.055, 0.247), (0.013, 0.026, 0.026), brown),
            ball((0.009, side * 0.055, 0.247), (0.008, 0.016, 0.016), light),
            ball((0.062, side * 0.026, 0.212), (0.0085, 0.0085, 0.0085), ink),
            limb((0.01, side * 0.06, 0.13, 0.055, side * 0.1, 0.075), 0.024, brown),
            limb((0.02, side * 0.05, 0.03, 0.1, side * 0.08, 0.03), 0.029, brown),
            ball((0.125, side * 0.087, 0.033), (0.012, 0.026, 0.03), light),
        ]
    return ''.join(parts)


def tray(world: World, rng) -> str:
    """An open wooden box, 30 x 24 x 6 cm, its origin under its middle."""
    look = world.material(textures.wood(rng, (196, 150, 96), boards=1))
    inner = world.material(rgb=(0.2, 0.42, 0.62))
    parts = [world.panel((0, 0, 0.005), (0.24, 0.3, 0.01), inner)]
    for side in (-1, 1):
        parts.append(world.panel((side * 0.12, 0, 0.03), (0.012, 0.3, 0.06), look, 0.4))
        parts.append(world.panel((0, side * 0.15, 0.03), (0.25, 0.012, 0.06), look, 0.4))
    return ''.join(parts)


def hand(world: World, rng) -> str:
    """A person's hand in a checked sleeve: fingers along -y, palm down, its origin the palm."""
    skin = world.material(rgb=(0.86, 0.64, 0.52), specular=0.05)
    sleeve = world.material(textures.fabric(rng, (170, 40, 40), (30, 30, 60)))
    parts = [
        geom('ellipsoid', (0, 0, 0), (0.043, 0.05, 0.02), skin),
        geom('capsule', size=0.026, material=skin, ends=(0, 0.03, 0, 0, 0.12, 0.01)),
        sleeve_of(world, sleeve),
        geom(
            'capsule', size=0.0115, material=skin, ends=(-0.035, 0.0, -0.005, -0.06, -0.05, -0.045)
        ),
    ]
    for finger, (x, length) in enumerate(
        ((-0.03, 0.052), (-0.01, 0.06), (0.01, 0.055), (0.03, 0.042))
    ):
        knuckle, bend = (x, -0.04, 0.0), (x * 1.15, -0.04 - length * 0.7, -0.01)
        tip = (x * 1.15, -0.05 - length, -0.045 + 0.003 * finger)
        parts.append(geom('capsule', size=0.0105, material=skin, ends=(*knuckle, *bend)))
        parts.append(geom('capsule', size=0.0095, material=skin, ends=(*bend, *tip)))
    return ''.join(parts)


def sleeve_of(world: World, material: str) -> str:
    path = np.stack([np.zeros(12), np.linspace(0.1, 0.75, 12), np.linspace(0.01, 0.1, 12)], 1)
    radii = np.linspace(0.042, 0.062, 12)
    # The path runs along y, where `tube` has its seam direction: build it along x, then turn it.
    mesh = tube(path[:, [1, 0, 2]], radii)
    turn = np.array([[0.0, -1, 0], [1, 0, 0], [0, 0, 1]])
    turned = Mesh(mesh.points @ turn.T, mesh.normals @ turn.T, mesh.uv * (3, 6), mesh.triangles)
    return geom('mesh', mesh=world.mesh(turned), material=material)


def sharp(profile):
    """A lathe profile whose corners stay edges: points beside each corner, 0.4 mm away."""
    points = np.asarray(profile, float)
    out = [points[0]]
    for a, b in zip(points[:-1], points[1:], strict=True):
        way = b - a
        length = np.linalg.norm(way)
        nudge = min(0.0004, length / 3) * way / length
        out += [a + nudge, b - nudge]
    out.append(points[-1])
    return out
