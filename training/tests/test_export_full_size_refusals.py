"""Bad input to the full-size export: what was expected, what was found, what to do."""

import dataclasses
import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from full_size_parts import PHRASES, change_checkpoint
from vljepa_training.export.errors import ExportError
from vljepa_training.export.full_size.export import export, main
from vljepa_training.export.full_size.sources import EMBEDDING_GEMMA, LLAMA, VJEPA2, find_inputs

pytestmark = pytest.mark.usefixtures('one_thread')


def change_json(path: Path, **values) -> None:
    path.write_text(json.dumps(json.loads(path.read_text('utf-8')) | values), 'utf-8')


def find(inputs, **others):
    given = {field.name: str(getattr(inputs, field.name)) for field in dataclasses.fields(inputs)}
    return find_inputs(**(given | others))


def test_every_missing_file_is_named_with_its_source_and_license(own_parts):
    (own_parts.vjepa2 / 'model.safetensors').unlink()
    (own_parts.llama / 'tokenizer.json').unlink()
    own_parts.checkpoint.unlink()
    with pytest.raises(ExportError) as raised:
        find(own_parts)
    message = str(raised.value)
    for part, name in ((VJEPA2, 'model.safetensors'), (LLAMA, 'tokenizer.json')):
        assert f'lacks {name}' in message
        assert part.hub_id in message and part.license in message and part.license_url in message
    assert '--checkpoint' in message and 'cun-bjy/open-vljepa' in message
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
        raise OSError('401 Client Error: you must be authenticated')

    with pytest.raises(ExportError, match='401.*accept its license there.*log in'):
        find(parts, embedding_gemma=EMBEDDING_GEMMA.hub_id, download=download)


def test_neither_a_folder_nor_a_hub_id(parts):
    with pytest.raises(ExportError, match='expected a folder .*got "./nowhere".*Llama-3.2-1B'):
        find(parts, llama='./nowhere')


@pytest.mark.parametrize(
    ('change', 'message'),
    [
        (
            lambda c: c['model_state_dict'].pop('predictor.layers.1.mlp.up_proj.weight'),
            r'1 missing: predictor.layers.1.mlp.up_proj.weight \[256, 128\]',
        ),
        (
            lambda c: c['model_state_dict'].update(
                {'y_encoder.projector.weight': torch.zeros(96, 32)}
            ),
            r'1 of another shape: y_encoder.projector.weight: expected \[96, 64\], got \[96, 32\]',
        ),
        (
            lambda c: c['model_state_dict'].update({'predictor.lora_A': torch.zeros(1)}),
            '1 unknown: predictor.lora_A',
        ),
        (
            lambda c: c['config']['predictor'].update(n_keep_layers=3),
            '9 missing: predictor.layers.2.*and 4 more',
        ),
        (lambda c: c['config']['predictor'].update(n_keep_layers=9), 'last 9 layers.*has 4'),
        (lambda c: c['config']['predictor'].update(disable_causal_mask=False), 'causal mask'),
        (lambda c: c['config']['data'].update(num_frames=1), r'1 frame\(s\); expected a multiple'),
        (lambda c: c['config']['data'].update(image_size=224), '224 pixels, .* reads 64'),
        (lambda c: c['config'].pop('data'), r'expected config\.data\.num_frames'),
        (lambda c: c.pop('config'), r'expected a dict with model_state_dict and config, got \['),
    ],
)
def test_a_checkpoint_that_does_not_fit_stops(own_parts, tmp_path, change, message):
    change_checkpoint(own_parts, change)
    with pytest.raises(ExportError, match=message):
        export(own_parts, tmp_path / 'pack', phrases=PHRASES)
    assert not (tmp_path / 'pack').exists()


def test_a_checkpoint_of_other_widths_names_both(own_parts, tmp_path):
    change_json(own_parts.llama / 'config.json', hidden_size=64, head_dim=16)
    with pytest.raises(ExportError, match=r'expected \[512, 64\], got \[512, 128\].* and \d+ more'):
        export(own_parts, tmp_path / 'pack', phrases=PHRASES)


def test_a_weight_that_v_jepa_2_lacks_stops(own_parts, tmp_path):
    path = own_parts.vjepa2 / 'model.safetensors'
    weights = load_file(path)
    del weights['encoder.layernorm.bias']
    save_file(weights, path)
    with pytest.raises(ExportError, match=r'model.safetensors .*1 missing: encoder.layernorm.bias'):
        export(own_parts, tmp_path / 'pack', phrases=PHRASES)


@pytest.mark.parametrize(
    ('spoil', 'message'),
    [
        (lambda i: i.checkpoint.write_bytes(b'version https://git-lfs'), 'cannot be read'),
        (lambda i: (i.vjepa2 / 'model.safetensors').write_bytes(b'no'), 'cannot be read'),
        (lambda i: shutil.copy(i.llama / 'config.json', i.vjepa2), 'holds a llama model; expected'),
        (lambda i: (i.llama / 'tokenizer.json').write_text('{}'), 'is not a tokenizer'),
        (
            lambda i: change_json(
                i.embedding_gemma / 'config.json', use_bidirectional_attention=False
            ),
            'expected use_bidirectional_attention',
        ),
        (
            lambda i: change_json(i.llama / 'tokenizer_config.json', padding_side='left'),
            'pads on the left',
        ),
    ],
)
def test_a_file_that_is_something_else_stops(own_parts, tmp_path, spoil, message):
    spoil(own_parts)
    with pytest.raises(ExportError, match=message):
        export(own_parts, tmp_path / 'pack', phrases=PHRASES)


def test_a_folder_with_files_is_left_alone(parts, tmp_path):
    (tmp_path / 'mine').write_text('mine')
    with pytest.raises(ExportError, match='new or empty folder'):
        export(parts, tmp_path, phrases=PHRASES)
    assert (tmp_path / 'mine').read_text() == 'mine'


def test_the_command_writes_a_pack_or_says_why_not(parts, tmp_path, capsys):
    phrases = tmp_path / 'phrases.txt'
    phrases.write_text('\n'.join(PHRASES) + '\n')
    arguments = ['--vjepa2', str(parts.vjepa2), '--llama', str(parts.llama)]
    arguments += ['--embedding-gemma', str(parts.embedding_gemma), '--phrases', str(phrases)]
    out = ['--out', str(tmp_path / 'pack')]
    with pytest.raises(SystemExit) as stopped:
        main([*arguments, *out, '--checkpoint', 'nowhere.pt'])
    assert stopped.value.code == 1
    assert 'there is none at nowhere.pt' in capsys.readouterr().err
    main([*arguments, *out, '--checkpoint', str(parts.checkpoint)])
    assert json.loads(capsys.readouterr().out)['clips']['cosine'] > 0.9999
    assert (tmp_path / 'pack' / 'phrases.txt').read_text().splitlines() == PHRASES
