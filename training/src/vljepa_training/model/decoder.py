"""The Y-Decoder: a small causal language model that puts an embedding into words."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from . import positions
from .decoder_vocabulary import BEGIN, END, LONGEST, PAD, DecoderVocabulary
from .layers import causal_bias, layer_stack


@dataclass(frozen=True)
class DecoderConfig:
    width: int = 256
    heads: int = 4
    layers: int = 2
    feed_forward: float = 3.0
    prefix: int = 4
    """Tokens that the embedding becomes."""
    embedding: int = 384


class Decoder(nn.Module):
    places: Tensor

    def __init__(self, config: DecoderConfig, vocabulary: int):
        super().__init__()
        self.config = config
        width = config.width
        self.prefix = nn.Linear(config.embedding, config.prefix * width)
        self.words = nn.Embedding(vocabulary, width)
        nn.init.normal_(self.words.weight, std=0.5)
        places = positions.words(config.prefix + LONGEST, width)
        self.register_buffer('places', places, persistent=False)
        self.layers = layer_stack(config.layers, width, config.heads, config.feed_forward)
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, vocabulary)

    def forward(self, embedding: Tensor, ids: Tensor) -> Tensor:
        """[B, 384] of unit norm, ids [B, L] from [BEGIN] on -> logits of the next [B, L, V]."""
        # A coordinate of a unit vector is small; the factor gives it variance 1.
        scale = self.config.embedding**0.5
        prefix = self.prefix(embedding * scale).unflatten(1, (self.config.prefix, -1))
        x = torch.cat([prefix, self.words(ids)], dim=1)
        x = (x + self.places[: x.shape[1]])[:, None]
        bias = causal_bias(x.shape[2], x.device)
        for layer in self.layers:
            x = layer(x, bias=bias)
        return self.head(self.norm(x[:, 0, self.config.prefix :]))

    @torch.no_grad()
    def greedy(self, embedding: Tensor) -> list[list[int]]:
        """The likeliest next piece, again and again, up to the end."""
        ids = torch.full((len(embedding), 1), BEGIN)
        for _ in range(LONGEST):
            following = self(embedding, ids)[:, -1].argmax(-1)
            ids = torch.cat([ids, following[:, None]], dim=1)
            if (ids == END).any(1).all():
                break
        return ids[:, 1:].tolist()


class DecoderStep(nn.Module):
    """What the pack's graph computes: logits [B, V] of the piece after `ids`."""

    def __init__(self, decoder: Decoder):
        super().__init__()
        self.decoder = decoder

    def forward(self, embedding: Tensor, ids: Tensor) -> Tensor:
        return self.decoder(embedding, ids)[:, -1]


def loss_of(decoder: Decoder, embedding: Tensor, inputs: Tensor, targets: Tensor) -> Tensor:
    """Cross-entropy of the next pieces, padding left out."""
    return next_piece_loss(decoder(embedding, inputs), targets)


def next_piece_loss(logits: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(
        logits.float().flatten(0, 1), targets.flatten(), ignore_index=PAD
    )


def noisy(embedding: Tensor, amount: float, generator: torch.Generator) -> Tensor:
    """Unit vectors moved off by 0 to `amount` of their length, at random: predictions miss too."""
    size = amount * torch.rand(len(embedding), 1, generator=generator)
    noise = torch.randn(embedding.shape, generator=generator) / embedding.shape[1] ** 0.5
    return functional.normalize(embedding + size * noise, dim=-1)


def texts_of(decoder: Decoder, vocabulary: DecoderVocabulary, embedding: Tensor) -> list[str]:
    return [vocabulary.decode(numbers) for numbers in decoder.greedy(embedding)]
