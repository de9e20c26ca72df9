"""Renders an episode: every frame as a JPEG file, and each thing's box from a segmentation.

One OpenGL context serves a process; shadow maps and multisampling are off because they take most
of a frame's time without a GPU.
"""

import atexit
import io
import os

# Software OpenGL starts as many threads as there are cores otherwise; each process renders alone.
os.environ.setdefault('LP_NUM_THREADS', '1')

import mujoco
import numpy as np
from PIL import Image

from vljepa_training.scenes.shadow import SHADOW_GROUP

from .build import build
from .episode import RATE, Episode, EpisodeSpec, State
from .scene import Scene

SIDE = 224  # px, of a frame
MASK_SIDE = 112  # px, of the segmentation
QUALITY = 92
SMALLEST = {'object': 0.0025, 'container': 0.0025, 'hand': 0.0025}
SMALLEST_OTHER = 0.005
"""Share of the picture's pixels from which on a thing is recognised, by its role."""
DARK = 40.0
"""Without light a thing is recognised from this mean brightness of its pixels on, of 255."""
SOFTNESS = 0.12  # share of each neighbour in a pixel: the lens, and it hides jagged edges
GEOM_TYPES = int(mujoco.mjtObj.mjOBJ_GEOM)


class Sensor:
    """What a camera makes of renderings: exposure, white balance, dark corners, noise.

    Its own look is drawn once for each episode, its noise for each frame.
    """

    def __init__(self, rng: np.random.Generator):
        self._gain = rng.uniform(1.0, 1.3) * rng.uniform(0.95, 1.05, 3)
        gamma = rng.uniform(0.78, 0.92)
        level = np.arange(256)[:, None] / 255 * self._gain
        self._curve = (255 * np.minimum(level, 1) ** gamma).astype(np.float32)
        y, x = np.mgrid[-1 : 1 : SIDE * 1j, -1 : 1 : SIDE * 1j]
        self._corners = (1 - rng.uniform(0, 0.12) * (x * x + y * y)).astype(np.float32)[..., None]
        amount = rng.uniform(0.4, 1.6)
        grain = rng.standard_normal((SIDE + 64, SIDE + 64, 3), np.float32)
        self._grain = amount * (0.5 * grain + grain[..., :1])

    def expose(self, pixels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """`pixels` uint8 [SIDE, SIDE, 3] → the same shape and type."""
        channels = [self._curve[pixels[..., c], c] for c in range(3)]
        picture = np.stack(channels, axis=-1)
        for axis in (0, 1):
            picture = (1 - 2 * SOFTNESS) * picture + SOFTNESS * (
                np.roll(picture, 1, axis) + np.roll(picture, -1, axis)
            )
        dy, dx = rng.integers(0, 64, 2)
        picture = picture * self._corners + self._grain[dy : dy + SIDE, dx : dx + SIDE]
        return np.clip(picture + 0.5, 0, 255).astype(np.uint8)


class Camera:
    """Draws a stage's camera; close it before the next one is made."""

    _context: mujoco.GLContext | None = None

    def __init__(self, model: mujoco.MjModel):
        if Camera._context is None:
            Camera._context = mujoco.GLContext(SIDE, SIDE)
            atexit.register(Camera._context.free)
        Camera._context.make_current()
        quality = model.vis.quality
        quality.shadowsize, quality.offsamples = 0, 0
        quality.numslices, quality.numstacks = 16, 10
        model.vis.global_.offwidth = model.vis.global_.offheight = SIDE
        self._model = model
        self._draw = mujoco.MjrContext(model, mujoco.mjtFontScale.mjFONTSCALE_50)
        mujoco.mjr_setBuffer(mujoco.mjtFramebuffer.mjFB_OFFSCREEN, self._draw)
        self._list = mujoco.MjvScene(model, maxgeom=4000)
        self._camera = mujoco.MjvCamera()
        self._camera.type = mujoco.mjtCamera.mjCAMERA_FIXED
        self._camera.fixedcamid = 0
        self._seen = mujoco.MjvOption()
        self._seen.geomgroup[:] = 1
        self._solid = mujoco.MjvOption()
        self._solid.geomgroup[:] = 1
        self._solid.geomgroup[SHADOW_GROUP] = 0

    def _render(self, data, option, side: int, segment: bool) -> np.ndarray:
        flags = self._list.flags
        flags[mujoco.mjtRndFlag.mjRND_SHADOW] = False
        flags[mujoco.mjtRndFlag.mjRND_SEGMENT] = segment
        flags[mujoco.mjtRndFlag.mjRND_IDCOLOR] = segment
        everything = int(mujoco.mjtCatBit.mjCAT_ALL)
        mujoco.mjv_updateScene(
            self._model, data, option, None, self._camera, everything, self._list
        )
        view = mujoco.MjrRect(0, 0, side, side)
        mujoco.mjr_render(view, self._list, self._draw)
        pixels = np.empty((side, side, 3), np.uint8)
        mujoco.mjr_readPixels(pixels, None, view, self._draw)
        return pixels[::-1]

    def colours(self, data: mujoco.MjData) -> np.ndarray:
        """uint8 RGB [SIDE, SIDE, 3]."""
        return self._render(data, self._seen, SIDE, False)

    def geoms(self, data: mujoco.MjData) -> np.ndarray:
        """The id of the geom that each pixel shows, -1 for none; int [MASK_SIDE, MASK_SIDE]."""
        raw = self._render(data, self._solid, MASK_SIDE, True).astype(np.int32)
        segment = raw[..., 0] + (raw[..., 1] << 8) + (raw[..., 2] << 16)
        listed = np.full(self._list.ngeom + 1, -1)
        for drawn in self._list.geoms[: self._list.ngeom]:
            if drawn.objtype == GEOM_TYPES and drawn.segid >= 0:
                listed[drawn.segid + 1] = drawn.objid
        return listed[segment]

    def close(self) -> None:
        self._draw.free()


def numbered_geoms(scene: Scene) -> np.ndarray:
    """Index in `scene.things` of what each geom belongs to, -1 for none; one more entry for -1."""
    model = scene.stage.model
    owner = np.full(model.ngeom + 1, -1)
    for index, thing in enumerate(scene.things):
        for part in scene.geoms.get(thing.id, ()):
            if isinstance(part, str):
                owner[:-1][within(model, model.body(part).id)[model.geom_bodyid]] = index
            else:
                owner[part] = index
    return owner


def within(model: mujoco.MjModel, body: int) -> np.ndarray:
    """Whether each body is `body` or in it; a body's parent comes before it."""
    inside = np.zeros(model.nbody, bool)
    inside[body] = True
    for child in range(body + 1, model.nbody):
        inside[child] |= inside[model.body_parentid[child]]
    return inside


def boxes_of(scene: Scene, owners: np.ndarray, pixels: np.ndarray, light: bool) -> dict:
    """Boxes of what can be recognised: `owners` [side, side] thing indices, `pixels` the frame."""
    side = len(owners)
    step = len(pixels) // side
    bright = pixels[::step, ::step].mean(axis=-1)
    boxes = {}
    for index, thing in enumerate(scene.things):
        mask = owners == index
        share = mask.mean()
        if share < SMALLEST.get(thing.role, SMALLEST_OTHER):
            continue
        if not light and bright[mask].mean() < DARK:
            continue
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        corners = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
        boxes[thing.id] = tuple(round(float(c) / side, 4) for c in corners)
    return boxes


def jpeg(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, 'JPEG', quality=QUALITY)
    return buffer.getvalue()


def render(name: str, spec: EpisodeSpec) -> tuple[Episode, list[bytes]]:
    """The episode and its frames as JPEG files; the same spec gives the same bytes."""
    scene = build(spec)
    camera = Camera(scene.stage.model)
    try:
        sensor = Sensor(np.random.default_rng([spec.seed, 71]))
        owner = numbered_geoms(scene)
        states, frames = [], []
        for index in range(round(scene.duration * RATE)):
            t = index / RATE
            stage, truth = scene.pose(t), scene.truth(t)
            mujoco.mj_kinematics(stage.model, stage.data)
            mujoco.mj_camlight(stage.model, stage.data)
            noise = np.random.default_rng([spec.seed, 72, index])
            pixels = sensor.expose(camera.colours(stage.data), noise)
            owners = owner[camera.geoms(stage.data)]
            boxes = boxes_of(scene, owners, pixels, truth['light'])
            states.append(State(t=t, boxes=boxes, **truth))
            frames.append(jpeg(pixels))
    finally:
        camera.close()
    episode = Episode(
        name,
        spec.world,
        spec.split,
        spec.seed,
        scene.body,
        scene.things,
        scene.events,
        tuple(states),
    )
    return episode, frames
