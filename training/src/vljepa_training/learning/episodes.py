"""Encoded episodes: what is true in them, and their frames' features."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from vljepa_training.model.features import mirrored
from vljepa_training.worlds.episode import CLIP_FRAMES, Episode

from .encode import episodes_in
from .feature_cache import cache_path, read_cache


@dataclass(frozen=True)
class EncodedEpisode:
    """An episode and its features, int8 [frames, 50, 768]; or both in a mirror."""

    episode: Episode
    features: np.ndarray
    """As cached."""
    is_mirrored: bool = False

    def window(self, frames: list[int]) -> np.ndarray:
        """int8 [len(frames), 50, 768]."""
        seen = self.features[frames]
        return mirrored(seen) if self.is_mirrored else seen

    def mirror(self) -> 'EncodedEpisode':
        return EncodedEpisode(self.episode.mirrored(), self.features, not self.is_mirrored)


def load_encoded(worlds: Path, split: str, share: int = 0, of: int = 1) -> list[EncodedEpisode]:
    """Every `of`-th episode of a split, from the `share`-th on.

    Raises ValueError or FileNotFoundError, with what to do.
    """
    recorded = []
    for path in islice(episodes_in(worlds, [split]), share, None, of):
        episode = Episode.read(path)
        if episode.split != split:
            raise ValueError(f'{path}: expected the split {split}, got {episode.split}')
        recorded.append(EncodedEpisode(episode, read_cache(cache_path(path), len(episode.states))))
    if not recorded:
        raise FileNotFoundError(
            f'{worlds / split}: no episodes; run python -m vljepa_training.worlds'
        )
    return recorded


def window_frames(last: int) -> list[int]:
    """Indices of a window's frames; the oldest stands for those before the episode."""
    return [max(0, frame) for frame in range(last - CLIP_FRAMES + 1, last + 1)]
