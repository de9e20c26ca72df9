"""Unmodified MiniLM: one space in which the texts of all systems are compared."""

from collections.abc import Callable

import numpy as np

from vljepa_training.model.text_encoder import TextEncoder

Reader = Callable[[list[str]], np.ndarray]
"""Texts -> unit vectors [len(texts), D], by which what systems say is compared."""


class MiniLm:
    def __init__(self) -> None:
        # With no layer trained and the identity as its head, the Y-Encoder is MiniLM.
        self._encoder = TextEncoder(trained_layers=0, frozen=True)

    def __call__(self, texts: list[str]) -> np.ndarray:
        """Unit vectors [len(texts), 384]."""
        return self._encoder.encode(texts).numpy()
