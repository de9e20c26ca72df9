"""Where in the picture a query points: to what it is about, and to what that is held against.

A query of a few words must find its cells among two hundred before any answer about them can be
learned, and from answers alone it did not: "is there a mug?" and "is there a hammer?" gave nearly
one embedding. So it is asked for directly, and what it points at is read from there.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from . import positions
from .features import FINE
from .layers import mask_bias
from .probability import probability
from .visual_tokens import CELLS_WEIGH, MIDDLES_WEIGH, RARE

ROLES = 2
COUNTED = 6
"""Numbers from 0 on that a count is compared with."""
SURROUNDINGS = 16
"""Numbers of each fine cell that counting reads beside what a query points at."""
COUNTING = 32
"""Channels between the convolutions that count."""
PLACES = 6
"""Numbers that say where a role's cells are and where those of the other role are from there."""
SIDE = 6.0
"""Times a distance in half pictures: beyond a sixth of them it is plainly on one side."""


class Pointed(NamedTuple):
    cells: Tensor
    """[B, E, 2, 196]: logits of each fine cell, by role."""
    middles: Tensor
    """[B, E, 2, 196]: logits of the middles of what is pointed at."""
    counts: Tensor
    """[B, E, 2]: how many there are of it."""


class Counting(nn.Module):
    """How many things a query points at: each is to be worth one, over however many cells its
    middle is smeared. What is likely in each cell, added up, is not that: neighbours do not know of
    each other."""

    def __init__(self, width: int):
        super().__init__()
        self.surroundings = nn.Linear(width, SURROUNDINGS)
        self.around = nn.Conv2d(SURROUNDINGS, COUNTING, 3, padding=1)
        self.pointed = nn.Conv2d(4, COUNTING, 3, padding=1, bias=False)
        self.compared = nn.Conv2d(COUNTING, COUNTING, 3, padding=1)
        self.worth = nn.Conv2d(COUNTING, 1, 3, padding=1)

    def forward(self, logits: list[Tensor], chances: list[Tensor], fine: Tensor) -> Tensor:
        """Of cells and of middles [B, E, 2, 196] each, fine cells [B, 196, W] -> [B, E, 2]."""
        maps = torch.stack([*(of_one / -RARE for of_one in logits), *chances], dim=3)
        x = self.pointed(maps.flatten(0, 2).unflatten(2, (FINE, FINE)))
        around = self.surroundings(fine).transpose(1, 2).unflatten(2, (FINE, FINE))
        around = self.around(around)[:, None].expand(-1, maps.shape[1] * ROLES, -1, -1, -1)
        x = functional.gelu(x + around.flatten(0, 1))
        x = functional.gelu(self.compared(x))
        worth = functional.softplus(self.worth(x).float() + RARE)
        return worth.sum((1, 2, 3)).view(-1, *maps.shape[1:3])


class Pointing(nn.Module):
    centres: Tensor

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
        self.counting = Counting(width)
        self.number = nn.Linear(COUNTED + 4 + PLACES, width)
        # From -1 to 1.
        self.register_buffer('centres', positions.centres(FINE) * 2 - 1, persistent=False)
        self.kind = nn.Parameter(torch.randn(ROLES, width) * 0.5)

    def forward(
        self, x: Tensor, own: Tensor, fine: Tensor, named: Tensor, middle_named: Tensor
    ) -> tuple[Tensor, Pointed]:
        """Query tokens x [B, N, W] and which of them are each question's own, bool [B, E, N]; fine
        cells [B, 196, W] and the words that name them and their middles -> a token for each role
        [B, E, 2, W], and where it looks."""
        scores = self.role(x).transpose(1, 2)[:, None] + mask_bias(own)[:, :, None]
        shares = scores.softmax(-1).to(x.dtype)
        asked = self._mix(shares, self.ask(x)).chunk(2, dim=-1)  # [B, E, 2, W] each
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
        cells, middles = cells.float(), middles.float()
        # Of two hundred cells, those that are barely likely would outweigh the few that are meant.
        shares = cells.softmax(-1)
        values = self.value(fine) + self.named_value(named)
        looked = self._mix(shares.to(values.dtype), values)
        there, middle = probability(cells, CELLS_WEIGH), probability(middles, MIDDLES_WEIGH)
        counts = self.counting([cells, middles], [there, middle], fine)
        amounts = self._amounts(there, middle, counts)
        numbers = torch.cat([*amounts, self._places(shares)], dim=-1)
        tokens = looked + self.number(numbers.to(x.dtype)) + self.kind
        return tokens, Pointed(cells, middles, counts)

    @staticmethod
    def _amounts(there: Tensor, middle: Tensor, counts: Tensor) -> list[Tensor]:
        """How likely each cell and each middle is [B, E, 2, 196], and counts [B, E, 2] -> how many
        there are, compared with each number and as a number, how many cells are meant, and how sure
        the surest cell and middle are."""
        count = counts[..., None]
        near = torch.exp(-2 * (count - torch.arange(COUNTED, device=count.device)).square())
        surest = [there.amax(-1, keepdim=True), middle.amax(-1, keepdim=True)]
        return [near, count / COUNTED, there.sum(-1, keepdim=True).log1p(), *surest]

    def _places(self, shares: Tensor) -> Tensor:
        """[B, E, 2, 196] -> [B, E, 2, 6]: the middle, and how far the other's is from it."""
        middles = shares @ self.centres
        apart = middles.flip(2) - middles
        return torch.cat([middles, apart, (SIDE * apart).tanh()], dim=-1)

    @staticmethod
    def _match(asked: Tensor, keys: Tensor) -> Tensor:
        """[B, E, R, W], [B, N, W] -> [B, E, R, N]."""
        return (asked.flatten(1, 2) @ keys.transpose(1, 2)).unflatten(1, asked.shape[1:3])

    @staticmethod
    def _mix(shares: Tensor, values: Tensor) -> Tensor:
        """[B, E, R, N], [B, N, W] -> [B, E, R, W]."""
        return (shares.flatten(1, 2) @ values).unflatten(1, shares.shape[1:3])
