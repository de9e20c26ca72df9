"""Stores a float32 graph's large weights as float16 or int8, expanded by plain operators at load.

As `onnx_graphs.writer` does for graphs that it writes; this works on any graph, whoever made it.
ONNX Runtime folds the expansions into float32 constants, so a small file runs as the large one.
"""

from collections import defaultdict
from typing import Literal

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from vljepa_training.onnx_graphs.writer import quantise

from .rewrite import rewritten

Storage = Literal['float32', 'float16', 'int8']

SMALLEST = 2048
"""Numbers; what is smaller stays float32: shapes, norms, biases, positions."""
SMALLEST_INT8 = 32768
"""Numbers; what is smaller is float16 at the least: first and depthwise convolutions suffer most
and save nothing."""
CHANNELS = {'Conv': 0, 'MatMul': -1, 'Gemm': 0, 'Gather': 0}
"""The axis along which a weight of each operator has its own int8 scale; PyTorch's `Gemm`s have
theirs transposed."""


def stored_small(
    model: onnx.ModelProto, storage: Storage, tables: Storage | None = None
) -> onnx.ModelProto:
    """A new graph of the same inputs and outputs; `tables` of `Gather` can be stored otherwise."""
    if storage == 'float32':
        return model
    graph = model.graph
    readers = defaultdict(list)
    for node in graph.node:
        for index, name in enumerate(node.input):
            readers[name].append((node, index))
    weights, expansions, lookups = [], [], {}
    for tensor in graph.initializer:
        kind = _kind(tensor, readers[tensor.name])
        array = numpy_helper.to_array(tensor)
        form = (tables or storage) if kind == 'Gather' else storage
        if form == 'int8' and array.size < SMALLEST_INT8:
            form = 'float16'
        if kind is None or (form == 'float16' and not _fits_half(array)):
            weights.append(tensor)
        elif form == 'float16':
            half = f'{tensor.name}.float16'
            weights.append(numpy_helper.from_array(array.astype(np.float16), half))
            expansions.append(_cast(half, tensor.name))
        else:
            values, scale = quantise(array, CHANNELS[kind])
            names = f'{tensor.name}.int8', f'{tensor.name}.scale'
            arrays = zip((values, scale), names, strict=True)
            weights += [numpy_helper.from_array(kept, name) for kept, name in arrays]
            if kind == 'Gather':
                lookups[tensor.name] = names
            else:
                expansions += _scaled(names[0], names[1], tensor.name)
    nodes = [*expansions]
    for node in graph.node:
        nodes += _rows(node, *lookups[node.input[0]]) if _looks_up(node, lookups) else [node]
    return rewritten(model, nodes, weights)


def _kind(tensor: TensorProto, readers: list[tuple[onnx.NodeProto, int]]) -> str | None:
    """The operator whose weight it is; None for what stays as it is."""
    if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < SMALLEST:
        return None
    kinds = {(node.op_type, index) for node, index in readers}
    if len(kinds) != 1:
        return None
    [(kind, index)] = kinds
    # A weight is a Conv's, MatMul's or Gemm's second input, a table a Gather's first.
    if index != (0 if kind == 'Gather' else 1):
        return None
    return kind if kind in CHANNELS else None


def _fits_half(array: np.ndarray) -> bool:
    return float(np.abs(array).max()) < float(np.finfo(np.float16).max)


def _looks_up(node: onnx.NodeProto, lookups: dict) -> bool:
    return node.op_type == 'Gather' and node.input[0] in lookups


def _rows(node: onnx.NodeProto, table: str, scale: str) -> list[onnx.NodeProto]:
    """Only the rows that are read are expanded."""
    rows, scales = f'{node.name}.rows', f'{node.name}.scales'
    ids, out = node.input[1], node.output[0]
    return [
        helper.make_node('Gather', [table, ids], [rows], axis=0, name=rows),
        helper.make_node('Gather', [scale, ids], [scales], axis=0, name=scales),
        _cast(rows, f'{rows}.wide'),
        helper.make_node('Mul', [f'{rows}.wide', scales], [out], name=node.name),
    ]


def _scaled(values: str, scale: str, out: str) -> list[onnx.NodeProto]:
    wide = f'{values}.wide'
    return [_cast(values, wide), helper.make_node('Mul', [wide, scale], [out], name=f'{out}.mul')]


def _cast(source: str, out: str) -> onnx.NodeProto:
    return helper.make_node('Cast', [source], [out], to=TensorProto.FLOAT, name=f'{out}.cast')
