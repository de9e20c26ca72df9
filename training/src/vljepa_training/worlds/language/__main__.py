"""How balanced the questions about episodes are.

python -m vljepa_training.worlds.language FOLDER
"""

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path
from time import perf_counter

import numpy as np

from vljepa_training.worlds.episode import Episode

from . import KINDS, captions, clip_event, questions

FRAMES_APART = 4
ANSWERS_SHOWN = 8


def main() -> int:
    parser = argparse.ArgumentParser(prog='vljepa_training.worlds.language', description=__doc__)
    parser.add_argument('folder', type=Path, help='where episodes (*.json) are')
    parser.add_argument('--wording', default='train')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--examples', type=int, default=0, help='clips whose texts are printed')
    options = parser.parse_args()
    episodes = [Episode.read(path) for path in sorted(options.folder.rglob('*.json'))]
    if not episodes:
        print(
            f'{options.folder} has no episodes; make some with `python -m vljepa_training.worlds`'
        )
        return 1
    rng = np.random.default_rng(options.seed)
    clips = [(e, last) for e in episodes for last in range(0, len(e.states), FRAMES_APART)]
    for number in rng.permutation(len(clips))[: options.examples]:
        episode, last = clips[number]
        show(episode, last, options.wording, rng)
    report(clips, options.wording, rng)
    return 0


def show(episode: Episode, last: int, wording: str, rng: np.random.Generator) -> None:
    print(f'{episode.name} frame {last}')
    for what in ('event', 'scene', 'both'):
        for text in captions(episode, last, wording, rng, what, 2):
            print(f'  {what}: {text}')
    for q in questions(episode, last, wording, rng):
        print(f'  {q.kind}: {q.text} → {q.answer}   {q.candidates or ""} {q.frames or ""}')


def report(clips: list[tuple[Episode, int]], wording: str, rng: np.random.Generator) -> None:
    """Prints numbers of events, of questions by family, and how the answers are distributed."""
    shown = Counter(event.kind if (event := clip_event(*clip)) else '(none)' for clip in clips)
    began = perf_counter()
    asked = [q for episode, last in clips for q in questions(episode, last, wording, rng)]
    each = (perf_counter() - began) / len(clips)
    print(f'{len(clips)} clips, {len(asked)} questions, {1000 * each:.2f} ms a clip')
    print('events:', ', '.join(f'{kind} {n}' for kind, n in shown.most_common()))
    families: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for q in asked:
        families[q.kind, q.family][q.answer] += 1
    for kind in KINDS:
        for (_, family), answers in sorted(f for f in families.items() if f[0][0] == kind):
            total = answers.total()
            most = ', '.join(
                f'{answer} {n / total:.0%}' for answer, n in answers.most_common(ANSWERS_SHOWN)
            )
            print(f'{family}: {total}; {most}')
    absent = [q for q in asked if q.kind == 'present' and q.answer == 'no']
    if absent:
        print(f'absentees that look alike: {sum(q.lookalike for q in absent) / len(absent):.0%}')


sys.exit(main())
