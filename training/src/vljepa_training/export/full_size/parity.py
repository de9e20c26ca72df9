"""Compares the graphs with PyTorch, in ONNX Runtime on one thread, as the node runs them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from vljepa_training.export.errors import ExportError
from vljepa_training.onnx_graphs.session import Session

from . import golden
from .streamed_graph import Form
from .text_tokenizers import TextTokenizer

LEAST_COSINE: dict[Form, float] = {'float32': 0.9999, 'int8_blocks': 0.99, 'int8_dynamic': 0.99}
FLOAT32_TOLERANCE = 1e-4
"""Of a component of a unit vector: room for another CPU's order of additions."""
ROOM = 3
"""Integer kernels round differently from CPU to CPU: so many times the difference seen here."""


@dataclass(frozen=True)
class Parity:
    """Of golden clips or texts: graph against PyTorch."""

    cosine: float
    """The smallest."""
    difference: float
    """The largest of a component."""

    @property
    def tolerance(self) -> float:
        return max(FLOAT32_TOLERANCE, ROOM * self.difference)


def clip_parity(
    folder: Path, tokenizer: TextTokenizer, size: int, frames: int, expected: torch.Tensor
) -> Parity:
    clips = golden.clips(size, frames)
    encode = Session(str(folder / 'x_encoder.onnx'))
    tokens = [encode(pixels=pixels.numpy()) for _, _, pixels in clips]
    del encode  # two sessions of this size need not be in memory together
    predict = Session(str(folder / 'predictor.onnx'))
    actual = []
    for (_, query, _), seen in zip(clips, tokens, strict=True):
        ids, mask = (value.numpy() for value in tokenizer([query]))
        actual.append(predict(tokens=seen, query_ids=ids, query_mask=mask)[0])
    return _parity(np.stack(actual), expected.numpy())


def text_parity(folder: Path, tokenizer: TextTokenizer, expected: torch.Tensor) -> Parity:
    encode = Session(str(folder / 'y_encoder.onnx'))
    actual = []
    for text in golden.TEXTS:
        ids, mask = (value.numpy() for value in tokenizer([text]))
        actual.append(encode(input_ids=ids, attention_mask=mask)[0])
    return _parity(np.stack(actual), expected.numpy())


def check(what: str, parity: Parity, form: Form) -> None:
    """Raises ExportError where the graphs do not compute what PyTorch does."""
    least = LEAST_COSINE[form]
    if not parity.cosine >= least:
        raise ExportError(
            f'{what} in form {form}: expected a cosine of at least {least} with PyTorch, got '
            f'{parity.cosine:.6f}; '
            + (
                'the graph is wrong for these parts'
                if form == 'float32'
                else 'these weights lose too much in int8: export them in another form'
            )
        )


def _parity(actual: np.ndarray, expected: np.ndarray) -> Parity:
    """Rows of unit vectors."""
    cosines = (actual.astype(np.float64) * expected).sum(axis=-1)
    return Parity(float(cosines.min()), float(np.abs(actual - expected).max()))
