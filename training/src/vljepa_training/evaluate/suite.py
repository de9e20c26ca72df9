"""Everything that is asked of every system: the same clips, questions and captions."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vljepa_training.worlds.episode import EVENT_KINDS, SPLITS, Episode
from vljepa_training.worlds.language import paraphrases

from . import closed_questions, overlap, photos, retrieval
from .clips import recordings
from .closed_questions import Choice
from .moments import Moment, moments
from .references import references

EVALUATED = tuple(split for split in SPLITS if split != 'train')
PARAPHRASES = 1000
DESCRIBED = 0.5
"""Share of the clips that are put into words: each has about eight true captions to compare."""

DEFINITIONS = {
    'all': 'the mean over the splits; texts in unseen wordings; a tie is wrong; intervals: 95 %, '
    'bootstrap over episodes',
    'classification': 'top-1 of all event classes, each the mean embedding of its unseen prompts; '
    "the pack's default query; clips that show an event; every class counts alike",
    'retrieval_r1': 'a caption (event, then up to three groups of things with colours and numbers, '
    'and the place) finds its clip first in a pool in which it is true of no other; the token '
    'model is compared by the caption that it generates',
    'gqa': 'colour, relation, object and state, of which each counts alike; closed candidates',
    'tally': 'zero to five, of which each counts alike',
    'pope': 'yes and no count alike, and of no the absentees that look like something there',
    'world_prediction': 'four actions, two pictures',
    'paraphrase_auroc': "cosine in the system's own Y-Encoder; pairs differ by one thing",
    'caption_cider': "CIDEr-D, 0 to 10, against every wording of the clip's event",
    'caption_cosine': 'the same texts in the space of untouched MiniLM, for all systems',
    'photos_top1': 'photographs that no training saw, twelve views each',
}


@dataclass(frozen=True)
class Suite:
    choices: list[Choice]
    moments: list[Moment]
    """Described."""
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
            'them, got none; run python -m vljepa_training.worlds --split train'
        )
    asked, told, pools, episodes = [], [], {}, {}
    for number, split in enumerate(splits):
        recorded = recordings(worlds, split)
        overlap.check(split, (r.episode for r in recorded), trained)
        episodes[split] = len(recorded)
        rng = np.random.default_rng([seed, number])
        found = moments(recorded, rng)
        chosen = found[:clips]
        asked += closed_questions.classification(chosen)
        asked += closed_questions.asked(chosen, rng, clips)
        # Any beginning of it is balanced over kinds of events.
        told += chosen[: round(DESCRIBED * len(chosen))]
        pools[split] = retrieval.pool(found, rng, min(clips, retrieval.POOL))
    rng = np.random.default_rng([seed, len(splits)])
    about = {
        'seed': seed,
        'episodes': episodes,
        'clips': clips,
        'pools': {split: len(pool) for split, pool in pools.items()},
        'classes': len(EVENT_KINDS),
        'definitions': DEFINITIONS,
    }
    return Suite(
        [*asked, *photos.choices()],
        told,
        [references(moment, rng) for moment in told],
        pools,
        paraphrases(rng, PARAPHRASES),
        about,
    )
