"""Losses against plain loops."""

import math

import torch
from torch.nn.functional import normalize

from vljepa_training.learning import losses
from vljepa_training.learning.class_loss import ClassLoss
from vljepa_training.learning.examples import Asked
from vljepa_training.learning.objective import right_answers
from vljepa_training.model.probability import probability
from vljepa_training.model.text_encoder import TextEncoder
from vljepa_training.worlds.episode import EVENT_KINDS
from vljepa_training.worlds.language import class_prompts


def pairs() -> tuple[losses.Pairs, list[str]]:
    """Two rows say "yes", two ask the same of one window, two texts mean the same, and the last is
    the name of what they are kinds of."""
    torch.manual_seed(0)
    asked = [
        Asked((0, 'a'), 'yes', '', ''),
        Asked((1, 'a'), 'yes', '', ''),
        Asked((2, ''), 'a mug on a table', '', ''),
        Asked((2, ''), 'the arm lifts a mug', 'lift mug', 'lift'),
        Asked((3, ''), 'a mug is lifted', 'lift mug', 'lift'),
        Asked((4, ''), 'lifting something', 'lift', ''),
    ]
    texts = [
        'yes',
        'no',
        'a mug on a table',
        'the arm lifts a mug',
        'a mug is lifted',
        'lifting something',
    ]
    answer_of, same = right_answers(asked, texts)
    predicted, answers = normalize(torch.randn(6, 8), dim=1), normalize(torch.randn(6, 8), dim=1)
    return losses.Pairs(predicted, answers, answer_of, same), texts


def test_what_is_right_for_a_row_is_its_text_its_meaning_and_its_windows_other_answers():
    made, _ = pairs()
    assert made.answer_of.tolist() == [0, 0, 2, 3, 4, 5]
    assert made.same.int().tolist() == [
        [1, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 0, 0],
        [0, 0, 1, 1, 0, 0],
        [0, 0, 1, 1, 1, 1],
        [0, 0, 0, 1, 1, 1],
        [0, 0, 0, 1, 1, 1],
    ]


def test_half_precision_around_it_leaves_the_loss_in_full():
    made, _ = pairs()
    temperature = torch.tensor(0.01)
    with torch.autocast('cpu', torch.bfloat16):
        half = losses.info_nce(made, temperature)
    torch.testing.assert_close(half, losses.info_nce(made, temperature), rtol=0, atol=0)


def test_info_nce_equals_a_naive_one():
    made, texts = pairs()
    temperature = 0.2
    total = 0.0
    for i, own in enumerate(made.answer_of.tolist()):

        def score(row: int, text: int) -> float:
            cosine = float(made.predicted[row] @ made.answers[text])
            return math.exp(cosine / temperature)

        wrong_texts = [j for j in range(len(texts)) if not made.same[i, j]]
        wrong_rows = [k for k in range(6) if not made.same[k, own]]
        right = score(i, own)
        total -= math.log(right / (right + sum(score(i, j) for j in wrong_texts)))
        total -= math.log(right / (right + sum(score(k, own) for k in wrong_rows)))
    expected = torch.tensor(total / 2 / 6)
    torch.testing.assert_close(losses.info_nce(made, torch.tensor(temperature)), expected)


def test_info_nce_has_a_gradient_where_there_are_no_negatives():
    predicted = normalize(torch.randn(1, 4), dim=1).requires_grad_()
    same = torch.ones(1, 1, dtype=torch.bool)
    alone = losses.Pairs(predicted, predicted.detach(), torch.zeros(1, dtype=torch.int64), same)
    losses.info_nce(alone, torch.tensor(0.1)).backward()
    assert predicted.grad is not None and torch.isfinite(predicted.grad).all()


def test_alignment_and_uniformity_equal_naive_ones():
    made, _ = pairs()
    distances = [
        float((made.predicted[i] - made.answers[j]).square().sum())
        for i, j in enumerate(made.answer_of.tolist())
    ]
    torch.testing.assert_close(losses.alignment(made), torch.tensor(sum(distances) / 6))
    x = made.predicted
    close = [math.exp(-2 * float((x[i] - x[j]).square().sum())) for i in range(6) for j in range(i)]
    torch.testing.assert_close(losses.uniformity(x), torch.tensor(math.log(sum(close) / 15)))


def test_the_cosine_loss_is_zero_where_all_agree():
    made, _ = pairs()
    perfect = losses.Pairs(made.answers[made.answer_of], made.answers, made.answer_of, made.same)
    assert abs(float(losses.cosine_loss(perfect))) < 1e-6


def test_an_answer_that_means_its_kind_has_the_lowest_loss_of_classes():
    text = TextEncoder(trained_layers=1)
    names = class_prompts('unseen')
    kinds = [EVENT_KINDS.index(kind) for kind in ('drop', 'door_opens', 'turn_left')]
    with torch.no_grad():
        means = [normalize(text(names[EVENT_KINDS[kind]]).mean(0), dim=0) for kind in kinds]
    answers = torch.stack(means)
    right, wrong = (
        ClassLoss()(answers, told, text, torch.tensor(0.05)) for told in (kinds, kinds[::-1])
    )
    assert right < 3 * math.log(len(EVENT_KINDS)) / 2 < wrong
    right.backward()
    gradient = text.head.weight.grad
    assert gradient is not None and gradient.abs().max() > 0


def test_the_temperature_keeps_its_limits():
    temperature = losses.Temperature()
    torch.testing.assert_close(temperature(), torch.tensor(0.07))
    with torch.no_grad():
        temperature.log.fill_(-20)
    torch.testing.assert_close(temperature(), torch.tensor(losses.MIN_TEMPERATURE))


def test_a_rare_things_chance_is_what_its_loss_was_lowest_for():
    truth = torch.tensor([1] * 3 + [0] * 7)
    logit = torch.zeros((), requires_grad=True)
    optimizer = torch.optim.LBFGS([logit], max_iter=50)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = losses.weighted_bce(logit.expand(10), truth, 9.0)
        loss.backward()
        return loss

    optimizer.step(closure)
    likely = probability(logit.detach(), 9.0)
    torch.testing.assert_close(likely, torch.tensor(0.3), rtol=0, atol=1e-3)
