"""Multiplies by a graph's matrices in integers: twice as fast where the CPU has the instructions.

Activations are rounded to 8 bits with one scale for each tensor when the graph runs. Weights keep 7
bits, so that the sum of two products fits the 16 bits that CPUs without VNNI have for it: the
integers are the same on every CPU.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from vljepa_training.onnx_graphs.writer import quantise

from .rewrite import rewritten
from .weight_storage import SMALLEST

MOST = 63
"""2 · 255 · 63 < 2¹⁵."""


def integer_products(model: onnx.ModelProto) -> onnx.ModelProto:
    """A new graph of the same inputs and outputs; only `MatMul`s by weights change."""
    matrices = {
        tensor.name: tensor
        for tensor in model.graph.initializer
        if tensor.data_type == TensorProto.FLOAT
        and len(tensor.dims) == 2
        and np.prod(tensor.dims) >= SMALLEST
    }
    nodes, used = [], {}
    for node in model.graph.node:
        if node.op_type == 'MatMul' and node.input[1] in matrices:
            used[node.input[1]] = matrices[node.input[1]]
            nodes += _product(node)
        else:
            nodes.append(node)
    kept = [t for t in model.graph.initializer if not _only_multiplied(model, t, used)]
    for name, tensor in used.items():
        values, scale = quantise(numpy_helper.to_array(tensor), axis=-1, most=MOST)
        kept.append(numpy_helper.from_array(values, f'{name}.int8'))
        kept.append(numpy_helper.from_array(scale.reshape(-1), f'{name}.scale'))
    return rewritten(model, nodes, kept)


def _only_multiplied(model: onnx.ModelProto, tensor: TensorProto, used: dict) -> bool:
    return tensor.name in used and all(
        node.op_type == 'MatMul' for node in model.graph.node if tensor.name in node.input
    )


def _product(node: onnx.NodeProto) -> list[onnx.NodeProto]:
    value, matrix = node.input
    name, out = node.name, node.output[0]
    rounded, scale, zero = (f'{name}.{part}' for part in ('rounded', 'scale', 'zero'))
    return [
        helper.make_node('DynamicQuantizeLinear', [value], [rounded, scale, zero], f'{name}.round'),
        helper.make_node(
            'MatMulInteger', [rounded, f'{matrix}.int8', zero], [f'{name}.sum'], f'{name}.multiply'
        ),
        helper.make_node(
            'Cast', [f'{name}.sum'], [f'{name}.wide'], f'{name}.cast', to=TensorProto.FLOAT
        ),
        helper.make_node(
            'Mul', [scale, f'{matrix}.scale'], [f'{name}.scales'], f'{name}.both_scales'
        ),
        helper.make_node('Mul', [f'{name}.wide', f'{name}.scales'], [out], name),
    ]
