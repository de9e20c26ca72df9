"""Episodes of the manipulation world say what their pictures show, and keep their splits."""

import dataclasses
import io
from collections import Counter
from functools import cache

import numpy as np
import pytest
from PIL import Image

from vljepa_training.worlds import plan, produce, store
from vljepa_training.worlds.build import build
from vljepa_training.worlds.episode import (
    CLIP_FRAMES,
    MANIPULATION_EVENTS,
    RATE,
    Episode,
    EpisodeSpec,
)
from vljepa_training.worlds.manipulation import arms, kinds
from vljepa_training.worlds.manipulation.cast import CROWDED, USUAL, Tables, cast
from vljepa_training.worlds.render import SIDE, render

SEEDS = range(24)


@cache
def built(split: str, seed: int, seconds=60.0, rate=0.45):
    return build(EpisodeSpec('manipulation', split, seed, seconds, rate))


@cache
def rendered(seed: int = 3) -> tuple[Episode, list[bytes]]:
    return render('episode', EpisodeSpec('manipulation', 'train', seed, 40.0))


def objects(split: str, seed: int):
    return [t for t in built(split, seed).things if t.role == 'object']


def test_the_same_spec_gives_the_same_episode_and_pictures():
    spec = EpisodeSpec('manipulation', 'train', 5, 4.0)
    assert render('a', spec) == render('a', spec)
    other = dataclasses.replace(spec, seed=6)
    assert render('a', spec)[1] != render('a', other)[1]


@pytest.mark.parametrize('rate', [plan.DENSE, plan.SPARSE])
def test_events_cover_the_time_in_order(rate):
    for seed in range(6):
        episode = built('train', seed, 240.0, rate)
        assert episode.events[0].start == 0
        assert episode.events[-1].end == pytest.approx(episode.duration)
        for before, after in zip(episode.events[:-1], episode.events[1:], strict=True):
            assert after.start == pytest.approx(before.end)
        changes = sum(e.kind != 'arm_idle' for e in episode.events) / episode.duration
        assert 0.4 * rate < changes < 2 * rate


def test_every_kind_of_event_happens():
    seen = {e.kind for seed in SEEDS for e in built('train', seed).events}
    assert seen >= {*MANIPULATION_EVENTS, 'light_off', 'light_on'}


def most_alike(seed: int, tables: Tables) -> int:
    """How many objects of one kind, or of one colour, an episode has at most."""
    _, things = cast(np.random.default_rng(seed), 'train', tables)
    kinds_and_colours = Counter(word for t in things for word in (t.kind, t.colour) if word)
    return max(kinds_and_colours.values())


def test_several_are_alike_on_a_crowded_table():
    usual, crowded = ([most_alike(seed, how) for seed in range(200)] for how in (USUAL, CROWDED))
    assert np.mean(np.array(crowded) >= 4) > 2 * np.mean(np.array(usual) >= 4)
    assert {2, 3, 4, 5} <= set(crowded)
    for seed in range(plan.CROWDED_FIRST, plan.CROWDED_FIRST + 10):
        table = build(EpisodeSpec('manipulation', 'train', seed, 4.0, crowded=True))
        assert sum(t.role == 'object' for t in table.things) >= 5


def handling(seed: int, share: float) -> EpisodeSpec:
    return EpisodeSpec('manipulation', 'train', seed, 40.0, plan.BUSY, share)


def test_an_arm_that_is_to_handle_things_picks_up_many():
    def grasped(share: float) -> int:
        episodes = (build(handling(seed, share)) for seed in range(12))
        return sum(e.kind == 'grasp' for episode in episodes for e in episode.events)

    assert grasped(plan.HANDLING) >= max(24, 1.4 * grasped(1.0))


def test_where_all_on_the_table_carries_something_nothing_vanishes():
    episode = build(handling(5_244, plan.HANDLING))
    assert episode.duration == pytest.approx(40)


def test_roles_name_things_of_the_episode():
    for seed in SEEDS:
        episode = built('train', seed)
        names = {t.id for t in episode.things}
        assert len(names) == len(episode.things)
        assert all(set(e.roles.values()) <= names for e in episode.events)


def test_training_shows_nothing_that_is_held_out():
    held_out = {k.name for k in kinds.HELD_OUT}
    for split in ('train', 'seeds', 'bodies'):
        for seed in SEEDS:
            for thing in objects(split, seed):
                assert thing.kind not in held_out
                assert (thing.kind, thing.colour) not in kinds.HELD_OUT_PAIRS
    assert {built('train', seed).body for seed in SEEDS} <= set(arms.TRAINED)


def test_each_split_shows_what_it_holds_out():
    held_out = {k.name for k in kinds.HELD_OUT}
    for seed in SEEDS:
        assert {t.kind for t in objects('objects', seed)} & held_out
        assert {(t.kind, t.colour) for t in objects('pairs', seed)} & kinds.HELD_OUT_PAIRS
        assert built('bodies', seed).body in arms.HELD_OUT


def test_held_out_kinds_have_look_alikes_in_training():
    trained = {k.name for k in kinds.EVERY_SPLIT}
    assert len(trained) >= 25 and len(kinds.HELD_OUT) >= 5 and len(kinds.HELD_OUT_PAIRS) >= 8
    for kind in kinds.HELD_OUT:
        assert kinds.ALIKE[kind.name] and set(kinds.ALIKE[kind.name]) <= trained


def test_all_kinds_have_look_alikes_that_the_same_splits_show():
    assert set(kinds.ALIKE) == set(kinds.KINDS)
    for split in ('train', 'seeds'):
        shown = {k.name for k in kinds.shown_in(split)}
        assert all(set(kinds.ALIKE[name]) <= shown for name in shown)
    assert not {k.name for k in kinds.TRAINING_ONLY} & {k.name for k in kinds.shown_in('seeds')}


def test_the_arm_reaches_everything_that_it_does():
    for split in ('train', 'bodies'):
        for seed in range(3):
            episode = built(split, seed)
            for t in np.arange(0, episode.duration, 0.25):
                episode.pose(t)


def test_truth_follows_the_events():
    for seed in SEEDS:
        episode = built('train', seed)
        for event in episode.events:
            before, after = episode.truth(event.start), episode.truth(event.end)
            thing = event.roles.get('object')
            if event.kind == 'grasp':
                assert (before['held'], after['held']) == (None, thing)
            elif event.kind == 'place_in':
                assert after['inside'][thing] == event.roles['target'] and after['held'] is None
            elif event.kind in ('place_on', 'stack'):
                assert after['on'][thing] == event.roles['target'] and after['held'] is None
            elif event.kind in ('place_beside', 'drop', 'appear', 'push', 'topple'):
                assert after['on'][thing] == 'table'
            elif event.kind in ('vanish', 'hand_over'):
                assert thing not in after['on'] and after['held'] is None
            elif event.kind in ('open', 'close'):
                assert (thing in after['open']) == (event.kind == 'open')
            elif event.kind in ('light_on', 'light_off'):
                assert after['light'] == (event.kind == 'light_on')


def test_frames_are_as_many_as_states_and_boxes_lie_in_the_picture():
    episode, frames = rendered()
    assert len(frames) == len(episode.states) == round(40 * RATE)
    assert Image.open(io.BytesIO(frames[0])).size == (SIDE, SIDE)
    assert any(state.boxes for state in episode.states)
    for state in episode.states:
        for x0, y0, x1, y1 in state.boxes.values():
            assert 0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1


def test_what_is_lifted_is_higher_in_the_picture():
    rises = []
    for seed in (3, 4):
        episode, _ = rendered(seed)
        for event in episode.events:
            if event.kind != 'lift':
                continue
            first = episode.states[int(event.start * RATE)].boxes
            last = episode.states[int(event.end * RATE)].boxes
            thing = event.roles['object']
            if thing in first and thing in last:
                rises.append(first[thing][3] - last[thing][3])
    assert rises and min(rises) > 0


def test_what_is_away_has_no_box():
    episode, _ = rendered()
    for state in episode.states:
        there = {*state.on, *state.inside, state.held}
        for thing in episode.things:
            if thing.role == 'object' and thing.id in state.boxes:
                handed = episode.event_at(state.t).kind in ('hand_over', 'vanish', 'grasp')
                assert thing.id in there or handed


def test_an_episode_is_the_same_after_a_round_trip_to_disk(tmp_path):
    episode, frames = rendered()
    path = store.episode_path(tmp_path / 'train', 'episode')
    store.write(path, episode, frames)
    assert Episode.read(path) == episode
    assert store.read_frames(path) == frames
    store.frames_path(path).write_bytes(b'no zip')
    with pytest.raises(ValueError, match='render it again'):
        store.read_frames(path)


def test_the_plan_has_enough_windows_and_no_spec_twice():
    whole = plan.whole()
    # Cut every second.
    windows = (p.spec.seconds - CLIP_FRAMES / RATE + 1 for p in whole['train'])
    assert sum(map(int, windows)) >= 20_000
    every = [p for some in whole.values() for p in some]
    assert len({(p.folder, p.name) for p in every}) == len(every)
    assert len({p.spec for p in every}) == len(every)
    assert all(180 <= p.spec.seconds <= 360 for p in whole['streams'])


def test_a_seed_that_cannot_be_posed_is_left_out_with_its_reason(tmp_path):
    how = {'events_per_second': plan.BUSY, 'handling': plan.HANDLING}
    [planned] = plan.episodes('train', 'manipulation', 1, 5074, plan.HANDLING_SECONDS, **how)
    name, why = produce.make((tmp_path, planned))
    assert name == 'manipulation-05074'
    assert 'does not reach' in why
    assert not list(tmp_path.rglob('*.json'))
