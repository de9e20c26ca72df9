"""What training minimises, and what it only logs."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

MIN_TEMPERATURE, MAX_TEMPERATURE = 0.01, 0.5


class Temperature(nn.Module):
    """The learned temperature of InfoNCE, kept within limits (as a scale it is its inverse)."""

    def __init__(self, start: float = 0.07):
        super().__init__()
        self.log = nn.Parameter(torch.tensor(start).log())

    def forward(self) -> Tensor:
        return self.log.exp().clamp(MIN_TEMPERATURE, MAX_TEMPERATURE)


@dataclass(frozen=True)
class Pairs:
    """Predictions and answers of a batch, of all ranks."""

    predicted: Tensor
    """[R, D], unit norm."""
    answers: Tensor
    """[U, D], unit norm: of the distinct answer texts."""
    answer_of: Tensor
    """int64 [R]: which of the answers is each prediction's."""
    same: Tensor
    """bool [R, U]: answers that are right for a prediction too, so not negatives of it."""


def info_nce(pairs: Pairs, temperature: Tensor) -> Tensor:
    """Mean over the predictions of both directions' cross-entropies.

    From a prediction to the texts each distinct text counts once. From a text to the predictions,
    those that it is right for are neither positives nor negatives but the pair itself.
    """
    # Half precision's three digits would lose the differences that a small temperature amplifies.
    with torch.autocast(pairs.predicted.device.type, enabled=False):
        logits = pairs.predicted.float() @ pairs.answers.float().T / temperature
    positive = logits.gather(1, pairs.answer_of[:, None])[:, 0]
    others = logits.masked_fill(pairs.same, -torch.inf)
    to_text = torch.logaddexp(others.logsumexp(1), positive) - positive
    against = others.logsumexp(0)[pairs.answer_of]
    to_prediction = torch.logaddexp(against, positive) - positive
    return (to_text.mean() + to_prediction.mean()) / 2


def cosine_loss(pairs: Pairs) -> Tensor:
    """The ablation: no negatives."""
    return 1 - (pairs.predicted * pairs.answers[pairs.answer_of]).sum(-1).mean()


def alignment(pairs: Pairs) -> Tensor:
    """Mean squared distance of a prediction and its answer (Wang & Isola 2020)."""
    return (pairs.predicted - pairs.answers[pairs.answer_of]).square().sum(-1).mean()


def uniformity(points: Tensor) -> Tensor:
    """log of the mean of exp(−2 d²) over pairs of points [N, D] (Wang & Isola 2020)."""
    if len(points) < 2:
        return points.new_zeros(())
    return torch.pdist(points.float()).square().mul(-2).exp().mean().log()


def weighted_bce(logits: Tensor, truth: Tensor, more: float) -> Tensor:
    """Binary cross-entropy in which positives, which are rare, weigh 1 + `more`; -1 is unknown and
    weighs nothing. `model.probability` of the logits undoes the weight.

    The mean is over all, known or not: so ranks weigh alike, and a batch may have none.
    """
    truth = truth.float()
    weight = (truth >= 0) * (1 + more * truth.clamp(min=0))
    return functional.binary_cross_entropy_with_logits(logits.float(), truth.clamp(min=0), weight)
