"""`pack.yaml` of a trained nano pack."""

from dataclasses import dataclass
from pathlib import Path

from vljepa_training.export.pack_manifest import IMAGE, LABEL_TEMPLATE, ORIGIN, TOKENIZER, files
from vljepa_training.model import features
from vljepa_training.model.decoder_vocabulary import LONGEST
from vljepa_training.model.positions import MAX_FRAMES
from vljepa_training.model.predictor import QUERY_LENGTH
from vljepa_training.pretrained import minilm
from vljepa_training.worlds.episode import RATE

from .golden import FRAMES

VOCABULARY = 'y_decoder_vocabulary.txt'
WORLDS = 'rendered scenes (vljepa_training.worlds)'
OWN = {'source': 'this project', 'license': 'Apache-2.0'}


@dataclass(frozen=True)
class ManifestOptions:
    """What the manifest says that does not follow from the weights."""

    version: str = '1.1.0'
    default_query: str = 'What is happening?'
    """One of the wordings that stage 2 asks for a clip's event: the state then says what is going
    on. The query-free form of stage 1 mixes that with what is in sight."""
    change_threshold: float = 0.2
    """Change score above which a change counts: as `export.nano.threshold` found."""


def manifest(folder: Path, choices: ManifestOptions) -> dict:
    """Describes the pack whose other files lie in `folder`."""
    y_encoder = ORIGIN['y_encoder']
    return {
        'format': 1,
        'name': 'nano',
        'version': choices.version,
        'description': 'Small VL-JEPA for a CPU, trained on rendered robot worlds and on what '
        'EfficientNet-Lite0 knows of ImageNet; its Predictor reads time and query.',
        'license': 'Apache-2.0',
        'origin': [
            ORIGIN['x_encoder'],
            {'part': 'predictor', 'name': f'trained on {WORLDS}', **OWN},
            {
                **y_encoder,
                'name': f'{y_encoder["name"]}, its last layers trained further, with a head',
            },
            {'part': 'y_decoder', 'name': f'language model, trained on {WORLDS}', **OWN},
            ORIGIN['golden'],
            {'part': 'golden', 'name': f'frames of {WORLDS}', **OWN},
        ],
        'embedding_dimension': minilm.DIMENSION,
        'x_encoder': {
            'graph': 'x_encoder.onnx',
            'input': 'pixels',
            'output': 'tokens',
            'mode': 'per_frame',
            'image': IMAGE,
            'frames': {'default': FRAMES, 'min': 1, 'max': MAX_FRAMES},
            'sampling_rate': RATE,
            'tokens': {'count': features.TOKENS, 'dimension': features.DIMENSION},
        },
        'predictor': {
            'graph': 'predictor.onnx',
            'inputs': {
                'tokens': 'tokens',
                'query_ids': 'query_ids',
                'query_mask': 'query_mask',
            },
            'output': 'embedding',
            'query': {
                **TOKENIZER,
                'max_length': QUERY_LENGTH,
                'default': choices.default_query,
            },
        },
        'y_encoder': {
            'graph': 'y_encoder.onnx',
            'inputs': {'ids': 'input_ids', 'mask': 'attention_mask'},
            'output': 'embedding',
            **TOKENIZER,
            'max_length': minilm.MAX_LENGTH,
            'pooling': 'mean, then the trained head',
            'label_template': LABEL_TEMPLATE,
        },
        'y_decoder': {
            'type': 'language_model',
            'graph': 'y_decoder.onnx',
            'inputs': {'embedding': 'embedding', 'ids': 'ids'},
            'output': 'logits',
            'vocabulary': VOCABULARY,
            'max_length': LONGEST,
        },
        'selective_decoding': {'threshold': choices.change_threshold},
        'files': files(folder),
        'golden': 'golden.json',
    }
