"""Answers that mean the same or not: meaning, not wording, is to decide what is near."""

from dataclasses import dataclass, replace

import numpy as np

from vljepa_training.worlds.episode import COLOURS

from . import ontology
from .questions.action import ALIKE, OPPOSITES
from .wording import CHANGES, EVENTS, FACTS, check, pick, several

FACT_OPPOSITES = {
    'yes': 'no',
    'left': 'right',
    'side left': 'side right',
    'free': 'blocked',
    'open': 'closed',
    'on': 'in',
    'present': 'absent',
}
FACT_OPPOSITES |= {b: a for a, b in FACT_OPPOSITES.items()}
TURNED = {**OPPOSITES, **FACT_OPPOSITES}
NEAR = (*ALIKE, {'stop', 'stand_still', 'arm_idle', 'nothing', 'empty_room'})
"""Families whose meanings are too near each other to be called different."""
CONTAINERS = ('drawer', 'box', 'tray', 'bowl', 'basket')
FILES = {'event': EVENTS, 'change': CHANGES, 'fact': FACTS}
SWAPPED = 0.6
"""Of different pairs with a thing in them: this share differs by the thing or its colour alone."""


@dataclass(frozen=True)
class Meaning:
    """One thing that can be said."""

    file: str
    phrasings: dict[str, tuple[str, ...]]
    """Families of which `family` is one: another file's families mean something else."""
    family: str
    names: tuple[tuple[str, str], ...]

    def texts(self, rng: np.random.Generator, count: int) -> list[str]:
        templates = several(rng, self.phrasings[self.family], count)
        return [template.format(**dict(self.names)) for template in templates]

    def holds(self) -> list[str]:
        """Placeholders that its phrasings have."""
        phrasings = self.phrasings[self.family]
        return [p for p, _ in self.names if any(f'{{{p}}}' in text for text in phrasings)]


@dataclass(frozen=True)
class Restated:
    """A text, another that means the same, and one that is near and means something else."""

    text: str
    same: str
    other: str
    meaning: str


def restated(rng: np.random.Generator, count: int, wording: str) -> list[Restated]:
    check(wording)
    made: list[Restated] = []
    while len(made) < count:
        meaning = any_meaning(rng, wording)
        text, same = meaning.texts(rng, 2)
        other = another(meaning, rng).texts(rng, 1)[0]
        if len({text, same, other}) == 3:
            named = ' '.join(f'{p} {name}' for p, name in meaning.names if p in meaning.holds())
            made.append(Restated(text, same, other, f'{meaning.file} {meaning.family}: {named}'))
    return made


def paraphrases(rng: np.random.Generator, count: int = 200) -> list[tuple[str, str, bool]]:
    """`count` pairs (text, other text, same meaning), half of them the same; unseen wordings."""
    pairs: list[tuple[str, str, bool]] = []
    while len(pairs) < count:
        meaning = any_meaning(rng, 'unseen')
        same = len(pairs) % 2 == 0
        if same:
            first, second = meaning.texts(rng, 2)
        else:
            other = another(meaning, rng)
            first, second = meaning.texts(rng, 1)[0], other.texts(rng, 1)[0]
        if first != second:
            pairs.append((first, second, same))
    return pairs


def any_meaning(rng: np.random.Generator, wording: str) -> Meaning:
    file = pick(rng, tuple(FILES))
    phrasings = FILES[file][wording]
    family = pick(rng, [name for name in phrasings if len(phrasings[name]) > 1])
    return Meaning(file, phrasings, family, filled(phrasings, family, rng))


def filled(phrasings: dict, family: str, rng: np.random.Generator) -> tuple[tuple[str, str], ...]:
    """Names for all placeholders: `k` is a kind, `c` a colour, `n` a number of things."""
    people = family.startswith(('person', 'path'))
    kinds = ontology.NAVIGATION_KINDS if family in ('approach',) else ontology.MANIPULATION_KINDS
    kind = pick(rng, kinds)
    colour = None if kind in ontology.UNPAINTED else pick(rng, COLOURS)
    number = 2 + int(rng.random() * 4)
    thing = 'the door' if family.startswith('door') else f'the {ontology.coloured(kind, colour)}'
    if family in ('open', 'close', 'closed'):
        thing = pick(rng, ('the drawer', 'the box', 'the door'))
    if family == 'present':
        thing = ontology.with_article(ontology.coloured(kind, colour))
    if family == 'colour':
        thing = f'the {kind}'
    targets = CONTAINERS if family in ('place_in', 'in') else ontology.MANIPULATION_KINDS
    target = f'the {pick(rng, [k for k in targets if k != kind])}'
    return (
        ('o', 'a person' if people else thing),
        ('t', target),
        ('p', 'a person'),
        ('k', ontology.coloured(kind, colour)),
        ('c', colour or pick(rng, COLOURS)),
        ('n', f'{ontology.NUMBERS[number]} {ontology.coloured_plural(kind, colour)}'),
    )


def another(meaning: Meaning, rng: np.random.Generator) -> Meaning:
    """Something near that means something else."""
    turned = TURNED.get(meaning.family)
    holds = [p for p in meaning.holds() if p in 'oknc']
    fixed = meaning.family in ('open', 'close', 'closed') or meaning.family.startswith(
        ('door', 'path', 'person')
    )
    if holds and not fixed and (rng.random() < SWAPPED or turned not in meaning.phrasings):
        for _ in range(8):
            names = filled(meaning.phrasings, meaning.family, rng)
            old, new = dict(meaning.names), dict(names)
            if all(old[p] != new[p] for p in holds):
                mixed = {**old, **{p: new[p] for p in holds}}
                return replace(meaning, names=tuple(mixed.items()))
    if turned in meaning.phrasings:
        return replace(meaning, family=turned)
    near = {meaning.family}.union(*(group for group in NEAR if meaning.family in group))
    families = [name for name in meaning.phrasings if name not in near]
    return replace(meaning, family=pick(rng, families))
