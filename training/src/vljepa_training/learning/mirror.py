"""How near `features.mirrored` comes to the features of a picture's mirror image.

python -m vljepa_training.learning.mirror --worlds out/worlds [--split seeds] [--frames 100]

Prints mean cosines with the mirror image's own features, and of neighbouring cells for comparison.
"""

import argparse
from pathlib import Path

import numpy as np

from vljepa_training.model.features import CELLS, GRID, LAST_CHANNELS, mirrored
from vljepa_training.model.x_encoder import XEncoder, read_jpeg
from vljepa_training.worlds.store import read_frames

from .encode import episodes_in

PARTS = {
    'last stage': (slice(0, CELLS), slice(0, LAST_CHANNELS)),
    'block 10': (slice(0, CELLS), slice(LAST_CHANNELS, None)),
    'summary': (slice(CELLS, None), slice(None)),
}


def cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a * b).sum(-1) / (np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1))


def pictures(worlds: Path, split: str, count: int) -> list[np.ndarray]:
    """One random frame of random episodes, uint8 RGB."""
    paths = list(episodes_in(worlds, [split]))
    if not paths:
        raise SystemExit(f'{worlds / split}: no episodes; run python -m vljepa_training.worlds')
    rng = np.random.default_rng(0)
    chosen = (read_frames(paths[rng.integers(len(paths))]) for _ in range(count))
    return [read_jpeg(jpegs[rng.integers(len(jpegs))]) for jpegs in chosen]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--worlds', type=Path, required=True)
    parser.add_argument('--split', default='seeds')
    parser.add_argument('--frames', type=int, default=100)
    options = parser.parse_args()
    seen = pictures(options.worlds, options.split, options.frames)
    encoder = XEncoder()
    told = mirrored(np.stack([encoder(picture) for picture in seen]))
    own = np.stack([encoder(np.ascontiguousarray(picture[:, ::-1])) for picture in seen])
    for name, (tokens, channels) in PARTS.items():
        a, b = told[:, tokens, channels], own[:, tokens, channels]
        line = f'{name}: {cosines(a, b).mean():.2f}'
        if a.shape[1] == CELLS:
            grid = b.reshape(len(b), GRID, GRID, -1)
            line += f', of neighbouring cells {cosines(grid[:, :, 1:], grid[:, :, :-1]).mean():.2f}'
        print(line)


if __name__ == '__main__':
    main()
