"""Encodes every frame of rendered episodes once.

python -m vljepa_training.learning.encode --worlds out/worlds [--processes 2] [--split train ...]

Episodes that have their features are skipped, so it resumes where it was stopped. A GPU is used
where there is one.
"""

import argparse
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch

from vljepa_training.model import features
from vljepa_training.model.x_encoder import TorchXEncoder, XEncoder, read_jpeg
from vljepa_training.worlds.episode import Episode
from vljepa_training.worlds.store import read_frames

from .feature_cache import cache_path, read_cache, write_cache

AHEAD = 8
"""Episodes whose pictures are read before they are encoded on a GPU."""
THREADS = 8

_encoder: XEncoder | None = None
"""One for each process: building it takes seconds."""


def episodes_in(worlds: Path, splits: list[str] | None = None) -> Iterator[Path]:
    """JSON files of whole episodes, `<worlds>/<split>/<name>.json`, in order."""
    folders = [worlds / split for split in splits] if splits else sorted(worlds.iterdir())
    for folder in folders:
        yield from sorted(path for path in folder.glob('*.json') if path.stem[0] not in '._')


def read_pictures(path: Path) -> list[np.ndarray]:
    jpegs = read_frames(path)
    states = len(Episode.read(path).states)
    if len(jpegs) != states:
        raise ValueError(
            f'{path}: expected {states} frames, one for each state, got {len(jpegs)}; '
            'render the episode again'
        )
    return [read_jpeg(jpeg) for jpeg in jpegs]


def encode_episode(path: Path) -> int:
    """Writes the features of one episode; returns its number of frames."""
    global _encoder
    _encoder = _encoder or XEncoder()
    frames = [features.quantise(_encoder(picture)) for picture in read_pictures(path)]
    write_cache(cache_path(path), np.stack(frames))
    return len(frames)


def encode_in_batches(encoder: TorchXEncoder, paths: Iterable[Path]) -> Iterator[int]:
    """As `encode_episode`, one after another; pictures are read and features written meanwhile."""
    paths = iter(paths)
    reading: deque[tuple[Path, Future]] = deque()
    writing: deque[Future] = deque()

    def keep(path: Path, tokens: np.ndarray) -> int:
        write_cache(cache_path(path), features.quantise(tokens))
        return len(tokens)

    with ThreadPoolExecutor(THREADS) as pool:
        while True:
            while len(reading) < AHEAD and (path := next(paths, None)):
                reading.append((path, pool.submit(read_pictures, path)))
            if reading:
                path, pictures = reading.popleft()
                writing.append(pool.submit(keep, path, encoder.encode(pictures.result())))
            while writing and (len(writing) > THREADS or not reading):
                yield writing.popleft().result()
            if not reading:
                return


def todo(worlds: Path, splits: list[str] | None) -> list[Path]:
    """Episodes without features. A cache that cannot be read stops it, with its name."""
    missing = []
    for path in episodes_in(worlds, splits):
        if cache_path(path).exists():
            read_cache(cache_path(path), len(Episode.read(path).states))
        else:
            missing.append(path)
    return missing


def encoded(paths: list[Path], processes: int) -> Iterator[int]:
    """Encodes episodes, on a GPU where there is one; yields each one's number of frames."""
    if torch.cuda.is_available():
        # TF32 has three digits; features are to be those that the pack computes.
        torch.backends.cudnn.allow_tf32 = False
        yield from encode_in_batches(TorchXEncoder().cuda(), paths)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(encode_episode, paths)


def main() -> None:
    parser = argparse.ArgumentParser(description='Encodes the frames of rendered episodes.')
    parser.add_argument('--worlds', type=Path, required=True)
    parser.add_argument('--split', nargs='*', help='default: all')
    parser.add_argument('--processes', type=int, default=2)
    arguments = parser.parse_args()
    paths = todo(arguments.worlds, arguments.split)
    print(f'{len(paths)} episodes to encode', flush=True)
    start, frames = time.monotonic(), 0
    for done, count in enumerate(encoded(paths, arguments.processes), 1):
        frames += count
        if done % 20 == 0 or done == len(paths):
            rate = frames / (time.monotonic() - start)
            print(f'{done}/{len(paths)} episodes, {rate:.0f} frames/s', flush=True)


if __name__ == '__main__':
    main()
