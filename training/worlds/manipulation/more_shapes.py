"""Geometry of more of what is carried, in the manner of `shapes`."""

import numpy as np

from training.sample_bag.meshes import lathe, reshaped
from training.sample_bag.things import sharp
from training.sample_bag.world import World, geom

from .shapes import INK, SIDES, STEEL, WOOD, bent, turned, wheels

CREAM = (0.93, 0.9, 0.82)
GLASS = (0.16, 0.22, 0.28)
LEAF = (0.16, 0.45, 0.14)


def rounded(world: World, look: str, profile, key: str, stretch=(1, 1, 1), centre=(0, 0, 0)) -> str:
    """A solid of revolution without edges, from (radius, height) pairs, stretched."""
    solid = lathe(profile, SIDES)
    mesh = reshaped(solid, solid.points * stretch)
    return geom('mesh', centre, material=look, mesh=world.mesh(mesh, key))


def rod(start, end, radius: float, look=None, rgb=None, shape='capsule') -> str:
    return geom(shape, size=radius, material=look, rgb=rgb, ends=(*start, *end))


def dots(places, radius: float, rgb=INK) -> str:
    return ''.join(geom('sphere', place, radius, rgb=rgb) for place in places)


def around(count: int, radius: float, first=0.0):
    """x, y and angle of places on a circle."""
    angles = first + 2 * np.pi * np.arange(count) / count
    return [(radius * np.cos(a), radius * np.sin(a), a) for a in angles]


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
        geom('box', (0, side * 0.026, 0.105), (0.06, 0.036, 0.004), look,
             euler=(-side * np.pi / 4, 0, 0))
        for side in (-1, 1)
    )  # fmt: skip
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


def bell(world, look):
    outline = [(0, 0.001), (0.05, 0), (0.051, 0.005), (0.038, 0.026), (0.033, 0.05), (0.023, 0.068)]
    outline += [(0.008, 0.076), (0, 0.077)]
    return (
        rounded(world, look, outline, 'bell')
        + geom('cylinder', (0, 0, 0.077), (0.013, 0.004), rgb=STEEL)
        + rod((0, 0, 0.08), (0, 0, 0.13), 0.01, rgb=WOOD)
        + geom('sphere', (0, 0, 0.135), 0.015, rgb=WOOD)
    )


def spoon(world, look):
    hollow = [(0, 0), (0.014, 0.003), (0.023, 0.016), (0.021, 0.016), (0.012, 0.006), (0, 0.004)]
    path = [(0.034, 0, 0.013), (0.015, 0, 0.018), (-0.02, 0, 0.017), (-0.07, 0, 0.009),
            (-0.092, 0, 0.009), (-0.093, 0, 0.009)]  # fmt: skip
    return rounded(world, look, hollow, 'spoon', (1.4, 1, 1), (0.06, 0, 0)) + bent(
        world, look, path, (0.005, 0.005, 0.005, 0.008, 0.007, 0), 'spoon shaft', 10
    )


def flashlight(world, look):
    lens = world.material(rgb=(1, 0.95, 0.75), specular=0.8, emission=0.3)
    path = [(x, 0, 0.03) for x in (-0.09, -0.0895, -0.07, -0.069, 0.025, 0.055, 0.056, 0.088)]
    radii = (0, 0.022, 0.022, 0.019, 0.019, 0.028, 0.03, 0.03)
    return (
        bent(world, look, path, radii, 'flashlight', 16)
        + rod((0.08, 0, 0.03), (0.0875, 0, 0.03), 0.0285, lens, shape='cylinder')
        + rod((0.01, 0, 0.047), (0.018, 0, 0.047), 0.006, rgb=INK)
        + geom('box', (-0.08, 0, 0.006), (0.008, 0.012, 0.006), look)
    )


def alarm_clock(world, look):
    ears = ''.join(
        geom('ellipsoid', (0, y, 0.112), (0.019, 0.019, 0.014), look)
        + rod((0, y * 0.7, 0.09), (0, y, 0.112), 0.005, rgb=STEEL)
        + rod((0, y * 0.9, 0.006), (0, y * 0.7, 0.03), 0.006, rgb=STEEL)
        for y in (-0.032, 0.032)
    )
    return (
        rod((-0.022, 0, 0.06), (0.022, 0, 0.06), 0.05, look, shape='cylinder')
        + rod((0.02, 0, 0.06), (0.023, 0, 0.06), 0.041, rgb=CREAM, shape='cylinder')
        + rod((0.023, 0, 0.06), (0.023, 0.012, 0.077), 0.0025, rgb=INK)
        + rod((0.023, 0, 0.06), (0.023, -0.028, 0.066), 0.002, rgb=INK)
        + rod((0, 0, 0.105), (0, 0, 0.128), 0.004, rgb=STEEL)
        + geom('ellipsoid', (0, 0, 0.13), (0.006, 0.012, 0.006), rgb=STEEL)
        + ears
    )


def camera(world, look):
    return (
        geom('box', (0, 0, 0.036), (0.024, 0.055, 0.036), look)
        + geom('box', (0, 0, 0.078), (0.02, 0.02, 0.01), look)
        + geom('box', (0.0205, 0, 0.079), (0.001, 0.014, 0.006), rgb=CREAM)
        + rod((0.02, 0, 0.036), (0.045, 0, 0.036), 0.028, rgb=INK, shape='cylinder')
        + rod((0.043, 0, 0.036), (0.05, 0, 0.036), 0.023, rgb=STEEL, shape='cylinder')
        + rod((0.045, 0, 0.036), (0.0505, 0, 0.036), 0.018, rgb=(0.1, 0.16, 0.3), shape='cylinder')
        + geom('cylinder', (0, -0.04, 0.074), (0.009, 0.004), rgb=STEEL)
        + geom('cylinder', (0, 0.04, 0.074), (0.012, 0.003), rgb=INK)
    )


def controller_half(look: str, side: int) -> str:
    """A grip and a stick."""
    x = side * 0.022
    return (
        geom('ellipsoid', (side * 0.045, 0.005, 0.022), (0.034, 0.033, 0.018), look)
        + geom('ellipsoid', (side * 0.06, -0.028, 0.018), (0.021, 0.04, 0.018), look,
               euler=(0, 0, side * 0.4))
        + geom('cylinder', (x, -0.014, 0.04), (0.004, 0.006), rgb=INK)
        + geom('ellipsoid', (x, -0.014, 0.047), (0.01, 0.01, 0.004), rgb=INK)
    )  # fmt: skip


def game_controller(world, look):
    paints = ((0.8, 0.1, 0.1), (0.95, 0.8, 0.1), (0.1, 0.5, 0.2), (0.1, 0.25, 0.75))
    buttons = ''.join(
        geom('sphere', (0.044 + x, 0.01 + y, 0.037), 0.006, rgb=rgb)
        for (x, y, _), rgb in zip(around(4, 0.012), paints, strict=True)
    )
    return (
        geom('box', (0, 0.001, 0.022), (0.045, 0.028, 0.016), look)
        + geom('box', (-0.044, 0.01, 0.039), (0.014, 0.0045, 0.003), rgb=INK)
        + geom('box', (-0.044, 0.01, 0.039), (0.0045, 0.014, 0.003), rgb=INK)
        + buttons
        + controller_half(look, -1)
        + controller_half(look, 1)
    )


def stapler(world, look):
    return (
        geom('box', (0, 0, 0.006), (0.085, 0.02, 0.006), look)
        + geom('box', (0.065, 0, 0.0125), (0.012, 0.012, 0.001), rgb=STEEL)
        + geom('box', (-0.068, 0, 0.024), (0.014, 0.019, 0.018), look)
        + geom('box', (0.005, 0, 0.036), (0.078, 0.013, 0.006), rgb=STEEL, euler=(0, -0.16, 0))
        + geom('box', (0, 0, 0.048), (0.08, 0.019, 0.009), look, euler=(0, -0.16, 0))
        + geom('ellipsoid', (0.005, 0, 0.056), (0.06, 0.017, 0.009), look, euler=(0, -0.16, 0))
    )


def padlock(world, look):
    steel = world.material(rgb=STEEL, specular=0.8)
    angle = np.linspace(np.pi, 0, 9)
    arch = np.stack([0.027 * np.cos(angle), 0 * angle, 0.1 + 0.027 * np.sin(angle)], 1)
    path = [(-0.027, 0, 0.07), *arch, (0.027, 0, 0.07)]
    return (
        geom('box', (0, 0, 0.04), (0.044, 0.023, 0.034), look)
        + geom('box', (0, 0, 0.04), (0.036, 0.023, 0.04), look)
        + bent(world, steel, path, 0.008, 'shackle', 10)
        + rod((0, -0.024, 0.045), (0, 0.024, 0.045), 0.009, rgb=INK, shape='cylinder')
        + geom('box', (0, 0, 0.033), (0.004, 0.024, 0.012), rgb=INK)
    )


def key(world, look):
    angle = np.linspace(0, 2 * np.pi, 9)
    bow = [(0.024 + 0.01 * np.cos(a), 0.011 + 0.01 * np.sin(a)) for a in angle]
    teeth = ''.join(
        geom('box', (x, 0.015, 0.011), (0.006, long, 0.006), look)
        for x, long in ((0.082, 0.015), (0.066, 0.009), (0.05, 0.013))
    )
    return (
        rounded(world, look, bow, 'key bow', (1, 1.15, 1), (-0.058, 0, 0))
        + rod((-0.032, 0, 0.011), (0.088, 0, 0.011), 0.008, look, shape='cylinder')
        + rod((-0.02, 0, 0.011), (-0.012, 0, 0.011), 0.011, look, shape='cylinder')
        + teeth
    )


def dumbbell(world, look):
    weights = ''.join(
        rod((x * 0.04, 0, 0.042), (x * 0.062, 0, 0.042), 0.042, look, shape='cylinder')
        + rod((x * 0.06, 0, 0.042), (x * 0.08, 0, 0.042), 0.032, look, shape='cylinder')
        + rod((x * 0.08, 0, 0.042), (x * 0.087, 0, 0.042), 0.014, rgb=STEEL, shape='cylinder')
        for x in (-1, 1)
    )
    return rod((-0.04, 0, 0.042), (0.04, 0, 0.042), 0.013, rgb=STEEL, shape='cylinder') + weights


def headset(world, look):
    angle = np.linspace(np.pi, 0, 15)
    path = np.stack([0.062 * np.cos(angle), 0 * angle, 0.06 + 0.088 * np.sin(angle)], 1)
    pads = ''.join(
        rod((x * 0.05, 0, 0.038), (x * 0.074, 0, 0.038), 0.036, look, shape='cylinder')
        + rod((x * 0.032, 0, 0.038), (x * 0.05, 0, 0.038), 0.038, rgb=INK, shape='cylinder')
        for x in (-1, 1)
    )
    return (
        bent(world, look, path, 0.01, 'headband', 10)
        + pads
        + rod((0.066, -0.03, 0.03), (0.045, -0.066, 0.012), 0.004, rgb=INK)
        + geom('sphere', (0.045, -0.066, 0.011), 0.01, rgb=INK)
    )


def calculator(world, look):
    grey = world.material(rgb=(0.42, 0.43, 0.45))
    keys = ''.join(
        geom('box', (x, y, 0.025), (0.008, 0.008, 0.003), grey)
        for x in (-0.062, -0.04, -0.018, 0.004)
        for y in (-0.033, -0.011, 0.011, 0.033)
    )
    return (
        geom('box', (0, 0, 0.012), (0.078, 0.05, 0.012), look)
        + geom('box', (0.045, 0, 0.0245), (0.022, 0.042, 0.001), rgb=INK)
        + geom('box', (0.045, 0, 0.025), (0.016, 0.036, 0.001), rgb=(0.62, 0.72, 0.55))
        + keys
    )


def boot(world, look):
    return (
        geom('cylinder', (-0.03, 0, 0.085), (0.033, 0.065), look)
        + geom('cylinder', (-0.03, 0, 0.143), (0.037, 0.008), look)
        + geom('cylinder', (-0.03, 0, 0.1505), (0.03, 0.001), rgb=INK)
        + geom('ellipsoid', (0.02, 0, 0.034), (0.056, 0.034, 0.032), look)
        + geom('cylinder', (-0.03, 0, 0.022), (0.033, 0.018), look)
        + geom('cylinder', (-0.03, 0, 0.007), (0.036, 0.007), rgb=INK)
        + rounded(world, world.material(rgb=INK), [(0, 0), (0.036, 0), (0.037, 0.01), (0, 0.012)],
                  'boot sole', (1.6, 1, 1), (0.02, 0, 0))
    )  # fmt: skip


def pawn(world, look):
    outline = [(0, 0), (0.042, 0), (0.044, 0.012), (0.036, 0.02), (0.034, 0.028), (0.02, 0.046)]
    outline += [(0.014, 0.075), (0.013, 0.096), (0.027, 0.1), (0.027, 0.106), (0.01, 0.112)]
    return turned(world, look, outline, 'pawn') + geom('sphere', (0, 0, 0.13), 0.025, look)


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


def crown(world, look):
    """Its upper edge is drawn up to eight points."""
    wall = [(0.04, 0), (0.043, 0), (0.05, 0.035), (0.047, 0.035), (0.04, 0)]
    band = lathe(sharp(wall), 48)
    angle = np.arctan2(band.points[:, 1], band.points[:, 0])
    rise = np.abs((angle * 8 / np.pi) % 2 - 1) * np.clip(band.points[:, 2] / 0.035, 0, 1)
    points = band.points * (1 + 0.12 * rise[:, None] * (1, 1, 0)) + rise[:, None] * (0, 0, 0.035)
    mesh = reshaped(band, points)
    pearls = [(x, y, 0.071) for x, y, _ in around(8, 0.054)]
    stones = [(x, y, 0.018) for x, y, _ in around(8, 0.0455, np.pi / 8)]
    gold = (0.95, 0.8, 0.45)
    return geom('mesh', material=look, mesh=world.mesh(mesh, 'royal crown')) + (
        dots(pearls, 0.006, gold) + dots(stones, 0.006, gold)
    )


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


def pig_half(look: str, side: int) -> str:
    """Two legs, an ear, an eye and a nostril."""
    y = side * 0.022
    return (
        geom('cylinder', (-0.03, y, 0.014), (0.012, 0.014), look)
        + geom('cylinder', (0.028, y, 0.014), (0.012, 0.014), look)
        + geom('ellipsoid', (0.03, side * 0.026, 0.1), (0.006, 0.012, 0.016), look,
               euler=(-side * 0.5, 0, 0))
        + dots([(0.048, side * 0.021, 0.079)], 0.005)
        + dots([(0.071, side * 0.007, 0.06)], 0.004)
    )  # fmt: skip


def piggy_bank(world, look):
    return (
        geom('ellipsoid', (0, 0, 0.06), (0.058, 0.044, 0.043), look)
        + rod((0.05, 0, 0.06), (0.072, 0, 0.06), 0.018, look, shape='cylinder')
        + geom('box', (0, 0, 0.1025), (0.016, 0.003, 0.0015), rgb=INK)
        + geom('sphere', (-0.06, 0, 0.07), 0.008, look)
        + pig_half(look, -1)
        + pig_half(look, 1)
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
    path = [(-0.088, 0, 0.027), (-0.086, 0, 0.027), (-0.075, 0, 0.0255), (-0.04, 0, 0.023),
            (0, 0, 0.022), (0.04, 0, 0.023), (0.075, 0, 0.0255), (0.086, 0, 0.027),
            (0.088, 0, 0.027)]  # fmt: skip
    radii = (0, 0.009, 0.019, 0.022, 0.022, 0.022, 0.019, 0.009, 0)
    stripes = ''.join(
        rod((-0.06, 0.0215 * np.cos(a), 0.0235 + 0.0215 * np.sin(a)),
            (0.06, 0.0215 * np.cos(a), 0.0235 + 0.0215 * np.sin(a)), 0.0015, rgb=(0.5, 0.68, 0.3))
        for a in (0.2, 0.9, 1.6, 2.3, 3.0)
    )  # fmt: skip
    stub = geom('sphere', (-0.088, 0, 0.027), 0.006, rgb=(0.6, 0.65, 0.35))
    return bent(world, look, path, radii, 'cucumber', 14) + stripes + stub


def croissant(world, look):
    half = (0.01, 0.015, 0.019, 0.023)
    return ''.join(
        geom('ellipsoid', (0.07 * np.sin(a), 0.07 * (1 - np.cos(a)) - 0.01, thick),
             (0.017, thick * 1.15, thick), look, euler=(0, 0, a))
        for a, thick in zip(np.linspace(-1.2, 1.2, 9), (*half, 0.025, *half[::-1]), strict=True)
    )  # fmt: skip


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
