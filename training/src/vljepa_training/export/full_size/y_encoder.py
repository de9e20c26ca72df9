"""Y-Encoder: EmbeddingGemma's last hidden state, averaged, through the checkpoint's own head."""

import numpy as np
import torch
from transformers import Gemma3TextConfig
from transformers.models.gemma3.modeling_gemma3 import Gemma3RotaryEmbedding

from . import layers
from .architecture import Architecture
from .streamed_graph import StreamedGraph
from .weights import Weights

WINDOWED = 'sliding_attention'


def write(graph: StreamedGraph, architecture: Architecture, weights: Weights) -> None:
    """Graph input_ids, attention_mask [batch, length] → embedding [batch, D], unit norm."""
    config, own = architecture.gemma, weights.of('y_encoder.model.')
    ids = graph.input('input_ids', ['batch', 'length'], integer=True)
    mask = graph.input('attention_mask', ['batch', 'length'], integer=True)
    kept = layers.to_float(graph, mask)
    length = layers.length_of(graph, ids)

    value = graph.rows(ids, own['embed_tokens.weight'], 'embed_tokens')
    value = graph.node('Mul', value, graph.constant(np.float32(config.hidden_size**0.5)))
    everywhere = layers.padding_mask(graph, kept, length)
    masks = {
        'full_attention': everywhere,
        WINDOWED: graph.node('Add', everywhere, _window(graph, config, length)),
    }
    rotary = Gemma3RotaryEmbedding(config)
    positions = torch.arange(architecture.max_text_length)[None]
    assert config.layer_types is not None
    tables = {}
    for kind in sorted(set(config.layer_types)):
        cosine, sine = (table[0] for table in rotary(torch.zeros(1), positions, kind))
        tables[kind] = layers.rotary_tables(graph, cosine, sine, length)
    for number, kind in enumerate(config.layer_types):
        name = f'layers.{number}.'
        layer = {k[len(name) :]: t for k, t in own.items() if k.startswith(name)}
        value = _layer(graph, config, layer, value, masks[kind], tables[kind])
    value = _norm(graph, config, own, 'norm', value)
    pooled = layers.masked_mean(graph, value, kept)
    projected = graph.linear(pooled, weights.trained, 'y_encoder.projector', small=True)
    graph.output(
        graph.unit_norm(projected), 'embedding', ['batch', architecture.embedding_dimension]
    )


def _window(graph: StreamedGraph, config: Gemma3TextConfig, length: str) -> str:
    """[length, length]: 0 for tokens nearer than the window on either side, else `MASKED`."""
    end = graph.node('Squeeze', length)
    zero, one = (graph.constant(np.int64(number)) for number in (0, 1))
    place = graph.node('Range', zero, end, one)
    rows = graph.node('Unsqueeze', place, graph.constant(np.array([1], np.int64)))
    distance = graph.node('Abs', graph.node('Sub', rows, place))
    near = graph.node('Less', distance, graph.constant(np.int64(config.sliding_window or 0)))
    return graph.node('Where', near, graph.constant(0.0), graph.constant(layers.MASKED))


def _layer(
    graph: StreamedGraph,
    config: Gemma3TextConfig,
    weights: dict[str, torch.Tensor],
    value: str,
    mask: str,
    tables: tuple[str, str],
) -> str:
    heads = (config.num_attention_heads, config.num_key_value_heads)
    normal = _norm(graph, config, weights, 'input_layernorm', value)

    def turned(part: str, count: int) -> str:
        projected = graph.linear(normal, weights, f'self_attn.{part}_proj')
        split = layers.split_heads(graph, projected, count)
        split = _norm(graph, config, weights, f'self_attn.{part}_norm', split)
        return layers.join_heads(graph, layers.rotate(graph, split, *tables))

    query, key = turned('q', heads[0]), turned('k', heads[1])
    seen = graph.linear(normal, weights, 'self_attn.v_proj')
    scale = config.query_pre_attn_scalar**-0.5
    context = layers.attention(graph, query, key, seen, mask, heads, scale)
    context = graph.linear(context, weights, 'self_attn.o_proj')
    context = _norm(graph, config, weights, 'post_attention_layernorm', context)
    value = graph.node('Add', context, value)

    normal = _norm(graph, config, weights, 'pre_feedforward_layernorm', value)
    gate = graph.linear(normal, weights, 'mlp.gate_proj')
    gate = graph.node('Gelu', gate, approximate='tanh')
    hidden = graph.node('Mul', gate, graph.linear(normal, weights, 'mlp.up_proj'))
    hidden = graph.linear(hidden, weights, 'mlp.down_proj')
    hidden = _norm(graph, config, weights, 'post_feedforward_layernorm', hidden)
    return graph.node('Add', hidden, value)


def _norm(
    graph: StreamedGraph,
    config: Gemma3TextConfig,
    weights: dict[str, torch.Tensor],
    name: str,
    value: str,
) -> str:
    """Gemma keeps its scales as what they differ from one."""
    scale = 1 + weights[f'{name}.weight'].float()
    return layers.rms_norm(graph, value, scale, config.rms_norm_eps)
