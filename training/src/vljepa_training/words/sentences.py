"""What a pack can say about what happens: from the most specific to the most general.

Each sentence makes a claim: kinds of events of which one must happen, and the name and colour of
the thing that it happens to. The truth is decided by these claims, never by the sentence's words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vljepa_training.worlds.episode import COLOURS
from vljepa_training.worlds.language import ontology
from vljepa_training.worlds.language.events import OBJECT_DEFAULTS, TARGET_DEFAULTS
from vljepa_training.worlds.language.wording import EVENTS, PLAIN

EVENT_SENTENCES = {
    'reach': 'the arm reaches for {o}',
    'grasp': 'the arm grasps {o}',
    'lift': 'the arm picks up {o}',
    'carry': 'the arm carries {o}',
    'place_on': 'the arm puts {o} down',
    'place_in': 'the arm puts {o} into something',
    'place_beside': 'the arm puts {o} down beside something',
    'push': 'the arm pushes {o}',
    'stack': 'the arm stacks {o} on something',
    'topple': 'the arm knocks over {o}',
    'drop': 'the arm drops {o}',
    'open': 'the arm opens {o}',
    'close': 'the arm closes {o}',
    'hand_over': 'the arm hands over {o}',
    'appear': '{o} appears',
    'vanish': '{o} disappears',
    'retract': 'the arm moves back',
    'drive_forward': 'the robot drives forward',
    'drive_backward': 'the robot drives backward',
    'turn_left': 'the robot turns left',
    'turn_right': 'the robot turns right',
    'stop': 'the robot stops',
    'pass_doorway': 'the robot passes through a doorway',
    'approach': 'the robot approaches {o}',
    'path_blocked': '{o} blocks the way',
    'path_cleared': 'the way becomes free',
    'person_crosses': 'a person walks past',
    'person_comes': 'a person comes',
    'person_leaves': 'a person leaves',
    'door_opens': 'a door opens',
    'door_closes': 'a door closes',
    'light_off': 'the light goes out',
    'light_on': 'the light goes on',
}
"""One for each kind of event, so that the same event is told in the same words."""

GROUPS = {
    'the arm places something': ('place_on', 'place_in', 'place_beside', 'stack'),
    'the arm holds something': (
        *('grasp', 'lift', 'carry', 'stack', 'place_on', 'place_in', 'place_beside'),
        *('hand_over', 'drop'),
    ),
    'the robot drives': ('drive_forward', 'drive_backward', 'pass_doorway', 'approach'),
    'the robot turns': ('turn_left', 'turn_right'),
    'a person walks': ('person_crosses', 'person_comes', 'person_leaves'),
    'a door moves': ('door_opens', 'door_closes'),
    'the light changes': ('light_off', 'light_on'),
}
"""Where it is not known which one of several kinds it is."""

MOVER_OF = {
    **dict.fromkeys(
        (
            *('reach', 'grasp', 'lift', 'carry', 'place_on', 'place_in', 'place_beside', 'push'),
            *('stack', 'topple', 'drop', 'open', 'close', 'hand_over', 'retract'),
        ),
        'arm_moves',
    ),
    **dict.fromkeys(
        (
            *('drive_forward', 'drive_backward', 'turn_left', 'turn_right', 'stop'),
            *('pass_doorway', 'approach'),
        ),
        'camera_moves',
    ),
    **dict.fromkeys(('person_crosses', 'person_comes', 'person_leaves'), 'person_moves'),
}
"""What moves in an event; in one that is not here, something does."""

MOVES = {
    'the arm moves': 'arm_moves',
    'the camera moves': 'camera_moves',
    'a person moves': 'person_moves',
    'nothing moves': 'nothing_moves',
    'a robot arm is in view': 'arm_in_view',
    'a person is in view': 'person_in_view',
    'something has changed': 'something_changes',
}
"""The most general sentences, by what they claim: not only what the worlds have events for."""

STEADY = ('arm_idle', 'stand_still', 'empty_room')
"""Kinds that a state may be near, besides those of `EVENT_SENTENCES`."""

ALONE = ('approach', 'path_blocked')
"""Kinds of the world of rooms, whose things are its furniture."""
OPENED = ('open', 'close')
CONTAINERS = ('drawer', 'box')


@dataclass(frozen=True)
class Sentence:
    """`level`: how specific it is; 0 only says that there was a change."""

    level: int
    text: str
    claims: tuple[str, ...]
    thing: tuple[str, ...] = ()
    """Names that the thing goes by."""
    colour: str = ''

    @property
    def line(self) -> str:
        columns = (str(self.level), '|'.join(self.claims), '|'.join(self.thing), self.colour)
        return '\t'.join((*columns, self.text))


CHANGED, VIEW, MOVING, GROUP, EVENT, COLOURED, NAMED, BOTH = range(8)
"""Levels."""


def object_kinds() -> tuple[str, ...]:
    """Kinds of events that a thing is named with."""
    return tuple(kind for kind, text in EVENT_SENTENCES.items() if '{o}' in text)


def state_kinds() -> tuple[str, ...]:
    return (*EVENT_SENTENCES, *STEADY)


def things() -> tuple[str, ...]:
    furniture = (k for k in ontology.NAVIGATION_KINDS if k not in ('door', 'ceiling lamp'))
    return tuple(
        dict.fromkeys((*ontology.MANIPULATION_KINDS, *ontology.TRAINING_KINDS, *furniture))
    )


def allowed(kind: str, thing: str) -> bool:
    """Whether the worlds have that event with that thing."""
    if kind in OPENED:
        return thing in CONTAINERS
    if kind in ALONE:
        return thing in ontology.NAVIGATION_KINDS and (kind == 'approach' or thing != 'person')
    return thing in ontology.MANIPULATION_KINDS or thing in ontology.TRAINING_KINDS


def colours_of(kind: str) -> tuple[str, ...]:
    """Colours are told of what an arm handles."""
    return () if kind in ALONE else tuple(COLOURS)


def painted(kind: str, thing: str) -> bool:
    return bool(colours_of(kind)) and allowed(kind, thing) and thing not in ontology.UNPAINTED


def sentences() -> list[Sentence]:
    """All of them; the graph's probabilities come in this order."""
    return [
        *(Sentence(level_of(claim), text, general(claim)) for text, claim in MOVES.items()),
        *(Sentence(GROUP, text, members) for text, members in GROUPS.items()),
        *(Sentence(EVENT, told(kind), (kind,)) for kind in EVENT_SENTENCES),
        *(
            Sentence(COLOURED, told(kind, ontology.with_article(f'{c} thing')), (kind,), (), c)
            for kind in object_kinds()
            for c in colours_of(kind)
        ),
        *(
            Sentence(NAMED, told(kind, ontology.with_article(thing)), (kind,), names(thing))
            for kind, thing in kinds_with_things()
        ),
        *(
            Sentence(BOTH, told(kind, ontology.with_article(f'{c} {t}')), (kind,), names(t), c)
            for kind, t, c in painted_things()
        ),
    ]


def general(claim: str) -> tuple[str, ...]:
    """The claim and the events that it is true in: a sentence about one of these implies it."""
    if claim == 'something_changes':
        return (claim, *dict.fromkeys(MOVER_OF.values()), *EVENT_SENTENCES)
    moving = claim.replace('_in_view', '_moves')
    kinds = (kind for kind, mover in MOVER_OF.items() if mover == moving and kind != 'stop')
    return tuple(dict.fromkeys((claim, moving, *kinds)))


def level_of(claim: str) -> int:
    if claim == 'something_changes':
        return CHANGED
    return VIEW if claim.endswith('_in_view') or claim == 'nothing_moves' else MOVING


def kinds_with_things() -> Iterator[tuple[str, str]]:
    return ((k, t) for k in object_kinds() for t in things() if allowed(k, t))


def painted_things() -> Iterator[tuple[str, str, str]]:
    pairs = ((k, t) for k, t in kinds_with_things() if painted(k, t))
    return ((k, t, c) for k, t in pairs for c in colours_of(k))


def told(kind: str, thing: str = 'something') -> str:
    return EVENT_SENTENCES[kind].format(o=thing)


def names(thing: str) -> tuple[str, ...]:
    return (thing, *ontology.SYNONYMS.get(thing, ()))


def read_as(kind: str, things: Iterable[str] = ('',)) -> list[list[str]]:
    """For each of `things` the worlds' own wordings with it: their mean stands for the claim."""
    templates = EVENTS[PLAIN][kind]
    general = OBJECT_DEFAULTS.get(kind, 'an object')
    target = TARGET_DEFAULTS.get(kind, 'something')
    return [
        [text.format(o=thing or general, t=target, p='a person') for text in templates]
        for thing in things
    ]
