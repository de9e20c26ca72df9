"""How many red mugs are there? Zero to five; the rarer numbers are preferred."""

from vljepa_training.worlds.language import ontology
from vljepa_training.worlds.language.wording import pick

from .asking import Asking
from .present import absent
from .question import Question

Group = tuple[str, tuple[str, ...]]
"""What there are so many of, in the plural, and their ids."""
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
        by_number[0] = [(ontology.coloured_plural(*missing[0]), ())] if missing else []
        number = preferred(asking, [number for number in by_number if by_number[number]])
        if number is None or asking.rng.random() > KEPT[number]:
            continue
        words, ids = pick(asking.rng, by_number[number])
        by_number[number].remove((words, ids))
        alike = number == 0 and missing is not None and missing[1]
        answer = ontology.COUNTS[number]
        asked.append(asking.ask('count', answer, ontology.COUNTS, alike, about=ids, n=words))
    return asked


def preferred(asking: Asking, numbers: list[int]) -> int | None:
    chosen = asking.rng.random() * sum(WEIGHTS[number] for number in numbers)
    for number in numbers:
        chosen -= WEIGHTS[number]
        if chosen < 0:
            return number
    return None


def countable(asking: Asking) -> dict[int, list[Group]]:
    """Number → what there are so many of."""
    view, rng = asking.view, asking.rng
    groups: dict[int, list[Group]] = {number: [] for number in range(1, 6)}

    def add(number: int, words: str, ids: tuple[str, ...]) -> None:
        if number in groups:
            groups[number].append((words, ids))

    things = [thing for thing in view.askable if thing.kind in asking.kinds]
    for kind in dict.fromkeys(thing.kind for thing in things):
        word = pick(rng, ontology.names(kind)) if rng.random() < 0.15 else kind
        # Others that might be meant would make the number doubtful.
        if view.words[word] != view.own_words[word] or word in view.unsettled:
            continue
        alike = view.called(word, None)
        add(view.own_words[word], ontology.coloured_plural(word, None), alike)
    for kind, colour in dict.fromkeys((t.kind, t.colour) for t in things if t.colour):
        clear = view.words[colour, kind] == view.own_words[colour, kind]
        if clear and kind not in view.unsettled:
            alike = view.called(kind, colour)
            add(view.own_words[colour, kind], ontology.coloured_plural(kind, colour), alike)
    if None not in (colours := painted(asking)):
        for colour in dict.fromkeys(c for c in colours if c):
            if colour not in view.unsettled:
                painted_so = zip(view.askable, colours, strict=True)
                alike = tuple(thing.id for thing, of in painted_so if of == colour)
                add(len(alike), f'{colour} things', alike)
    settled = not any(thing.role == 'object' for thing in view.changing)
    if asking.world == 'manipulation' and settled:
        small = tuple(thing.id for thing in view.askable if thing.role == 'object')
        add(len(small), 'small objects', small)
    return groups


def painted(asking: Asking) -> list[str | None]:
    """The colour of each thing in sight but the table; None for one whose colour has no name."""
    return [t.colour or ontology.LOOKS.get(t.kind) for t in asking.view.askable]
