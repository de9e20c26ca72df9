"""Each graph before quantisation equals PyTorch; the shipped storage stays close to it."""

import numpy as np
import onnx
import pytest
import torch
from transformers import AutoConfig, BertModel

from vljepa_training.export import phrase_bank
from vljepa_training.onnx_graphs.session import Session
from vljepa_training.onnx_graphs.writer import GraphWriter, quantise
from vljepa_training.pretrained import conse, efficientnet, minilm, phrases
from vljepa_training.pretrained.text_session import TextEncoder

CLOSE = 1e-3
"""Largest allowed difference of one output number."""


@pytest.fixture(scope='module')
def network():
    return efficientnet.load()


@pytest.fixture(scope='module')
def bert():
    """MiniLM in the transformers library: written by others, so an independent check."""
    config = AutoConfig.from_pretrained(minilm.package_folder())
    model = BertModel(config, add_pooling_layer=False)
    weights = {name: torch.from_numpy(array) for name, array in minilm.load().items()}
    left = model.load_state_dict(weights, strict=False)
    assert not left.missing_keys
    return model.eval()


def test_x_encoder_equals_pytorch(network):
    pixels = torch.from_numpy(_noise((3, 3, 224, 224)))
    with torch.no_grad():
        expected = network.extract_features(pixels).flatten(2).transpose(1, 2).numpy()
    actual = Session(efficientnet.build(network, 'float32'))(pixels=pixels.numpy())
    assert actual.shape == (3, 49, 1280)
    np.testing.assert_allclose(actual, expected, atol=CLOSE, rtol=0)


def test_x_encoder_keeps_its_tokens_in_float16(network):
    pixels = _noise((1, 3, 224, 224))
    full = Session(efficientnet.build(network, 'float32'))(pixels=pixels)
    small = Session(efficientnet.build(network, 'float16'))(pixels=pixels)
    assert _cosines(full, small).min() > 0.9999


def test_predictor_equals_pytorch(network):
    tokens = torch.from_numpy(np.abs(_noise((2, 3 * 49, 1280))))
    targets = torch.nn.functional.normalize(torch.from_numpy(_noise((1000, 384))), dim=-1)
    with torch.no_grad():
        frames = tokens.reshape(2, 3, 49, 1280).mean(2)
        shares = network._fc(frames).softmax(-1).mean(1)
        kept = shares.topk(conse.CLASSES_KEPT)
        mixed = (targets[kept.indices] * kept.values[..., None]).sum(1)
        expected = torch.nn.functional.normalize(mixed, dim=-1).numpy()
    model = conse.build(efficientnet.classifier(network), targets.numpy(), 'float32')
    actual = Session(model)(tokens=tokens.numpy())
    np.testing.assert_allclose(actual, expected, atol=CLOSE, rtol=0)


def test_predictor_reads_any_number_of_frames(network):
    targets = _noise((1000, 384))
    predict = Session(conse.build(efficientnet.classifier(network), targets, 'float16'))
    one = np.abs(_noise((1, 49, 1280)))
    np.testing.assert_allclose(
        predict(tokens=np.tile(one, (1, 16, 1))), predict(tokens=one), atol=1e-5
    )


def test_y_encoder_equals_pytorch_for_padded_batches(bert):
    ids = np.array([[101, 1037, 6302, 102, 0, 0], [101, 2019, 4157, 1997, 4524, 102]], np.int64)
    mask = np.array([[1, 1, 1, 1, 0, 0], [1, 1, 1, 1, 1, 1]], np.int64)
    expected = _sentence_embedding(bert, torch.from_numpy(ids), torch.from_numpy(mask))
    encode = Session(minilm.build(minilm.load(), 'float32'))
    actual = encode(input_ids=ids, attention_mask=mask)
    np.testing.assert_allclose(actual, expected, atol=CLOSE, rtol=0)
    alone = encode(input_ids=ids[:1, :4], attention_mask=mask[:1, :4])
    np.testing.assert_allclose(alone, actual[:1], atol=1e-5)


def test_y_encoder_equals_pytorch_at_its_longest(bert):
    ids = np.random.default_rng(5).integers(1000, 30000, (1, minilm.MAX_LENGTH))
    mask = np.ones_like(ids)
    expected = _sentence_embedding(bert, torch.from_numpy(ids), torch.from_numpy(mask))
    actual = Session(minilm.build(minilm.load(), 'float32'))(input_ids=ids, attention_mask=mask)
    np.testing.assert_allclose(actual, expected, atol=CLOSE, rtol=0)


def test_y_encoder_in_int8_stays_within_cosine_099_of_pytorch(bert):
    tokenizer = minilm.tokenizer_files()['tokenizer.json']
    encode = TextEncoder(Session(minilm.build(minilm.load(), 'int8')), tokenizer)
    texts = phrases.bank_phrases()[::7][:200]
    assert len(texts) == 200
    expected = np.concatenate(
        [
            _sentence_embedding(
                bert, ids := torch.from_numpy(encode.ids(text)), torch.ones_like(ids)
            )
            for text in texts
        ]
    )
    cosines = _cosines(expected, encode(texts))
    print(f'cosine: min {cosines.min():.4f}, mean {cosines.mean():.4f}')
    assert cosines.min() >= 0.99


def test_phrase_bank_gives_cosines():
    bank = _unit(_noise((5, 384)))
    scores = Session(phrase_bank.build(bank, 'float16'))(embedding=bank)
    np.testing.assert_allclose(scores, bank @ bank.T, atol=CLOSE)


@pytest.mark.parametrize('name', ['x_encoder', 'y_encoder'])
def test_weights_are_expanded_once_at_load(name, tmp_path, network):
    """ONNX Runtime folds the expansions: what it runs never casts or scales a weight."""
    model = {
        'x_encoder': lambda: efficientnet.build(network, 'float16'),
        'y_encoder': lambda: minilm.build(minilm.load(), 'int8'),
    }[name]()
    assert _expansions(model.graph)
    path = tmp_path / 'optimised.onnx'
    Session(model, str(path))
    assert _expansions(onnx.load(path).graph) == []


def test_int8_restores_each_channel_to_half_a_step():
    array = _noise((64, 8)) * np.logspace(-3, 2, 8, dtype=np.float32)
    quantised, scale = quantise(array, axis=-1)
    error = np.abs(quantised * scale - array)
    clipped = np.abs(quantised) == 127
    assert quantised.dtype == np.int8 and scale.shape == (1, 8)
    assert np.all((error <= scale * 0.501) | clipped)


def test_a_weight_too_large_for_float16_is_refused():
    with pytest.raises(AssertionError, match='does not fit float16'):
        GraphWriter('any', 'float16').weight('big', np.array([1e6], np.float32))


def _expansions(graph: onnx.GraphProto) -> list[str]:
    """Nodes that read nothing but stored weights and widen or scale them."""
    weights = {tensor.name for tensor in graph.initializer}
    return [
        node.name
        for node in graph.node
        if node.op_type in ('Cast', 'Mul') and weights.issuperset(node.input)
    ]


def _sentence_embedding(bert, ids: torch.Tensor, mask: torch.Tensor) -> np.ndarray:
    """Mean pooling and unit norm, as the model's card does it."""
    with torch.no_grad():
        hidden = bert(input_ids=ids, attention_mask=mask).last_hidden_state
    kept = mask[..., None].float()
    return torch.nn.functional.normalize((hidden * kept).sum(1) / kept.sum(1), dim=-1).numpy()


def _noise(shape: tuple[int, ...]) -> np.ndarray:
    return np.random.default_rng(7).standard_normal(shape).astype(np.float32)


def _unit(array: np.ndarray) -> np.ndarray:
    return array / np.linalg.norm(array, axis=-1, keepdims=True)


def _cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (_unit(a) * _unit(b)).sum(-1)
