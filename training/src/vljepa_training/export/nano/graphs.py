"""The four graphs of a nano pack, in float32 and as they ship."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

import numpy as np
import onnx
import torch
from efficientnet_lite_pytorch import EfficientNet
from torch import Tensor, nn

from vljepa_training.export.passes.constant_shapes import constant_shapes
from vljepa_training.export.passes.integer_matmul import integer_products
from vljepa_training.export.passes.pointwise_matmul import pointwise_products
from vljepa_training.export.passes.tracing import Shape, traced
from vljepa_training.export.passes.weight_storage import Storage, stored_small
from vljepa_training.model import features
from vljepa_training.model.decoder import DecoderStep
from vljepa_training.model.decoder_vocabulary import LONGEST
from vljepa_training.model.predictor import Predictor
from vljepa_training.model.query_gate import QueryGate
from vljepa_training.model.x_encoder import class_targets
from vljepa_training.pretrained import efficientnet, minilm

from .gated import gated
from .parts import Parts

EXACT = ('block15_project_weight',)
"""Of the X-Encoder; computed in float32 where the others are multiplied as integers: what makes its
last map, which is in every cell and which ImageNet's classes are read from. In integers it cost one
view in 156 of photographs."""
LARGEST_FEATURE = 127 * features.STEP
"""Beyond it training's features were cut."""


class Sizes(NamedTuple):
    """Free in a graph."""

    clips: int
    frames: int
    length: int


TRACED = Sizes(2, 3, 5)
TRIED = (TRACED, Sizes(3, 8, 7), Sizes(5, 11, 9))
"""Sizes that tell which parts of a shape are free."""
QUERY: dict[str, Shape] = {
    'query_ids': ['batch', 'length'],
    'query_mask': ['batch', 'length'],
}
"""Inputs of the query gate, and with `tokens` of the Predictor."""


@dataclass(frozen=True)
class Forms:
    """How each graph's large weights are stored; what is stored small computes in float32, but
    for `integers`, whose matrices and large convolutions of one cell are multiplied as integers.
    """

    x_encoder: Storage | Literal['integers'] = 'integers'
    predictor: Storage | Literal['integers'] = 'integers'
    y_encoder: Storage = 'int8'
    y_decoder: Storage = 'int8'


class CutPredictor(nn.Module):
    """The Predictor on features as training had them."""

    def __init__(self, predictor: Predictor):
        super().__init__()
        self.predictor = predictor

    def forward(self, tokens: Tensor, ids: Tensor, mask: Tensor) -> Tensor:
        tokens = tokens.clamp(-LARGEST_FEATURE, LARGEST_FEATURE)
        return self.predictor(tokens, ids, mask)


@cache
def frozen() -> tuple[EfficientNet, np.ndarray]:
    """What the X-Encoder is made of: the network, and the embeddings [1000, 384] of its classes."""
    return efficientnet.load(), class_targets()


def float32_graphs(parts: Parts) -> dict[str, onnx.ModelProto]:
    """By their names in the pack."""
    return {
        'x_encoder.onnx': features.build(*frozen(), 'float32'),
        'predictor.onnx': gated(
            predictor_graph(parts.predictor), query_gate_graph(parts.query_gate)
        ),
        'y_encoder.onnx': _y_encoder(parts, 'float32'),
        'y_decoder.onnx': _y_decoder(parts),
    }


def shipped_graphs(
    parts: Parts, graphs: dict[str, onnx.ModelProto], forms: Forms
) -> dict[str, onnx.ModelProto]:
    """`graphs` stored as `forms` say. Words that the Predictor looks up are int8 in any small form:
    only the rows read are expanded.
    """
    return {
        'x_encoder.onnx': _integers_or_small(
            graphs['x_encoder.onnx'], forms.x_encoder, exact=EXACT
        ),
        'predictor.onnx': _integers_or_small(
            graphs['predictor.onnx'], forms.predictor, tables='int8'
        ),
        'y_encoder.onnx': _y_encoder(parts, forms.y_encoder),
        'y_decoder.onnx': stored_small(graphs['y_decoder.onnx'], forms.y_decoder),
    }


def _integers_or_small(
    model: onnx.ModelProto,
    form: Storage | Literal['integers'],
    *,
    tables: Storage | None = None,
    exact: Collection[str] = (),
) -> onnx.ModelProto:
    if form == 'integers':
        return stored_small(integer_products(pointwise_products(model, exact)), 'int8', tables)
    return stored_small(model, form, tables)


def predictor_graph(predictor: Predictor) -> onnx.ModelProto:
    """Without a query gate."""

    def inputs(sizes: Sizes) -> dict[str, Tensor]:
        count = sizes.frames * features.TOKENS
        tokens = torch.zeros(sizes.clips, count, features.DIMENSION)
        return {'tokens': tokens, **_query(sizes)}

    shapes: dict[str, Shape] = {'tokens': ['batch', 'count', features.DIMENSION], **QUERY}
    width = predictor.config.embedding
    return _graph(CutPredictor(predictor), inputs, shapes, 'embedding', ['batch', width])


def query_gate_graph(gate: QueryGate) -> onnx.ModelProto:
    """The Predictor's query -> `names_asked` [batch]."""
    return _graph(gate, _query, QUERY, 'names_asked', ['batch'])


def _query(sizes: Sizes) -> dict[str, Tensor]:
    ids = torch.ones(sizes.clips, sizes.length, dtype=torch.int64)
    return {'query_ids': ids, 'query_mask': ids.clone()}


def _graph(
    module: nn.Module,
    inputs: Callable[[Sizes], dict[str, Tensor]],
    shapes: dict[str, Shape],
    output: str,
    shape: Shape,
) -> onnx.ModelProto:
    examples = {name: (tensor, shapes[name]) for name, tensor in inputs(TRACED).items()}
    feeds = [{name: t.numpy() for name, t in inputs(sizes).items()} for sizes in TRIED]
    return constant_shapes(traced(module, examples, output, shape), feeds)


def _y_encoder(parts: Parts, storage: Storage) -> onnx.ModelProto:
    weights = {name: weight.numpy() for name, weight in parts.text.checkpoint_weights().items()}
    own = parts.text.head
    head = own.weight.detach().numpy(), own.bias.detach().numpy()
    return minilm.build(weights, storage, head)


def _y_decoder(parts: Parts) -> onnx.ModelProto:
    width = parts.decoder.config.embedding

    def inputs(sizes: Sizes) -> dict[str, Tensor]:
        assert sizes.length <= LONGEST
        embedding = torch.ones(sizes.clips, width) / width**0.5
        return {
            'embedding': embedding,
            'ids': torch.ones(sizes.clips, sizes.length, dtype=torch.int64),
        }

    shapes: dict[str, Shape] = {'embedding': ['batch', width], 'ids': ['batch', 'length']}
    vocabulary = len(parts.vocabulary)
    return _graph(DecoderStep(parts.decoder), inputs, shapes, 'logits', ['batch', vocabulary])
