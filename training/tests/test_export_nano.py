"""A trained checkpoint becomes the nano pack: PyTorch's numbers, the same bytes, clear stops."""

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
import yaml

from node_program import in_node, needs_node
from vljepa_training.evaluate.clips import Clip
from vljepa_training.evaluate.pack import LanguageModelPack
from vljepa_training.export import documents
from vljepa_training.export.errors import ExportError
from vljepa_training.export.nano import export
from vljepa_training.export.nano.gate_pack import gate_pack
from vljepa_training.export.nano.golden import CLIPS
from vljepa_training.export.nano.graphs import Forms, float32_graphs, predictor_graph
from vljepa_training.export.nano.parts import read_parts
from vljepa_training.export.nano.restore import restore
from vljepa_training.export.passes.integer_matmul import integer_products
from vljepa_training.export.passes.weight_storage import stored_small
from vljepa_training.learning import fit_query_gate, train_decoder
from vljepa_training.learning.examples import Mixture
from vljepa_training.learning.settings import Settings
from vljepa_training.learning.trainer import Trainer, build_objective
from vljepa_training.model.decoder import Decoder, DecoderConfig, texts_of
from vljepa_training.model.decoder_vocabulary import DecoderVocabulary
from vljepa_training.model.features import DIMENSION, TOKENS
from vljepa_training.model.predictor import PredictorConfig
from vljepa_training.model.query_gate import QueryGate
from vljepa_training.model.text_encoder import TextEncoder
from vljepa_training.model.wordpieces import padded, token_ids, tokenizer
from vljepa_training.model.x_encoder import XEncoder
from vljepa_training.onnx_graphs.session import Session
from vljepa_training.onnx_graphs.writer import save

TINY = Settings(
    predictor=PredictorConfig(
        width=48,
        heads=2,
        visual_layers=1,
        reading_layers=1,
        word_dimension=16,
        labels=('red', 'ball'),
    ),
    text_layers=1,
)
SAID = ['the arm lifts the red ball', 'a cup', 'four', 'the door opens', 'red', 'a cat']

pytestmark = pytest.mark.usefixtures('one_thread')


@pytest.fixture(scope='module')
def checkpoints(tmp_path_factory):
    """Written by the training code; weights moved at random, so that no two are alike."""
    folder = tmp_path_factory.mktemp('checkpoints')
    trainer = Trainer(TINY, Mixture([], 0), 1)
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in trainer.objective.parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.add_(0.02 * noise)
    trainer.save(folder / 'sft.pt')
    torch.manual_seed(2)
    pieces = DecoderVocabulary.of(SAID)
    decoder = Decoder(DecoderConfig(width=48, heads=2, layers=1, prefix=2), len(pieces))
    train_decoder.fit(decoder, pieces, [(TextEncoder().encode(SAID), SAID)], 60, 0, 5e-3)
    train_decoder.save(folder / 'decoder.pt', decoder, pieces)
    fit_query_gate.save(folder / 'query_gate.pt', named_gate())
    return folder / 'sft.pt', folder / 'decoder.pt', folder / 'query_gate.pt'


def named_gate() -> QueryGate:
    """Names are asked for where a query says `there`."""
    asks = torch.zeros(tokenizer().get_vocab_size())
    asks[tokenizer().token_to_id('there')] = 200.0
    return QueryGate(asks, torch.tensor(-10.0))


@pytest.fixture(scope='module')
def parts(checkpoints):
    return read_parts(*checkpoints)


@pytest.fixture(scope='module')
def whole(parts):
    return float32_graphs(parts)


@pytest.fixture(scope='module')
def pack(checkpoints, tmp_path_factory):
    """The pack's folder and the report."""
    folder = tmp_path_factory.mktemp('pack')
    (folder / 'README.md').write_text('a model card')
    return folder, exported(checkpoints, folder)


@pytest.mark.parametrize(('batch', 'frames', 'length'), [(1, 1, 2), (2, 8, 9), (3, 16, 24)])
def test_the_predictors_graph_equals_pytorch_at_any_size(parts, whole, batch, frames, length):
    rng = np.random.default_rng(frames)
    tokens = rng.standard_normal((batch, frames * TOKENS, DIMENSION)).astype(np.float32)
    ids = rng.integers(1000, 30000, (batch, length))
    mask = (np.arange(length) < rng.integers(1, length + 1, (batch, 1))).astype(np.int64)
    expected = parts.predict(*map(torch.from_numpy, (tokens, ids, mask))).numpy()
    actual = Session(whole['predictor.onnx'])(tokens=tokens, query_ids=ids, query_mask=mask)
    np.testing.assert_allclose(actual, expected, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(actual, axis=1), 1, atol=1e-5)


def test_padding_of_a_query_changes_nothing(whole):
    predict = Session(whole['predictor.onnx'])
    tokens = np.random.default_rng(0).standard_normal((1, 2 * TOKENS, DIMENSION), np.float32)

    def answer(length: int | None) -> np.ndarray:
        ids, mask = padded([token_ids('is the mug red?', 24)], length)
        return predict(tokens=tokens, query_ids=ids.numpy(), query_mask=mask.numpy())

    np.testing.assert_allclose(answer(20), answer(None), atol=1e-5)


def test_features_are_cut_where_training_cut_them(whole):
    predict = Session(whole['predictor.onnx'])
    ids, mask = (value.numpy() for value in padded([token_ids('', 24)]))
    tokens = np.zeros((1, TOKENS, DIMENSION), np.float32)
    tokens[0, :, 5] = 6.35
    limit = predict(tokens=tokens, query_ids=ids, query_mask=mask)
    beyond = predict(tokens=10 * tokens, query_ids=ids, query_mask=mask)
    np.testing.assert_allclose(beyond, limit, atol=1e-6)


def test_graphs_equal_pytorch_from_pixels_and_texts_on(pack):
    report = pack[1]
    assert min(report['cosine, float32'].values()) >= 0.9999
    assert min(report['cosine, as shipped'].values()) >= 0.99


def test_evaluation_reads_the_pack_as_it_ships(pack, parts):
    system = LanguageModelPack(pack[0])
    source = DrawnFrames(
        np.random.default_rng(5).integers(0, 255, (3, 240, 320, 3)).astype(np.uint8)
    )
    clips = [Clip(source, (0, 1, 2)), Clip(source, (2,))]
    queries = [['what takes place?', 'is it red?'], ['']]
    states = system.predict(clips, queries)
    assert [len(s) for s in states] == [2, 1]
    encoder = XEncoder()
    for clip, asked, of_clip in zip(clips, queries, states, strict=True):
        tokens = np.concatenate([encoder(p) for p in source.pictures(clip.frames)])[None]
        for query, state in zip(asked, of_clip, strict=True):
            ids, mask = padded([token_ids(query, 24)])
            expected = parts.predict(torch.from_numpy(tokens), ids, mask)[0].numpy()
            assert state @ expected > 0.98
    texts = system.read(SAID)
    np.testing.assert_array_less(0.99, (texts * parts.text.encode(SAID).numpy()).sum(1))
    told = system.words_of(texts)
    expected = texts_of(parts.decoder, parts.vocabulary, torch.from_numpy(texts))
    assert np.mean([a == b for a, b in zip(told, expected, strict=True)]) > 0.7


@dataclasses.dataclass(frozen=True, eq=False)
class DrawnFrames:
    frames: np.ndarray
    name: str = 'drawn'

    def features(self, frames: tuple[int, ...]) -> np.ndarray:
        raise AssertionError('a pack is shown pictures')

    def pictures(self, frames: tuple[int, ...]) -> list[np.ndarray]:
        return [self.frames[frame] for frame in frames]


def test_evaluation_refuses_a_pack_without_a_language_model(tmp_path):
    manifest = {'y_decoder': {'type': 'phrase_bank'}}
    (tmp_path / 'pack.yaml').write_text(yaml.safe_dump(manifest))
    with pytest.raises(ValueError, match='expected a y_decoder of type language_model, got phr'):
        LanguageModelPack(tmp_path)


def test_the_predictor_of_a_pack_without_a_gate_gets_one(pack, parts, tmp_path):
    ungated, out = tmp_path / 'ungated', tmp_path / 'out'
    shutil.copytree(pack[0], ungated)
    plain = stored_small(integer_products(predictor_graph(parts.predictor)), 'int8', 'int8')
    save(plain, ungated / 'predictor.onnx')
    gate_pack(ungated, parts.query_gate, out)
    for name in documents.read_manifest(pack[0])['files'].keys() - {
        'predictor.onnx',
        'golden.json',
    }:
        assert (out / name).read_bytes() == (pack[0] / name).read_bytes(), name
    ids, mask = padded([token_ids('is it red?', 24)])
    tokens = torch.randn(1, 8 * TOKENS, DIMENSION, generator=torch.Generator().manual_seed(3))
    asked = {'tokens': tokens.numpy(), 'query_ids': ids.numpy(), 'query_mask': mask.numpy()}
    state = Session(str(out / 'predictor.onnx'))(**asked)[0]
    assert state @ parts.predict(tokens, ids, mask)[0].numpy() > 0.98
    assert json.loads((out / 'golden.json').read_text('utf-8'))['clips']


def test_a_pack_is_not_gated_twice(pack, parts, tmp_path):
    with pytest.raises(ExportError, match='expected a Predictor without a query gate, came one'):
        gate_pack(pack[0], parts.query_gate, tmp_path / 'out')
    assert not (tmp_path / 'out').exists()


def test_only_a_nano_pack_is_gated(parts, tmp_path):
    with pytest.raises(
        ExportError, match=r'expected a nano pack, came none of its x_encoder\.onnx'
    ):
        gate_pack(tmp_path, parts.query_gate, tmp_path / 'out')


@needs_node
def test_the_node_loads_the_pack_and_gets_its_golden_vectors(pack):
    result = in_node(pack[0], '2', timeout=120)
    assert result.returncode == 0, result.stderr
    assert len(json.loads(result.stdout)['times']) == 2


def test_a_pack_can_be_trained_further(pack, parts):
    objective = build_objective(TINY)
    objective.load_state_dict(restore(pack[0], TINY))
    generator = torch.Generator().manual_seed(6)
    tokens = torch.randn(3, 8 * TOKENS, DIMENSION, generator=generator)
    ids, mask = padded([token_ids(query, 24) for query in ('is it red?', '', 'how many balls?')])
    with torch.no_grad():
        expected = parts.predictor(tokens, ids, mask)
        actual = objective.eval().predictor(tokens, ids, mask)
    assert (actual * expected).sum(1).min() > 0.99
    texts = objective.text.encode(SAID) * parts.text.encode(SAID)
    assert texts.sum(1).min() > 0.99


def test_a_pack_of_other_widths_is_not_restored(pack):
    wider = dataclasses.replace(TINY.predictor, width=96)
    with pytest.raises(ExportError, match=r'expected \[96.*got \[48.*other widths'):
        restore(pack[0], dataclasses.replace(TINY, predictor=wider))


def test_golden_clips_have_frames_of_time_queries_and_texts(pack):
    golden = json.loads((pack[0] / 'golden.json').read_text('utf-8'))
    assert len(golden['clips']) == len(CLIPS)
    assert max(len(clip['frames']) for clip in golden['clips']) > 1
    assert any('query' in clip for clip in golden['clips'])
    assert golden['decodes'], 'a decoder that has learned a little says something clearly'
    manifest = yaml.safe_load((pack[0] / 'pack.yaml').read_text('utf-8'))
    assert {name for clip in golden['clips'] for name in clip['frames']} <= manifest['files'].keys()


def test_the_same_checkpoints_give_the_same_bytes(pack, checkpoints, tmp_path):
    exported(checkpoints, tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {path.name for path in pack[0].iterdir()} - {'README.md'}
    for name in names:
        assert (tmp_path / name).read_bytes() == (pack[0] / name).read_bytes(), name


def test_files_of_the_old_pack_go_and_others_stay(tmp_path):
    new, out = tmp_path / 'new', tmp_path / 'out'
    for folder, names in (new, ['a.onnx']), (out, ['a.onnx', 'phrase_bank.onnx', 'README.md']):
        folder.mkdir()
        for name in names:
            (folder / name).write_text(folder.name)
    listed: dict[str, dict] = {'files': {'a.onnx': {}, 'phrase_bank.onnx': {}}}
    (out / 'pack.yaml').write_text(yaml.safe_dump(listed))
    (new / 'pack.yaml').write_text('new')
    export.replace_pack(new, out)
    assert {path.name: path.read_text() for path in out.iterdir()} == {
        'a.onnx': 'new',
        'pack.yaml': 'new',
        'README.md': 'out',
    }


def test_the_vocabulary_names_the_logits(pack, parts):
    lines = (pack[0] / 'y_decoder_vocabulary.txt').read_text('utf-8').splitlines()
    assert lines[:4] == ['<pad>', '<begin>', '<end>', '<unknown>']
    assert len(lines) == len(parts.vocabulary)
    assert {'arm', 'lifts', 'cat'} <= set(lines)


def test_shipped_graphs_read_and_give_full_precision_numbers(pack):
    for name in ('x_encoder', 'predictor', 'y_encoder', 'y_decoder'):
        graph = onnx.load(pack[0] / f'{name}.onnx').graph
        kinds = {v.type.tensor_type.elem_type for v in [*graph.input, *graph.output]}
        assert kinds <= {onnx.TensorProto.FLOAT, onnx.TensorProto.INT64}


# What is not as it should be stops before anything is written.


def exported(checkpoints: tuple[Path, Path, Path], out: Path) -> dict:
    checkpoint, decoder, query_gate = checkpoints
    return export.export(checkpoint, decoder, query_gate, out)


def spoilt(checkpoint: Path, folder: Path, change) -> Path:
    content = torch.load(checkpoint, weights_only=True)
    change(content)
    path = folder / checkpoint.name
    torch.save(content, path)
    return path


@pytest.mark.parametrize(
    ('change', 'message'),
    [
        (
            lambda content: content['settings']['predictor'].update(width=96),
            r'expected \[.*96.*\], got \[.*48.*\]',
        ),
        (
            lambda content: content['weights'].pop('predictor.head.weight'),
            r'predictor.head.weight: expected \[384, 48\], got no such weight',
        ),
        (
            lambda content: content.pop('settings'),
            'expected what vljepa_training.learning.train',
        ),
        (lambda content: content.update(format=7), 'expected a checkpoint of format 1, got 7'),
    ],
)
def test_a_checkpoint_that_does_not_fit_is_refused(checkpoints, tmp_path, change, message):
    path = spoilt(checkpoints[0], tmp_path, change)
    with pytest.raises(ExportError, match=message):
        exported((path, *checkpoints[1:]), tmp_path / 'pack')
    assert not (tmp_path / 'pack').exists()


def test_a_decoder_of_another_width_is_refused(checkpoints, tmp_path):
    pieces = DecoderVocabulary.of(SAID)
    config = DecoderConfig(width=48, heads=2, layers=1, embedding=256)
    train_decoder.save(tmp_path / 'decoder.pt', Decoder(config, len(pieces)), pieces)
    with pytest.raises(ExportError, match="384 numbers, the Y-Encoder's, got 256"):
        export.export(checkpoints[0], tmp_path / 'decoder.pt', checkpoints[2], tmp_path / 'pack')


def test_what_is_missing_is_named_by_the_command(checkpoints, tmp_path, capsys):
    with pytest.raises(SystemExit):
        export.main(
            f'--checkpoint none.pt --decoder {checkpoints[1]} --query-gate {checkpoints[2]} '
            f'--out {tmp_path}'.split()
        )
    assert 'none.pt: no checkpoint there' in capsys.readouterr().err


def test_too_large_a_pack_is_refused():
    limit = export.LARGEST_BYTES
    export.check_size({'a.onnx': limit})
    with pytest.raises(ExportError, match=f'expected at most {limit} bytes, got {limit + 1}'):
        export.check_size({'a.onnx': limit, 'b.txt': 1})


def test_each_graph_has_a_form(whole):
    assert dataclasses.asdict(Forms()).keys() == {n.removesuffix('.onnx') for n in whole}
