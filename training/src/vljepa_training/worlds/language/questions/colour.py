"""What colour is the mug?"""

from vljepa_training.worlds.episode import COLOURS
from vljepa_training.worlds.language.wording import several

from .asking import Asking
from .question import Question

ASKED = 2


def colour(asking: Asking) -> list[Question]:
    asked: list[Question] = []
    for thing in several(asking.rng, [t for t in asking.view.things if t.colour], 2 * ASKED):
        name = asking.view.unique(thing, asking.rng, bare=True)
        if name and thing.colour and len(asked) < ASKED:
            asked.append(asking.ask('colour', thing.colour, COLOURS, about=(thing.id,), o=name))
    return asked
