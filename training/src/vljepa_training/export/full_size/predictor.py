"""Predictor: the last layers of Llama, without a causal mask, over visual tokens and the query."""

import torch
from transformers import LlamaConfig
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

from . import layers
from .architecture import Architecture
from .layers import rms_norm
from .streamed_graph import StreamedGraph
from .weights import Weights


def write(graph: StreamedGraph, architecture: Architecture, weights: Weights) -> None:
    """Graph tokens [batch, T, D], query_ids, query_mask [batch, length] → embedding, unit norm.

    Positions count through: visual tokens from 0, the query's after them. Padding comes last, is
    not seen and not averaged, so that its amount changes nothing.
    """
    config, own = architecture.llama, weights.of('predictor.')
    count = architecture.token_count
    tokens = graph.input('tokens', ['batch', count, architecture.vision_dimension])
    ids = graph.input('query_ids', ['batch', 'length'], integer=True)
    mask = graph.input('query_mask', ['batch', 'length'], integer=True)

    seen = graph.linear(tokens, own, 'vis_proj', small=True)
    query = graph.rows(ids, own['embed_tokens.weight'], 'embed_tokens')
    value = graph.node('Concat', seen, query, axis=1)
    kept = graph.node(
        'Pad', layers.to_float(graph, mask), graph.constant([0, count, 0, 0]), graph.constant(1.0)
    )
    length = layers.length_of(graph, value)
    hidden_from = layers.padding_mask(graph, kept, length)
    tables = layers.rotary_tables(
        graph, *_angles(config, count + architecture.max_query_length), length
    )
    for number in range(config.num_hidden_layers):
        name = f'layers.{number}.'
        layer = {k[len(name) :]: t for k, t in own.items() if k.startswith(name)}
        value = _layer(graph, config, layer, value, hidden_from, tables)
    value = rms_norm(graph, value, own['norm.weight'], config.rms_norm_eps)
    pooled = layers.masked_mean(graph, value, kept)
    embedding = graph.unit_norm(graph.linear(pooled, own, 'out_proj', small=True))
    graph.output(embedding, 'embedding', ['batch', architecture.embedding_dimension])


def _angles(config: LlamaConfig, positions: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosine and sine [positions, head size], with Llama 3's stretching of low frequencies."""
    rotary = LlamaRotaryEmbedding(config)
    cosine, sine = rotary(torch.zeros(1), torch.arange(positions)[None])
    return cosine[0], sine[0]


def _layer(
    graph: StreamedGraph,
    config: LlamaConfig,
    weights: dict[str, torch.Tensor],
    value: str,
    mask: str,
    tables: tuple[str, str],
) -> str:
    assert config.num_key_value_heads is not None and config.head_dim is not None
    heads = (config.num_attention_heads, config.num_key_value_heads)
    normal = rms_norm(graph, value, weights['input_layernorm.weight'], config.rms_norm_eps)

    def turned(part: str, count: int) -> str:
        projected = graph.linear(normal, weights, f'self_attn.{part}')
        split = layers.split_heads(graph, projected, count)
        return layers.join_heads(graph, layers.rotate(graph, split, *tables))

    query, key = turned('q_proj', heads[0]), turned('k_proj', heads[1])
    seen = graph.linear(normal, weights, 'self_attn.v_proj')
    context = layers.attention(graph, query, key, seen, mask, heads, config.head_dim**-0.5)
    value = graph.node('Add', graph.linear(context, weights, 'self_attn.o_proj'), value)

    scale = weights['post_attention_layernorm.weight']
    normal = rms_norm(graph, value, scale, config.rms_norm_eps)
    gate = graph.linear(normal, weights, 'mlp.gate_proj')
    gate = graph.node('Mul', gate, graph.node('Sigmoid', gate))
    hidden = graph.node('Mul', gate, graph.linear(normal, weights, 'mlp.up_proj'))
    return graph.node('Add', graph.linear(hidden, weights, 'mlp.down_proj'), value)
