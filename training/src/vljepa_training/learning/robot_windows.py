"""Windows of the rendered robot worlds, with captions or questions drawn anew at each use."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vljepa_training.worlds.episode import RATE, Episode, Event, State
from vljepa_training.worlds.language import Question, captions, class_prompts, clip_event, questions
from vljepa_training.worlds.language.clip import SHOWN
from vljepa_training.worlds.language.events import participants
from vljepa_training.worlds.language.wording import pick

from .episodes import EncodedEpisode, window_frames
from .examples import Row, Window
from .truth import Labels

WORDING = 'train'
ASKED = {
    'event': 0.15,
    'object': 0.09,
    'present': 0.16,
    'count': 0.25,
    'colour': 0.06,
    'relation': 0.17,
    'state': 0.07,
    'change': 0.05,
}
"""Kinds of questions about a clip and their shares; an action is asked about two pictures."""
COUNTED = {'zero': 0.35, 'one': 0.5, 'two': 0.3, 'three': 0.55, 'four': 0.8, 'five': 1.0}
"""Share of the questions with each number that are asked: so many are there that all numbers are
asked for about alike."""
MADE = {'count': 2}
"""How often questions of a kind are made for a window; default: once."""
CLASSES = 0.45
"""Share of the questions for an event that the name of its class answers, without things."""
AT_EVENTS = 0.5
"""Share of windows that end within an event of a kind drawn uniformly: rare kinds come often. The
others are of any scene, each alike: things are learned from many, not from long ones."""
NEGATIVES = 3
"""Wrong candidates of a question that join a batch's texts."""
RIVALS = 4
"""Captions of other scenes that join for a caption of event and scene."""
TRIES = 20


class RobotWindows:
    """Draws windows; what is asked about them is `_rows` of a subclass."""

    def __init__(
        self,
        recorded: Sequence[EncodedEpisode],
        labels: Sequence[str],
        rows: int,
        wording: str = WORDING,
    ):
        self._recorded = recorded
        self._wording = wording
        self._labels = Labels(labels)
        self._count = rows
        by_kind = defaultdict(list)
        for number, r in enumerate(recorded):
            for event in r.episode.events:
                by_kind[event.kind].append((number, event))
        self._by_kind = dict(by_kind)
        self._kinds = list(by_kind)

    def sample(self, rng: np.random.Generator, count: int) -> list[Window]:
        return [self._window(rng) for _ in range(count)]

    def _window(self, rng: np.random.Generator) -> Window:
        for _ in range(TRIES):
            recorded, last = self._place(rng)
            window = self._about(recorded, last, rng)
            if window is not None:
                return window
        raise ValueError(f'{type(self).__name__}: tried {TRIES} windows, none of which has a text')

    def _about(
        self, recorded: EncodedEpisode, last: int, rng: np.random.Generator
    ) -> Window | None:
        rows = self._rows(recorded.episode, last, rng)
        if not rows:
            return None
        # Where there are fewer texts, they are repeated.
        rows = [rows[i % len(rows)] for i in range(self._count)]
        return self._cut(recorded, window_frames(last), rows, clip_event(recorded.episode, last))

    def _rows(self, episode: Episode, last: int, rng: np.random.Generator) -> list[Row]:
        raise NotImplementedError

    def _cut(
        self, recorded: EncodedEpisode, frames: list[int], rows: list[Row], event: Event | None
    ) -> Window:
        episode = recorded.episode
        first, newest = episode.states[frames[0]], episode.states[frames[-1]]
        truth = self._labels.truth(episode, first, newest, event)
        return Window(recorded.window(frames), rows, truth)

    def _captions(
        self, episode: Episode, last: int, rng: np.random.Generator, what: str, count: int
    ) -> list[Row]:
        event = clip_event(episode, last)
        meant = _meant('event', episode, event) if what == 'event' and event else ('', '')
        # Without a query, too, it looks at what something happens to.
        where = where_of(episode.states[last], event) if event else None
        told = captions(episode, last, self._wording, rng, what, count)
        return [Row('', text, *meant, where=where) for text in told]

    def _place(self, rng: np.random.Generator) -> tuple[EncodedEpisode, int]:
        if rng.random() > AT_EVENTS:
            recorded = self._recorded[int(rng.integers(len(self._recorded)))]
            return recorded, int(rng.integers(len(recorded.episode.states)))
        return self._place_of(self._kinds[rng.integers(len(self._kinds))], rng)

    def _place_of(self, kind: str, rng: np.random.Generator) -> tuple[EncodedEpisode, int]:
        """Where an event of this kind happens."""
        events = self._by_kind[kind]
        number, event = events[rng.integers(len(events))]
        recorded = self._recorded[number]
        # Earlier it would not be shown yet, later not any more.
        length = event.end - event.start
        when = rng.uniform(event.start + SHOWN * length, event.end + 1 / RATE)
        return recorded, min(int(when * RATE), len(recorded.episode.states) - 1)


class UncaptionedWindows(RobotWindows):
    """Windows that nothing is said about: the visual tokens are asked for the truth alone, which
    costs far less than questions."""

    def _about(self, recorded: EncodedEpisode, last: int, rng: np.random.Generator) -> Window:
        return self._cut(recorded, window_frames(last), [], clip_event(recorded.episode, last))


class Captioned(RobotWindows):
    """Stage 1: what is seen, without a query."""

    def _rows(self, episode: Episode, last: int, rng: np.random.Generator) -> list[Row]:
        event = self._captions(episode, last, rng, 'event', self._count)
        others = self._captions(episode, last, rng, 'scene', 1)
        if event:
            others += self._captions(episode, last, rng, 'both', 1)
        rows = event[: max(1, self._count - 1)] + [others[i] for i in rng.permutation(len(others))]
        return rows[: self._count]


class Stills(RobotWindows):
    """Stage 1's pictures: one frame and what is in it."""

    def _about(
        self, recorded: EncodedEpisode, last: int, rng: np.random.Generator
    ) -> Window | None:
        rows = self._captions(recorded.episode, last, rng, 'scene', self._count)
        if not rows:
            return None
        rows = [rows[i % len(rows)] for i in range(self._count)]
        return self._cut(recorded, [last], rows, None)


class Questioned(RobotWindows):
    """Stage 2: questions of all kinds, for some windows a caption too."""

    def __init__(self, *arguments, rehearsal: float, class_share: float = CLASSES, **keywords):
        super().__init__(*arguments, **keywords)
        self._rehearsal, self._class_share = rehearsal, class_share
        self._classes = class_prompts(self._wording)

    def _rows(self, episode: Episode, last: int, rng: np.random.Generator) -> list[Row]:
        rows = []
        if rng.random() < self._rehearsal:
            what = ('event', 'scene', 'both', 'both')[rng.integers(4)]
            rows = self._captions(episode, last, rng, what, 1)
            if what == 'both':
                rows = [replace(row, negatives=self._rivals(episode, last, rng)) for row in rows]
        drawn = rng.choice(list(ASKED), 2 * self._count, p=list(ASKED.values()))
        kinds = Counter(drawn.tolist())
        event = clip_event(episode, last)
        asked: list[Question] = []
        for kind, wanted in kinds.items():
            made = questions(episode, last, self._wording, rng, [kind] * MADE.get(kind, 1))
            asked += _drawn(made, wanted, rng)
        for i in rng.permutation(len(asked))[: self._count - len(rows)]:
            rows.append(self._row(asked[i], episode, last, event, rng))
        return rows

    def _rivals(self, episode: Episode, last: int, rng: np.random.Generator) -> tuple[str, ...]:
        """Captions of the same kind of event in other scenes: only the scene distinguishes them."""
        event = clip_event(episode, last)
        places = [self._place_of(event.kind, rng) for _ in range(RIVALS)] if event else []
        return tuple(
            text
            for other, when in places
            if other.episode.name != episode.name
            for text in captions(other.episode, when, self._wording, rng, 'both', 1)
        )

    def _row(
        self,
        question: Question,
        episode: Episode,
        last: int,
        event: Event | None,
        rng: np.random.Generator,
    ) -> Row:
        state = episode.states[last]
        if event is None or question.kind not in ('event', 'change'):
            row = row_of(question, rng)
            if question.about is None:
                return row
            where = Labels.where(state, question.about, question.beside or ())
            return replace(row, where=where)
        row = self._about_event(question, episode, event, rng)
        return replace(row, where=where_of(state, event))

    def _about_event(
        self, question: Question, episode: Episode, event: Event, rng: np.random.Generator
    ) -> Row:
        if question.kind != 'event':
            return row_of(question, rng, _meant(question.kind, episode, event))
        if rng.random() < self._class_share:
            name = pick(rng, self._classes[event.kind])
            row = Row(question.text, name, f'event {event.kind}')
        else:
            row = row_of(question, rng, _meant('event', episode, event))
        return replace(row, kind=event.kind)


class Actions(RobotWindows):
    """Stage 2: which action led from the first picture to the second, T = 2."""

    def _about(
        self, recorded: EncodedEpisode, last: int, rng: np.random.Generator
    ) -> Window | None:
        made = questions(recorded.episode, last, self._wording, rng, ['action'])
        if not made:
            return None
        rows = [row_of(made[i % len(made)], rng) for i in range(self._count)]
        frames = made[0].frames
        assert frames is not None, 'an action is asked about two frames'
        return self._cut(recorded, list(frames), rows, made[0].event)


def _drawn(made: Sequence[Question], wanted: int, rng: np.random.Generator) -> list[Question]:
    """`wanted` of the questions, or fewer."""
    kept = [q for q in made if q.kind != 'count' or rng.random() < COUNTED[q.answer]]
    return [kept[i] for i in rng.permutation(len(kept))[:wanted]]


def row_of(question: Question, rng: np.random.Generator, meant: tuple[str, str] = ('', '')) -> Row:
    """`meant`: the answer's meaning and wider meaning, where it is more than its text."""
    wrong = [text for text in question.candidates or () if text != question.answer]
    kept = tuple(wrong[i] for i in rng.permutation(len(wrong))[:NEGATIVES])
    return Row(question.text, question.answer, *meant, kept)


def where_of(state: State, event: Event) -> np.ndarray:
    """Of what an event is about."""
    found = participants(event)
    about = [found[role] for role in ('o', 'p') if role in found]
    return Labels.where(state, about, [found['t']] if 't' in found else [])


def _meant(kind: str, episode: Episode, event: Event) -> tuple[str, str]:
    """Meaning and wider meaning of a sentence about an event."""
    return f'{kind} {_named(episode, event)}', f'{kind} {event.kind}'


def _named(episode: Episode, event) -> str:
    """The event and what it is about: its sentences mean the same whatever their wording."""
    things = {p: episode.thing(key) for p, key in sorted(participants(event).items())}
    about = [f'{p} {thing.colour} {thing.kind}' for p, thing in things.items()]
    return ' '.join([event.kind, *about])
