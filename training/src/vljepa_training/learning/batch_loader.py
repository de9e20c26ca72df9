"""Steps' data, drawn while earlier ones are learned from."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context, parent_process

import torch

from .examples import Batch, Mixture, Row
from .process_memory import freeze_objects

StepData = tuple[list[Batch], list[Row]]
MakeMixture = Callable[[int, int], Mixture]
"""A mixture of a share of the episodes: the i-th of n."""
AHEAD = 3
"""Steps that each process draws beforehand."""

_share: Mixture | None = None
"""A drawing process's own."""


class BatchLoader:
    """Gives each step's data, which is drawn beforehand: it depends on the mixture, the step, the
    rank and the number of processes alone."""

    def __init__(
        self,
        workers: Sequence[Executor],
        draw: Callable[[int], StepData],
        ahead: int,
        processes: int = 0,
    ):
        self._workers, self._draw, self._ahead = workers, draw, ahead
        self.processes = processes
        self._drawn: dict[int, Future] = {}

    @staticmethod
    def in_thread(data: Mixture, rank: int) -> 'BatchLoader':
        return BatchLoader([ThreadPoolExecutor(1)], lambda step: step_data(data, step, rank), 1)

    @staticmethod
    def in_processes(make: MakeMixture, count: int, rank: int) -> 'BatchLoader':
        """Each process has a share of the episodes and draws every `count`-th step; `make` goes to
        them, so it cannot be a lambda."""
        # Each tensor on its way holds a file open otherwise.
        torch.multiprocessing.set_sharing_strategy('file_system')
        workers = [
            ProcessPoolExecutor(1, get_context('spawn'), _prepare, (make, share, count))
            for share in range(count)
        ]
        return BatchLoader(workers, partial(_draw, rank), AHEAD * count, count)

    def __call__(self, step: int) -> StepData:
        for number in range(step, step + self._ahead + 1):
            if number not in self._drawn:
                worker = self._workers[number % len(self._workers)]
                self._drawn[number] = worker.submit(self._draw, number)
        # A training that resumes begins elsewhere.
        self._drawn = {n: future for n, future in self._drawn.items() if n >= step}
        return self._drawn.pop(step).result()

    def close(self) -> None:
        for worker in self._workers:
            worker.shutdown(cancel_futures=True)


def step_data(data: Mixture, step: int, rank: int) -> StepData:
    return data.batches(step, rank), data.paraphrases(step, rank)


def _prepare(make: MakeMixture, share: int, of: int) -> None:
    global _share
    threading.Thread(target=_end_with_training, daemon=True).start()
    torch.set_num_threads(1)
    torch.multiprocessing.set_sharing_strategy('file_system')
    _share = make(share, of)
    freeze_objects()


def _end_with_training() -> None:
    """Where a training is killed, its processes would wait for work forever."""
    training = parent_process()
    assert training is not None
    training.join()
    os._exit(1)


def _draw(rank: int, step: int) -> StepData:
    """In a drawing process."""
    assert _share is not None
    batches, said = step_data(_share, step, rank)
    # A batch has them as a tensor; by themselves they are half of what is sent.
    bare = [replace(b, rows=[replace(r, where=None) for r in b.rows]) for b in batches]
    return bare, said
