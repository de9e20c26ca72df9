"""Golden vectors: what PyTorch gives, in float32, on drawn pictures and on texts."""

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from vljepa_training.export.documents import write_golden

from .reference import Predictor, XEncoder, YEncoder
from .text_tokenizers import TextTokenizer

MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)
"""ImageNet's, of red, green, blue between 0 and 1."""

TEXTS_AT_ONCE = 16

QUERIES = ('Describe the video.', 'What is the robot holding?')
"""The public layout evaluates with the first."""
TEXTS = (
    'a robot arm picks up a red cup',
    'Wo ist die Türe? 3 m voraus!',
    'two people, 12 chairs  and one dog – 人が歩く 🙂',
)


def pictures(size: int) -> list[Image.Image]:
    """Two frames of a disc that moves over a colour gradient; as large as the model reads them.

    Two, because a per-clip pack encodes a golden clip once for each of its frames.
    """
    row, column = np.mgrid[:size, :size] / size
    frames = []
    for place in (0.3, 0.7):
        inside = (row - 0.5) ** 2 + (column - place) ** 2 < 0.04
        picture = np.stack([row, column, 1 - row], axis=-1)
        picture[inside] = (0.9, 0.2, place)
        frames.append(Image.fromarray(np.rint(picture * 255).astype(np.uint8)))
    return frames


def clips(size: int, frames: int) -> list[tuple[list[str], str, torch.Tensor]]:
    """For each golden clip its files, its query, and its pixels [1, frames, 3, size, size].

    A clip with fewer frames than the model reads begins with its oldest repeated.
    """
    shown = [_pixels(picture) for picture in pictures(size)]
    names = [f'golden_{number}.png' for number in range(len(shown))]
    whole = torch.stack([shown[0]] * (frames - 1) + [shown[1]])[None]
    still = torch.stack([shown[1]] * frames)[None]
    return [(names, QUERIES[0], whole), (names[1:], QUERIES[1], still)]


def _pixels(picture: Image.Image) -> torch.Tensor:
    """float32 [3, size, size]."""
    values = torch.from_numpy(np.array(picture)).permute(2, 0, 1) / 255
    return (values - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]


@torch.no_grad()
def embed_clips(
    x_encoder: XEncoder, predictor: Predictor, tokenizer: TextTokenizer, size: int, frames: int
) -> torch.Tensor:
    """Unit vectors [clips, D]."""
    rows = []
    for _, query, pixels in clips(size, frames):
        ids, mask = tokenizer([query])
        rows.append(predictor(x_encoder(pixels), ids, mask))
    return torch.cat(rows)


@torch.no_grad()
def embed_texts(y_encoder: YEncoder, tokenizer: TextTokenizer, texts: list[str]) -> torch.Tensor:
    """Unit vectors [texts, D]."""
    pieces = range(0, len(texts), TEXTS_AT_ONCE)
    return torch.cat([y_encoder(*tokenizer(texts[i : i + TEXTS_AT_ONCE])) for i in pieces])


def write(
    folder: Path,
    size: int,
    frames: int,
    clip_embeddings: torch.Tensor,
    text_embeddings: torch.Tensor,
    bank: torch.Tensor,
    phrases: list[str],
    tolerances: dict[str, float],
) -> None:
    """`golden.json` and its pictures; `bank` [phrases, D], `tolerances` of "clips" and "texts"."""
    for number, picture in enumerate(pictures(size)):
        picture.save(folder / f'golden_{number}.png')
    shown = clips(size, frames)
    document = {
        'clips': [
            {
                'frames': names,
                'query': query,
                'embedding': embedding.tolist(),
                'tolerance': tolerances['clips'],
            }
            for (names, query, _), embedding in zip(shown, clip_embeddings, strict=True)
        ],
        'texts': [
            {'text': text, 'embedding': embedding.tolist(), 'tolerance': tolerances['texts']}
            for text, embedding in zip(TEXTS, text_embeddings, strict=True)
        ],
        'decodes': [
            {'text_of_clip': clip, 'phrase': phrases[index]}
            for clip, index in _decoded(clip_embeddings, bank, tolerances['clips'])
        ],
    }
    write_golden(folder, document)


def _decoded(
    embeddings: torch.Tensor, bank: torch.Tensor, tolerance: float
) -> list[tuple[int, int]]:
    """Each clip's nearest phrase, where no error within the tolerance could make another nearer."""
    scores, order = (embeddings @ bank.T).sort(dim=1, descending=True)
    if len(bank) == 1:
        return [(clip, 0) for clip in range(len(embeddings))]
    # A score moves by at most the error's length.
    room = 2 * tolerance * embeddings.shape[1] ** 0.5
    clear = scores[:, 0] - scores[:, 1] > room
    return [(clip, int(order[clip, 0])) for clip in range(len(embeddings)) if clear[clip]]
