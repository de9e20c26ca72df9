"""The frozen X-Encoder of pack 1.0: EfficientNet-Lite0 as a grid of tokens and one summary.

A frame becomes [50, 768]. Tokens 0 to 48 are the 7 × 7 map: 320 channels of the last stage (before
the head convolution) and 448 of block 10, whose 14 × 14 map is folded two by two; both are
normalised by what batch norm saw on ImageNet, so a channel has mean 0 and variance 1 there. Token
49 says what ImageNet taught: the ConSE embedding of 0.1 and the pooled head features along the 384
directions in which the classifier's rows differ most.
"""

from dataclasses import dataclass

import numpy as np
import onnx
from efficientnet_lite_pytorch import EfficientNet

from vljepa_training.onnx_graphs.writer import GraphWriter, Storage
from vljepa_training.pretrained import efficientnet
from vljepa_training.pretrained.conse import CLASSES_KEPT
from vljepa_training.pretrained.efficientnet import IMAGE_SIZE, _block, _convolution, _relu6

GRID = 7
CELLS = GRID * GRID
TOKENS = CELLS + 1
DIMENSION = 768
LAST_CHANNELS, EARLY_BLOCK, EARLY_CHANNELS = 320, 10, 112
FINE = 2 * GRID
"""Side of block 10's map before it is folded."""
FINE_CELLS = FINE * FINE
CONSE_DIMENSION = DIMENSION // 2
"""The summary's two halves: ConSE, then directions of the classifier."""

STEP = 0.05
"""Features are kept as int8 times this: ± 6.35 standard deviations."""


@dataclass(frozen=True)
class Statistics:
    """What normalises the features; from the network's own weights, so no data is read."""

    last_mean: np.ndarray
    last_std: np.ndarray
    """[320], of the last stage's channels on ImageNet."""
    early_mean: np.ndarray
    early_std: np.ndarray
    """[112], of block 10's channels."""
    directions: np.ndarray
    """[1280, 384]: pooled head features to the summary's second half, scale included."""
    centre: np.ndarray
    """[1280]: the mean of the pooled head features."""
    conse_scale: float


def statistics(network: EfficientNet) -> Statistics:
    last = network._blocks[-1]._bn2
    early = [network._blocks[i]._bn2 for i in range(EARLY_BLOCK - 2, EARLY_BLOCK + 1)]
    weight, _ = efficientnet.classifier(network)
    head = network._bn1
    centre = _relu6_mean(_numpy(head.bias), np.abs(_numpy(head.weight)))
    left, _, _ = np.linalg.svd(weight - weight.mean(1, keepdims=True), full_matrices=False)
    # Measured on photographs: along a direction the pooled features vary by a seventh of what a
    # unit does in one cell. The scale only makes the numbers handy.
    spread = np.abs(_numpy(head.weight)).mean() / 7
    return Statistics(
        last_mean=_numpy(last.bias),
        last_std=np.abs(_numpy(last.weight)),
        # Blocks 8 to 10 are added up by their skips; their branches are taken as independent.
        early_mean=np.asarray(sum(_numpy(norm.bias) for norm in early)),
        early_std=np.sqrt(sum(_numpy(norm.weight) ** 2 for norm in early)),
        directions=(left[:, :CONSE_DIMENSION] * _signs(left[:, :CONSE_DIMENSION]) / spread).astype(
            np.float32
        ),
        centre=centre.astype(np.float32),
        conse_scale=float(np.sqrt(CONSE_DIMENSION)),
    )


def build(network: EfficientNet, targets: np.ndarray, storage: Storage) -> onnx.ModelProto:
    """Graph pixels float32 [batch, 3, 224, 224] -> tokens float32 [batch, 50, 768].

    `targets` [1000, 384] are MiniLM's embeddings of the classes' names.
    """
    stats = statistics(network)
    graph = GraphWriter('x_encoder', storage)
    x = graph.input('pixels', ['batch', 3, IMAGE_SIZE, IMAGE_SIZE])
    x = _relu6(graph, _convolution(graph, 'stem', x, network._conv_stem, network._bn0))
    early = ''
    for index, block in enumerate(network._blocks):
        x = _block(graph, f'block{index}', x, block)
        if index == EARLY_BLOCK:
            early = x
    grid = graph.node(
        'Concat',
        _normalised(graph, x, stats.last_mean, stats.last_std),
        _folded(graph, _normalised(graph, early, stats.early_mean, stats.early_std)),
        axis=1,
    )
    grid = graph.node('Reshape', grid, graph.constant(np.array([0, DIMENSION, CELLS], np.int64)))
    grid = graph.node('Transpose', grid, perm=[0, 2, 1])
    summary = _summary(graph, network, x, targets, stats)
    tokens = graph.node('Concat', grid, summary, axis=1)
    graph.output(tokens, 'tokens', ['batch', TOKENS, DIMENSION])
    return graph.model()


def _normalised(graph: GraphWriter, x: str, mean: np.ndarray, std: np.ndarray) -> str:
    wide = (1, len(mean), 1, 1)
    centred = graph.node('Sub', x, graph.constant(mean.astype(np.float32).reshape(wide)))
    return graph.node('Mul', centred, graph.constant((1 / std).astype(np.float32).reshape(wide)))


def _folded(graph: GraphWriter, x: str) -> str:
    """[batch, 112, 14, 14] -> [batch, 448, 7, 7]: the four cells of a larger cell side by side."""
    return graph.node('SpaceToDepth', x, blocksize=2)


def _summary(
    graph: GraphWriter, network: EfficientNet, x: str, targets: np.ndarray, stats: Statistics
) -> str:
    head = _relu6(graph, _convolution(graph, 'head', x, network._conv_head, network._bn1))
    pooled = graph.node('ReduceMean', head, graph.constant([2, 3]), keepdims=0)
    weight, bias = efficientnet.classifier(network)
    logits = graph.node('MatMul', pooled, graph.weight('classifier', weight))
    logits = graph.node('Add', logits, graph.weight('classifier_bias', bias, 'float32'))
    shares = graph.node('Softmax', logits, axis=-1)
    kept = graph.constant([CLASSES_KEPT])
    shares, classes = graph.node('TopK', shares, kept, axis=-1, outputs=2)
    rows = graph.node('Gather', graph.weight('targets', targets), classes, axis=0)
    shares = graph.node('Unsqueeze', shares, graph.constant([2]))
    weighed = graph.node('Mul', rows, shares)
    mixed = graph.node('ReduceSum', weighed, graph.constant([1]), keepdims=0)
    conse = graph.node('Mul', graph.unit_norm(mixed), graph.constant(stats.conse_scale))
    centred = graph.node('Sub', pooled, graph.constant(stats.centre))
    along = graph.node('MatMul', centred, graph.weight('directions', stats.directions))
    summary = graph.node('Concat', conse, along, axis=1)
    return graph.node('Unsqueeze', summary, graph.constant([1]))


def mirrored(tokens: np.ndarray) -> np.ndarray:
    """[T, 50, 768] -> about what the picture's mirror image gives: cells change places.

    On rendered frames the cosine with the mirror image's own features is 0.95 for the last stage,
    0.83 for block 10 and 0.97 for the summary; of neighbouring cells it is 0.85 and 0.28
    (`python -m vljepa_training.learning.mirror`).
    """
    count = len(tokens)
    cells = tokens[:, :CELLS].reshape(count, GRID, GRID, DIMENSION)[:, :, ::-1]
    early = cells[..., LAST_CHANNELS:].reshape(count, GRID, GRID, 2, 2, EARLY_CHANNELS)
    early = early[:, :, :, :, ::-1].reshape(count, GRID, GRID, -1)
    cells = np.concatenate([cells[..., :LAST_CHANNELS], early], axis=-1)
    return np.concatenate([cells.reshape(count, CELLS, DIMENSION), tokens[:, CELLS:]], axis=1)


def quantise(tokens: np.ndarray) -> np.ndarray:
    """float32 features -> int8 steps of `STEP`."""
    return np.clip(np.rint(tokens / STEP), -127, 127).astype(np.int8)


def _relu6_mean(mean: np.ndarray, std: np.ndarray) -> np.ndarray:
    """Mean of relu6 of a normal variable, by quadrature over ± 6 standard deviations."""
    z = np.linspace(-6, 6, 481)
    density = np.exp(-(z**2) / 2)
    values = np.clip(mean[:, None] + std[:, None] * z, 0, 6)
    return values @ (density / density.sum())


def _signs(columns: np.ndarray) -> np.ndarray:
    """A singular vector's sign is arbitrary: the largest entry is made positive."""
    return np.sign(columns[np.abs(columns).argmax(0), np.arange(columns.shape[1])])


def _numpy(tensor) -> np.ndarray:
    return tensor.detach().numpy().astype(np.float64)
