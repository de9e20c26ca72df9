"""The paper's controlled comparison: the same tokens and data, answers generated piece by piece.

Visual layers as the Predictor's; then layers as many as its others and one more, in which query
and answer tokens read the visual ones. A query token reads the whole query, an answer token the
query and what was said before it.
"""

import torch
from torch import Tensor, nn

from . import positions
from .decoder_vocabulary import BEGIN, END, LONGEST, PAD, DecoderVocabulary
from .layers import MASKED, layer_stack
from .predictor import QUERY_LENGTH, PredictorConfig
from .visual_tokens import VisualTokens


class TokenModel(nn.Module):
    kept: Tensor
    places: Tensor

    def __init__(self, config: PredictorConfig, words: Tensor, vocabulary: DecoderVocabulary):
        super().__init__()
        width = config.width

        def layers(count: int) -> nn.ModuleList:
            return layer_stack(count, width, config.heads, config.feed_forward, config.dropout)

        self.config, self.vocabulary = config, vocabulary
        self.register_buffer('kept', torch.tensor(vocabulary.kept))
        """The vocabulary's word pieces go with the weights."""
        self.tokens = VisualTokens(
            width,
            config.heads,
            config.feed_forward,
            config.visual_layers,
            config.labels,
            words,
            config.word_noise,
            config.dropout,
            config.feature_dropout,
        )
        places = positions.words(QUERY_LENGTH + LONGEST, width)
        self.register_buffer('places', places, persistent=False)
        self.said = nn.Embedding(len(vocabulary), width)
        nn.init.normal_(self.said.weight, std=0.5)
        self.layers = layers(config.reading_layers + 1)
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, len(vocabulary))

    def next_pieces(self, seen: Tensor, ids: Tensor, mask: Tensor, inputs: Tensor) -> Tensor:
        """seen [B, 246, W], ids and mask [B, E, L], read [B, E, S] from [BEGIN] on -> logits
        [B, E, S, V]."""
        length, targets = ids.shape[2], inputs.shape[2]
        query = self.tokens.embed_words(ids) + self.places[:length]
        answer = self.said(inputs) + self.places[QUERY_LENGTH : QUERY_LENGTH + targets]
        x = torch.cat([query, answer], dim=2)
        bias = torch.zeros(length + targets, length + targets, device=x.device)
        bias[:length, length:] = MASKED
        bias[length:, length:] = torch.full((targets, targets), MASKED, device=x.device).triu(1)
        unread = torch.cat([1 - mask, torch.zeros_like(inputs)], dim=2) * MASKED
        bias = bias + unread[:, :, None]
        for layer in self.layers:
            x = layer(x, seen, bias)
        return self.head(self.norm(x[:, :, length:]))

    @torch.no_grad()
    def generate(self, features: Tensor, ids: Tensor, mask: Tensor) -> list[str]:
        """Greedy answers, B · E of them."""
        seen = self.tokens(features).tokens
        inputs = torch.full((*ids.shape[:2], 1), BEGIN)
        for _ in range(LONGEST - 1):
            following = self.next_pieces(seen, ids, mask, inputs)[:, :, -1].argmax(-1)
            inputs = torch.cat([inputs, following[..., None]], dim=2)
            if (inputs == END).any(2).all():
                break
        return [self.vocabulary.decode(row) for row in inputs[:, :, 1:].flatten(0, 1).tolist()]

    @torch.no_grad()
    def scores(self, features: Tensor, ids: Tensor, mask: Tensor, texts: list[str]) -> Tensor:
        """Mean log-likelihood of a piece of each text, as the answer to one query on each window.

        features [B, …], ids and mask [B, 1, L] -> [B, len(texts)].
        """
        inputs, targets = self.vocabulary.encode_all(texts)
        shape = (len(features), len(texts), -1)
        logits = self.next_pieces(
            self.tokens(features).tokens,
            ids.expand(shape),
            mask.expand(shape),
            inputs.expand(shape),
        )
        expected = targets.expand(shape)
        chances = logits.log_softmax(-1).gather(3, expected[..., None])[..., 0]
        kept = expected != PAD
        return (chances * kept).sum(2) / kept.sum(2)
