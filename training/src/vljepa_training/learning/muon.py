"""Muon (Jordan et al. 2024): steps of hidden matrices are made orthogonal.

A matrix's momentum is replaced by the orthogonal matrix nearest to it, so that its weak directions
are learned as fast as its strong ones. PyTorch's own computes in bfloat16, which CPUs without
instructions for it do twenty times slower; this one is told whether to.
"""

from collections import defaultdict
from collections.abc import Iterable

import torch
from torch import Tensor

COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of the Newton-Schulz iteration, from the same source."""
ITERATIONS = 5
LIKE_ADAM = 0.2
"""A step's root mean square, as AdamW's usually is: one learning rate then serves both (Liu et al.
2025)."""


class Muon(torch.optim.Optimizer):
    """For matrices, and for what becomes one when all but its first dimension are flattened."""

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-3,
        momentum: float = 0.95,
        weight_decay: float = 0.0,
        bfloat16: bool = False,
    ):
        """`bfloat16`: the nearest orthogonal matrix is sought in bfloat16."""
        self._precision = torch.bfloat16 if bfloat16 else torch.float32
        super().__init__(params, {'lr': lr, 'momentum': momentum, 'weight_decay': weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            # Matrices of one shape go through the iteration together.
            by_shape: dict[tuple, list[tuple[Tensor, Tensor]]] = defaultdict(list)
            for parameter in group['params']:
                if parameter.grad is None:
                    continue
                state = self.state[parameter]
                if not state:
                    state['momentum'] = torch.zeros_like(parameter)
                momentum = state['momentum']
                momentum.lerp_(parameter.grad, 1 - group['momentum'])
                ahead = parameter.grad.lerp(momentum, group['momentum']).flatten(1)
                by_shape[ahead.shape].append((parameter, ahead))
            for shape, of_shape in by_shape.items():
                together = torch.stack([ahead for _, ahead in of_shape])
                steps = orthogonal(together.to(self._precision))
                size = group['lr'] * LIKE_ADAM * max(shape) ** 0.5
                for (parameter, _), step in zip(of_shape, steps, strict=True):
                    parameter.mul_(1 - group['lr'] * group['weight_decay'])
                    parameter.sub_(step.to(parameter.dtype).view_as(parameter), alpha=size)


def orthogonal(matrices: Tensor) -> Tensor:
    """[N, rows, columns] -> about the nearest matrices whose singular values are 1."""
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.mT if tall else matrices
    x = x / x.norm(dim=(1, 2), keepdim=True).clamp(min=1e-12)
    a, b, c = COEFFICIENTS
    for _ in range(ITERATIONS):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.mT if tall else x
