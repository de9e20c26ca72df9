"""Where things are: relative to one another and in the picture, from boxes with a clear margin."""

from itertools import permutations
from typing import Any

from vljepa_training.worlds.episode import Thing
from vljepa_training.worlds.language.wording import pick, several

from .asking import Asking
from .question import YES_NO, Question, yes_no

ASKED = 3
MARGIN = 0.12
"""Least distance of two middles, in pictures."""
NEARER = 0.1
"""Least distance of the lower edges of two things that stand on the same ground."""
PAIRS_TRIED = 6
GROUNDED = ('object', 'container', 'furniture', 'obstacle', 'person')
OPPOSITE = {'left of': 'right of', 'right of': 'left of', 'above': 'below', 'below': 'above'}


def relation(asking: Asking) -> list[Question]:
    named = [
        (thing, name)
        for thing in several(asking.rng, asking.view.askable, 5)
        if (name := asking.view.unique(thing, asking.rng))
    ]
    options = [
        *two_things(asking, named)[:2],
        *column(asking, named),
        *row(asking, named),
        *place(asking, named),
    ]
    return several(asking.rng, options, ASKED)


def two_things(asking: Asking, named: list[tuple[Thing, str]]) -> list[Question]:
    pairs = several(asking.rng, list(permutations(named, 2)), PAIRS_TRIED)
    asked = []
    for (thing, name), (other, other_name) in pairs:
        options = []
        ax0, ay0, ax1, ay1 = asking.view.box(thing)
        bx0, by0, bx1, by1 = asking.view.box(other)
        names: dict[str, Any] = {
            'o': name,
            't': other_name,
            'about': (thing.id,),
            'beside': (other.id,),
        }
        across, down = (ax0 + ax1 - bx0 - bx1) / 2, (ay0 + ay1 - by0 - by1) / 2
        if abs(across) > MARGIN and (ax1 < bx0 + 0.02 or bx1 < ax0 + 0.02):
            side = 'left of' if across < 0 else 'right of'
            options.append((side, 'relation side', ('left', 'right')))
        if abs(down) > MARGIN and (ay1 < by0 + 0.02 or by1 < ay0 + 0.02):
            side = 'above' if down < 0 else 'below'
            options.append((side, 'relation height', ('above', 'below')))
        if options:
            side, family, answers = pick(asking.rng, options)
            if asking.rng.random() < 0.5:
                asked.append(asking.ask(family, side.split()[0], answers, **names))
            else:
                true = asking.rng.random() < 0.5
                said = side if true else OPPOSITE[side]
                asked.append(asking.ask('relation yes', yes_no(true), YES_NO, r=said, **names))
        apart = abs(ay1 - by1) > NEARER and max(ay1, by1) < 0.99
        if asking.rng.random() < 0.4 and same_ground(asking, thing, other) and apart:
            nearer = name if ay1 > by1 else other_name
            asked.append(asking.ask('relation nearer', nearer, (name, other_name), **names))
    return asked


def same_ground(asking: Asking, thing: Thing, other: Thing) -> bool:
    """Whether lower in the picture means nearer: both stand on the floor, or on one table."""
    state = asking.view.state
    if thing.role not in GROUNDED or other.role not in GROUNDED:
        return False
    if {thing.id, other.id} & {state.held, *state.inside}:
        return False
    return state.on.get(thing.id) == state.on.get(other.id)


def column(asking: Asking, named: list[tuple[Thing, str]]) -> list[Question]:
    """Left, middle or right of the picture; what is between two thirds is not asked for."""
    found: dict[str, dict] = {}
    for thing, name in named:
        x0, _, x1, _ = asking.view.box(thing)
        x = (x0 + x1) / 2
        if x1 - x0 < 0.4:
            side = 'left' if x < 0.34 else 'right' if x > 0.66 else None
            side = 'middle' if 0.42 < x < 0.58 else side
            if side:
                found[side] = {'o': name, 'about': (thing.id,)}
    if not found:
        return []
    side = pick(asking.rng, list(found))
    answers = ('left', 'middle', 'right')
    return [asking.ask('relation column', side, answers, **found[side])]


def row(asking: Asking, named: list[tuple[Thing, str]]) -> list[Question]:
    found: dict[str, dict] = {}
    for thing, name in named:
        _, y0, _, y1 = asking.view.box(thing)
        y = (y0 + y1) / 2
        if y1 - y0 < 0.5 and abs(y - 0.5) > 0.08:
            found['top' if y < 0.5 else 'bottom'] = {'o': name, 'about': (thing.id,)}
    if not found:
        return []
    side = pick(asking.rng, list(found))
    return [asking.ask('relation row', side, ('top', 'bottom'), **found[side])]


def place(asking: Asking, named: list[tuple[Thing, str]]) -> list[Question]:
    """On the table, in the drawer, in the gripper: the rarer places are preferred."""
    view, rng = asking.view, asking.rng
    found: dict[str, dict] = {}
    for thing, name in named:
        where = where_is(asking, thing)
        if where:
            found[where] = {'o': name, 'about': (thing.id,), 'beside': place_of(asking, thing)}
    if not found:
        return []
    special = [where for where in found if where != 'on the table'] or list(found)
    where = pick(rng, special)
    others = {'on the table', 'in the gripper'}
    for thing in view.things:
        holder = view.unique(thing, rng) if thing.role in ('container', 'support') else None
        if holder and found[where]['o'] != holder:
            others.add(f'{"in" if thing.role == "container" else "on"} {holder}')
    answers = [where, *several(rng, sorted(others - {where}), 3)]
    if len(answers) < 2:
        return []
    return [asking.ask('relation place', where, tuple(several(rng, answers, 4)), **found[where])]


def place_of(asking: Asking, thing: Thing) -> tuple[str, ...]:
    state = asking.view.state
    return tuple(places[thing.id] for places in (state.inside, state.on) if thing.id in places)


def where_is(asking: Asking, thing: Thing) -> str | None:
    view = asking.view
    if view.state.held == thing.id:
        return 'in the gripper'
    for word, places in (('in', view.state.inside), ('on', view.state.on)):
        target = view.index.things.get(places.get(thing.id, ''))
        if target is not None:
            if target.kind == 'table':
                return 'on the table'
            name = view.unique(target, asking.rng) if target.id in view.state.boxes else None
            return name and f'{word} {name}'
    return None
