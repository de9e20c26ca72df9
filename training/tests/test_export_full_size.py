"""The full-size pack at tiny widths: the real classes' layout → pack → the node."""

import json
import shutil
import subprocess

import cv2
import numpy as np
import pytest
import torch
import yaml
from safetensors.torch import load_file
from skimage import data
from torch.nn.functional import interpolate
from transformers import AutoTokenizer

from full_size_parts import PHRASES, change_checkpoint
from node_program import ROOT, in_node, needs_node
from vljepa_training.export.full_size import golden
from vljepa_training.export.full_size.architecture import read_architecture
from vljepa_training.export.full_size.checkpoint import read_checkpoint
from vljepa_training.export.full_size.export import export
from vljepa_training.export.full_size.reference import Predictor, XEncoder, YEncoder
from vljepa_training.export.full_size.streamed_graph import FORMS
from vljepa_training.export.full_size.weights import TABLE, read_weights
from vljepa_training.onnx_graphs.session import Session
from vljepa_training.onnx_graphs.writer import sha256

TEXTS = [
    'a robot arm picks up a red cup',
    'Describe the video.',
    "  two  spaces, 12345 numbers; don't!\n new line ",
    'Türe, 人が歩く, 🙂',
    '',
]

pytestmark = pytest.mark.usefixtures('one_thread')


@pytest.fixture(scope='module')
def model(parts):
    """The architecture, and the three parts in PyTorch."""
    checkpoint = read_checkpoint(parts.checkpoint)
    architecture = read_architecture(parts, checkpoint)
    weights = read_weights(parts, checkpoint, architecture)
    modules = (kind(architecture, weights).eval() for kind in (XEncoder, Predictor, YEncoder))
    return architecture, *modules


@pytest.fixture(scope='module', params=FORMS)
def pack(request, parts, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param) / 'pack'
    export(parts, folder, request.param, PHRASES)
    return request.param, folder


def test_the_layout_is_the_public_one(parts):
    content = torch.load(parts.checkpoint, weights_only=True)
    keys = set(content['model_state_dict'])
    assert {'epoch', 'model_state_dict', 'loss', 'config'} == set(content)
    assert {
        'predictor.embed_tokens.weight',
        'predictor.layers.1.self_attn.q_proj.weight',
        'predictor.layers.1.post_attention_layernorm.weight',
        'predictor.norm.weight',
        'predictor.vis_proj.bias',
        'predictor.out_proj.weight',
        'y_encoder.model.embed_tokens.weight',
        'y_encoder.model.layers.3.self_attn.q_norm.weight',
        'y_encoder.model.norm.weight',
        'y_encoder.projector.weight',
    } <= keys
    assert not [key for key in keys if key.startswith('x_encoder.')]
    vjepa2 = load_file(parts.vjepa2 / 'model.safetensors')
    assert 'encoder.layer.0.attention.query.weight' in vjepa2
    assert 'encoder.embeddings.patch_embeddings.proj.weight' in vjepa2


@needs_node
def test_the_node_loads_the_pack_and_gets_the_embeddings_of_pytorch(pack):
    form, folder = pack
    loaded = json.loads((folder / 'golden.json').read_text('utf-8'))
    if form == 'float32':  # what the node holds its own results against is tight
        assert {item['tolerance'] for item in loaded['clips'] + loaded['texts']} == {1e-4}
    result = in_node(folder, '2')
    assert result.returncode == 0, result.stderr
    assert len(json.loads(result.stdout)['times']) == 2


@needs_node
def test_the_node_refuses_a_pack_whose_weights_compute_something_else(pack, tmp_path):
    _, folder = pack
    changed = tmp_path / 'pack'
    shutil.copytree(folder, changed)
    weights = changed / 'x_encoder.onnx.data'
    content = bytearray(weights.read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    weights.write_bytes(content)
    assert in_node(changed).stderr.startswith('PACK_HASH')
    manifest = yaml.safe_load((changed / 'pack.yaml').read_text('utf-8'))
    manifest['files'][weights.name]['sha256'] = sha256(weights)
    (changed / 'pack.yaml').write_text(yaml.safe_dump(manifest), 'utf-8')
    assert in_node(changed).stderr.startswith('PACK_GOLDEN')


@needs_node
@pytest.mark.parametrize('name', ['query_tokenizer', 'text_tokenizer'])
def test_the_node_reads_texts_as_transformers_does(parts, pack, name):
    _, folder = pack
    source = parts.llama if name == 'query_tokenizer' else parts.embedding_gemma
    tokenizer = AutoTokenizer.from_pretrained(source)
    cases = [{'text': text, 'ids': tokenizer(text)['input_ids']} for text in TEXTS]
    script = ROOT / 'training' / 'tests' / 'check_tokenizer.mjs'
    result = subprocess.run(
        ['node', script, folder / name], input=json.dumps(cases), capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_special_tokens_stand_where_the_parts_put_them(parts):
    query = AutoTokenizer.from_pretrained(parts.llama)
    text = AutoTokenizer.from_pretrained(parts.embedding_gemma)
    assert query.convert_ids_to_tokens(query('a').input_ids)[0] == '<|begin_of_text|>'
    assert text.convert_ids_to_tokens(text('a').input_ids)[:: len(text('a').input_ids) - 1] == [
        '<bos>',
        '<eos>',
    ]


def test_the_manifest_tells_preprocessing_padding_and_licenses(parts, pack):
    _, folder = pack
    manifest = yaml.safe_load((folder / 'pack.yaml').read_text('utf-8'))
    image = manifest['x_encoder']['image']
    assert (image['resize'], image['short_side'], image['crop']) == ('short_side', 64, 'center')
    assert image['mean'] == [123.675, 116.28, 103.53]
    assert image['std'] == [58.395, 57.12, 57.375]
    assert manifest['x_encoder']['frames'] == {'default': 4, 'min': 4, 'max': 4}
    pad = AutoTokenizer.from_pretrained(parts.llama).get_vocab()['<|finetune_right_pad_id|>']
    assert manifest['predictor']['query']['pad_id'] == pad
    assert manifest['y_encoder']['pad_id'] == 0
    for name in ('Llama 3.2 Community License', 'Gemma Terms of Use', 'MIT'):
        assert name in manifest['license']
    assert {'x_encoder.onnx.data', 'predictor.onnx.data', 'NOTICE'} <= set(manifest['files'])


def test_graphs_give_the_embeddings_of_pytorch_whatever_the_padding(pack, model):
    form, folder = pack
    architecture, x_encoder, predictor, y_encoder = model
    least = 0.9999 if form == 'float32' else 0.99
    torch.manual_seed(1)
    size = architecture.image_size
    pixels = torch.randn(2, architecture.frames, 3, size, size)
    ids = torch.randint(0, 250, (2, 9))
    mask = torch.ones_like(ids)
    mask[1, 4:] = 0
    with torch.no_grad():
        tokens = x_encoder(pixels)
        state = predictor(tokens, ids, mask)
        short = predictor(tokens[1:], ids[1:, :4], mask[1:, :4])
        text = y_encoder(ids, mask)
    feeds = {'ids': ids.numpy(), 'mask': mask.numpy()}
    encoded = Session(str(folder / 'x_encoder.onnx'))(pixels=pixels.numpy())
    assert cosine(encoded, tokens).min() > least
    predict = Session(str(folder / 'predictor.onnx'))
    embedded = predict(tokens=encoded, query_ids=feeds['ids'], query_mask=feeds['mask'])
    assert cosine(embedded, state).min() > least
    assert cosine(embedded[1:], short).min() > least
    encode = Session(str(folder / 'y_encoder.onnx'))
    written = encode(input_ids=feeds['ids'], attention_mask=feeds['mask'])
    assert cosine(written, text).min() > least
    for vectors in (embedded, written):
        assert np.allclose(np.linalg.norm(vectors, axis=-1), 1, atol=1e-5)


def cosine(actual: np.ndarray, expected: torch.Tensor) -> np.ndarray:
    other = expected.numpy()
    product = (actual * other).sum(axis=-1)
    return product / np.linalg.norm(actual, axis=-1) / np.linalg.norm(other, axis=-1)


def test_query_and_time_matter(model):
    """Parity would not notice a model that ignores them."""
    architecture, x_encoder, predictor, _ = model
    whole, still = (clip for _, _, clip in golden.clips(64, architecture.frames))
    with torch.no_grad():
        tokens, backwards, other = (x_encoder(clip) for clip in (whole, whole.flip(1), still))
        ids = torch.tensor([[5, 6, 7]])
        state = predictor(tokens, ids, torch.ones_like(ids))
        others = [
            predictor(tokens, ids + 1, torch.ones_like(ids)),
            predictor(backwards, ids, torch.ones_like(ids)),
            predictor(other, ids, torch.ones_like(ids)),
        ]
    assert all((state - different).abs().max() > 0.01 for different in others)


def test_weights_take_the_bytes_of_their_form(pack, parts):
    form, folder = pack
    weights = torch.load(parts.checkpoint, weights_only=True)['model_state_dict']
    predictor = [tensor for key, tensor in weights.items() if key.startswith('predictor.')]
    size = (folder / 'predictor.onnx.data').stat().st_size
    share = size / sum(4 * tensor.numel() for tensor in predictor)
    # At tiny widths pages and heads weigh; at the true ones int8 comes to 0.26.
    assert share < (1.1 if form == 'float32' else 0.6)


def test_a_projection_behind_the_x_encoder_is_part_of_it(own_parts, tmp_path):
    def change(content):
        content['config']['encoder']['output_dim'] = 32
        weights = content['model_state_dict']
        weights['x_encoder.projector.weight'] = torch.randn(32, 64) / 8
        weights['x_encoder.projector.bias'] = torch.randn(32) / 8
        weights['predictor.vis_proj.weight'] = torch.randn(128, 32) / 6

    change_checkpoint(own_parts, change)
    found = export(own_parts, tmp_path / 'pack', phrases=PHRASES)
    assert found['clips'].cosine > 0.9999


def test_the_frozen_token_table_may_come_from_llama(own_parts, tmp_path):
    change_checkpoint(own_parts, lambda content: content['model_state_dict'].pop(TABLE))
    found = export(own_parts, tmp_path / 'pack', phrases=PHRASES)
    assert found['clips'].cosine > 0.9999


@pytest.mark.parametrize(('height', 'width'), [(480, 640), (720, 1280)])
def test_area_is_the_nearest_to_how_training_shrank_pictures(height, width):
    """torchvision's Resize is an interpolation with antialiasing; the node has OpenCV's."""
    picture = cv2.resize(data.astronaut(), (width, height), interpolation=cv2.INTER_CUBIC)
    tensor = torch.from_numpy(picture).permute(2, 0, 1)[None].float()
    size = (256, 256 * width // height)
    shrunk = interpolate(tensor, size, mode='bilinear', antialias=True, align_corners=False)
    trained = shrunk[0].permute(1, 2, 0).numpy()

    def off(interpolation: int) -> float:
        shrunk = cv2.resize(picture, size[::-1], interpolation=interpolation)
        return float(np.abs(shrunk - trained).mean())

    area = off(cv2.INTER_AREA)
    assert area < off(cv2.INTER_CUBIC) and area < off(cv2.INTER_LINEAR)
    assert area < 2  # grey levels of 255
