"""Reads a nano pack's weights back into a checkpoint, to train it further.

python -m vljepa_training.export.nano.restore --pack models/nano --worlds out/worlds \\
    --out out/train/pack.pt
python -m vljepa_training.learning.train sft --from out/train/pack.pt …

Weights are as exact as the pack stores them. What a pack lacks starts anew: the heads of the
auxiliary losses, and the temperature. `--worlds` are the episodes that it is to be trained on: they
name the kinds of things.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from vljepa_training.export.errors import ExportError
from vljepa_training.learning import checkpoint
from vljepa_training.learning.episodes import load_encoded
from vljepa_training.learning.settings import Settings
from vljepa_training.learning.trainer import build_objective
from vljepa_training.learning.truth import labels_of
from vljepa_training.model.predictor import Predictor, PredictorConfig
from vljepa_training.model.text_encoder import TextEncoder
from vljepa_training.pretrained import minilm

from .graphs import predictor_graph

TEXT_LAYERS = 4
"""Of the Y-Encoder, that training changed."""

Stored = Callable[[str], np.ndarray]


def restore(pack: Path, settings: Settings) -> dict[str, Tensor]:
    """Weights of an objective of these settings. Raises ExportError where the pack is of others."""
    objective = build_objective(settings)
    _restore_predictor(objective.predictor, stored(pack / 'predictor.onnx'))
    _restore_text(objective.text, stored(pack / 'y_encoder.onnx'))
    return objective.state_dict()


def stored(path: Path) -> Stored:
    """A graph's weights by their names before they were stored small, in float32."""
    if not path.exists():
        raise ExportError(f'{path}: expected a graph of a nano pack, got no file')
    arrays = {t.name: numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}

    def read(name: str) -> np.ndarray:
        if name in arrays:
            return arrays[name]
        for mark in '._':
            if f'{name}{mark}float16' in arrays:
                return arrays[f'{name}{mark}float16'].astype(np.float32)
            if f'{name}{mark}int8' in arrays:
                return arrays[f'{name}{mark}int8'] * arrays[f'{name}{mark}scale']
        raise ExportError(
            f'{path}: expected the weight {name}, got none; the pack is of another architecture: '
            'restore it with the sources that exported it'
        )

    return read


@torch.no_grad()
def _restore_predictor(predictor: Predictor, read: Stored) -> None:
    """The tracer numbers matrices as it meets them, so their names are found by their values in a
    graph whose weights all differ."""
    generator = torch.Generator().manual_seed(0)
    for parameter in predictor.parameters():
        parameter.copy_(torch.randn(parameter.shape, generator=generator))
    graph = predictor_graph(predictor).graph
    names = {_key(numpy_helper.to_array(tensor)): tensor.name for tensor in graph.initializer}
    for name, parameter in predictor.named_parameters():
        for part in _parts(name, parameter, names):
            _copy(name, part, read(names[_key(part.numpy())]))


def _parts(name: str, parameter: Tensor, names: dict[tuple, str]) -> list[Tensor]:
    """The parameter as the graph has it: as it is, turned, or number by number."""
    for parts in ([parameter], [parameter.mT] if parameter.ndim == 2 else [], [*parameter]):
        if parts and all(_key(part.numpy()) in names for part in parts):
            return parts
    raise ExportError(f'{name}: expected it in the graph of its Predictor, got no such weight')


def _key(array: np.ndarray) -> tuple:
    return array.shape if array.size > 1 else (), array.astype(np.float32).tobytes()


@torch.no_grad()
def _restore_text(text: TextEncoder, read: Stored) -> None:
    for index, layer in enumerate(text.upper, minilm.LAYERS - len(text.upper)):
        for name, parameter in layer.named_parameters():
            _copy(
                name,
                parameter.T if parameter.ndim == 2 else parameter,
                read(f'encoder.layer.{index}.{name}'),
            )
    _copy('head.weight', text.head.weight.T, read('head.weight'))
    _copy('head.bias', text.head.bias, read('head.bias'))


def _copy(name: str, parameter: Tensor, array: np.ndarray) -> None:
    if array.size != parameter.numel() or (array.size > 1 and array.shape != parameter.shape):
        raise ExportError(
            f'{name}: expected {[*parameter.shape]}, got {[*array.shape]}; the pack is of other '
            'widths or other kinds of things: restore it with the settings that it was trained with'
        )
    parameter.copy_(torch.from_numpy(np.array(array, np.float32)).reshape(parameter.shape))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--pack', type=Path, required=True, help='folder of an exported nano pack')
    parser.add_argument('--worlds', type=Path, required=True, help='encoded episodes')
    parser.add_argument('--out', type=Path, required=True, help='checkpoint to write')
    parser.add_argument('--text-layers', type=int, default=TEXT_LAYERS, help='%(default)s')
    given = parser.parse_args()
    labels = labels_of([r.episode for r in load_encoded(given.worlds, 'train')])
    settings = Settings(
        predictor=PredictorConfig(labels=labels), text_layers=given.text_layers, freeze_text=True
    )
    try:
        weights = restore(given.pack, settings)
    except ExportError as error:
        parser.exit(1, f'{parser.prog}: {error}\n')
    checkpoint.write(given.out, {'settings': settings.plain(), 'weights': weights})


if __name__ == '__main__':
    main()
