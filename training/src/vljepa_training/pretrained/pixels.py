"""Pixels as the X-Encoder wants them, prepared as `pack.yaml` says."""

import cv2
import numpy as np

from .efficientnet import IMAGE_SIZE, MEAN, STD


def resize(rgb: np.ndarray) -> np.ndarray:
    """uint8 [H, W, 3] stretched to 224 x 224, bilinear with half-pixel centres."""
    return cv2.resize(rgb, (IMAGE_SIZE, IMAGE_SIZE), interpolation=cv2.INTER_LINEAR)


def pixels(rgb: np.ndarray) -> np.ndarray:
    """uint8 RGB [H, W, 3] -> float32 [1, 3, 224, 224]."""
    planes = resize(rgb).transpose(2, 0, 1).astype(np.float32)
    return ((planes - MEAN) / STD)[np.newaxis]
