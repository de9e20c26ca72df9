"""Fits the query gate: which questions ask for names.

python -m vljepa_training.learning.fit_query_gate --worlds out/worlds \\
    --out out/train/query_gate.pt

Learned from the questions about the training's episodes alone, each read as the mean of its word
pieces in MiniLM's table, so that words which no question has are read like those near them. Prints
how well the gate tells the questions in unseen wordings.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch import Tensor

from vljepa_training.model.predictor import QUERY_LENGTH
from vljepa_training.model.query_gate import QueryGate
from vljepa_training.model.wordpieces import padded, token_ids, word_table
from vljepa_training.worlds.episode import Episode
from vljepa_training.worlds.language import WORDINGS, questions

from . import checkpoint
from .encode import episodes_in
from .synthetic_photos import QUERIES

NAMES, PHOTOGRAPH = 'object list', 'photograph'
"""Families of questions that ask for names. The second are `QUERIES`; the empty one is as good as
any."""
APART = 16
"""Frames between two that questions are asked about."""
HAPPENINGS = ('event', 'event manipulation', 'event navigation', 'change', 'action')
"""Families that ask for what happens; too few among the others to weigh alike with each of them."""
WIDTH = 384
"""Of the word table: all of MiniLM's directions. With the Predictor's 96, one in five unseen
questions for what happens is told from questions for names."""
STRENGTH = 3000.0
"""Of the fit against its penalty; from 300 to 10 000 unseen wordings are told alike."""


def asked(episodes: Sequence[Episode], wording: str, seed: int) -> dict[str, set[str]]:
    """Questions by family."""
    rng = np.random.default_rng(seed)
    found: dict[str, set[str]] = {}
    for episode in episodes:
        for last in range(APART, len(episode.states), APART):
            for question in questions(episode, last, wording, rng):
                found.setdefault(question.family, set()).add(question.text)
    return found


def fit_text(by_family: dict[str, set[str]], words: Tensor) -> tuple[Tensor, Tensor]:
    """The gate's `asks` and `bias`: what asks for names, for what happens and for all else weighs
    alike, and each family within these.

    Raises ValueError where one of the three is missing.
    """
    families = {**{f: sorted(texts) for f, texts in by_family.items()}, PHOTOGRAPH: [*QUERIES]}
    groups = Counter(_group(family) for family in families)
    if len(groups) < 3 or NAMES not in families:
        raise ValueError(
            f'expected questions of the family {NAMES!r}, of {HAPPENINGS[0]!r} or its likes, and '
            f'of others, came {", ".join(sorted(by_family)) or "none"}; render more episodes'
        )
    rows, truth, weights = [], [], []
    for family, texts in families.items():
        rows += [words[token_ids(text, QUERY_LENGTH)].mean(0) for text in texts]
        truth += [_group(family) == NAMES] * len(texts)
        weights += [1 / groups[_group(family)] / len(texts)] * len(texts)
    fitted = LogisticRegression(C=STRENGTH, max_iter=3000).fit(
        torch.stack(rows).numpy(), truth, np.array(weights)
    )
    direction = torch.from_numpy(fitted.coef_[0]).float()
    return words @ direction, torch.tensor(float(fitted.intercept_[0]))


def _group(family: str) -> str:
    if family in (NAMES, PHOTOGRAPH):
        return NAMES
    return 'happenings' if family in HAPPENINGS else 'others'


def told_right(gate: QueryGate, by_family: dict[str, set[str]]) -> tuple[dict[str, float], list]:
    """Share of each family's questions on their side of a half, and those on the other."""
    shares, wrong = {}, []
    for family, texts in sorted(by_family.items()):
        ids, mask = padded([token_ids(text, QUERY_LENGTH) for text in sorted(texts)])
        opened = gate(ids, mask)
        right = (opened > 0.5) == (family == NAMES)
        shares[family] = float(right.float().mean())
        wrong += [
            (round(float(o), 2), family, text)
            for o, r, text in zip(opened, right, sorted(texts), strict=True)
            if not r
        ]
    return shares, wrong


def save(path: Path, gate: QueryGate) -> None:
    checkpoint.write(path, {'weights': gate.state_dict()})


def load(path: Path) -> QueryGate:
    """Raises FileNotFoundError or ValueError, with what was expected, what came and what to do."""
    weights = checkpoint.read(path)['weights']
    try:
        return QueryGate(**weights).eval()
    except TypeError as error:
        raise ValueError(
            f'{path}: expected what vljepa_training.learning.fit_query_gate writes, came something '
            f'else ({error})'
        ) from None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--worlds', type=Path, required=True, help='episodes of training')
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--seed', type=int, default=0)
    options = parser.parse_args()
    episodes = [Episode.read(path) for path in episodes_in(options.worlds, ['train'])]
    train, unseen = (asked(episodes, wording, options.seed) for wording in WORDINGS)
    asks, bias = fit_text(train, word_table(WIDTH))
    gate = QueryGate(asks, bias)
    for wording, by_family in zip(WORDINGS, (train, unseen), strict=True):
        shares, wrong = told_right(gate, by_family)
        texts = sum(map(len, by_family.values()))
        print(f'{wording}: {texts} questions, {len(wrong)} on the wrong side')
        print('  ' + ', '.join(f'{family} {share:.2f}' for family, share in shares.items()))
        for opened, family, text in wrong[:20]:
            print(f'  {opened} {family}: {text}')
    print(f'worlds: {dict(Counter(episode.world for episode in episodes))}')
    save(options.out, gate)


if __name__ == '__main__':
    main()
