"""Embeddings of what can be claimed, by the pack's own Y-Encoder."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from vljepa_training.worlds.episode import COLOURS
from vljepa_training.worlds.language.ontology import with_article

from .calibrate import Meanings, unit
from .sentences import allowed, colours_of, object_kinds, read_as, state_kinds, things

Read = Callable[[Sequence[str]], np.ndarray]
"""Texts → embeddings [texts, D]."""


def meanings(read: Read) -> Meanings:
    kinds, names = object_kinds(), things()
    has_thing = np.array([[allowed(kind, thing) for thing in names] for kind in kinds])
    has_colour = np.array([[bool(colours_of(kind)) for _ in COLOURS] for kind in kinds])
    named = [[f'the {thing}' for thing in names] for _ in kinds]
    coloured = [[with_article(f'{colour} object') for colour in COLOURS] for _ in kinds]
    of_kinds = [unit(read(read_as(kind)[0]).mean(0)) for kind in state_kinds()]
    return Meanings(
        np.stack(of_kinds),
        table(read, kinds, named, has_thing),
        table(read, kinds, coloured, has_colour),
        has_thing,
        has_colour,
    )


def table(
    read: Read, kinds: Sequence[str], parts: Iterable[Sequence[str]], has: np.ndarray
) -> np.ndarray:
    """[kinds, parts, D], by the first wording of each; zeros where `has` is false."""
    texts = [
        wordings[0]
        for kind, of_kind in zip(kinds, parts, strict=True)
        for wordings in read_as(kind, of_kind)
    ]
    there = has.reshape(-1)
    wanted = unit(read([text for text, is_there in zip(texts, there, strict=True) if is_there]))
    rows = np.zeros((len(texts), wanted.shape[1]), np.float32)
    rows[there] = wanted
    return rows.reshape(*has.shape, -1)
