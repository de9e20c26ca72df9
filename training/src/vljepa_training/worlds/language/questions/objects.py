"""What is there, what is held, what is on or in something, what is red, what the arm pushes."""

from vljepa_training.worlds.episode import Thing
from vljepa_training.worlds.language import ontology, scenes
from vljepa_training.worlds.language.wording import pick, several

from .asking import Asking
from .count import painted
from .question import Question

CANDIDATES = 6
ASKED = 2
VERBS = {
    'grasp': 'grasp',
    'lift': 'lift',
    'carry': 'carry',
    'push': 'push',
    'topple': 'knock over',
    'drop': 'drop',
    'open': 'open',
    'close': 'close',
}


def objects(asking: Asking) -> list[Question]:
    options = [*held(asking), *carried(asking), *of_colour(asking), *done(asking)]
    asked = several(asking.rng, options, ASKED)
    groups = scenes.grouped(asking.view, asking.rng)
    if groups and asking.rng.random() < 0.5:
        asked.append(asking.ask('object list', scenes.listed(groups)))
    return asked


def named(kind: str) -> str:
    return ontology.with_article(ontology.coloured(kind, None))


def among(asking: Asking, thing: Thing) -> tuple[str, ...]:
    """The thing's kind among kinds in sight, then look-alikes, then any; in a random order."""
    rng = asking.rng
    allowed = [
        kind
        for kind in (
            *several(rng, [t.kind for t in asking.view.askable], 3),
            *several(rng, ontology.look_alikes(thing.kind), 2),
            *several(rng, asking.kinds, CANDIDATES + 2),
        )
        if ontology.may_be_asked(kind, None, asking.world, asking.split)
        and not set(ontology.names(kind)) & set(ontology.goes_by(thing.kind))
    ]
    chosen = [thing.kind, *dict.fromkeys(allowed)][:CANDIDATES]
    return tuple(named(kind) for kind in several(rng, chosen, CANDIDATES))


def one(asking: Asking, family: str, thing: Thing, **names) -> Question:
    return asking.ask(family, named(thing.kind), among(asking, thing), **names)


def held(asking: Asking) -> list[Question]:
    state = asking.view.state
    thing = asking.view.index.things.get(state.held) if state.held in state.boxes else None
    return [one(asking, 'object held', thing, about=(thing.id,))] if thing else []


def carried(asking: Asking) -> list[Question]:
    """Of supports and containers that have one thing on or in them, which is in sight."""
    view = asking.view
    asked = []
    for family, places in (('object on', view.state.on), ('object in', view.state.inside)):
        for place in dict.fromkeys(places.values()):
            lying = [key for key, where in places.items() if where == place]
            target = view.index.things.get(place)
            if len(lying) != 1 or lying[0] not in view.state.boxes or place not in view.state.boxes:
                continue
            name = view.unique(target, asking.rng) if target else None
            if target and name and target.kind not in ('table', 'floor'):
                thing = view.index.things[lying[0]]
                near = {'about': (place,), 'beside': (thing.id,)}
                asked.append(one(asking, family, thing, **near, o=name))
    return asked


def of_colour(asking: Asking) -> list[Question]:
    """Of a colour that a single thing in sight has, where every thing's colour has a name."""
    colours = painted(asking)
    single = [
        thing
        for thing, colour in zip(asking.view.askable, colours, strict=True)
        if thing.colour and colours.count(colour) == 1
    ]
    if not single or None in colours:
        return []
    thing = pick(asking.rng, single)
    return [one(asking, 'object colour', thing, about=(thing.id,), c=thing.colour)]


def done(asking: Asking) -> list[Question]:
    event = asking.event
    if event is None or event.kind not in VERBS or 'object' not in event.roles:
        return []
    thing = asking.view.index.things.get(event.roles['object'])
    if thing is None:
        return []
    return [one(asking, 'object done', thing, about=(thing.id,), v=VERBS[event.kind])]
