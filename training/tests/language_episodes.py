"""Small episodes made by hand, for tests of what is said about episodes."""

from vljepa_training.worlds.episode import RATE, Episode, Event, State, Thing

TABLE_THINGS = (
    Thing('arm', 'arm', None, 'arm'),
    Thing('mug 1', 'mug', 'red', 'object'),
    Thing('mug 2', 'mug', 'green', 'object'),
    Thing('book 1', 'book', 'blue', 'object'),
    Thing('banana 1', 'banana', None, 'object'),
    Thing('banana 2', 'banana', None, 'object'),
    Thing('drawer', 'drawer', 'white', 'container'),
    Thing('tray', 'tray', 'red', 'container'),
)
TABLE_BOXES = {
    'arm': (0.3, 0.0, 0.7, 0.5),
    'mug 1': (0.1, 0.5, 0.2, 0.6),
    'mug 2': (0.7, 0.6, 0.8, 0.7),
    'book 1': (0.4, 0.7, 0.6, 0.8),
    'banana 1': (0.2, 0.8, 0.35, 0.9),
    'banana 2': (0.4, 0.4, 0.5, 0.5),
    'drawer': (0.7, 0.2, 0.95, 0.45),
    'tray': (0.05, 0.2, 0.3, 0.35),
}
MUG, TO_BOOK = {'object': 'mug 1'}, {'object': 'mug 1', 'target': 'book 1'}
TABLE_EVENTS: tuple[tuple[str, float, dict[str, str]], ...] = (
    ('arm_idle', 2.0, {}),
    ('reach', 1.2, MUG),
    ('grasp', 1.0, MUG),
    ('lift', 1.0, MUG),
    ('carry', 1.5, TO_BOOK),
    ('place_on', 1.5, TO_BOOK),
    ('retract', 1.2, {}),
    ('light_off', 1.0, {}),
    ('arm_idle', 3.0, {}),
    ('light_on', 1.0, {}),
    ('open', 2.0, {'object': 'drawer'}),
    ('appear', 1.0, {'object': 'banana 2'}),
    ('arm_idle', 3.0, {}),
)
ROOM_THINGS = (
    Thing('chair 1', 'chair', 'yellow', 'furniture'),
    Thing('chair 2', 'chair', 'blue', 'furniture'),
    Thing('stove', 'stove', None, 'furniture'),
    Thing('fridge', 'fridge', 'white', 'furniture'),
    Thing('person 1', 'person', None, 'person'),
    Thing('door 1', 'door', None, 'door'),
)
ROOM_BOXES = {
    'chair 1': (0.1, 0.5, 0.3, 0.8),
    'chair 2': (0.6, 0.5, 0.75, 0.7),
    'stove': (0.35, 0.4, 0.5, 0.6),
    'fridge': (0.8, 0.1, 0.99, 0.7),
}
ROOM_EVENTS: tuple[tuple[str, float, dict[str, str]], ...] = (
    ('stand_still', 3.0, {}),
    ('turn_left', 1.5, {}),
    ('drive_forward', 2.0, {}),
    ('stop', 1.0, {}),
    ('approach', 2.0, {'target': 'stove'}),
    ('person_comes', 1.5, {'agent': 'person 1'}),
    ('stand_still', 3.0, {}),
)


def timed(events) -> tuple[Event, ...]:
    """(kind, seconds, roles) one after the other."""
    made, t = [], 0.0
    for kind, seconds, roles in events:
        made.append(Event(kind, t, t + seconds, roles))
        t += seconds
    return tuple(made)


def bare_episode(*events, world='manipulation') -> Episode:
    """Nothing in it but events: (kind, seconds)."""
    made = timed([(kind, seconds, {}) for kind, seconds in events])
    states = [State(i / RATE, True, {}) for i in range(round(made[-1].end * RATE))]
    return Episode('bare', world, 'train', 0, 'body', (), made, tuple(states))


def start_of(events: tuple[Event, ...], kind: str) -> float:
    return next(event.start for event in events if event.kind == kind)


def table_episode(split: str = 'train') -> Episode:
    """The arm puts the red mug on the blue book, the light goes out and on, a drawer opens, a
    second banana appears."""
    events = timed(TABLE_EVENTS)
    dark, bright = start_of(events, 'light_off') + 0.25, start_of(events, 'light_on') + 0.25
    taken, placed = start_of(events, 'lift'), start_of(events, 'place_on') + 0.75
    opened, appeared = start_of(events, 'appear') - 0.5, start_of(events, 'appear') + 0.25
    states = []
    for frame in range(round(events[-1].end * RATE)):
        t = frame / RATE
        light, held = not dark <= t < bright, taken <= t < placed
        boxes = dict(TABLE_BOXES) if light else {}
        if t < appeared:
            boxes.pop('banana 2', None)
        on = {key: 'table' for key in ('mug 2', 'book 1', 'banana 1')}
        if not held:
            on['mug 1'] = 'book 1' if t >= placed else 'table'
        opens = ('drawer',) if t >= opened else ()
        states.append(State(t, light, boxes, on, {}, 'mug 1' if held else None, opens))
    return Episode('table', 'manipulation', split, 1, 'panda', TABLE_THINGS, events, tuple(states))


def room_episode(split: str = 'train') -> Episode:
    """A kitchen; the base moves up to the stove, and a person comes and blocks the way."""
    events = timed(ROOM_EVENTS)
    came = start_of(events, 'person_comes') + 0.5
    states = []
    for frame in range(round(events[-1].end * RATE)):
        t = frame / RATE
        boxes = {**ROOM_BOXES, **({'person 1': (0.4, 0.2, 0.6, 0.9)} if t >= came else {})}
        states.append(State(t, True, boxes, room='kitchen', blocked=t >= came))
    return Episode('room', 'navigation', split, 2, 'loft', ROOM_THINGS, events, tuple(states))
