"""Draws frames of the sample bag around each event, to see what the camera saw."""

import argparse
import io
import json
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from rosbags.rosbag2 import Reader

from .bag import STORE


def read_frames(folder: Path, topic: str) -> dict[int, bytes]:
    """The JPEG files of a bag by header stamp (ns)."""
    frames = {}
    with Reader(folder) as reader:
        connections = [c for c in reader.connections if c.topic == topic]
        for connection, _, data in reader.messages(connections):
            message: Any = STORE.deserialize_cdr(data, connection.msgtype)
            stamp = message.header.stamp
            frames[stamp.sec * 10**9 + stamp.nanosec] = message.data.tobytes()
    return frames


def contact_sheet(folder: Path) -> Image.Image:
    """A row for each event: 0.5 s before it, its middle, and 0.5 and 2 s after its end."""
    truth = json.loads((folder / 'events.json').read_text())
    frames = read_frames(folder, truth['topic'])
    stamps = sorted(frames)
    width, height, caption = 320, 240, 16
    size = (4 * width, (height + caption) * len(truth['events']))
    sheet = Image.new('RGB', size, 'white')
    draw = ImageDraw.Draw(sheet)
    for row, event in enumerate(truth['events']):
        start, end = (event[k]['sec'] * 10**9 + event[k]['nanosec'] for k in ('stamp', 'end'))
        times = (start - 5 * 10**8, (start + end) // 2, end + 5 * 10**8, end + 2 * 10**9)
        top = row * (height + caption)
        seconds = (start - stamps[0]) / 1e9
        label = f'{seconds:.1f} s  {event["kind"]} ({event["strength"]}): {event["text"]}'
        draw.text((4, top + 2), label, fill='black')
        for column, time in enumerate(times):
            nearest = min(stamps, key=lambda s: abs(s - time))
            picture = Image.open(io.BytesIO(frames[nearest]))
            sheet.paste(picture, (column * width, top + caption))
    return sheet


def main() -> None:
    parser = argparse.ArgumentParser(
        prog='python -m vljepa_training.sample_bag.sheet', description=__doc__
    )
    parser.add_argument('--bag', type=Path, required=True)
    parser.add_argument('--out', type=Path, required=True, help='PNG file')
    options = parser.parse_args()
    contact_sheet(options.bag).save(options.out)


if __name__ == '__main__':
    main()
