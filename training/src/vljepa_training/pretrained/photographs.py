"""Photographs that ship inside pinned packages, each with the label that fits it best."""

from collections.abc import Iterator

import cv2
import numpy as np
from matplotlib import cbook
from skimage import data
from sklearn.datasets import load_sample_image

KNOWN = {
    'a cat': lambda: data.chelsea(),
    'a cup of coffee': lambda: data.coffee(),
    'a motorcycle': lambda: data.stereo_motorcycle()[0],
    'a rocket': lambda: data.rocket(),
    'a brick wall': lambda: data.brick(),
    'an astronaut': lambda: data.astronaut(),
    'a flower': lambda: load_sample_image('flower.jpg'),
    'a temple': lambda: load_sample_image('china.jpg'),
    'a man with a camera': lambda: data.camera(),
    'a person in uniform': lambda: _file('grace_hopper.jpg'),
}
"""Subjects that ImageNet's classes can name or come near to."""

UNKNOWN = {
    'coins': lambda: data.coins(),
    'a page of text': lambda: data.page(),
    'grass': lambda: data.grass(),
    'gravel': lambda: data.gravel(),
    'the moon': lambda: data.moon(),
}
"""Subjects far from every class of ImageNet."""

LABELS = [*KNOWN, 'a dog', 'a car', 'a chair', 'grass', 'a page of text']
"""What the zero-shot test chooses from: fifteen."""


def load(name: str) -> np.ndarray:
    """uint8 RGB [H, W, 3]."""
    photograph = {**KNOWN, **UNKNOWN}[name]()
    if photograph.ndim == 2:
        photograph = np.repeat(photograph[..., np.newaxis], 3, axis=2)
    return photograph


def views(photograph: np.ndarray, count: int, seed: int) -> Iterator[np.ndarray]:
    """The photograph, then `count - 1` random crops of it, some mirrored, darker or brighter."""
    generator = np.random.default_rng(seed)
    yield photograph
    height, width = photograph.shape[:2]
    for _ in range(count - 1):
        share = generator.uniform(0.65, 1)
        h, w = int(height * share), int(width * share)
        top = generator.integers(0, height - h + 1)
        left = generator.integers(0, width - w + 1)
        view = photograph[top : top + h, left : left + w]
        if generator.random() < 0.5:
            view = view[:, ::-1]
        light = generator.uniform(0.7, 1.3)
        yield np.clip(view.astype(np.float32) * light, 0, 255).astype(np.uint8)


def _file(name: str) -> np.ndarray:
    path = str(cbook.get_sample_data(name, asfileobj=False))
    bgr = cv2.imread(path)
    assert bgr is not None, path
    return cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
