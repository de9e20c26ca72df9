"""Which of four actions led from the first picture to the second?

The action is one of the last events that have ended; the pictures are those at its start and its
end. Wrong actions are false for sure: what can be taken for the true one is left out.
"""

from math import ceil, floor

from vljepa_training.worlds.episode import MIRRORED, RATE, Event
from vljepa_training.worlds.language import events
from vljepa_training.worlds.language.view import View
from vljepa_training.worlds.language.wording import pick, several

from .asking import Asking
from .question import Question

CHOICES = 4
RECENT = 3
ROUTINE = ('reach', 'retract', 'light_off', 'light_on')
"""Kinds that happen far more often than others."""
LONGEST = 6.0
"""Seconds; over a longer time too much else is different."""
OPPOSITES = {
    'open': 'close',
    'light_off': 'light_on',
    'appear': 'vanish',
    'reach': 'retract',
    'turn_left': 'turn_right',
    'drive_forward': 'drive_backward',
    'door_opens': 'door_closes',
    'path_blocked': 'path_cleared',
    'person_comes': 'person_leaves',
    'grasp': 'drop',
}
OPPOSITES |= {b: a for a, b in OPPOSITES.items()}
ALIKE = (
    {'reach', 'grasp'},
    {'lift', 'carry', 'grasp'},
    {'place_on', 'place_in', 'place_beside', 'stack', 'drop', 'push', 'carry', 'retract'},
    {'topple', 'push', 'drop'},
    {'hand_over', 'vanish', 'retract'},
    {'drive_forward', 'approach', 'pass_doorway'},
    {'path_blocked', 'person_comes'},
    {'path_cleared', 'person_leaves'},
)
"""Kinds that two pictures may not tell apart where they are about the same things."""
TOLD_APART = {
    'manipulation': (
        'reach',
        'grasp',
        'lift',
        'carry',
        'place_on',
        'place_in',
        'place_beside',
        'push',
        'stack',
        'topple',
        'drop',
        'open',
        'close',
        'hand_over',
        'appear',
        'vanish',
        'retract',
        'light_off',
        'light_on',
    ),
    'navigation': (
        'drive_forward',
        'drive_backward',
        'turn_left',
        'turn_right',
        'pass_doorway',
        'approach',
        'path_blocked',
        'path_cleared',
        'person_comes',
        'person_leaves',
        'door_opens',
        'door_closes',
        'light_off',
        'light_on',
    ),
}
"""Kinds after which the picture is another."""
OF_CONTAINERS = ('open', 'close')
TARGET_ROLES = {'place_in': ('container',), 'place_on': ('support',)}
WITHOUT_OBJECT = (
    'retract',
    'light_off',
    'light_on',
    'drive_forward',
    'drive_backward',
    'turn_left',
    'turn_right',
    'pass_doorway',
    'person_comes',
    'person_leaves',
)


def action(asking: Asking) -> list[Question]:
    true = last_ended(asking)
    if true is None:
        return []
    before, after = floor(true.start * RATE), ceil(true.end * RATE)
    names = names_of(asking, true, (before, after))
    if names is None:
        return []
    said = [(true.kind, names)]
    for kind, other in wrong(asking, true, names, (before, after)):
        if (kind, other) not in said:
            said.append((kind, other))
        if len(said) == CHOICES:
            break
    if len(said) < CHOICES:
        return []
    texts = [events.named(kind, n, asking.wording, asking.rng) for kind, n in said]
    if len(set(texts)) < CHOICES:
        return []
    shuffled = tuple(several(asking.rng, texts, CHOICES))
    return [asking.ask('action', texts[0], shuffled, frames=(before, after), event=true)]


def last_ended(asking: Asking) -> Event | None:
    """One of the last events that have ended; of those rather one that leaves something changed."""
    index = asking.view.index
    ended = int((index.ends <= asking.view.state.t).sum())
    kinds = TOLD_APART.get(asking.world, ())
    able = [
        event
        for event in index.episode.events[max(0, ended - RECENT) : ended]
        if event.kind in kinds and event.end - event.start <= LONGEST
    ]
    able = [event for event in able if event.kind not in ROUTINE] or able
    return pick(asking.rng, able) if able else None


def names_of(asking: Asking, event: Event, frames: tuple[int, int]) -> dict[str, str] | None:
    """Placeholder → name; None where a thing that it is about has no name of its own."""
    names = {}
    views = [asking.view.index.view(frame) for frame in frames]
    for placeholder, key in events.participants(event).items():
        thing = asking.view.index.things.get(key)
        view = next((v for v in views if key in v.state.boxes), None)
        if placeholder == 'p':
            continue
        if thing is None:
            return None
        name: str | None = 'the table'
        if thing.kind != 'table':
            name = view.unique(thing, asking.rng) if view else None
        if name is None:
            return None
        names[placeholder] = name
    return names


def wrong(asking: Asking, true: Event, names: dict[str, str], frames: tuple[int, int]):
    """Actions that did not happen, the hardest first: (kind, names)."""
    rng = asking.rng
    view = asking.view.index.view(frames[0])
    free = [
        (thing, name)
        for thing in several(rng, view.askable, 6)
        if thing.id not in true.roles.values() and (name := view.unique(thing, rng))
    ]
    hard = []
    opposite = OPPOSITES.get(true.kind)
    if opposite in TOLD_APART[asking.world] and not turned_away(asking, true, frames):
        hard.append((opposite, names))
    if 'o' in names:
        about = view.index.things[events.participants(true)['o']]
        for thing, name in free:
            opens = true.kind not in OF_CONTAINERS or thing.id in view.index.openable
            if thing.role == about.role and opens and name != names.get('t'):
                hard.append((true.kind, {**names, 'o': name}))
                break
    if 't' in names:
        target = view.index.things[true.roles['target']]
        for thing, name in free:
            if thing.role == target.role and name != names.get('o'):
                hard.append((true.kind, {**names, 't': name}))
                break
    yield from several(rng, hard, 2)
    taken = {true.kind, opposite}.union(*(group for group in ALIKE if true.kind in group))
    for kind in several(rng, TOLD_APART[asking.world], 12):
        if kind not in taken:
            other = fit(asking, true, kind, names, free, view)
            if other is not None:
                yield kind, other


def turned_away(asking: Asking, true: Event, frames: tuple[int, int]) -> bool:
    """Whether the base turned so far that nothing is in sight both before and after: two such
    pictures do not tell which way."""
    before, after = (asking.view.index.view(frame).state.boxes for frame in frames)
    return true.kind in MIRRORED and before.keys().isdisjoint(after)


def fit(asking: Asking, true: Event, kind: str, names: dict, free: list, view: View) -> dict | None:
    """Names for a wrong action of `kind`, of what is in sight; None where nothing fits."""
    if kind in WITHOUT_OBJECT:
        return {}
    if kind in OF_CONTAINERS:
        objects = [name for thing, name in free if thing.id in view.index.openable]
    elif asking.world == 'navigation':
        roles = ('door',) if kind.startswith('door') else ('furniture', 'obstacle')
        objects = [name for thing, name in free if thing.role in roles]
    else:
        objects = [name for thing, name in free if thing.role == 'object']
        if 'o' in names and asking.rng.random() < 0.6 and true.kind not in OF_CONTAINERS:
            objects = [names['o']]
    if not objects:
        return None
    chosen = {'o': pick(asking.rng, objects)}
    if '{t}' in events.EVENTS['train'][kind][0]:
        roles = TARGET_ROLES.get(kind, ('object',))
        targets = [n for thing, n in free if n != chosen['o'] and thing.role in roles]
        if not targets:
            return None
        chosen['t'] = pick(asking.rng, targets)
    return chosen
