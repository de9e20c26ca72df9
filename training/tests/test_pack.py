"""The pack in the repository is whole and says what its golden vectors say."""

import json
import re
from functools import partial
from pathlib import Path

import numpy as np
import onnx
import pytest
import yaml
from PIL import Image

from vljepa_training.checkout import PACK, RESULTS
from vljepa_training.evaluate import model_card
from vljepa_training.export.nano.export import LARGEST_BYTES
from vljepa_training.export.nano.golden import Clip, clip_tokens, query_tokens, said
from vljepa_training.model.decoder_vocabulary import SPECIAL, DecoderVocabulary
from vljepa_training.model.wordpieces import tokenizer
from vljepa_training.onnx_graphs.session import Session
from vljepa_training.onnx_graphs.writer import sha256
from vljepa_training.pretrained.pixels import pixels
from vljepa_training.pretrained.text_session import TextEncoder

GRAPHS = ('x_encoder', 'predictor', 'y_encoder', 'y_decoder')
BESIDE = {'pack.yaml', 'README.md'}
"""Files of the folder that the manifest does not list: itself and the model card."""


@pytest.fixture(scope='module')
def manifest():
    return yaml.safe_load((PACK / 'pack.yaml').read_text('utf-8'))


@pytest.fixture(scope='module')
def golden(manifest):
    return json.loads((PACK / manifest['golden']).read_text('utf-8'))


@pytest.fixture(scope='module')
def sessions():
    return {name: Session(str(PACK / f'{name}.onnx')) for name in GRAPHS}


def test_the_manifest_names_every_file_with_its_hash(manifest):
    there = {path.name for path in PACK.iterdir()}
    assert set(manifest['files']) == there - BESIDE
    for name, entry in manifest['files'].items():
        assert entry['sha256'] == sha256(PACK / name), name
        assert entry['bytes'] == (PACK / name).stat().st_size, name


def test_the_pack_stays_small(manifest):
    assert sum(entry['bytes'] for entry in manifest['files'].values()) <= LARGEST_BYTES


def test_golden_clips_and_what_is_said_of_them_come_out(manifest, golden, sessions):
    vocabulary = (PACK / manifest['y_decoder']['vocabulary']).read_text('utf-8').split('\n')[:-1]
    pieces = DecoderVocabulary(
        [int(tokenizer().token_to_id(piece) or 0) for piece in vocabulary[SPECIAL:]]
    )
    decodes = {entry['text_of_clip']: entry['phrase'] for entry in golden['decodes']}
    assert decodes
    for index, clip in enumerate(golden['clips']):
        of_picture = {
            name: sessions['x_encoder'](pixels=pixels(np.array(Image.open(PACK / name))))
            for name in clip['frames']
        }
        tokens = clip_tokens(Clip(tuple(clip['frames']), None), of_picture)
        query = clip.get('query', manifest['predictor']['query']['default'])
        ids, mask = query_tokens(query)
        s_y = sessions['predictor'](tokens=tokens, query_ids=ids, query_mask=mask)
        assert np.abs(s_y[0] - clip['embedding']).max() <= clip['tolerance'], query
        if index in decodes:
            chosen, _ = said(partial(next_piece, sessions['y_decoder'], s_y))
            assert pieces.decode(chosen) == decodes[index]


def next_piece(y_decoder: Session, s_y: np.ndarray, ids: list[int]) -> np.ndarray:
    return y_decoder(embedding=s_y, ids=np.array([ids], np.int64))[0]


def test_golden_texts_come_out(golden, sessions):
    encode = TextEncoder(sessions['y_encoder'], (PACK / 'tokenizer.json').read_text('utf-8'))
    for text in golden['texts']:
        off = np.abs(encode([text['text']])[0] - text['embedding']).max()
        assert off <= text['tolerance'], text['text']


@pytest.mark.parametrize('name', GRAPHS)
def test_graphs_read_and_give_full_precision_numbers(name):
    graph = onnx.load(PACK / f'{name}.onnx').graph
    kinds = {v.type.tensor_type.elem_type for v in [*graph.input, *graph.output]}
    assert kinds <= {onnx.TensorProto.FLOAT, onnx.TensorProto.INT64}


def test_the_model_card_says_what_was_measured():
    """`python -m vljepa_training.evaluate.model_card` writes it."""
    assert (PACK / 'README.md').read_text('utf-8') == model_card.text(PACK, RESULTS)


def test_the_model_cards_links_lead_somewhere():
    links = re.findall(r'\]\(([^)]+)\)', (PACK / 'README.md').read_text('utf-8'))
    assert {Path(link).name for link in links} >= {'evaluation.json', 'ablations.json', 'cases.jpg'}
    for link in links:
        assert (PACK / link).exists(), link
