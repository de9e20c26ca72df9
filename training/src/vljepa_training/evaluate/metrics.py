"""The table's rows for one system, and the details of each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from vljepa_training.worlds.episode import EVENT_KINDS

from .bootstrap import Item, estimate, estimate_auroc
from .cider import Cider
from .closed_questions import Choice, credit, weights_of
from .minilm import Reader
from .suite import Suite
from .systems import System

METRICS = (
    'classification',
    'retrieval_r1',
    'gqa',
    'tally',
    'pope',
    'world_prediction',
    'paraphrase_auroc',
    'caption_cider',
    'caption_cosine',
    'photos_top1',
)
EXAMPLES = 6
"""Right and as many wrong ones of each row."""
CONFUSED = 8
"""Classes that are taken for others most often."""


def evaluate(system: System, suite: Suite, reader: Reader) -> tuple[dict, dict]:
    """Rows (`value`, `low`, `high`, `n` by name; those without a part for them left out), and
    details by row."""
    rows, details = {}, {}

    def add(found: Iterable[tuple[str, dict, dict]]) -> None:
        for name, row, detail in found:
            rows[name], details[name] = row, detail

    add(chosen(system, suite))
    add(retrieved(system, suite))
    add(near(system, suite))
    add(captioned(system, suite, reader))
    return {name: rows[name] for name in METRICS if name in rows}, details


def chosen(system: System, suite: Suite) -> Iterable[tuple[str, dict, dict]]:
    scores = system.choose(suite.choices)
    by_row: dict[str, list[tuple[Choice, np.ndarray]]] = defaultdict(list)
    for choice, of_choice in zip(suite.choices, scores, strict=True):
        by_row[choice.row].append((choice, of_choice))
    for name, answered in by_row.items():
        items = [
            Item(1 / len(s) if system.guesses else credit(s, c.true), c.split, c.cluster, c.group)
            for c, s in answered
        ]
        detail = parts(items, suite.about['seed'], weights_of(name))
        families = [
            Item(i.value, '', i.cluster, c.family)
            for i, (c, _) in zip(items, answered, strict=True)
        ]
        if any(item.group for item in families):
            detail['by_family'] = means(families, lambda item: item.group)
        if not system.guesses:
            detail['examples'] = examples(
                (item.value == 1, c.where, question(c), said(c, c.true), said(c, int(s.argmax())))
                for item, (c, s) in zip(items, answered, strict=True)
            )
            if name == 'classification':
                detail['confused'] = confused(answered)
        yield name, estimate(items, suite.about['seed'], weights_of(name)).plain(), detail


def retrieved(system: System, suite: Suite) -> Iterable[tuple[str, dict, dict]]:
    """Text → clip: the right clip of the pool must be ahead of all others."""
    items, seen, ranks = [], [], []
    for split, pool in suite.pools.items():
        scores = system.match([c.moment.clip for c in pool], [c.text for c in pool])
        if scores is None:
            return
        for number, caption in enumerate(pool):
            of_text = scores[:, number]
            right = 1 / len(pool) if system.guesses else credit(of_text, number)
            items.append(Item(right, split, caption.moment.recording.name, caption.kind))
            ranks.append(int((of_text >= of_text[number]).sum()))
            best = pool[int(of_text.argmax())]
            seen.append((right == 1, caption, best))
    # Pools are not balanced over events: every caption counts alike.
    plain = [Item(i.value, i.split, i.cluster) for i in items]
    detail = parts(plain, suite.about['seed']) | {'by_event': means(items, lambda i: i.group)}
    if not system.guesses:
        detail['median_rank'] = float(np.median(ranks))
        detail['r5'] = round(float(np.mean(np.array(ranks) <= 5)), 4)
        detail['examples'] = examples(
            (right, c.moment.where, '', c.text, best.text) for right, c, best in seen
        )
    yield 'retrieval_r1', estimate(plain, suite.about['seed']).plain(), detail


def near(system: System, suite: Suite) -> Iterable[tuple[str, dict, dict]]:
    scores = system.similarity([(first, second) for first, second, _ in suite.pairs])
    if scores is None:
        return
    same = np.array([same for *_, same in suite.pairs])
    row = estimate_auroc(scores, same, suite.about['seed']).plain()
    # The pairs that are nearest to being wrong tell most.
    order = np.argsort(np.where(same, scores, -scores))[:EXAMPLES]
    worst = [
        {'texts': suite.pairs[i][:2], 'same': bool(same[i]), 'cosine': round(float(scores[i]), 3)}
        for i in order
    ]
    yield 'paraphrase_auroc', row, {} if system.guesses else {'worst': worst}


def captioned(system: System, suite: Suite, reader: Reader) -> Iterable[tuple[str, dict, dict]]:
    clips = [moment.clip for moment in suite.moments]
    told = said_of_others(suite) if system.guesses else system.caption(clips)
    if told is None:
        return
    cider = Cider(suite.references)
    vectors = reader(told)
    texts = list(dict.fromkeys(text for refs in suite.references for text in refs))
    number = {text: index for index, text in enumerate(texts)}
    references = reader(texts)
    scores: dict[str, list[Item]] = {'caption_cider': [], 'caption_cosine': []}
    for moment, text, vector, refs in zip(
        suite.moments, told, vectors, suite.references, strict=True
    ):
        place = moment.recording.episode.split, moment.recording.name, moment.event.kind
        cosine = references[[number[ref] for ref in refs]] @ vector
        scores['caption_cider'].append(Item(cider.score(text, refs), *place))
        scores['caption_cosine'].append(Item(float(cosine.mean()), *place))
    for name, items in scores.items():
        detail = parts(items, suite.about['seed'])
        if name == 'caption_cider' and not system.guesses:
            ranked = sorted(
                zip(items, suite.moments, told, suite.references, strict=True),
                key=lambda row: -row[0].value,
            )
            detail['examples'] = [
                {**m.where, 'said': text, 'true': refs[0], 'cider': round(item.value, 2)}
                for item, m, text, refs in spread(ranked)
            ]
        yield name, estimate(items, suite.about['seed']).plain(), detail


def said_of_others(suite: Suite) -> list[str]:
    """The chance level: a true caption of a clip of another episode."""
    rng = np.random.default_rng(suite.about['seed'])
    said = []
    for moment in suite.moments:
        others = [i for i, m in enumerate(suite.moments) if m.recording is not moment.recording]
        if not others:
            raise ValueError(
                'captions: expected clips of at least 2 episodes, got '
                f'{moment.recording.name} alone; render more, or raise --clips'
            )
        texts = suite.references[others[rng.integers(len(others))]]
        said.append(texts[rng.integers(len(texts))])
    return said


def parts(items: Sequence[Item], seed: int, weights: dict | None = None) -> dict:
    """The same figure for each split, and the mean of each group."""
    splits = list(dict.fromkeys(item.split for item in items))
    by_split = {
        split: estimate([i for i in items if i.split == split], seed, weights).plain()
        for split in splits
    }
    grouped = any(item.group for item in items)
    return {'by_split': by_split} | (
        {'by_group': means(items, lambda item: item.group)} if grouped else {}
    )


def means(items: Iterable[Item], key) -> dict[str, dict]:
    found = defaultdict(list)
    for item in items:
        found[key(item)].append(item.value)
    return {
        name: {'value': round(float(np.mean(values)), 4), 'n': len(values)}
        for name, values in sorted(found.items())
    }


def confused(answered: Sequence[tuple[Choice, np.ndarray]]) -> list[dict]:
    """The classes that are named wrongly most often, and what they are taken for."""
    named: dict[int, Counter] = defaultdict(Counter)
    for choice, scores in answered:
        named[choice.true][int(scores.argmax())] += 1
    share = {true: counts[true] / counts.total() for true, counts in named.items()}
    return [
        {
            'event': EVENT_KINDS[true],
            'right': round(share[true], 4),
            'n': named[true].total(),
            'taken_for': {EVENT_KINDS[k]: n for k, n in named[true].most_common(4) if k != true},
        }
        for true in sorted(share, key=lambda true: share[true])[:CONFUSED]
    ]


def examples(seen: Iterable[tuple[bool, dict, str, str, str]]) -> dict[str, list[dict]]:
    """Some of those right and wrong, from all over what was asked."""
    found: dict[bool, list[dict]] = {True: [], False: []}
    for right, where, asked, true, given in seen:
        entry = {**where, **({'asked': asked} if asked else {}), 'true': true}
        found[bool(right)].append(entry if right else {**entry, 'said': given})
    return {'right': spread(found[True]), 'wrong': spread(found[False])}


def spread(rows: Sequence) -> list:
    """`EXAMPLES` of them at equal distances."""
    return [rows[i * len(rows) // EXAMPLES] for i in range(min(EXAMPLES, len(rows)))]


def question(choice: Choice) -> str:
    return choice.query or ''


def said(choice: Choice, number: int) -> str:
    return EVENT_KINDS[number] if choice.query is None else choice.candidates[number][0]
