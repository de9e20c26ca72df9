"""X-Encoder: V-JEPA 2's encoder, pixels of a clip → visual tokens."""

from collections.abc import Mapping

import torch
from transformers import VJEPA2Config

from .architecture import Architecture, whole_size
from .layers import attention, join_heads, layer_norm, rotary_tables, rotate, split_heads
from .streamed_graph import StreamedGraph
from .weights import Weights

BASE = 10000
"""Of the rotary frequencies; V-JEPA 2 has it in its code, not in its configuration."""


def write(graph: StreamedGraph, architecture: Architecture, weights: Weights) -> None:
    """Graph pixels float32 [batch, frames, 3, size, size] → tokens [batch, tokens, dimension]."""
    config, size = architecture.vjepa2, architecture.image_size
    pixels = graph.input('pixels', ['batch', architecture.frames, config.in_chans, size, size])
    value = _embed(graph, architecture, weights.vjepa2, pixels)
    order = pair_order(config)
    tables = rotary_tables(graph, *angles(config, architecture.token_count), length=None)
    for number in range(config.num_hidden_layers):
        name = f'encoder.layer.{number}.'
        own = {k[len(name) :]: t for k, t in weights.vjepa2.items() if k.startswith(name)}
        value = _layer(graph, config, _in_order(own, order), value, tables)
    value = layer_norm(graph, value, weights.vjepa2, 'encoder.layernorm', config.layer_norm_eps)
    if architecture.has_projection:
        value = graph.linear(value, weights.trained, 'x_encoder.projector', small=True)
    graph.output(
        value, 'tokens', ['batch', architecture.token_count, architecture.vision_dimension]
    )


def pair_order(config: VJEPA2Config) -> torch.Tensor:
    """Order of a head's components in which the pairs that turn together lie half a head apart.

    V-JEPA 2 pairs neighbours. Moving the rows of the query's and the key's weights alike changes
    no score, and lets the pairs be taken with two slices.
    """
    size = config.hidden_size // config.num_attention_heads
    return torch.cat([torch.arange(0, size, 2), torch.arange(1, size, 2)])


def angles(config: VJEPA2Config, tokens: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosine and sine [tokens, head size], in `pair_order`.

    A third of a head turns with the token's tubelet, a third with its row, a third with its
    column; what is left does not turn. Within a third, component i has frequency i modulo half of
    it: so V-JEPA 2 was trained, although it turns neighbours as pairs.
    """
    size = config.hidden_size // config.num_attention_heads
    third = 2 * (size // 3 // 2)
    side = whole_size(config.crop_size) // whole_size(config.patch_size)
    token = torch.arange(tokens)
    places = (token // (side * side), token % (side * side) // side, token % side)
    frequency = BASE ** -(torch.arange(third // 2) / (third / 2))
    turned = [torch.outer(place.float(), frequency).repeat(1, 2) for place in places]
    angle = torch.cat([*turned, torch.zeros(tokens, size - 3 * third)], dim=1)
    angle = angle[:, pair_order(config)]
    return angle.cos(), angle.sin()


def _in_order(weights: dict[str, torch.Tensor], order: torch.Tensor) -> dict[str, torch.Tensor]:
    """A layer's weights with the components of query and key in `order` within each head."""
    moved = dict(weights)
    for key, tensor in weights.items():
        if key.startswith(('attention.query.', 'attention.key.')):
            heads = tensor.unflatten(0, (-1, len(order)))
            moved[key] = heads[:, order].flatten(0, 1)
    return moved


def _embed(
    graph: StreamedGraph,
    architecture: Architecture,
    weights: Mapping[str, torch.Tensor],
    pixels: str,
) -> str:
    """Tubelets of two frames × patch × patch; a convolution without overlap is a product."""
    config = architecture.vjepa2
    patch, side = whole_size(config.patch_size), architecture.image_size
    tubelet = config.tubelet_size
    shape = [0, architecture.frames // tubelet, tubelet, config.in_chans]
    shape += [side // patch, patch, side // patch, patch]
    parts = graph.node('Reshape', pixels, graph.constant(shape))
    # batch, time, row, column, then as the kernel lies: channel, tubelet, row, column.
    parts = graph.node('Transpose', parts, perm=[0, 1, 4, 6, 3, 2, 5, 7])
    width = config.in_chans * tubelet * patch * patch
    flat = graph.node('Reshape', parts, graph.constant([0, architecture.token_count, width]))
    name = 'encoder.embeddings.patch_embeddings.proj'
    kernel = {
        f'{name}.weight': weights[f'{name}.weight'].flatten(1),
        f'{name}.bias': weights[f'{name}.bias'],
    }
    return graph.linear(flat, kernel, name, small=True)


def _layer(
    graph: StreamedGraph,
    config: VJEPA2Config,
    weights: dict[str, torch.Tensor],
    value: str,
    tables: tuple[str, str],
) -> str:
    heads = config.num_attention_heads
    normal = layer_norm(graph, value, weights, 'norm1', config.layer_norm_eps)
    query, key = (
        join_heads(
            graph,
            rotate(
                graph,
                split_heads(graph, graph.linear(normal, weights, f'attention.{part}'), heads),
                *tables,
            ),
        )
        for part in ('query', 'key')
    )
    seen = graph.linear(normal, weights, 'attention.value')
    scale = (config.hidden_size // heads) ** -0.5
    context = attention(graph, query, key, seen, None, (heads, heads), scale)
    value = graph.node('Add', graph.linear(context, weights, 'attention.proj'), value)
    normal = layer_norm(graph, value, weights, 'norm2', config.layer_norm_eps)
    hidden = graph.node('Gelu', graph.linear(normal, weights, 'mlp.fc1'))
    return graph.node('Add', graph.linear(hidden, weights, 'mlp.fc2'), value)
