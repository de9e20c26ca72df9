"""The navigation worlds: one spec gives one episode, and the truth agrees with the pictures."""

import io

import numpy as np
import pytest
from PIL import Image

from vljepa_training.worlds.episode import (
    COLOURS,
    COMMON_EVENTS,
    NAVIGATION_EVENTS,
    RATE,
    SPLITS,
    EpisodeSpec,
)
from vljepa_training.worlds.navigation import build, kinds, styles
from vljepa_training.worlds.navigation.director import STEADY
from vljepa_training.worlds.render import render

SEEDS = range(3)


def spec(split: str, seed: int, seconds: float = 60.0, density: float = 0.45) -> EpisodeSpec:
    return EpisodeSpec('navigation', split, seed, seconds, density)


@pytest.fixture(scope='module')
def scenes() -> dict[str, list]:
    return {split: [build(spec(split, seed)) for seed in SEEDS] for split in SPLITS}


@pytest.fixture(scope='module')
def rendered():
    return [render(f'train-{seed}', spec('train', seed, 40.0)) for seed in range(2)]


def every(scenes):
    return [scene for of_split in scenes.values() for scene in of_split]


def test_the_same_spec_gives_the_same_episode():
    first, again = (render('a', spec('seeds', 11, 3.0)) for _ in range(2))
    assert first == again
    assert render('a', spec('seeds', 12, 3.0)) != first


def test_events_are_known_in_order_and_cover_the_time(scenes):
    for scene in every(scenes):
        assert scene.events[0].start == 0
        assert scene.events[-1].end == pytest.approx(scene.duration, abs=1e-3)
        for event, after in zip(scene.events[:-1], scene.events[1:], strict=True):
            assert event.end == after.start
        for event in scene.events:
            assert event.kind in NAVIGATION_EVENTS + COMMON_EVENTS
            assert event.kind in STEADY or 0.79 < event.end - event.start < 3.01
            assert set(event.roles.values()) <= {thing.id for thing in scene.things}


def test_the_density_is_near_what_is_asked_for(scenes):
    changes = [sum(e.kind not in STEADY for e in s.events) / s.duration for s in every(scenes)]
    assert 0.36 < np.mean(changes) < 0.5
    sparse = build(spec('train', 0, 180.0, 1 / 60))
    assert sum(e.kind not in STEADY for e in sparse.events) <= 5


def test_every_event_happens(scenes):
    happened = {event.kind for scene in every(scenes) for event in scene.events}
    assert happened == set(NAVIGATION_EVENTS + COMMON_EVENTS)


def test_only_its_split_shows_what_is_held_out(scenes):
    def shown(split):
        return [(thing.colour, thing.kind) for s in scenes[split] for thing in s.things]

    for split in SPLITS:
        held_kinds = {kind for _, kind in shown(split)} & kinds.HELD_KINDS
        held_pairs = set(shown(split)) & kinds.HELD_PAIRS
        held_styles = {s.body for s in scenes[split]} & {s.name for s in styles.HELD_OUT}
        assert bool(held_kinds) == (split == 'objects')
        assert bool(held_pairs) == (split == 'pairs')
        assert bool(held_styles) == (split == 'bodies')


def test_what_is_held_out_is_known_and_enough():
    assert len(kinds.HELD_KINDS) >= 4 and set(kinds.KINDS) >= kinds.HELD_KINDS
    assert len(kinds.HELD_PAIRS) >= 6
    assert all(kinds.KINDS[kind].coloured and c in COLOURS for c, kind in kinds.HELD_PAIRS)
    assert sum(kind.coloured for kind in kinds.KINDS.values()) >= 14


def test_another_world_is_refused():
    with pytest.raises(ValueError, match='manipulation'):
        build(EpisodeSpec('manipulation', 'train', 0))


def area(box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def states_of(episode, event):
    return [s for s in episode.states if event.start <= s.t <= event.end]


def test_a_person_who_crosses_is_seen_and_moves_sideways(rendered):
    ways = []
    for episode, _ in rendered:
        for event in (e for e in episode.events if e.kind == 'person_crosses'):
            boxes = [s.boxes.get(event.roles['agent']) for s in states_of(episode, event)]
            middles = [(b[0] + b[2]) / 2 for b in boxes if b]
            assert len(middles) >= 2
            ways.append(abs(middles[-1] - middles[0]))
    assert ways and np.mean(ways) > 0.25


def test_what_is_approached_grows(rendered):
    ratios = []
    for episode, _ in rendered:
        for event in (e for e in episode.events if e.kind == 'approach'):
            boxes = [s.boxes.get(event.roles['target']) for s in states_of(episode, event)]
            assert boxes[0] and boxes[-1]
            ratios.append(area(boxes[-1]) / area(boxes[0]))
    assert ratios and min(ratios) > 1.1


def test_dark_pictures_are_dark_and_others_are_not(rendered):
    for episode, frames in rendered:
        for state, frame in zip(episode.states, frames, strict=True):
            event = episode.event_at(state.t)
            if event.kind in COMMON_EVENTS:
                continue
            brightness = np.asarray(Image.open(io.BytesIO(frame))).mean()
            assert brightness > 40 if state.light else brightness < 30


def test_nothing_moves_while_the_base_stands_still(rendered):
    for episode, frames in rendered:
        pictures = [np.asarray(Image.open(io.BytesIO(f)), float) for f in frames]
        for event in (e for e in episode.events if e.kind in STEADY):
            first, last = (int(np.ceil(event.start * RATE)), int(event.end * RATE - 1e-6))
            if first < last:
                assert np.abs(pictures[first] - pictures[last]).mean() < 4


def test_an_empty_room_shows_no_furniture(rendered):
    roles = ('furniture', 'obstacle', 'person')
    for episode, _ in rendered:
        for event in (e for e in episode.events if e.kind == 'empty_room'):
            for state in states_of(episode, event)[:-1]:
                assert state.room == 'empty room'
                assert not [key for key in state.boxes if episode.thing(key).role in roles]
