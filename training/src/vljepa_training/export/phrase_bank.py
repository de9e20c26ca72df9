"""Y-Decoder: the phrase whose embedding is nearest."""

import numpy as np
import onnx

from vljepa_training.onnx_graphs.writer import GraphWriter, Storage


def build(embeddings: np.ndarray, storage: Storage) -> onnx.ModelProto:
    """Graph embedding float32 [batch, D] -> scores float32 [batch, phrases].

    `embeddings` [phrases, D] have unit norm, and so has the input: scores are cosines.
    """
    phrases, dimension = embeddings.shape
    graph = GraphWriter('y_decoder', storage)
    embedding = graph.input('embedding', ['batch', dimension])
    bank = graph.weight('bank', embeddings.T)
    graph.output(graph.node('MatMul', embedding, bank), 'scores', ['batch', phrases])
    return graph.model()
