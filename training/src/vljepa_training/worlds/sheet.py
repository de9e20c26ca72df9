"""A contact sheet of an episode: frames of each event under its name, boxes drawn."""

import io
from pathlib import Path

from PIL import Image, ImageDraw

from .episode import RATE, Episode
from .store import read_frames

COLUMNS = 4
ACROSS = 2  # events side by side
CAPTION = 14  # px


def sheet(path: Path, boxes: bool, most: int = 40) -> Image.Image:
    """`path`: an episode's JSON file; the first `most` events, each from its start to its end."""
    episode, frames = Episode.read(path), read_frames(path)
    events = episode.events[:most]
    side = Image.open(io.BytesIO(frames[0])).width
    rows = -(-len(events) // ACROSS)
    picture = Image.new('RGB', (ACROSS * COLUMNS * side, rows * (side + CAPTION)), 'white')
    draw = ImageDraw.Draw(picture)
    for number, event in enumerate(events):
        left, top = number % ACROSS * COLUMNS * side, number // ACROSS * (side + CAPTION)
        roles = ' '.join(f'{k}={v}' for k, v in event.roles.items())
        draw.text(
            (left + 2, top), f'{event.start:.1f}-{event.end:.1f} {event.kind} {roles}', fill='black'
        )
        for column in range(COLUMNS):
            t = event.start + (event.end - event.start) * column / (COLUMNS - 1)
            index = min(round(t * RATE), len(frames) - 1)
            frame = Image.open(io.BytesIO(frames[index])).convert('RGB')
            if boxes:
                marks = ImageDraw.Draw(frame)
                for key, box in episode.states[index].boxes.items():
                    if episode.thing(key).role in ('support', 'furniture'):
                        continue
                    corners = [c * side for c in box]
                    marks.rectangle(corners, outline='red')
                    marks.text((corners[0] + 1, corners[1]), key, fill='red')
            picture.paste(frame, (left + column * side, top + CAPTION))
    return picture
