"""What a system is shown: frames of a recorded episode, or one view of a photograph."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np

from vljepa_training.learning.encode import episodes_in
from vljepa_training.learning.feature_cache import cache_path, read_cache
from vljepa_training.model.x_encoder import read_jpeg
from vljepa_training.worlds.episode import Episode
from vljepa_training.worlds.store import read_frames


class FrameSource(Protocol):
    """Frames, as features of the frozen X-Encoder and as pictures."""

    @property
    def name(self) -> str: ...

    def features(self, frames: tuple[int, ...]) -> np.ndarray:
        """int8 [len(frames), 50, 768], in steps of `STEP`."""

    def pictures(self, frames: tuple[int, ...]) -> list[np.ndarray]:
        """uint8 RGB [H, W, 3] each."""


@dataclass(frozen=True, eq=False)
class Recording:
    """An episode on disk with its cached features."""

    path: Path
    episode: Episode
    cached: np.ndarray

    @property
    def name(self) -> str:
        return f'{self.episode.split}/{self.episode.name}'

    def features(self, frames: tuple[int, ...]) -> np.ndarray:
        return self.cached[list(frames)]

    def pictures(self, frames: tuple[int, ...]) -> list[np.ndarray]:
        return [read_jpeg(self._jpegs[frame]) for frame in frames]

    @cached_property
    def _jpegs(self) -> list[bytes]:
        return read_frames(self.path)


@dataclass(frozen=True)
class Clip:
    source: FrameSource
    frames: tuple[int, ...]

    @property
    def key(self) -> tuple[str, tuple[int, ...]]:
        return self.source.name, self.frames


def recordings(worlds: Path, split: str) -> list[Recording]:
    """Every episode of a split with its features.

    Raises FileNotFoundError or ValueError, with what was expected, what was found and what to do.
    """
    found = []
    for path in episodes_in(worlds, [split]):
        episode = Episode.read(path)
        cached = read_cache(cache_path(path), len(episode.states))
        found.append(Recording(path, episode, cached))
    if not found:
        raise FileNotFoundError(
            f'{worlds / split}: expected episodes, got none; run '
            'python -m vljepa_training.worlds and python -m vljepa_training.learning.encode'
        )
    return found
