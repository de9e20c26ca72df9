"""Windows of the rendered robot worlds, with captions or questions drawn anew at each use."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.worlds.episode import CLIP_FRAMES, COLOURS, RATE, Episode
from training.worlds.language import KINDS, Question, captions, clip_event, questions
from training.worlds.language.events import participants

from .cache import cache_path, read_cache
from .encode import episodes_in
from .examples import Row, Window
from .features import CELLS, GRID

WORDING = 'train'
ASKED = tuple(kind for kind in KINDS if kind != 'action')
"""Kinds of questions about a clip; an action is asked about two pictures."""
AT_EVENTS = 0.6
"""Share of windows that end within an event of a kind drawn uniformly: rare kinds come often."""
NEGATIVES = 3
"""Wrong candidates of a question that join a batch's texts."""
TRIES = 20


@dataclass(frozen=True)
class Recorded:
    """An episode and its features, int8 [frames, 50, 768]."""

    episode: Episode
    features: np.ndarray


def load(worlds: Path, split: str) -> list[Recorded]:
    """Every episode of a split. Raises ValueError or FileNotFoundError, with what to do."""
    recorded = []
    for path in episodes_in(worlds, [split]):
        episode = Episode.read(path)
        if episode.split != split:
            raise ValueError(f'{path}: expected the split {split}, came {episode.split}')
        recorded.append(Recorded(episode, read_cache(cache_path(path), len(episode.states))))
    if not recorded:
        raise FileNotFoundError(f'{worlds / split}: no episodes; run python -m training.worlds')
    return recorded


def labels_of(recorded: Sequence[Recorded]) -> tuple[str, ...]:
    """Colours and kinds of things that cells are asked for."""
    kinds = {thing.kind for r in recorded for thing in r.episode.things}
    return (*COLOURS, *sorted(kinds))


def window_frames(last: int) -> list[int]:
    """Indices of a window's frames; the oldest stands for those before the episode."""
    return [max(0, frame) for frame in range(last - CLIP_FRAMES + 1, last + 1)]


class Robots:
    """Draws windows; what is asked about them is `_rows` of a subclass."""

    def __init__(self, recorded: Sequence[Recorded], labels: Sequence[str], rows: int):
        self._recorded = recorded
        self._labels = {label: index for index, label in enumerate(labels)}
        self._count = rows
        frames = np.array([len(r.episode.states) for r in recorded])
        self._share = frames / frames.sum()
        by_kind = defaultdict(list)
        for number, r in enumerate(recorded):
            for event in r.episode.events:
                by_kind[event.kind].append((number, event))
        self._by_kind = list(by_kind.values())

    def sample(self, rng: np.random.Generator, count: int) -> list[Window]:
        return [self._window(rng) for _ in range(count)]

    def _window(self, rng: np.random.Generator) -> Window:
        for _ in range(TRIES):
            recorded, last = self._place(rng)
            window = self._about(recorded, last, rng)
            if window is not None:
                return window
        raise ValueError(f'{type(self).__name__}: {TRIES} places, and none that can be told about')

    def _about(self, recorded: Recorded, last: int, rng: np.random.Generator) -> Window | None:
        rows = self._rows(recorded.episode, last, rng)
        if not rows:
            return None
        # Where there is less to tell, it is told again.
        rows = [rows[i % len(rows)] for i in range(self._count)]
        return self._cut(recorded, window_frames(last), rows)

    def _rows(self, episode: Episode, last: int, rng: np.random.Generator) -> list[Row]:
        raise NotImplementedError

    def _cut(self, recorded: Recorded, frames: list[int], rows: list[Row]) -> Window:
        states = recorded.episode.states
        cells = [self._cells(recorded.episode, states[i]) for i in (frames[0], frames[-1])]
        return Window(recorded.features[frames], rows, np.concatenate(cells))

    def _place(self, rng: np.random.Generator) -> tuple[Recorded, int]:
        if rng.random() > AT_EVENTS:
            recorded = self._recorded[rng.choice(len(self._recorded), p=self._share)]
            return recorded, int(rng.integers(len(recorded.episode.states)))
        events = self._by_kind[rng.integers(len(self._by_kind))]
        number, event = events[rng.integers(len(events))]
        recorded = self._recorded[number]
        when = rng.uniform((event.start + event.end) / 2, event.end + 1 / RATE)
        return recorded, min(int(when * RATE), len(recorded.episode.states) - 1)

    def _cells(self, episode: Episode, state) -> np.ndarray:
        """float32 [49, labels]: a cell has what covers its centre, or has its own centre there."""
        truth = np.zeros((GRID, GRID, len(self._labels)), np.float32)
        for key, (x0, y0, x1, y1) in state.boxes.items():
            thing = episode.thing(key)
            columns = _covered(x0, x1)
            for name in (thing.kind, thing.colour):
                if name in self._labels:
                    truth[_covered(y0, y1), columns, self._labels[name]] = 1
        return truth.reshape(CELLS, -1)


class Captioned(Robots):
    """Stage 1: what is seen, without a query."""

    def _rows(self, episode: Episode, last: int, rng: np.random.Generator) -> list[Row]:
        event = caption_rows(episode, last, rng, 'event', self._count)
        others = caption_rows(episode, last, rng, 'scene', 1)
        if event:
            others += caption_rows(episode, last, rng, 'both', 1)
        rows = event[: max(1, self._count - 1)] + [others[i] for i in rng.permutation(len(others))]
        return rows[: self._count]


class Stills(Robots):
    """Stage 1's pictures: one frame and what is in it."""

    def _about(self, recorded: Recorded, last: int, rng: np.random.Generator) -> Window | None:
        rows = caption_rows(recorded.episode, last, rng, 'scene', self._count)
        if not rows:
            return None
        rows = [rows[i % len(rows)] for i in range(self._count)]
        return self._cut(recorded, [last], rows)


class Questioned(Robots):
    """Stage 2: questions balanced over their kinds, some windows with captions instead."""

    def __init__(self, *arguments, rehearsal: float, **keywords):
        super().__init__(*arguments, **keywords)
        self._rehearsal = rehearsal

    def _rows(self, episode: Episode, last: int, rng: np.random.Generator) -> list[Row]:
        rows = []
        captioned = int(rng.random() < self._rehearsal) * max(1, self._count // 4)
        if captioned:
            what = ('event', 'scene', 'both')[rng.integers(3)]
            rows = caption_rows(episode, last, rng, what, captioned)
        kinds = Counter(ASKED[i] for i in rng.integers(0, len(ASKED), 2 * self._count))
        event = clip_event(episode, last)
        asked: list[Question] = []
        for kind, wanted in kinds.items():
            made = questions(episode, last, WORDING, rng, [kind])
            asked += [made[i] for i in rng.permutation(len(made))[:wanted]]
        for i in rng.permutation(len(asked))[: self._count - len(rows)]:
            of_event = asked[i].kind in ('event', 'change') and event is not None
            meaning = f'{asked[i].kind} {_named(episode, event)}' if of_event else ''
            rows.append(row_of(asked[i], meaning, rng))
        return rows


class Actions(Robots):
    """Stage 2: which action led from the first picture to the second, T = 2."""

    def _about(self, recorded: Recorded, last: int, rng: np.random.Generator) -> Window | None:
        made = questions(recorded.episode, last, WORDING, rng, ['action'])
        if not made:
            return None
        rows = [row_of(made[i % len(made)], '', rng) for i in range(self._count)]
        return self._cut(recorded, list(made[0].frames), rows)


def caption_rows(
    episode: Episode, last: int, rng: np.random.Generator, what: str, count: int
) -> list[Row]:
    event = clip_event(episode, last)
    meaning = f'event {_named(episode, event)}' if what == 'event' and event else ''
    return [Row('', text, meaning) for text in captions(episode, last, WORDING, rng, what, count)]


def row_of(question: Question, meaning: str, rng: np.random.Generator) -> Row:
    wrong = [text for text in question.candidates or () if text != question.answer]
    kept = tuple(wrong[i] for i in rng.permutation(len(wrong))[:NEGATIVES])
    return Row(question.text, question.answer, meaning, kept)


def _named(episode: Episode, event) -> str:
    """The event and what it is about: its sentences mean the same whatever their wording."""
    things = {p: episode.thing(key) for p, key in sorted(participants(event).items())}
    about = [f'{p} {thing.colour} {thing.kind}' for p, thing in things.items()]
    return ' '.join([event.kind, *about])


def _covered(low: float, high: float) -> slice:
    """Cells whose centres lie between, or else the one that holds the middle."""
    first, beyond = np.ceil(low * GRID - 0.5), np.floor(high * GRID - 0.5) + 1
    if beyond <= first:
        first = np.clip(np.floor((low + high) / 2 * GRID), 0, GRID - 1)
        beyond = first + 1
    return slice(int(max(0, first)), int(min(GRID, beyond)))
