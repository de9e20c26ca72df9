"""Rows of all ranks, with gradients: InfoNCE's negatives come from the whole batch."""

from typing import TypeVar

import torch
from torch import Tensor, distributed

T = TypeVar('T')


def world_size() -> int:
    return distributed.get_world_size() if distributed.is_initialized() else 1


def rank() -> int:
    return distributed.get_rank() if distributed.is_initialized() else 0


class _Gather(torch.autograd.Function):
    """all_gather of equally many rows; a row's gradient is the sum of what all ranks have for it.

    Every rank computes the whole loss, so that sum is `world_size` times the gradient, and
    averaging over ranks, as DistributedDataParallel does, gives the gradient itself.
    """

    @staticmethod
    def forward(context, x: Tensor) -> Tensor:
        rows = [torch.empty_like(x) for _ in range(world_size())]
        distributed.all_gather(rows, x.contiguous())
        context.count = len(x)
        return torch.cat(rows)

    @staticmethod
    def backward(context, gradient: Tensor) -> Tensor:
        gradient = gradient.contiguous()
        distributed.all_reduce(gradient)
        start = distributed.get_rank() * context.count
        return gradient[start : start + context.count]


def gather_rows(x: Tensor) -> Tensor:
    """Rows [n, ...] of all ranks in rank order; n may differ."""
    if world_size() == 1:
        return x
    counts = [torch.zeros(1, dtype=torch.int64, device=x.device) for _ in range(world_size())]
    distributed.all_gather(counts, torch.tensor([len(x)], device=x.device))
    sizes = [int(count) for count in counts]
    padded = torch.cat([x, x.new_zeros(max(sizes) - len(x), *x.shape[1:])])
    pieces = _Gather.apply(padded).split(max(sizes))
    return torch.cat([piece[:size] for piece, size in zip(pieces, sizes, strict=True)])


def gather_objects(own: T) -> list[T]:
    """What every rank has, in rank order."""
    if world_size() == 1:
        return [own]
    of_ranks: list = [None] * world_size()
    distributed.all_gather_object(of_ranks, own)
    return of_ranks
