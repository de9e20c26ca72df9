"""Is there a green mug? A question with yes for each with no; most absentees look alike."""

from vljepa_training.worlds.episode import COLOURS
from vljepa_training.worlds.language import ontology
from vljepa_training.worlds.language.view import noun
from vljepa_training.worlds.language.wording import pick

from .asking import Asking
from .question import YES_NO, Question

ROUNDS = 2
LOOKALIKES = 0.75
COLOUR_ASKED = 0.6
TRIES = 6
ASKED_OF_NOTHING = 0.15
"""How often something is asked for where nothing is in sight: only no is true there."""

Wanted = tuple[str, str | None]
"""Kind and colour."""


def present(asking: Asking) -> list[Question]:
    view, rng = asking.view, asking.rng
    if not view.state.light:
        return []  # Whatever is not seen may be there.
    # What is never absent would always be there.
    there = [t for t in view.askable if t.kind in asking.kinds and not view.unsettled & {t.kind}]
    asked = []
    for _ in range(ROUNDS):
        missing = absent(asking)
        if missing is None:
            continue
        if there:
            thing = pick(rng, there)
            colour = thing.colour if rng.random() < COLOUR_ASKED else None
            name = noun(thing, rng)
            words = ontology.with_article(ontology.coloured(name, colour))
            about = view.called(name, colour)
            asked.append(asking.ask('present', 'yes', YES_NO, about=about, O=words))
        elif rng.random() > ASKED_OF_NOTHING:
            continue
        (kind, colour), alike = missing
        words = ontology.with_article(ontology.coloured(kind, colour))
        asked.append(asking.ask('present', 'no', YES_NO, alike, about=(), O=words))
    return list({question.text: question for question in asked}.values())


def absent(asking: Asking) -> tuple[Wanted, bool] | None:
    """Something that is not there, and whether it looks like something that is."""
    view, rng = asking.view, asking.rng
    for _ in range(TRIES):
        alike = bool(view.askable) and rng.random() < LOOKALIKES
        wanted = look_alike(asking) if alike else anything(asking)
        if wanted and is_absent(asking, wanted):
            return wanted, alike
    return None


def look_alike(asking: Asking) -> Wanted | None:
    """The same kind in another colour, or a kind that is taken for it in its colour or in any."""
    rng = asking.rng
    thing = pick(rng, asking.view.askable)
    if thing.colour and rng.random() < 0.5:
        return thing.kind, pick(rng, COLOURS)
    kinds = ontology.look_alikes(thing.kind)
    if not kinds:
        return None
    kind = pick(rng, kinds)
    same = thing.colour and kind not in ontology.UNPAINTED and rng.random() < COLOUR_ASKED
    return kind, thing.colour if same else None


def anything(asking: Asking) -> Wanted:
    kind = pick(asking.rng, asking.kinds)
    painted = kind not in ontology.UNPAINTED and asking.rng.random() < COLOUR_ASKED
    return kind, pick(asking.rng, COLOURS) if painted else None


def is_absent(asking: Asking, wanted: Wanted) -> bool:
    """Nothing in sight may be meant, and the split may show it."""
    kind, colour = wanted
    words = asking.view.nearby_words
    if colour is None:
        return not words[kind] and ontology.may_be_asked(kind, None, asking.world, asking.split)
    return (
        not words[colour, kind]
        and not words[None, kind]
        and ontology.may_be_asked(kind, colour, asking.world, asking.split)
    )
