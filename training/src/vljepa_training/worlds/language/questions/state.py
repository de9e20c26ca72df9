"""Is the drawer open, is the light on, is the way free, which room is it, is something held?

Each is asked one way or the other way round, so that yes and no are as likely whatever is true.
"""

from vljepa_training.worlds.language import ontology
from vljepa_training.worlds.language.wording import several

from .asking import Asking
from .question import YES_NO, Question, yes_no

ASKED = 2
ROOMS_NAMED = 4
USUAL = {'light': 0.03, 'free': 0.35, 'empty': 0.25, 'corridor': 0.25}
"""How often the state that is usual is asked for, so that the answer is not known beforehand."""
MOVING_DOORS = ('open', 'close', 'door_opens', 'door_closes')
MOVING_HOLD = (
    'reach',
    'grasp',
    'drop',
    'hand_over',
    'place_on',
    'place_in',
    'place_beside',
    'stack',
)


def state(asking: Asking) -> list[Question]:
    options = light(asking)
    if asking.view.state.light:
        options += [*opened(asking), *way(asking), *room(asking), *hold(asking)]
    return several(asking.rng, options, ASKED)


def either(asking: Asking, is_so: bool, asked: str, otherwise: str, **names) -> Question:
    turned = asking.rng.random() < 0.5
    family = f'state {otherwise if turned else asked}'
    return asking.ask(family, yes_no(is_so != turned), YES_NO, **names)


def opened(asking: Asking) -> list[Question]:
    view = asking.view
    asked = []
    for key in view.index.openable:
        if key not in view.state.boxes:
            continue
        moving = view.moving
        if moving.kind in MOVING_DOORS and key in moving.roles.values():
            continue
        name = view.unique(view.index.things[key], asking.rng)
        if name:
            is_open = key in view.state.open
            asked.append(either(asking, is_open, 'open', 'closed', about=(key,), o=name))
    return asked[:1]


def steady(asking: Asking, field: str) -> bool:
    """Whether this part of the state was the same over the last three frames."""
    states = asking.view.index.episode.states
    last = asking.view.frame
    return len({getattr(states[f], field) for f in range(max(0, last - 2), last + 1)}) == 1


def light(asking: Asking) -> list[Question]:
    if asking.view.moving.kind in ('light_on', 'light_off') or not steady(asking, 'light'):
        return []
    if asking.view.state.light and asking.rng.random() > USUAL['light']:
        return []
    return [either(asking, asking.view.state.light, 'light', 'dark')]


def way(asking: Asking) -> list[Question]:
    moving = asking.view.moving.kind
    if asking.world != 'navigation' or moving.startswith(('path', 'person', 'turn')):
        return []
    if not steady(asking, 'blocked'):
        return []
    if not asking.view.state.blocked and asking.rng.random() > USUAL['free']:
        return []
    return [either(asking, not asking.view.state.blocked, 'free', 'blocked')]


def room(asking: Asking) -> list[Question]:
    true = asking.view.state.room
    if true not in ontology.ROOMS or not asking.view.askable or not steady(asking, 'room'):
        return []
    if asking.view.moving.kind == 'pass_doorway':
        return []
    if asking.rng.random() > USUAL.get(true, 1.0):
        return []
    others = several(asking.rng, [r for r in ontology.ROOMS if r != true], ROOMS_NAMED - 1)
    rooms = several(asking.rng, [true, *others], ROOMS_NAMED)
    return [asking.ask('state room', f'the {true}', tuple(f'the {r}' for r in rooms))]


def hold(asking: Asking) -> list[Question]:
    moving = asking.view.moving.kind
    if asking.world != 'manipulation' or moving in MOVING_HOLD or not steady(asking, 'held'):
        return []
    if asking.view.state.held is None and asking.rng.random() > USUAL['empty']:
        return []
    return [either(asking, asking.view.state.held is not None, 'held', 'empty')]
