"""Furniture for the rooms: each piece is geometry around its own origin on the floor, facing +x."""

import numpy as np

from vljepa_training.scenes import textures, things
from vljepa_training.scenes.meshes import lathe
from vljepa_training.scenes.world import World, geom, placed


def chair(world: World, wood: str, cushion: str) -> str:
    """A wooden dining chair; one sits on it looking along +x."""
    parts = [
        world.panel((0, 0, 0.45), (0.42, 0.42, 0.035), wood, 0.5),
        world.panel((0, 0, 0.475), (0.38, 0.38, 0.03), cushion, 0.3),
    ]
    for y in (-0.18, 0.18):
        parts.append(world.panel((0.18, y, 0.22), (0.04, 0.04, 0.44), wood, 0.5))
        parts.append(world.panel((-0.19, y, 0.48), (0.035, 0.04, 0.96), wood, 0.5))
    for z in (0.62, 0.74, 0.88):
        parts.append(world.panel((-0.19, 0, z), (0.02, 0.36, 0.07), wood, 0.5))
    return ''.join(parts)


def dining_table(world: World, rng) -> str:
    """A laid table, 0.95 m deep and 1.7 m wide, with four chairs around it."""
    wood = world.material(textures.wood(rng, (134, 84, 48), boards=2), specular=0.3)
    cushion = world.material(textures.fabric(rng, (150, 60, 50), (190, 150, 110)))
    parts = [world.panel((0, 0, 0.74), (0.95, 1.7, 0.04), wood, 0.8)]
    for x in (-0.4, 0.4):
        parts += [world.panel((x, y, 0.36), (0.07, 0.07, 0.72), wood, 0.8) for y in (-0.77, 0.77)]
    for y in (-0.42, 0.42):
        parts.append(placed(chair(world, wood, cushion), (-0.62, y, 0), 0.08 * np.sign(y)))
        parts.append(placed(chair(world, wood, cushion), (0.62, y, 0), np.pi - 0.06 * np.sign(y)))
    china = world.material(rgb=(0.94, 0.94, 0.92), specular=0.6)
    plate = lathe(
        things.sharp([(0, 0), (0.08, 0), (0.125, 0.018), (0.12, 0.02), (0.075, 0.006), (0, 0.006)])
    )
    for x, y in ((-0.28, -0.42), (-0.28, 0.42), (0.28, -0.42), (0.28, 0.42)):
        parts.append(geom('mesh', (x, y, 0.76), material=china, mesh=world.mesh(plate, 'plate')))
    parts.append(placed(things.bottle(world, rng), (0.02, 0.2, 0.76)))
    parts.append(placed(things.mug(world, (0.9, 0.85, 0.75)), (-0.25, 0.12, 0.76), 2.2))
    bowl = lathe(
        things.sharp([(0, 0), (0.05, 0), (0.14, 0.075), (0.133, 0.075), (0.05, 0.01), (0, 0.01)])
    )
    blue = world.material(rgb=(0.2, 0.35, 0.6), specular=0.6)
    parts.append(geom('mesh', (0, -0.12, 0.76), material=blue, mesh=world.mesh(bowl)))
    peel = world.material(rgb=(0.95, 0.5, 0.08), specular=0.2)
    for x, y, z in ((0.045, 0, 0.055), (-0.04, 0.045, 0.055), (-0.035, -0.045, 0.055), (0, 0, 0.1)):
        parts.append(geom('sphere', (x, y - 0.12, z + 0.76), 0.04, peel))
    return ''.join(parts)


def bookcase(world: World, rng, wood: str, width=1.0, height=2.1) -> str:
    """Shelves full of books, `width` along y; the backs of the books face +x."""
    parts = [world.panel((-0.15, 0, height / 2), (0.02, width, height), wood, 0.9)]
    for y in (-width / 2, width / 2):
        parts.append(world.panel((0, y, height / 2), (0.3, 0.03, height), wood, 0.9))
    levels = np.linspace(0.06, height - 0.02, 7)
    for z in levels:
        parts.append(world.panel((0, 0, z), (0.3, width, 0.025), wood, 0.9))
    for z, above in zip(levels[:-1], levels[1:], strict=True):
        y = -width / 2 + 0.03
        while y < width / 2 - 0.07:
            thick = rng.uniform(0.02, 0.05)
            tall = rng.uniform(0.62, 0.9) * (above - z - 0.03)
            deep = rng.uniform(0.09, 0.125)
            rgb = np.clip(rng.choice(BOOKS) * rng.uniform(0.75, 1.15), 0, 1)
            centre = (0.1 - deep, y + thick / 2, z + 0.013 + tall / 2)
            parts.append(geom('box', centre, (deep, thick / 2 - 0.001, tall / 2), rgb=rgb))
            if thick > 0.03:
                band = (0.101, y + thick / 2, z + 0.013 + tall * 0.75)
                parts.append(
                    geom(
                        'box',
                        band,
                        (0.0008, thick / 2 - 0.003, tall * 0.06),
                        rgb=(0.85, 0.75, 0.45),
                    )
                )
            y += thick + (0.0 if rng.random() < 0.93 else 0.05)
    return ''.join(parts)


BOOKS = np.array(
    [
        (0.55, 0.12, 0.1),
        (0.12, 0.2, 0.42),
        (0.14, 0.33, 0.2),
        (0.75, 0.66, 0.48),
        (0.3, 0.18, 0.1),
        (0.12, 0.12, 0.14),
        (0.72, 0.45, 0.15),
        (0.82, 0.82, 0.8),
        (0.4, 0.12, 0.3),
    ]
)


def desk(world: World, rng) -> str:
    """A desk with a computer, 1.3 m along y; one sits at its +x side."""
    wood = world.material(textures.wood(rng, (190, 150, 104), boards=2), specular=0.2)
    black = world.material(rgb=(0.07, 0.07, 0.08), specular=0.5)
    shown = world.material(textures.screen(rng), emission=0.8)
    keys = world.material(rgb=(0.2, 0.2, 0.22))
    parts = [
        world.panel((0, 0, 0.72), (0.7, 1.3, 0.04), wood, 0.8),
        world.panel((0, -0.45, 0.36), (0.62, 0.38, 0.68), wood, 0.8),
        world.panel((0, 0.62, 0.36), (0.62, 0.04, 0.7), wood, 0.8),
        geom('box', (-0.16, 0.05, 1.06), (0.02, 0.36, 0.22), black),
        world.panel((-0.138, 0.05, 1.06), (0.008, 0.68, 0.4), shown, None),
        geom('box', (-0.17, 0.05, 0.8), (0.015, 0.04, 0.08), black),
        geom('box', (-0.15, 0.05, 0.747), (0.1, 0.13, 0.006), black),
        geom('box', (0.13, 0.05, 0.752), (0.075, 0.22, 0.01), keys),
        geom('ellipsoid', (0.13, 0.36, 0.752), (0.05, 0.03, 0.016), keys),
        placed(things.mug(world, (0.15, 0.4, 0.5)), (0.0, -0.4, 0.74), 0.8),
    ]
    return ''.join(parts)


def office_chair(world: World) -> str:
    """A swivel chair; one sits on it looking along +x."""
    cloth = world.material(rgb=(0.13, 0.14, 0.17))
    steel = world.material(rgb=(0.4, 0.4, 0.42), specular=0.6)
    parts = [
        geom('ellipsoid', (0, 0, 0.48), (0.24, 0.24, 0.05), cloth),
        geom('ellipsoid', (-0.24, 0, 0.82), (0.045, 0.21, 0.26), cloth),
        geom('capsule', size=0.02, material=steel, ends=(-0.18, 0, 0.45, -0.25, 0, 0.7)),
        geom('cylinder', size=0.025, material=steel, ends=(0, 0, 0.1, 0, 0, 0.45)),
    ]
    for spoke in range(5):
        x, y = 0.28 * np.cos(spoke * 1.2566), 0.28 * np.sin(spoke * 1.2566)
        parts.append(geom('capsule', size=0.018, material=steel, ends=(0, 0, 0.1, x, y, 0.07)))
        parts.append(geom('sphere', (x, y, 0.03), 0.03, cloth))
    return ''.join(parts)


def plant(world: World, rng) -> str:
    """A potted plant 1.1 m high."""
    pot = lathe(
        things.sharp([(0, 0), (0.13, 0), (0.19, 0.32), (0.165, 0.32), (0.16, 0.28), (0, 0.28)])
    )
    parts = [geom('mesh', mesh=world.mesh(pot), material=world.material(rgb=(0.62, 0.32, 0.2)))]
    greens = [world.material(rgb=(0.1, g, 0.12), specular=0.2) for g in (0.3, 0.38, 0.46)]
    for leaf in range(34):
        angle, rise = 2.4 * leaf, rng.uniform(0.35, 1.0)
        out = rng.uniform(0.1, 0.3)
        centre = (out * np.cos(angle), out * np.sin(angle), 0.3 + 0.75 * rise)
        lean = (rng.uniform(-0.6, 0.6), 0.5 + rng.uniform(-0.4, 0.5), angle)
        parts.append(geom('ellipsoid', centre, (0.05, 0.035, 0.17), greens[leaf % 3], euler=lean))
        parts.append(geom('capsule', size=0.006, material=greens[0], ends=(0, 0, 0.25, *centre)))
    return ''.join(parts)


def extinguisher(world: World) -> str:
    """A fire extinguisher, 55 cm high, hanging with its back to -x."""
    red = world.material(rgb=(0.78, 0.06, 0.05), specular=0.7)
    return (
        geom('capsule', size=0.075, material=red, ends=(0, 0, 0.08, 0, 0, 0.4))
        + geom('cylinder', (0, 0, 0.5), (0.025, 0.04), rgb=(0.1, 0.1, 0.1))
        + geom('box', (0.04, 0, 0.53), (0.06, 0.012, 0.012), rgb=(0.1, 0.1, 0.1))
        + geom('cylinder', (0, 0, 0.25), (0.0755, 0.07), rgb=(0.92, 0.92, 0.88))
        + geom(
            'capsule', size=0.012, rgb=(0.08, 0.08, 0.08), ends=(0.05, 0.02, 0.5, 0.09, 0.05, 0.15)
        )
    )


def closed_door(world: World, rng) -> str:
    """A panelled door 0.95 m wide in its frame, its back to -x."""
    leaf = world.material(textures.wood(rng, (150, 100, 62), boards=1), specular=0.2)
    dark = world.material(textures.wood(rng, (118, 76, 46), boards=1))
    frame = world.material(rgb=(0.9, 0.89, 0.85))
    parts = [world.panel((0.02, 0, 1.02), (0.04, 0.9, 2.04), leaf, 1.2)]
    for z in (0.55, 1.45):
        parts += [world.panel((0.042, y, z), (0.012, 0.3, 0.7), dark, 0.9) for y in (-0.2, 0.2)]
    parts += [geom('box', (0.03, y, 1.05), (0.035, 0.05, 1.05), frame) for y in (-0.5, 0.5)]
    parts.append(geom('box', (0.03, 0, 2.12), (0.035, 0.55, 0.05), frame))
    parts.append(
        geom(
            'capsule', size=0.012, rgb=(0.75, 0.7, 0.55), ends=(0.09, 0.38, 1.02, 0.09, 0.27, 1.02)
        )
    )
    return ''.join(parts)
