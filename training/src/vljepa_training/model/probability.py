"""Probabilities from logits that were trained with heavier positives."""

import math

from torch import Tensor


def probability(logits: Tensor, more: float) -> Tensor:
    """Of logits that `learning.losses.weighted_bce` trained with this `more`, its weight undone."""
    return (logits - math.log(1 + more)).sigmoid()
