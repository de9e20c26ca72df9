"""How many red mugs are there? Zero to five; the rarer numbers are preferred."""

from .. import ontology
from ..wording import pick
from .asking import Asking
from .present import absent
from .question import Question

ASKED = 2
WEIGHTS = (0.7, 0.35, 1.5, 3.0, 5.0, 7.0)
"""How much a number is preferred, by number: most things are alone."""


def count(asking: Asking) -> list[Question]:
    if not asking.view.state.light:
        return []
    by_number = countable(asking)
    asked = []
    for _ in range(ASKED):
        numbers = [number for number in by_number if by_number[number]]
        missing = absent(asking)
        weights = [WEIGHTS[number] for number in numbers] + [WEIGHTS[0] if missing else 0.0]
        chosen = asking.rng.random() * sum(weights)
        number = 0
        for candidate, weight in zip(numbers, weights, strict=False):
            if chosen < weight:
                number = candidate
                break
            chosen -= weight
        if number:
            words, alike = pick(asking.rng, by_number[number]), False
            by_number[number].remove(words)
        elif missing:
            (kind, colour), alike = missing
            words = ontology.coloured_plural(kind, colour)
        else:
            continue
        asked.append(asking.ask('count', ontology.COUNTS[number], ontology.COUNTS, alike, n=words))
    return asked


def countable(asking: Asking) -> dict[int, list[str]]:
    """Number → what there are so many of, in the plural."""
    view, rng = asking.view, asking.rng
    groups: dict[int, list[str]] = {number: [] for number in range(1, 6)}

    def add(number: int, words: str) -> None:
        if number in groups:
            groups[number].append(words)

    things = [thing for thing in view.askable if thing.kind in ontology.KINDS[asking.world]]
    for kind in dict.fromkeys(thing.kind for thing in things):
        word = pick(rng, ontology.names(kind)) if rng.random() < 0.15 else kind
        # Others that might be meant would make the number doubtful.
        if view.words[word] != view.own_words[word] or word in view.unsettled:
            continue
        add(view.own_words[word], ontology.coloured_plural(word, None))
    for kind, colour in dict.fromkeys((t.kind, t.colour) for t in things if t.colour):
        clear = view.words[colour, kind] == view.own_words[colour, kind]
        if clear and kind not in view.unsettled:
            add(view.own_words[colour, kind], ontology.coloured_plural(kind, colour))
    if None not in (colours := painted(asking)):
        for colour in dict.fromkeys(colours):
            if colour not in view.unsettled:
                add(colours.count(colour), f'{colour} things')
    if asking.world == 'manipulation':
        movable = [thing for thing in view.askable if thing.role == 'object']
        if not any(thing.kind in view.unsettled for thing in movable) and None not in view.unsettled:
            add(len(movable), 'small objects')
    return groups


def painted(asking: Asking) -> list[str | None]:
    """The colour of each thing in sight; None for one whose colour has no name."""
    return [t.colour or ontology.LOOKS.get(t.kind) for t in asking.view.things]
