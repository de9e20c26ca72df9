"""Tools, devices, clothes and other things of a household."""

import numpy as np

from vljepa_training.scenes import textures
from vljepa_training.scenes.meshes import lathe, reshaped
from vljepa_training.scenes.things import sharp
from vljepa_training.scenes.world import geom

from .parts import CREAM, INK, STEEL, around, bent, dots, rod, rounded, turned


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
        + geom(
            'ellipsoid',
            (side * 0.06, -0.028, 0.018),
            (0.021, 0.04, 0.018),
            look,
            euler=(0, 0, side * 0.4),
        )
        + geom('cylinder', (x, -0.014, 0.04), (0.004, 0.006), rgb=INK)
        + geom('ellipsoid', (x, -0.014, 0.047), (0.01, 0.01, 0.004), rgb=INK)
    )


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
        + rounded(
            world,
            world.material(rgb=INK),
            [(0, 0), (0.036, 0), (0.037, 0.01), (0, 0.012)],
            'boot sole',
            (1.6, 1, 1),
            (0.02, 0, 0),
        )
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
