"""Everything that is asked of every system: the same clips, questions and captions."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.worlds.episode import SPLITS, Episode
from training.worlds.language import paraphrases

from . import choices, overlap, photos, retrieval
from .choices import Choice
from .clips import recordings
from .moments import Moment, moments
from .references import references

EVALUATED = tuple(split for split in SPLITS if split != 'train')
PARAPHRASES = 2000


@dataclass(frozen=True)
class Suite:
    choices: list[Choice]
    moments: list[Moment]
    """Classified and described."""
    references: list[list[str]]
    """Of each moment."""
    pools: dict[str, list[retrieval.Captioned]]
    """By split."""
    pairs: list[tuple[str, str, bool]]
    about: dict
    """What figures are comparable by."""


def build(worlds: Path, splits: Sequence[str], clips: int, seed: int) -> Suite:
    """`clips`: at most so many of each split. Raises ValueError where a split overlaps training."""
    trained = [Episode.read(path) for path in sorted((worlds / 'train').glob('*.json'))]
    if not trained:
        raise FileNotFoundError(
            f'{worlds / "train"}: expected the training episodes, to see that no split overlaps '
            'them, came none; run python -m training.worlds --split train'
        )
    asked, told, pools, episodes = [], [], {}, {}
    for number, split in enumerate(splits):
        recorded = recordings(worlds, split)
        overlap.check(split, (r.episode for r in recorded), trained)
        episodes[split] = len(recorded)
        rng = np.random.default_rng([seed, number])
        found = moments(recorded, rng)
        chosen = found[:clips]
        asked += choices.classification(chosen)
        asked += choices.asked(chosen, rng, clips)
        told += chosen
        pools[split] = retrieval.pool(found, rng, min(clips, retrieval.POOL))
    rng = np.random.default_rng([seed, len(splits)])
    about = {
        'seed': seed, 'episodes': episodes, 'clips': clips,
        'pools': {split: len(pool) for split, pool in pools.items()},
        'classes': len(asked[0].candidates) if asked else 0, 'wording': choices.WORDING,
    }  # fmt: skip
    return Suite(
        [*asked, *photos.choices()], told, [references(moment, rng) for moment in told], pools,
        paraphrases(rng, PARAPHRASES), about,
    )  # fmt: skip
