"""Batches from processes are those that their share of the episodes gives."""

import dataclasses
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from language_episodes import table_episode
from vljepa_training.learning.batch_loader import BatchLoader, StepData, step_data
from vljepa_training.learning.episodes import load_encoded
from vljepa_training.learning.feature_cache import cache_path, write_cache
from vljepa_training.learning.mixtures import mixture, stage_loader
from vljepa_training.learning.settings import Settings
from vljepa_training.learning.truth import labels_of
from vljepa_training.model.features import DIMENSION, TOKENS
from vljepa_training.model.predictor import PredictorConfig

pytestmark = pytest.mark.usefixtures('one_thread')


@pytest.fixture(scope='module')
def worlds(tmp_path_factory) -> Path:
    """Four episodes with random features."""
    folder = tmp_path_factory.mktemp('worlds') / 'train'
    folder.mkdir()
    for number in range(4):
        episode = dataclasses.replace(table_episode(), name=f'table-{number}')
        path = folder / f'{episode.name}.json'
        episode.write(path)
        shape = (len(episode.states), TOKENS, DIMENSION)
        rng = np.random.default_rng(number)
        write_cache(cache_path(path), rng.integers(-20, 20, shape, np.int8))
    return folder.parent


TINY = Settings('sft', windows=2, stills=1, shown=1, photos=1, restated=2)


@pytest.fixture(scope='module')
def settings(worlds) -> Settings:
    labels = labels_of([r.episode for r in load_encoded(worlds, 'train')])
    return dataclasses.replace(TINY, predictor=PredictorConfig(labels=labels))


def told(drawn: StepData) -> list:
    batches, said = drawn
    rows = [row for batch in batches for row in batch.rows] + said
    return [(row.query, row.answer, row.negatives) for row in rows]


def test_shares_are_all_episodes_each_once(worlds):
    shares = [load_encoded(worlds, 'train', share, 3) for share in range(3)]
    names = sorted(r.episode.name for share in shares for r in share)
    assert names == [f'table-{number}' for number in range(4)]


def test_each_process_draws_from_its_share(worlds, settings):
    draw = stage_loader(settings, worlds, 2)
    try:
        for step in (0, 1, 5):
            share = mixture(settings, load_encoded(worlds, 'train', step % 2, 2))
            expected = step_data(share, step, 0)
            came = draw(step)
            assert told(came) == told(expected)
            for batch, own in zip(came[0], expected[0], strict=True):
                assert torch.equal(batch.features, own.features)
                assert torch.equal(batch.where, own.where)
                assert all(row.where is None for row in batch.rows)
    finally:
        draw.close()


def test_a_process_that_cannot_read_its_episodes_ends_the_training(tmp_path, settings):
    draw = stage_loader(settings, tmp_path, 1)
    with pytest.raises(Exception, match='abruptly|initializ'):
        draw(0)
    draw.close()


def ended(pid: int) -> bool:
    try:
        return 'zombie' in Path(f'/proc/{pid}/status').read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


STARTED = """
import sys, time
from pathlib import Path
from test_batch_loader import TINY
from vljepa_training.learning.mixtures import stage_loader
if __name__ == '__main__':
    draw = stage_loader(TINY, Path(sys.argv[1]), 1)
    draw(0)
    print(*draw._workers[0]._processes, flush=True)
    time.sleep(600)
"""


def test_where_a_training_is_killed_its_drawing_processes_end(worlds, tmp_path):
    script = tmp_path / 'started.py'
    script.write_text(STARTED)
    with subprocess.Popen(
        [sys.executable, script, worlds],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, 'PYTHONPATH': os.pathsep.join(sys.path)},
    ) as training:
        assert training.stdout is not None
        pid = int(next(line for line in training.stdout if line.strip().isdigit()))
        training.kill()
    deadline = time.monotonic() + 60
    while not ended(pid):
        assert time.monotonic() < deadline, f'process {pid} is still there'
        time.sleep(0.1)


def test_a_thread_draws_what_a_resumed_training_asks_for(worlds, settings):
    data = mixture(settings, load_encoded(worlds, 'train'))
    draw = BatchLoader.in_thread(data, 0)
    for step in (0, 1, 7):
        assert told(draw(step)) == told(step_data(data, step, 0))
    draw.close()
