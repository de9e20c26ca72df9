"""A Franka Panda from pybullet_data: its links, and inverse kinematics by least squares."""

from pathlib import Path

import mujoco
import numpy as np
import pybullet_data

from .meshes import read_colours, read_obj
from .world import Stage, World, geom, numbers

DATA = Path(pybullet_data.getDataPath())
# Joint origins of panda.urdf: position and rotation about x (rad) in the link before.
JOINTS = (
    ((0, 0, 0.333), 0.0),
    ((0, 0, 0), -np.pi / 2),
    ((0, -0.316, 0), np.pi / 2),
    ((0.0825, 0, 0), np.pi / 2),
    ((-0.0825, 0.384, 0), -np.pi / 2),
    ((0, 0, 0), np.pi / 2),
    ((0.088, 0, 0), np.pi / 2),
)
LOWER = np.array((-2.89, -1.76, -2.89, -3.07, -2.89, -0.01, -2.89))
UPPER = np.array((2.89, 1.76, 2.89, -0.07, 2.89, 3.75, 2.89))
HOME = np.array((0.0, -0.785, 0.0, -2.356, 0.0, 1.571, 0.785))
POINTS_DOWN = np.array([[1.0, 0, 0], [0, -1, 0], [0, 0, -1]])


def add_arm(world: World) -> None:
    """Adds the arm with its base at the origin; its site `grip` lies between the finger tips."""

    def link(name: str, folder='visual', euler=None) -> str:
        path = DATA / f'franka_panda/meshes/{folder}/{name}.obj'
        library = path.with_suffix('.mtl')
        colours = read_colours(library) if library.exists() else {}
        return ''.join(
            geom(
                'mesh',
                mesh=world.mesh(mesh, ('panda', name, part)),
                material=world.material(rgb=colours.get(part, (0.93, 0.94, 0.95)), specular=0.3),
                euler=euler,
            )
            for part, mesh in read_obj(path).items()
        )

    xml = f'<body name="link0">{link("link0", "collision")}'
    for number, (position, angle) in enumerate(JOINTS, start=1):
        xml += f'<body name="link{number}" pos="{numbers(position)}" euler="{angle:.9g} 0 0">'
        xml += f'<inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/><joint name="joint{number}"/>'
        xml += link('link7', 'collision') if number == 7 else link(f'link{number}')
    xml += f'<body name="gripper" pos="0 0 0.107" euler="0 0 {-np.pi / 4:.9g}">{link("hand")}'
    xml += '<site name="grip" pos="0 0 0.1034" size="0.001" rgba="0 0 0 0"/>'
    still = '<inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/>'
    for side, axis, euler in (('left', '0 1 0', None), ('right', '0 -1 0', (0, 0, np.pi))):
        xml += f'<body name="{side}_finger" pos="0 0 0.0584">{still}'
        xml += f'<joint name="{side}_finger" type="slide" axis="{axis}"/>'
        xml += link('finger', euler=euler) + '</body>'
    world.add(xml + '</body>' * 9)


def solve(stage: Stage, position, turn=0.0, tilt=0.0) -> np.ndarray:
    """Joint angles [7] that bring `grip` to `position`, fingers down.

    `turn` (rad) is about the vertical, `tilt` (rad) leans the fingers outwards, away from the base.
    Raises ValueError where the arm does not reach.
    """
    model, data = stage.model, stage.data
    site = model.site('grip').id
    target = np.asarray(position, float)
    c, s = np.cos(turn), np.sin(turn)
    ct, st = np.cos(tilt), np.sin(tilt)
    lean = np.array([[ct, 0, -st], [0, 1, 0], [st, 0, ct]])
    wanted = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ lean @ POINTS_DOWN
    angles = HOME.copy()
    angles[0] = np.arctan2(target[1], target[0])
    error = np.full(6, np.inf)
    jacobian = np.zeros((6, model.nv))
    for _ in range(400):
        data.qpos[:7] = angles
        mujoco.mj_kinematics(model, data)
        mujoco.mj_comPos(model, data)
        actual = data.site_xmat[site].reshape(3, 3)
        error[:3] = target - data.site_xpos[site]
        error[3:] = 0.5 * sum(np.cross(actual[:, k], wanted[:, k]) for k in range(3))
        if np.linalg.norm(error) < 1e-5:
            return angles
        mujoco.mj_jacSite(model, data, jacobian[:3], jacobian[3:], site)
        j = jacobian[:, :7]
        step = j.T @ np.linalg.solve(j @ j.T + 1e-3 * np.eye(6), error)
        angles = np.clip(angles + np.clip(step, -0.2, 0.2), LOWER, UPPER)
    raise ValueError(f'the arm does not reach {target}: {np.linalg.norm(error):.3f} is left')
