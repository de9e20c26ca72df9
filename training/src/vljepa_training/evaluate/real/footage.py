"""A bag's frames as the node takes them, and the windows that they make."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rosbags.highlevel import AnyReader

from vljepa_training.model.x_encoder import read_jpeg

IMAGES = 'sensor_msgs/msg/CompressedImage'


@dataclass(frozen=True)
class Frame:
    seconds: float
    """After the bag's first stamp."""
    jpeg: bytes

    def picture(self) -> np.ndarray:
        """uint8 RGB [H, W, 3]."""
        return read_jpeg(self.jpeg)


@dataclass(frozen=True)
class Window:
    frames: tuple[int, ...]
    """Of those that were sampled, the oldest first."""
    start: float
    end: float
    """Stamps of its oldest and its newest frame, in seconds."""


def frames_of(bag: Path) -> list[Frame]:
    """Of its one camera. Raises ValueError where it has none or several."""
    with AnyReader([bag]) as reader:
        cameras = [c for c in reader.connections if c.msgtype == IMAGES]
        if len(cameras) != 1:
            raise ValueError(f'{bag}: expected one topic of {IMAGES}, came {len(cameras)}')
        messages: list[Any] = [
            reader.deserialize(raw, IMAGES) for _, _, raw in reader.messages(connections=cameras)
        ]
    stamps = [m.header.stamp.sec + m.header.stamp.nanosec * 1e-9 for m in messages]
    return [
        Frame(stamp - stamps[0], bytes(message.data))
        for stamp, message in zip(stamps, messages, strict=True)
    ]


def sampled(seconds: Iterable[float], rate: float) -> Iterator[int]:
    """Indices of the frames that the node's `sampleByStamp` lets pass; stamps grow."""
    period = 1 / rate
    due = last = None
    for index, stamp in enumerate(seconds):
        interval = 0.0 if last is None else stamp - last
        last = stamp
        due = stamp if due is None else min(due, stamp + period)
        # The next frame, an interval from now, would lie further from the due time.
        if stamp + min(interval, period) / 2 < due:
            continue
        due += period
        if due <= stamp:
            due = stamp + period
        yield index


def windows(seconds: Sequence[float], length: int) -> list[Window]:
    """One for each frame; where there are fewer before it, the oldest stands for them."""
    made = []
    for newest in range(len(seconds)):
        frames = tuple(max(0, newest - age) for age in reversed(range(length)))
        made.append(Window(frames, seconds[frames[0]], seconds[newest]))
    return made
