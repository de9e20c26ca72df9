"""Manifests and golden vectors are written where they fit the schemas, and not otherwise."""

import json

import pytest
import yaml
from jsonschema import ValidationError

from vljepa_training.checkout import PACK
from vljepa_training.export.documents import write_golden, write_manifest


def test_what_fits_is_written_as_it_was(tmp_path):
    manifest = yaml.safe_load((PACK / 'pack.yaml').read_text('utf-8'))
    golden = json.loads((PACK / 'golden.json').read_text('utf-8'))
    write_manifest(tmp_path, manifest)
    write_golden(tmp_path, golden)
    assert yaml.safe_load((tmp_path / 'pack.yaml').read_text('utf-8')) == manifest
    assert json.loads((tmp_path / 'golden.json').read_text('utf-8')) == golden


@pytest.mark.parametrize('write', [write_manifest, write_golden])
def test_what_does_not_fit_is_refused_and_nothing_is_written(tmp_path, write):
    with pytest.raises(ValidationError):
        write(tmp_path, {'format': 1})
    assert list(tmp_path.iterdir()) == []
