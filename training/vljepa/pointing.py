"""Where in the picture a query points: to what it is about, and to what that is held against.

A query of a few words must find its cells among two hundred before any answer about them can be
learned, and from answers alone it did not: "is there a mug?" and "is there a hammer?" gave nearly
one embedding. So it is asked for directly, and what it points at is read from there.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from .layers import MASKED
from .losses import rarely_true
from .visual_tokens import RARE

ROLES = 2
COUNTED = 6
"""Numbers from 0 on that a count is compared with."""


class Pointed(NamedTuple):
    cells: Tensor
    """[B, E, 2, 196]: logits of each fine cell, by role."""
    middles: Tensor
    """[B, E, 2, 196]: logits of the middles of what is pointed at, so that it can be counted."""


class Pointing(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.role = nn.Linear(width, ROLES)
        self.ask = nn.Linear(width, 2 * width)
        self.norm = nn.LayerNorm(width)
        self.key = nn.Linear(width, 2 * width)
        self.named_key = nn.Linear(width, width, bias=False)
        self.middle_key = nn.Linear(width, width, bias=False)
        self.bias = nn.Parameter(torch.full((2,), RARE))
        self.value = nn.Linear(width, width)
        self.named_value = nn.Linear(width, width, bias=False)
        self.number = nn.Linear(COUNTED + 2, width)
        self.kind = nn.Parameter(torch.randn(ROLES, width) * 0.5)

    def forward(
        self, x: Tensor, kept: Tensor, fine: Tensor, named: Tensor, middle_named: Tensor
    ) -> tuple[Tensor, Pointed]:
        """Query tokens x [B, E, L, W] and their mask, fine cells [B, 196, W] and the words that
        name them and their middles -> a token for each role [B, E, 2, W], and where it looks."""
        scores = self.role(x) + ((1 - kept) * MASKED)[..., None]
        shares = scores.softmax(2).transpose(2, 3).to(x.dtype)
        asked = (shares @ self.ask(x)).chunk(2, dim=-1)  # [B, E, 2, W] each
        fine = self.norm(fine)
        keys, middle_keys = self.key(fine).chunk(2, dim=-1)
        keys = keys + self.named_key(named)
        middle_keys = middle_keys + self.middle_key(middle_named)
        scale = fine.shape[-1] ** -0.5
        cells, middles = (
            self._match(of_asked, of_cells) * scale + self.bias[index]
            for index, (of_asked, of_cells) in enumerate(
                zip(asked, (keys, middle_keys), strict=True)
            )
        )
        there = cells.float().sigmoid()
        mass = there.sum(-1, keepdim=True)
        values = self.value(fine) + self.named_value(named)
        looked = self._mix((there / (mass + 1)).to(values.dtype), values)
        count = middles.float().sigmoid().sum(-1, keepdim=True)
        near = torch.exp(-2 * (count - torch.arange(COUNTED, device=x.device)).square())
        numbers = torch.cat([near, count / COUNTED, mass.log1p()], dim=-1)
        tokens = looked + self.number(numbers.to(x.dtype)) + self.kind
        return tokens, Pointed(cells, middles)

    @staticmethod
    def _match(asked: Tensor, keys: Tensor) -> Tensor:
        """[B, E, R, W], [B, N, W] -> [B, E, R, N]."""
        return (asked.flatten(1, 2) @ keys.transpose(1, 2)).unflatten(1, asked.shape[1:3])

    @staticmethod
    def _mix(shares: Tensor, values: Tensor) -> Tensor:
        """[B, E, R, N], [B, N, W] -> [B, E, R, W]."""
        return (shares.flatten(1, 2) @ values).unflatten(1, shares.shape[1:3])


def pointing_loss(pointed: Pointed, truth: Tensor) -> Tensor:
    """Binary cross-entropy; truth int8 [B, E, 2 roles, 2, 196]: 1 where cells and middles are, 0
    where not, -1 where it is not known what a role is about."""
    cells, middles = truth.unbind(3)
    return rarely_true(pointed.cells, cells, 4.0) + rarely_true(pointed.middles, middles, 9.0)
