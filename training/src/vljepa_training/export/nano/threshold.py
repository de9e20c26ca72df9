"""Finds a checkpoint's change threshold: runs the node's detector on annotated streams.

python -m vljepa_training.export.nano.threshold --worlds out/worlds --checkpoint out/train/sft.pt

Every event's beginning is a true change; one that is confirmed within `LATE` seconds of it is
found. Prints for each threshold how many are found, how many confirmed ones are true, and their
harmonic mean, for dense and for sparse streams; the best mean of both is the threshold to export
with. Needs the compiled program (`scripts/with-ros --node true`).
"""

import argparse
import base64
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from vljepa_training.checkout import NODE_SCRIPTS
from vljepa_training.learning.encode import episodes_in
from vljepa_training.learning.episodes import EncodedEpisode, window_frames
from vljepa_training.learning.examples import Row, Window, collate
from vljepa_training.learning.feature_cache import cache_path, read_cache
from vljepa_training.learning.objective import Objective
from vljepa_training.learning.train_decoder import load_objective
from vljepa_training.worlds.episode import RATE, Episode

from .manifest import ManifestOptions

LATE = 2.5
"""Seconds: half a window until an event is seen, and the detector's smoothing and persistence."""
THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(1, 25))
TOGETHER = 32
SCRIPT = NODE_SCRIPTS / 'changes_in_node.mjs'


@torch.no_grad()
def states_of(objective: Objective, recorded: EncodedEpisode, query: str) -> np.ndarray:
    """float32 [frames, 384]: S_y of the window that ends with each frame."""
    states = []
    frames = range(len(recorded.episode.states))
    for start in range(0, len(frames), TOGETHER):
        lasts = frames[start : start + TOGETHER]
        windows = [Window(recorded.window(window_frames(last)), [Row(query, '')]) for last in lasts]
        batch = collate(windows)
        seen = objective.predictor.see(batch.features)
        answers = objective.predictor.answer(batch.features, seen, batch.ids, batch.mask)
        states.append(answers[:, 0].numpy())
    return np.concatenate(states)


def changes(states: Sequence[np.ndarray]) -> list[list[list[float]]]:
    """By threshold and stream: the seconds at which the node's detector confirms a change."""
    streams = [
        {
            'stamps': [frame / RATE for frame in range(len(of_stream))],
            'dimension': of_stream.shape[1],
            'states': base64.b64encode(of_stream.astype('<f4').tobytes()).decode(),
        }
        for of_stream in states
    ]
    asked = json.dumps({'thresholds': THRESHOLDS, 'streams': streams})
    ran = subprocess.run(['node', SCRIPT], input=asked, capture_output=True, text=True)
    if ran.returncode:
        raise SystemExit(f'{SCRIPT.name} failed; is the program compiled?\n{ran.stderr}')
    return json.loads(ran.stdout)


def found(confirmed: Sequence[float], episode: Episode) -> tuple[int, int]:
    """How many true changes are confirmed, each by one, and how many there are."""
    true = [event.start for event in episode.events[1:]]
    left = list(confirmed)
    count = 0
    for start in true:
        match = next((t for t in left if start <= t <= start + LATE), None)
        if match is not None:
            left.remove(match)
            count += 1
    return count, len(true)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--worlds', type=Path, required=True)
    parser.add_argument('--checkpoint', type=Path, required=True)
    parser.add_argument('--query', default=ManifestOptions().default_query, help='%(default)s')
    options = parser.parse_args()
    _, objective = load_objective(options.checkpoint)
    recorded = []
    for path in episodes_in(options.worlds, ['streams']):
        episode = Episode.read(path)
        features = read_cache(cache_path(path), len(episode.states))
        recorded.append((path.name.split('-')[0], EncodedEpisode(episode, features)))
    if not recorded:
        raise SystemExit(
            f'{options.worlds}/streams: no episodes; run python -m vljepa_training.worlds'
        )
    states = []
    for number, (_, r) in enumerate(recorded, 1):
        states.append(states_of(objective, r, options.query))
        print(f'{number}/{len(recorded)} {r.episode.name}', flush=True)
    confirmed = changes(states)
    best = (0.0, 0.0)
    print('threshold | dense: found, true, F1, a minute | sparse: found, true, F1, a minute')
    for threshold, of_streams in zip(THRESHOLDS, confirmed, strict=True):
        columns, means = [], []
        for kind in ('dense', 'sparse'):
            chosen = [
                (times, r.episode)
                for (name, r), times in zip(recorded, of_streams, strict=True)
                if name == kind
            ]
            hits, true = np.sum([found(times, episode) for times, episode in chosen], axis=0)
            said = sum(len(times) for times, _ in chosen)
            minutes = sum(len(episode.states) for _, episode in chosen) / RATE / 60
            means.append(2 * hits / max(1, said + true))
            columns.append(
                f'{hits / true:.2f} {hits / max(1, said):.2f} {means[-1]:.2f} {said / minutes:.1f}'
            )
        print(f'{threshold:.2f} | ' + ' | '.join(columns))
        best = max(best, (float(np.mean(means)), threshold))
    print(f'best: {best[1]}, F1 {best[0]:.2f}')


if __name__ == '__main__':
    main()
