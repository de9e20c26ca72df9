"""Predictor: a ConSE head (Norouzi et al. 2014), from visual tokens to a place in text space."""

import numpy as np
import onnx

from vljepa_training.onnx_graphs.writer import GraphWriter, Storage

from .efficientnet import DIMENSION, TOKENS

CLASSES_KEPT = 10


def build(
    classifier: tuple[np.ndarray, np.ndarray],
    targets: np.ndarray,
    storage: Storage,
    classes_kept: int = CLASSES_KEPT,
) -> onnx.ModelProto:
    """Graph tokens float32 [batch, frames*49, 1280] -> embedding float32 [batch, D], unit norm.

    Class probabilities are averaged over the frames; the likeliest `classes_kept` weigh
    `targets` [1000, D], the Y-Encoder's embeddings of the classes' names.
    """
    graph = GraphWriter('predictor', storage)
    tokens = graph.input('tokens', ['batch', 'count', DIMENSION])
    frames = graph.constant(np.array([0, -1, TOKENS, DIMENSION], np.int64))
    x = graph.node('Reshape', tokens, frames)
    x = graph.node('ReduceMean', x, graph.constant([2]), keepdims=0)
    weight, bias = classifier
    logits = graph.node('MatMul', x, graph.weight('classifier', weight))
    logits = graph.node('Add', logits, graph.weight('classifier_bias', bias, 'float32'))
    shares = graph.node('Softmax', logits, axis=-1)
    shares = graph.node('ReduceMean', shares, graph.constant([1]), keepdims=0)
    kept = graph.constant([classes_kept])
    shares, classes = graph.node('TopK', shares, kept, axis=-1, outputs=2)
    rows = graph.node('Gather', graph.weight('targets', targets), classes, axis=0)
    shares = graph.node('Unsqueeze', shares, graph.constant([2]))
    mixed = graph.node(
        'ReduceSum', graph.node('Mul', rows, shares), graph.constant([1]), keepdims=0
    )
    graph.output(graph.unit_norm(mixed), 'embedding', ['batch', targets.shape[1]])
    return graph.model()
