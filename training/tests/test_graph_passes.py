"""Rewritten graphs give what they gave before, or nearly."""

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from vljepa_training.export.passes.constant_shapes import constant
from vljepa_training.export.passes.integer_matmul import integer_products
from vljepa_training.export.passes.pointwise_matmul import pointwise_products
from vljepa_training.export.passes.weight_storage import stored_small
from vljepa_training.onnx_graphs.session import Session
from vljepa_training.onnx_graphs.writer import GraphWriter


@pytest.mark.parametrize(
    ('came', 'becomes', 'told'),
    [
        ([(2, 12), (3, 12)], [(2, 3, 4), (3, 3, 4)], [0, 3, 4]),
        ([(2, 5, 8), (3, 7, 8)], [(2, 5, 2, 4), (3, 7, 2, 4)], [0, 0, 2, 4]),
        ([(2, 5, 8), (3, 7, 8)], [(10, 8), (21, 8)], [-1, 8]),
        ([(30,), (77,)], [(5, 6), (7, 11)], None),
    ],
)
def test_a_reshape_is_told_what_stays_and_one_size_at_most_is_left_to_it(came, becomes, told):
    assert constant(came, becomes) == told


@pytest.mark.parametrize(('storage', 'bytes_each'), [('float16', 2), ('int8', 1)])
def test_weights_are_stored_small_and_give_nearly_the_same(storage, bytes_each):
    rng = np.random.default_rng(3)
    graph = GraphWriter('any')
    ids = graph.input('ids', ['batch'], integer=True)
    table = graph.weight('table', rng.standard_normal((600, 64)))
    rows = graph.node('Gather', table, ids, axis=0)
    product = graph.node('MatMul', rows, graph.weight('matrix', rng.standard_normal((64, 576))))
    wide = graph.node('Reshape', product, graph.constant(np.array([0, 64, 3, 3], np.int64)))
    kernel = graph.weight('kernel', rng.standard_normal((64, 64, 3, 3)))
    graph.output(graph.node('Conv', wide, kernel), 'out', ['batch', 64, 1, 1])
    model = graph.model()
    small = stored_small(model, storage)
    numbers = 600 * 64 + 64 * 576 + 64 * 64 * 9
    assert len(small.SerializeToString()) < 1.1 * bytes_each * numbers
    values = np.arange(7)
    a, b = (Session(m)(ids=values).reshape(7, -1) for m in (model, small))
    cosine = (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    assert cosine.min() > 0.9995


def test_integer_products_are_near_and_cannot_overflow_16_bits():
    rng = np.random.default_rng(4)
    graph = GraphWriter('any')
    x = graph.input('x', ['batch', 96])
    matrix = graph.weight('matrix', rng.standard_normal((96, 48)))
    graph.output(graph.node('MatMul', x, matrix), 'out', ['batch', 48])
    model = graph.model()
    integers = integer_products(model)
    [weights] = [w for w in integers.graph.initializer if w.data_type == onnx.TensorProto.INT8]
    assert 2 * 255 * np.abs(numpy_helper.to_array(weights).astype(int)).max() < 2**15
    values = rng.standard_normal((20, 96)).astype(np.float32)
    a, b = (Session(m)(x=values) for m in (model, integers))
    cosine = (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    assert cosine.min() > 0.999


def test_large_convolutions_of_one_cell_become_products_of_the_same_numbers():
    rng = np.random.default_rng(5)
    graph = GraphWriter('any')
    x = graph.input('x', ['batch', 8, 6, 6])
    for name, shape in (
        ('few', (128, 8, 1, 1)),
        ('many', (256, 128, 1, 1)),
        ('wide', (4, 256, 3, 3)),
    ):
        weight, bias = graph.weight(name, rng.standard_normal(shape)), np.arange(shape[0]) / 9
        x = graph.node('Conv', x, weight, graph.weight(f'{name}_bias', bias))
    graph.output(x, 'out', ['batch', 4, 4, 4])
    model = graph.model()
    turned = pointwise_products(model)
    operators = [node.op_type for node in turned.graph.node if node.op_type in ('Conv', 'MatMul')]
    assert operators == ['Conv', 'MatMul', 'Conv']
    exact = pointwise_products(model, exact=['many'])
    assert [n.op_type for n in exact.graph.node if n.op_type in ('Conv', 'MatMul')] == ['Conv'] * 3
    with pytest.raises(ValueError, match="expected a graph with .'none such'"):
        pointwise_products(model, exact=['none such'])
    values = rng.standard_normal((3, 8, 6, 6)).astype(np.float32)
    a, b = (Session(m)(x=values) for m in (model, turned))
    np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-2)
