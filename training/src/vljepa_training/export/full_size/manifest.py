"""`pack.yaml` of a full-size pack."""

import hashlib
from pathlib import Path

from vljepa_training.export.documents import write_manifest

from . import golden
from .architecture import Architecture
from .sources import CHECKPOINT_SOURCE, EMBEDDING_GEMMA, LLAMA, PARTS, VJEPA2
from .text_tokenizers import TextTokenizer

QUERY_FOLDER = 'query_tokenizer'
TEXT_FOLDER = 'text_tokenizer'
CHANGE_THRESHOLD = 0.15
"""Change score above which a change counts: nano's, not measured with these weights."""
LICENSE = f'{LLAMA.license} (predictor); {EMBEDDING_GEMMA.license} (y_encoder); ' + (
    f'{VJEPA2.license} (x_encoder)'
)
NOTICE = f"""\
Built with Llama.

Llama 3.2 is licensed under the Llama 3.2 Community License, Copyright © Meta Platforms, Inc. All
Rights Reserved. {LLAMA.license_url}

Gemma is provided under and subject to the Gemma Terms of Use found at
{EMBEDDING_GEMMA.license_url}

V-JEPA 2: {VJEPA2.license}, {VJEPA2.license_url}
"""


def write(
    folder: Path,
    architecture: Architecture,
    query_tokenizer: TextTokenizer,
    text_tokenizer: TextTokenizer,
    name: str,
    version: str,
    sampling_rate: float,
) -> None:
    """Describes the pack whose other files lie in `folder`."""
    (folder / 'NOTICE').write_text(NOTICE, 'utf-8')
    size = architecture.image_size
    document = {
        'format': 1,
        'name': name,
        'version': version,
        'description': 'Full-size VL-JEPA in the layout of open-vljepa: V-JEPA 2, the last '
        f'{architecture.llama.num_hidden_layers} layers of Llama 3.2, EmbeddingGemma. Built with '
        'Llama.',
        'license': LICENSE,
        'origin': _origin(version),
        'embedding_dimension': architecture.embedding_dimension,
        'x_encoder': {
            'graph': 'x_encoder.onnx',
            'input': 'pixels',
            'output': 'tokens',
            'mode': 'per_clip',
            'image': {
                'height': size,
                'width': size,
                'resize': 'short_side',
                'short_side': size,
                'crop': 'center',
                # Training shrank pictures with antialiasing; of OpenCV's ways, area is nearest.
                'interpolation': 'area',
                'channels': 'rgb',
                'mean': [round(255 * value, 3) for value in golden.MEAN],
                'std': [round(255 * value, 3) for value in golden.STD],
            },
            'frames': dict.fromkeys(('default', 'min', 'max'), architecture.frames),
            'sampling_rate': sampling_rate,
            'tokens': {
                'count': architecture.token_count,
                'dimension': architecture.vision_dimension,
            },
        },
        'predictor': {
            'graph': 'predictor.onnx',
            'inputs': {
                'tokens': 'tokens',
                'query_ids': 'query_ids',
                'query_mask': 'query_mask',
            },
            'output': 'embedding',
            'query': _tokenizer(QUERY_FOLDER, query_tokenizer) | {'default': golden.QUERIES[0]},
        },
        'y_encoder': {
            'graph': 'y_encoder.onnx',
            'inputs': {'ids': 'input_ids', 'mask': 'attention_mask'},
            'output': 'embedding',
            **_tokenizer(TEXT_FOLDER, text_tokenizer),
            'pooling': "mean of the last hidden state, then the checkpoint's own head",
            'label_template': '{label}',
        },
        'y_decoder': {
            'type': 'phrase_bank',
            'graph': 'phrase_bank.onnx',
            'phrases': 'phrases.txt',
        },
        'selective_decoding': {'threshold': CHANGE_THRESHOLD},
        'files': _files(folder),
        'golden': 'golden.json',
    }
    write_manifest(folder, document)


def _origin(version: str) -> list[dict[str, str]]:
    own = {'source': 'this project', 'license': 'Apache-2.0'}
    return [
        *(
            {'part': p.role, 'name': p.hub_id, 'source': p.license_url, 'license': p.license}
            for p in PARTS
        ),
        {
            'part': 'predictor, y_encoder',
            'name': f'trained checkpoint, SHA-256 {version}…',
            'source': CHECKPOINT_SOURCE.partition(';')[0],
            'license': f'{LLAMA.license}; {EMBEDDING_GEMMA.license}',
        },
        {'part': 'y_decoder', 'name': 'phrase bank', **own},
        {'part': 'golden', 'name': 'drawn pictures', **own},
    ]


def _tokenizer(folder: str, tokenizer: TextTokenizer) -> dict:
    return {
        'tokenizer': f'{folder}/tokenizer.json',
        'tokenizer_config': f'{folder}/tokenizer_config.json',
        'max_length': tokenizer.max_length,
        'pad_id': tokenizer.pad_id,
    }


def _files(folder: Path) -> dict[str, dict]:
    """Every file but pack.yaml, in folders too; the graphs' data files among them."""
    paths = sorted(path for path in folder.rglob('*') if path.is_file())
    return {
        path.relative_to(folder).as_posix(): {
            'sha256': hashlib.file_digest(path.open('rb'), 'sha256').hexdigest(),
            'bytes': path.stat().st_size,
        }
        for path in paths
        if path.name != 'pack.yaml'
    }
