"""The paper's controlled comparison: the same tokens and data, answers generated piece by piece.

Visual layers as the Predictor's; then layers as many as its others and one more, in which query
and answer tokens read the visual ones. A query token reads the whole query, an answer token the
query and what was said before it.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from . import positions
from .decoder import next_piece_loss
from .examples import Batch, Row
from .layers import MASKED, stacked
from .model import QUERY_LENGTH, PredictorConfig
from .objective import Weights, weighed
from .pieces import BEGIN, END, LONGEST, PAD, Pieces
from .settings import Settings
from .truth import TruthHeads
from .visual_tokens import VisualTokens, seen_together
from .vocabulary import word_table


class TokenModel(nn.Module):
    def __init__(self, config: PredictorConfig, words: Tensor, pieces: Pieces):
        super().__init__()
        width = config.width

        def layers(count: int) -> nn.ModuleList:
            return stacked(count, width, config.heads, config.feed_forward, config.dropout)

        self.config, self.pieces = config, pieces
        self.register_buffer('kept', torch.tensor(pieces.kept))
        """The vocabulary's word pieces go with the weights."""
        self.tokens = VisualTokens(
            width, config.heads, config.feed_forward, config.visual_layers, config.labels, words,
            config.word_noise, config.dropout, config.feature_dropout,
        )  # fmt: skip
        places = positions.words(QUERY_LENGTH + LONGEST, width)
        self.register_buffer('places', places, persistent=False)
        self.said = nn.Embedding(len(pieces), width)
        nn.init.normal_(self.said.weight, std=0.5)
        self.layers = layers(config.reading_layers + 1)
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, len(pieces))

    def next_pieces(self, seen: Tensor, ids: Tensor, mask: Tensor, read: Tensor) -> Tensor:
        """seen [B, 246, W], ids and mask [B, E, L], read [B, E, S] from [BEGIN] on -> logits
        [B, E, S, V]."""
        length, said = ids.shape[2], read.shape[2]
        query = self.tokens.asked(ids) + self.places[:length]
        answer = self.said(read) + self.places[QUERY_LENGTH : QUERY_LENGTH + said]
        x = torch.cat([query, answer], dim=2)
        bias = torch.zeros(length + said, length + said, device=x.device)
        bias[:length, length:] = MASKED
        bias[length:, length:] = torch.full((said, said), MASKED, device=x.device).triu(1)
        unread = torch.cat([1 - mask, torch.zeros_like(read)], dim=2) * MASKED
        bias = bias + unread[:, :, None]
        for layer in self.layers:
            x = layer(x, seen, bias)
        return self.head(self.norm(x[:, :, length:]))

    @torch.no_grad()
    def generate(self, features: Tensor, ids: Tensor, mask: Tensor) -> list[str]:
        """Greedy answers, B · E of them."""
        seen = self.tokens(features).tokens
        read = torch.full((*ids.shape[:2], 1), BEGIN)
        for _ in range(LONGEST - 1):
            following = self.next_pieces(seen, ids, mask, read)[:, :, -1].argmax(-1)
            read = torch.cat([read, following[..., None]], dim=2)
            if (read == END).any(2).all():
                break
        return [self.pieces.decode(row) for row in read[:, :, 1:].flatten(0, 1).tolist()]

    @torch.no_grad()
    def scores(self, features: Tensor, ids: Tensor, mask: Tensor, texts: list[str]) -> Tensor:
        """Mean log-likelihood of a piece of each text, as the answer to one query on each window.

        features [B, …], ids and mask [B, 1, L] -> [B, len(texts)].
        """
        read, said = self.pieces.encode_all(texts)
        shape = (len(features), len(texts), -1)
        logits = self.next_pieces(
            self.tokens(features).tokens, ids.expand(shape), mask.expand(shape), read.expand(shape)
        )
        expected = said.expand(shape)
        chances = logits.log_softmax(-1).gather(3, expected[..., None])[..., 0]
        kept = expected != PAD
        return (chances * kept).sum(2) / kept.sum(2)


class TokenObjective(nn.Module):
    """Cross-entropy of the same batches' answers; visual tokens are asked for the same truth."""

    def __init__(self, model: TokenModel, weights: Weights = Weights()):
        super().__init__()
        self.model = model
        labels = len(model.config.labels)
        self.heads = TruthHeads(model.config.width, labels) if labels else None
        self._weights = weights

    @staticmethod
    def of(settings: Settings, pieces: Pieces) -> 'TokenObjective':
        """Fresh weights, the same for the same seed."""
        torch.manual_seed(settings.seed)
        words = word_table(settings.predictor.word_dimension)
        model = TokenModel(settings.predictor, words, pieces)
        return TokenObjective(model, settings.weights)

    def forward(
        self, batches: list[Batch], said: Sequence[Row] = ()
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """`said`, texts in other words, is for a model that reads texts."""
        total, asides = [], []
        all_seen = seen_together(self.model.tokens, [batch.features for batch in batches])
        for batch, seen in zip(batches, all_seen, strict=True):
            if batch.rows:
                total.append(self._likelihood(batch, seen.tokens))
            if batch.truths is not None and self.heads is not None:
                asides.append((len(batch.features), self.heads(seen, batch.truths)))
        loss = torch.stack(total).sum() / sum(len(batch.rows) for batch in batches)
        logged = {'loss': loss.detach()}
        return weighed(loss, logged, asides, self._weights)

    def _likelihood(self, batch: Batch, seen: Tensor) -> Tensor:
        """Cross-entropy of a piece, times the rows."""
        read, said = self.model.pieces.encode_all([row.answer for row in batch.rows])
        read = read.to(seen.device).unflatten(0, (len(batch.features), -1))
        logits = self.model.next_pieces(seen, batch.ids, batch.mask, read)
        return next_piece_loss(logits.flatten(0, 1), said.to(seen.device)) * len(batch.rows)
