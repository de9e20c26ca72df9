"""How well a training has learned its own episodes: separates too few steps from too little data.

python -m vljepa_training.learning.training_accuracy --worlds out/worlds --from out/train/sft.pt \
    [--split train seeds]

For each split and wording: events named right, each class weighing alike, and closed questions
answered right, by kind. `vljepa_training.evaluate` has the figures that count; these are for
diagnosis.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from vljepa_training.worlds.episode import EVENT_KINDS, RATE
from vljepa_training.worlds.language import WORDINGS, class_prompts, clip_event, questions

from . import robot_windows
from .episodes import EncodedEpisode, load_encoded, window_frames
from .examples import Row, Window, collate
from .objective import Objective
from .train_decoder import load_objective

EVENT_QUERY = 'what is happening?'
QUESTIONS = 40
"""Of a clip, at most."""

Clip = tuple[EncodedEpisode, int, str]
"""Episode, last frame, kind of the event."""


def clips_of(recorded: Sequence[EncodedEpisode], count: int) -> list[Clip]:
    """Clips that end with an event, `count` at most, the same each time."""
    found: list[Clip] = []
    for r in recorded:
        for event in r.episode.events:
            last = int(event.end * RATE)
            shown = clip_event(r.episode, last) if last < len(r.episode.states) else None
            if shown is not None:
                found.append((r, last, shown.kind))
    chosen = np.random.default_rng(0).permutation(len(found))[:count]
    return [found[i] for i in chosen]


@torch.no_grad()
def answers(objective: Objective, clip: Clip, queries: list[str]) -> Tensor:
    """S_y [len(queries), D]."""
    recorded, last, _ = clip
    features = recorded.window(window_frames(last))
    batch = collate([Window(features, [Row(query, '') for query in queries])])
    seen = objective.predictor.see(batch.features)
    return objective.predictor.answer(batch.features, seen, batch.ids, batch.mask)[0]


def events_right(objective: Objective, clips: list[Clip], wording: str) -> float:
    """Mean over the classes that occur."""
    prompts = class_prompts(wording)
    classes = torch.stack([objective.text.encode(prompts[kind]).mean(0) for kind in EVENT_KINDS])
    classes = functional.normalize(classes, dim=-1)
    right: dict[str, list[bool]] = defaultdict(list)
    for clip in clips:
        named = EVENT_KINDS[int((classes @ answers(objective, clip, [EVENT_QUERY])[0]).argmax())]
        right[clip[2]].append(named == clip[2])
    return float(np.mean([np.mean(values) for values in right.values()]))


def questions_right(objective: Objective, clips: list[Clip], wording: str) -> dict[str, float]:
    rng = np.random.default_rng(0)
    right: dict[str, list[bool]] = defaultdict(list)
    for clip in clips:
        made = questions(clip[0].episode, clip[1], wording, rng, tuple(robot_windows.ASKED))
        asked = [question for question in made if question.candidates][:QUESTIONS]
        if not asked:
            continue
        for question, s_y in zip(
            asked, answers(objective, clip, [q.text for q in asked]), strict=True
        ):
            candidates = list(question.candidates or ())
            said = candidates[int((objective.text.encode(candidates) @ s_y).argmax())]
            right[question.kind].append(said == question.answer)
    return {kind: float(np.mean(values)) for kind, values in sorted(right.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description='How well a training has learned its episodes.')
    parser.add_argument('--worlds', type=Path, required=True)
    parser.add_argument('--from', dest='start', type=Path, required=True, help='checkpoint')
    parser.add_argument('--split', nargs='*', default=['train', 'seeds'])
    parser.add_argument('--clips', type=int, default=600)
    parser.add_argument('--asked', type=int, default=250, help='clips that are asked about')
    arguments = parser.parse_args()
    _, objective = load_objective(arguments.start)
    for split in arguments.split:
        clips = clips_of(load_encoded(arguments.worlds, split), arguments.clips)
        for wording in WORDINGS:
            named = events_right(objective, clips, wording)
            print(f'{split}, wording {wording}: events {named:.2f}', flush=True)
            by_kind = questions_right(objective, clips[: arguments.asked], wording)
            print('  ' + ', '.join(f'{kind} {share:.2f}' for kind, share in by_kind.items()))


if __name__ == '__main__':
    main()
