"""One training step's loss of the token model, from the same batches as the VL-JEPA's."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from vljepa_training.model.decoder import next_piece_loss
from vljepa_training.model.decoder_vocabulary import DecoderVocabulary
from vljepa_training.model.token_model import TokenModel
from vljepa_training.model.visual_tokens import seen_together
from vljepa_training.model.wordpieces import word_table

from .examples import Batch, Row
from .objective import Weights, with_auxiliary
from .settings import Settings
from .truth import TruthHeads


class TokenObjective(nn.Module):
    """Cross-entropy of the same batches' answers; visual tokens are asked for the same truth."""

    def __init__(self, model: TokenModel, weights: Weights = Weights()):
        super().__init__()
        self.model = model
        labels = len(model.config.labels)
        self.heads = TruthHeads(model.config.width, labels) if labels else None
        self._weights = weights

    @staticmethod
    def of(settings: Settings, vocabulary: DecoderVocabulary) -> 'TokenObjective':
        """Fresh weights, the same for the same seed."""
        torch.manual_seed(settings.seed)
        words = word_table(settings.predictor.word_dimension)
        model = TokenModel(settings.predictor, words, vocabulary)
        return TokenObjective(model, settings.weights)

    def forward(
        self, batches: list[Batch], paraphrases: Sequence[Row] = ()
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """`paraphrases` are for a model that reads texts."""
        total, auxiliary = [], []
        all_seen = seen_together(self.model.tokens, [batch.features for batch in batches])
        for batch, seen in zip(batches, all_seen, strict=True):
            if batch.rows:
                total.append(self._likelihood(batch, seen.tokens))
            if batch.truths is not None and self.heads is not None:
                auxiliary.append((len(batch.features), self.heads(seen, batch.truths)))
        loss = torch.stack(total).sum() / sum(len(batch.rows) for batch in batches)
        logged = {'loss': loss.detach()}
        return with_auxiliary(loss, logged, auxiliary, self._weights)

    def _likelihood(self, batch: Batch, seen: Tensor) -> Tensor:
        """Cross-entropy of a piece, times the rows."""
        read, said = self.model.vocabulary.encode_all([row.answer for row in batch.rows])
        read = read.to(seen.device).unflatten(0, (len(batch.features), -1))
        logits = self.model.next_pieces(seen, batch.ids, batch.mask, read)
        return next_piece_loss(logits.flatten(0, 1), said.to(seen.device)) * len(batch.rows)
