"""Features of an episode's frames, encoded once: `<name>.tokens.npy` beside `<name>.json`."""

import os
from pathlib import Path

import numpy as np

from vljepa_training.model.features import DIMENSION, TOKENS

HOW = 'make it again: delete it and run python -m vljepa_training.learning.encode'


def cache_path(episode: Path) -> Path:
    return episode.with_suffix('.tokens.npy')


def write_cache(path: Path, tokens: np.ndarray) -> None:
    """Writes int8 [frames, 50, 768] whole or not at all."""
    temporary = path.with_name(f'{path.name}.{os.getpid()}.part')
    with temporary.open('wb') as file:
        np.save(file, tokens)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def read_cache(path: Path, frames: int) -> np.ndarray:
    """Memory-mapped int8 [frames, 50, 768].

    Raises FileNotFoundError or ValueError, with what was expected, what was found and what to do.
    """
    if not path.exists():
        raise FileNotFoundError(
            f'{path}: no features; run python -m vljepa_training.learning.encode'
        )
    try:
        tokens = np.load(path, mmap_mode='r')
    except (ValueError, EOFError, OSError) as error:
        raise ValueError(
            f'{path}: expected a NumPy array of features, got: {error}; {HOW}'
        ) from None
    expected = (frames, TOKENS, DIMENSION)
    if tokens.shape != expected or tokens.dtype != np.int8:
        raise ValueError(
            f'{path}: expected int8 {list(expected)}, '
            f'got {tokens.dtype} {list(tokens.shape)}; {HOW}'
        )
    return tokens
