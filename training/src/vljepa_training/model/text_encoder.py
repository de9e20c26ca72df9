"""The Y-Encoder: MiniLM with its upper layers trained, and a linear head into the shared space."""

from collections.abc import Callable, Iterable
from copy import deepcopy

import torch
from torch import Tensor, nn
from torch.nn import functional

from vljepa_training.pretrained import minilm

from .wordpieces import padded, token_ids

TEXT_LENGTH = 64
"""Word pieces of an answer or caption; longer ones are cut."""
LENGTHS, PIECES, PIECES_OF_GPU = (8, 16, 24, 32, 48, 64), 128, 8192
"""Frozen layers run on batches of these lengths, each of so many word pieces: sums are then added
in one order, and what a text gives does not depend on its neighbours, which a resumed training has
others of. On a GPU each has `PIECES_OF_GPU`."""


class TextLayer(nn.Module):
    """A post-norm layer of BERT; its parameters have the names of the checkpoint's."""

    def __init__(self, width: int, heads: int, hidden: int):
        super().__init__()
        self.heads = heads

        def output(size: int) -> nn.ModuleDict:
            norm = nn.LayerNorm(width, eps=minilm.EPSILON)
            return nn.ModuleDict({'dense': nn.Linear(size, width), 'LayerNorm': norm})

        read = {name: nn.Linear(width, width) for name in ('query', 'key', 'value')}
        self.attention = nn.ModuleDict({'self': nn.ModuleDict(read), 'output': output(width)})
        self.intermediate = nn.ModuleDict({'dense': nn.Linear(width, hidden)})
        self.output = output(hidden)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """x [R, L, W], bias [R, 1, 1, L] added to the scores."""
        queries, keys, values = (
            self.attention.get_submodule(f'self.{name}')(x)
            .unflatten(-1, (self.heads, -1))
            .transpose(1, 2)
            for name in ('query', 'key', 'value')
        )
        scores = queries @ keys.transpose(-1, -2) * keys.shape[-1] ** -0.5 + bias
        mixed = (scores.softmax(-1).to(values.dtype) @ values).transpose(1, 2).flatten(2)
        x = _added(self.attention['output'], x, mixed)
        return _added(self.output, x, functional.gelu(self.intermediate['dense'](x)))


def _added(part: nn.Module, x: Tensor, y: Tensor) -> Tensor:
    return part.get_submodule('LayerNorm')(x + part.get_submodule('dense')(y))


class TextEncoder(nn.Module):
    """Texts -> unit vectors [n, 384].

    The layers below the trained ones never change, so what they give is kept for each text.
    """

    REMEMBERED = 150_000
    """Texts; about 12 word pieces of 384 half-precision numbers each, 9 kB."""

    def __init__(self, trained_layers: int = 2, frozen: bool = False):
        super().__init__()
        weights = {name: torch.from_numpy(w) for name, w in minilm.load().items()}
        self.frozen = frozen
        self.words = weights['embeddings.word_embeddings.weight']
        self.places = (
            weights['embeddings.position_embeddings.weight']
            + weights['embeddings.token_type_embeddings.weight'][0]
        )
        self._norm = (weights['embeddings.LayerNorm.weight'], weights['embeddings.LayerNorm.bias'])
        hidden = weights['encoder.layer.0.intermediate.dense.bias'].numel()
        layers = []
        for index in range(minilm.LAYERS):
            layer = TextLayer(minilm.DIMENSION, minilm.HEADS, hidden)
            prefix = f'encoder.layer.{index}.'
            layer.load_state_dict(
                {n.removeprefix(prefix): w for n, w in weights.items() if n.startswith(prefix)}
            )
            layers.append(layer)
        split = minilm.LAYERS - trained_layers
        self._lower = [layer.requires_grad_(False).eval() for layer in layers[:split]]
        """In a plain list, as the next: neither trained nor kept in checkpoints."""
        self._untrained = [deepcopy(layer).requires_grad_(False).eval() for layer in layers[split:]]
        self.upper = nn.ModuleList(layers[split:]).requires_grad_(not frozen)
        self.head = nn.Linear(minilm.DIMENSION, minilm.DIMENSION)
        with torch.no_grad():
            # MiniLM's own space is where training starts.
            self.head.weight.copy_(torch.eye(minilm.DIMENSION))
            self.head.bias.zero_()
        self._remembered: dict[str, Tensor] = {}
        self._whole: dict[str, Tensor] = {}

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> 'TextEncoder':
        """Also of what is not trained, so that all of it goes where the trained layers go."""
        super()._apply(fn, recurse)
        self.words, self.places = fn(self.words), fn(self.places)
        self._norm = fn(self._norm[0]), fn(self._norm[1])
        for layer in (*self._lower, *self._untrained):
            layer._apply(fn, recurse)
        # They are where the layers were.
        self._remembered.clear()
        self._whole.clear()
        return self

    def forward(self, texts: list[str]) -> Tensor:
        pooled = self._known(texts) if self.frozen else self._pooled(texts, self.upper)
        return functional.normalize(self.head(pooled), dim=-1)

    @torch.no_grad()
    def _known(self, texts: list[str]) -> Tensor:
        """What frozen layers give, each text once."""
        unknown = [text for text in dict.fromkeys(texts) if text not in self._whole]
        if len(self._whole) + len(unknown) > self.REMEMBERED:
            self._whole.clear()
            unknown = list(dict.fromkeys(texts))
        if unknown:
            self._whole.update(zip(unknown, self._pooled(unknown, self.upper), strict=True))
        return torch.stack([self._whole[text] for text in texts])

    @torch.no_grad()
    def original(self, texts: list[str]) -> Tensor:
        """MiniLM's own unit vectors [n, 384]."""
        return self._pooled(texts, self._untrained)

    def _pooled(self, texts: list[str], upper: Iterable[nn.Module]) -> Tensor:
        """Unit vectors [n, 384] before the head, in the texts' order."""
        rows = self._below(texts)
        by_length: dict[int, list[int]] = {}
        for number, row in enumerate(rows):
            by_length.setdefault(_fitting(len(row)), []).append(number)
        # Most texts are short: of one length with the longest they would cost several times more.
        pooled = []
        for numbers in by_length.values():
            x, mask = self._filled([rows[number] for number in numbers])
            bias = _bias(mask)
            for layer in upper:
                x = layer(x, bias)
            pooled.append(functional.normalize(_mean(x, mask).float(), dim=-1))
        order = [number for numbers in by_length.values() for number in numbers]
        places = torch.tensor(order).argsort().to(pooled[0].device)
        return torch.cat(pooled)[places]

    def _filled(self, rows: list[Tensor]) -> tuple[Tensor, Tensor]:
        """[n, L, W] and its mask [n, L]."""
        device = self.head.weight.device
        x = nn.utils.rnn.pad_sequence(rows, batch_first=True).float().to(device)
        lengths = torch.tensor([len(row) for row in rows], device=device)
        return x, (torch.arange(x.shape[1], device=device) < lengths[:, None]).float()

    @torch.no_grad()
    def encode(self, texts: list[str], batch: int = 256) -> Tensor:
        """Without gradients, in pieces: float32 [n, 384]."""
        return torch.cat([self(texts[i : i + batch]).float() for i in range(0, len(texts), batch)])

    def checkpoint_weights(self) -> dict[str, Tensor]:
        """All of MiniLM's weights by the checkpoint's names, the trained layers as they are now."""
        weights = {name: torch.from_numpy(w) for name, w in minilm.load().items()}
        split = minilm.LAYERS - len(self.upper)
        for index, layer in enumerate(self.upper, split):
            for name, weight in layer.state_dict().items():
                weights[f'encoder.layer.{index}.{name}'] = weight.detach()
        return weights

    def _below(self, texts: list[str]) -> list[Tensor]:
        """What the frozen layers give: [L, W] of each text, in half precision."""
        unknown = [text for text in dict.fromkeys(texts) if text not in self._remembered]
        if len(self._remembered) + len(unknown) > self.REMEMBERED:
            self._remembered.clear()
            unknown = list(dict.fromkeys(texts))
        by_length: dict[int, list[str]] = {}
        for text in unknown:
            length = _fitting(len(token_ids(text, TEXT_LENGTH)))
            by_length.setdefault(length, []).append(text)
        for length, group in by_length.items():
            together = (PIECES_OF_GPU if self.words.is_cuda else PIECES) // length
            for start in range(0, len(group), together):
                self._remember(group[start : start + together], length, together)
        return [self._remembered[text] for text in texts]

    @torch.no_grad()
    def _remember(self, texts: list[str], length: int, together: int) -> None:
        filled = texts + texts[:1] * (together - len(texts))
        ids, mask = padded([token_ids(text, TEXT_LENGTH) for text in filled], length)
        ids, mask = ids.to(self.words.device), mask.to(self.words.device)
        x = self.words[ids] + self.places[: ids.shape[1]]
        x = functional.layer_norm(x, x.shape[-1:], *self._norm, eps=minilm.EPSILON)
        bias = _bias(mask.float())
        for layer in self._lower:
            x = layer(x, bias)
        for text, row, length in zip(texts, x, mask.sum(1).tolist(), strict=False):
            self._remembered[text] = row[:length].half()


def _fitting(length: int) -> int:
    return next(n for n in LENGTHS if n >= length)


def _bias(mask: Tensor) -> Tensor:
    return ((1 - mask) * -1e4)[:, None, None]


def _mean(x: Tensor, mask: Tensor) -> Tensor:
    return (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
