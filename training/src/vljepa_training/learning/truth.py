"""What the visual tokens are asked for directly in training: what is where, and what happens.

Words come to a window a few at a time; this is known of all of them, and what a token must know to
answer anything is learned from it in a fraction of the steps. None of it is in the pack.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from vljepa_training.model.features import CELLS, FINE, FINE_CELLS, GRID
from vljepa_training.model.visual_tokens import CELLS_WEIGH, MIDDLES_WEIGH, Seen
from vljepa_training.worlds.episode import COLOURS, EVENT_KINDS, Episode, Event, State
from vljepa_training.worlds.language.ontology import ROOMS, TRAINING_KINDS
from vljepa_training.worlds.language.view import index_of

from .losses import weighted_bce

OPEN, CLOSED, HELD = STANDINGS = 'open', 'closed', 'held'
"""How a thing is, beside what it is: labels of its cells, too."""
OBJECT = 'object'
"""What can be carried, whatever its kind, so that `small objects` are known by a word of theirs."""
UNKNOWN = -1
"""A fact that is not asked for."""
WEIGHTS = {
    'event': 1.0,
    'object': 0.3,
    'colour': 0.3,
    'target': 0.3,
    'held': 0.3,
    'light': 0.1,
    'blocked': 0.1,
    'room': 0.2,
}
"""Of the facts: what happens, to what of which colour, where to, what is in the gripper …"""


@dataclass(frozen=True)
class Truth:
    """Of one window; `Truths` of a batch."""

    first: np.ndarray
    """bool [49, labels]: what is in each cell of the first frame."""
    newest: np.ndarray
    """bool [196, labels]: what is in each fine cell of the newest."""
    middles: np.ndarray
    """bool [196, labels]: whose middle is there, so that alike things can be counted."""
    facts: np.ndarray
    """int64 [facts], in the order of `WEIGHTS`."""


@dataclass(frozen=True)
class Truths:
    first: Tensor
    newest: Tensor
    middles: Tensor
    facts: Tensor

    @staticmethod
    def of(truths: Sequence[Truth]) -> 'Truths':
        def stacked(name: str) -> Tensor:
            return torch.from_numpy(np.stack([getattr(truth, name) for truth in truths]))

        return Truths(*(stacked(name) for name in ('first', 'newest', 'middles', 'facts')))

    def to(self, device: torch.device) -> 'Truths':
        return Truths(*(x.to(device) for x in (self.first, self.newest, self.middles, self.facts)))


class Labels:
    """Numbers of colours, kinds of things, and how they stand."""

    def __init__(self, names: Sequence[str]):
        self.names = tuple(names)
        self.number = {name: index for index, name in enumerate(names)}

    def of(self, name: str | None) -> int:
        """One beyond the last stands for none; what has no label is not asked for."""
        return len(self.names) if name is None else self.number.get(name, UNKNOWN)

    def truth(self, episode: Episode, first: State, newest: State, event: Event | None) -> Truth:
        """`event`: what happens from the first frame to the newest; None: it is not asked for."""
        return Truth(
            self._cells(episode, first, GRID),
            self._cells(episode, newest, FINE),
            self._middles(episode, newest),
            np.array([*self._happening(episode, event), *self._standing(episode, newest)]),
        )

    @staticmethod
    def where(state: State, about: Sequence[str], beside: Sequence[str]) -> np.ndarray:
        """int8 [2, 2, 196]: cells of what a question is about and of what that is held against, by
        their ids, and how many middles are in each."""
        places = np.zeros((2, 2, FINE, FINE), np.int8)
        for role, keys in enumerate((about, beside)):
            for key in keys:
                if key in state.boxes:
                    x0, y0, x1, y1 = state.boxes[key]
                    places[role, 0, _covered(y0, y1, FINE), _covered(x0, x1, FINE)] = 1
                    places[role, 1, _middle(y0, y1), _middle(x0, x1)] += 1
        return places.reshape(2, 2, FINE_CELLS)

    def _happening(self, episode: Episode, event: Event | None) -> list[int]:
        if event is None:
            return [UNKNOWN] * 4
        things = {thing.id: thing for thing in episode.things}
        thing, target = (things.get(event.roles.get(role, '')) for role in ('object', 'target'))
        return [
            EVENT_KINDS.index(event.kind),
            self.of(thing.kind if thing else None),
            self.of(thing.colour if thing else None),
            self.of(target.kind if target else None),
        ]

    def _standing(self, episode: Episode, state: State) -> list[int]:
        if not state.light:
            return [UNKNOWN, 0, UNKNOWN, UNKNOWN]
        held = self.of(episode.thing(state.held).kind if state.held else None)
        if episode.world == 'manipulation':
            return [held, 1, UNKNOWN, UNKNOWN]
        room = ROOMS.index(state.room) if state.room in ROOMS else UNKNOWN
        return [UNKNOWN, 1, int(state.blocked), room]

    def _cells(self, episode: Episode, state: State, side: int) -> np.ndarray:
        """bool [side², labels]: a cell has what covers its centre, or has its own centre there."""
        truth = np.zeros((side, side, len(self.names)), bool)
        for key, (x0, y0, x1, y1) in state.boxes.items():
            rows, columns = _covered(y0, y1, side), _covered(x0, x1, side)
            for label in self._labels_of(episode, state, key):
                truth[rows, columns, label] = True
        return truth.reshape(side * side, -1)

    def _middles(self, episode: Episode, state: State) -> np.ndarray:
        truth = np.zeros((FINE, FINE, len(self.names)), bool)
        for key, (x0, y0, x1, y1) in state.boxes.items():
            for label in self._labels_of(episode, state, key):
                truth[_middle(y0, y1), _middle(x0, x1), label] = True
        return truth.reshape(FINE_CELLS, -1)

    def _labels_of(self, episode: Episode, state: State, key: str) -> list[int]:
        thing = episode.thing(key)
        names = [thing.kind, thing.colour]
        if thing.role == 'object':
            names.append(OBJECT)
        if key in state.open:
            names.append(OPEN)
        elif key in index_of(episode).openable:
            names.append(CLOSED)
        if key == state.held:
            names.append(HELD)
        return [self.number[n] for n in names if n in self.number]


class TruthHeads(nn.Module):
    """Reads the truth off the visual tokens; what cells and what happens are named by they have
    themselves."""

    def __init__(self, width: int, labels: int):
        super().__init__()
        classes = {
            'object': labels + 1,
            'colour': labels + 1,
            'target': labels + 1,
            'held': labels + 1,
            'light': 2,
            'blocked': 2,
            'room': len(ROOMS),
        }
        self._sizes = [classes[name] for name in WEIGHTS if name != 'event']
        self.norm = nn.LayerNorm(width)
        self.first = nn.Linear(width, labels)
        self.facts = nn.Linear(width, sum(self._sizes))

    def forward(self, seen: Seen, truths: Truths) -> dict[str, Tensor]:
        """Losses: `grounding`, `facts`; and, if any event is known, how many are `named` right."""
        tokens = self.norm(seen.tokens[:, : CELLS + 1])
        first = weighted_bce(self.first(tokens[:, :CELLS]), truths.first, CELLS_WEIGH)
        newest = weighted_bce(seen.shown, truths.newest, CELLS_WEIGH)
        middles = weighted_bce(seen.middles, truths.middles, MIDDLES_WEIGH)
        others = self.facts(tokens[:, CELLS]).float().split(self._sizes, dim=-1)
        logits = [seen.happens.float(), *others]
        facts = tokens.new_zeros((), dtype=torch.float32)
        for weight, of_fact, fact in zip(WEIGHTS.values(), logits, truths.facts.T, strict=True):
            # Over all windows, not those known: so ranks weigh alike, and a batch may have none.
            loss = functional.cross_entropy(of_fact, fact, ignore_index=UNKNOWN, reduction='sum')
            facts = facts + weight * loss / len(fact)
        found = {'grounding': first + newest + middles, 'facts': facts}
        events = truths.facts[:, 0]
        if (events != UNKNOWN).any():
            right = (logits[0].argmax(-1) == events).sum() / (events != UNKNOWN).sum()
            found['named'] = right.detach()
        return found


def labels_of(episodes: Sequence[Episode]) -> tuple[str, ...]:
    """Colours, kinds of things, how they stand, and what can be carried. The kinds that training
    alone shows are left out: they are learned as an object of some colour, as a kind that training
    has never seen is to be recognised."""
    kinds = {thing.kind for episode in episodes for thing in episode.things}
    kinds -= set(TRAINING_KINDS)
    return (*COLOURS, *sorted(kinds), *STANDINGS, OBJECT)


def _middle(low: float, high: float) -> int:
    return min(max(0, int((low + high) / 2 * FINE)), FINE - 1)


def _covered(low: float, high: float, side: int) -> slice:
    """Cells whose centres lie between, or else the one that holds the middle."""
    first, beyond = np.ceil(low * side - 0.5), np.floor(high * side - 0.5) + 1
    if beyond <= first:
        first = np.clip(np.floor((low + high) / 2 * side), 0, side - 1)
        beyond = first + 1
    return slice(int(max(0, first)), int(min(side, beyond)))
