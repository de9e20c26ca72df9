"""Synthetic photographs: features made from the classifier's own weights.

A class's row of the classifier says in which direction its pictures' pooled features lie from the
mean (linear discriminant analysis: the row is the inverse covariance times that difference). A
made-up photograph goes a random way along it, with noise; its summary token is computed from the
pooled features as the X-Encoder does, and its cells get what the head convolution would have
needed, so that what ImageNet taught keeps its place in S_y while robots are learned.
"""

import numpy as np

from vljepa_training.model.features import (
    CELLS,
    DIMENSION,
    GRID,
    LAST_CHANNELS,
    quantise,
    statistics,
)
from vljepa_training.model.wordpieces import whole_words
from vljepa_training.model.x_encoder import class_targets
from vljepa_training.pretrained import efficientnet
from vljepa_training.pretrained.conse import CLASSES_KEPT
from vljepa_training.pretrained.phrases import imagenet_phrases

from .examples import Row, Window

QUERIES = (
    '',
    '',
    'What is this?',
    'What is there?',
    'What does the picture show?',
    'What can you see?',
)
TEMPLATES = ('{}', '{}', '{}', 'a photo of {}', 'there is {}')
WORDS, OF_WORDS = 4, ('{}', 'a {}', 'a photo of a {}')
"""With each photograph's name so many others stay: people call things by more than those names."""


class SyntheticPhotos:
    """A source of still windows (T = 1), each with `rows` rows about its class."""

    def __init__(self, rows: int):
        network = efficientnet.load()
        self._rows = rows
        self._phrases = imagenet_phrases()
        self._words = whole_words()
        self._targets = class_targets()
        self._stats = statistics(network)
        self._weight, self._bias = efficientnet.classifier(network)
        head, norm = network._conv_head, network._bn1
        weight, _ = efficientnet.fold(head, norm)
        # One step of a normalised last-stage channel, seen by the head convolution.
        self._to_cells = np.linalg.pinv(weight[:, :, 0, 0] * self._stats.last_std).T
        self._spread = np.abs(norm.weight.detach().numpy()) / 3
        rows_centred = self._weight - self._weight.mean(1, keepdims=True)
        ways = rows_centred * self._spread[:, None] ** 2
        # A step of 1 raises the class's logit by 1 over the mean of the others.
        self._ways = (ways / (ways * rows_centred).sum(0)).T

    def sample(self, rng: np.random.Generator, count: int) -> list[Window]:
        classes = rng.integers(0, len(self._phrases), count)
        features = self.features(classes, rng)
        return [
            Window(features[index : index + 1], [self._row(c, rng) for _ in range(self._rows)])
            for index, c in enumerate(classes)
        ]

    def features(self, classes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """int8 [n, 50, 768]."""
        count = len(classes)
        way = self._ways[classes] * rng.uniform(4, 14, (count, 1))
        noise = rng.standard_normal((count, len(self._spread))) * self._spread / 3
        pooled = self._stats.centre + way + noise
        tokens = rng.standard_normal((count, CELLS + 1, DIMENSION)).astype(np.float32)
        tokens[:, :CELLS, :LAST_CHANNELS] += self._object(way, rng)
        tokens[:, CELLS] = self._summary(pooled)
        return quantise(tokens)

    def _object(self, way: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """[n, 49, 320]: the class's channels over a random ellipse of the cells."""
        centre = rng.uniform(0.3, 0.7, (len(way), 2, 1, 1))
        radius = rng.uniform(0.2, 0.5, (len(way), 2, 1, 1))
        places = (np.mgrid[:GRID, :GRID] + 0.5) / GRID
        there = (((places - centre) / radius) ** 2).sum(1) < 1
        share = np.maximum(there.mean((1, 2)), 1 / CELLS)
        channels = way @ self._to_cells / share[:, None]
        return there.reshape(len(way), CELLS, 1) * channels[:, None]

    def _summary(self, pooled: np.ndarray) -> np.ndarray:
        """[n, 1280] -> [n, 768], as the X-Encoder computes it."""
        logits = pooled @ self._weight + self._bias
        kept = np.argpartition(logits, -CLASSES_KEPT, axis=1)[:, -CLASSES_KEPT:]
        shares = np.exp(np.take_along_axis(logits, kept, 1) - logits.max(1, keepdims=True))
        mixed = (self._targets[kept] * shares[..., None]).sum(1)
        conse = mixed / np.linalg.norm(mixed, axis=1, keepdims=True) * self._stats.conse_scale
        along = (pooled - self._stats.centre) @ self._stats.directions
        return np.concatenate([conse, along], axis=1)

    def _row(self, c: int, rng: np.random.Generator) -> Row:
        phrase = TEMPLATES[rng.integers(len(TEMPLATES))].format(self._phrases[c])
        query = QUERIES[rng.integers(len(QUERIES))]
        words = tuple(
            OF_WORDS[i].format(self._words[j])
            for i, j in rng.integers((len(OF_WORDS), len(self._words)), size=(WORDS, 2))
        )
        return Row(query, phrase, meaning=f'class {c}', negatives=words, anchored=True)
