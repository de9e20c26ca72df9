"""Reads a trained checkpoint of the public open-vljepa layout.

A checkpoint is a `torch.save` of a dict: `model_state_dict`, with the keys `predictor.*` (the last
layers of Llama, its norm and token table, `vis_proj`, `out_proj`), `y_encoder.*` (EmbeddingGemma
under `model.`, and `projector`) and, where the X-Encoder has a projection, `x_encoder.projector.*`;
and `config`, the run's settings. The frozen X-Encoder is not in it.
"""

import hashlib
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from vljepa_training.export.errors import ExportError

SHOWN = 5
"""Keys named in an error; the rest are counted."""
FROZEN = 'x_encoder.model.'
"""Prefix of the X-Encoder's own weights, which checkpoints leave out."""


@dataclass(frozen=True)
class Checkpoint:
    path: Path
    config: dict
    weights: dict[str, torch.Tensor]
    """By their keys in the file, in the file's precision, mapped into memory."""

    @property
    def version(self) -> str:
        """Names the weights: the beginning of the file's SHA-256."""
        return hashlib.file_digest(self.path.open('rb'), 'sha256').hexdigest()[:12]

    def setting(self, section: str, name: str, default: Any = None) -> Any:
        """`config[section][name]`; raises ExportError where it is absent and has no default."""
        value = (self.config.get(section) or {}).get(name, default)
        if value is None:
            raise ExportError(
                f'{self.path}: expected config.{section}.{name}, got a config without it; it is '
                'not a checkpoint of the open-vljepa layout'
            )
        return value


def read_checkpoint(path: Path) -> Checkpoint:
    """Raises ExportError where the file is not a checkpoint of this layout."""
    try:
        content = torch.load(path, map_location='cpu', weights_only=True, mmap=True)
    except (RuntimeError, pickle.UnpicklingError, EOFError, ValueError) as error:
        raise ExportError(
            f'{path} cannot be read: expected a file of torch.save, got: '
            f'{str(error).splitlines()[0]}; copy it again'
        ) from error
    keys = sorted(map(str, content)) if isinstance(content, Mapping) else type(content).__name__
    if not isinstance(content, Mapping) or not {'model_state_dict', 'config'} <= set(content):
        raise ExportError(
            f'{path}: expected a dict with model_state_dict and config, got {keys}; give the file '
            'that training wrote, not weights alone'
        )
    weights = {
        key: tensor
        for key, tensor in content['model_state_dict'].items()
        if not key.startswith(FROZEN)
    }
    return Checkpoint(path, content['config'], weights)


def check_weights(
    path: Path, expected: Mapping[str, tuple[int, ...]], actual: Mapping[str, tuple[int, ...]]
) -> None:
    """Raises ExportError unless the file has just the keys of `expected`, in these shapes."""
    problems = [
        *_named(
            'missing',
            [f'{key} {list(shape)}' for key, shape in expected.items() if key not in actual],
        ),
        *_named(
            'of another shape',
            [
                f'{key}: expected {list(shape)}, got {list(actual[key])}'
                for key, shape in expected.items()
                if key in actual and tuple(actual[key]) != tuple(shape)
            ],
        ),
        *_named('unknown', [key for key in actual if key not in expected]),
    ]
    if problems:
        raise ExportError(
            f'{path} does not fit the configuration of the parts: {"; ".join(problems)}. Give the '
            'parts that it belongs to, and files that are whole'
        )


def _named(what: str, items: list[str]) -> list[str]:
    if not items:
        return []
    rest = f' and {len(items) - SHOWN} more' if len(items) > SHOWN else ''
    return [f'{len(items)} {what}: {", ".join(items[:SHOWN])}{rest}']
