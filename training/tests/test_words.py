"""Sentences with a known chance of being true: what is fitted, and that the graph computes it."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from vljepa_training.onnx_graphs.session import Session
from vljepa_training.words.calibrate import (
    LARGEST_LOGIT,
    BestOfLevels,
    Calibration,
    Data,
    Meanings,
    best_of_levels,
    fit,
    fit_levels,
    fitted,
    unit,
)
from vljepa_training.words.folds import FOLDS, fold_of, kin
from vljepa_training.words.graph import build
from vljepa_training.words.meanings import meanings
from vljepa_training.words.sentences import (
    EVENT,
    MOVES,
    NAMED,
    object_kinds,
    sentences,
    state_kinds,
    things,
)

DIMENSION, FEATURES, ROWS = 16, 40, 240


def texts_as_vectors(texts) -> np.ndarray:
    """Another direction for each text, the same each time."""
    return unit(
        np.stack(
            [np.random.default_rng(list(text.encode())).normal(size=DIMENSION) for text in texts]
        ).astype(np.float32)
    )


@pytest.fixture(scope='module')
def data() -> Data:
    """Windows whose S_y is near an event's meaning, and what is true of that event."""
    rng = np.random.default_rng(0)
    known: Meanings = meanings(texts_as_vectors)
    every = sentences()
    kinds = rng.integers(len(state_kinds()), size=ROWS)
    noise = 0.3 * rng.normal(size=(ROWS, DIMENSION))
    embeddings = unit(known.kinds[kinds] + noise).astype(np.float32)
    names = [state_kinds()[number] for number in kinds]
    true = np.array([[name in sentence.claims for sentence in every] for name in names])
    # Half of what they name is what is there.
    true &= rng.random((ROWS, len(every))) < 0.5
    streams = np.array([f'stream-{number % 12}' for number in range(ROWS)])
    groups = np.where(np.arange(ROWS) % 12 < 8, 'dense', 'real')
    features = rng.random((ROWS, FEATURES)).astype(np.float32)
    return Data(embeddings, features, groups, streams, rng.random(ROWS) < 0.3, true)


@pytest.fixture(scope='module')
def made(data: Data) -> Calibration:
    fit_of = fit(data, meanings(texts_as_vectors), data.groups == 'dense')
    rows = np.ones(ROWS, bool)
    fit_of.levels = fit_levels(best_of_levels(fit_of, data), rows, np.ones(ROWS), data.streams)
    return fit_of


def test_the_graph_computes_what_was_fitted(made: Calibration, data: Data):
    graph = Session(build(made))
    got = graph(embedding=data.embeddings[:20], features=data.features[:20])
    logits = made.sentence_logits(made.logits(data.embeddings[:20], data.features[:20]))
    assert got.shape == (20, len(sentences()))
    # Meanings are stored as float16.
    np.testing.assert_allclose(got, 1 / (1 + np.exp(-logits)), atol=0.02)


def test_a_regression_is_that_of_scikit_learn():
    rng = np.random.default_rng(1)
    x, weight = rng.normal(3, 5, (200, 3)), rng.random(200)
    y = x[:, 0] + rng.normal(size=200) > 3
    scaler = StandardScaler().fit(x)
    expected = LogisticRegression(C=1.0, max_iter=2000)
    expected.fit(scaler.transform(x), y, sample_weight=weight)
    got = 1 / (1 + np.exp(-fitted(x, y, weight, 1.0).logits(x)))
    likely = expected.predict_proba(scaler.transform(x))[:, 1]
    least = 1 / (1 + np.exp(LARGEST_LOGIT))
    np.testing.assert_allclose(got, np.clip(likely, least, 1 - least), atol=1e-6)


def test_what_was_never_true_is_thought_unlikely_and_not_impossible():
    never = fitted(np.zeros((50, 2)), np.zeros(50, bool), np.ones(50), 1.0)
    assert never.logits(np.ones((1, 2)))[0] == pytest.approx(-np.log(101))


def test_sentences_differ_and_the_most_general_come_first():
    every = sentences()
    assert len({sentence.text for sentence in every}) == len(every)
    levels = [sentence.level for sentence in every]
    assert levels[len(MOVES) :] == sorted(levels[len(MOVES) :])
    assert all('\t' not in sentence.text for sentence in every)


def test_things_are_only_where_an_event_can_have_them():
    known = meanings(texts_as_vectors)
    opened = known.has_thing[object_kinds().index('open')]
    assert {thing for thing, has in zip(things(), opened, strict=True) if has} == {'drawer', 'box'}
    norms = np.linalg.norm(known.things, axis=-1)
    np.testing.assert_allclose(norms, known.has_thing.astype(float), atol=1e-5)


def test_clips_of_one_site_stay_in_one_fold():
    names = [kin('real', f'{site}_{n}') for site in 'abcdefgh' for n in range(3)]
    parts = fold_of(np.array(names))
    assert len(parts) == 8
    assert set(parts.values()) == set(range(FOLDS))


def test_an_event_of_the_same_logit_is_less_likely_far_from_home():
    rng = np.random.default_rng(0)
    at_home = np.arange(4000) % 2 == 0
    home = np.where(at_home, 4.0, -4.0)
    logits = rng.uniform(-1, 4, 4000)
    true = rng.random(4000) < np.where(at_home, 0.9, 0.2)
    best = BestOfLevels({EVENT: logits, NAMED: logits}, {EVENT: true, NAMED: true}, home)
    streams = np.arange(4000) % 20
    levels = fit_levels(best, np.ones(4000, bool), np.ones(4000), streams)
    made = Calibration(meanings(texts_as_vectors), levels=levels)
    said = np.full((2, 1), 2.0)
    near, far = made.level(EVENT, said, np.array([4.0, -4.0]))[:, 0]
    assert 1 / (1 + np.exp(-near)) == pytest.approx(0.9, abs=0.03)
    assert 1 / (1 + np.exp(-far)) == pytest.approx(0.2, abs=0.03)
    near, far = made.level(NAMED, said, np.array([4.0, -4.0]))[:, 0]
    assert near == far


def test_a_level_is_lowered_by_what_streams_differ_in():
    def lowered(differ: float) -> float:
        streams = np.arange(4000) % 20
        shares = 0.7 + differ * np.where(np.arange(20) % 2, 1, -1)
        true = np.random.default_rng(0).random(4000) < shares[streams]
        logits = np.random.default_rng(1).uniform(-1, 4, 4000)
        best = BestOfLevels({NAMED: logits}, {NAMED: true}, np.zeros(4000))
        fitted_ = fit_levels(best, np.ones(4000, bool), np.ones(4000), streams)[NAMED]
        return float(fitted_.weights[0] * 2 + fitted_.bias)

    assert lowered(0.25) < lowered(0.0) - 0.2


def test_what_names_a_thing_is_never_likelier_than_its_event(made: Calibration, data: Data):
    got = Session(build(made))(embedding=data.embeddings, features=data.features)
    every = sentences()
    event_of = {s.claims[0]: number for number, s in enumerate(every) if s.level == EVENT}
    naming = [number for number, s in enumerate(every) if s.level > EVENT]
    told = [event_of[every[number].claims[0]] for number in naming]
    assert (got[:, naming] <= got[:, told] + 1e-6).all()
