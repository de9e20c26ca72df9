"""CIDEr-D (Vedantam et al. 2015): how much of a clip's reference texts a text covers.

n-grams of 1 to 4 words, weighed by how rarely clips' references have them; clipped, with a penalty
for other lengths; times ten. The same numbers as coco-caption's `cider` without its stemming.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

ORDERS = (1, 2, 3, 4)
SIGMA = 6.0
SCALE = 10.0

NGram = tuple[str, ...]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


class Cider:
    """Counts in how many clips' references each n-gram occurs."""

    def __init__(self, references: Sequence[Sequence[str]]):
        """`references`: of each clip of the whole evaluation."""
        if len(references) < 2:
            raise ValueError(
                f'expected references of at least 2 clips, got {len(references)}: with fewer no '
                'n-gram is rarer than another'
            )
        self._clips = len(references)
        self._in_clips: Counter[NGram] = Counter()
        for texts in references:
            self._in_clips.update({g for text in texts for g in _counts(words(text))})

    def score(self, text: str, references: Sequence[str]) -> float:
        """0 to 10: the mean over orders and over `references`."""
        said = words(text)
        vectors = self._vectors(said)
        total = 0.0
        for reference in references:
            expected = words(reference)
            penalty = math.exp(-((len(said) - len(expected)) ** 2) / (2 * SIGMA**2))
            pairs = zip(vectors, self._vectors(expected), strict=True)
            total += penalty * sum(_clipped_cosine(a, b) for a, b in pairs) / len(ORDERS)
        return SCALE * total / len(references)

    def _vectors(self, said: list[str]) -> list[dict[NGram, float]]:
        """tf-idf, by order."""
        counts = _counts(said)
        return [
            {g: n * self._rarity(g) for g, n in counts.items() if len(g) == order}
            for order in ORDERS
        ]

    def _rarity(self, gram: NGram) -> float:
        return math.log(self._clips) - math.log(max(1, self._in_clips[gram]))


def _counts(said: list[str]) -> Counter[NGram]:
    return Counter(
        tuple(said[i : i + order]) for order in ORDERS for i in range(len(said) - order + 1)
    )


def _clipped_cosine(said: dict[NGram, float], expected: dict[NGram, float]) -> float:
    """An n-gram counts at most as often as the reference has it."""
    norms = math.hypot(*said.values()) * math.hypot(*expected.values())
    if not norms:
        return 0.0
    return sum(min(v, expected[g]) * expected[g] for g, v in said.items() if g in expected) / norms
