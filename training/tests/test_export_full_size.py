"""The full-size pack at tiny widths: the real classes' layout → pack → the node, and bad inputs."""

import dataclasses
import json
import shutil
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
import yaml
from safetensors.torch import load_file, save_file
from skimage import data
from torch.nn.functional import interpolate
from transformers import AutoTokenizer

from training.export import full_size, golden
from training.export.architecture import read_architecture
from training.export.checkpoint import read_checkpoint
from training.export.errors import ExportError
from training.export.full_size import export
from training.export.random_parts import TINY, write_parts
from training.export.reference import Predictor, XEncoder, YEncoder
from training.export.sources import EMBEDDING_GEMMA, LLAMA, VJEPA2, find_inputs
from training.export.streamed_graph import FORMS
from training.export.weights import TABLE, read_weights
from training.nano.graph import sha256
from training.nano.sessions import Session
from training.tests.node import ROOT, in_node, needs_node

PHRASES = ["a red cup", "a robot arm", "the door opens"]
TEXTS = [
    "a robot arm picks up a red cup",
    "Describe the video.",
    "  two  spaces, 12345 numbers; don't!\n new line ",
    "Türe, 人が歩く, 🙂",
    "",
]

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    return write_parts(tmp_path_factory.mktemp("parts") / "tiny", TINY)


@pytest.fixture
def own_parts(parts, tmp_path):
    """A copy that a test may spoil."""
    folder = tmp_path / "parts"
    shutil.copytree(parts.checkpoint.parent, folder)
    return dataclasses.replace(
        parts,
        **{
            field.name: folder / getattr(parts, field.name).name
            for field in dataclasses.fields(parts)
        },
    )


@pytest.fixture(scope="module")
def model(parts):
    """The architecture, and the three parts in PyTorch."""
    checkpoint = read_checkpoint(parts.checkpoint)
    architecture = read_architecture(parts, checkpoint)
    weights = read_weights(parts, checkpoint, architecture)
    modules = (kind(architecture, weights).eval() for kind in (XEncoder, Predictor, YEncoder))
    return architecture, *modules


@pytest.fixture(scope="module", params=FORMS)
def pack(request, parts, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param) / "pack"
    export(parts, folder, request.param, PHRASES)
    return request.param, folder


def change_checkpoint(inputs, change) -> None:
    content = torch.load(inputs.checkpoint, weights_only=True)
    change(content)
    torch.save(content, inputs.checkpoint)


def change_json(path: Path, **values) -> None:
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | values), "utf-8")


# From checkpoint to the node.


def test_the_layout_is_the_public_one(parts):
    content = torch.load(parts.checkpoint, weights_only=True)
    keys = set(content["model_state_dict"])
    assert {"epoch", "model_state_dict", "loss", "config"} == set(content)
    assert {
        "predictor.embed_tokens.weight",
        "predictor.layers.1.self_attn.q_proj.weight",
        "predictor.layers.1.post_attention_layernorm.weight",
        "predictor.norm.weight",
        "predictor.vis_proj.bias",
        "predictor.out_proj.weight",
        "y_encoder.model.embed_tokens.weight",
        "y_encoder.model.layers.3.self_attn.q_norm.weight",
        "y_encoder.model.norm.weight",
        "y_encoder.projector.weight",
    } <= keys
    assert not [key for key in keys if key.startswith("x_encoder.")]
    vjepa2 = load_file(parts.vjepa2 / "model.safetensors")
    assert "encoder.layer.0.attention.query.weight" in vjepa2
    assert "encoder.embeddings.patch_embeddings.proj.weight" in vjepa2


@needs_node
def test_the_node_loads_the_pack_and_gets_the_embeddings_of_pytorch(pack):
    form, folder = pack
    loaded = json.loads((folder / "golden.json").read_text("utf-8"))
    if form == "float32":  # what the node holds its own results against is tight
        assert {item["tolerance"] for item in loaded["clips"] + loaded["texts"]} == {1e-4}
    result = in_node(folder, "2")
    assert result.returncode == 0, result.stderr
    assert len(json.loads(result.stdout)["times"]) == 2


@needs_node
def test_the_node_refuses_a_pack_whose_weights_compute_something_else(pack, tmp_path):
    _, folder = pack
    changed = tmp_path / "pack"
    shutil.copytree(folder, changed)
    weights = changed / "x_encoder.onnx.data"
    content = bytearray(weights.read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    weights.write_bytes(content)
    assert in_node(changed).stderr.startswith("PACK_HASH")
    manifest = yaml.safe_load((changed / "pack.yaml").read_text("utf-8"))
    manifest["files"][weights.name]["sha256"] = sha256(weights)
    (changed / "pack.yaml").write_text(yaml.safe_dump(manifest), "utf-8")
    assert in_node(changed).stderr.startswith("PACK_GOLDEN")


@needs_node
@pytest.mark.parametrize("name", ["query_tokenizer", "text_tokenizer"])
def test_the_node_reads_texts_as_transformers_does(parts, pack, name):
    _, folder = pack
    source = parts.llama if name == "query_tokenizer" else parts.embedding_gemma
    tokenizer = AutoTokenizer.from_pretrained(source)
    cases = [{"text": text, "ids": tokenizer(text)["input_ids"]} for text in TEXTS]
    script = ROOT / "training" / "tests" / "check_tokenizer.mjs"
    result = subprocess.run(
        ["node", script, folder / name], input=json.dumps(cases), capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_special_tokens_stand_where_the_parts_put_them(parts):
    query = AutoTokenizer.from_pretrained(parts.llama)
    text = AutoTokenizer.from_pretrained(parts.embedding_gemma)
    assert query.convert_ids_to_tokens(query("a").input_ids)[0] == "<|begin_of_text|>"
    assert text.convert_ids_to_tokens(text("a").input_ids)[:: len(text("a").input_ids) - 1] == [
        "<bos>",
        "<eos>",
    ]


def test_the_manifest_tells_preprocessing_padding_and_licences(parts, pack):
    _, folder = pack
    manifest = yaml.safe_load((folder / "pack.yaml").read_text("utf-8"))
    image = manifest["x_encoder"]["image"]
    assert (image["resize"], image["short_side"], image["crop"]) == ("short_side", 64, "center")
    assert image["mean"] == [123.675, 116.28, 103.53]
    assert image["std"] == [58.395, 57.12, 57.375]
    assert manifest["x_encoder"]["frames"] == {"default": 4, "min": 4, "max": 4}
    pad = AutoTokenizer.from_pretrained(parts.llama).get_vocab()["<|finetune_right_pad_id|>"]
    assert manifest["predictor"]["query"]["pad_id"] == pad
    assert manifest["y_encoder"]["pad_id"] == 0
    for name in ("Llama 3.2 Community License", "Gemma Terms of Use", "MIT"):
        assert name in manifest["licence"]
    assert {"x_encoder.onnx.data", "predictor.onnx.data", "NOTICE"} <= set(manifest["files"])


def test_graphs_give_the_embeddings_of_pytorch_whatever_the_padding(pack, model):
    form, folder = pack
    architecture, x_encoder, predictor, y_encoder = model
    least = 0.9999 if form == "float32" else 0.99
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
    feeds = {"ids": ids.numpy(), "mask": mask.numpy()}
    encoded = Session(str(folder / "x_encoder.onnx"))(pixels=pixels.numpy())
    assert cosine(encoded, tokens).min() > least
    predict = Session(str(folder / "predictor.onnx"))
    embedded = predict(tokens=encoded, query_ids=feeds["ids"], query_mask=feeds["mask"])
    assert cosine(embedded, state).min() > least
    assert cosine(embedded[1:], short).min() > least
    encode = Session(str(folder / "y_encoder.onnx"))
    written = encode(input_ids=feeds["ids"], attention_mask=feeds["mask"])
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
    weights = torch.load(parts.checkpoint, weights_only=True)["model_state_dict"]
    predictor = [tensor for key, tensor in weights.items() if key.startswith("predictor.")]
    size = (folder / "predictor.onnx.data").stat().st_size
    share = size / sum(4 * tensor.numel() for tensor in predictor)
    # At tiny widths pages and heads weigh; at the true ones int8 comes to 0.26.
    assert share < (1.1 if form == "float32" else 0.6)


def test_a_projection_behind_the_x_encoder_is_part_of_it(own_parts, tmp_path):
    def change(content):
        content["config"]["encoder"]["output_dim"] = 32
        weights = content["model_state_dict"]
        weights["x_encoder.projector.weight"] = torch.randn(32, 64) / 8
        weights["x_encoder.projector.bias"] = torch.randn(32) / 8
        weights["predictor.vis_proj.weight"] = torch.randn(128, 32) / 6

    change_checkpoint(own_parts, change)
    found = export(own_parts, tmp_path / "pack", phrases=PHRASES)
    assert found["clips"].cosine > 0.9999


def test_the_frozen_token_table_may_come_from_llama(own_parts, tmp_path):
    change_checkpoint(own_parts, lambda content: content["model_state_dict"].pop(TABLE))
    found = export(own_parts, tmp_path / "pack", phrases=PHRASES)
    assert found["clips"].cosine > 0.9999


@pytest.mark.parametrize("height, width", [(480, 640), (720, 1280)])
def test_area_is_the_nearest_to_how_training_shrank_pictures(height, width):
    """torchvision's Resize is an interpolation with antialiasing; the node has OpenCV's."""
    picture = cv2.resize(data.astronaut(), (width, height), interpolation=cv2.INTER_CUBIC)
    tensor = torch.from_numpy(picture).permute(2, 0, 1)[None].float()
    size = (256, 256 * width // height)
    trained = interpolate(tensor, size, mode="bilinear", antialias=True, align_corners=False)
    trained = trained[0].permute(1, 2, 0).numpy()

    def off(interpolation: int) -> float:
        shrunk = cv2.resize(picture, size[::-1], interpolation=interpolation)
        return float(np.abs(shrunk - trained).mean())

    area = off(cv2.INTER_AREA)
    assert area < off(cv2.INTER_CUBIC) and area < off(cv2.INTER_LINEAR)
    assert area < 2  # grey levels of 255


# Bad input: what was expected, what came, what to do.


def find(inputs, **others):
    given = {field.name: str(getattr(inputs, field.name)) for field in dataclasses.fields(inputs)}
    return find_inputs(**(given | others))


def test_every_missing_file_is_named_with_its_source_and_licence(own_parts):
    (own_parts.vjepa2 / "model.safetensors").unlink()
    (own_parts.llama / "tokenizer.json").unlink()
    own_parts.checkpoint.unlink()
    with pytest.raises(ExportError) as raised:
        find(own_parts)
    message = str(raised.value)
    for part, name in ((VJEPA2, "model.safetensors"), (LLAMA, "tokenizer.json")):
        assert f"lacks {name}" in message
        assert part.hub_id in message and part.licence in message and part.licence_url in message
    assert "--checkpoint" in message and "cun-bjy/open-vljepa" in message
    assert EMBEDDING_GEMMA.hub_id not in message


def test_a_hub_id_is_downloaded_file_by_file(parts):
    asked = []

    def download(hub_id: str, name: str) -> str:
        asked.append((hub_id, name))
        return str(parts.llama / name)

    found = find(parts, llama=LLAMA.hub_id, download=download)
    assert asked == [(LLAMA.hub_id, name) for name in LLAMA.files]
    assert found.llama == parts.llama


def test_a_gated_part_says_what_to_accept(parts):
    def download(hub_id: str, name: str) -> str:
        raise OSError("401 Client Error: you must be authenticated")

    with pytest.raises(ExportError, match="401.*accept its licence there.*log in"):
        find(parts, embedding_gemma=EMBEDDING_GEMMA.hub_id, download=download)


def test_neither_a_folder_nor_a_hub_id(parts):
    with pytest.raises(ExportError, match='expected a folder .*got "./nowhere".*Llama-3.2-1B'):
        find(parts, llama="./nowhere")


@pytest.mark.parametrize(
    "change, message",
    [
        (
            lambda c: c["model_state_dict"].pop("predictor.layers.1.mlp.up_proj.weight"),
            r"1 missing: predictor.layers.1.mlp.up_proj.weight \[256, 128\]",
        ),
        (
            lambda c: c["model_state_dict"].update(
                {"y_encoder.projector.weight": torch.zeros(96, 32)}
            ),
            r"1 of another shape: y_encoder.projector.weight: expected \[96, 64\], got \[96, 32\]",
        ),
        (
            lambda c: c["model_state_dict"].update({"predictor.lora_A": torch.zeros(1)}),
            "1 unknown: predictor.lora_A",
        ),
        (
            lambda c: c["config"]["predictor"].update(n_keep_layers=3),
            "9 missing: predictor.layers.2.*and 4 more",
        ),
        (lambda c: c["config"]["predictor"].update(n_keep_layers=9), "last 9 layers.*has 4"),
        (lambda c: c["config"]["predictor"].update(disable_causal_mask=False), "causal mask"),
        (lambda c: c["config"]["data"].update(num_frames=1), r"1 frame\(s\); expected a multiple"),
        (lambda c: c["config"]["data"].update(image_size=224), "224 pixels, .* reads 64"),
        (lambda c: c["config"].pop("data"), r"expected config\.data\.num_frames"),
        (lambda c: c.pop("config"), r"expected a dict with model_state_dict and config, got \["),
    ],
)
def test_a_checkpoint_that_does_not_fit_stops(own_parts, tmp_path, change, message):
    change_checkpoint(own_parts, change)
    with pytest.raises(ExportError, match=message):
        export(own_parts, tmp_path / "pack", phrases=PHRASES)
    assert not (tmp_path / "pack").exists()


def test_a_checkpoint_of_other_widths_names_both(own_parts, tmp_path):
    change_json(own_parts.llama / "config.json", hidden_size=64, head_dim=16)
    with pytest.raises(ExportError, match=r"expected \[512, 64\], got \[512, 128\].* and \d+ more"):
        export(own_parts, tmp_path / "pack", phrases=PHRASES)


def test_a_weight_that_v_jepa_2_lacks_stops(own_parts, tmp_path):
    path = own_parts.vjepa2 / "model.safetensors"
    weights = load_file(path)
    del weights["encoder.layernorm.bias"]
    save_file(weights, path)
    with pytest.raises(ExportError, match=r"model.safetensors .*1 missing: encoder.layernorm.bias"):
        export(own_parts, tmp_path / "pack", phrases=PHRASES)


@pytest.mark.parametrize(
    "spoil, message",
    [
        (lambda i: i.checkpoint.write_bytes(b"version https://git-lfs"), "cannot be read"),
        (lambda i: (i.vjepa2 / "model.safetensors").write_bytes(b"no"), "cannot be read"),
        (lambda i: shutil.copy(i.llama / "config.json", i.vjepa2), "holds a llama model; expected"),
        (lambda i: (i.llama / "tokenizer.json").write_text("{}"), "is not a tokenizer"),
        (
            lambda i: change_json(
                i.embedding_gemma / "config.json", use_bidirectional_attention=False
            ),
            "expected use_bidirectional_attention",
        ),
        (
            lambda i: change_json(i.llama / "tokenizer_config.json", padding_side="left"),
            "pads on the left",
        ),
    ],
)
def test_a_file_that_is_something_else_stops(own_parts, tmp_path, spoil, message):
    spoil(own_parts)
    with pytest.raises(ExportError, match=message):
        export(own_parts, tmp_path / "pack", phrases=PHRASES)


def test_a_folder_with_files_is_left_alone(parts, tmp_path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(ExportError, match="new or empty folder"):
        export(parts, tmp_path, phrases=PHRASES)
    assert (tmp_path / "mine").read_text() == "mine"


def test_the_command_writes_a_pack_or_says_why_not(parts, tmp_path, capsys):
    phrases = tmp_path / "phrases.txt"
    phrases.write_text("\n".join(PHRASES) + "\n")
    arguments = ["--vjepa2", str(parts.vjepa2), "--llama", str(parts.llama)]
    arguments += ["--embedding-gemma", str(parts.embedding_gemma), "--phrases", str(phrases)]
    out = ["--out", str(tmp_path / "pack")]
    with pytest.raises(SystemExit) as stopped:
        full_size.main([*arguments, *out, "--checkpoint", "nowhere.pt"])
    assert stopped.value.code == 1
    assert "there is none at nowhere.pt" in capsys.readouterr().err
    full_size.main([*arguments, *out, "--checkpoint", str(parts.checkpoint)])
    assert json.loads(capsys.readouterr().out)["clips"]["cosine"] > 0.9999
    assert (tmp_path / "pack" / "phrases.txt").read_text().splitlines() == PHRASES
