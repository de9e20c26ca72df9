"""The arms: posed by their joints in one upright plane, so that the grip is solved in closed form.

An arm turns about the vertical; shoulder, elbow and wrist bend in the plane (r, z) that turns with
it; the hand points down and rolls about the vertical through its tip. Each of these parts is one
body of the stage. The arm's base is at the origin of the table's top.
"""

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from vljepa_training.scenes.arm import DATA, JOINTS
from vljepa_training.scenes.meshes import Mesh, read_obj, smooth_normals
from vljepa_training.scenes.world import Stage, World, geom

OPEN = 0.065
"""How far each finger stands from the middle when the hand is open, m."""


@dataclass(frozen=True)
class Arm:
    """What an arm is: geometry of its parts around their pivots, and its lengths (m) at zero.

    At zero both links point up along z and the hand down; `upper` and `fore` [2] are (r, z) from
    shoulder to elbow and from elbow to wrist, `tip` from the wrist to between the finger tips.
    """

    shoulder: tuple[float, float]
    upper: tuple[float, float]
    fore: tuple[float, float]
    tip: tuple[float, float]
    parts: dict[str, str]
    """XML by part: base, turret, upper, fore, wrist, hand, left, right."""


@dataclass(frozen=True)
class Grip:
    """Where the tip is: azimuth (rad), distance from the base's axis and height (m), and the
    hand's roll (rad) about the vertical, on top of the azimuth."""

    azimuth: float
    distance: float
    height: float
    roll: float

    @property
    def position(self) -> np.ndarray:
        c, s = np.cos(self.azimuth), np.sin(self.azimuth)
        return np.array((self.distance * c, self.distance * s, self.height))

    @property
    def yaw(self) -> float:
        return self.azimuth + self.roll


def about_z(angle: float) -> np.ndarray:
    return np.array((np.cos(angle / 2), 0, 0, np.sin(angle / 2)))


def turned(yaw: float, pitch: float) -> np.ndarray:
    """The quaternion of `pitch` about y, then `yaw` about z."""
    c, s, cp, sp = np.cos(yaw / 2), np.sin(yaw / 2), np.cos(pitch / 2), np.sin(pitch / 2)
    return np.array((c * cp, -s * sp, c * sp, s * cp))


class OutOfReach(ValueError):
    """An arm cannot get to where a seed sends it."""


def bend(arm: Arm, distance: float, height: float) -> tuple[float, float]:
    """Pitch of upper arm and forearm (rad from their zero) that bring the tip there, elbow up.

    Raises OutOfReach.
    """
    upper, fore = np.hypot(*arm.upper), np.hypot(*arm.fore)
    r = distance - arm.tip[0] - arm.shoulder[0]
    z = height - arm.tip[1] - arm.shoulder[1]
    far = np.hypot(r, z)
    if not abs(upper - fore) < far < upper + fore:
        raise OutOfReach(f'the arm does not reach {distance:.2f} m away at {height:.2f} m')
    lean = np.arccos((upper**2 + far**2 - fore**2) / (2 * upper * far))
    first = np.arctan2(r, z) - lean
    second = np.arctan2(r - upper * np.sin(first), z - upper * np.cos(first))
    return first - np.arctan2(*arm.upper), second - np.arctan2(*arm.fore)


def add(world: World, arm: Arm) -> None:
    world.add(f'<body name="arm_base">{arm.parts["base"]}</body>')
    for name in ('turret', 'upper', 'fore', 'wrist', 'hand', 'left', 'right'):
        world.body(f'arm_{name}', arm.parts[name])


BODIES = [f'arm_{p}' for p in ('base', 'turret', 'upper', 'fore', 'wrist', 'hand', 'left', 'right')]


def rotated(vector, pitch: float) -> np.ndarray:
    """(r, z) turned by `pitch`."""
    r, z = vector
    c, s = np.cos(pitch), np.sin(pitch)
    return np.array((r * c + z * s, z * c - r * s))


def pose(stage: Stage, arm: Arm, grip: Grip, opening: float) -> None:
    """Brings the tip to `grip`, each finger `opening` (m) from the middle."""
    first, second = bend(arm, grip.distance, grip.height)
    yaw = grip.azimuth
    shoulder = np.array(arm.shoulder)
    elbow = shoulder + rotated(arm.upper, first)
    wrist = elbow + rotated(arm.fore, second)

    def place(point) -> tuple[float, float, float]:
        return point[0] * np.cos(yaw), point[0] * np.sin(yaw), point[1]

    stage.pose('arm_turret', (0, 0, 0), about_z(yaw))
    stage.pose('arm_upper', place(shoulder), turned(yaw, first))
    stage.pose('arm_fore', place(elbow), turned(yaw, second))
    stage.pose('arm_wrist', place(wrist), about_z(yaw))
    hand, across = grip.position, grip.yaw
    stage.pose('arm_hand', hand, about_z(across))
    for name, side in (('left', 1), ('right', -1)):
        offset = side * opening * np.array((-np.sin(across), np.cos(across), 0))
        stage.pose(f'arm_{name}', hand + offset, about_z(across))


# What follows makes the arms. Hand and fingers are around the tip, z upwards.


def gripper(palm: str, pad: str, height=0.1, width=0.024, thick=0.012, round_palm=False) -> dict:
    """A parallel gripper whose palm is `height` over the tip; its parts hand, left, right."""
    if round_palm:
        hand = geom('cylinder', (0, 0, height + 0.025), (0.045, 0.025), palm)
    else:
        hand = geom('box', (0, 0, height + 0.025), (0.032, OPEN + 0.02, 0.025), palm)
    bar = geom('box', (0, 0, height + 0.004), (0.02, OPEN + thick, 0.006), pad)
    parts = {'hand': hand + bar}
    for name, side in (('left', 1), ('right', -1)):
        parts[name] = geom(
            'box', (0, side * thick, height / 2), (width / 2, thick / 2, height / 2), pad
        ) + geom('box', (0, side * thick * 0.7, 0.012), (width / 2, thick * 0.7, 0.012), palm)
    return parts


def plain(
    world: World, look, joint, pad, style: str, lengths=(0.42, 0.42), thickness=0.05, shoulder=0.3
) -> Arm:
    """An arm of plain shapes: `style` is box, capsule or tube (thin, with balls at its joints)."""
    t = thickness
    look, joint, pad = (world.material(rgb=rgb, specular=0.4) for rgb in (look, joint, pad))
    hand_height = 0.1

    def axle(width=1.35) -> str:
        if style == 'tube':
            return geom('sphere', (0, 0, 0), t * 1.25, joint)
        ends = (0, -t * width, 0, 0, t * width, 0)
        return geom('cylinder', size=t * 1.08, material=joint, ends=ends)

    def link(length: float, thin: float) -> str:
        if style == 'box':
            return geom('box', (0, 0, length / 2), (t * thin, t * thin * 1.1, length / 2), look)
        size = t * thin * (0.6 if style == 'tube' else 1)
        return geom('capsule', size=size, material=look, ends=(0, 0, 0, 0, 0, length))

    base = geom('cylinder', (0, 0, 0.03), (t * 2, 0.03), joint)
    if style == 'box':
        base = geom('box', (0, 0, 0.03), (t * 2.2, t * 2.2, 0.03), joint)
    column = geom('cylinder', (0, 0, shoulder / 2), (t * 1.3, shoulder / 2), look)
    drop = 0.07
    wrist = geom('sphere', (0, 0, 0), t * 0.9, joint) + geom(
        'capsule', size=t * 0.6, material=look, ends=(0, 0, 0, 0, 0, -drop)
    )
    parts = {
        'base': base,
        'turret': column,
        'upper': axle() + link(lengths[0], 1.0),
        'fore': axle(1.2) + link(lengths[1], 0.8),
        'wrist': wrist,
        **gripper(joint, pad, hand_height, round_palm=style != 'box', thick=0.012),
    }
    tip = (0.0, -(drop + hand_height + 0.05))
    return Arm((0.0, shoulder), (0.0, lengths[0]), (0.0, lengths[1]), tip, parts)


@cache
def decimated(path: Path, cell: float) -> Mesh:
    """A file's mesh with its points gathered into cells of `cell` metres."""
    parts = read_obj(path).values()
    starts = np.cumsum([0] + [len(p.points) for p in parts])
    points = np.concatenate([p.points for p in parts])
    triangles = np.concatenate([p.triangles + s for p, s in zip(parts, starts, strict=False)])
    _, index = np.unique(np.round(points / cell), axis=0, return_inverse=True)
    index = index.ravel()
    count = np.bincount(index)
    merged = np.stack([np.bincount(index, points[:, k]) / count for k in range(3)], 1)
    triangles = index[triangles]
    a, b, c = triangles.T
    triangles = triangles[(a != b) & (b != c) & (a != c)]
    return Mesh(merged, smooth_normals(merged, triangles), merged[:, [0, 2]], triangles)


def rotation(axis: int, angle: float) -> np.ndarray:
    matrix = np.eye(4)
    i, j = (axis + 1) % 3, (axis + 2) % 3
    c, s = np.cos(angle), np.sin(angle)
    matrix[i, i], matrix[j, j], matrix[i, j], matrix[j, i] = c, c, -s, s
    return matrix


def shift(position) -> np.ndarray:
    matrix = np.eye(4)
    matrix[:3, 3] = position
    return matrix


def moved(mesh: Mesh, frame: np.ndarray, pivot) -> Mesh:
    """A link's mesh from its own frame to coordinates around `pivot`."""
    turn = frame[:3, :3].T
    return Mesh(
        mesh.points @ turn + frame[:3, 3] - pivot, mesh.normals @ turn, mesh.uv, mesh.triangles
    )


def panda(world: World) -> Arm:
    frames = [np.eye(4)]
    for position, angle in JOINTS:
        frames.append(frames[-1] @ shift(position) @ rotation(0, angle))
    frames[7] = frames[7] @ rotation(2, np.pi / 4)
    hand = frames[7] @ shift((0, 0, 0.107)) @ rotation(2, -np.pi / 4)
    elbow, wrist = frames[4][:3, 3], frames[6][:3, 3]
    shoulder = frames[2][:3, 3]
    tip = (hand @ shift((0, 0, 0.1034)))[:3, 3]
    white = world.material(rgb=(0.92, 0.93, 0.94), specular=0.4)
    dark = world.material(rgb=(0.16, 0.17, 0.19), specular=0.4)

    def mesh(link: str, frame, pivot, look=white) -> str:
        file = DATA / f'franka_panda/meshes/collision/{link}.obj'
        part = moved(decimated(file, 0.006), frame, pivot)
        return geom('mesh', material=look, mesh=world.mesh(part, ('panda', link)))

    fingers = gripper(dark, dark, 0.06, 0.02)
    parts = {
        'base': mesh('link0', frames[0], 0),
        'turret': mesh('link1', frames[1], 0),
        'upper': mesh('link2', frames[2], shoulder) + mesh('link3', frames[3], shoulder),
        'fore': mesh('link4', frames[4], elbow) + mesh('link5', frames[5], elbow, dark),
        'wrist': mesh('link6', frames[6], wrist),
        'hand': mesh('link7', frames[7], tip, dark) + mesh('hand', hand, tip),
        'left': fingers['left'],
        'right': fingers['right'],
    }
    places = (shoulder, elbow - shoulder, wrist - elbow, tip - wrist)
    at, upper, fore, end = ((p[0], p[2]) for p in places)
    return Arm(at, upper, fore, end, parts)


def kuka(world: World) -> Arm:
    root = ElementTree.parse(DATA / 'kuka_iiwa/model.urdf').getroot()
    frames = [np.eye(4)]
    for joint in [j for j in root.iter('joint') if j.get('type') == 'revolute']:
        origin = joint.find('origin')
        assert origin is not None
        roll, pitch, yaw = (float(a) for a in origin.attrib['rpy'].split())
        turn = rotation(2, yaw) @ rotation(1, pitch) @ rotation(0, roll)
        place = [float(a) for a in origin.attrib['xyz'].split()]
        frames.append(frames[-1] @ shift(place) @ turn)
    shoulder, elbow, wrist = (frames[k][:3, 3] for k in (2, 4, 6))
    # At the file's zero the hand points up.
    down = shift(wrist) @ rotation(1, np.pi) @ shift(-wrist)
    height = 0.1
    flange = (down @ frames[7])[:3, 3] - (0, 0, 0.045)
    tip = flange - (0, 0, height + 0.05)
    orange = world.material(rgb=(0.95, 0.42, 0.06), specular=0.4)
    grey = world.material(rgb=(0.5, 0.51, 0.53), specular=0.4)
    pad = world.material(rgb=(0.12, 0.12, 0.13))

    def mesh(number: int, pivot, look, frame=None) -> str:
        file = DATA / f'kuka_iiwa/meshes/link_{number}.obj'
        part = moved(decimated(file, 0.012), frames[number] if frame is None else frame, pivot)
        return geom('mesh', material=look, mesh=world.mesh(part, ('kuka', number)))

    parts = {
        'base': mesh(0, 0, grey),
        'turret': mesh(1, 0, orange),
        'upper': mesh(2, shoulder, orange) + mesh(3, shoulder, grey),
        'fore': mesh(4, elbow, orange) + mesh(5, elbow, orange),
        'wrist': mesh(6, wrist, grey, down @ frames[6]) + mesh(7, wrist, grey, down @ frames[7]),
        **gripper(grey, pad, height),
    }
    places = (shoulder, elbow - shoulder, wrist - elbow, tip - wrist)
    at, upper, fore, end = ((p[0], p[2]) for p in places)
    return Arm(at, upper, fore, end, parts)


def white_arm(world: World) -> Arm:
    return plain(world, (0.85, 0.87, 0.9), (0.25, 0.45, 0.7), (0.15, 0.15, 0.16), 'capsule')


def yellow_arm(world: World) -> Arm:
    return plain(
        world, (0.93, 0.68, 0.06), (0.2, 0.2, 0.21), (0.35, 0.36, 0.38), 'box', (0.44, 0.4), 0.055
    )


def black_arm(world: World) -> Arm:
    return plain(
        world,
        (0.09, 0.09, 0.1),
        (0.75, 0.1, 0.1),
        (0.5, 0.5, 0.52),
        'box',
        (0.4, 0.44),
        0.035,
        0.25,
    )


def steel_arm(world: World) -> Arm:
    return plain(
        world, (0.62, 0.64, 0.67), (0.3, 0.32, 0.35), (0.1, 0.1, 0.1), 'tube', (0.45, 0.45), 0.05
    )


def green_arm(world: World) -> Arm:
    return plain(
        world, (0.2, 0.5, 0.32), (0.88, 0.86, 0.8), (0.2, 0.2, 0.2), 'tube', (0.4, 0.5), 0.065, 0.36
    )


TRAINED = {
    'panda': panda,
    'white arm': white_arm,
    'yellow arm': yellow_arm,
    'black arm': black_arm,
    'steel arm': steel_arm,
}
HELD_OUT = {'kuka': kuka, 'green arm': green_arm}
ARMS = TRAINED | HELD_OUT
