"""Photographs that ship inside packages, shown as clips of one frame."""

from functools import cached_property

import numpy as np
from skimage import data

from vljepa_training.model import features
from vljepa_training.model.x_encoder import XEncoder
from vljepa_training.pretrained import photographs

from .clips import Clip
from .closed_questions import Choice

VIEWS = 12
"""The whole photograph and eleven crops, as in `evaluate_photos.py`."""
FURTHER = {'text': ('a page of text', data.text)}
"""Name → label and picture; the others are called by their label."""


class Photograph:
    def __init__(self, name: str, seed: int, encoder: 'SharedEncoder'):
        self.name = f'photographs/{name}'
        self.label, picture = FURTHER.get(name) or (name, lambda: photographs.load(name))
        self._picture, self._seed, self._encoder = picture, seed, encoder

    def features(self, frames: tuple[int, ...]) -> np.ndarray:
        return np.stack([self._features[frame] for frame in frames])

    def pictures(self, frames: tuple[int, ...]) -> list[np.ndarray]:
        return [self._views[frame] for frame in frames]

    @cached_property
    def _views(self) -> list[np.ndarray]:
        picture = self._picture()
        if picture.ndim == 2:
            picture = np.repeat(picture[..., np.newaxis], 3, axis=2)
        return list(photographs.views(picture, VIEWS, self._seed))

    @cached_property
    def _features(self) -> list[np.ndarray]:
        return [features.quantise(self._encoder.get()(view)) for view in self._views]


class SharedEncoder:
    """Built at its first use: systems with an X-Encoder of their own do without."""

    def __init__(self) -> None:
        self._encoder: XEncoder | None = None

    def get(self) -> XEncoder:
        self._encoder = self._encoder or XEncoder()
        return self._encoder


def choices() -> list[Choice]:
    """The label of each view of every photograph that has one, among all fifteen."""
    encoder = SharedEncoder()
    names = [*photographs.KNOWN, *photographs.UNKNOWN, *FURTHER]
    sources = [Photograph(name, seed, encoder) for seed, name in enumerate(names)]
    candidates = tuple((label,) for label in photographs.LABELS)
    return [
        Choice(
            'photos_top1',
            Clip(source, (view,)),
            '',
            candidates,
            photographs.LABELS.index(source.label),
            'photographs',
            source.name,
            source.name,
            {'photograph': source.name.split('/')[1], 'view': view},
        )
        for source in sources
        if source.label in photographs.LABELS
        for view in range(VIEWS)
    ]
