"""Phrasings: which sentences say the same thing, and which of them training never sees.

`wordings/*.txt` hold them: `# family`, then its phrasings one a line; `~ ` marks those that are
held out as the unseen wordings. Placeholders in braces are filled with names of things; braces with
bars are alternatives, each of which makes a phrasing: `{a left turn|a turn to the left}`.
"""

import re
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import TypeVar

import numpy as np

FOLDER = Path(__file__).parent / 'wordings'
WORDINGS = ('train', 'unseen')
PLAIN, PLAIN_LINES = 'plain', 3
"""A wording of its own: the first lines of training's, in which a robot is to speak."""
ALTERNATIVES = re.compile(r'\{([^{}]*\|[^{}]*)\}')
T = TypeVar('T')


def expanded(line: str) -> tuple[str, ...]:
    """All phrasings of a line with alternatives, in the order in which they are written."""
    # Of what is split by the pattern's one group every second part is alternatives.
    parts = ALTERNATIVES.split(line)
    options = [part.split('|') if i % 2 else [part] for i, part in enumerate(parts)]
    return tuple(''.join(chosen) for chosen in product(*options))


def lines(name: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """wording → family → lines of `wordings/<name>.txt` as they are written."""
    families: dict[str, dict[str, tuple[str, ...]]] = {wording: {} for wording in WORDINGS}
    family = ''
    for line in (FOLDER / f'{name}.txt').read_text('utf-8').splitlines():
        if line.startswith('# '):
            family = line[2:]
        else:
            wording, text = ('unseen', line[2:]) if line.startswith('~ ') else ('train', line)
            families[wording][family] = (*families[wording].get(family, ()), text)
    return families


def read(name: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """wording → family → phrasings of `wordings/<name>.txt`."""
    written = lines(name)
    plain = {family: kept[:PLAIN_LINES] for family, kept in written[WORDINGS[0]].items()}
    return {
        wording: {
            family: tuple(phrasing for line in kept for phrasing in expanded(line))
            for family, kept in families.items()
        }
        for wording, families in {**written, PLAIN: plain}.items()
    }


EVENTS = read('events')
"""What happens."""
CHANGES = read('changes')
"""What is different once it has happened; `nothing` for steady stretches."""
QUESTIONS = read('questions')
SCENES = read('scenes')
FACTS = read('facts')
"""Answers in whole sentences."""


def check(wording: str) -> None:
    known = (*WORDINGS, PLAIN)
    if wording not in known:
        raise ValueError(f'the wording is {wording!r}; expected one of {", ".join(known)}')


def pick(rng: np.random.Generator, options: Sequence[T]) -> T:
    """One of `options`, each as likely; `rng.choice` takes twenty times as long."""
    return options[int(rng.random() * len(options))]


def several(rng: np.random.Generator, options: Sequence[T], count: int) -> list[T]:
    """At most `count` different ones of `options`, in a random order."""
    if len(options) <= 1:
        return list(options[:count])
    return [options[i] for i in rng.permutation(len(options))[:count]]
