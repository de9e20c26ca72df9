"""What a checkpoint and its parts say of the model: widths, lengths, rules."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import (
    AutoConfig,
    Gemma3TextConfig,
    Gemma3TextModel,
    LlamaConfig,
    LlamaModel,
    PretrainedConfig,
    VJEPA2Config,
    VJEPA2Model,
)

from vljepa_training.export.errors import ExportError

from .checkpoint import Checkpoint
from .sources import EMBEDDING_GEMMA, LLAMA, VJEPA2, Inputs, Part

Shapes = dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Architecture:
    vjepa2: VJEPA2Config
    llama: LlamaConfig
    """With as many layers as the Predictor keeps: the last ones."""
    gemma: Gemma3TextConfig
    embedding_dimension: int
    vision_dimension: int
    """Of the tokens that the Predictor reads; the X-Encoder's own unless it has a projection."""
    frames: int
    max_query_length: int
    """Tokens, special ones included."""
    max_text_length: int

    @property
    def image_size(self) -> int:
        return whole_size(self.vjepa2.crop_size)

    @property
    def token_count(self) -> int:
        """Visual tokens of one clip."""
        side = self.image_size // whole_size(self.vjepa2.patch_size)
        return self.frames // self.vjepa2.tubelet_size * side * side

    @property
    def has_projection(self) -> bool:
        return self.vision_dimension != self.vjepa2.hidden_size

    def vjepa2_shapes(self) -> Shapes:
        """Weights that are read of V-JEPA 2: the encoder's."""
        shapes = _shapes(VJEPA2Model, self.vjepa2)
        return {key: shape for key, shape in shapes.items() if key.startswith('encoder.')}

    def checkpoint_shapes(self) -> Shapes:
        """Weights of the trained checkpoint, by their keys in it."""
        llama, gemma, size = self.llama, self.gemma, self.embedding_dimension
        shapes = {f'predictor.{k}': shape for k, shape in _shapes(LlamaModel, llama).items()}
        shapes |= _linear('predictor.vis_proj', llama.hidden_size, self.vision_dimension)
        shapes |= _linear('predictor.out_proj', size, llama.hidden_size)
        gemma_shapes = _shapes(Gemma3TextModel, gemma)
        shapes |= {f'y_encoder.model.{k}': shape for k, shape in gemma_shapes.items()}
        shapes |= _linear('y_encoder.projector', size, gemma.hidden_size)
        if self.has_projection:
            width = self.vjepa2.hidden_size
            shapes |= _linear('x_encoder.projector', self.vision_dimension, width)
        return shapes


def read_architecture(inputs: Inputs, checkpoint: Checkpoint) -> Architecture:
    """Raises ExportError where a part is of another kind, or is used in a way not known here."""
    vjepa2 = _config(VJEPA2, inputs.vjepa2, VJEPA2Config)
    llama = _config(LLAMA, inputs.llama, LlamaConfig)
    gemma = _config(EMBEDDING_GEMMA, inputs.embedding_gemma, Gemma3TextConfig)
    path, setting = checkpoint.path, checkpoint.setting

    kept = int(setting('predictor', 'n_keep_layers', 8))
    if kept > llama.num_hidden_layers:
        raise ExportError(
            f'{path} keeps the last {kept} layers of Llama, {inputs.llama} has '
            f'{llama.num_hidden_layers}; expected {LLAMA.hub_id}'
        )
    llama.num_hidden_layers = kept
    if not setting('predictor', 'disable_causal_mask', True):
        raise ExportError(
            f'{path} was trained with a causal mask in its Predictor; only one without (the '
            "paper's, config.predictor.disable_causal_mask: true) can be exported"
        )
    if not gemma.use_bidirectional_attention:
        raise ExportError(
            f'{inputs.embedding_gemma}/config.json: expected use_bidirectional_attention: true, '
            f'got a causal text model; expected {EMBEDDING_GEMMA.hub_id}'
        )
    frames = int(setting('data', 'num_frames'))
    if frames % vjepa2.tubelet_size != 0:
        raise ExportError(
            f"{path} was trained on {frames} frame(s); expected a multiple of V-JEPA 2's tubelet "
            f'of {vjepa2.tubelet_size}: a checkpoint of the video stage'
        )
    image_size = int(setting('data', 'image_size', vjepa2.crop_size))
    if image_size != vjepa2.crop_size:
        raise ExportError(
            f'{path} was trained on pictures of {image_size} pixels, {inputs.vjepa2} reads '
            f'{vjepa2.crop_size}; the two belong together'
        )
    output = (checkpoint.config.get('encoder') or {}).get('output_dim')
    return Architecture(
        vjepa2=vjepa2,
        llama=llama,
        gemma=gemma,
        embedding_dimension=int(setting('predictor', 'proj_dim')),
        vision_dimension=int(output or vjepa2.hidden_size),
        frames=frames,
        max_query_length=int(setting('data', 'max_query_len')),
        max_text_length=int(setting('data', 'max_caption_len')),
    )


def whole_size(size: int | list[int] | tuple[int, int]) -> int:
    """V-JEPA 2's sizes are one number each, although its configuration may hold two."""
    if not isinstance(size, int):
        raise ExportError(f'{VJEPA2.option}: expected square sizes, one number each, got {size}')
    return size


def shapes_of(weights: Mapping[str, torch.Tensor]) -> Shapes:
    return {key: tuple(tensor.shape) for key, tensor in weights.items()}


def _config(part: Part, folder: Path, kind: type[PretrainedConfig]):
    try:
        config = AutoConfig.from_pretrained(folder)
    except (OSError, ValueError, json.JSONDecodeError) as error:
        raise ExportError(
            f'{part.option}: {folder}/config.json cannot be read: {str(error).splitlines()[0]}; '
            f'expected that of {part.hub_id}'
        ) from error
    if not isinstance(config, kind):
        raise ExportError(
            f'{part.option}: {folder} holds a {config.model_type} model; expected '
            f'{kind.model_type}, as {part.hub_id} is'
        )
    return config


def _shapes(model: type, config: object) -> Shapes:
    """Of a model that takes no memory."""
    with torch.device('meta'):
        return shapes_of(model(config).state_dict())


def _linear(name: str, outputs: int, inputs: int) -> Shapes:
    return {f'{name}.weight': (outputs, inputs), f'{name}.bias': (outputs,)}
