"""Sine and cosine embeddings of places, with amplitude 1, so that sums do not swamp them."""

import math

import torch
from torch import Tensor

MAX_FRAMES = 16


def sinusoids(values: Tensor, size: int, longest: float, shortest: float) -> Tensor:
    """[N] -> [N, size], `size` even; wavelengths from `longest` to `shortest`, geometric."""
    steps = torch.linspace(0, 1, size // 2)
    frequency = 2 * math.pi / (longest * (shortest / longest) ** steps)
    angle = values[:, None] * frequency
    return torch.cat([angle.sin(), angle.cos()], dim=1)


def grid(side: int, width: int) -> Tensor:
    """[side², width]: of cell centres, row by row; two thirds of the width, then 0."""
    x, y = centres(side).unbind(1)
    size = width // 6 * 2
    table = torch.zeros(side * side, width)
    table[:, :size] = sinusoids(x, size, 4.0, 0.25)
    table[:, size : 2 * size] = sinusoids(y, size, 4.0, 0.25)
    return table


def centres(side: int) -> Tensor:
    """[side², 2]: x and y of cell centres on 0 to 1, row by row."""
    steps = (torch.arange(side) + 0.5) / side
    y, x = torch.meshgrid(steps, steps, indexing='ij')
    return torch.stack([x.flatten(), y.flatten()], dim=1)


def words(count: int, width: int) -> Tensor:
    """[count, width]: of places in a text."""
    return sinusoids(torch.arange(count).float(), width, 100.0, 2.5)
