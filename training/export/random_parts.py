"""The inputs of an export with random weights, in the layout of the real ones.

Same file names, configuration, state-dict keys, precision and kinds of tokenizer; the widths are
the caller's. For tests, and for measuring the true widths without the true weights.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)
from transformers import AutoModelForCausalLM, Gemma3TextModel, VJEPA2Config, VJEPA2Model
from transformers import AutoConfig

from .architecture import read_architecture
from .checkpoint import Checkpoint
from .sources import Inputs

SENTENCES = [
    "Describe the video.",
    "What is the robot holding?",
    "a robot arm picks up a red cup",
    "the person walks through the door",
    "a drawer opens and a blue box is taken out of it",
] * 4
"""What the tokenizers learn their pieces from."""

LLAMA_PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|"
    r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


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
        crop_size=64, hidden_size=64, num_attention_heads=2, num_hidden_layers=2,
        pred_hidden_size=32, pred_num_attention_heads=2, pred_num_hidden_layers=1,
    ),
    llama=dict(
        hidden_size=128, intermediate_size=256, num_attention_heads=4, num_key_value_heads=2,
        head_dim=32, num_hidden_layers=4, vocab_size=512,
    ),
    gemma=dict(
        hidden_size=64, intermediate_size=128, num_attention_heads=2, num_key_value_heads=1,
        head_dim=32, query_pre_attn_scalar=32, num_hidden_layers=4, vocab_size=640,
        sliding_window=8, _sliding_window_pattern=2,
    ),
    embedding_dimension=96,
    kept_layers=2,
    frames=4,
    max_length=24,
)  # fmt: skip


def write_parts(folder: Path, widths: Widths, seed: int = 0) -> Inputs:
    """Writes the three parts and a checkpoint to a new folder."""
    torch.manual_seed(seed)
    inputs = Inputs(
        vjepa2=folder / "vjepa2-vitl-fpc64-256",
        llama=folder / "Llama-3.2-1B",
        embedding_gemma=folder / "embeddinggemma-300m",
        checkpoint=folder / "best.pt",
    )
    folder.mkdir(parents=True)
    model = VJEPA2Model(VJEPA2Config(**widths.vjepa2))
    model.load_state_dict(_random(model.state_dict()))
    model.save_pretrained(inputs.vjepa2)
    del model
    _write_text_part(inputs.llama, _llama_config() | widths.llama, _llama_tokenizer())
    _write_json(inputs.llama / "tokenizer_config.json", _LLAMA_TOKENIZER_CONFIG)
    _write_text_part(inputs.embedding_gemma, _gemma_config(widths), _gemma_tokenizer())
    _write_json(inputs.embedding_gemma / "tokenizer_config.json", _GEMMA_TOKENIZER_CONFIG)
    if widths.base_weights:
        _write_base_weights(inputs)
    _write_checkpoint(inputs, widths)
    return inputs


def _write_checkpoint(inputs: Inputs, widths: Widths) -> None:
    config = {
        "encoder": {"model_name": "facebook/vjepa2-vitl-fpc64-256", "output_dim": None},
        "y_encoder": {
            "model_name": "google/embeddinggemma-300m",
            "proj_dim": widths.embedding_dimension,
        },
        "predictor": {
            "llama_name": "meta-llama/Llama-3.2-1B",
            "n_keep_layers": widths.kept_layers,
            "proj_dim": widths.embedding_dimension,
            "disable_causal_mask": True,
        },
        "data": {
            "num_frames": widths.frames,
            "image_size": VJEPA2Config(**widths.vjepa2).crop_size,
            "max_query_len": widths.max_length,
            "max_caption_len": widths.max_length,
        },
    }
    architecture = read_architecture(inputs, Checkpoint(inputs.checkpoint, config, {}))
    shapes = {k: torch.empty(s, device="meta") for k, s in architecture.checkpoint_shapes().items()}
    weights = _random(shapes)
    # Training keeps the pretrained parts in bfloat16, its own projections in float32.
    own = ("predictor.vis_proj", "predictor.out_proj", "y_encoder.projector")
    weights = {k: t if k.startswith(own) else t.bfloat16() for k, t in weights.items()}
    content = {"epoch": 1, "model_state_dict": weights, "loss": 0.0, "config": config}
    torch.save(content, inputs.checkpoint)


def _write_base_weights(inputs: Inputs) -> None:
    llama = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(inputs.llama))
    gemma = Gemma3TextModel(AutoConfig.from_pretrained(inputs.embedding_gemma))
    for model, folder in ((llama, inputs.llama), (gemma, inputs.embedding_gemma)):
        config = (folder / "config.json").read_text("utf-8")
        model.save_pretrained(folder)
        (folder / "config.json").write_text(config, "utf-8")  # as the hub has it


def _random(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Of the same shapes: products keep their size, scales stay near what they multiply with."""
    drawn = {}
    for key, tensor in weights.items():
        noise = torch.randn(tensor.shape)
        if tensor.dim() > 1:
            fan_in = tensor[0].numel()
            drawn[key] = noise if "embed_tokens" in key else noise.div_(fan_in**0.5)
            if "embed_tokens" in key:
                drawn[key] = noise.mul_(0.05)
        elif "norm" in key and key.endswith("weight"):
            # Gemma keeps its scales as what they differ from one.
            drawn[key] = noise.mul_(0.1).add_(0 if key.startswith("y_encoder.") else 1)
        else:
            drawn[key] = noise.mul_(0.05)
    return drawn


def _write_text_part(folder: Path, config: dict, tokenizer: Tokenizer) -> None:
    folder.mkdir()
    _write_json(folder / "config.json", config)
    tokenizer.save(str(folder / "tokenizer.json"))


def _write_json(path: Path, document: dict) -> None:
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _llama_config() -> dict:
    """Llama-3.2-1B's, as its repository writes it."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "attention_bias": False,
        "bos_token_id": 128000,
        "eos_token_id": 128001,
        "head_dim": 64,
        "hidden_act": "silu",
        "hidden_size": 2048,
        "intermediate_size": 8192,
        "max_position_embeddings": 131072,
        "mlp_bias": False,
        "num_attention_heads": 32,
        "num_hidden_layers": 16,
        "num_key_value_heads": 8,
        "rms_norm_eps": 1e-5,
        "rope_scaling": {
            "factor": 32.0,
            "high_freq_factor": 4.0,
            "low_freq_factor": 1.0,
            "original_max_position_embeddings": 8192,
            "rope_type": "llama3",
        },
        "rope_theta": 500000.0,
        "tie_word_embeddings": True,
        "torch_dtype": "bfloat16",
        "vocab_size": 128256,
    }


def _gemma_config(widths: Widths) -> dict:
    """EmbeddingGemma-300M's, as its repository writes it."""
    config = {
        "architectures": ["Gemma3TextModel"],
        "model_type": "gemma3_text",
        "attention_bias": False,
        "bos_token_id": 2,
        "eos_token_id": 1,
        "pad_token_id": 0,
        "head_dim": 256,
        "hidden_activation": "gelu_pytorch_tanh",
        "hidden_size": 768,
        "intermediate_size": 1152,
        "max_position_embeddings": 2048,
        "num_attention_heads": 3,
        "num_hidden_layers": 24,
        "num_key_value_heads": 1,
        "query_pre_attn_scalar": 256,
        "rms_norm_eps": 1e-6,
        "rope_local_base_freq": 10000.0,
        "rope_theta": 1000000.0,
        "sliding_window": 512,
        "_sliding_window_pattern": 6,
        "use_bidirectional_attention": True,
        "torch_dtype": "float32",
        "vocab_size": 262144,
    } | widths.gemma
    period = config["_sliding_window_pattern"]
    config["layer_types"] = [
        "full_attention" if (number + 1) % period == 0 else "sliding_attention"
        for number in range(config["num_hidden_layers"])
    ]
    return config


_LLAMA_TOKENIZER_CONFIG = {
    "bos_token": "<|begin_of_text|>",
    "clean_up_tokenization_spaces": True,
    "eos_token": "<|end_of_text|>",
    "model_input_names": ["input_ids", "attention_mask"],
    "model_max_length": 131072,
    "tokenizer_class": "PreTrainedTokenizerFast",
}
_GEMMA_TOKENIZER_CONFIG = {
    "add_bos_token": True,
    "add_eos_token": True,
    "bos_token": "<bos>",
    "clean_up_tokenization_spaces": False,
    "eos_token": "<eos>",
    "mask_token": "<mask>",
    "model_max_length": 2048,
    "pad_token": "<pad>",
    "padding_side": "right",
    "tokenizer_class": "GemmaTokenizer",
    "unk_token": "<unk>",
}


def _llama_tokenizer() -> Tokenizer:
    """Bytes merged within words; <|begin_of_text|> in front."""
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(LLAMA_PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=400, initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    specials = ["<|begin_of_text|>", "<|end_of_text|>", "<|finetune_right_pad_id|>"]
    tokenizer.add_special_tokens([AddedToken(text, special=True) for text in specials])
    begin = (specials[0], tokenizer.token_to_id(specials[0]))
    tokenizer.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=True),
            processors.TemplateProcessing(single=f"{begin[0]} $A", special_tokens=[begin]),
        ]
    )
    return tokenizer


def _gemma_tokenizer() -> Tokenizer:
    """Pieces of text with ▁ for a space, bytes for what has no piece; <bos> and <eos> around."""
    pieces = Tokenizer(models.BPE())
    pieces.normalizer = normalizers.Replace(" ", "▁")
    pieces.train_from_iterator(
        SENTENCES, trainers.BpeTrainer(vocab_size=200, show_progress=False)
    )
    learned = json.loads(pieces.to_str())["model"]
    specials = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    names = [*specials, *(f"<0x{byte:02X}>" for byte in range(256))]
    names += sorted(learned["vocab"], key=learned["vocab"].get)
    tokenizer = Tokenizer(
        models.BPE(
            vocab={name: number for number, name in enumerate(names)},
            merges=[tuple(merge) for merge in learned["merges"]],
            unk_token="<unk>",
            fuse_unk=True,
            byte_fallback=True,
        )
    )
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    tokenizer.add_special_tokens([AddedToken(text, special=True) for text in specials])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<bos> $A <eos>", special_tokens=[("<bos>", 2), ("<eos>", 1)]
    )
    return tokenizer
