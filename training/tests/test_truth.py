"""What the visual tokens are asked for: from hand-made episodes, and in a mirror."""

import dataclasses

import numpy as np
import torch

from language_episodes import room_episode, table_episode
from vljepa_training.learning.pointing_losses import COUNT_WEIGHTS, counting_loss, pointing_loss
from vljepa_training.learning.truth import UNKNOWN, WEIGHTS, Labels, TruthHeads, Truths, labels_of
from vljepa_training.model.features import CELLS, DIMENSION, FINE, GRID, TOKENS, mirrored
from vljepa_training.model.pointing import Pointed
from vljepa_training.model.visual_tokens import Seen
from vljepa_training.worlds.episode import EVENT_KINDS, RATE
from vljepa_training.worlds.language import clip_event, questions
from vljepa_training.worlds.language.ontology import ROOMS

FACTS = list(WEIGHTS)


def labels(episode) -> Labels:
    return Labels(labels_of([episode]))


def fact(truth, name: str) -> int:
    return truth.facts[FACTS.index(name)]


def lifted():
    """While the red mug is carried."""
    episode = table_episode()
    event = next(e for e in episode.events if e.kind == 'carry')
    last = int(event.end * RATE)
    return episode, episode.states[last - 7], episode.states[last], clip_event(episode, last)


def test_cells_have_what_covers_them_and_middles_each_thing_once():
    episode, first, newest, event = lifted()
    known = labels(episode)
    truth = known.truth(episode, first, newest, event)
    fine = truth.newest.reshape(FINE, FINE, -1)
    # The drawer is at x 0.7 to 0.95, y 0.2 to 0.45.
    drawer = fine[:, :, known.number['drawer']]
    expected = np.zeros((FINE, FINE), bool)
    expected[3:6, 10:13] = True
    np.testing.assert_array_equal(drawer, expected)
    white = fine[:, :, known.number['white']]
    np.testing.assert_array_equal(white, expected)
    coarse = truth.first.reshape(GRID, GRID, -1)[:, :, known.number['drawer']]
    assert coarse.sum() == 4 and coarse[1:3, 5:7].all()
    middles = truth.middles.sum(0)
    assert middles[known.number['mug']] == 2 and middles[known.number['drawer']] == 1
    carried = sum(episode.thing(key).role == 'object' for key in newest.boxes)
    assert middles[known.number['object']] == carried > 1


def test_a_kind_that_training_alone_shows_is_an_object_without_a_name():
    episode, first, newest, event = lifted()
    things = tuple(
        dataclasses.replace(thing, kind='spoon') if thing.kind == 'mug' else thing
        for thing in episode.things
    )
    episode = dataclasses.replace(episode, things=things)
    known = labels(episode)
    assert 'spoon' not in known.names and 'book' in known.names
    truth = known.truth(episode, first, newest, event)
    red, held = (truth.middles[:, known.number[name]] for name in ('red', 'held'))
    assert held.sum() == 1 and red[held].all() and truth.middles[held, known.number['object']].all()
    assert fact(truth, 'held') == fact(truth, 'object') == UNKNOWN
    assert fact(truth, 'colour') == known.number['red']


def test_cells_say_what_is_held_open_or_closed():
    episode, first, newest, event = lifted()
    known = labels(episode)
    middles = known.truth(episode, first, newest, event).middles
    mug, held = (middles[:, known.number[name]] for name in ('mug', 'held'))
    assert held.sum() == 1 and mug[held].all()
    for is_open, name in (True, 'open'), (False, 'closed'):
        state = next(
            s
            for s in episode.states
            if s.light and 'drawer' in s.boxes and ('drawer' in s.open) == is_open
        )
        middles = known.truth(episode, state, state, None).middles
        of_drawer = middles[middles[:, known.number['drawer']]]
        assert of_drawer[:, [known.number[n] for n in ('open', 'closed')]].sum() == 1
        assert of_drawer[0, known.number[name]]


def test_facts_say_what_happens_to_what_and_what_is_held():
    episode, first, newest, event = lifted()
    known = labels(episode)
    truth = known.truth(episode, first, newest, event)
    assert EVENT_KINDS[fact(truth, 'event')] == 'carry'
    assert fact(truth, 'object') == fact(truth, 'held') == known.number['mug']
    assert fact(truth, 'colour') == known.number['red']
    assert fact(truth, 'target') == known.number['book']
    assert fact(truth, 'light') == 1 and fact(truth, 'room') == UNKNOWN
    unasked = known.truth(episode, first, newest, None)
    assert fact(unasked, 'event') == UNKNOWN and fact(unasked, 'held') == known.number['mug']


def test_nothing_is_asked_that_the_dark_hides():
    episode = table_episode()
    dark = next(state for state in episode.states if not state.light)
    truth = labels(episode).truth(episode, dark, dark, None)
    assert fact(truth, 'light') == 0 and fact(truth, 'held') == UNKNOWN
    assert not truth.newest.any()


def test_a_room_is_known_by_its_kind_and_whether_the_way_is_free():
    episode = room_episode()
    truth = labels(episode).truth(episode, episode.states[0], episode.states[-1], None)
    assert ROOMS[fact(truth, 'room')] == 'kitchen'
    assert fact(truth, 'blocked') == 1 and fact(truth, 'held') == UNKNOWN


def test_the_heads_learn_a_truth_and_leave_out_what_is_not_asked():
    episode, first, newest, event = lifted()
    known = labels(episode)
    both = [known.truth(episode, first, newest, e) for e in (event, None)]
    torch.manual_seed(0)
    heads = TruthHeads(16, len(known.names))
    fine = ((FINE * FINE, len(known.names)),) * 2 + ((FINE * FINE, 16),) * 2
    shapes = ((CELLS + 1, 16), (len(EVENT_KINDS),), *fine)
    seen = Seen(*(torch.randn(2, *shape).requires_grad_() for shape in shapes))
    optimizer = torch.optim.Adam([*seen[:4], *heads.parameters()], 0.1)
    for _ in range(80):
        found = heads(seen, Truths.of(both))
        optimizer.zero_grad()
        (found['grounding'] + found['facts']).backward()
        optimizer.step()
    assert found['named'] == 1 and found['facts'] < 0.1 and found['grounding'] < 0.1


def test_in_a_mirror_left_and_right_change_places_and_nothing_else():
    episode = room_episode()
    mirror = episode.mirrored()
    turned = {'turn_left': 'turn_right'}
    assert [e.kind for e in mirror.events] == [turned.get(e.kind, e.kind) for e in episode.events]
    stove, seen = episode.states[0].boxes['stove'], mirror.states[0].boxes['stove']
    np.testing.assert_allclose(seen, (0.5, 0.4, 0.65, 0.6))
    assert seen[1::2] == stove[1::2]
    np.testing.assert_allclose(mirror.mirrored().states[0].boxes['stove'], stove)
    sides = {'left': 'right', 'right': 'left', 'middle': 'middle'}
    for seed in range(20):
        asked, other = (
            {
                q.text: q.answer
                for q in questions(e, 0, 'train', np.random.default_rng(seed), ['relation'])
                if q.family == 'relation side'
            }
            for e in (episode, mirror)
        )
        for text in asked.keys() & other.keys():
            assert other[text] == sides[asked[text]]


def test_mirrored_features_put_each_cell_and_its_quarters_on_the_other_side():
    features = np.arange(TOKENS * DIMENSION, dtype=np.int32).reshape(1, TOKENS, DIMENSION)
    mirror = mirrored(features)
    np.testing.assert_array_equal(mirrored(mirror), features)
    np.testing.assert_array_equal(mirror[0, 0, :320], features[0, GRID - 1, :320])
    np.testing.assert_array_equal(mirror[0, 0, 320:432], features[0, GRID - 1, 432:544])
    np.testing.assert_array_equal(mirror[0, CELLS], features[0, CELLS])


def test_a_question_knows_where_what_it_is_about_is():
    episode = table_episode()
    state = episode.states[0]
    found: dict[tuple[str, str], list] = {}
    for seed in range(60):
        rng = np.random.default_rng(seed)
        for q in questions(episode, 0, 'train', rng, ['present', 'count', 'relation', 'colour']):
            found.setdefault((q.family, q.answer), []).append(q)
            assert q.about is not None
            places = Labels.where(state, q.about, q.beside or ())
            assert places.shape == (2, 2, FINE * FINE)
            assert places[0, 1].sum() == len(q.about)
            assert places[1].any() == bool(set(q.beside or ()) & state.boxes.keys())
    for q in found['present', 'no'] + found['count', 'zero']:
        assert q.about == ()
    assert all(len(q.about) == 2 for q in found['count', 'two'])
    side = found['relation side', 'left'][0]
    (x0, *_), (x1, *_) = (state.boxes[keys[0]] for keys in (side.about, side.beside))
    assert x0 < x1


def test_pointing_is_learned_where_it_is_known_and_only_there():
    torch.manual_seed(0)
    truth = torch.zeros(1, 2, 2, 2, FINE * FINE, dtype=torch.int8)
    truth[0, 0, 0, :, 30] = 1
    truth[0, 1] = UNKNOWN
    logits = [torch.zeros(1, 2, 2, FINE * FINE, requires_grad=True) for _ in range(2)]
    counts = torch.zeros(1, 2, 2)
    pointing_loss(Pointed(logits[0], logits[1], counts), truth).backward()
    for of_kind in logits:
        assert of_kind.grad is not None
        assert of_kind.grad[0, 0, 0, 30] < 0 < of_kind.grad[0, 0, 0, 31]
        assert not of_kind.grad[0, 1].any()


def test_counts_are_learned_where_they_are_known_two_in_one_cell_as_two():
    truth = torch.zeros(1, 2, 2, 2, FINE * FINE, dtype=torch.int8)
    truth[0, 0, 0, :, 30] = 2
    truth[0, 1] = UNKNOWN
    logits = torch.zeros(1, 2, 2, FINE * FINE)
    counts = torch.tensor([[[1.0, 0.0], [3.0, 3.0]]], requires_grad=True)
    loss = counting_loss(Pointed(logits, logits, counts), truth)
    loss.backward()
    # One too few is half beyond what is rounded to another number; mean over four.
    torch.testing.assert_close(loss, torch.tensor(0.75 / 4 * COUNT_WEIGHTS[2]))
    assert counts.grad is not None
    assert counts.grad[0, 0, 0] < 0
    assert not counts.grad[0, 0, 1] and not counts.grad[0, 1].any()
