"""A small vocabulary for generating: MiniLM's word pieces that the training's texts have."""

from collections.abc import Iterable

import torch
from torch import Tensor

from .wordpieces import token_ids, tokenizer

PAD, BEGIN, END, UNKNOWN = range(4)
SPECIAL = 4
LONGEST = 32
"""Pieces of a generated text, the end among them."""


class DecoderVocabulary:
    """Numbers of word pieces from 0 on; the first four are padding, begin, end and unknown."""

    def __init__(self, kept: Iterable[int]):
        self.kept = sorted(set(kept))
        """MiniLM's ids, in the order of this vocabulary after the special ones."""
        self._number = {piece: SPECIAL + index for index, piece in enumerate(self.kept)}

    @staticmethod
    def of(texts: Iterable[str]) -> 'DecoderVocabulary':
        return DecoderVocabulary(piece for text in texts for piece in token_ids(text, 64)[1:-1])

    def __len__(self) -> int:
        return SPECIAL + len(self.kept)

    def encode(self, text: str) -> list[int]:
        """With the end, at most `LONGEST`; without the begin."""
        pieces = token_ids(text, 64)[1:-1][: LONGEST - 1]
        return [self._number.get(piece, UNKNOWN) for piece in pieces] + [END]

    def encode_all(self, texts: list[str]) -> tuple[Tensor, Tensor]:
        """What a generator reads, [BEGIN] first, and what it should say next; int64 [n, L]."""
        rows = [self.encode(text) for text in texts]
        targets = torch.full((len(rows), max(map(len, rows))), PAD)
        for index, row in enumerate(rows):
            targets[index, : len(row)] = torch.tensor(row)
        inputs = torch.cat([torch.full((len(rows), 1), BEGIN), targets[:, :-1]], dim=1)
        return inputs, targets

    def decode(self, numbers: list[int]) -> str:
        """The text up to the end; special numbers are left out."""
        if END in numbers:
            numbers = numbers[: numbers.index(END)]
        return tokenizer().decode([self.kept[n - SPECIAL] for n in numbers if n >= SPECIAL])
