"""MiniLM's word pieces: token ids, and a small frozen table of them for the Predictor."""

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from vljepa_training.pretrained import minilm

CLS, SEP, PAD = 101, 102, 0


@cache
def tokenizer() -> Tokenizer:
    return Tokenizer.from_str(minilm.tokenizer_files()['tokenizer.json'])


@cache
def whole_words() -> list[str]:
    """Word pieces that are words of their own, of three letters or more."""
    return sorted(w for w in tokenizer().get_vocab() if len(w) > 2 and w.isascii() and w.isalpha())


@lru_cache(100_000)
def token_ids(text: str, longest: int) -> list[int]:
    """[CLS] … [SEP], at most `longest`."""
    ids = tokenizer().encode(text).ids
    return ids if len(ids) <= longest else [*ids[: longest - 1], SEP]


def padded(rows: list[list[int]], length: int | None = None) -> tuple[Tensor, Tensor]:
    """int64 ids and mask [len(rows), length]; default: the longest row's."""
    length = length or max(map(len, rows), default=1)
    ids = np.full((len(rows), length), PAD, np.int64)
    mask = np.zeros((len(rows), length), np.int64)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = row
        mask[index, : len(row)] = 1
    return torch.from_numpy(ids), torch.from_numpy(mask)


def word_table(dimension: int) -> Tensor:
    """[30522, dimension]: MiniLM's word embeddings along their `dimension` widest directions.

    MiniLM's own are dominated by a few. Each direction's standard deviation becomes its square
    root, which keeps who is near whom better than equal ones do; the mean variance becomes 1.
    """
    table = torch.from_numpy(minilm.load()['embeddings.word_embeddings.weight'])
    centred = table - table.mean(0)
    values, vectors = torch.linalg.eigh(centred.T @ centred / len(table))
    values, vectors = values.flip(0)[:dimension], vectors.flip(1)[:, :dimension]
    # An eigenvector's sign is arbitrary: the largest entry is made positive.
    largest = vectors.abs().argmax(0)
    vectors = vectors * vectors[largest, torch.arange(vectors.shape[1])].sign()
    return centred @ vectors / (values**0.25 * values.sqrt().mean().sqrt())


def words_of(names: Sequence[str], words: Tensor) -> Tensor:
    """[len(names), dimension]: the mean of each name's word pieces in a table."""
    rows = [words[token_ids(name, 64)[1:-1]].mean(0) for name in names]
    return torch.stack(rows).float() if rows else words.new_zeros(0, words.shape[1])
