"""Toys."""

import numpy as np

from vljepa_training.scenes.meshes import lathe, reshaped
from vljepa_training.scenes.things import sharp
from vljepa_training.scenes.world import geom

from .parts import (
    CREAM,
    GLASS,
    INK,
    SIDES,
    STEEL,
    WOOD,
    around,
    bent,
    dots,
    rod,
    rounded,
    turned,
    wheels,
)


def toy_brick(world, look):
    studs = (
        geom('cylinder', (x, y, 0.054), (0.014, 0.008), look)
        for x in (-0.045, -0.015, 0.015, 0.045)
        for y in (-0.016, 0.016)
    )
    return geom('box', (0, 0, 0.024), (0.063, 0.034, 0.024), look) + ''.join(studs)


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
        geom(
            'box',
            (0.036 * np.cos(a), 0.036 * np.sin(a), 0.028),
            (0.022, 0.004, 0.028),
            nose,
            euler=(0, 0, a),
        )
        for a in (0.3, 0.3 + 2 * np.pi / 3, 0.3 + 4 * np.pi / 3)
    )
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


def bowling_pin(world, look):
    outline = [(0, 0), (0.022, 0), (0.024, 0.003), (0.033, 0.032), (0.037, 0.058), (0.033, 0.084)]
    outline += [(0.022, 0.115), (0.015, 0.138), (0.0155, 0.155), (0.0195, 0.174), (0.016, 0.19)]
    outline += [(0.008, 0.197), (0, 0.198)]
    bands = (geom('cylinder', (0, 0, z), (0.0172, 0.004), rgb=CREAM) for z in (0.136, 0.152))
    return rounded(world, look, outline, 'bowling pin') + ''.join(bands)


def toy_train(world, look):
    return (
        geom('box', (0, 0, 0.032), (0.078, 0.029, 0.009), look)
        + rod((-0.02, 0, 0.063), (0.07, 0, 0.063), 0.026, look, shape='cylinder')
        + rod((0.069, 0, 0.063), (0.073, 0, 0.063), 0.021, rgb=INK, shape='cylinder')
        + geom('box', (-0.045, 0, 0.075), (0.028, 0.033, 0.042), look)
        + geom('box', (-0.045, 0, 0.094), (0.017, 0.0335, 0.014), rgb=GLASS)
        + geom('box', (-0.045, 0, 0.12), (0.034, 0.038, 0.004), rgb=INK)
        + geom('cylinder', (0.05, 0, 0.097), (0.01, 0.018), look)
        + geom('cylinder', (0.05, 0, 0.118), (0.014, 0.005), rgb=INK)
        + geom('sphere', (0.01, 0, 0.086), 0.015, rgb=(0.85, 0.65, 0.2))
        + wheels((-0.055, 0.0, 0.055))
    )


def plane_wheel(y: float) -> str:
    return rod(
        (0.045, y - 0.005, 0.013), (0.045, y + 0.005, 0.013), 0.013, rgb=INK, shape='cylinder'
    ) + rod((0.045, y, 0.013), (0.045, y * 0.6, 0.045), 0.004, rgb=STEEL)


def toy_plane(world, look):
    return (
        geom('ellipsoid', (0, 0, 0.05), (0.085, 0.023, 0.025), look)
        + geom('box', (0.04, 0, 0.046), (0.021, 0.088, 0.004), look)
        + geom('box', (-0.072, 0, 0.054), (0.012, 0.036, 0.003), look)
        + geom('box', (-0.075, 0, 0.075), (0.012, 0.003, 0.024), look)
        + geom('ellipsoid', (0.02, 0, 0.068), (0.024, 0.014, 0.015), rgb=GLASS)
        + geom('box', (0.086, 0, 0.05), (0.002, 0.005, 0.032), rgb=INK)
        + rod((-0.065, 0, 0.006), (-0.065, 0, 0.05), 0.006, rgb=INK)
        + plane_wheel(-0.03)
        + plane_wheel(0.03)
    )


def robot_half(look: str, side: int) -> str:
    """A leg, an arm and an eye."""
    return (
        geom('box', (0.004, side * 0.022, 0.02), (0.022, 0.015, 0.02), look)
        + rod((0, side * 0.046, 0.1), (0.012, side * 0.05, 0.06), 0.009, rgb=STEEL)
        + geom('sphere', (0.014, side * 0.05, 0.053), 0.012, look)
        + geom('sphere', (0.025, side * 0.013, 0.142), 0.008, rgb=CREAM)
        + geom('sphere', (0.031, side * 0.013, 0.142), 0.004, rgb=INK)
    )


def toy_robot(world, look):
    return (
        geom('box', (0, 0, 0.078), (0.026, 0.038, 0.036), look)
        + geom('box', (0.026, 0, 0.082), (0.002, 0.024, 0.02), rgb=STEEL)
        + geom('cylinder', (0, 0, 0.116), (0.012, 0.006), rgb=STEEL)
        + geom('box', (0, 0, 0.138), (0.025, 0.03, 0.02), look)
        + geom('box', (0.0255, 0, 0.125), (0.001, 0.015, 0.003), rgb=INK)
        + rod((0, 0, 0.155), (0, 0, 0.177), 0.003, rgb=STEEL)
        + geom('sphere', (0, 0, 0.181), 0.008, rgb=(0.85, 0.65, 0.2))
        + robot_half(look, -1)
        + robot_half(look, 1)
    )


def toy_house(world, look):
    pane = (0.45, 0.6, 0.7)
    slopes = ''.join(
        geom(
            'box',
            (0, side * 0.026, 0.105),
            (0.06, 0.036, 0.004),
            look,
            euler=(-side * np.pi / 4, 0, 0),
        )
        for side in (-1, 1)
    )
    return slopes + (
        geom('box', (0, 0, 0.042), (0.052, 0.044, 0.042), look)
        + geom('box', (0, 0, 0.084), (0.052, 0.031, 0.031), look, euler=(np.pi / 4, 0, 0))
        + geom('box', (0.052, 0, 0.026), (0.001, 0.014, 0.026), rgb=WOOD)
        + geom('box', (-0.03, 0.022, 0.125), (0.01, 0.01, 0.022), rgb=(0.55, 0.25, 0.18))
        + geom('box', (-0.027, 0, 0.048), (0.013, 0.0445, 0.014), rgb=pane)
        + geom('box', (0.027, 0, 0.048), (0.013, 0.0445, 0.014), rgb=pane)
    )


def toy_dinosaur(world, look):
    neck = [(0.02, 0, 0.055), (0.045, 0, 0.085), (0.056, 0, 0.12), (0.062, 0, 0.14)]
    tail = [(-0.02, 0, 0.06), (-0.055, 0, 0.045), (-0.078, 0, 0.028), (-0.095, 0, 0.025)]
    spikes = ((-0.055, 0.064), (-0.033, 0.084), (-0.008, 0.092), (0.018, 0.087))
    legs = ((-0.028, -0.02), (-0.028, 0.02), (0.024, -0.02), (0.024, 0.02))
    return (
        geom('ellipsoid', (-0.005, 0, 0.058), (0.045, 0.03, 0.031), look)
        + bent(world, look, neck, (0.024, 0.015, 0.012, 0.011), 'dinosaur neck', 12)
        + bent(world, look, tail, (0.026, 0.016, 0.008, 0.001), 'dinosaur tail', 12)
        + geom('ellipsoid', (0.07, 0, 0.142), (0.022, 0.014, 0.013), look)
        + dots([(0.074, -0.011, 0.149), (0.074, 0.011, 0.149)], 0.004)
        + ''.join(rod((x, y, 0.012), (x, y * 0.8, 0.05), 0.012, look) for x, y in legs)
        + ''.join(geom('ellipsoid', (x, 0, z), (0.009, 0.003, 0.012), rgb=CREAM) for x, z in spikes)
    )


def pawn(world, look):
    outline = [(0, 0), (0.042, 0), (0.044, 0.012), (0.036, 0.02), (0.034, 0.028), (0.02, 0.046)]
    outline += [(0.014, 0.075), (0.013, 0.096), (0.027, 0.1), (0.027, 0.106), (0.01, 0.112)]
    return turned(world, look, outline, 'pawn') + geom('sphere', (0, 0, 0.13), 0.025, look)


def drum(world, look):
    low, high = around(10, 0.0525), around(10, 0.0525, np.pi / 10)
    cords = ''.join(
        rod((x, y, 0.014), (*high[k + shift][:2], 0.078), 0.002, rgb=CREAM)
        for k, (x, y, _) in enumerate(low)
        for shift in (0, -1)
    )
    return (
        geom('cylinder', (0, 0, 0.046), (0.051, 0.044), look)
        + geom('cylinder', (0, 0, 0.008), (0.055, 0.008), look)
        + geom('cylinder', (0, 0, 0.085), (0.055, 0.008), look)
        + geom('cylinder', (0, 0, 0.0925), (0.05, 0.0015), rgb=CREAM)
        + cords
    )


def turtle_skin(skin: str) -> str:
    """Head, tail and legs."""
    legs = ''.join(
        geom('ellipsoid', (x, y, 0.012), (0.02, 0.014, 0.012), skin, euler=(0, 0, x * y * 500))
        for x in (-0.04, 0.04)
        for y in (-0.038, 0.038)
    )
    return (
        geom('ellipsoid', (0.068, 0, 0.034), (0.021, 0.016, 0.016), skin)
        + rod((0.04, 0, 0.02), (0.064, 0, 0.03), 0.011, skin)
        + geom('ellipsoid', (-0.064, 0, 0.012), (0.014, 0.006, 0.005), skin)
        + dots([(0.079, -0.01, 0.041), (0.079, 0.01, 0.041)], 0.004)
        + legs
    )


def toy_turtle(world, look):
    dome = [(0, 0.01), (0.05, 0.01), (0.053, 0.018), (0.047, 0.038), (0.03, 0.056), (0, 0.063)]
    plates = ''.join(
        geom('ellipsoid', (x * 1.12, y, 0.047), (0.011, 0.011, 0.008), rgb=CREAM)
        for x, y, _ in around(6, 0.036)
    )
    return (
        rounded(world, look, dome, 'turtle shell', (1.12, 1, 1))
        + turtle_skin(world.material(rgb=(0.55, 0.62, 0.34)))
        + plates
        + geom('ellipsoid', (0, 0, 0.06), (0.014, 0.014, 0.006), rgb=CREAM)
    )


def snowman(world, look):
    coal = ((0.022, -0.009, 0.145), (0.022, 0.009, 0.145), (0.0315, 0, 0.106), (0.031, 0, 0.09))
    return (
        geom('sphere', (0, 0, 0.043), 0.043, look)
        + geom('sphere', (0, 0, 0.096), 0.032, look)
        + geom('sphere', (0, 0, 0.139), 0.024, look)
        + dots(coal, 0.004)
        + rod((0.022, 0, 0.137), (0.042, 0, 0.135), 0.004, rgb=(0.95, 0.45, 0.05))
        + geom('cylinder', (0, 0, 0.118), (0.026, 0.005), rgb=(0.75, 0.1, 0.1))
        + geom('cylinder', (0, 0, 0.158), (0.028, 0.002), rgb=INK)
        + geom('cylinder', (0, 0, 0.173), (0.018, 0.015), rgb=INK)
        + ''.join(rod((0, y, 0.1), (0.01, y * 2, 0.125), 0.003, rgb=WOOD) for y in (-0.03, 0.03))
    )


def pig_half(look: str, side: int) -> str:
    """Two legs, an ear, an eye and a nostril."""
    y = side * 0.022
    return (
        geom('cylinder', (-0.03, y, 0.014), (0.012, 0.014), look)
        + geom('cylinder', (0.028, y, 0.014), (0.012, 0.014), look)
        + geom(
            'ellipsoid',
            (0.03, side * 0.026, 0.1),
            (0.006, 0.012, 0.016),
            look,
            euler=(-side * 0.5, 0, 0),
        )
        + dots([(0.048, side * 0.021, 0.079)], 0.005)
        + dots([(0.071, side * 0.007, 0.06)], 0.004)
    )


def piggy_bank(world, look):
    return (
        geom('ellipsoid', (0, 0, 0.06), (0.058, 0.044, 0.043), look)
        + rod((0.05, 0, 0.06), (0.072, 0, 0.06), 0.018, look, shape='cylinder')
        + geom('box', (0, 0, 0.1025), (0.016, 0.003, 0.0015), rgb=INK)
        + geom('sphere', (-0.06, 0, 0.07), 0.008, look)
        + pig_half(look, -1)
        + pig_half(look, 1)
    )


def whistle(world, look):
    loop = [(0.012 + 0.003 * c, 0.003 * s) for c, s, _ in around(8, 1)]
    steel = world.material(rgb=STEEL, specular=0.8)
    return (
        rod((-0.025, -0.022, 0.034), (-0.025, 0.022, 0.034), 0.034, look, shape='cylinder')
        + rod((-0.025, -0.0225, 0.034), (-0.025, 0.0225, 0.034), 0.02, rgb=INK, shape='cylinder')
        + rod((-0.025, -0.023, 0.034), (-0.025, 0.023, 0.034), 0.016, look, shape='cylinder')
        + geom('box', (0.025, 0, 0.055), (0.052, 0.022, 0.013), look)
        + geom('box', (0.078, 0, 0.055), (0.006, 0.018, 0.009), look)
        + geom('box', (0.018, 0, 0.0675), (0.008, 0.016, 0.001), rgb=INK)
        + rounded(world, steel, [*loop, loop[0]], 'whistle loop', centre=(-0.068, 0, 0.034))
    )
