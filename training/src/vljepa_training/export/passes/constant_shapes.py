"""Gives a traced graph's `Reshape`s their shapes as constants where they are the same always.

The tracer computes each shape anew from the sizes of what came: six little nodes for one reshape,
half of the graph's nodes and a tenth of its time. What sizes are free is seen by running the graph
at several: a shape with one free size is a constant with -1 there, and a free size that stays where
it is, is a 0.
"""

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import numpy_helper

from vljepa_training.onnx_graphs.session import onnxruntime

from .rewrite import rewritten

Feeds = dict[str, np.ndarray]
Shape = tuple[int, ...]


def constant_shapes(model: onnx.ModelProto, feeds: Sequence[Feeds]) -> onnx.ModelProto:
    """A new graph of the same inputs and outputs, without what only computed such shapes; `model`
    itself where it has none.

    `feeds`: inputs of several sizes; every free size must differ from one to the next.
    """
    reshapes = [node for node in model.graph.node if node.op_type == 'Reshape']
    if not reshapes:
        return model
    names = list(dict.fromkeys(n for r in reshapes for n in (r.input[0], r.output[0])))
    seen = [dict(zip(names, shapes, strict=True)) for shapes in _shapes(model, names, feeds)]
    known = onnx.ModelProto()
    known.CopyFrom(model)
    graph = known.graph
    for number, node in enumerate(graph.node):
        if node.op_type != 'Reshape':
            continue
        came, becomes = ([shapes[n] for shapes in seen] for n in (node.input[0], node.output[0]))
        shape = constant(came, becomes)
        if shape is not None:
            name = f'shape_{number}'
            graph.initializer.append(numpy_helper.from_array(np.array(shape, np.int64), name))
            node.input[1] = name
    return rewritten(known, *_read(graph))


def constant(came: Sequence[Shape], becomes: Sequence[Shape]) -> list[int] | None:
    """What `Reshape` is told, by several shapes of its input and its output; None where two sizes
    are free that do not stay."""
    told: list[int] = []
    for index, sizes in enumerate(zip(*becomes, strict=True)):
        if len(set(sizes)) == 1:
            told.append(sizes[0])
        elif all(index < len(c) and c[index] == s for c, s in zip(came, sizes, strict=True)):
            told.append(0)
        else:
            told.append(-1)
    return told if told.count(-1) <= 1 else None


def _shapes(model: onnx.ModelProto, names: list[str], feeds: Sequence[Feeds]) -> list[list[Shape]]:
    """Of those values, for each of `feeds`."""
    told = onnx.ModelProto()
    told.CopyFrom(model)
    there = {value.name for value in [*model.graph.input, *model.graph.output]}
    told.graph.output.extend(onnx.ValueInfoProto(name=n) for n in names if n not in there)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        told.SerializeToString(), options, providers=['CPUExecutionProvider']
    )
    inputs = {value.name for value in model.graph.input}
    asked = [name for name in names if name not in inputs]
    found = []
    for feed in feeds:
        arrays = dict(zip(asked, session.run(asked, feed), strict=True)) | feed
        found.append([arrays[name].shape for name in names])
    return found


def _read(graph: onnx.GraphProto) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    """Nodes and weights that some output needs."""
    needed = {output.name for output in graph.output}
    nodes = []
    for node in reversed(graph.node):
        if needed & set(node.output):
            needed |= set(node.input)
            nodes.append(node)
    return nodes[::-1], [tensor for tensor in graph.initializer if tensor.name in needed]
