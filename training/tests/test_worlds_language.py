"""What is said about episodes is true and grammatical; what a clip shows, and wordings."""

import re
import subprocess
import sys

import numpy as np
import pytest

from asked_questions import ALL, CLIPS, EPISODES, frame_at
from language_episodes import bare_episode
from vljepa_training.worlds.episode import RATE
from vljepa_training.worlds.language import (
    WORDINGS,
    captions,
    class_prompts,
    clip_event,
    paraphrases,
    questions,
    wording,
)

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
        'light_off',
        'light_off',
        None,
        'arm_idle',
    ]


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
    end = ' '.join(t for _ in range(20) for t in captions(EPISODES[0], 79, 'train', rng, 'scene'))
    assert 'two bananas' in end and 'two mugs' in end and 'green mug' in end
    start = ' '.join(t for _ in range(20) for t in captions(EPISODES[0], 4, 'train', rng, 'scene'))
    assert 'a banana' in start and 'bananas' not in start
    assert 'kitchen' in captions(EPISODES[1], 4, 'train', rng, 'scene')[0]
    dark = frame_at(EPISODES[0], 'light_on', 0)
    assert 'mug' not in captions(EPISODES[0], dark, 'train', rng, 'scene')[0]


# The command.


def test_the_command_prints_how_answers_are_distributed(tmp_path):
    def run():
        command = [sys.executable, '-m', 'vljepa_training.worlds.language', str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True)

    assert 'python -m vljepa_training.worlds' in run().stdout
    EPISODES[0].write(tmp_path / 'table.json')
    done = run()
    assert done.returncode == 0, done.stderr
    assert 'state open: ' in done.stdout and 'absentees that look alike' in done.stdout
