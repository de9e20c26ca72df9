"""Runs the frozen X-Encoder on pictures."""

import cv2
import numpy as np

from training.nano import efficientnet, minilm
from training.nano.phrases import imagenet_phrases
from training.nano.pictures import pixels
from training.nano.sessions import Session
from training.nano.texts import TextEncoder

from . import features


def class_targets() -> np.ndarray:
    """MiniLM's embeddings [1000, 384] of ImageNet's classes as people name them."""
    y_encoder = Session(minilm.build(minilm.load(), 'float32'))
    encode = TextEncoder(y_encoder, minilm.tokenizer_files()['tokenizer.json'])
    return encode(imagenet_phrases())


class XEncoder:
    """uint8 RGB pictures -> features; one thread."""

    def __init__(self) -> None:
        model = features.build(efficientnet.load(), class_targets(), 'float32')
        self._session = Session(model)

    def __call__(self, rgb: np.ndarray) -> np.ndarray:
        """[H, W, 3] -> float32 [50, 768]."""
        return self._session(pixels=pixels(rgb))[0]


def read_jpeg(raw: bytes) -> np.ndarray:
    """uint8 RGB [H, W, 3]; ValueError where it is no picture."""
    bgr = cv2.imdecode(np.frombuffer(raw, np.uint8), cv2.IMREAD_COLOR) if raw else None
    if bgr is None:
        raise ValueError('expected a JPEG picture, came something that OpenCV cannot read')
    return cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
