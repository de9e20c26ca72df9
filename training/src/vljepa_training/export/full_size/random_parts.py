"""The inputs of an export with random weights, in the layout of the real ones.

Same file names, configuration, state-dict keys, precision and kinds of tokenizer; the widths are
the caller's. For tests, and for measuring the true widths without the true weights.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    Gemma3TextModel,
    VJEPA2Config,
    VJEPA2Model,
)

from . import small_tokenizers
from .architecture import read_architecture
from .checkpoint import Checkpoint
from .sources import Inputs


@dataclass(frozen=True)
class Widths:
    """What `config.json` says otherwise than the real parts do, and the run's settings."""

    vjepa2: dict
    llama: dict
    gemma: dict
    embedding_dimension: int = 1536
    kept_layers: int = 8
    frames: int = 8
    max_length: int = 64
    base_weights: bool = True
    """Whether to write the weights of Llama and EmbeddingGemma themselves, which are not read."""


TRUE = Widths(vjepa2={}, llama={}, gemma={}, base_weights=False)
TINY = Widths(
    vjepa2=dict(
        crop_size=64,
        hidden_size=64,
        num_attention_heads=2,
        num_hidden_layers=2,
        pred_hidden_size=32,
        pred_num_attention_heads=2,
        pred_num_hidden_layers=1,
    ),
    llama=dict(
        hidden_size=128,
        intermediate_size=256,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=32,
        num_hidden_layers=4,
        vocab_size=512,
    ),
    gemma=dict(
        hidden_size=64,
        intermediate_size=128,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=32,
        query_pre_attn_scalar=32,
        num_hidden_layers=4,
        vocab_size=640,
        sliding_window=8,
        _sliding_window_pattern=2,
    ),
    embedding_dimension=96,
    kept_layers=2,
    frames=4,
    max_length=24,
)


def write_parts(folder: Path, widths: Widths, seed: int = 0) -> Inputs:
    """Writes the three parts and a checkpoint to a new folder."""
    torch.manual_seed(seed)
    inputs = Inputs(
        vjepa2=folder / 'vjepa2-vitl-fpc64-256',
        llama=folder / 'Llama-3.2-1B',
        embedding_gemma=folder / 'embeddinggemma-300m',
        checkpoint=folder / 'best.pt',
    )
    folder.mkdir(parents=True)
    model = VJEPA2Model(VJEPA2Config(**widths.vjepa2))
    model.load_state_dict(_random(model.state_dict()))
    model.save_pretrained(inputs.vjepa2)
    del model
    _write_json(inputs.llama / 'config.json', _llama_config() | widths.llama)
    small_tokenizers.write_llama(inputs.llama)
    _write_json(inputs.embedding_gemma / 'config.json', _gemma_config(widths))
    small_tokenizers.write_gemma(inputs.embedding_gemma)
    if widths.base_weights:
        _write_base_weights(inputs)
    _write_checkpoint(inputs, widths)
    return inputs


def _write_checkpoint(inputs: Inputs, widths: Widths) -> None:
    config = {
        'encoder': {'model_name': 'facebook/vjepa2-vitl-fpc64-256', 'output_dim': None},
        'y_encoder': {
            'model_name': 'google/embeddinggemma-300m',
            'proj_dim': widths.embedding_dimension,
        },
        'predictor': {
            'llama_name': 'meta-llama/Llama-3.2-1B',
            'n_keep_layers': widths.kept_layers,
            'proj_dim': widths.embedding_dimension,
            'disable_causal_mask': True,
        },
        'data': {
            'num_frames': widths.frames,
            'image_size': VJEPA2Config(**widths.vjepa2).crop_size,
            'max_query_len': widths.max_length,
            'max_caption_len': widths.max_length,
        },
    }
    architecture = read_architecture(inputs, Checkpoint(inputs.checkpoint, config, {}))
    shapes = {k: torch.empty(s, device='meta') for k, s in architecture.checkpoint_shapes().items()}
    weights = _random(shapes)
    # Training keeps the pretrained parts in bfloat16, its own projections in float32.
    own = ('predictor.vis_proj', 'predictor.out_proj', 'y_encoder.projector')
    weights = {k: t if k.startswith(own) else t.bfloat16() for k, t in weights.items()}
    content = {'epoch': 1, 'model_state_dict': weights, 'loss': 0.0, 'config': config}
    torch.save(content, inputs.checkpoint)


def _write_base_weights(inputs: Inputs) -> None:
    llama = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(inputs.llama))
    gemma = Gemma3TextModel(AutoConfig.from_pretrained(inputs.embedding_gemma))
    for model, folder in ((llama, inputs.llama), (gemma, inputs.embedding_gemma)):
        config = (folder / 'config.json').read_text('utf-8')
        model.save_pretrained(folder)
        (folder / 'config.json').write_text(config, 'utf-8')  # as the hub has it


def _random(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Of the same shapes: products keep their size, scales stay near what they multiply with."""
    drawn = {}
    for key, tensor in weights.items():
        noise = torch.randn(tensor.shape)
        if tensor.dim() > 1:
            fan_in = tensor[0].numel()
            drawn[key] = noise.mul_(0.05 if 'embed_tokens' in key else fan_in**-0.5)
        elif 'norm' in key and key.endswith('weight'):
            # Gemma keeps its scales as what they differ from one.
            drawn[key] = noise.mul_(0.1).add_(0 if key.startswith('y_encoder.') else 1)
        else:
            drawn[key] = noise.mul_(0.05)
    return drawn


def _write_json(path: Path, document: dict) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + '\n', 'utf-8')


def _llama_config() -> dict:
    """Llama-3.2-1B's, as its repository writes it."""
    return {
        'architectures': ['LlamaForCausalLM'],
        'model_type': 'llama',
        'attention_bias': False,
        'bos_token_id': 128000,
        'eos_token_id': 128001,
        'head_dim': 64,
        'hidden_act': 'silu',
        'hidden_size': 2048,
        'intermediate_size': 8192,
        'max_position_embeddings': 131072,
        'mlp_bias': False,
        'num_attention_heads': 32,
        'num_hidden_layers': 16,
        'num_key_value_heads': 8,
        'rms_norm_eps': 1e-5,
        'rope_scaling': {
            'factor': 32.0,
            'high_freq_factor': 4.0,
            'low_freq_factor': 1.0,
            'original_max_position_embeddings': 8192,
            'rope_type': 'llama3',
        },
        'rope_theta': 500000.0,
        'tie_word_embeddings': True,
        'torch_dtype': 'bfloat16',
        'vocab_size': 128256,
    }


def _gemma_config(widths: Widths) -> dict:
    """EmbeddingGemma-300M's, as its repository writes it."""
    config = {
        'architectures': ['Gemma3TextModel'],
        'model_type': 'gemma3_text',
        'attention_bias': False,
        'bos_token_id': 2,
        'eos_token_id': 1,
        'pad_token_id': 0,
        'head_dim': 256,
        'hidden_activation': 'gelu_pytorch_tanh',
        'hidden_size': 768,
        'intermediate_size': 1152,
        'max_position_embeddings': 2048,
        'num_attention_heads': 3,
        'num_hidden_layers': 24,
        'num_key_value_heads': 1,
        'query_pre_attn_scalar': 256,
        'rms_norm_eps': 1e-6,
        'rope_local_base_freq': 10000.0,
        'rope_theta': 1000000.0,
        'sliding_window': 512,
        '_sliding_window_pattern': 6,
        'use_bidirectional_attention': True,
        'torch_dtype': 'float32',
        'vocab_size': 262144,
    } | widths.gemma
    period = config['_sliding_window_pattern']
    config['layer_types'] = [
        'full_attention' if (number + 1) % period == 0 else 'sliding_attention'
        for number in range(config['num_hidden_layers'])
    ]
    return config
