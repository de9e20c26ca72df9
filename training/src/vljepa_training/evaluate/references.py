"""What can truly be said about a clip's event: every wording, with all colours named."""

import numpy as np

from vljepa_training.worlds.language.events import family, fill, participants
from vljepa_training.worlds.language.view import index_of
from vljepa_training.worlds.language.wording import EVENTS, WORDINGS

from .moments import Moment


def references(moment: Moment, rng: np.random.Generator) -> list[str]:
    """Seen wordings, then unseen ones."""
    view = index_of(moment.recording.episode).view(moment.last)
    known = view.index.things
    things = {p: known[k] for p, k in participants(moment.event).items() if k in known}
    return [
        fill(
            template,
            moment.event.kind,
            {p: view.described(thing, rng, colour=1.0) for p, thing in things.items()},
        )
        for wording in WORDINGS
        for template in EVENTS[wording][family(moment.event)]
    ]
