"""What a training step is made of: windows of robots, and synthetic photographs."""

import dataclasses
import re

import cv2
import numpy as np
import pytest

from language_episodes import table_episode
from vljepa_training.learning import robot_windows
from vljepa_training.learning.encode import encode_episode, encode_in_batches
from vljepa_training.learning.episodes import EncodedEpisode
from vljepa_training.learning.feature_cache import cache_path, read_cache
from vljepa_training.learning.mixtures import mixture
from vljepa_training.learning.settings import Settings
from vljepa_training.learning.synthetic_photos import WORDS, SyntheticPhotos
from vljepa_training.learning.truth import labels_of
from vljepa_training.model.features import CELLS, CONSE_DIMENSION, DIMENSION, STEP, TOKENS
from vljepa_training.model.predictor import PredictorConfig
from vljepa_training.model.wordpieces import whole_words
from vljepa_training.model.x_encoder import TorchXEncoder, XEncoder, class_targets
from vljepa_training.pretrained.phrases import imagenet_phrases
from vljepa_training.worlds.store import episode_path, write

COLOURS = {'table': 'red', 'other': 'purple'}
"""Of the first mug in each scene."""


def recorded(name: str) -> EncodedEpisode:
    """The table, with a first mug of its own colour; features are random."""
    episode = table_episode()
    things = tuple(
        dataclasses.replace(thing, colour=COLOURS[name]) if thing.id == 'mug 1' else thing
        for thing in episode.things
    )
    shape = (len(episode.states), TOKENS, DIMENSION)
    features = np.random.default_rng(0).integers(-20, 20, shape, np.int8)
    return EncodedEpisode(dataclasses.replace(episode, name=name, things=things), features)


@pytest.fixture(scope='module')
def scenes():
    return [recorded(name) for name in COLOURS]


def test_a_steps_batches_depend_on_seed_step_and_rank_alone(scenes):
    labels = labels_of([r.episode for r in scenes])
    settings = Settings(
        'sft', PredictorConfig(labels=labels), windows=3, stills=2, shown=2, photos=2, restated=4
    )

    def answers(step: int, rank: int) -> list[str]:
        data = mixture(settings, scenes)
        rows = [row for batch in data.batches(step, rank) for row in batch.rows]
        return [row.answer for row in [*rows, *data.paraphrases(step, rank)]]

    assert answers(3, 0) == answers(3, 0)
    assert answers(3, 0) != answers(4, 0)
    assert answers(3, 0) != answers(3, 1)


def test_a_captions_rivals_are_told_of_such_an_event_in_another_scene(scenes):
    labels = labels_of([r.episode for r in scenes])
    source = robot_windows.Questioned(scenes, labels, rows=1, rehearsal=1.0)
    rows = [w.rows[0] for w in source.sample(np.random.default_rng(0), 150)]
    rivals = [(row.answer, text) for row in rows for text in row.negatives]
    assert len(rivals) > 20
    own, others = ('red mug', 'purple mug'), 0
    for answer, text in rivals:
        told = [name for name in own if name in answer and 'green' not in answer]
        if told:
            assert told[0] not in text, (answer, text)
            others += any(name in text for name in own)
    assert others > 3


def test_a_number_is_asked_for_by_its_share(scenes, monkeypatch):
    labels = labels_of([r.episode for r in scenes])

    def numbers() -> set[str]:
        source = robot_windows.Questioned(scenes, labels, rows=9, rehearsal=0.0)
        windows = source.sample(np.random.default_rng(0), 40)
        return {row.answer for w in windows for row in w.rows} & set(robot_windows.COUNTED)

    assert {'one', 'two', 'four'} <= numbers()
    monkeypatch.setattr(
        robot_windows, 'COUNTED', {**dict.fromkeys(robot_windows.COUNTED, 0.0), 'four': 1.0}
    )
    assert numbers() == {'four'}


def test_a_made_up_photograph_is_of_its_class():
    photos, targets = SyntheticPhotos(rows=1), class_targets()
    classes = np.arange(0, 1000, 25)
    features = photos.features(classes, np.random.default_rng(0))
    assert features.shape == (len(classes), TOKENS, DIMENSION) and features.dtype == np.int8
    known = features[:, CELLS, :CONSE_DIMENSION] * STEP @ targets.T
    assert (known.argmax(1) == classes).mean() > 0.8


def test_a_photographs_name_stays_and_so_do_words_of_all_kinds():
    rows = [w.rows[0] for w in SyntheticPhotos(rows=1).sample(np.random.default_rng(1), 20)]
    words, names = set(whole_words()), imagenet_phrases()
    for row in rows:
        assert row.anchored and len(row.negatives) == WORDS
        assert any(name in row.answer for name in names)
        assert {re.sub('^(a photo of )?a ', '', text) for text in row.negatives} <= words
    assert {'mug', 'hammer', 'motorcycle', 'temple'} <= words


def test_batches_of_pictures_give_what_one_at_a_time_gives(tmp_path):
    episode = table_episode()
    rng = np.random.default_rng(5)
    pictures = rng.integers(0, 256, (3, 224, 224, 3), np.uint8)
    frames = [cv2.imencode('.jpg', picture)[1].tobytes() for picture in pictures]
    paths = [episode_path(tmp_path, name) for name in ('a', 'b', 'c')]
    for path in paths:
        write(path, dataclasses.replace(episode, states=episode.states[:3]), frames)
    assert encode_episode(paths[0]) == 3
    assert list(encode_in_batches(TorchXEncoder().eval(), paths[1:])) == [3, 3]
    one, *others = (read_cache(cache_path(path), 3).astype(int) for path in paths)
    assert all(np.abs(other - one).max() <= 1 for other in others)


def test_pytorch_and_the_packs_graph_give_the_same_features():
    rng = np.random.default_rng(4)
    pictures = [rng.integers(0, 256, size, np.uint8) for size in ((224, 224, 3), (120, 300, 3))]
    graph, network = XEncoder(), TorchXEncoder().eval()
    expected = np.stack([graph(picture) for picture in pictures])
    assert np.abs(network.encode(pictures) - expected).max() < STEP / 100
