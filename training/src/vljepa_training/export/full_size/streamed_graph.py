"""Writes ONNX graphs beyond protobuf's 2 GB: weights go to a file beside the graph as they come.

Linear layers are stored in one of three forms:

- `float32`;
- `int8_blocks`: int8 weights with a scale for each 128 of a row, inputs rounded to int8 in the same
  blocks when the graph runs (`MatMulNBits`): a large number spoils only the block it is in;
- `int8_dynamic`: weights of 7 bits with a scale for each row (with 8 the sum of two products
  overflows on CPUs without VNNI), inputs with one scale for the whole tensor
  (`DynamicQuantizeLinear`, `MatMulInteger`): the fastest, but a single large number in a tensor
  coarsens all of it.

Token tables are int8 with a scale for each row in both int8 forms. What is small (heads, patch
embedding, norms) stays float32.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper

from vljepa_training.export.passes.integer_matmul import MOST
from vljepa_training.onnx_graphs.writer import GraphWriter

Form = Literal['float32', 'int8_blocks', 'int8_dynamic']
FORMS: tuple[Form, ...] = get_args(Form)

OPSET = 23
"""The first with Attention and RMSNormalization."""
IR_VERSION = 11
INLINE_BYTES = 1024
"""Smaller constants stay in the graph: ONNX Runtime reads shapes there."""
ALIGNMENT = 4096
"""A memory page: ONNX Runtime maps weights instead of copying them."""
BLOCK = 128
ZERO_POINT = 128
"""What MatMulNBits takes for zero in unsigned 8 bits when no zero points are given."""


class StreamedGraph(GraphWriter):
    """`name`.onnx and `name`.onnx.data in `folder`; a context that closes the data file."""

    def __init__(self, name: str, folder: Path, form: Form):
        super().__init__(name)
        self.form = form
        self._path = folder / f'{name}.onnx'
        self._data_path = folder / f'{name}.onnx.data'
        self._data = self._data_path.open('wb')

    def __enter__(self) -> 'StreamedGraph':
        return self

    def __exit__(self, *_: object) -> None:
        self._data.close()

    def linear(
        self, value: str, weights: Mapping[str, torch.Tensor], name: str, small=False
    ) -> str:
        """`value` [..., inputs] through `name`.weight [outputs, inputs] and, if any, `name`.bias.

        `small` layers stay float32 in every form.
        """
        matrix = to_numpy(weights[f'{name}.weight'])
        bias = weights.get(f'{name}.bias')
        form = 'float32' if small else self.form
        # Layers are named alike; weights must not be.
        name = f'{name}.{len(self._weights)}'
        if form == 'int8_blocks' and matrix.shape[1] % BLOCK == 0:
            product = self._int8_blocks(value, name, matrix)
        elif form == 'int8_dynamic':
            product = self._int8_dynamic(value, name, matrix)
        else:
            product = self.node('MatMul', value, self._initializer(name, matrix.T))
        if bias is None:
            return product
        return self.node('Add', product, self._initializer(f'{name}.bias', to_numpy(bias)))

    def rows(self, ids: str, table: torch.Tensor, name: str) -> str:
        """Rows of `table` [rows, width] at `ids` [batch, length]."""
        if self.form == 'float32':
            return self.node('Gather', self._initializer(name, to_numpy(table)), ids, axis=0)
        values, scales = _int8(to_numpy(table))
        found = self.node('Gather', self._initializer(f'{name}.int8', values), ids, axis=0)
        scale = self.node('Gather', self._initializer(f'{name}.scale', scales), ids, axis=0)
        return self.node('Mul', self.node('Cast', found, to=TensorProto.FLOAT), scale)

    def _int8_blocks(self, value: str, name: str, matrix: np.ndarray) -> str:
        outputs, inputs = matrix.shape
        values, scales = _int8(matrix.reshape(outputs, inputs // BLOCK, BLOCK))
        unsigned = (values.astype(np.int16) + ZERO_POINT).astype(np.uint8)
        return self.node(
            'MatMulNBits',
            value,
            self._initializer(f'{name}.int8', unsigned),
            self._initializer(f'{name}.scale', scales.reshape(outputs, -1)),
            domain='com.microsoft',
            K=inputs,
            N=outputs,
            bits=8,
            block_size=BLOCK,
            accuracy_level=4,  # inputs as int8
        )

    def _int8_dynamic(self, value: str, name: str, matrix: np.ndarray) -> str:
        values, scales = _int8(matrix, MOST)
        rounded, scale, zero = self.node('DynamicQuantizeLinear', value, outputs=3)
        product = self.node(
            'MatMulInteger', rounded, self._initializer(f'{name}.int8', values.T), zero
        )
        wide = self.node('Cast', product, to=TensorProto.FLOAT)
        weight_scale = self._initializer(f'{name}.scale', scales.reshape(-1))
        return self.node('Mul', wide, self.node('Mul', scale, weight_scale))

    def _initializer(self, name: str, array: np.ndarray) -> str:
        array = np.ascontiguousarray(array)
        if array.nbytes <= INLINE_BYTES:
            return super()._initializer(name, array)
        self._data.write(b'\0' * (-self._data.tell() % ALIGNMENT))
        tensor = TensorProto(
            name=name,
            data_type=helper.np_dtype_to_tensor_dtype(array.dtype),
            dims=array.shape,
            data_location=TensorProto.EXTERNAL,
        )
        place = {
            'location': self._data_path.name,
            'offset': self._data.tell(),
            'length': array.nbytes,
        }
        for key, number in place.items():
            tensor.external_data.add(key=key, value=str(number))
        array.tofile(self._data)
        self._weights.append(tensor)
        return name

    def save(self) -> Path:
        """Writes the graph; returns its path."""
        self._data.flush()
        graph = helper.make_graph(
            self._nodes, self.name, self._inputs, self._outputs, self._weights
        )
        opsets = [helper.make_opsetid('', OPSET), helper.make_opsetid('com.microsoft', 1)]
        model = helper.make_model(
            graph, producer_name='vljepa', opset_imports=opsets, ir_version=IR_VERSION
        )
        self._path.write_bytes(model.SerializeToString(deterministic=True))
        onnx.checker.check_model(str(self._path))
        return self._path


def to_numpy(tensor: torch.Tensor) -> np.ndarray:
    """float32."""
    return tensor.detach().float().numpy()


def _int8(array: np.ndarray, most: int = 127) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric int8, from `-most` to `most`, and its scale along the last axis: `array ≈ int8 ·
    scale`."""
    scale = np.maximum(np.abs(array).max(axis=-1, keepdims=True), 1e-12) / most
    return np.rint(array / scale).astype(np.int8), scale.astype(np.float32)
