"""Losses of where queries point and of how many things they count there."""

import torch
from torch import Tensor
from torch.nn import functional

from vljepa_training.model.pointing import Pointed
from vljepa_training.model.visual_tokens import CELLS_WEIGH, MIDDLES_WEIGH

from .losses import weighted_bce

CLOSE = 0.5
"""A count this much off is rounded to another number."""
COUNT_WEIGHTS = (0.3, 0.5, 4.0, 6.0, 8.0, 10.0)
"""How much a count weighs by what it is to be: most of what queries are about is not there or there
once, and counts learned from all alike are drawn to that."""


def pointing_loss(pointed: Pointed, truth: Tensor) -> Tensor:
    """Binary cross-entropy; truth int8 [B, E, 2 roles, 2, 196]: 1 where cells are, how many middles
    are in each, 0 where none, -1 where it is not known what a role is about."""
    cells, middles = truth.clamp(max=1).unbind(3)
    return weighted_bce(pointed.cells, cells, CELLS_WEIGH) + weighted_bce(
        pointed.middles, middles, MIDDLES_WEIGH
    )


def counting_loss(pointed: Pointed, truth: Tensor) -> Tensor:
    """How far the counts are off, beyond some tenths as it is and within them squared; truth as
    `pointing_loss`'s. The mean is over all rows, known or not: so ranks weigh alike."""
    middles = truth[:, :, :, 1]
    true = middles.clamp(min=0).sum(-1, dtype=torch.int64)
    off = functional.smooth_l1_loss(pointed.counts, true.float(), beta=CLOSE, reduction='none')
    weight = off.new_tensor(COUNT_WEIGHTS)[true.clamp(max=len(COUNT_WEIGHTS) - 1)]
    return (off * weight * (middles[..., 0] >= 0)).mean()
