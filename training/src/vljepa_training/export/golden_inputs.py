"""Golden vectors: what the shipped graphs give on a known picture and known texts."""

import numpy as np
from PIL import Image
from skimage import data

TOLERANCE = 0.005
TEXTS = [
    'a photo of a coffee mug',
    'a robot arm picking up an object',
    'Wo ist die Türe? 3 m voraus!',
]


def picture() -> Image.Image:
    """A cat's face, 224 x 224: part of `chelsea.png` of scikit-image (CC0, S. van der Walt)."""
    left, top, size = 100, 10, 270
    face = Image.fromarray(data.chelsea()).crop((left, top, left + size, top + size))
    return face.resize((224, 224), Image.Resampling.BICUBIC)


def numbers(embedding: np.ndarray) -> list[float]:
    """Six decimals: finer than any tolerance, and short."""
    return [round(float(x), 6) for x in embedding]
