"""Features on disk: whole or not there, and refused with what to do where they do not fit."""

from pathlib import Path

import numpy as np
import pytest

from vljepa_training.learning.feature_cache import cache_path, read_cache, write_cache
from vljepa_training.model.features import DIMENSION, STEP, TOKENS, quantise


def features(frames: int) -> np.ndarray:
    return np.random.default_rng(1).integers(-127, 128, (frames, TOKENS, DIMENSION), np.int8)


def test_what_was_written_is_read_and_nothing_else_is_left(tmp_path: Path):
    path = cache_path(tmp_path / 'a.json')
    write_cache(path, features(3))
    assert np.array_equal(read_cache(path, 3), features(3))
    assert [p.name for p in tmp_path.iterdir()] == ['a.tokens.npy']


def test_features_of_another_number_of_frames_are_refused(tmp_path: Path):
    write_cache(tmp_path / 'a.tokens.npy', features(3))
    with pytest.raises(ValueError, match=r'expected int8 \[4, 50, 768\], got int8 \[3, 50, 768\]'):
        read_cache(tmp_path / 'a.tokens.npy', 4)


@pytest.mark.parametrize('content', [b'', b'no array', b'cut'])
def test_unreadable_features_are_refused_with_what_to_do(tmp_path: Path, content: bytes):
    path = tmp_path / 'a.tokens.npy'
    write_cache(path, features(3))
    path.write_bytes(path.read_bytes()[:500] if content == b'cut' else content)
    with pytest.raises(ValueError, match=r'a\.tokens\.npy.*vljepa_training\.learning\.encode'):
        read_cache(path, 3)


def test_missing_features_name_the_command(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match=r'vljepa_training\.learning\.encode'):
        read_cache(tmp_path / 'a.tokens.npy', 3)


def test_int8_steps_restore_a_feature_to_half_a_step():
    values = np.linspace(-6.3, 6.3, 1000, dtype=np.float32)
    assert np.abs(quantise(values) * STEP - values).max() <= STEP / 2 + 1e-6
