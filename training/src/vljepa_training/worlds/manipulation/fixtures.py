"""Containers and supports: what things are put in and on. They stay where they are.

Each has its origin under its middle and its front along +x; what opens is a body of its own, with
`leaf` as its name's end.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vljepa_training.scenes.meshes import lathe
from vljepa_training.scenes.things import sharp
from vljepa_training.scenes.world import World, geom


@dataclass(frozen=True)
class Fixture:
    """Lengths in metres. `well` is where things come to lie: (x, y, z) of its floor."""

    name: str
    role: str
    shape: Callable[[World, str], tuple[str, str]]
    """XML of what stands still and of what opens ('' where nothing does)."""
    radius: float
    height: float
    well: tuple[float, float, float]
    room: float
    """Radius of what fits in or on it."""
    capacity: int = 1
    """How many find room; two lie `room` to the left and right of `well`."""
    ground: tuple[float, float] = (0.1, 0.1)
    """Radii of its shadow."""
    opens: str = ''
    """`slide` or `hinge`, '' for what is open always."""
    handle: tuple[float, float, float] = (0, 0, 0)
    """Where it is gripped to be opened, while closed."""
    own: tuple[float, float, float] | None = None


SLIDE = 0.17
"""How far a drawer comes out, m."""
HINGE = (-0.095, 0.0, 0.1)
"""Where a box's lid turns, in the box's coordinates."""
SWING = 1.95
"""How far a lid swings, rad."""


def walls(look: str, x: float, y: float, height: float, thick=0.006, base=0.0, front=True) -> str:
    """A box without a top, x by y outside; without its wall on +x where not `front`."""
    hx, hy, hz = x / 2, y / 2, height / 2
    parts = [geom('box', (0, 0, base + thick / 2), (hx, hy, thick / 2), look)]
    parts += [geom('box', (0, s * hy, base + hz), (hx, thick / 2, hz), look) for s in (-1, 1)]
    ends = (-1, 1) if front else (-1,)
    parts += [geom('box', (s * hx, 0, base + hz), (thick / 2, hy, hz), look) for s in ends]
    return ''.join(parts)


def drawer(world: World, look: str) -> tuple[str, str]:
    body = world.material(rgb=(0.55, 0.4, 0.28))
    inside = world.material(rgb=(0.85, 0.78, 0.64))
    steel = world.material(rgb=(0.75, 0.76, 0.78), specular=0.8)
    hollow = (
        geom('box', (0, 0, 0.006), (0.1, 0.11, 0.006), body)
        + geom('box', (0, 0, 0.126), (0.105, 0.115, 0.006), body)
        + ''.join(geom('box', (0, s * 0.106, 0.066), (0.1, 0.006, 0.06), body) for s in (-1, 1))
        + geom('box', (-0.096, 0, 0.066), (0.004, 0.11, 0.06), body)
    )
    leaf = (
        walls(inside, 0.18, 0.196, 0.07, base=0.014)
        + geom('box', (0.1, 0, 0.066), (0.006, 0.1, 0.052), look)
        + geom(
            'capsule', size=0.008, material=steel, ends=(0.125, -0.035, 0.075, 0.125, 0.035, 0.075)
        )
        + geom('box', (0.115, 0, 0.075), (0.01, 0.006, 0.006), steel)
    )
    return hollow, leaf


def chest(world: World, look: str) -> tuple[str, str]:
    """The lid's body has its origin at the hinge: the top edge on -x."""
    inside = world.material(rgb=(0.5, 0.38, 0.26))
    body = walls(look, 0.19, 0.21, 0.1) + geom('box', (0, 0, 0.008), (0.09, 0.1, 0.002), inside)
    knob = geom('sphere', (0.2, 0, 0.008), 0.012, rgb=(0.8, 0.7, 0.35))
    return body, geom('box', (0.097, 0, 0.005), (0.1, 0.11, 0.006), look) + knob


def tray(world: World, look: str) -> tuple[str, str]:
    return walls(look, 0.24, 0.28, 0.03, 0.008), ''


def bowl(world: World, look: str) -> tuple[str, str]:
    wall = [(0, 0), (0.05, 0), (0.115, 0.07), (0.108, 0.07), (0.045, 0.008), (0, 0.008)]
    return geom('mesh', material=look, mesh=world.mesh(lathe(sharp(wall), 24), 'bowl')), ''


def basket(world: World, look: str) -> tuple[str, str]:
    wicker = world.material(rgb=(0.66, 0.47, 0.26))
    wall = [(0, 0), (0.085, 0), (0.1, 0.085), (0.094, 0.085), (0.08, 0.008), (0, 0.008)]
    angle = np.linspace(0, np.pi, 9)
    arc = [(0, 0.098 * np.cos(a), 0.085 + 0.12 * np.sin(a)) for a in angle]
    bow = ''.join(
        geom('capsule', size=0.006, material=wicker, ends=(*a, *b))
        for a, b in zip(arc[:-1], arc[1:], strict=True)
    )
    # The bow lies over to one side, so that the hand can get in.
    laid = f'<body pos="0 0 0.085" euler="0 1.25 0"><body pos="0 0 -0.085">{bow}</body></body>'
    band = geom(
        'mesh',
        material=look,
        mesh=world.mesh(lathe([(0.0935, 0.035), (0.0985, 0.065)], 24), 'band'),
    )
    shell = geom('mesh', material=wicker, mesh=world.mesh(lathe(sharp(wall), 24), 'basket'))
    return shell + band + laid, ''


def stand(world: World, look: str) -> tuple[str, str]:
    return (
        geom('cylinder', (0, 0, 0.006), (0.06, 0.006), look)
        + geom('cylinder', (0, 0, 0.05), (0.022, 0.05), look)
        + geom('cylinder', (0, 0, 0.094), (0.095, 0.008), look),
        '',
    )


def shelf(world: World, look: str) -> tuple[str, str]:
    wood = world.material(rgb=(0.72, 0.54, 0.34))
    legs = ''.join(geom('box', (0, s * 0.13, 0.07), (0.09, 0.008, 0.07), wood) for s in (-1, 1))
    board = geom('box', (0, 0, 0.145), (0.1, 0.155, 0.008), look)
    return legs + board + geom('box', (-0.085, 0, 0.07), (0.005, 0.13, 0.05), wood), ''


FIXTURES = {
    f.name: f
    for f in (
        Fixture(
            'drawer',
            'container',
            drawer,
            0.19,
            0.132,
            (0.0, 0, 0.02),
            0.08,
            1,
            (0.135, 0.145),
            'slide',
            (0.125, 0, 0.075),
        ),
        Fixture(
            'box',
            'container',
            chest,
            0.15,
            0.106,
            (0, 0, 0.01),
            0.08,
            1,
            (0.125, 0.135),
            'hinge',
            (0.105, 0, 0.115),
        ),
        Fixture('tray', 'container', tray, 0.175, 0.03, (0, 0, 0.008), 0.066, 2, (0.15, 0.17)),
        Fixture('bowl', 'container', bowl, 0.12, 0.07, (0, 0, 0.012), 0.07),
        Fixture('basket', 'container', basket, 0.13, 0.085, (0, 0, 0.01), 0.08),
        Fixture('stand', 'support', stand, 0.1, 0.102, (0, 0, 0.102), 0.09, 1, (0.07, 0.07)),
        Fixture('shelf', 'support', shelf, 0.165, 0.153, (0, 0, 0.153), 0.075, 2, (0.11, 0.16)),
    )
}
