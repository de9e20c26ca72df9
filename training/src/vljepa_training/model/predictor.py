"""The Predictor: visual tokens and a query -> S_y."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from . import positions
from .features import CELLS, CONSE_DIMENSION, DIMENSION, TOKENS
from .layers import causal_bias, layer_stack, mask_bias
from .pointing import ROLES, Pointed, Pointing
from .query_gate import held_open
from .visual_tokens import Seen, VisualTokens

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
    layer the query points at fine cells; what it finds there and the summary join its tokens."""
    causal: bool = False
    """Ablation: a token reads none that comes after it, so the picture does not see the query."""
    embedding: int = 384
    word_dimension: int = 96
    """Of the frozen table of word pieces."""
    word_noise: float = 0.3
    """Standard deviation of what is added to a query's words in training, times theirs: words that
    training has not seen are to be read like those near them."""
    dropout: float = 0.0
    """Of what each layer adds, in training."""
    feature_dropout: float = 0.0
    """Share of the cells' channels that a window loses in training, so that no scene is known by a
    few of them."""
    labels: tuple[str, ...] = ()
    """Kinds and colours that cells are named by."""


class Predictor(nn.Module):
    word_places: Tensor

    def __init__(self, config: PredictorConfig, words: Tensor):
        """`words` [pieces, word_dimension] is frozen."""
        super().__init__()
        expected = config.word_dimension
        if words.shape[1] != expected:
            raise ValueError(f'the word table: expected {expected} columns, got {words.shape[1]}')
        self.config = config
        width = config.width

        def layers(count: int) -> nn.ModuleList:
            return layer_stack(count, width, config.heads, config.feed_forward, config.dropout)

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
        self.register_buffer('word_places', positions.words(QUERY_LENGTH, width), persistent=False)
        self.reading_layers = layers(config.reading_layers)
        self.pointing = Pointing(width)
        self.happening = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, width))
        """The summary as a token of the query: what happens is in no one place."""
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, config.embedding)
        self.gate = nn.Sequential(nn.Linear(DIMENSION, GATE), nn.GELU(), nn.Linear(GATE, 1))
        """How much of what the layers say joins it: nothing where no robot's world is seen."""

    def see(self, features: Tensor) -> Seen:
        """features [B, T, 50, 768] -> visual tokens."""
        return self.tokens(features, self.config.causal)

    def gate_logit(self, features: Tensor) -> Tensor:
        """[B]: the logit of the gate."""
        return self.gate(features[:, :, CELLS].mean(1))[:, 0].float()

    def known(self, features: Tensor) -> Tensor:
        """[B, D]: a straight way from the mean summary. Its first half is an embedding already, of
        what ImageNet taught; nothing that is learned of robots can move it."""
        conse = features[:, :, CELLS, :CONSE_DIMENSION].mean(1) / CONSE_DIMENSION**0.5
        more = self.config.embedding - CONSE_DIMENSION
        return functional.pad(conse, (0, more)) if more else conse

    def answer(self, features: Tensor, seen: Seen, ids: Tensor, mask: Tensor) -> Tensor:
        """As `answer_pointing`, without where the queries point."""
        return self.answer_pointing(features, seen, ids, mask)[0]

    def answer_pointing(
        self,
        features: Tensor,
        seen: Seen,
        ids: Tensor,
        mask: Tensor,
        names_asked: Tensor | None = None,
    ) -> tuple[Tensor, Pointed]:
        """Every question about every clip -> [B, E, D], unit norm, and where each points.

        features [B, T, 50, 768], `seen` what `see` made of them; E questions a clip, ids and mask
        int64 [B, E, L]: 1 for a token, 0 for padding. `names_asked` [B] is what a query gate says;
        a Predictor is trained without one.
        """
        tokens = seen.tokens
        each, length = ids.shape[1:]
        if length > QUERY_LENGTH:
            raise ValueError(f'a query: expected at most {QUERY_LENGTH} tokens, got {length}')
        ids, places, owner = packed(ids, mask)
        questions = torch.arange(each, device=ids.device)
        x = self.tokens.embed_words(ids) + self.word_places[places]
        x = self._read(self.reading_layers[:1], x, tokens, owner)
        own = owner[:, None] == questions[:, None]
        fine = tokens[:, CELLS + 1 :]
        roles, pointed = self.pointing(x, own, fine, seen.named, seen.middle_named)
        summary = self.happening(tokens[:, CELLS])[:, None, None].expand(-1, each, -1, -1)
        joining = torch.cat([summary.to(x.dtype), roles.to(x.dtype)], dim=2).flatten(1, 2)
        x = torch.cat([joining, x], dim=1)
        owners = questions.repeat_interleave(1 + ROLES).expand(owner.shape[0], -1)
        owner = torch.cat([owners, owner], dim=1)
        x = self.norm(self._read(self.reading_layers[1:], x, tokens, owner))
        own = (owner[:, None] == questions[:, None]).to(x.dtype)
        pooled = own @ x / own.sum(2, keepdim=True)
        known = self.known(features)
        share = self.gate_logit(features).sigmoid()
        if names_asked is not None:
            share = held_open(share, names_asked)
        share = share[:, None, None]
        s_y = functional.normalize(share * self.head(pooled).float() + known[:, None], dim=-1)
        return s_y, pointed

    def forward(
        self, tokens: Tensor, ids: Tensor, mask: Tensor, names_asked: Tensor | None = None
    ) -> Tensor:
        """tokens [B, T·50, 768], ids and mask [B, L] -> [B, D]: what the pack's graph computes,
        there behind a query gate that gives `names_asked` [B]."""
        features = tokens.reshape(tokens.shape[0], -1, TOKENS, tokens.shape[2])
        answers, _ = self.answer_pointing(
            features, self.see(features), ids[:, None], mask[:, None], names_asked
        )
        return answers[:, 0]

    def _read(self, layers: nn.ModuleList, x: Tensor, tokens: Tensor, owner: Tensor) -> Tensor:
        """Query tokens x [B, N, W] read visual tokens and those of their own question; if causal,
        none that comes after them."""
        bias = mask_bias(owner[:, None] == owner[:, :, None])[:, None]
        if self.config.causal:
            bias = bias + causal_bias(bias.shape[-1], bias.device)
        x = x[:, None]
        for layer in layers:
            x = layer(x, tokens, bias)
        return x[:, 0]


def packed(ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """A clip's questions one after another, with little padding left: half of it is in the shorter
    questions.

    ids, mask [B, E, L] -> int64 [B, N] each: ids, places in the question, and whose token it is; -1
    for padding.
    """
    count, each, length = ids.shape
    if each == 1:
        places = torch.arange(length, device=ids.device).expand(count, -1)
        return ids[:, 0], places, mask[:, 0] - 1
    kept = mask.flatten(1)
    order = kept.argsort(dim=1, descending=True, stable=True)[:, : int(kept.sum(1).max())]
    owner = torch.where(kept.gather(1, order) > 0, order // length, -1)
    return ids.flatten(1).gather(1, order), order % length, owner
