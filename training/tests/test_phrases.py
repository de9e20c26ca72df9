"""The phrase lists are what the graphs assume."""

from vljepa_training.pretrained.phrases import bank_phrases, imagenet_phrases, robot_phrases


def test_there_is_one_phrase_for_each_class_in_the_classifiers_order():
    names = imagenet_phrases()
    assert len(names) == 1000
    assert (names[1], names[504], names[999]) == (
        'a goldfish',
        'a coffee mug',
        'a roll of toilet paper',
    )


def test_no_text_comes_twice_for_a_tokenizer_that_ignores_case():
    lowered = [phrase.lower() for phrase in bank_phrases()]
    assert len(set(lowered)) == len(lowered)


def test_phrases_are_one_line_each_without_stray_spaces():
    assert all(phrase and phrase == ' '.join(phrase.split()) for phrase in bank_phrases())


def test_articles_fit_the_sound():
    """A vowel's letter takes "an"; the exceptions are pronounced otherwise."""
    sounded = {'unicycle': 'a', 'European': 'a', 'one-piece': 'a', 'hourglass': 'an'}
    for phrase in bank_phrases():
        article, _, rest = phrase.partition(' ')
        if article in ('a', 'an'):
            word = rest.split(' ')[0]
            expected = sounded.get(word, 'an' if word[0] in 'aeiouAEIOU' else 'a')
            assert article == expected, phrase


def test_the_bank_holds_some_hundreds_of_robot_scenes():
    assert 300 <= len(robot_phrases()) <= 600
