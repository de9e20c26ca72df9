"""One training step's loss: batches in, a scalar and what is logged out."""

from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn

from . import losses
from .examples import Asked, Batch
from .gather import gather_objects, gather_rows
from .model import Predictor
from .text_encoder import TextEncoder

LossKind = Literal['info_nce', 'cosine']


class Objective(nn.Module):
    """Predictor, Y-Encoder and temperature, so that one wrapper can average all gradients."""

    def __init__(
        self,
        predictor: Predictor,
        text: TextEncoder,
        loss: LossKind = 'info_nce',
        grounding_weight: float = 1.0,
    ):
        super().__init__()
        self.predictor = predictor
        self.text = text
        self.temperature = losses.Temperature()
        self._loss = loss
        self._grounding_weight = grounding_weight

    def forward(self, batches: list[Batch]) -> tuple[Tensor, dict[str, Tensor]]:
        predicted, ground = [], []
        for batch in batches:
            seen = self.predictor.see(batch.features)
            embeddings = self.predictor.answer(batch.features, seen, batch.ids, batch.mask)
            predicted.append(embeddings.flatten(0, 1))
            if batch.cells is not None and self.predictor.ground is not None:
                ground.append(losses.grounding(self.predictor.cells(seen), batch.cells))
        pairs = self._pairs(torch.cat(predicted), batches)
        temperature = self.temperature()
        if self._loss == 'info_nce':
            loss = losses.info_nce(pairs, temperature)
        else:
            # The temperature has no part in it; a zero keeps its gradient defined.
            loss = losses.cosine_loss(pairs) + 0 * temperature
        logged = {'loss': loss.detach(), 'temperature': temperature.detach(), **_logged(pairs)}
        if ground:
            cells = torch.stack(ground).mean()
            logged['grounding'] = cells.detach()
            loss = loss + self._grounding_weight * cells
        return loss, logged

    def _pairs(self, predicted: Tensor, batches: list[Batch]) -> losses.Pairs:
        rows = [row for batch in batches for row in batch.rows]
        negatives = [text for row in rows for text in row.negatives]
        texts = list(dict.fromkeys([row.answer for row in rows] + negatives))
        answers = gather_rows(self.text(texts))
        predicted = gather_rows(predicted)
        ranks = gather_objects((texts, [asked for batch in batches for asked in batch.asked()]))
        # A text that several ranks have counts once: the first rank's embedding stands for it.
        first: dict[str, int] = {}
        for index, text in enumerate(text for texts, _ in ranks for text in texts):
            first.setdefault(text, index)
        kept = torch.tensor(list(first.values()), device=answers.device)
        asked = [
            Asked((rank, *a.group), a.answer, a.meaning)
            for rank, (_, of_rank) in enumerate(ranks)
            for a in of_rank
        ]
        answer_of, same = right_answers(asked, list(first))
        device = answers.device
        return losses.Pairs(predicted, answers[kept], answer_of.to(device), same.to(device))


def right_answers(asked: list[Asked], texts: list[str]) -> tuple[Tensor, Tensor]:
    """Which of `texts` is each row's answer [R], and which are right for it [R, len(texts)]."""
    number = {text: index for index, text in enumerate(texts)}
    answer_of = np.array([number[a.answer] for a in asked])
    meaning = {a.answer: a.meaning or a.answer for a in asked}
    code = _codes([meaning.get(text, text) for text in texts])
    group = _codes([a.group for a in asked])
    of_group = np.zeros((group.max() + 1, len(texts)), bool)
    of_group[group, answer_of] = True
    same = (code[answer_of][:, None] == code) | of_group[group]
    return torch.from_numpy(answer_of), torch.from_numpy(same)


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
