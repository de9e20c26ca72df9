"""All weights of the model, found by their keys and checked against the architecture."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open

from vljepa_training.export.errors import ExportError

from .architecture import Architecture, shapes_of
from .checkpoint import Checkpoint, check_weights
from .sources import LLAMA, LLAMA_TABLE_FILE, VJEPA2, Inputs

TABLE = 'predictor.embed_tokens.weight'
"""Llama's token table: frozen, so that a checkpoint may leave it out."""


@dataclass(frozen=True)
class Weights:
    """In the files' precision and under the files' keys."""

    vjepa2: Mapping[str, torch.Tensor]
    trained: Mapping[str, torch.Tensor]

    def of(self, prefix: str) -> dict[str, torch.Tensor]:
        """Those trained weights that begin with `prefix`, without it."""
        return {k[len(prefix) :]: t for k, t in self.trained.items() if k.startswith(prefix)}


def read_weights(inputs: Inputs, checkpoint: Checkpoint, architecture: Architecture) -> Weights:
    """Raises ExportError naming each weight that is missing, unknown or of another shape."""
    file = inputs.vjepa2 / 'model.safetensors'
    vjepa2 = _read(file, 'encoder.', VJEPA2.hub_id)
    check_weights(file, architecture.vjepa2_shapes(), shapes_of(vjepa2))
    trained = dict(checkpoint.weights)
    file = inputs.llama / LLAMA_TABLE_FILE
    if TABLE not in trained and file.is_file():
        trained[TABLE] = _read(file, 'model.embed_tokens.', LLAMA.hub_id)[
            'model.embed_tokens.weight'
        ]
    check_weights(checkpoint.path, architecture.checkpoint_shapes(), shapes_of(trained))
    return Weights(vjepa2, trained)


def _read(path: Path, prefix: str, hub_id: str) -> dict[str, torch.Tensor]:
    """The file's tensors whose key begins with `prefix`."""
    try:
        with safe_open(path, framework='pt') as file:
            keys = file.keys()  # which it gives, and no iterator
            found = {key: file.get_tensor(key) for key in keys if key.startswith(prefix)}
    except (SafetensorError, OSError) as error:
        raise ExportError(f'{path} cannot be read: {error}; copy it again from {hub_id}') from error
    if not found:
        raise ExportError(f'{path} has no weight {prefix}*; expected the file of {hub_id}')
    return found
