"""Sentences about events: names of the classes, captions, answers."""

import numpy as np

from vljepa_training.worlds.episode import EVENT_KINDS, Event

from .clip import STEADY
from .view import View
from .wording import CHANGES, EVENTS, check, pick, several

OBJECT_DEFAULTS = {
    'open': 'a container',
    'close': 'a container',
    'approach': 'something',
    'path_blocked': 'something',
    'path_cleared': 'something',
    'door_opens': 'a door',
    'door_closes': 'a door',
}
KEYS_OF_OBJECT = {
    'approach': ('object', 'target'),
    'path_blocked': ('object', 'agent'),
    'path_cleared': ('object', 'agent'),
}
TARGET_DEFAULTS = {'stack': 'another object', 'place_in': 'a container'}


def class_prompts(wording: str) -> dict[str, list[str]]:
    """Names of the event classes by kind, several for each, for zero-shot classification."""
    check(wording)
    return {kind: [fill(text, kind, {}) for text in EVENTS[wording][kind]] for kind in EVENT_KINDS}


def fill(template: str, kind: str, names: dict[str, str]) -> str:
    """`names` has `o` (object), `t` (target), `p` (person); what is missing stays general."""
    return template.format(
        o=names.get('o') or OBJECT_DEFAULTS.get(kind, 'an object'),
        t=names.get('t') or TARGET_DEFAULTS.get(kind, 'something'),
        p=names.get('p') or 'a person',
    )


def participants(event: Event) -> dict[str, str]:
    """Placeholder → id of the thing that it names."""
    roles = event.roles
    if event.kind.startswith('person'):
        person = roles.get('agent') or roles.get('object')
        return {'p': person} if person else {}
    # The arm is an agent too, but no event is about it.
    keys = KEYS_OF_OBJECT.get(event.kind, ('object',))
    about = next((roles[key] for key in keys if key in roles), None)
    found = {'o': about, 't': None if event.kind == 'approach' else roles.get('target')}
    return {placeholder: key for placeholder, key in found.items() if key}


def family(event: Event) -> str:
    return 'carry to' if event.kind == 'carry' and 'target' in event.roles else event.kind


def sentences(
    event: Event, view: View, wording: str, rng: np.random.Generator, count: int
) -> list[str]:
    """What happens, in `count` phrasings; the first names every colour."""
    things = {p: view.index.things.get(key) for p, key in participants(event).items()}
    templates = several(rng, EVENTS[wording][family(event)], count)
    return [
        fill(
            template,
            event.kind,
            {
                placeholder: view.described(thing, rng, 0.6 if number else 1.0)
                for placeholder, thing in things.items()
                if thing is not None
            },
        )
        for number, template in enumerate(templates)
    ]


def change(event: Event, view: View, wording: str, rng: np.random.Generator) -> str | None:
    """What is different by `event`; None where that is only a movement."""
    kind = 'nothing' if event.kind in STEADY else event.kind
    if kind not in CHANGES[wording]:
        return None
    names = {
        placeholder: view.described(view.index.things[key], rng)
        for placeholder, key in participants(event).items()
        if key in view.index.things
    }
    return fill(pick(rng, CHANGES[wording][kind]), event.kind, names)


def named(kind: str, names: dict[str, str], wording: str, rng: np.random.Generator) -> str:
    """An event of `kind` with given names."""
    return fill(pick(rng, EVENTS[wording][kind]), kind, names)
