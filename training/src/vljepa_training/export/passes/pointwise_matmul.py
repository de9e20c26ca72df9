"""Writes convolutions of one cell as products by a matrix, which `integer_products` then knows.

Only the large ones: in EfficientNet-Lite0 from the seventh block on, where small maps have many
channels. The first blocks' few weights suffer more from being rounded than they save.
"""

from collections.abc import Collection

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .rewrite import rewritten
from .weight_storage import SMALLEST_INT8

CHANNELS_LAST, CHANNELS_FIRST = [0, 2, 3, 1], [0, 3, 1, 2]


def pointwise_products(model: onnx.ModelProto, exact: Collection[str] = ()) -> onnx.ModelProto:
    """A new graph of the same inputs and outputs: every `Conv` with a float32 kernel of 1 × 1,
    stride 1, a bias and at least `SMALLEST_INT8` numbers becomes a `MatMul`, but for those with a
    kernel named in `exact`. Raises ValueError where the graph has no such kernel."""
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    if missing := set(exact) - weights.keys():
        raise ValueError(f'expected a graph with {sorted(exact)}, {sorted(missing)} are missing')
    nodes, matrices = [], {}
    for node in model.graph.node:
        pointwise = node.op_type == 'Conv' and _is_pointwise(node, weights)
        if pointwise and node.input[1] not in exact:
            matrices[node.input[1]] = _matrix(weights[node.input[1]])
            nodes += _product(node, matrices[node.input[1]].name)
        else:
            nodes.append(node)
    kept = [tensor for tensor in model.graph.initializer if tensor.name not in matrices]
    return rewritten(model, nodes, [*kept, *matrices.values()])


def _is_pointwise(node: onnx.NodeProto, weights: dict[str, TensorProto]) -> bool:
    weight = weights.get(node.input[1])
    strides = next((a.ints for a in node.attribute if a.name == 'strides'), [1])
    return (
        weight is not None
        and weight.data_type == TensorProto.FLOAT
        and list(weight.dims[2:]) == [1, 1]
        and np.prod(weight.dims) >= SMALLEST_INT8
        and len(node.input) == 3
        and all(stride == 1 for stride in strides)
    )


def _matrix(weight: TensorProto) -> TensorProto:
    """[out, in, 1, 1] -> [in, out]."""
    array = numpy_helper.to_array(weight)[:, :, 0, 0].T
    return numpy_helper.from_array(np.ascontiguousarray(array), f'{weight.name}.matrix')


def _product(node: onnx.NodeProto, matrix: str) -> list[onnx.NodeProto]:
    value, _, bias = node.input
    name, out = node.name, node.output[0]
    last, product, whole = (f'{name}.{part}' for part in ('last', 'product', 'whole'))
    return [
        helper.make_node('Transpose', [value], [last], last, perm=CHANNELS_LAST),
        helper.make_node('MatMul', [last, matrix], [product], product),
        helper.make_node('Add', [product, bias], [whole], whole),
        helper.make_node('Transpose', [whole], [out], name, perm=CHANNELS_FIRST),
    ]
