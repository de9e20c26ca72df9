"""A window's features [B, T, 50, 768] -> tokens of the Predictor's width."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from vljepa_training.worlds.episode import EVENT_KINDS

from . import positions
from .features import CELLS, DIMENSION, EARLY_CHANNELS, FINE, GRID, LAST_CHANNELS
from .layers import causal_bias, layer_stack
from .motion import Motion
from .probability import probability
from .wordpieces import words_of

FRAMES = 8
"""That a cell's history has; windows of fewer or more frames are spread over them."""
HISTORY = 64
"""Numbers of each frame in a cell's history."""
SHAPE = 64
"""Channels between the two convolutions that see a fine cell's surroundings."""
CELLS_WEIGH, MIDDLES_WEIGH = 4.0, 9.0
"""How much more a cell weighs in the losses where something is, and where its middle is."""
RARE = -4.0
"""The logit of a label before anything is learned: few are in a cell."""


class Seen(NamedTuple):
    """What a window becomes."""

    tokens: Tensor
    """[B, 246, W]: cells, summary, fine cells."""
    happens: Tensor
    """[B, events]: logits of what happens."""
    shown: Tensor
    """[B, 196, labels]: logits of what is in each fine cell of the newest frame."""
    middles: Tensor
    """[B, 196, labels]: logits of whose middle is there."""
    named: Tensor
    middle_named: Tensor
    """[B, 196, W]: the words of what is shown there, and of whose middle is."""


class VisualTokens(nn.Module):
    """49 cells with all that happened in them, a summary, and the newest frame in 14 × 14.

    A cell has the newest frame's features, those of all frames, and how they moved. Cells and
    summary read each other; fine cells then get what theirs has become. Then these are named: what
    is recognised in them joins them as the words that a query would have for it, and what happens
    joins the summary.
    """

    words: Tensor
    label_words: Tensor
    places: Tensor
    fine_places: Tensor
    cell_of: Tensor

    def __init__(
        self,
        width: int,
        heads: int,
        feed_forward: float,
        layers: int,
        labels: Sequence[str],
        words: Tensor,
        word_noise: float = 0.0,
        dropout: float = 0.0,
        feature_dropout: float = 0.0,
    ):
        """`words` [pieces, dimension]: the table that queries are read from, too; it is frozen."""
        super().__init__()
        self.register_buffer('words', words.float())
        self.register_buffer('label_words', words_of(labels, words), persistent=False)
        self.word_noise, self.feature_dropout = word_noise, feature_dropout
        self.dropout = nn.Dropout(dropout)
        self.word = nn.Linear(words.shape[1], width)
        """Of a query's words, and so of the labels that name cells."""
        self.middle = nn.Linear(words.shape[1], width)
        self.look = nn.Linear(DIMENSION, width)
        self.remember = nn.Linear(DIMENSION, HISTORY)
        self.history = nn.Linear(FRAMES * HISTORY, width)
        self.motion = Motion(EARLY_CHANNELS, FRAMES, width)
        self.remember_summary = nn.Linear(DIMENSION, HISTORY)
        self.summary = nn.Linear(FRAMES * HISTORY, width)
        self.register_buffer('places', positions.grid(GRID, width), persistent=False)
        self.layers = layer_stack(layers, width, heads, feed_forward, dropout)
        self.look_fine = nn.Linear(EARLY_CHANNELS, width)
        self.shape = nn.Sequential(
            nn.Conv2d(EARLY_CHANNELS, SHAPE, 3, padding=1),
            nn.GELU(),
            nn.Conv2d(SHAPE, width, 3, padding=1),
        )
        self.happens = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, len(EVENT_KINDS)))
        self.told = nn.Linear(len(EVENT_KINDS), width, bias=False)
        nn.init.zeros_(self.told.weight)
        self.known = nn.Linear(width, width)
        self.fine_norm = nn.LayerNorm(width)
        self.fine_up = nn.Linear(width, int(width * feed_forward))
        self.fine_down = nn.Linear(int(width * feed_forward), width)
        self.register_buffer('fine_places', positions.grid(FINE, width), persistent=False)
        self.recognise_norm = nn.LayerNorm(width)
        self.recognise = nn.Linear(width, 2 * len(labels))
        nn.init.constant_(self.recognise.bias, RARE)
        rows = torch.arange(FINE) // 2
        cell_of = (rows[:, None] * GRID + rows).flatten()
        self.register_buffer('cell_of', cell_of, persistent=False)

    def forward(self, features: Tensor, causal: bool = False) -> Seen:
        """features [B, T, 50, 768]."""
        features = self._some_of(spread(features))
        cells, summaries = features[:, :, :CELLS], features[:, :, CELLS]
        fine = fine_cells(cells)
        history = functional.gelu(self.remember(cells)).transpose(1, 2).flatten(2)
        x = self.look(cells[:, -1]) + self.history(history) + self.motion(fine) + self.places
        summary = self.summary(functional.gelu(self.remember_summary(summaries)).flatten(1))
        x = torch.cat([x, summary[:, None]], dim=1)[:, None]
        bias = causal_bias(x.shape[2], x.device) if causal else None
        for layer in self.layers:
            x = layer(x, bias=bias)
        x = x[:, 0]
        known = self.known(x[:, :CELLS])[:, self.cell_of]
        newest = fine[:, -1]
        fine = self.look_fine(newest) + self._shapes(newest) + known
        fine = fine + self.fine_places.to(known.dtype)
        hidden = functional.gelu(self.fine_up(self.fine_norm(fine)))
        fine = fine + self.dropout(self.fine_down(hidden))
        logits = self.recognise(self.recognise_norm(fine))
        shown, middle = logits.chunk(2, dim=-1)
        named = probability(shown, CELLS_WEIGH) @ self.word(self.label_words)
        middle_named = probability(middle, MIDDLES_WEIGH) @ self.middle(self.label_words)
        happens = self.happens(x[:, CELLS])
        summary = x[:, CELLS] + self.told(happens.softmax(-1))
        fine = fine + named + middle_named
        tokens = torch.cat([x[:, :CELLS], summary[:, None], fine], dim=1)
        return Seen(tokens, happens, shown, middle, named, middle_named)

    def embed_words(self, ids: Tensor) -> Tensor:
        """Word pieces of a query [...] -> [..., W]."""
        words = self.words[ids]
        if self.training and self.word_noise:
            words = words + self.word_noise * torch.randn_like(words)
        return self.word(words)

    def _some_of(self, features: Tensor) -> Tensor:
        """In training each window loses some channels, in all its cells and frames alike."""
        if not (self.training and self.feature_dropout):
            return features
        count = len(features)
        kept = torch.rand(count, LAST_CHANNELS + EARLY_CHANNELS, device=features.device)
        kept = (kept >= self.feature_dropout).to(features.dtype) / (1 - self.feature_dropout)
        # Block 10's channels are there for each of the four cells of a larger one.
        kept = torch.cat([kept[:, :LAST_CHANNELS], kept[:, LAST_CHANNELS:].repeat(1, 4)], dim=1)
        whole = kept.new_ones(count, 1, DIMENSION)
        return features * torch.cat([kept[:, None].expand(-1, CELLS, -1), whole], dim=1)[:, None]

    def _shapes(self, newest: Tensor) -> Tensor:
        """[B, 196, 112] -> [B, 196, W]: of each fine cell and those around it."""
        grid = newest.transpose(1, 2).unflatten(2, (FINE, FINE))
        return self.shape(grid).flatten(2).transpose(1, 2)


def seen_together(see: Callable[[Tensor], Seen], features: Sequence[Tensor]) -> list[Seen]:
    """What `see` makes of each of several batches [B, T, 50, 768], T of their own, at once: larger
    products are faster."""
    seen = see(torch.cat([spread(of_batch) for of_batch in features]))
    sizes = [len(of_batch) for of_batch in features]
    return [Seen(*parts) for parts in zip(*(tokens.split(sizes) for tokens in seen), strict=True)]


def spread(features: Tensor) -> Tensor:
    """[B, T, …] -> [B, 8, …]: each frame as often as any other, the newest last."""
    count = features.shape[1]
    if not torch.jit.is_tracing() and count == FRAMES:
        return features
    ages = torch.arange(FRAMES - 1, -1, -1, device=features.device)
    return features[:, count - 1 - ages * count // FRAMES]


def fine_cells(cells: Tensor) -> Tensor:
    """[B, T, 49, 768] -> [B, T, 196, 112]: block 10's map, unfolded, row by row."""
    folded = cells[..., LAST_CHANNELS:].unflatten(-1, (2, 2, EARLY_CHANNELS))
    grid = folded.unflatten(2, (GRID, GRID))  # [B, T, 7, 7, 2, 2, 112]
    return grid.permute(0, 1, 2, 4, 3, 5, 6).flatten(2, 5)
