"""Writes ONNX graphs whose weights are stored small and computed in float32.

A weight is stored as float16 or int8 and expanded by plain operators (`Cast`, `Mul`) that ONNX
Runtime folds into a float32 constant when it loads the graph. So the file is small, yet results
depend neither on the CPU's int8 instructions nor on half-precision kernels.
"""

import hashlib
from pathlib import Path
from typing import Literal

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 20
IR_VERSION = 9

Storage = Literal['float32', 'float16', 'int8']


class GraphWriter:
    """Collects nodes and weights; names are counted, so the same calls give the same bytes.

    `storage` is how weights are kept unless a call says otherwise; "float32" gives the graph
    before quantisation, which the tests compare with PyTorch.
    """

    def __init__(self, name: str, storage: Storage = 'float32'):
        self.name = name
        self.storage = storage
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []

    def input(self, name: str, shape: list[int | str], integer: bool = False) -> str:
        """Declares a float32 (or int64) input; a string in `shape` names a free dimension."""
        kind = TensorProto.INT64 if integer else TensorProto.FLOAT
        self._inputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def output(self, value: str, name: str, shape: list[int | str]) -> None:
        """Declares `value` as the float32 output `name`."""
        self._nodes.append(helper.make_node('Identity', [value], [name], name=f'output_{name}'))
        self._outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def node(self, operator: str, *inputs: str, outputs: int = 1, **attributes):
        """Adds a node; returns its output's name, or a list of names when there are several."""
        stem = f'{operator.lower()}_{len(self._nodes)}'
        names = [stem] if outputs == 1 else [f'{stem}_{i}' for i in range(outputs)]
        self._nodes.append(helper.make_node(operator, list(inputs), names, name=stem, **attributes))
        return stem if outputs == 1 else names

    def constant(self, array: np.ndarray | np.generic | list | float | int) -> str:
        """A small value kept as it is: shapes, axes, limits. Python floats become float32."""
        array = np.asarray(array)
        if array.dtype == np.float64:
            array = array.astype(np.float32)
        return self._initializer(f'constant_{len(self._weights)}', array)

    def weight(self, name: str, array: np.ndarray, storage: Storage | None = None) -> str:
        """A float32 weight in the writer's storage; int8 is symmetric per last-axis channel."""
        storage = storage or self.storage
        array = np.ascontiguousarray(array, dtype=np.float32)
        if storage == 'float32':
            return self._initializer(name, array)
        if storage == 'float16':
            limit = float(np.finfo(np.float16).max)
            assert np.abs(array).max() < limit, f'{name} does not fit float16'
            half = self._initializer(f'{name}_float16', array.astype(np.float16))
            return self.node('Cast', half, to=TensorProto.FLOAT)
        quantised, scale = quantise(array, axis=-1)
        small = self._initializer(f'{name}_int8', quantised)
        wide = self.node('Cast', small, to=TensorProto.FLOAT)
        return self.node('Mul', wide, self._initializer(f'{name}_scale', scale))

    def lookup(self, name: str, table: np.ndarray, ids: str) -> str:
        """Rows of `table` [rows, D] at the int64 `ids`; only the rows read are expanded.

        With int8 storage each row has its scale: the table stays a quarter of its size in memory.
        """
        if self.storage != 'int8':
            return self.node('Gather', self.weight(name, table), ids, axis=0)
        quantised, scale = quantise(np.ascontiguousarray(table, dtype=np.float32), axis=0)
        rows = self.node('Gather', self._initializer(f'{name}_int8', quantised), ids, axis=0)
        scales = self.node('Gather', self._initializer(f'{name}_scale', scale), ids, axis=0)
        return self.node('Mul', self.node('Cast', rows, to=TensorProto.FLOAT), scales)

    def unit_norm(self, value: str) -> str:
        """Divides by the L2 norm along the last axis."""
        norm = self.node('ReduceL2', value, self.constant([-1]), keepdims=1)
        return self.node('Div', value, self.node('Max', norm, self.constant(1e-12)))

    def model(self) -> onnx.ModelProto:
        graph = helper.make_graph(
            self._nodes, self.name, self._inputs, self._outputs, self._weights
        )
        model = helper.make_model(
            graph,
            producer_name='vljepa',
            opset_imports=[helper.make_opsetid('', OPSET)],
            ir_version=IR_VERSION,
        )
        onnx.checker.check_model(model, full_check=True)
        return model

    def _initializer(self, name: str, array: np.ndarray) -> str:
        self._weights.append(numpy_helper.from_array(array, name))
        return name


def quantise(array: np.ndarray, axis: int, most: int = 127) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric int8 with one scale for each index of `axis`; `array ≈ int8 · scale`.

    Integers go from `-most` to `most`.

    The scale is the one of the least squared error among 41 that clip at 60 to 100 % of the
    largest magnitude.
    """
    others = tuple(i for i in range(array.ndim) if i != axis % array.ndim)
    largest = np.maximum(np.abs(array).max(axis=others, keepdims=True), 1e-12)
    best_error = np.full_like(largest, np.inf)
    best_scale = largest / most
    for share in np.linspace(0.6, 1.0, 41, dtype=np.float32):
        scale = largest * share / most
        restored = np.clip(np.rint(array / scale), -most, most) * scale
        error = np.square(restored - array).sum(axis=others, keepdims=True)
        better = error < best_error
        best_error = np.where(better, error, best_error)
        best_scale = np.where(better, scale, best_scale)
    best_scale = best_scale.astype(np.float32)
    return np.clip(np.rint(array / best_scale), -most, most).astype(np.int8), best_scale


def save(model: onnx.ModelProto, path: Path) -> None:
    path.write_bytes(model.SerializeToString(deterministic=True))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
