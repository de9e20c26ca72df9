"""A stream: frames of one camera and what is known to happen in them, written as a bag.

The folder is a rosbag2 bag with an `events.json` beside it, as the sample bag has it, so that
everything that reads bags reads streams. The `events.json` is written last: where it is, the stream
is whole.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rosbags.rosbag2 import StoragePlugin

from vljepa_training.sample_bag import bag

TOPIC = '/camera/image_raw/compressed'
TRUTH = 'events.json'


@dataclass(frozen=True)
class StreamEvent:
    """A change of the world; times in seconds from the stream's start."""

    kind: str
    start: float
    end: float
    texts: tuple[str, ...]
    """What can truly be said about it, in different wordings; one at least."""


@dataclass(frozen=True)
class Steady:
    """A stretch of time in which nothing changes."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Stream:
    rate: float
    """Frames a second."""
    frames: Sequence[bytes]
    """JPEG files, the first at time 0."""
    events: Sequence[StreamEvent]
    scenes: Sequence[Steady]

    @property
    def seconds(self) -> float:
        return len(self.frames) / self.rate


@dataclass(frozen=True)
class Planned:
    """One stream to make; the same plan gives the same stream."""

    group: str
    """`dense`, `sparse`, `quiet`, `faults` or `foreign`: what is reported together."""
    name: str
    seed: int
    make: Callable[[], Stream]


def stamp(seconds: float) -> dict[str, int]:
    sec, nanosec = divmod(bag.START_NS + round(seconds * 1000) * 10**6, 10**9)
    return {'sec': sec, 'nanosec': nanosec}


def description(planned: Planned, stream: Stream) -> dict:
    """What `events.json` says."""
    return {
        'seed': planned.seed,
        'group': planned.group,
        'camera': bag.FRAME_ID,
        'topic': TOPIC,
        'start': stamp(0),
        'duration_s': stream.seconds,
        'events': [
            {
                'stamp': stamp(event.start),
                'end': stamp(event.end),
                'kind': event.kind,
                'text': event.texts[0],
                'texts': list(event.texts),
            }
            for event in stream.events
        ],
        'scenes': [
            {'start': stamp(scene.start), 'end': stamp(scene.end), 'text': scene.text}
            for scene in stream.scenes
        ],
    }


def folder_of(out: Path, planned: Planned) -> Path:
    return out / planned.group / planned.name


def is_whole(out: Path, planned: Planned) -> bool:
    return (folder_of(out, planned) / TRUTH).exists()


def write(out: Path, planned: Planned, stream: Stream) -> Path:
    """Writes the bag, and then its truth; a bag without it is replaced."""
    folder = folder_of(out, planned)
    folder.parent.mkdir(parents=True, exist_ok=True)
    stamps = [bag.START_NS + round(i / stream.rate * 1e9) for i in range(len(stream.frames))]
    messages = [
        bag.compressed_image(at, file) for at, file in zip(stamps, stream.frames, strict=True)
    ]
    bag.write_bag(folder, StoragePlugin.MCAP, TOPIC, messages, planned.seed)
    partial = folder / f'{TRUTH}.part'
    partial.write_text(json.dumps(description(planned, stream), indent=1) + '\n', 'utf-8')
    partial.replace(folder / TRUTH)
    return folder
