"""Probabilities of labels: their fit, and the section that a pack gets."""

import shutil

import numpy as np
import pytest

from vljepa_training.checkout import PACK
from vljepa_training.evaluate.labels import __main__ as command
from vljepa_training.evaluate.labels.calibration import (
    Calibration,
    Labelled,
    calibration_error,
    choices,
    first_right,
    fit,
    probabilities,
)
from vljepa_training.export import documents

WIDTH = 24
HUB = 0


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def group(seed: int, noise: float, windows: int = 300) -> Labelled:
    """Of eight labels; the first five are answers to the first query, the others to the second one.
    Every state leans to one direction, and so does the label `HUB`."""
    rng = np.random.default_rng(seed)
    labels = unit(np.random.default_rng(1).standard_normal((8, WIDTH)))
    common = np.random.default_rng(2).standard_normal(WIDTH) / WIDTH**0.5
    labels[HUB] = unit(labels[HUB] + 1.5 * unit(common))
    kinds = rng.integers(0, 8, windows)
    states = rng.standard_normal((windows, 2, WIDTH)) * noise + 2 * unit(common)
    for window, kind in enumerate(kinds):
        states[window, 0 if kind < 5 else 1] += labels[kind]
    true = kinds[:, None] == np.arange(8)
    return Labelled('made up', unit(states), labels, true, np.arange(windows) % 10)


def shifts(of: Labelled) -> np.ndarray:
    return of.states.mean(0)


def test_a_hub_is_the_answer_to_most_windows_until_the_typical_state_is_taken_off():
    made = group(3, 0.1)
    by_cosine = made.states[:, 0] @ made.labels.T
    calibration = fit([choices(made, np.random.default_rng(0))], shifts(made))
    by_probability = calibration.logits(made)[:, :-1]
    assert (by_cosine.argmax(1) == HUB).mean() > 0.5
    assert first_right(by_probability, made) > first_right(by_cosine, made) + 0.3


def test_probabilities_are_of_what_is_offered_and_add_up_to_one():
    made = group(3, 0.2, windows=40)
    asked = choices(made, np.random.default_rng(0))
    shares = probabilities(Calibration(shifts(made), 9.0, np.array([0.0, -1.0]), 2.0), asked)
    np.testing.assert_allclose(shares.sum(1), 1)
    assert not shares[~asked.offered].any() and asked.offered[:, -1].all()


def test_each_choice_is_right_in_one_of_two_ways():
    asked = choices(group(3, 0.2, windows=50), np.random.default_rng(0))
    assert (asked.right.sum(1) == 1).all()
    assert not (asked.right & ~asked.offered).any()
    none = asked.right[:, -1]
    np.testing.assert_array_equal(none, np.arange(len(none)) % 2 == 1)


def test_a_fit_says_as_often_as_it_is_right():
    made, unseen = group(3, 0.35), group(4, 0.35)
    rng = np.random.default_rng(0)
    calibration = fit([choices(made, rng)], shifts(made))
    error = calibration_error(calibration, choices(unseen, rng))
    assert error['ece'] < 0.08
    surer = Calibration(
        calibration.shifts, 6 * calibration.scale, 6 * calibration.offsets, 6 * calibration.other
    )
    assert calibration_error(surer, choices(unseen, rng))['ece'] > 2 * error['ece']


def test_other_rises_on_what_no_label_is_about():
    made = group(3, 0.15)
    calibration = fit([choices(made, np.random.default_rng(0))], shifts(made))
    unrelated = Labelled(
        'unrelated',
        np.repeat(unit(shifts(made))[np.newaxis], 5, axis=0),
        made.labels,
        np.zeros((5, 8), bool),
        np.zeros(5),
    )
    every = lambda of: np.ones((len(of.true), 9), bool)  # noqa: E731

    def other(of: Labelled) -> float:
        asked = choices(of, np.random.default_rng(1), each=1)
        object.__setattr__(asked, 'offered', every(of))
        return float(probabilities(calibration, asked)[:, -1].mean())

    assert other(unrelated) > 0.5 > other(made)


def test_groups_of_one_name_count_as_one():
    good, bad = group(3, 0.1), group(4, 1.2)
    rng = np.random.default_rng(0)
    asked = [choices(of, rng) for of in (good, bad)]
    renamed = [
        Labelled(f'{i}', g.states, g.labels, g.true, g.clusters)
        for i, g in enumerate((good, bad, bad))
    ]
    thrice = [choices(of, np.random.default_rng(0)) for of in renamed]
    assert fit(asked, shifts(good)).scale != pytest.approx(
        fit(thrice, shifts(good)).scale, rel=0.01
    )


def test_the_section_is_written_beside_what_the_pack_has(tmp_path):
    pack = tmp_path / 'nano'
    shutil.copytree(PACK, pack)
    before = documents.read_manifest(pack)
    calibration = Calibration(np.ones((2, 384)), 12.3456, np.array([0.0, 1.5]), 4.0)
    command.write(pack, calibration, ('What is happening?', command.NAMING))
    after = documents.read_manifest(pack)
    assert after['labels'] == {
        'typical_states': command.FILE,
        'queries': [
            {'query': 'What is happening?', 'scale': 12.346, 'offset': 0.0},
            {'query': command.NAMING, 'scale': 12.346, 'offset': 1.5},
        ],
        'other': 4.0,
    }
    states = np.fromfile(pack / command.FILE, '<f4').reshape(2, 384)
    np.testing.assert_array_equal(states, 1)
    assert after['files'][command.FILE]['bytes'] == states.nbytes
    for part in before.keys() - {'labels', 'files'}:
        assert after[part] == before[part], part


def test_worlds_that_are_missing_are_named(tmp_path, monkeypatch):
    arguments = ['labels', '--worlds', str(tmp_path), '--pack', str(PACK)]
    monkeypatch.setattr('sys.argv', arguments)
    with pytest.raises(SystemExit, match='expected episodes of manipulation, came none'):
        command.main()
