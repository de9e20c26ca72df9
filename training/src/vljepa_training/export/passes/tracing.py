"""PyTorch modules as ONNX graphs with free sizes, by tracing."""

import io
import warnings

import onnx
import torch
from torch import Tensor, nn

from vljepa_training.onnx_graphs.writer import IR_VERSION, OPSET

Shape = list[int | str]
"""A string names a free dimension."""


def traced(
    module: nn.Module, inputs: dict[str, tuple[Tensor, Shape]], output: str, shape: Shape
) -> onnx.ModelProto:
    """`inputs`: an example and the shape of each, in the order of the module's arguments.

    The examples' sizes must differ from 1 wherever a size is free.
    """
    module = module.eval()
    axes = {
        name: {axis: size for axis, size in enumerate(sizes) if isinstance(size, str)}
        for name, sizes in {**{n: s for n, (_, s) in inputs.items()}, output: shape}.items()
    }
    file = io.BytesIO()
    examples = tuple(example for example, _ in inputs.values())
    with warnings.catch_warnings(), torch.no_grad():
        # What it warns of is that sizes could be taken for constants: tests try other sizes.
        warnings.simplefilter('ignore')
        torch.onnx.export(
            module,
            examples,
            file,  # type: ignore[arg-type]  # without dynamo a file in memory will do
            input_names=list(inputs),
            output_names=[output],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
    model = onnx.load_from_string(file.getvalue())
    model.ir_version = IR_VERSION
    model.producer_name, model.producer_version = 'vljepa', ''
    # The tracer gives names of its own to sizes that it computes.
    for dimension, size in zip(
        model.graph.output[0].type.tensor_type.shape.dim, shape, strict=True
    ):
        if isinstance(size, int):
            dimension.dim_value = size
        else:
            dimension.dim_param = size
    del model.graph.value_info[:]
    _join_equal_weights(model.graph)
    onnx.checker.check_model(model, full_check=True)
    return model


def _join_equal_weights(graph: onnx.GraphProto) -> None:
    """The tracer gives a weight that is used twice a second name by `Identity`."""
    weights = {tensor.name for tensor in graph.initializer}
    second = {
        node.output[0]: node.input[0]
        for node in graph.node
        if node.op_type == 'Identity' and node.input[0] in weights
    }
    kept = [node for node in graph.node if not second.keys() & set(node.output)]
    for node in kept:
        for index, name in enumerate(node.input):
            node.input[index] = second.get(name, name)
    kept = [onnx.NodeProto.FromString(node.SerializeToString()) for node in kept]
    del graph.node[:]
    graph.node.extend(kept)
