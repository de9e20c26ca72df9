"""A window's features [B, T, 50, 768] -> tokens of the Predictor's width."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from . import positions
from .features import CELLS, DIMENSION, GRID

COARSE = 3


class VisualTokens(nn.Module):
    """The first and the newest frame in 7 × 7 cells, every frame in 3 × 3, and its summary.

    In this order: coarse 9 T, summaries T, first 49, newest 49. Each token is its features, how
    they changed (coarse: since the frame before; fine: since the first frame), place and age.
    """

    def __init__(self, width: int):
        super().__init__()
        self.look = nn.Linear(DIMENSION, width)
        self.change = nn.Linear(DIMENSION, width, bias=False)
        self.summary = nn.Linear(DIMENSION, width)
        self.kind = nn.Parameter(torch.randn(4, width) * 0.5)
        """Of coarse cells, summaries, cells of the first and of the newest frame."""
        self.register_buffer('pooling', pooling(), persistent=False)
        self.register_buffer('fine_places', positions.grid(GRID, width), persistent=False)
        self.register_buffer('coarse_places', positions.grid(COARSE, width), persistent=False)
        ages = positions.ages(positions.MAX_FRAMES, width).flip(0)
        self.register_buffer('ages', ages, persistent=False)
        """The newest last."""

    def forward(self, features: Tensor) -> Tensor:
        """[B, T, 50, 768] -> [B, 10 T + 98, W]."""
        cells, summaries = features[:, :, :CELLS], features[:, :, CELLS]
        ages = self.ages[positions.MAX_FRAMES - features.shape[1] :]
        coarse = torch.matmul(self.pooling, cells)
        before = functional.pad(coarse, (0, 0, 0, 0, 1, 0))[:, :-1]
        # The first frame has none before it: no change.
        before = torch.cat([coarse[:, :1], before[:, 1:]], dim=1)
        coarse = self.look(coarse) + self.change(coarse - before)
        coarse = coarse + self.coarse_places + ages[:, None] + self.kind[0]
        summaries = self.summary(summaries) + ages + self.kind[1]
        first, newest = cells[:, 0], cells[:, -1]
        changed = self.change(newest - first) + self.fine_places
        first = self.look(first) + changed + ages[0] + self.kind[2]
        newest = self.look(newest) + changed + ages[-1] + self.kind[3]
        return torch.cat([coarse.flatten(1, 2), summaries, first, newest], dim=1)


def pooling() -> Tensor:
    """[9, 49]: mean over 3 × 3 cells, of which neighbours share a row or a column."""
    side = torch.zeros(COARSE, GRID)
    for i in range(COARSE):
        side[i, 2 * i : 2 * i + COARSE] = 1 / COARSE
    return torch.einsum('ik,jl->ijkl', side, side).reshape(COARSE**2, CELLS)
