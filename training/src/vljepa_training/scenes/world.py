"""Collects materials, meshes and bodies into a MuJoCo model; nothing in it falls or collides.

Geometry that stands still goes to the floor plan itself; what moves is a body that is posed by hand
for every frame, so that a frame depends on its time alone.
"""

import io

import mujoco
import numpy as np
from PIL import Image

from .meshes import Mesh, box

HEADER = """
<mujoco>
  <compiler angle="radian"/>
  <visual>
    <global offwidth="640" offheight="480"/>
    <quality shadowsize="SHADOW" offsamples="4" numslices="24" numstacks="16"/>
    <map znear="0.02" zfar="40" shadowclip="6" shadowscale="0.9"/>
    <headlight ambient="0.30 0.30 0.31" diffuse="0.18 0.18 0.18" specular="0 0 0"/>
  </visual>
  <default><geom contype="0" conaffinity="0" group="0"/><mesh inertia="shell"/></default>
"""


def numbers(values) -> str:
    return ' '.join(f'{float(v):.6g}' for v in values)


class World:
    """A model under construction: call the adders, then `compile`."""

    def __init__(self, fovy: float, shadow_size: int):
        """`fovy`: the camera's vertical angle (degrees); `shadow_size`: a shadow map's side."""
        self._fovy = fovy
        self._shadow_size = shadow_size
        self._files: dict[str, bytes] = {}
        self._assets: list[str] = []
        self._bodies: list[str] = []
        self._meshes: dict[object, str] = {}
        self._count = 0

    def material(
        self, image=None, rgb=(1, 1, 1), specular=0.1, shininess=0.3, emission=0.0, lamp=False
    ) -> str:
        """A surface's look, from a texture [h, w, 3] or one colour (0..1); gives its name.

        What `emission` a `lamp` has goes out with the lights.
        """
        self._count += 1
        name, texture = f'{"lamp" if lamp else "material"}{self._count}', ''
        if image is not None:
            buffer = io.BytesIO()
            Image.fromarray(np.asarray(image)).save(buffer, 'PNG', compress_level=1)
            self._files[f'{name}.png'] = buffer.getvalue()
            self._assets.append(f'<texture name="{name}" type="2d" file="{name}.png"/>')
            texture = f'texture="{name}"'
        self._assets.append(
            f'<material name="{name}" {texture} rgba="{numbers(rgb)} 1" specular="{specular}" '
            f'shininess="{shininess}" emission="{emission}"/>'
        )
        return name

    def mesh(self, mesh: Mesh, key=None) -> str:
        """Adds a mesh and gives its name; one with the same `key` is added once."""
        if key is not None and key in self._meshes:
            return self._meshes[key]
        name = f'mesh{len(self._files)}'
        self._files[f'{name}.obj'] = mesh.obj()
        self._assets.append(f'<mesh name="{name}" file="{name}.obj"/>')
        if key is not None:
            self._meshes[key] = name
        return name

    def panel(self, centre, size, material, tile=1.0) -> str:
        """A textured box; `tile` in metres is the texture's size, None fills each face once."""
        key = ('box', tuple(np.round(size, 4)), tile)
        name = self._meshes.get(key) or self.mesh(box(size, tile), key)
        return geom('mesh', centre, material=material, mesh=name)

    def add(self, *parts: str) -> None:
        """Geometry that never moves."""
        self._bodies.extend(parts)

    def body(self, name: str, *parts: str) -> None:
        """A body that is posed for every frame."""
        self._bodies.append(f'<body name="{name}" mocap="true">{"".join(parts)}</body>')

    def light(
        self, position, direction=(0, 0, -1), diffuse=0.5, shadow=True, cutoff=80.0, falloff=0.0
    ):
        colour = diffuse * np.array([1, 0.98, 0.93])
        self._bodies.append(
            f'<light pos="{numbers(position)}" dir="{numbers(direction)}" '
            f'diffuse="{numbers(colour)}" specular="0.2 0.2 0.2" cutoff="{cutoff}" exponent="1" '
            f'attenuation="1 0 {falloff}" castshadow="{str(shadow).lower()}"/>'
        )

    def compile(self) -> mujoco.MjModel:
        xml = HEADER.replace('SHADOW', str(self._shadow_size))
        xml += '<asset>' + ''.join(self._assets) + '</asset><worldbody>'
        xml += f'<camera name="camera" fovy="{self._fovy}"/>' + ''.join(self._bodies)
        xml += '</worldbody></mujoco>'
        return mujoco.MjModel.from_xml_string(xml, self._files)


def geom(
    shape, centre=(0, 0, 0), size=None, material=None, rgb=None, mesh=None, euler=None, ends=None
):
    """One geom's XML; `ends` are a capsule's or cylinder's two points, instead of a centre."""
    where = f'fromto="{numbers(ends)}"' if ends is not None else f'pos="{numbers(centre)}"'
    text = f'<geom type="{shape}" {where}'
    if size is not None:
        text += f' size="{numbers(np.atleast_1d(size))}"'
    if material is not None:
        text += f' material="{material}"'
    if rgb is not None:
        text += f' rgba="{numbers(rgb)} 1"'
    if mesh is not None:
        text += f' mesh="{mesh}"'
    if euler is not None:
        text += f' euler="{numbers(euler)}"'
    return text + '/>'


def placed(parts: str, position, turn=0.0) -> str:
    """Geometry moved to `position` and turned about the vertical (rad)."""
    return f'<body pos="{numbers(position)}" euler="0 0 {turn:.6g}">{parts}</body>'


def look_at(eye, target) -> np.ndarray:
    """The quaternion (w, x, y, z) of a camera at `eye` that looks at `target`, upright."""
    forward = np.asarray(target, float) - np.asarray(eye, float)
    forward /= np.linalg.norm(forward)
    right = np.cross(forward, (0, 0, 1))
    right /= np.linalg.norm(right)
    matrix = np.stack([right, np.cross(right, forward), -forward], axis=1)
    quaternion = np.empty(4)
    mujoco.mju_mat2Quat(quaternion, matrix.ravel())
    return quaternion


class Stage:
    """A compiled model that is posed for each frame."""

    def __init__(self, world: World):
        self.model = world.compile()
        self.data = mujoco.MjData(self.model)
        self._diffuse = self.model.light_diffuse.copy()
        self._ambient = np.array(self.model.vis.headlight.ambient)
        self._head = np.array(self.model.vis.headlight.diffuse)
        self._emission = self.model.mat_emission.copy()
        names = [self.model.material(i).name for i in range(self.model.nmat)]
        self._lamps = np.array([name.startswith('lamp') for name in names])

    def aim(self, eye, target) -> None:
        self.model.cam_pos[0] = eye
        self.model.cam_quat[0] = look_at(eye, target)

    def pose(self, name: str, position, quaternion=(1, 0, 0, 0)) -> None:
        index = self.model.body(name).mocapid[0]
        self.data.mocap_pos[index] = position
        self.data.mocap_quat[index] = quaternion

    def lamps(self, level: float) -> None:
        """Scales all light; 1 is full light."""
        self.model.light_diffuse[:] = self._diffuse * level
        self.model.vis.headlight.ambient[:] = self._ambient * level
        self.model.vis.headlight.diffuse[:] = self._head * level
        self.model.mat_emission[:] = np.where(self._lamps, self._emission * level, self._emission)
