"""What can be asked for in an episode at a time: what is in sight, and how it is called.

Worked out once for each episode and frame, as many texts are made of each.
"""

import weakref
from collections import Counter
from functools import cached_property

import numpy as np

from vljepa_training.worlds.episode import Episode, Event, State, Thing

from . import ontology
from .wording import pick

SETTLED_FRAMES = {'manipulation': 2, 'navigation': 6}
"""What is counted has been in sight, unchanged, for as many frames before and after, by world."""
ABSENT_FRAMES = {'manipulation': 4, 'navigation': 12}
"""What is absent is not recognised for as many frames before and after: before a moving camera
recognises it, it is in sight already, too small or in part."""
SYNONYM_SHARE = 0.15
COLOUR_SHARE = 0.6
GROUNDS = ('table',)
VIEWS_KEPT = 32
"""Of an episode; thousands of episodes are open at once."""

Box = tuple[float, float, float, float]


class View:
    """An episode at one frame."""

    def __init__(self, index: 'Index', frame: int):
        self.index = index
        self.frame = frame
        self.state: State = index.episode.states[frame]

    @cached_property
    def things(self) -> list[Thing]:
        """What is in sight and has a name; the arm, always there, is not asked for."""
        return [
            thing
            for key in self.state.boxes
            if (thing := self.index.things[key]).role not in ('arm', 'hand')
        ]

    @cached_property
    def askable(self) -> list[Thing]:
        """Without the table that everything is on: it is always there."""
        return [thing for thing in self.things if thing.kind not in GROUNDS]

    @cached_property
    def words(self) -> Counter:
        """How many things in sight go by a word: `mug`, and by a colour and a word."""
        counts: Counter = Counter()
        for thing in self.things:
            for word in ontology.goes_by(thing.kind):
                counts[word] += 1
                if thing.colour:
                    counts[thing.colour, word] += 1
        return counts

    @cached_property
    def own_words(self) -> Counter:
        """How many things in sight are called so: words alone, and with their colour."""
        counts: Counter = Counter()
        for thing in self.things:
            for word in ontology.names(thing.kind):
                counts[word] += 1
                if thing.colour:
                    counts[thing.colour, word] += 1
        return counts

    def called(self, word: str, colour: str | None) -> tuple[str, ...]:
        """Ids of what goes by the word, and is of the colour if there is one."""
        return tuple(
            thing.id
            for thing in self.things
            if word in ontology.goes_by(thing.kind) and colour in (None, thing.colour)
        )

    @cached_property
    def nearby_words(self) -> Counter:
        """As `words`, of what is in sight at any time around."""
        counts: Counter = Counter()
        for key in self.index.seen_around(self.frame, ABSENT_FRAMES[self.index.episode.world]):
            thing = self.index.things[key]
            for word in ontology.goes_by(thing.kind):
                counts[word] += 1
                counts[thing.colour, word] += 1
        return counts

    @cached_property
    def changing(self) -> list[Thing]:
        """What comes into sight or leaves it around this frame."""
        frames = self.index.around(self.frame, SETTLED_FRAMES[self.index.episode.world])
        boxes = [self.index.episode.states[f].boxes.keys() for f in frames]
        keys = set().union(*boxes) - set(boxes[0]).intersection(*boxes)
        return [self.index.things[key] for key in sorted(keys)]

    @cached_property
    def unsettled(self) -> set[str | None]:
        """Words and colours of what is changing."""
        words = {word for thing in self.changing for word in ontology.goes_by(thing.kind)}
        return words | {thing.colour for thing in self.changing}

    @cached_property
    def moving(self) -> Event:
        return self.index.episode.event_at(self.state.t)

    def box(self, thing: Thing) -> Box:
        return self.state.boxes[thing.id]

    def unique(self, thing: Thing, rng: np.random.Generator, bare: bool = False) -> str | None:
        """`the mug`, where nothing else in sight may be meant by it; `bare`: without colour."""
        word = noun(thing, rng)
        if self.words[word] > 1:
            word = thing.kind
        alone = self.words[word] == 1
        tells_apart = not bare and thing.colour and self.words[thing.colour, word] == 1
        if tells_apart and (not alone or rng.random() < COLOUR_SHARE):
            return f'the {ontology.coloured(word, thing.colour)}'
        return f'the {ontology.coloured(word, None)}' if alone else None

    def described(self, thing: Thing, rng: np.random.Generator, colour: float = 0.75) -> str:
        """A name for captions: with or without its colour, `the` or `a`."""
        if thing.kind in GROUNDS:
            return f'the {thing.kind}'
        word = noun(thing, rng)
        if self.words[word] > 1:
            word = thing.kind
        named = rng.random() < colour
        words = ontology.coloured(word, thing.colour if named else None)
        return f'the {words}' if rng.random() < 0.6 else ontology.with_article(words)


class Index:
    """An episode with what is looked up in it again and again."""

    def __init__(self, episode: Episode):
        self.episode = episode
        self.things = {thing.id: thing for thing in episode.things}
        if episode.world == 'manipulation':
            self.things.setdefault('table', Thing('table', 'table', None, 'support'))
        self.starts = np.array([event.start for event in episode.events])
        self.ends = np.array([event.end for event in episode.events])
        self._views: dict[int, View] = {}

    def view(self, frame: int) -> View:
        if frame not in self._views:
            if len(self._views) >= VIEWS_KEPT:
                self._views.clear()
            self._views[frame] = View(self, frame)
        return self._views[frame]

    def around(self, frame: int, reach: int) -> range:
        return range(max(0, frame - reach), min(len(self.episode.states), frame + reach + 1))

    def seen_around(self, frame: int, reach: int) -> set[str]:
        """Ids of what is recognised at some frame at most `reach` away."""
        return {key for f in self.around(frame, reach) for key in self.episode.states[f].boxes}

    @cached_property
    def openable(self) -> set[str]:
        """Ids of what opens in this episode or is of a kind that opens."""
        opened = {key for state in self.episode.states for key in state.open}
        kinds = {
            thing.id
            for thing in self.episode.things
            if thing.kind in ontology.OPENABLE and thing.role in ('container', 'door')
        }
        return (opened | kinds) & self.things.keys()


_INDICES: dict[int, tuple[weakref.ref, Index]] = {}


def index_of(episode: Episode) -> Index:
    """The index of `episode`, made at its first use and dropped with the episode.

    By identity: an episode holds dicts and cannot be hashed.
    """
    key = id(episode)
    if key not in _INDICES:
        _INDICES[key] = (weakref.ref(episode, lambda _: _INDICES.pop(key, None)), Index(episode))
    return _INDICES[key][1]


def noun(thing: Thing, rng: np.random.Generator) -> str:
    """The kind's name, now and then another name of it."""
    if thing.kind in ontology.SYNONYMS and rng.random() < SYNONYM_SHARE:
        return pick(rng, ontology.SYNONYMS[thing.kind])
    return thing.kind
