"""What is asked about episodes is true, unambiguous and balanced."""

import re
from collections import Counter
from dataclasses import replace

import pytest

from asked_questions import ALL, EPISODES, asked, frame_at
from language_episodes import ROOM_BOXES, bare_episode, room_episode, table_episode
from vljepa_training.worlds.episode import RATE, Episode, State, Thing
from vljepa_training.worlds.language import KINDS, WORDINGS, ontology, wording
from vljepa_training.worlds.language.events import EVENTS
from vljepa_training.worlds.language.questions.count import WEIGHTS


@pytest.mark.parametrize('text', WORDINGS)
def test_all_kinds_are_asked_and_candidates_hold_the_answer_once(text):
    seen = {q.kind for *_, q in ALL[text]}
    assert seen == set(KINDS)
    for *_, q in ALL[text]:
        if q.candidates is not None:
            assert q.candidates.count(q.answer) == 1, q
            assert len(set(q.candidates)) == len(q.candidates) >= 2, q


@pytest.mark.parametrize('text', WORDINGS)
def test_present_is_balanced_true_and_half_of_the_absentees_look_alike(text):
    answers: Counter[str] = Counter()
    alike = 0
    for episode, last, q in ALL[text]:
        if q.kind != 'present':
            continue
        answers[q.answer] += 1
        alike += q.lookalike
        there = {
            ontology.with_article(ontology.coloured(name, colour))
            for thing in episode.things
            if thing.id in episode.states[last].boxes
            for name in ontology.names(thing.kind)
            for colour in (None, thing.colour)
        }
        named = any(re.search(rf'\b{name}\b', q.text) for name in there)
        assert named == (q.answer == 'yes'), q
    assert answers['no'] >= 0.48 * answers.total() and answers['yes'] >= 0.45 * answers.total()
    assert alike >= 0.5 * answers['no']


def colour_in(q) -> str | None:
    colours = ('red', 'green', 'blue', 'yellow', 'orange', 'purple', 'white', 'black')
    return next((word for word in q.text.split() if word in colours), None)


def test_absent_is_asked_only_of_what_the_split_may_show():
    held = ontology.HELD_KINDS
    for *_, q in ALL['train']:
        if q.kind in ('present', 'count') and q.answer in ('no', 'zero'):
            assert not any(re.search(rf'\b{kind}s?\b', q.text) for kind in held), q
            assert 'blue mug' not in q.text and 'red book' not in q.text
    clips = [(table_episode('objects'), last) for last in range(0, 40, 4)]
    texts = ' '.join(q.text for *_, q in asked(['present'], rounds=10, clips=clips))
    assert 'a cup' not in texts, 'a mug in sight might be meant'
    assert 'a jar' in texts or 'a pear' in texts


def test_counts_are_true_and_leave_out_what_may_be_meant_otherwise():
    episode = EPISODES[0]
    for e, last, q in ALL['train']:
        if q.kind == 'count' and e is episode and last < 30:
            if re.search(r'\bmugs\b', q.text) and not colour_in(q):
                assert q.answer == 'two', q
            if 'bananas' in q.text:
                assert q.answer == 'one', q
            if 'red things' in q.text:
                assert q.answer == 'two', q
    assert len(WEIGHTS) == len(ontology.COUNTS)
    appearing = frame_at(episode, 'appear', 0.3)
    texts = [q.text for *_, q in asked(['count'], clips=[(episode, appearing)], rounds=30)]
    assert texts and not any('bananas' in t or 'objects' in t for t in texts)


def test_colour_is_asked_of_what_is_alone_of_its_kind():
    texts = {q.text for e, _, q in ALL['train'] if q.kind == 'colour'}
    assert not any('mug' in t or 'banana' in t or 'chair' in t for t in texts)
    answers = {q.answer for *_, q in ALL['train'] if q.kind == 'colour' and 'drawer' in q.text}
    assert answers == {'white'}


def test_places_in_the_picture_and_relations_follow_the_boxes():
    texts = {(q.text, q.answer) for e, _, q in ALL['train'] if q.kind == 'relation'}

    def answers(family: str, name: str) -> set[str]:
        return {q.answer for *_, q in ALL['train'] if q.family == family and name in q.text}

    assert answers('relation column', 'green mug') == {'right'}
    assert answers('relation row', 'drawer') == {'top'}
    pairs = [q for *_, q in ALL['train'] if q.family == 'relation side' and q.about == ('tray',)]
    assert pairs and all(q.answer == 'left' for q in pairs if 'mug' not in q.text)
    said = [a for t, a in texts if 'the red mug right of the green mug' in t]
    assert set(said) <= {'no'}


def test_where_something_is_follows_the_state():
    episode = EPISODES[0]

    def places(last: int) -> set[str]:
        made = asked(['relation'], rounds=60, clips=[(episode, last)])
        return {q.answer for *_, q in made if q.family == 'relation place' and 'red mug' in q.text}

    assert places(4) == {'on the table'}
    assert places(frame_at(episode, 'carry', 0.5)) == {'in the gripper'}
    assert places(79) <= {'on the book', 'on the blue book'} and places(79)


def test_states_are_asked_both_ways_round_so_that_yes_and_no_are_balanced():
    answers = Counter(
        q.answer for *_, q in ALL['train'] if q.kind == 'state' and q.answer in ('yes', 'no')
    )
    assert 0.42 < answers['yes'] / answers.total() < 0.58
    rooms = {q.answer for *_, q in ALL['train'] if q.family == 'state room'}
    assert rooms == {'the kitchen'}
    for e, last, q in ALL['train']:
        if q.family in ('state open', 'state closed'):
            is_open = 'drawer' in e.states[last].open
            assert (q.answer == 'yes') == (is_open == (q.family == 'state open')), q
            assert e.event_at(last / RATE).kind != 'open'


def test_a_change_is_told_once_it_is_over_and_nothing_where_nothing_changes():
    episode = EPISODES[0]
    answers = [
        q.answer for e, last, q in ALL['train'] if q.kind == 'change' and e is episode and last < 7
    ]
    assert answers and set(answers) <= set(wording.CHANGES['train']['nothing'])
    last = frame_at(episode, 'open', 1.0)
    [(*_, q)] = asked(['change'], rounds=1, clips=[(episode, last)])
    assert 'drawer' in q.answer


def test_action_has_four_choices_and_shows_the_pictures_before_and_after():
    seen = set()
    for episode, last, q in ALL['train']:
        if q.kind != 'action':
            continue
        assert len(q.candidates) == 4
        before, after = q.frames
        assert 0 <= before < after <= last
        [event] = [e for e in episode.events if before / RATE <= e.start < after / RATE][:1]
        assert event.end <= after / RATE
        seen.add(event.kind)
    assert {'place_on', 'open', 'light_off', 'turn_left', 'person_comes'} <= seen


def test_a_turn_away_from_all_that_was_in_sight_is_not_held_against_the_opposite_turn():
    room = room_episode()
    turn = next(e for e in room.events if e.kind == 'turn_left')
    gone = {'fridge': ROOM_BOXES['fridge']}
    come = {key: box for key, box in ROOM_BOXES.items() if key not in gone}
    states = tuple(replace(s, boxes=gone if s.t < turn.end else come) for s in room.states)
    last = round(turn.end * RATE)
    right = {name for group in EVENTS.values() for name in group['turn_right']}
    for episode, offered in ((room, True), (replace(room, states=states), False)):
        turns = [q for *_, q in asked(['action'], rounds=60, clips=[(episode, last)])]
        assert turns and all(q.event.kind == 'turn_left' for q in turns)
        assert any(right & {*q.candidates} for q in turns) == offered


def test_the_true_action_is_in_any_place_among_the_choices():
    places = Counter(q.candidates.index(q.answer) for *_, q in ALL['train'] if q.kind == 'action')
    assert min(places[i] for i in range(4)) > 0.15 * places.total()


def test_in_the_dark_nothing_is_asked_that_cannot_be_seen():
    dark = frame_at(EPISODES[0], 'light_on', 0) - 4
    kinds = {q.family for *_, q in asked(rounds=30, clips=[(EPISODES[0], dark)])}
    assert not kinds & {'present', 'count', 'colour', 'state held', 'state open'}
    assert 'state light' in kinds


def test_kinds_that_nobody_listed_are_called_by_their_name_but_not_asked_as_present():
    things = (Thing('g', 'gizmo', 'red', 'object'), Thing('m', 'mug', 'blue', 'object'))
    boxes = {'g': (0.1, 0.4, 0.3, 0.6), 'm': (0.6, 0.4, 0.8, 0.6)}
    bare = bare_episode(('arm_idle', 3.0))
    states = tuple(State(s.t, True, boxes) for s in bare.states)
    episode = Episode('g', 'manipulation', 'train', 0, 'arm', things, bare.events, states)
    made = asked(rounds=40, clips=[(episode, 8)])
    assert any('gizmo' in q.text for *_, q in made if q.kind == 'colour')
    assert not any('gizmo' in q.text for *_, q in made if q.kind == 'present')
