"""Checkpoints: written whole or not at all, and read only where they fit."""

import os
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

FORMAT = 1


def write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f'{path.name}.{os.getpid()}.part')
    torch.save({'format': FORMAT, **content}, temporary)
    os.replace(temporary, path)


def read(path: Path) -> dict[str, Any]:
    """Raises FileNotFoundError or ValueError: what was expected, what was found and what to do."""
    if not path.exists():
        raise FileNotFoundError(f'{path}: no checkpoint there; train it first')
    try:
        content = torch.load(path, map_location='cpu', weights_only=True)
    except Exception as error:
        raise ValueError(
            f'{path}: expected a checkpoint, got: {error}; train it again or name another'
        ) from None
    came = content.get('format') if isinstance(content, dict) else None
    if came != FORMAT:
        raise ValueError(f'{path}: expected a checkpoint of format {FORMAT}, got {came}')
    return content


def load_weights(module: nn.Module, weights: dict[str, Tensor], path: Path) -> None:
    """Raises ValueError that names the first weight that does not fit, and both shapes."""
    unlike = difference(module.state_dict(), weights)
    if unlike:
        raise ValueError(
            f'{path}: {unlike}; the checkpoint is of another size: train with its settings, or '
            'start without it'
        )
    module.load_state_dict(weights)


def difference(expected: dict[str, Tensor], came: dict[str, Tensor]) -> str | None:
    """The first weight that only one has or whose shapes differ, and both; None: all fit."""
    for name in sorted(expected.keys() | came.keys()):
        shapes = [
            list(weights[name].shape) if name in weights else 'no such weight'
            for weights in (expected, came)
        ]
        if shapes[0] != shapes[1]:
            return f'{name}: expected {shapes[0]}, got {shapes[1]}'
    return None
