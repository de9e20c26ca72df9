"""Transformer layers: tokens that are updated, beside tokens that are only read."""

import torch
from torch import Tensor, nn
from torch.nn import functional

MASKED = -1e4
"""Added to a score: its weight becomes exactly zero, in half precision too."""


class Layer(nn.Module):
    """Pre-norm attention and feed-forward.

    `active` tokens are updated; they read themselves and, where given, `context`, tokens that a
    clip's questions share and that stay as they are. One softmax goes over both, as if all were
    one sequence whose context ignores the active part.

    Attention is written out: the fused kernel's gradient takes a third of a step on a CPU, and
    here the context's keys and values are used by all of a clip's questions without copies.
    """

    def __init__(self, width: int, heads: int, feed_forward: float, dropout: float = 0.0):
        """`dropout` of what each half adds, in training."""
        super().__init__()
        self.heads = heads
        self.scale = (width // heads) ** -0.5
        self.dropout = nn.Dropout(dropout)
        self.norm = nn.LayerNorm(width)
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)
        hidden = int(width * feed_forward)
        self.forward_norm = nn.LayerNorm(width)
        self.up = nn.Linear(width, hidden)
        self.down = nn.Linear(hidden, width)

    def forward(
        self, active: Tensor, context: Tensor | None = None, bias: Tensor | None = None
    ) -> Tensor:
        """active [C, E, A, W] (E questions on each of C clips), context [C, N, W] -> like active.

        `bias` [C, E, A or 1, A] is added to the scores among the active tokens.
        """
        x = self.norm(active)
        queries = self._split(self.query(x) * self.scale)
        keys, values = self.key_value(x).chunk(2, dim=-1)
        keys, values = self._split(keys), self._split(values)
        scores = queries @ keys.transpose(-1, -2)
        if bias is not None:
            scores = scores + bias[:, None].to(scores.dtype)
        if context is None:
            mixed = scores.softmax(-1).to(values.dtype) @ values
        else:
            mixed = self._read_both(queries, scores, values, context)
        active = active + self.dropout(self.out(mixed.permute(0, 2, 3, 1, 4).flatten(3)))
        hidden = functional.gelu(self.up(self.forward_norm(active)))
        return active + self.dropout(self.down(hidden))

    def _read_both(
        self, queries: Tensor, scores: Tensor, values: Tensor, context: Tensor
    ) -> Tensor:
        """[C, heads, E, A, d]: of the context and of the active tokens, by one softmax."""
        each, count = queries.shape[2], context.shape[1]
        shared = self.key_value(self.norm(context)).unflatten(-1, (2, self.heads, -1))
        keys, shared_values = shared.permute(2, 0, 3, 1, 4)
        reading = queries.flatten(2, 3) @ keys.transpose(-1, -2)
        reading = reading.unflatten(2, (each, -1))
        shares = torch.cat([reading, scores], dim=-1).softmax(-1).to(values.dtype)
        of_context, of_active = shares[..., :count], shares[..., count:]
        mixed = of_context.flatten(2, 3) @ shared_values
        return mixed.unflatten(2, (each, -1)) + of_active @ values

    def _split(self, x: Tensor) -> Tensor:
        """[C, E, A, W] -> [C, heads, E, A, W / heads]."""
        return x.unflatten(-1, (self.heads, -1)).permute(0, 3, 1, 2, 4)


def layer_stack(
    count: int, width: int, heads: int, feed_forward: float, dropout: float = 0.0
) -> nn.ModuleList:
    return nn.ModuleList(Layer(width, heads, feed_forward, dropout) for _ in range(count))


def mask_bias(read: Tensor) -> Tensor:
    """0 where `read` is true, `MASKED` elsewhere."""
    return torch.where(read, 0.0, MASKED)


def causal_bias(count: int, device: torch.device) -> Tensor:
    """[1, 1, count, count]: `MASKED` where a token would read one after it."""
    return torch.full((1, 1, count, count), MASKED, device=device).triu(1)
