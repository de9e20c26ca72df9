"""Pictures with the statistics of photographs, from a seed."""

import cv2
import numpy as np


def pictures(count, width, height, seed=0):
    """`count` different pictures, uint8 [height, width, 3].

    Noise whose amplitude falls with its frequency, as in photographs, so that JPEG files have a
    camera's size; each picture is another part of one larger scene, as if the camera moved.
    """
    random = np.random.default_rng(seed)
    shift = 16
    size = (width + shift * count, height + shift * count)
    scene = np.zeros((size[1], size[0], 3), np.float32)
    cells = 4
    while cells < max(size):
        noise = random.standard_normal((max(2, cells * size[1] // size[0]), cells, 3))
        noise = noise.astype(np.float32)
        scene += cv2.resize(noise, size, interpolation=cv2.INTER_CUBIC) * (160 / cells**0.7)
        cells *= 2
    scene = np.clip(scene + 128, 0, 255).astype(np.uint8)
    corners = [shift * index for index in range(count)]
    return [scene[at : at + height, at : at + width].copy() for at in corners]


def still_pictures(count, width, height, seed=0):
    """`count` pictures of one scene that stands still, each with the noise of its own of a sensor."""
    (scene,) = pictures(1, width, height, seed)
    random = np.random.default_rng(seed)
    for _ in range(count):
        noise = random.normal(0, 2, scene.shape)
        yield np.clip(scene + noise, 0, 255).astype(np.uint8)
