"""What is said about episodes is true, unambiguous, balanced and grammatical."""

import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from training.tests.language_episodes import bare_episode, room_episode, table_episode
from training.worlds.episode import RATE, Episode, State, Thing
from training.worlds.language import (
    KINDS,
    WORDINGS,
    captions,
    class_prompts,
    clip_event,
    ontology,
    paraphrases,
    questions,
    wording,
)
from training.worlds.language.events import EVENTS
from training.worlds.language.questions.count import WEIGHTS

EPISODES = (table_episode(), room_episode())
CLIPS = [(episode, last) for episode in EPISODES for last in range(len(episode.states))]


def asked(kinds=KINDS, text='train', rounds=6, clips=CLIPS):
    rng = np.random.default_rng(3)
    return [
        (episode, last, question)
        for _ in range(rounds)
        for episode, last in clips
        for question in questions(episode, last, text, rng, kinds)
    ]


ALL = {text: asked(text=text) for text in WORDINGS}


def frame_at(episode: Episode, kind: str, share: float) -> int:
    event = next(e for e in episode.events if e.kind == kind)
    return round((event.start + share * (event.end - event.start)) * RATE)


# Which event a clip shows.


def shown(events, seconds: float, world='manipulation') -> str | None:
    event = clip_event(bare_episode(*events, world=world), round(seconds * RATE))
    return event.kind if event else None


def test_a_change_is_shown_once_the_clip_holds_most_of_it():
    events = (('arm_idle', 4.0), ('reach', 1.0), ('grasp', 1.0), ('arm_idle', 4.0))
    assert shown(events, 4.25) is None
    assert shown(events, 4.75) == 'reach'
    assert shown(events, 5.25) == 'reach'
    assert shown(events, 5.5) is None
    assert shown(events, 6.0) == 'grasp'


def test_a_short_change_within_stillness_is_the_event_until_it_has_left_the_newer_half():
    events = (('arm_idle', 4.0), ('light_off', 0.5), ('arm_idle', 4.0))
    assert [shown(events, t) for t in (4.5, 5.0, 5.5, 6.5)] == [
        'light_off', 'light_off', None, 'arm_idle',
    ]  # fmt: skip


def test_a_long_event_is_shown_by_a_clip_that_it_fills():
    events = (('stand_still', 3.0), ('drive_forward', 6.0), ('stop', 1.0))
    assert shown(events, 3.75, 'navigation') is None
    assert shown(events, 4.25, 'navigation') == 'drive_forward'
    assert shown(events, 10.0 - 1 / RATE, 'navigation') == 'stop'


def test_at_the_start_the_oldest_frame_stands_for_those_before_it():
    assert shown((('arm_idle', 3.0), ('reach', 1.0)), 0.0) == 'arm_idle'
    assert shown((('reach', 3.0), ('grasp', 1.0)), 0.25) is None


# Wordings.


def test_the_plain_wording_is_the_first_lines_of_trainings():
    for phrasings in (wording.EVENTS, wording.CHANGES, wording.SCENES):
        assert phrasings['plain'].keys() == phrasings['train'].keys()
        for family, plain in phrasings['plain'].items():
            assert plain == phrasings['train'][family][: len(plain)]
    said = captions(
        EPISODES[0], frame_at(EPISODES[0], 'lift', 1.0), 'plain', np.random.default_rng(0), count=9
    )
    assert said and len(said) <= len(wording.EVENTS['plain']['lift'])


def test_unseen_questions_share_no_text_with_training():
    def bare(entries):
        return {q.text for *_, q in entries}

    assert not bare(ALL['train']) & bare(ALL['unseen'])


@pytest.mark.parametrize('text', WORDINGS)
def test_the_same_generator_gives_the_same_texts(text):
    episode = EPISODES[0]

    def made():
        rng = np.random.default_rng(5)
        said = captions(episode, 30, text, rng, 'both'), questions(episode, 30, text, rng)
        return said, paraphrases(rng, 20)

    assert made() == made()


def test_unknown_wordings_and_kinds_are_refused_with_what_there_is():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="'new'; expected one of train, unseen"):
        questions(EPISODES[0], 3, 'new', rng)
    with pytest.raises(ValueError, match="'shape'; expected one of event"):
        questions(EPISODES[0], 3, 'train', rng, ['shape'])
    with pytest.raises(ValueError, match='expected one of event, scene, both'):
        captions(EPISODES[0], 3, 'train', rng, 'mood')


# Grammar.


def every_text() -> list[str]:
    rng = np.random.default_rng(4)
    texts = [t for pair in paraphrases(rng, 400) for t in pair[:2]]
    for text in WORDINGS:
        for *_, q in ALL[text]:
            texts += [q.text, q.answer, *(q.candidates or ())]
        for clip in CLIPS:
            texts += [t for what in ('event', 'scene') for t in captions(*clip, text, rng, what)]
        texts += [p for prompts in class_prompts(text).values() for p in prompts]
    return sorted(set(texts))


TEXTS = every_text()


def test_articles_fit_the_sound():
    for text in TEXTS:
        for article, sound in re.findall(r'\b(an?) (\w)', text):
            assert (article == 'an') == (sound in 'aeiou'), text


def test_texts_are_filled_short_and_without_stray_spaces():
    for text in TEXTS:
        assert not re.search(r'[{}]|  |^ | $|\bNone\b|\bthe (a|an|the)\b|\ban? (a|an|the)\b', text)
    long = [text for text in TEXTS if len(text.split()) > 16]
    assert len(long) < 0.03 * len(TEXTS), long[:5]


# Captions.


def test_captions_name_what_happens_to_what():
    episode = EPISODES[0]
    last = frame_at(episode, 'place_on', 0.9)
    for text in WORDINGS:
        said = captions(episode, last, text, np.random.default_rng(0))
        assert len(set(said)) == len(said) >= 2
        assert 'red mug' in said[0] and 'blue book' in said[0]


def test_a_transition_has_no_event_caption_but_a_scene():
    episode = EPISODES[0]
    last = frame_at(episode, 'grasp', 0.6)
    rng = np.random.default_rng(0)
    assert captions(episode, last, 'train', rng) == []
    assert 'table' in captions(episode, last, 'train', rng, 'scene')[0]


def test_the_scene_names_only_what_is_in_sight_and_counts_it():
    rng = np.random.default_rng(1)
    end = ' '.join(
        t for _ in range(20) for t in captions(EPISODES[0], 79, 'train', rng, 'scene')
    )
    assert 'two bananas' in end and 'two mugs' in end and 'green mug' in end
    start = ' '.join(
        t for _ in range(20) for t in captions(EPISODES[0], 4, 'train', rng, 'scene')
    )
    assert 'a banana' in start and 'bananas' not in start
    assert 'kitchen' in captions(EPISODES[1], 4, 'train', rng, 'scene')[0]
    dark = frame_at(EPISODES[0], 'light_on', 0)
    assert 'mug' not in captions(EPISODES[0], dark, 'train', rng, 'scene')[0]


# Questions.


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
    answers, alike = Counter(), 0
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
        return {
            q.answer
            for *_, q in made
            if q.family == 'relation place' and 'red mug' in q.text
        }

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
    states = [
        replace(s, boxes={'fridge': (0.8, 0.1, 0.99, 0.7)} if s.t < turn.end else
                {k: box for k, box in s.boxes.items() if k != 'fridge'})
        for s in room.states
    ]  # fmt: skip
    last = round(turn.end * RATE)
    right = {name for group in EVENTS.values() for name in group['turn_right']}
    for episode, offered in ((room, True), (replace(room, states=tuple(states)), False)):
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


# The command.


def test_the_command_prints_how_answers_are_distributed(tmp_path):
    def run():
        command = [sys.executable, '-m', 'training.worlds.language', str(tmp_path)]
        root = Path(__file__).parents[2]
        return subprocess.run(command, capture_output=True, text=True, cwd=root)

    assert 'python -m training.worlds' in run().stdout
    EPISODES[0].write(tmp_path / 'table.json')
    done = run()
    assert done.returncode == 0, done.stderr
    assert 'state open: ' in done.stdout and 'absentees that look alike' in done.stdout
