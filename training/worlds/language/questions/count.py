"""How many red mugs are there? Zero to five; the rarer numbers are preferred."""

from .. import ontology
from ..wording import pick
from .asking import Asking
from .present import absent
from .question import Question

ASKED = 2
WEIGHTS = (0.5, 0.5, 4.0, 3.0, 3.0, 4.0)
"""How much a number is preferred where there is a choice, by number."""
KEPT = (0.3, 0.6, 1.0, 1.0, 1.0, 1.0)
"""Share of the questions that are asked, by number: most things are alone or absent."""


def count(asking: Asking) -> list[Question]:
    if not asking.view.state.light:
        return []
    by_number = countable(asking)
    asked = []
    for _ in range(ASKED):
        missing = absent(asking)
        by_number[0] = [ontology.coloured_plural(*missing[0])] if missing else []
        number = preferred(asking, [number for number in by_number if by_number[number]])
        if number is None or asking.rng.random() > KEPT[number]:
            continue
        words = pick(asking.rng, by_number[number])
        by_number[number].remove(words)
        alike = number == 0 and missing[1]
        asked.append(asking.ask('count', ontology.COUNTS[number], ontology.COUNTS, alike, n=words))
    return asked


def preferred(asking: Asking, numbers: list[int]) -> int | None:
    chosen = asking.rng.random() * sum(WEIGHTS[number] for number in numbers)
    for number in numbers:
        chosen -= WEIGHTS[number]
        if chosen < 0:
            return number
    return None


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
        if not any(thing.role == 'object' for thing in view.changing):
            add(sum(thing.role == 'object' for thing in view.askable), 'small objects')
    return groups


def painted(asking: Asking) -> list[str | None]:
    """The colour of each thing in sight but the table; None for one whose colour has no name."""
    return [t.colour or ontology.LOOKS.get(t.kind) for t in asking.view.askable]
