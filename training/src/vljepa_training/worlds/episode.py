"""What an episode is: things, events, and the true state at every frame; kept as JSON.

Times are seconds from the episode's start. Boxes are image coordinates from 0 to 1, y downwards.
"""

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

RATE = 4.0
"""Frames a second, the pack's sampling rate."""

CLIP_FRAMES = 8
"""Frames of a window."""

SPLITS = ('train', 'seeds', 'objects', 'pairs', 'bodies')
"""`seeds`: new seeds alone. The others hold what training never shows: `objects` kinds of objects,
`pairs` colours on objects, `bodies` arms and rooms. New wordings are the language's, not the
pictures': they are asked on `seeds`."""

MANIPULATION_EVENTS = (
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
    'arm_idle',
)
NAVIGATION_EVENTS = (
    'drive_forward',
    'drive_backward',
    'turn_left',
    'turn_right',
    'stop',
    'pass_doorway',
    'approach',
    'path_blocked',
    'path_cleared',
    'person_crosses',
    'person_comes',
    'person_leaves',
    'door_opens',
    'door_closes',
    'stand_still',
    'empty_room',
)
COMMON_EVENTS = ('light_off', 'light_on')
EVENT_KINDS = MANIPULATION_EVENTS + NAVIGATION_EVENTS + COMMON_EVENTS
MIRRORED = {'turn_left': 'turn_right', 'turn_right': 'turn_left'}
"""What an event is in a mirror, where that is another."""

COLOURS = ('red', 'green', 'blue', 'yellow', 'orange', 'purple', 'white', 'black')
"""Of what is painted in one colour; a thing with a look of its own (a banana) has none."""


@dataclass(frozen=True)
class Thing:
    """Something that has a name: what can be seen, counted, asked for."""

    id: str
    kind: str
    """In plain words: `mug`, `toy car`, `drawer`, `chair`, `person`, `door`."""
    colour: str | None
    role: str
    """`object` (can be carried), `container` (drawer, box, tray …), `support` (table, shelf …),
    `arm`, `hand`, `person`, `door`, `lamp`, `furniture`, `obstacle`."""


@dataclass(frozen=True)
class Event:
    """One event; events of an episode are in order and cover all of its time without overlap.

    `roles` name things by id: `object` is what it happens to, `target` where to, `agent` by whom.
    """

    kind: str
    start: float
    end: float
    roles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """The truth at one frame."""

    t: float
    light: bool
    boxes: dict[str, tuple[float, float, float, float]]
    """Of each thing that can be recognised, by id: x0, y0, x1, y1 of its pixels."""
    on: dict[str, str] = field(default_factory=dict)
    """Object → what it stands on."""
    inside: dict[str, str] = field(default_factory=dict)
    """Object → container that it lies in."""
    held: str | None = None
    """The object in the gripper."""
    open: tuple[str, ...] = ()
    """Containers and doors that are open."""
    room: str | None = None
    """Kind of the room that the camera is in: `kitchen`, `office`, `corridor` …"""
    blocked: bool = False
    """Something or somebody stands in the way of the base."""


@dataclass(frozen=True)
class Episode:
    name: str
    world: str
    """`manipulation` or `navigation`."""
    split: str
    seed: int
    body: str
    """The arm (manipulation) or the style of the rooms (navigation)."""
    things: tuple[Thing, ...]
    events: tuple[Event, ...]
    states: tuple[State, ...]
    """One for each frame, `RATE` a second from 0."""

    def thing(self, key: str) -> Thing:
        return next(thing for thing in self.things if thing.id == key)

    def event_at(self, t: float) -> Event:
        return next(e for e in self.events if e.start <= t < e.end or e is self.events[-1])

    def mirrored(self) -> 'Episode':
        """As it is seen with left and right exchanged."""
        states = [
            replace(
                s, boxes={k: (1 - x1, y0, 1 - x0, y1) for k, (x0, y0, x1, y1) in s.boxes.items()}
            )
            for s in self.states
        ]
        events = [replace(e, kind=MIRRORED.get(e.kind, e.kind)) for e in self.events]
        return replace(self, states=tuple(states), events=tuple(events))

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), separators=(',', ':')) + '\n', 'utf-8')

    @staticmethod
    def read(path: Path) -> 'Episode':
        """Raises ValueError where the file is not an episode."""
        try:
            raw = json.loads(path.read_text('utf-8'))
            return Episode(
                **{
                    **raw,
                    'things': tuple(Thing(**thing) for thing in raw['things']),
                    'events': tuple(Event(**event) for event in raw['events']),
                    'states': tuple(state_of(state) for state in raw['states']),
                }
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f'{path} is not an episode of this version: {error}') from error


def state_of(raw: dict) -> State:
    boxes = {key: tuple(box) for key, box in raw['boxes'].items()}
    return State(**{**raw, 'boxes': boxes, 'open': tuple(raw['open'])})


@dataclass(frozen=True)
class EpisodeSpec:
    """What to make; the same spec gives the same episode."""

    world: str
    split: str
    seed: int
    seconds: float = 60.0
    events_per_second: float = 0.45
    """Density of true changes; steady stretches (`arm_idle`, `stand_still`, `empty_room`) fill the
    rest."""
    handling: float = 1.0
    """How much more readily than usual an arm picks something up."""
    crowded: bool = False
    """Whether many objects are on the table, several of them of one kind or colour."""
