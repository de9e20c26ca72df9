"""The query gate: how it is told which query asks for names, and what it holds open."""

import pytest
import torch

from vljepa_training.learning import fit_query_gate
from vljepa_training.model.features import DIMENSION, TOKENS
from vljepa_training.model.predictor import Predictor, PredictorConfig
from vljepa_training.model.query_gate import QueryGate, held_open
from vljepa_training.model.wordpieces import padded, token_ids, tokenizer, word_table

pytestmark = pytest.mark.usefixtures('one_thread')

NAMES = {'what is there?', 'what do you see?', 'which things are here?', 'name the objects'}
HAPPENING = {'what is happening?', 'what is going on?', 'what happens here?'}
PRESENT = {'is there a mug?', 'do you see a red box?', 'is a ball here?'}


def gate(logit: float) -> QueryGate:
    """Of the same opinion about every query."""
    return QueryGate(torch.zeros(tokenizer().get_vocab_size()), torch.tensor(logit))


def query(*texts: str, length: int | None = None):
    return padded([token_ids(text, 24) for text in texts], length)


def test_the_own_gate_holds_for_names_and_is_open_for_all_else():
    share = torch.tensor([0.1, 0.1, 0.9])
    torch.testing.assert_close(
        held_open(share, torch.tensor([1.0, 0.0, 1.0])), torch.tensor([0.1, 1, 0.9])
    )


def test_only_a_shut_predictor_answers_otherwise_behind_the_gate():
    torch.manual_seed(0)
    config = PredictorConfig(
        width=48, heads=2, visual_layers=1, reading_layers=2, labels=('red', 'ball')
    )
    predictor = Predictor(config, word_table(96).float()).eval()
    tokens = torch.randn(2, 2 * TOKENS, DIMENSION)
    ids, mask = query('is it red?', 'what is there?')

    def answers(names_asked, logit):
        with torch.no_grad():
            last = predictor.gate[-1]
            assert isinstance(last, torch.nn.Linear)
            last.weight.zero_()
            last.bias.fill_(logit)
            return predictor(tokens, ids, mask, names_asked)

    nothing = torch.zeros(2)
    torch.testing.assert_close(answers(nothing, 20.0), answers(None, 20.0))
    torch.testing.assert_close(answers(nothing, -20.0), answers(None, 20.0))
    torch.testing.assert_close(answers(torch.ones(2), -20.0), answers(None, -20.0))
    assert (answers(None, -20.0) * answers(None, 20.0)).sum(1).max() < 0.9


def test_each_query_of_a_batch_has_its_own_share():
    asks = torch.zeros(tokenizer().get_vocab_size())
    asks[tokenizer().token_to_id('there')] = 500.0
    shares = QueryGate(asks, torch.tensor(-20.0))(*query('what is there?', 'what is happening?'))
    torch.testing.assert_close(shares, torch.tensor([1.0, 0.0]))


def test_padding_of_a_query_changes_nothing():
    asking = QueryGate(torch.randn(tokenizer().get_vocab_size()), torch.tensor(0.5))
    short, long = (asking(*query('is it red?', length=n)) for n in (None, 20))
    torch.testing.assert_close(short, long)


def test_a_bias_of_another_size_is_refused():
    with pytest.raises(ValueError, match=r'bias: expected \[\], came \[3\]'):
        QueryGate(torch.zeros(5), torch.zeros(3))


def test_questions_for_names_are_told_from_others_in_unseen_words():
    by_family = {'object list': NAMES, 'event': HAPPENING, 'present': PRESENT}
    fitted = QueryGate(*fit_query_gate.fit_text(by_family, word_table(fit_query_gate.WIDTH)))
    shares, wrong = fit_query_gate.told_right(fitted, by_family)
    assert not wrong and set(shares.values()) == {1.0}
    opened = (
        fitted(*query('list the things here', 'what is occurring?', 'is there a blue cup?')) > 0.5
    )
    assert opened.tolist() == [True, False, False]


def test_what_is_on_the_wrong_side_is_listed():
    shares, wrong = fit_query_gate.told_right(
        gate(50.0), {'object list': NAMES, 'event': HAPPENING}
    )
    assert shares == {'object list': 1.0, 'event': 0.0}
    assert sorted(wrong) == sorted((1.0, 'event', text) for text in HAPPENING)


def test_without_a_kind_of_questions_nothing_is_fitted():
    with pytest.raises(ValueError, match='came object list, present; render more episodes'):
        fit_query_gate.fit_text({'object list': NAMES, 'present': PRESENT}, word_table(8))


def test_a_gate_is_kept(tmp_path):
    kept = gate(2.0)
    fit_query_gate.save(tmp_path / 'gate.pt', kept)
    again = fit_query_gate.load(tmp_path / 'gate.pt')
    for name, value in kept.state_dict().items():
        torch.testing.assert_close(again.state_dict()[name], value)
