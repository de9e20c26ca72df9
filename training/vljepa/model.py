"""The Predictor: visual tokens and a query -> S_y."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from . import positions
from .features import CELLS, DIMENSION, HALF, TOKENS
from .layers import MASKED, Layer, later
from .pointing import ROLES, Pointed, Pointing
from .visual_tokens import Seen, VisualTokens
from .vocabulary import words_of

QUERY_LENGTH = 24
"""Word pieces of a query, [CLS] and [SEP] among them."""
GATE = 32


@dataclass(frozen=True)
class PredictorConfig:
    width: int = 192
    heads: int = 3
    feed_forward: float = 2.0
    """The hidden layer's width, as a multiple of `width`."""
    visual_layers: int = 3
    """Cells and summary alone: once for all questions about a clip."""
    reading_layers: int = 3
    """Query tokens read themselves and the visual tokens, which stay as they are; after the first
    layer the query points at fine cells, and what it finds there and the summary join its tokens."""
    joint_layers: int = 0
    """Query tokens, cells and summary read all and are updated together."""
    causal: bool = False
    """Ablation: a token reads none that comes after it, so the picture does not see the query."""
    embedding: int = 384
    word_dimension: int = 64
    """Of the frozen table of word pieces."""
    labels: tuple[str, ...] = ()
    """Kinds and colours that cells are named by."""


class Predictor(nn.Module):
    def __init__(self, config: PredictorConfig, words: Tensor):
        """`words` [pieces, word_dimension] is frozen."""
        super().__init__()
        expected = config.word_dimension
        if words.shape[1] != expected:
            raise ValueError(f'the word table: expected {expected} columns, came {words.shape[1]}')
        self.config = config
        width = config.width

        def layers(count: int) -> nn.ModuleList:
            return nn.ModuleList(
                Layer(width, config.heads, config.feed_forward) for _ in range(count)
            )

        self.tokens = VisualTokens(
            width, config.heads, config.feed_forward, config.visual_layers, len(config.labels)
        )
        self.register_buffer('label_words', words_of(config.labels, words), persistent=False)
        self.register_buffer('words', words.float())
        self.word = nn.Linear(expected, width)
        self.middle = nn.Linear(expected, width)
        self.register_buffer(
            'word_places', positions.words(QUERY_LENGTH, width), persistent=False
        )
        self.reading_layers = layers(config.reading_layers)
        self.pointing = Pointing(width)
        self.happening = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, width))
        """The summary as a token of the query: what happens is in no one place."""
        self.joint_layers = layers(config.joint_layers)
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, config.embedding)
        self.known = nn.Linear(DIMENSION, config.embedding, bias=False)
        """A straight way from the mean summary: what ImageNet taught is there from the start."""
        with torch.no_grad():
            self.known.weight.zero_()
            same = min(HALF, config.embedding)
            self.known.weight[:same, :same] = torch.eye(same) / HALF**0.5
        self.gate = nn.Sequential(nn.Linear(DIMENSION, GATE), nn.GELU(), nn.Linear(GATE, 1))
        """How much of what the layers say joins it: nothing where no robot's world is seen."""

    def see(self, features: Tensor) -> Seen:
        """features [B, T, 50, 768] -> visual tokens."""
        names, middles = self.word(self.label_words), self.middle(self.label_words)
        return self.tokens(features, names, middles, self.config.causal)

    def of_robots(self, features: Tensor) -> Tensor:
        """[B]: the logit of the gate."""
        return self.gate(features[:, :, CELLS].mean(1))[:, 0].float()

    def answer(self, features: Tensor, seen: Seen, ids: Tensor, mask: Tensor) -> Tensor:
        """As `answer_pointing`, without where the queries point."""
        return self.answer_pointing(features, seen, ids, mask)[0]

    def answer_pointing(
        self, features: Tensor, seen: Seen, ids: Tensor, mask: Tensor
    ) -> tuple[Tensor, Pointed]:
        """Every question about every clip -> [B, E, D], unit norm, and where each points.

        features [B, T, 50, 768], `seen` what `see` made of them; E questions a clip, ids and mask
        int64 [B, E, L]: 1 for a token, 0 for padding.
        """
        tokens = seen.tokens
        length = ids.shape[2]
        if length > QUERY_LENGTH:
            raise ValueError(f'a query: expected at most {QUERY_LENGTH} tokens, came {length}')
        kept = mask.to(tokens.dtype)
        x = self.word(self.words[ids]) + self.word_places[:length]
        bias = self._bias(kept)
        for layer in self.reading_layers[:1]:
            x = layer(x, tokens, bias)
        fine = tokens[:, CELLS + 1 :]
        roles, pointed = self.pointing(x, kept, fine, seen.named, seen.middle_named)
        summary = self.happening(tokens[:, None, CELLS : CELLS + 1]).expand(-1, x.shape[1], -1, -1)
        x = torch.cat([summary.to(x.dtype), roles.to(x.dtype), x], dim=2)
        kept = functional.pad(kept, (1 + ROLES, 0), value=1.0)
        bias = self._bias(kept)
        for layer in self.reading_layers[1:]:
            x = layer(x, tokens, bias)
        if self.joint_layers:
            still, moving = fine, tokens[:, None, : CELLS + 1]
            moving = moving.expand(-1, x.shape[1], -1, -1)
            x = torch.cat([moving, x], dim=2)
            kept = torch.cat([torch.ones_like(moving[..., 0]), kept], dim=2)
            bias = self._bias(kept)
            for layer in self.joint_layers:
                x = layer(x, still, bias)
        x = self.norm(x) * kept[..., None]
        pooled = x.sum(2) / kept.sum(2, keepdim=True)
        known = self.known(features[:, :, CELLS].mean(1))
        share = self.of_robots(features).sigmoid()[:, None, None]
        s_y = functional.normalize(share * self.head(pooled).float() + known[:, None], dim=-1)
        return s_y, pointed

    def forward(self, tokens: Tensor, ids: Tensor, mask: Tensor) -> Tensor:
        """tokens [B, T·50, 768], ids and mask [B, L] -> [B, D]: what the pack's graph computes."""
        features = tokens.reshape(tokens.shape[0], -1, TOKENS, tokens.shape[2])
        return self.answer(features, self.see(features), ids[:, None], mask[:, None])[:, 0]

    def _bias(self, kept: Tensor) -> Tensor:
        """[B, E, A or 1, A], kept [B, E, A]: padding is not read; if causal, nor what follows."""
        bias = ((1 - kept) * MASKED)[:, :, None]
        return bias + later(kept.shape[2], kept.device) if self.config.causal else bias
