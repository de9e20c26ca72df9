"""Questions about a clip, with their answers."""

from collections.abc import Iterable

import numpy as np

from vljepa_training.worlds.episode import Episode
from vljepa_training.worlds.language.clip import clip_event
from vljepa_training.worlds.language.view import index_of
from vljepa_training.worlds.language.wording import check

from . import action, colour, count, happening, objects, present, relation, state
from .asking import Asking
from .question import KINDS, Question

MAKERS = {
    'event': happening.event,
    'object': objects.objects,
    'present': present.present,
    'count': count.count,
    'colour': colour.colour,
    'relation': relation.relation,
    'state': state.state,
    'change': happening.change,
    'action': action.action,
}


def questions(
    episode: Episode,
    last: int,
    wording: str,
    rng: np.random.Generator,
    kinds: Iterable[str] = KINDS,
) -> list[Question]:
    """Questions of `kinds` about the clip that ends with frame `last`, some of each where it can.

    They ask for its newest frame but `event` and `change`, which ask for the clip, and `action`,
    which asks for two pictures of its own. Raises ValueError for a wording or kind that is unknown.
    """
    check(wording)
    asking = Asking(index_of(episode).view(last), clip_event(episode, last), wording, rng)
    made: list[Question] = []
    for kind in kinds:
        if kind not in MAKERS:
            raise ValueError(f'a question of kind {kind!r}; expected one of {", ".join(KINDS)}')
        made += MAKERS[kind](asking)
    return made


__all__ = ['KINDS', 'Question', 'questions']
