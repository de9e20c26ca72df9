"""What is asked of a system, and how one that embeds pictures and texts answers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np

from .clips import Clip
from .closed_questions import Choice

TOGETHER = 32
"""Clips in a batch."""
CAPTION_QUERY = ''
"""What a clip is embedded with for retrieval: nothing is asked."""


class System(Protocol):
    """A method returns None where the system lacks that part: the row is left out."""

    guesses: bool
    """Whether it answers at random: its figures are then expected values."""

    def choose(self, choices: Sequence[Choice]) -> list[np.ndarray]:
        """A score for each candidate of each choice."""

    def match(self, clips: Sequence[Clip], texts: Sequence[str]) -> np.ndarray | None:
        """Scores [clips, texts]."""

    def caption(self, clips: Sequence[Clip]) -> list[str] | None:
        """What happens in each clip."""

    def similarity(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray | None:
        """How near two texts are, by the system's own Y-Encoder."""


class Chance:
    """Answers at random. Its captions are drawn by the table, from those of other clips."""

    guesses = True

    def choose(self, choices: Sequence[Choice]) -> list[np.ndarray]:
        return [np.zeros(len(choice.candidates)) for choice in choices]

    def match(self, clips: Sequence[Clip], texts: Sequence[str]) -> np.ndarray:
        return np.zeros((len(clips), len(texts)))

    def caption(self, clips: Sequence[Clip]) -> None:
        return None

    def similarity(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        return np.zeros(len(pairs))


class Embedding:
    """Candidates are scored by cosine; a subclass embeds.

    Embeddings of clips are kept, so a clip that is asked again is not seen again.
    """

    guesses = False

    def __init__(self, event_query: str):
        self.event_query = event_query
        self._kept: dict[tuple, np.ndarray] = {}
        self._texts: dict[str, np.ndarray] = {}

    def predict(self, clips: list[Clip], queries: list[list[str]]) -> list[np.ndarray]:
        """Unit vectors [len(queries[i]), D] of clips of one length."""
        raise NotImplementedError

    def read(self, texts: list[str]) -> np.ndarray:
        """Unit vectors [len(texts), D]."""
        raise NotImplementedError

    def words_of(self, embeddings: np.ndarray) -> list[str] | None:
        """The Y-Decoder; None without one."""
        raise NotImplementedError

    def choose(self, choices: Sequence[Choice]) -> list[np.ndarray]:
        embedded = self._embed((choice.clip, self._query(choice)) for choice in choices)
        self._read_all(t for choice in choices for texts in choice.candidates for t in texts)
        classes: dict[tuple, np.ndarray] = {}
        scores = []
        for choice, state in zip(choices, embedded, strict=True):
            if choice.candidates not in classes:
                classes[choice.candidates] = self._of_wordings(choice.candidates)
            scores.append(classes[choice.candidates] @ state)
        return scores

    def match(self, clips: Sequence[Clip], texts: Sequence[str]) -> np.ndarray:
        self._read_all(texts)
        embedded = self._embed((clip, CAPTION_QUERY) for clip in clips)
        return embedded @ np.stack([self._texts[text] for text in texts]).T

    def caption(self, clips: Sequence[Clip]) -> list[str] | None:
        return self.words_of(self._embed((clip, self.event_query) for clip in clips))

    def similarity(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        self._read_all(text for pair in pairs for text in pair)
        return np.array([self._texts[a] @ self._texts[b] for a, b in pairs])

    def _query(self, choice: Choice) -> str:
        return self.event_query if choice.query is None else choice.query

    def _of_wordings(self, candidates: tuple[tuple[str, ...], ...]) -> np.ndarray:
        """A candidate is the mean of its wordings, scaled to unit norm."""
        means = np.stack([np.mean([self._texts[t] for t in texts], 0) for texts in candidates])
        return means / np.linalg.norm(means, axis=1, keepdims=True)

    def _read_all(self, texts: Iterable[str]) -> None:
        missing = [text for text in dict.fromkeys(texts) if text not in self._texts]
        if missing:
            self._texts |= zip(missing, self.read(missing), strict=True)

    def _embed(self, asked: Iterable[tuple[Clip, str]]) -> np.ndarray:
        """[n, D]: for a clip that is new also what later rows will ask for."""
        asked = list(asked)
        missing: dict[tuple, tuple[Clip, dict[str, None]]] = {}
        for clip, query in asked:
            if (clip.key, query) not in self._kept:
                usual = dict.fromkeys([self.event_query, CAPTION_QUERY])
                missing.setdefault(clip.key, (clip, usual))[1][query] = None
        for batch in batches(missing.values()):
            clips, queries = [clip for clip, _ in batch], [list(q) for _, q in batch]
            for clip, of_clip, states in zip(
                clips, queries, self.predict(clips, queries), strict=True
            ):
                self._kept |= {
                    (clip.key, query): state for query, state in zip(of_clip, states, strict=True)
                }
        return np.stack([self._kept[clip.key, query] for clip, query in asked])


def batches(rows: Iterable[tuple]) -> Iterator[list[tuple]]:
    """At most `TOGETHER` rows whose clips, which come first, have one number of frames."""
    by_length = defaultdict(list)
    for row in rows:
        by_length[len(row[0].frames)].append(row)
    for of_length in by_length.values():
        # Rows with as many queries side by side: less padding.
        of_length.sort(key=lambda row: len(row[1]))
        for start in range(0, len(of_length), TOGETHER):
            yield of_length[start : start + TOGETHER]
