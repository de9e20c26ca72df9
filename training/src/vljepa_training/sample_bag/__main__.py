"""Makes the sample bags: `python -m vljepa_training.sample_bag --out test/bags/sample`."""

import argparse
import hashlib
import io
import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from PIL import Image
from rosbags.rosbag2 import StoragePlugin

from vljepa_training import scenes

from . import bag, render, story

TOPIC = '/camera/image_raw/compressed'
RAW_TOPIC = '/camera/image_raw'
NOT_IN_FRAMES = ('__init__', '__main__', 'bag', 'sheet')  # sources that no pixel depends on
RAW_SIZE, RAW_RATE, RAW_SECONDS = (80, 60), 5, 10


def cache_key(seed: int) -> str:
    """Names the frames of one seed, one state of the sources and one set of packages."""
    digest = hashlib.sha256(str(seed).encode())
    for folder in (Path(__file__).parent, Path(scenes.__file__).parent):
        for source in sorted(folder.glob('*.py')):
            if source.stem not in NOT_IN_FRAMES:
                digest.update(source.read_bytes())
    for package in ('mujoco', 'numpy', 'pillow', 'pybullet'):
        digest.update(version(package).encode())
    return digest.hexdigest()[:12]


def stamp(t: float) -> dict[str, int]:
    sec, nanosec = divmod(bag.START_NS + round(t * 1000) * 10**6, 10**9)
    return {'sec': sec, 'nanosec': nanosec}


def description(seed: int) -> dict:
    """What `events.json` says."""
    events = [
        {
            'stamp': stamp(e.start),
            'end': stamp(e.end),
            'kind': e.kind,
            'text': e.text,
            'strength': e.strength,
        }
        for e in story.EVENTS
    ]
    scenes = [{'start': stamp(s.start), 'end': stamp(s.end), 'text': s.text} for s in story.SCENES]
    return {
        'seed': seed,
        'camera': bag.FRAME_ID,
        'topic': TOPIC,
        'start': stamp(0),
        'duration_s': story.DURATION,
        'events': events,
        'scenes': scenes,
    }


def thumbnail(file: bytes) -> np.ndarray:
    picture = Image.open(io.BytesIO(file)).resize(RAW_SIZE, Image.Resampling.BOX)
    return np.asarray(picture)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog='python -m vljepa_training.sample_bag', description=__doc__
    )
    parser.add_argument(
        '--out',
        type=Path,
        required=True,
        help='folder of the MCAP bag, replaced if it is there; the SQLite bag is OUT_sqlite',
    )
    parser.add_argument('--seed', type=int, default=7)
    parser.add_argument('--processes', type=int, default=2, help='rendering processes')
    parser.add_argument(
        '--cache', type=Path, default=Path('out/sample_bag'), help='where rendered frames are kept'
    )
    options = parser.parse_args()

    frames = options.cache / cache_key(options.seed)
    indices = list(range(round(story.DURATION * render.RATE)))
    render.render_frames(frames, options.seed, indices, options.processes)

    files = [render.frame_path(frames, i).read_bytes() for i in indices]
    stamps = [bag.START_NS + i * 10**9 // render.RATE for i in indices]
    images = [bag.compressed_image(s, f) for s, f in zip(stamps, files, strict=True)]
    bag.write_bag(options.out, StoragePlugin.MCAP, TOPIC, images, options.seed)
    text = json.dumps(description(options.seed), indent=2)
    (options.out / 'events.json').write_text(text + '\n')

    every = render.RATE // RAW_RATE
    few = range(0, RAW_SECONDS * render.RATE + 1, every)
    raw = [bag.raw_image(stamps[i], thumbnail(files[i])) for i in few]
    sqlite = options.out.with_name(options.out.name + '_sqlite')
    bag.write_bag(sqlite, StoragePlugin.SQLITE3, RAW_TOPIC, raw, options.seed)
    for folder in (options.out, sqlite):
        size = sum(f.stat().st_size for f in folder.iterdir())
        print(f'{folder}: {size / 1e6:.2f} MB')


if __name__ == '__main__':
    main()
