"""Streams for the benchmark: their truth, effects of cameras, and the oracles."""

import io
import json

import numpy as np
import pytest
from PIL import Image

from vljepa_training.sample_bag import bag
from vljepa_training.streams import foreign, oracles, sensor, worlds
from vljepa_training.streams.stream import (
    Planned,
    Steady,
    Stream,
    StreamEvent,
    is_whole,
    write,
)


def picture(level: int = 100) -> np.ndarray:
    return np.full((32, 32, 3), level, np.float32)


def test_a_stream_is_a_bag_with_its_truth(tmp_path):
    frames = [sensor.jpeg(picture(level), 90) for level in (10, 20, 30, 40)]
    event = StreamEvent('reach', 0.25, 0.5, ('the arm reaches', 'the gripper comes'))
    stream = Stream(4.0, frames, [event], [Steady(0.5, 1.0, 'nothing happens')])
    planned = Planned('dense', 'a', 7, lambda: stream)
    assert not is_whole(tmp_path, planned)
    folder = write(tmp_path, planned, stream)
    assert is_whole(tmp_path, planned)
    truth = json.loads((folder / 'events.json').read_text('utf-8'))
    assert truth['duration_s'] == 1.0
    assert truth['events'][0]['stamp'] == {'sec': bag.START_NS // 10**9, 'nanosec': 250_000_000}
    assert truth['events'][0]['texts'] == ['the arm reaches', 'the gripper comes']
    assert truth['scenes'][0]['text'] == 'nothing happens'
    assert list(folder.glob('*.mcap'))


@pytest.mark.parametrize(
    'effect',
    [
        sensor.Grain(5, 1),
        sensor.Exposure(0.1, 0.05, 1),
        sensor.WhiteBalance(0.05, 30),
        sensor.RollingBands(0.05, 1.5, 0.2),
        sensor.Shake(2, 1),
    ],
)
def test_what_a_camera_does_is_small_changes_and_comes_from_the_seed(effect):
    rng = np.random.default_rng(0)
    pixels = rng.uniform(60, 190, (32, 32, 3)).astype(np.float32)
    first, again, later = effect(pixels, 1.0), effect(pixels, 1.0), effect(pixels, 13.7)
    assert first.shape == pixels.shape
    np.testing.assert_array_equal(first, again)
    assert np.abs(later - first).mean() > 0.1
    assert abs(first.mean() - pixels.mean()) < 0.25 * pixels.mean()


def test_shifts_by_parts_of_a_pixel():
    pixels = np.arange(12, dtype=np.float32).reshape(4, 3, 1) * np.ones(3, np.float32)
    np.testing.assert_allclose(sensor.shifted(pixels, 0, 0), pixels)
    np.testing.assert_allclose(sensor.shifted(pixels, 1, 0)[1:], pixels[:-1])
    np.testing.assert_allclose(sensor.shifted(pixels, 0.5, 0)[1:], (pixels[1:] + pixels[:-1]) / 2)


def test_pixels_beyond_the_range_are_cut():
    file = sensor.jpeg(np.array([[[-40.0, 300.0, 128.0]] * 8] * 8), 95)
    shown = np.asarray(Image.open(io.BytesIO(file)))
    assert shown.dtype == np.uint8


def test_the_streams_of_a_group_are_those_of_both_worlds_in_turn():
    plan = worlds.planned('dense', 20)
    assert [p.name.split('-')[0] for p in plan] == ['manipulation', 'navigation'] * 2
    assert len({p.seed for p in plan}) == 4
    assert min(p.seed for p in plan) >= 95_000


def test_in_turn_takes_one_of_each():
    nothing = Stream(4.0, [], [], [])
    plans = [
        [Planned(group, str(i), i, lambda: nothing) for i in range(count)]
        for group, count in (('a', 2), ('b', 1))
    ]
    assert [p.group + p.name for p in worlds.in_turn(*plans)] == ['a0', 'b0', 'a1']


def test_a_script_of_the_kitchen_covers_its_time_without_overlap():
    script = foreign.Script(3, 60)
    for act, following in zip(script.acts, script.acts[1:], strict=False):
        assert act.end == following.start
    events, scenes = script.truth()
    assert events and scenes
    assert max(e.end for e in events) <= 60
    state: dict[str, bool] = {}
    for act in script.acts:
        if act.device is not None:
            # What is opened was shut, and what is shut was open.
            assert act.opened != state.get(act.device.name, False)
            state[act.device.name] = act.opened


def test_oracles_find_the_scenes_of_a_stream():
    rng = np.random.default_rng(0)
    centres = np.eye(8)[[0, 1, 2]]
    states = np.repeat(centres, 20, axis=0) + 0.05 * rng.standard_normal((60, 8))
    wanted = oracles.counts(len(states))
    assert wanted[:3] == [1, 2, 3]
    assert wanted[-1] == 30
    for oracle in (oracles.ward, oracles.kernel):
        found = oracle(states, wanted)
        assert sorted(found) == wanted
        assert found[1] == [0]
        assert found[3] == [0, 20, 40]
        assert all(len(begins) == count for count, begins in found.items())
