"""The evaluation: known answers give known scores, intervals are right, overlaps are refused."""

import dataclasses
import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from language_episodes import room_episode, table_episode
from vljepa_training.evaluate import closed_questions, metrics, overlap, report, retrieval
from vljepa_training.evaluate.bootstrap import Item, auroc, estimate, estimate_auroc
from vljepa_training.evaluate.cider import Cider
from vljepa_training.evaluate.clips import Clip, Recording
from vljepa_training.evaluate.closed_questions import Choice, credit
from vljepa_training.evaluate.moments import moments
from vljepa_training.evaluate.references import references
from vljepa_training.evaluate.suite import Suite
from vljepa_training.evaluate.systems import Chance, Embedding, System
from vljepa_training.model.features import DIMENSION, TOKENS
from vljepa_training.worlds.episode import EVENT_KINDS, Thing
from vljepa_training.worlds.language import paraphrases

ABOUT = {'seed': 0, 'pools': {'seeds': 2}, 'classes': len(EVENT_KINDS)}


class Letters:
    """Stands in for MiniLM: how often a text has each letter."""

    def __call__(self, texts: list[str]) -> np.ndarray:
        letters = [[text.count(chr(c)) + 0.01 for c in range(97, 123)] for text in texts]
        return np.array(letters) / np.linalg.norm(letters, axis=1, keepdims=True)


class Oracle:
    """Knows every answer."""

    guesses = False

    def __init__(self, suite: Suite):
        self._suite = suite

    def choose(self, asked: Sequence[Choice]) -> list[np.ndarray]:
        return [np.eye(len(c.candidates))[c.true] for c in asked]

    def match(self, clips: Sequence[Clip], texts: Sequence[str]) -> np.ndarray:
        return np.eye(len(clips))

    def caption(self, clips: Sequence[Clip]) -> list[str]:
        return [texts[0] for texts in self._suite.references]

    def similarity(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        return np.array([float(same) for *_, same in self._suite.pairs])


class Constant(Oracle):
    """Whatever it is shown, it says the same."""

    def choose(self, asked: Sequence[Choice]) -> list[np.ndarray]:
        return [-np.arange(len(c.candidates), dtype=float) for c in asked]

    def match(self, clips: Sequence[Clip], texts: Sequence[str]) -> np.ndarray:
        return np.repeat(np.arange(len(clips))[:, None], len(texts), axis=1)

    def similarity(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        return np.ones(len(pairs))


class Undecided(Constant):
    """Every candidate is as good as the others."""

    def choose(self, asked: Sequence[Choice]) -> list[np.ndarray]:
        return [np.ones(len(c.candidates)) for c in asked]

    def match(self, clips: Sequence[Clip], texts: Sequence[str]) -> np.ndarray:
        return np.ones((len(clips), len(texts)))


def recording(episode) -> Recording:
    features = np.zeros((len(episode.states), TOKENS, DIMENSION), np.int8)
    return Recording(Path('nowhere.json'), episode, features)


@pytest.fixture(scope='module')
def suite() -> Suite:
    rng = np.random.default_rng(4)
    recorded = [recording(make('seeds')) for make in (table_episode, room_episode)]
    told = moments(recorded, rng)
    asked = [*closed_questions.classification(told), *closed_questions.asked(told, rng, 200)]
    pool = retrieval.pool(told, rng)
    refs = [references(moment, rng) for moment in told]
    return Suite(asked, told, refs, {'seeds': pool}, paraphrases(rng, 40), ABOUT)


@pytest.fixture(scope='module')
def evaluated(suite: Suite) -> dict[str, tuple[dict, dict]]:
    systems: dict[str, System] = {
        'oracle': Oracle(suite),
        'constant': Constant(suite),
        'undecided': Undecided(suite),
        'chance': Chance(),
    }
    return {name: metrics.evaluate(system, suite, Letters()) for name, system in systems.items()}


CHOSEN = ('classification', 'gqa', 'tally', 'pope', 'world_prediction', 'retrieval_r1')


def test_who_knows_every_answer_scores_one(evaluated: dict):
    figures, _ = evaluated['oracle']
    for name in (*CHOSEN, 'paraphrase_auroc'):
        assert {figures[name][key] for key in ('value', 'low', 'high')} == {1.0}, name


def test_a_constant_answer_scores_what_chance_does(evaluated: dict, suite: Suite):
    figures, _ = evaluated['constant']
    shown = {m.event.kind for m in suite.moments}
    assert EVENT_KINDS[0] in shown
    assert figures['classification']['value'] == pytest.approx(1 / len(shown), abs=1e-4)
    assert figures['pope']['value'] == pytest.approx(0.5)
    numbers = {c.group for c in suite.choices if c.row == 'tally'}
    assert figures['tally']['value'] == pytest.approx(1 / len(numbers), abs=1e-4)
    pool = suite.pools['seeds']
    assert figures['retrieval_r1']['value'] == pytest.approx(1 / len(pool), abs=1e-4)
    assert figures['paraphrase_auroc']['value'] == 0.5


def test_ties_are_not_right(evaluated: dict):
    assert credit(np.array([1.0, 1.0]), 0) == 0
    assert credit(np.array([1.0, 0.5]), 0) == 1
    figures, _ = evaluated['undecided']
    for name in CHOSEN:
        assert figures[name]['value'] == 0, name


def test_chance_is_the_expected_score_of_random_answers(evaluated: dict, suite: Suite):
    figures, _ = evaluated['chance']
    assert figures['classification']['value'] == round(1 / len(EVENT_KINDS), 4)
    assert figures['pope']['value'] == figures['paraphrase_auroc']['value'] == 0.5
    assert figures['tally']['value'] == round(1 / 6, 4)
    assert figures['world_prediction']['value'] == 0.25
    assert figures['caption_cider']['value'] < evaluated['oracle'][0]['caption_cider']['value'] / 2


def test_random_captions_are_not_drawn_from_a_single_episode(suite: Suite):
    few = [i for i, m in enumerate(suite.moments) if m.recording is suite.moments[0].recording]
    one = dataclasses.replace(
        suite,
        moments=[suite.moments[i] for i in few],
        references=[suite.references[i] for i in few],
    )
    with pytest.raises(ValueError, match='at least 2 episodes, got seeds/'):
        metrics.said_of_others(one)


def test_details_say_what_is_taken_for_what_and_where(evaluated: dict, suite: Suite):
    _, details = evaluated['constant']
    worst = details['classification']['confused'][0]
    assert worst['right'] == 0
    assert list(worst['taken_for']) == [EVENT_KINDS[0]]
    wrong = details['gqa']['examples']['wrong'][0]
    assert wrong['episode'].startswith('seeds/')
    assert {'frames', 'asked', 'true', 'said'} <= wrong.keys()
    assert set(details['gqa']['by_group']) <= {'colour', 'relation', 'object', 'state'}
    json.dumps(details)


def test_a_caption_of_a_pool_is_true_of_its_own_clip_alone(suite: Suite):
    pool = suite.pools['seeds']
    assert len({caption.text for caption in pool}) == len(pool) > 10
    for caption in pool:
        true_of = [other for other in pool if caption.is_true_of(other)]
        assert true_of == [caption]
    # One more clip of an event that is there already does not join.
    twice = retrieval.pool([*suite.moments, *suite.moments], np.random.default_rng(4))
    assert len({id(c.moment) for c in twice}) == len(twice)


def test_half_of_what_is_absent_looks_like_something_there():
    weight = closed_questions.POPE_WEIGHTS
    no = [value for group, value in weight.items() if group.startswith('no')]
    assert weight['yes'] == sum(no) and no[0] == no[1]
    items = [Item(1.0, 's', 'e', 'yes')] * 5
    items += [Item(0.0, 's', 'e', 'no, a look-alike is there')] * 30
    items += [Item(1.0, 's', 'e', 'no, nothing alike')] * 3
    assert estimate(items, 0, weight).value == pytest.approx(0.75)


def test_the_mean_of_clips_has_the_interval_that_theory_gives():
    rng = np.random.default_rng(0)
    values = (rng.random(400) < 0.3).astype(float)
    found = estimate([Item(v, 's', str(i)) for i, v in enumerate(values)], 1)
    mean, error = values.mean(), values.std() / math.sqrt(len(values))
    assert found.value == pytest.approx(mean)
    assert found.n == 400
    assert found.low == pytest.approx(mean - 1.96 * error, abs=0.006)
    assert found.high == pytest.approx(mean + 1.96 * error, abs=0.006)


def test_clips_of_one_episode_are_drawn_together():
    values = np.random.default_rng(0).random(25) < 0.5
    once = [Item(float(v), 's', str(i)) for i, v in enumerate(values)]
    alone, repeated = estimate(once, 2), estimate(once * 16, 2)
    # Sixteen clips alike of each episode tell no more than one.
    assert (repeated.low, repeated.high) == pytest.approx((alone.low, alone.high))


def test_groups_and_splits_count_alike_whatever_their_size():
    items = [Item(1.0, 'a', 'e', 'x')] * 9 + [Item(0.0, 'a', 'e', 'y')] + [Item(1.0, 'b', 'f', 'x')]
    assert estimate(items, 0).value == pytest.approx(0.75)


def test_auroc_by_hand():
    same = np.array([True, True, False, False])
    assert auroc(np.array([0.9, 0.4, 0.5, 0.1]), same) == 0.75
    assert auroc(np.array([0.9, 0.5, 0.5, 0.1]), same) == 0.875
    scores = np.random.default_rng(1).normal(size=2000) + np.repeat([1.0, 0.0], 1000)
    found = estimate_auroc(scores, np.arange(2000) < 1000, 1)
    # Two normal distributions one deviation apart: Φ(1/√2) = 0.760; Hanley & McNeil: ± 0.021.
    assert found.value == pytest.approx(0.760, abs=0.02)
    assert found.high - found.low == pytest.approx(0.042, abs=0.008)


def test_cider_by_hand():
    cider = Cider([['a red mug'], ['a blue ball']])
    # "a" is in both clips and weighs log(2/2) = 0; all else weighs log 2. Of the orders 1 to 4 the
    # first three are said exactly, and there is no fourth: 10 · 3/4.
    assert cider.score('a red mug', ['a red mug']) == pytest.approx(7.5)
    # "red" of {red, mug}: 1/2 as both have two; "a red" of {a red, red mug}: 1/2; no third.
    assert cider.score('a red ball', ['a red mug']) == pytest.approx(10 * (1 / 2 + 1 / 2) / 4)
    # Said "red": 1/√2 of the first order, no second; two words shorter: exp(−4/72).
    short = 10 * math.exp(-4 / 72) * (1 / math.sqrt(2)) / 4
    assert cider.score('red', ['a red mug']) == pytest.approx(short)
    # Said twice it is as long as 2, of which 1 counts: 1 / (2 · √2).
    twice = 10 * math.exp(-1 / 72) * (1 / (2 * math.sqrt(2))) / 4
    assert cider.score('red red', ['a red mug']) == pytest.approx(twice)
    assert cider.score('', ['a red mug']) == 0
    with pytest.raises(ValueError, match='at least 2 clips, got 1'):
        Cider([['a red mug']])


def episode_with(*things: Thing, split: str = 'train', make=table_episode):
    episode = make(split)
    return dataclasses.replace(episode, things=(*episode.things, *things))


def test_an_episode_of_training_is_refused_whatever_it_is_called():
    copied = dataclasses.replace(table_episode('seeds'), seed=77, name='renamed')
    with pytest.raises(ValueError, match='seeds: expected episodes that training does not .*table'):
        overlap.check('seeds', [copied], [table_episode('train')])
    same = dataclasses.replace(room_episode('seeds'), seed=5)
    listed = dataclasses.replace(table_episode('seeds'), seed=5, world='navigation')
    with pytest.raises(ValueError, match='which is table of training'):
        overlap.check('seeds', [same], [listed])
    with pytest.raises(ValueError, match='expected the split seeds, got train'):
        overlap.check('seeds', [table_episode('train')], [room_episode('train')])


def test_what_is_held_out_must_not_be_in_training():
    cup = Thing('cup', 'cup', 'red', 'object')
    blue_mug = Thing('blue mug', 'mug', 'blue', 'object')
    with pytest.raises(ValueError, match='no held-out kinds .*got cup'):
        overlap.check('objects', [room_episode('objects')], [episode_with(cup)])
    with pytest.raises(ValueError, match="no held-out colours on kinds .*'blue', 'mug'"):
        overlap.check('pairs', [room_episode('pairs')], [episode_with(blue_mug)])
    with pytest.raises(ValueError, match="no unseen bodies .*'panda'"):
        overlap.check('bodies', [episode_with(cup, split='bodies')], [table_episode('train')])
    with pytest.raises(ValueError, match='objects: expected kinds that training lacks, got none'):
        overlap.check('objects', [room_episode('objects')], [table_episode('train')])
    overlap.check('objects', [episode_with(cup, split='objects')], [table_episode('train')])
    overlap.check('pairs', [episode_with(blue_mug, split='pairs')], [table_episode('train')])


class Memory(Embedding):
    """Counts what it computes. A state is its query's letters."""

    def __init__(self):
        super().__init__('what takes place?')
        self.seen, self.asked = 0, 0

    def predict(self, clips: list[Clip], queries: list[list[str]]) -> list[np.ndarray]:
        self.seen += len(clips)
        self.asked += sum(map(len, queries))
        return [Letters()(of_clip) for of_clip in queries]

    def read(self, texts: list[str]) -> np.ndarray:
        return Letters()(texts)

    def words_of(self, embeddings: np.ndarray) -> list[str] | None:
        return None


def test_a_clip_is_seen_once_for_all_that_is_asked_about_it(suite: Suite):
    system = Memory()
    figures, _ = metrics.evaluate(system, suite, Letters())
    clips = {c.clip.key for c in suite.choices} | {c.moment.clip.key for c in suite.pools['seeds']}
    assert system.seen == len(clips)
    assert 'caption_cider' not in figures  # without a Y-Decoder nothing is said
    assert figures['classification']['n'] == len(suite.moments)


def test_figures_of_other_clips_are_not_merged(tmp_path: Path):
    path = tmp_path / 'evaluation.json'
    row = {'value': 0.5, 'low': 0.4, 'high': 0.6, 'n': 9}
    figures = {'chance': {'pope': row}, 'sft': {'pope': {**row, 'value': 0.9}}}
    report.write(path, {'about': ABOUT, **figures, 'details': {'sft': {}}})
    content = report.merged(path, ABOUT, {'base': {'pope': row}}, {'base': {}})
    assert content['sft']['pope']['value'] == 0.9 and content['base']['pope'] == row
    assert set(content['details']) == {'sft', 'base'}
    with pytest.raises(ValueError, match='same clips, seed 7, got seed 0'):
        report.merged(path, {**ABOUT, 'seed': 7}, {}, {})
    path.write_text('{"about": {}}')
    with pytest.raises(ValueError, match='expected the keys about, details'):
        report.read(path)


def test_the_table_is_made_from_the_file_alone(tmp_path: Path):
    path = tmp_path / 'evaluation.json'
    row = {'value': 0.912, 'low': 0.894, 'high': 0.931, 'n': 900}
    even = {'value': 0.5, 'low': 0.5, 'high': 0.5, 'n': 900}
    content = {'about': ABOUT, 'sft': {'pope': row}, 'chance': {'pope': even}, 'details': {}}
    report.write(path, content)
    assert report.table(report.read(path)).splitlines() == [
        '| | chance | sft |',
        '|---|---|---|',
        '| questions: present or absent | 0.50 | 0.91 (0.89–0.93) |',
    ]
