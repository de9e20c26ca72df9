"""Renders the frames as JPEG files; those already on disk are kept, so a stopped run goes on."""

import io
import multiprocessing
import os
from pathlib import Path

import mujoco
import numpy as np
from PIL import Image

from .story import SCENE_BUILDERS, scene_at

WIDTH, HEIGHT = 320, 240
RATE = 10  # frames a second
QUALITY = 53
NOISE = 1.0  # standard deviation of the sensor's noise, of 255
SOFTNESS = 0.1  # share of each neighbour in a pixel
GAIN, GAMMA = 1.15, 0.85  # of the sensor: a rendering is darker than a camera's picture


def expose(pixels: np.ndarray, rng) -> np.ndarray:
    """What a camera makes of a rendering [H, W, 3]: a soft lens, darker corners, noise."""
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    corners = 1 - 0.1 * (x * x + y * y)
    for axis in (0, 1):
        wide = np.pad(pixels, [(1, 1) if a == axis else (0, 0) for a in range(3)], 'edge')
        before, after = np.delete(wide, [-1, -2], axis), np.delete(wide, [0, 1], axis)
        pixels = (1 - 2 * SOFTNESS) * pixels + SOFTNESS * (before + after)
    bright = 255 * (np.minimum(pixels * GAIN, 255) / 255) ** GAMMA
    grain = rng.normal(0.0, NOISE, pixels.shape[:2] + (1,)) + rng.normal(
        0.0, NOISE / 2, pixels.shape
    )
    return np.clip(bright * corners[..., None] + grain + 0.5, 0, 255).astype(np.uint8)


def jpeg(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(
        buffer, 'JPEG', quality=QUALITY, subsampling='4:2:0', optimize=True
    )
    return buffer.getvalue()


class Camera:
    """Renders the frame of any index; a scene is built when its first frame is asked for."""

    def __init__(self, seed: int):
        self._seed = seed
        self._scenes: dict[str, tuple] = {}

    def _scene(self, name: str):
        if name not in self._scenes:
            # Only one scene's textures and buffers are held at a time.
            self.close()
            # A scene's paint depends on the seed and its place in the story alone.
            number = list(SCENE_BUILDERS).index(name)
            scene = SCENE_BUILDERS[name](np.random.default_rng([self._seed, number]))
            self._scenes[name] = (scene, mujoco.Renderer(scene.stage.model, 2 * HEIGHT, 2 * WIDTH))
        return self._scenes[name]

    def render(self, index: int) -> bytes:
        """The JPEG file of frame `index`, `index / RATE` seconds after the first."""
        t = index / RATE
        scene, renderer = self._scene(scene_at(t))
        stage = scene.pose(t)
        mujoco.mj_forward(stage.model, stage.data)
        renderer.update_scene(stage.data, camera='camera')
        pixels = renderer.render().reshape(HEIGHT, 2, WIDTH, 2, 3).mean(axis=(1, 3))
        return jpeg(expose(pixels, np.random.default_rng([self._seed, 1_000, index])))

    def close(self) -> None:
        for _, renderer in self._scenes.values():
            renderer.close()
        self._scenes.clear()


def frame_path(folder: Path, index: int) -> Path:
    return folder / f'{index:06d}.jpg'


def render_share(folder: Path, seed: int, indices: list[int]) -> None:
    """Renders some frames in this process, each written under another name first."""
    os.nice(10)
    camera = Camera(seed)
    for index in indices:
        path = frame_path(folder, index)
        partial = path.with_suffix('.part')
        partial.write_bytes(camera.render(index))
        partial.replace(path)
    camera.close()


def render_frames(folder: Path, seed: int, indices: list[int], processes: int) -> None:
    """Renders what `folder` lacks of `indices`; raises RuntimeError when a process failed."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [i for i in indices if not frame_path(folder, i).exists()]
    print(f'{len(missing)} of {len(indices)} frames to render', flush=True)
    if not missing:
        return
    spawn = multiprocessing.get_context('spawn')
    shares = [missing[k::processes] for k in range(processes)]
    workers = [spawn.Process(target=render_share, args=(folder, seed, s)) for s in shares if s]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise RuntimeError('a rendering process failed; run the same command again to go on')
