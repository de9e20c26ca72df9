"""What is measured on annotated footage: whether the question is heard, and what is named."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from vljepa_training.evaluate.bootstrap import Item, estimate
from vljepa_training.worlds.language.clip import SHOWN

from .annotations import Annotated, Happening
from .footage import Window, frames_of, sampled, windows
from .wordings import event_wordings, named

THERE = 'What is there?'
PRESENT = 'Is there {}?'
YES_NO = ('yes', 'no')
SAME = 0.97
"""Cosine of two questions' S_y above which the question has changed nothing."""
THINGS = 32
"""Names among which the things in view are looked for: those that most clips have."""
ARM = 'robot arm'
"""In more than half of the clips, so things are measured without it, too."""
APART = 8
"""Windows between two that are asked what is present."""
SEED = 0

DEFINITIONS = {
    'windows': "as the node makes them: frames sampled by stamp at the pack's rate, a window each",
    'questions.same': f'share of windows with a cosine above {SAME} between S_y for the default '
    f"query and for '{THERE}'",
    'events': 'default query; the kind whose mean embedding of wordings is nearest; windows that '
    f'hold {SHOWN:.0%} of what happens or are filled by it to {SHOWN:.0%}; each happening '
    'counts alike',
    'things': f"'{THERE}'; the nearest of the names that most clips have is in view; each clip "
    'counts alike',
    'scenes': f"'{THERE}'; the nearest of the scenes is the clip's",
    'present': f"'{PRESENT.format('a …')}' of what is in view and of as many others; yes or no",
    'intervals': '95 %, bootstrap over sites',
}


@dataclass(frozen=True)
class Names:
    """What is chosen among, and its embeddings."""

    names: tuple[str, ...]
    embeddings: np.ndarray
    """[names, 384], unit norm."""

    def nearest(self, states: np.ndarray, without: str | None = None) -> list[str]:
        """[n, 384] -> n names."""
        kept = [index for index, name in enumerate(self.names) if name != without]
        best = (states @ self.embeddings[kept].T).argmax(1)
        return [self.names[kept[index]] for index in best]


@dataclass(frozen=True)
class Seen:
    """One clip's windows, and S_y [windows, 384] for what happens and for what is there."""

    clip: Annotated
    windows: list[Window]
    happening: np.ndarray
    there: np.ndarray
    present: list[bool]
    """Whether each question of what is present was answered rightly."""


class Asked(Protocol):
    """What is asked of a pack: `vljepa_training.evaluate.pack.LanguageModelPack`."""

    event_query: str

    def frame_tokens(self, picture: np.ndarray) -> np.ndarray:
        """uint8 RGB [H, W, 3] -> [1, tokens, D]."""

    def states(self, tokens: np.ndarray, queries: Sequence[str]) -> np.ndarray:
        """S_y [queries, 384] of a window [1, frames · tokens, D]."""

    def read(self, texts: list[str]) -> np.ndarray:
        """Unit vectors [texts, 384]."""


class Footage:
    """Annotated clips, seen by a pack."""

    def __init__(self, pack: Asked, clips: Sequence[Annotated], rate: float, length: int):
        """`rate` Hz, `length` frames a window."""
        self._pack, self._clips, self._rate, self._length = pack, clips, rate, length
        self._events = _names(pack, event_wordings())
        self._things = _names(pack, {thing: (named(thing),) for thing in common(clips)})
        scenes = sorted({clip.scene for clip in clips})
        self._scenes = _names(pack, {scene: (named(scene),) for scene in scenes})
        self._yes_no = _names(pack, {word: (word,) for word in YES_NO})

    def measure(self) -> dict:
        seen = []
        for number, clip in enumerate(self._clips):
            seen.append(self._see(number, clip))
            print(f'{number + 1}/{len(self._clips)} {clip.name}', flush=True)
        return {
            'windows': sum(len(s.windows) for s in seen),
            'questions': self._questions(seen),
            'events': self._happenings(seen),
            'things': self._in_view(seen),
            'scenes': self._places(seen),
            'present': _row(
                Item(float(np.mean(s.present)), '', s.clip.site) for s in seen if s.present
            )
            | {'of': len(YES_NO)},
        }

    def _see(self, number: int, clip: Annotated) -> Seen:
        frames = frames_of(clip.bag)
        frames = [frames[i] for i in sampled([f.seconds for f in frames], self._rate)]
        tokens = [self._pack.frame_tokens(frame.picture()) for frame in frames]
        made = windows([frame.seconds for frame in frames], self._length)
        asked = self._asked(number, clip)
        states, right = [], []
        for index, window in enumerate(made):
            queries = [self._pack.event_query, THERE]
            answers = asked if index % APART == APART - 1 else []
            queries += [PRESENT.format(named(thing)) for thing, _ in answers]
            of_window = self._pack.states(
                np.concatenate([tokens[frame] for frame in window.frames], axis=1), queries
            )
            states.append(of_window[:2])
            said = self._yes_no.nearest(of_window[2:])
            right += [word == truth for word, (_, truth) in zip(said, answers, strict=True)]
        both = np.stack(states)
        return Seen(clip, made, both[:, 0], both[:, 1], right)

    def _asked(self, number: int, clip: Annotated) -> list[tuple[str, str]]:
        """Things with the true answer: as many that are not in view as are, in turn."""
        there = [thing for thing in self._things.names if thing in clip.things]
        absent = [thing for thing in self._things.names if thing not in clip.things]
        absent = [absent[(number + i * APART) % len(absent)] for i in range(len(there))]
        return [(t, 'yes') for t in there] + [(t, 'no') for t in dict.fromkeys(absent)]

    def _questions(self, seen: list[Seen]) -> dict:
        cosines = np.concatenate([(s.happening * s.there).sum(1) for s in seen])
        return {
            'same': round(float((cosines > SAME).mean()), 4),
            'median_cosine': round(float(np.median(cosines)), 4),
        }

    def _happenings(self, seen: list[Seen]) -> dict:
        items: list[Item] = []
        said: Counter[str] = Counter()
        for of_clip in seen:
            clip = of_clip.clip
            shown = [shown_by(window, clip.happenings) for window in of_clip.windows]
            kinds = self._events.nearest(of_clip.happening)
            for happening in clip.happenings:
                of_it = [kind for kind, s in zip(kinds, shown, strict=True) if s is happening]
                said.update(of_it)
                if of_it:
                    right = float(np.mean([kind == happening.kind for kind in of_it]))
                    items.append(Item(right, '', clip.site, happening.kind))
        by_kind = defaultdict(list)
        for item in items:
            by_kind[item.group].append(item.value)
        return _row(Item(i.value, '', i.cluster) for i in items) | {
            'of': len(self._events.names),
            'by_kind': {
                kind: {'value': round(float(np.mean(values)), 4), 'n': len(values)}
                for kind, values in sorted(by_kind.items())
            },
            'said': dict(said.most_common()),
        }

    def _in_view(self, seen: list[Seen]) -> dict:
        found = {}
        for name, without in (('top1', None), ('top1_without_arm', ARM)):
            items = []
            for s in seen:
                looked_for = (s.clip.things & set(self._things.names)) - {without}
                if looked_for:
                    hits = [thing in looked_for for thing in self._things.nearest(s.there, without)]
                    items.append(Item(float(np.mean(hits)), '', s.clip.site))
            found[name] = _estimate(items)
        return {**found, 'of': len(self._things.names)}

    def _places(self, seen: list[Seen]) -> dict:
        items = []
        for s in seen:
            hits = [scene == s.clip.scene for scene in self._scenes.nearest(s.there)]
            items.append(Item(float(np.mean(hits)), '', s.clip.site))
        return _row(items) | {'of': len(self._scenes.names)}


def common(clips: Iterable[Annotated]) -> list[str]:
    """At most `THINGS`, the commonest first."""
    counts = Counter(thing for clip in clips for thing in clip.things)
    return sorted(counts, key=lambda thing: (-counts[thing], thing))[:THINGS]


def shown_by(window: Window, happenings: Iterable[Happening]) -> Happening | None:
    """What a window shows: of all that does for long enough, what fills most of it."""
    length = window.end - window.start
    best, most = None, 0.0
    for happening in happenings:
        inside = min(happening.end, window.end) - max(happening.start, window.start)
        if inside >= SHOWN * min(length, happening.end - happening.start) and inside > most:
            best, most = happening, inside
    return best


def _names(pack: Asked, wordings: dict[str, tuple[str, ...]]) -> Names:
    means = np.stack([pack.read(list(texts)).mean(0) for texts in wordings.values()])
    return Names(tuple(wordings), means / np.linalg.norm(means, axis=1, keepdims=True))


def _row(items: Iterable[Item]) -> dict:
    return {'top1': _estimate(list(items))}


def _estimate(items: list[Item]) -> dict:
    return estimate(items, SEED).plain()
