"""A Predictor's graph whose own gate a query gate holds open."""

import numpy as np
import onnx
from onnx import compose, helper, numpy_helper

from vljepa_training.export.errors import ExportError
from vljepa_training.export.passes.rewrite import rewritten

PREFIX = 'query_gate/'
"""Of the gate's nodes and weights."""
OWN_GATE = '/predictor/Sigmoid'
"""The node that gives the Predictor's own gate, [batch]."""


def gated(predictor: onnx.ModelProto, gate: onnx.ModelProto) -> onnx.ModelProto:
    """A new graph of the Predictor's inputs and output.

    `gate` reads the Predictor's query and gives how surely it asks for names, [batch]; what of the
    own gate is read instead is `vljepa_training.model.query_gate.held_open`.

    Raises ExportError where the Predictor's own gate is not found.
    """
    own = [node for node in predictor.graph.node if node.name == OWN_GATE]
    if len(own) != 1:
        raise ExportError(
            f'the Predictor: expected one node {OWN_GATE}, its own gate, came {len(own)}; export '
            'a Predictor of vljepa_training.model.predictor'
        )
    [share] = own[0].output
    before = compose.add_prefix(gate, PREFIX, rename_inputs=False)
    [names_asked] = before.graph.output
    one, shut, kept, held = (PREFIX + name for name in ('one', 'shut', 'kept_shut', 'held_open'))
    holding = [
        helper.make_node('Sub', [one, share], [shut]),
        helper.make_node('Mul', [names_asked.name, shut], [kept]),
        helper.make_node('Sub', [one, kept], [held]),
    ]
    nodes = list(before.graph.node)
    for node in predictor.graph.node:
        reading = onnx.NodeProto()
        reading.CopyFrom(node)
        for index, name in enumerate(node.input):
            if name == share:
                reading.input[index] = held
        nodes.append(reading)
        if node is own[0]:
            nodes += holding
    weights = [
        *before.graph.initializer,
        numpy_helper.from_array(np.array(1, np.float32), one),
        *predictor.graph.initializer,
    ]
    return rewritten(predictor, nodes, weights)


def is_gated(predictor: onnx.ModelProto) -> bool:
    return any(tensor.name.startswith(PREFIX) for tensor in predictor.graph.initializer)
