"""The phrasings: enough of them, none both shown and held out, each of one meaning; and the names
of kinds."""

import re

import numpy as np
import pytest

from vljepa_training.worlds.episode import EVENT_KINDS
from vljepa_training.worlds.language import (
    WORDINGS,
    class_prompts,
    ontology,
    paraphrases,
    restated,
    wording,
)


@pytest.mark.parametrize('name', ['events', 'changes', 'questions', 'scenes', 'facts'])
def test_every_family_has_unseen_lines_and_none_comes_twice(name):
    written = wording.lines(name)
    assert written['train'].keys() == written['unseen'].keys()
    for family, _train in written['train'].items():
        assert len(written['unseen'][family]) >= (1 if name == 'scenes' else 2), family
        read = wording.read(name)
        both = [text for seen in WORDINGS for text in read[seen][family]]
        assert len(set(both)) == len(both), family


def test_alternatives_make_a_phrasing_each_and_leave_placeholders_alone():
    assert wording.expanded('the arm lifts {o}') == ('the arm lifts {o}',)
    assert wording.expanded('{the arm|the robot} {lifts|raises} {o}{ now|}') == (
        'the arm lifts {o} now',
        'the arm lifts {o}',
        'the arm raises {o} now',
        'the arm raises {o}',
        'the robot lifts {o} now',
        'the robot lifts {o}',
        'the robot raises {o} now',
        'the robot raises {o}',
    )


def test_what_training_learns_from_has_many_phrasings():
    for phrasings in (wording.EVENTS, wording.CHANGES, wording.QUESTIONS):
        for family, train in phrasings['train'].items():
            assert len(train) >= 20, family


def test_every_event_has_phrasings_and_two_unseen_ones_for_paraphrases():
    for kind in EVENT_KINDS:
        assert len(wording.EVENTS['train'][kind]) >= 5, kind
        assert len(wording.EVENTS['unseen'][kind]) >= 2, kind


def test_class_prompts_name_every_class_and_no_text_names_two():
    for text in WORDINGS:
        prompts = class_prompts(text)
        assert tuple(prompts) == EVENT_KINDS and len(prompts) >= 32
        # Containers and doors open alike; all else is told apart by the words.
        texts = [p for kind in prompts for p in prompts[kind]]
        assert len(set(texts)) == len(texts)
        assert not any('{' in p for p in texts)


def test_kinds_have_plurals_and_persons_wear_colours():
    assert ontology.plural('box') == 'boxes' and ontology.plural('toy car') == 'toy cars'
    assert ontology.plural('shelf') == 'shelves' and ontology.plural('chair') == 'chairs'
    assert ontology.coloured('person', 'red') == 'person in red'
    assert ontology.coloured_plural('person', 'red') == 'people in red'
    assert ontology.plural('gizmo') == 'gizmos' and ontology.look_alikes('gizmo') == ()


def test_paraphrases_are_balanced_unseen_and_differ_in_words():
    pairs = paraphrases(np.random.default_rng(0), 600)
    assert len(pairs) == 600
    assert sum(same for *_, same in pairs) == 300
    assert all(a != b for a, b, _ in pairs)
    families = {t for a, b, _ in pairs for t in (a, b)}
    seen = {t for family in wording.EVENTS['train'].values() for t in family}
    assert not families & seen
    dark = set(wording.EVENTS['unseen']['light_off'])
    assert any({a, b} <= dark for a, b, same in paraphrases(np.random.default_rng(1), 4000) if same)


def test_what_is_restated_means_the_same_in_training_words_and_the_other_does_not():
    made = restated(np.random.default_rng(0), 300, 'train')
    files = (wording.EVENTS, wording.CHANGES, wording.FACTS)
    known, unseen = (
        {text for file in files for texts in file[words].values() for text in texts}
        for words in wording.WORDINGS
    )
    assert not known & unseen, 'what one file holds out another shows'
    assert len(made) == 300
    for r in made:
        assert len({r.text, r.same, r.other}) == 3
    by_text = {r.text: r.meaning for r in made}
    assert all(by_text.get(r.other) != r.meaning for r in made)
    with pytest.raises(ValueError, match='expected one of train, unseen'):
        restated(np.random.default_rng(0), 1, 'other')


def test_paraphrases_of_one_meaning_name_the_same_things():
    for phrasings in (wording.EVENTS, wording.CHANGES, wording.FACTS):
        for family, unseen in phrasings['unseen'].items():
            # What is in the way is said in passing there: it is always a person.
            if not family.startswith('path'):
                named = {frozenset(re.findall(r'\{(\w)\}', text)) for text in unseen}
                assert len(named) == 1, (family, named)


def test_what_is_held_out_is_what_the_worlds_hold_out():
    pytest.importorskip('mujoco')
    from vljepa_training.worlds.manipulation import kinds as manipulation
    from vljepa_training.worlds.navigation import kinds as navigation

    held = {kind.name for kind in manipulation.HELD_OUT} | navigation.HELD_KINDS
    assert held == ontology.HELD_KINDS
    assert ontology.HELD_PAIRS['manipulation'] == {
        (colour, kind) for kind, colour in manipulation.HELD_OUT_PAIRS
    }
    assert ontology.HELD_PAIRS['navigation'] == navigation.HELD_PAIRS
    assert {kind.name for kind in manipulation.TRAINING_ONLY} == set(ontology.TRAINING_KINDS)
    for split, shown in (
        ('seeds', set(manipulation.KINDS) - set(ontology.TRAINING_KINDS)),
        ('train', set(manipulation.KINDS)),
    ):
        assert shown <= set(ontology.kinds('manipulation', split))
    assert not set(ontology.kinds('manipulation', 'seeds')) & set(ontology.TRAINING_KINDS)
    assert set(navigation.KINDS) <= set(ontology.NAVIGATION_KINDS)
    own = {name for name, kind in manipulation.KINDS.items() if kind.own is not None}
    own |= {name for name, kind in navigation.KINDS.items() if not kind.coloured}
    assert own <= ontology.UNPAINTED
