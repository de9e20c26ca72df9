"""Whether this machine multiplies faster in bfloat16."""

import time
from functools import cache

import torch

SIZE, TRIES = 256, 5


@cache
def bfloat16_is_faster() -> bool:
    """CPUs with instructions for bfloat16 multiply several times as fast in it, those without a
    twentieth as fast as in float32; so it is tried."""
    return torch.cuda.is_available() or _seconds(torch.bfloat16) < _seconds(torch.float32)


def _seconds(kind: torch.dtype) -> float:
    """The quickest of a few products."""
    matrix = torch.ones(SIZE, SIZE, dtype=kind)
    times = []
    for _ in range(TRIES):
        began = time.perf_counter()
        matrix @ matrix
        times.append(time.perf_counter() - began)
    return min(times)
