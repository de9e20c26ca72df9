"""One training step's loss: batches in, a scalar and what is logged out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from vljepa_training.model.predictor import Predictor
from vljepa_training.model.text_encoder import TextEncoder
from vljepa_training.model.visual_tokens import Seen, seen_together
from vljepa_training.worlds.episode import EVENT_KINDS

from . import losses
from .class_loss import ClassLoss
from .examples import Asked, Batch, Row
from .gather import gather_objects, gather_rows
from .pointing_losses import counting_loss, pointing_loss
from .truth import TruthHeads

LossKind = Literal['info_nce', 'cosine']


@dataclass(frozen=True)
class Weights:
    """Of the losses beside InfoNCE."""

    grounding: float = 4.0
    facts: float = 1.0
    pointing: float = 4.0
    counting: float = 2.0
    gate: float = 0.2
    anchor: float = 3.0
    classes: float = 0.0


class Objective(nn.Module):
    """Predictor, Y-Encoder and temperature, so that one wrapper can average all gradients."""

    def __init__(
        self,
        predictor: Predictor,
        text: TextEncoder,
        loss: LossKind = 'info_nce',
        weights: Weights = Weights(),
    ):
        super().__init__()
        self.predictor = predictor
        self.text = text
        self.temperature = losses.Temperature()
        labels = len(predictor.config.labels)
        self.heads = TruthHeads(predictor.config.width, labels) if labels else None
        self._loss = loss
        self._weights = weights
        self._classes = ClassLoss()

    def forward(
        self, batches: list[Batch], paraphrases: Sequence[Row] = ()
    ) -> tuple[Tensor, dict[str, Tensor]]:
        predicted, auxiliary = [], []
        all_seen = seen_together(self.predictor.see, [batch.features for batch in batches])
        for batch, seen in zip(batches, all_seen, strict=True):
            found = self._auxiliary_losses(batch, seen)
            auxiliary.append((len(batch.features), found))
            if batch.rows:
                embeddings, pointed = self.predictor.answer_pointing(
                    batch.features, seen, batch.ids, batch.mask
                )
                predicted.append(embeddings.flatten(0, 1))
                if batch.truths is not None:
                    found['pointing'] = pointing_loss(pointed, batch.where)
                    found['counting'] = counting_loss(pointed, batch.where)
        pairs, anchored = self._pairs(predicted, batches, paraphrases)
        temperature = self.temperature()
        if self._loss == 'info_nce':
            loss = losses.info_nce(pairs, temperature)
        else:
            # The temperature has no part in it; a zero keeps its gradient defined.
            loss = losses.cosine_loss(pairs) + 0 * temperature
        logged = {'loss': loss.detach(), 'temperature': temperature.detach(), **_logged(pairs)}
        found = anchored | self._named(predicted, batches, temperature)
        return with_auxiliary(loss, logged, [*auxiliary, (1, found)], self._weights)

    def _named(
        self, predicted: list[Tensor], batches: list[Batch], temperature: Tensor
    ) -> dict[str, Tensor]:
        """`classes`: the loss of `ClassLoss`, if any row asks what happens."""
        if not self._weights.classes:
            return {}
        rows = [row for batch in batches for row in batch.rows]
        asked = [number for number, row in enumerate(rows) if row.kind]
        if not asked:
            return {}
        kinds = [EVENT_KINDS.index(rows[number].kind) for number in asked]
        answers = torch.cat(predicted)[asked]
        loss = self._classes(answers, kinds, self.text, temperature.detach())
        # Over all rows, not those that ask: so ranks weigh alike.
        return {'classes': loss / len(rows)}

    def _auxiliary_losses(self, batch: Batch, seen: Seen) -> dict[str, Tensor]:
        """Losses that no words take part in: those of the gate and of the truth."""
        gate = self.predictor.gate_logit(batch.features)
        shown = torch.full_like(gate, float(batch.truths is not None))
        found = {'gate': functional.binary_cross_entropy_with_logits(gate, shown)}
        if batch.truths is not None and self.heads is not None:
            found |= self.heads(seen, batch.truths)
        return found

    def _pairs(
        self, predicted: list[Tensor], batches: list[Batch], paraphrases: Sequence[Row]
    ) -> tuple[losses.Pairs, dict[str, Tensor]]:
        rows = [row for batch in batches for row in batch.rows] + list(paraphrases)
        negatives = [text for row in rows for text in row.negatives]
        texts = list(dict.fromkeys([row.answer for row in rows] + negatives))
        restated = [row.query for row in paraphrases]
        read = self.text(texts + restated)
        stays = {text for row in rows if row.anchored for text in (row.answer, *row.negatives)}
        anchored = [number for number, text in enumerate(texts) if text in stays]
        found = {}
        if anchored:
            kept = self.text.original([texts[number] for number in anchored])
            found['anchor'] = 1 - (read[anchored] * kept).sum(-1).mean()
        # A text in other words stands in for a prediction.
        answers = gather_rows(read[: len(texts)])
        states = gather_rows(torch.cat([*predicted, read[len(texts) :]]))
        asked = [asked for batch in batches for asked in batch.asked()]
        asked += [
            Asked(('said', number), row.answer, row.meaning, '')
            for number, row in enumerate(paraphrases)
        ]
        ranks = gather_objects((texts, asked))
        # A text that several ranks have counts once: the first rank's embedding stands for it.
        first: dict[str, int] = {}
        for index, text in enumerate(text for texts, _ in ranks for text in texts):
            first.setdefault(text, index)
        kept = torch.tensor(list(first.values()), device=answers.device)
        asked = [
            replace(a, group=(rank, *a.group))
            for rank, (_, of_rank) in enumerate(ranks)
            for a in of_rank
        ]
        answer_of, same = right_answers(asked, list(first))
        device = answers.device
        pairs = losses.Pairs(states, answers[kept], answer_of.to(device), same.to(device))
        return pairs, found


def with_auxiliary(
    loss: Tensor,
    logged: dict[str, Tensor],
    auxiliary: Sequence[tuple[int, dict[str, Tensor]]],
    weights: Weights,
) -> tuple[Tensor, dict[str, Tensor]]:
    """Adds the means of the `auxiliary` losses, each over so many windows; those without a weight
    are only logged."""
    for name in dict.fromkeys(name for _, of_batch in auxiliary for name in of_batch):
        known = [(count, of_batch[name]) for count, of_batch in auxiliary if name in of_batch]
        total: Tensor = sum(count * value for count, value in known)  # type: ignore[assignment]
        mean = total / sum(count for count, _ in known)
        logged[name] = mean.detach()
        loss = loss + getattr(weights, name, 0.0) * mean
    return loss, logged


def right_answers(asked: list[Asked], texts: list[str]) -> tuple[Tensor, Tensor]:
    """Which of `texts` is each row's answer [R], and which are right for it [R, len(texts)]."""
    number = {text: index for index, text in enumerate(texts)}
    answer_of = np.array([number[a.answer] for a in asked])
    meaning = {a.answer: a.meaning or a.answer for a in asked}
    within = {a.answer: a.within for a in asked}
    meanings = [meaning.get(text, text) for text in texts]
    # A meaning that is within no wider one is within itself.
    wider_meanings = [within.get(text) or own for text, own in zip(texts, meanings, strict=True)]
    code, wider = _codes([*meanings, *wider_meanings]).reshape(2, -1)
    same = (code[answer_of][:, None] == code) | (code[answer_of][:, None] == wider)
    same |= wider[answer_of][:, None] == code
    group = _codes([a.group for a in asked])
    of_group = np.zeros((group.max() + 1, len(texts)), bool)
    of_group[group, answer_of] = True
    return torch.from_numpy(answer_of), torch.from_numpy(same | of_group[group])


def _codes(keys: list) -> np.ndarray:
    """Equal keys get equal numbers."""
    numbers: dict = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys])


@torch.no_grad()
def _logged(pairs: losses.Pairs) -> dict[str, Tensor]:
    """Alignment, uniformity of both sides, and how often the right text is the nearest."""
    nearest = (pairs.predicted @ pairs.answers.T).argmax(1)
    right = pairs.same.gather(1, nearest[:, None])
    return {
        'alignment': losses.alignment(pairs),
        'uniformity': losses.uniformity(pairs.predicted),
        'text uniformity': losses.uniformity(pairs.answers),
        'right': right.float().mean(),
    }
