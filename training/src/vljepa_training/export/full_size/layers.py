"""What the three transformers have in common, as graph nodes on [batch, length, width]."""

from collections.abc import Mapping

import numpy as np
import torch
from onnx import TensorProto

from .streamed_graph import StreamedGraph, to_numpy

MASKED = -1e9
"""Added to the attention scores of what is not to be seen: its weight becomes exactly zero."""


def rms_norm(graph: StreamedGraph, value: str, scale: torch.Tensor, epsilon: float) -> str:
    """Along the last axis."""
    return graph.node(
        'RMSNormalization', value, graph.constant(to_numpy(scale)), axis=-1, epsilon=epsilon
    )


def layer_norm(
    graph: StreamedGraph, value: str, weights: Mapping[str, torch.Tensor], name: str, epsilon: float
) -> str:
    scale, bias = (graph.constant(to_numpy(weights[f'{name}.{k}'])) for k in ('weight', 'bias'))
    return graph.node('LayerNormalization', value, scale, bias, axis=-1, epsilon=epsilon)


def split_heads(graph: StreamedGraph, value: str, heads: int) -> str:
    """[batch, length, heads · size] → [batch, length, heads, size]."""
    return graph.node('Reshape', value, graph.constant(np.array([0, 0, heads, -1], np.int64)))


def join_heads(graph: StreamedGraph, value: str) -> str:
    return graph.node('Reshape', value, graph.constant(np.array([0, 0, -1], np.int64)))


def rotate(graph: StreamedGraph, value: str, cosine: str, sine: str) -> str:
    """Rotary positions: pairs (x_i, x_i+half) of [batch, length, heads, size] turn by an angle.

    `cosine` and `sine` are [length, 1, size].
    """
    first, second = graph.node('Split', value, outputs=2, axis=-1, num_outputs=2)
    turned = graph.node('Concat', graph.node('Neg', second), first, axis=-1)
    return graph.node('Add', graph.node('Mul', value, cosine), graph.node('Mul', turned, sine))


def rotary_tables(
    graph: StreamedGraph, cosine: torch.Tensor, sine: torch.Tensor, length: str | None
) -> tuple[str, str]:
    """Tables [positions, size] as [length, 1, size]: their first rows, or all of them."""

    def table(values: torch.Tensor) -> str:
        whole = graph.constant(to_numpy(values.unsqueeze(1)))
        if length is None:
            return whole
        zero = graph.constant(np.array([0], np.int64))
        return graph.node('Slice', whole, zero, length, zero)

    return table(cosine), table(sine)


def attention(
    graph: StreamedGraph,
    query: str,
    key: str,
    value: str,
    mask: str | None,
    heads: tuple[int, int],
    scale: float,
) -> str:
    """[batch, length, heads · size] of each; `heads` of the query, and of key and value.

    `mask` [batch, 1, length, length] is added to the scores.
    """
    inputs = [query, key, value] if mask is None else [query, key, value, mask]
    return graph.node(
        'Attention', *inputs, q_num_heads=heads[0], kv_num_heads=heads[1], scale=scale
    )


def padding_mask(graph: StreamedGraph, kept: str, length: str) -> str:
    """float32 [batch, length] of 1 and 0 → [batch, 1, length, length] of 0 and `MASKED`."""
    added = graph.node('Mul', graph.node('Sub', graph.constant(1.0), kept), graph.constant(MASKED))
    added = graph.node('Unsqueeze', added, graph.constant(np.array([1, 2], np.int64)))
    one = graph.constant(np.array([1], np.int64))
    return graph.node('Expand', added, graph.node('Concat', one, one, length, one, axis=0))


def masked_mean(graph: StreamedGraph, value: str, kept: str) -> str:
    """Mean of [batch, length, width] over what `kept`, float32 [batch, length], keeps."""
    wide = graph.node('Unsqueeze', kept, graph.constant(np.array([2], np.int64)))
    axis = graph.constant(np.array([1], np.int64))
    total = graph.node('ReduceSum', graph.node('Mul', value, wide), axis, keepdims=0)
    count = graph.node('ReduceSum', wide, axis, keepdims=0)
    return graph.node('Div', total, graph.node('Max', count, graph.constant(1.0)))


def to_float(graph: StreamedGraph, value: str) -> str:
    return graph.node('Cast', value, to=TensorProto.FLOAT)


def length_of(graph: StreamedGraph, value: str) -> str:
    """Second dimension, int64 [1]."""
    return graph.node('Shape', value, start=1, end=2)
