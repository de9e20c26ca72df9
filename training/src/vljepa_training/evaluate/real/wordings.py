"""What is read to the Y-Encoder for the kinds of events, things and scenes of real footage."""

from collections.abc import Iterable

from vljepa_training.worlds.language import class_prompts
from vljepa_training.worlds.language.ontology import with_article
from vljepa_training.worlds.language.wording import PLAIN

KNOWN = (
    'arm_idle',
    'reach',
    'lift',
    'push',
    'stack',
    'topple',
    'drop',
    'hand_over',
    'open',
    'close',
    'drive_forward',
    'drive_backward',
    'turn_left',
    'turn_right',
    'stop',
    'approach',
    'pass_doorway',
    'person_crosses',
    'person_comes',
    'person_leaves',
    'empty_room',
)
"""Kinds that go by the plain wordings of the event of this name: those that a robot is to say."""
JOINED = {
    'place': ('place_on', 'place_in', 'place_beside'),
    'door': ('door_opens', 'door_closes'),
}
"""Kinds that are several events: where something is put, footage is not annotated by."""
UNKNOWN = {
    'fold': (
        'the arm folds a cloth',
        'a cloth is folded',
        'two arms fold a piece of clothing',
    ),
    'wipe': (
        'the arm wipes the table',
        'the table is wiped with a cloth',
        'the robot sweeps things together with a brush',
    ),
    'pour': (
        'the arm pours something into a bowl',
        'something is poured out of a cup',
        'the robot is pouring tea',
    ),
    'person_stands': (
        'a person stands at a table',
        'somebody is standing there',
        'a person stands still',
    ),
}
"""Kinds that the rendered worlds have no event for, in as many wordings."""


def event_wordings() -> dict[str, tuple[str, ...]]:
    """By kind: sentences without names of things, whose mean embedding is its class."""
    prompts = class_prompts(PLAIN)
    return (
        {kind: tuple(prompts[kind]) for kind in KNOWN}
        | {kind: tuple(t for e in events for t in prompts[e]) for kind, events in JOINED.items()}
        | UNKNOWN
    )


def checked_kinds(kinds: Iterable[str]) -> None:
    """Raises ValueError where a kind has no wordings."""
    without = sorted(set(kinds) - event_wordings().keys())
    if without:
        raise ValueError(
            f'expected kinds of {", ".join(event_wordings())}, came {", ".join(without)}; give '
            'them wordings in vljepa_training.evaluate.real.wordings'
        )


def named(words: str) -> str:
    """`a robot arm`, `stairs`."""
    plural = words.endswith('s') and not words.endswith('ss')
    return words if plural else with_article(words)
