"""The pack in the repository is whole and says what its golden vectors say."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
import yaml
from PIL import Image

from training.nano import pictures
from training.nano.graph import sha256
from training.nano.phrases import bank_phrases
from training.nano.sessions import Session
from training.nano.texts import TextEncoder

PACK = Path(__file__).resolve().parents[2] / "models" / "nano"
LARGEST_BYTES = 40_000_000


@pytest.fixture(scope="module")
def manifest():
    return yaml.safe_load((PACK / "pack.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def encode():
    tokenizer = (PACK / "tokenizer.json").read_text("utf-8")
    return TextEncoder(Session(str(PACK / "y_encoder.onnx")), tokenizer)


def test_the_manifest_names_every_file_with_its_hash(manifest):
    there = {path.name for path in PACK.iterdir()} - {"pack.yaml"}
    assert set(manifest["files"]) == there
    for name, entry in manifest["files"].items():
        assert entry["sha256"] == sha256(PACK / name), name
        assert entry["bytes"] == (PACK / name).stat().st_size, name


def test_the_pack_stays_small():
    assert sum(path.stat().st_size for path in PACK.iterdir()) <= LARGEST_BYTES


def test_golden_clips_and_phrases_come_out(manifest):
    golden = json.loads((PACK / manifest["golden"]).read_text("utf-8"))
    x_encoder, predictor, bank = (
        Session(str(PACK / f"{name}.onnx")) for name in ("x_encoder", "predictor", "phrase_bank")
    )
    texts = (PACK / "phrases.txt").read_text("utf-8").splitlines()
    for index, clip in enumerate(golden["clips"]):
        pixels = [pictures.pixels(np.array(Image.open(PACK / name))) for name in clip["frames"]]
        tokens = np.concatenate([x_encoder(pixels=frame) for frame in pixels], axis=1)
        embedding = predictor(tokens=tokens)
        assert np.abs(embedding[0] - clip["embedding"]).max() <= clip["tolerance"]
        phrase = texts[int(bank(embedding=embedding)[0].argmax())]
        decoded = [d["phrase"] for d in golden["decodes"] if d["text_of_clip"] == index]
        assert decoded in ([], [phrase])


def test_golden_texts_come_out(manifest, encode):
    golden = json.loads((PACK / manifest["golden"]).read_text("utf-8"))
    for text in golden["texts"]:
        off = np.abs(encode([text["text"]])[0] - text["embedding"]).max()
        assert off <= text["tolerance"], text["text"]


def test_each_phrase_scores_one_for_its_own_embedding(encode):
    bank = Session(str(PACK / "phrase_bank.onnx"))
    texts = (PACK / "phrases.txt").read_text("utf-8").splitlines()
    assert texts == bank_phrases()
    for index in range(0, len(texts), 37):
        scores = bank(embedding=encode([texts[index]]))[0]
        assert scores.argmax() == index
        assert abs(scores[index] - 1) < 1e-3


@pytest.mark.parametrize("name", ["x_encoder", "predictor", "y_encoder", "phrase_bank"])
def test_graphs_read_and_give_full_precision_numbers(name):
    graph = onnx.load(PACK / f"{name}.onnx").graph
    kinds = {v.type.tensor_type.elem_type for v in [*graph.input, *graph.output]}
    assert kinds <= {onnx.TensorProto.FLOAT, onnx.TensorProto.INT64}
