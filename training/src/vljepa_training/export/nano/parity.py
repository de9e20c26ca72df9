"""Compares a nano pack's graphs with PyTorch, on the golden clips and texts."""

from dataclasses import dataclass

import numpy as np
import torch

from vljepa_training.export.errors import ExportError
from vljepa_training.model.decoder_vocabulary import BEGIN
from vljepa_training.pretrained.pixels import pixels

from . import golden, reference
from .golden import CLIPS, PackGraphs
from .graphs import LARGEST_FEATURE, frozen
from .parts import Parts

LEAST_COSINE = 0.9999
"""Of graphs before their weights are stored small."""


@dataclass(frozen=True)
class PyTorchOutputs:
    """On the golden clips and texts."""

    tokens: list[np.ndarray]
    """[1, FRAMES · 50, 768] of each golden clip."""
    clips: np.ndarray
    """[clips, 384]."""
    texts: np.ndarray
    """[texts, 384]."""
    logits: np.ndarray
    """[clips, V]: of each clip's first piece."""


@torch.no_grad()
def pytorch_outputs(parts: Parts, default_query: str) -> PyTorchOutputs:
    of_picture = {
        name: reference.tokens(*frozen(), torch.from_numpy(pixels(np.array(picture)))).numpy()
        for name, picture in golden.pictures().items()
    }
    tokens = [golden.clip_tokens(clip, of_picture) for clip in CLIPS]
    clips = []
    for clip, whole in zip(CLIPS, tokens, strict=True):
        query = golden.query_tokens(clip.query or default_query)
        seen = torch.from_numpy(whole).clamp(-LARGEST_FEATURE, LARGEST_FEATURE)
        clips.append(parts.predict(seen, *map(torch.from_numpy, query)))
    embeddings = torch.cat(clips)
    begin = torch.full((len(embeddings), 1), BEGIN)
    return PyTorchOutputs(
        tokens=tokens,
        clips=embeddings.numpy(),
        texts=parts.text.encode(list(golden.TEXTS)).numpy(),
        logits=parts.decoder(embeddings, begin)[:, -1].numpy(),
    )


def cosines(graphs: PackGraphs, expected: PyTorchOutputs, default_query: str) -> dict[str, float]:
    """The smallest of each graph, every graph on PyTorch's inputs; `clips`: from pixels to S_y."""
    own = graphs.clips()
    queries = [clip.query or default_query for clip in CLIPS]

    def embeddings(tokens: list[np.ndarray]) -> np.ndarray:
        pairs = zip(tokens, queries, strict=True)
        return np.stack([graphs.predict(seen, query) for seen, query in pairs])

    texts = np.stack([graphs.text(text) for text in golden.TEXTS])
    logits = np.stack([graphs.next_piece(row, [BEGIN]) for row in expected.clips])
    return {
        'x_encoder': _smallest(np.concatenate(own, 1), np.concatenate(expected.tokens, 1)),
        'predictor': _smallest(embeddings(expected.tokens), expected.clips),
        'y_encoder': _smallest(texts, expected.texts),
        'y_decoder': _smallest(logits, expected.logits),
        'clips': _smallest(embeddings(own), expected.clips),
    }


def check(found: dict[str, float]) -> None:
    """Raises ExportError where float32 graphs do not compute what PyTorch does."""
    for name, cosine in found.items():
        if not cosine >= LEAST_COSINE:
            raise ExportError(
                f'{name} in float32: expected a cosine of at least {LEAST_COSINE} with PyTorch, '
                f'got {cosine:.6f}; the graph does not compute what the module does'
            )


def _smallest(a: np.ndarray, b: np.ndarray) -> float:
    a, b = a.astype(np.float64), b.astype(np.float64)
    norms = np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)
    return float(((a * b).sum(-1) / norms).min())
