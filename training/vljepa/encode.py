"""Encodes every frame of rendered episodes once.

python -m training.vljepa.encode --worlds out/worlds [--processes 2] [--split train ...]

Episodes that have their features are skipped, so it resumes where it was stopped.
"""

import argparse
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from training.worlds.episode import Episode
from training.worlds.store import read_frames

from . import features
from .cache import cache_path, read_cache, write_cache
from .x_encoder import XEncoder, read_jpeg

_encoder: XEncoder | None = None
"""One for each process: building it takes seconds."""


def episodes_in(worlds: Path, splits: list[str] | None = None) -> Iterator[Path]:
    """JSON files of whole episodes, `<worlds>/<split>/<name>.json`, in order."""
    folders = [worlds / split for split in splits] if splits else sorted(worlds.iterdir())
    for folder in folders:
        yield from sorted(path for path in folder.glob('*.json') if path.stem[0] not in '._')


def encode_episode(path: Path) -> int:
    """Writes the features of one episode; returns its number of frames."""
    global _encoder
    _encoder = _encoder or XEncoder()
    jpegs = read_frames(path)
    states = len(Episode.read(path).states)
    if len(jpegs) != states:
        raise ValueError(
            f'{path}: expected {states} frames, one for each state, came {len(jpegs)}; '
            'render the episode again'
        )
    frames = [features.quantise(_encoder(read_jpeg(jpeg))) for jpeg in jpegs]
    write_cache(cache_path(path), np.stack(frames))
    return len(frames)


def todo(worlds: Path, splits: list[str] | None) -> list[Path]:
    """Episodes without features. A cache that cannot be read stops it, with its name."""
    missing = []
    for path in episodes_in(worlds, splits):
        if cache_path(path).exists():
            read_cache(cache_path(path), len(Episode.read(path).states))
        else:
            missing.append(path)
    return missing


def main() -> None:
    parser = argparse.ArgumentParser(description='Encodes the frames of rendered episodes.')
    parser.add_argument('--worlds', type=Path, required=True)
    parser.add_argument('--split', nargs='*', help='default: all')
    parser.add_argument('--processes', type=int, default=2)
    arguments = parser.parse_args()
    paths = todo(arguments.worlds, arguments.split)
    print(f'{len(paths)} episodes to encode', flush=True)
    start, frames = time.monotonic(), 0
    with ProcessPoolExecutor(arguments.processes) as pool:
        for done, count in enumerate(pool.map(encode_episode, paths), 1):
            frames += count
            if done % 20 == 0 or done == len(paths):
                rate = frames / (time.monotonic() - start)
                print(f'{done}/{len(paths)} episodes, {rate:.0f} frames/s', flush=True)


if __name__ == '__main__':
    main()
