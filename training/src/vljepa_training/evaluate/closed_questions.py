"""Closed questions: a clip, a query, and candidates of which one is right."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from vljepa_training.worlds.episode import EVENT_KINDS
from vljepa_training.worlds.language import Question, class_prompts, questions

from .clips import Clip
from .moments import Moment

WORDING = 'unseen'
METRICS = {
    'gqa': ('colour', 'relation', 'object', 'state'),
    'tally': ('count',),
    'pope': ('present',),
    'world_prediction': ('action',),
}
"""Row of the table → kinds of questions that it is about."""

POPE_WEIGHTS = {'yes': 2.0, 'no, a look-alike is there': 1.0, 'no, nothing alike': 1.0}
"""So that yes counts as much as no, and look-alikes are half of the absentees."""

EVENT_QUERY = None
"""In place of a query: whatever the system is asked for what happens."""


@dataclass(frozen=True)
class Choice:
    row: str
    clip: Clip
    query: str | None
    candidates: tuple[tuple[str, ...], ...]
    """Each by its wordings."""
    true: int
    split: str
    cluster: str
    group: str
    """Groups count alike, or by `POPE_WEIGHTS`."""
    where: dict = field(default_factory=dict)
    """Episode and frame, for a reader."""
    family: str = ''


def classification(moments: Sequence[Moment]) -> list[Choice]:
    """Which of the event classes; groups are the classes."""
    prompts = class_prompts(WORDING)
    candidates = tuple(tuple(prompts[kind]) for kind in EVENT_KINDS)
    return [
        Choice(
            'classification',
            m.clip,
            EVENT_QUERY,
            candidates,
            EVENT_KINDS.index(m.event.kind),
            m.recording.episode.split,
            m.recording.name,
            m.event.kind,
            m.where,
        )
        for m in moments
    ]


def asked(moments: Sequence[Moment], rng: np.random.Generator, most: int) -> list[Choice]:
    """Questions about a split's clips, at most about `most` in each row, its groups balanced."""
    found: dict[str, dict[str, list[Choice]]] = {row: defaultdict(list) for row in METRICS}
    known = set()
    for moment in moments:
        for row, kinds in METRICS.items():
            episode, last = moment.recording.episode, moment.last
            for question in questions(episode, last, WORDING, rng, kinds):
                frames = question.frames or (last,)
                key = (moment.recording.name, frames, question.text, question.answer)
                if question.candidates is None or key in known:
                    continue
                known.add(key)
                choice = choice_of(row, moment, question)
                found[row][choice.group].append(choice)
    chosen = []
    for row, groups in found.items():
        weights = weights_of(row) or dict.fromkeys(groups, 1.0)
        whole = sum(weights[group] for group in groups)
        for group, choices in sorted(groups.items()):
            kept = round(most * weights[group] / whole)
            chosen += [choices[i] for i in rng.permutation(len(choices))[:kept]]
    return chosen


def choice_of(row: str, moment: Moment, question: Question) -> Choice:
    clip, where = moment.clip, moment.where
    if question.frames is not None:
        clip = Clip(moment.recording, question.frames)
        where = {'episode': moment.recording.name, 'frames': list(question.frames)}
    if question.candidates is None:
        raise ValueError(f'{question.text}: expected a question with candidates, got an open one')
    return Choice(
        row,
        clip,
        question.text,
        tuple((text,) for text in question.candidates),
        question.candidates.index(question.answer),
        moment.recording.episode.split,
        moment.recording.name,
        group_of(row, question),
        where,
        question.family,
    )


def group_of(row: str, question: Question) -> str:
    if row == 'tally':
        return question.answer
    if row == 'pope':
        alike = 'no, a look-alike is there' if question.lookalike else 'no, nothing alike'
        return alike if question.answer == 'no' else 'yes'
    return question.kind


def weights_of(row: str) -> dict[str, float] | None:
    return POPE_WEIGHTS if row == 'pope' else None


def credit(scores: np.ndarray, true: int) -> float:
    """1 where the right candidate is ahead of every other; a tie is not right."""
    others = np.delete(scores, true)
    return float(scores[true] > others.max())
