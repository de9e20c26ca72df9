"""Where the features of a frame are in the next one: what moved, and which way."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from .features import FINE, FINE_CELLS, GRID

REACH = 2
"""Fine cells, in each direction."""
PLACES = (2 * REACH + 1) ** 2
KEYS = 32
SPREAD = 4.0
"""Cosines of neighbours differ little: so many times larger, their differences are about 1."""


class Motion(nn.Module):
    """Cosines of each fine cell with those around it in the next frame (a correlation layer,
    Dosovitskiy et al. 2015): a cell's mean over the places says nothing and is taken off."""

    places: Tensor
    scale: Tensor

    def __init__(self, channels: int, frames: int, width: int):
        super().__init__()
        self.key = nn.Linear(channels, KEYS, bias=False)
        self.read = nn.Linear((frames - 1) * 4 * PLACES, width)
        self.out = nn.Linear(width, width)
        self.register_buffer('places', around(), persistent=False)
        scale = torch.full((KEYS,), (SPREAD / KEYS) ** 0.5)
        self.register_buffer('scale', scale, persistent=False)

    def forward(self, fine: Tensor) -> Tensor:
        """[B, T, 196, channels] -> [B, 49, W]."""
        # As cosines, but that a key's mean is taken off too: one fused step instead of four.
        keys = functional.layer_norm(self.key(fine), (KEYS,), self.scale)
        cosines = keys[:, :-1] @ keys[:, 1:].transpose(-1, -2)
        near = cosines.flatten(2)[:, :, self.places].unflatten(2, (FINE_CELLS, PLACES))
        near = near - near.mean(-1, keepdim=True)
        # [B, T - 1, 7, 2, 7, 2, places] -> [B, 49, (T - 1) · 4 · places]
        near = near.unflatten(2, (GRID, 2, GRID, 2)).permute(0, 2, 4, 1, 3, 5, 6)
        return self.out(functional.gelu(self.read(near.flatten(3).flatten(1, 2))))


def around() -> Tensor:
    """int64 [196 · 25]: each fine cell's neighbours, as places in a flattened [196, 196]; in place
    of one outside the picture the cell itself."""
    steps = torch.arange(-REACH, REACH + 1)
    y, x, down, right = torch.meshgrid(
        torch.arange(FINE), torch.arange(FINE), steps, steps, indexing='ij'
    )
    rows, columns = y + down, x + right
    inside = (rows >= 0) & (rows < FINE) & (columns >= 0) & (columns < FINE)
    cell = y * FINE + x
    there = torch.where(inside, rows * FINE + columns, cell)
    return (cell * FINE_CELLS + there).flatten()
