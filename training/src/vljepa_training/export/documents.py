"""`pack.yaml` and `golden.json`: written where they fit the schemas that the node reads, too."""

import json
from functools import cache
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

from vljepa_training.checkout import ROOT

SCHEMAS = ROOT / 'schemas'


def write_manifest(folder: Path, document: dict) -> None:
    """Writes `document` as the manifest of the pack in `folder`.

    Raises jsonschema.ValidationError where it is not what `schemas/pack.schema.json` describes.
    """
    _validator('pack').validate(document)
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    (folder / 'pack.yaml').write_text(text, 'utf-8')


def write_golden(folder: Path, document: dict) -> None:
    """Writes `document` as the golden vectors of the pack in `folder`.

    Raises jsonschema.ValidationError where it is not what `schemas/golden.schema.json` describes.
    """
    _validator('golden').validate(document)
    text = json.dumps(document, indent=1, ensure_ascii=False) + '\n'
    (folder / 'golden.json').write_text(text, 'utf-8')


def read_manifest(folder: Path) -> dict:
    return yaml.safe_load((folder / 'pack.yaml').read_text('utf-8'))


@cache
def _validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f'{name}.schema.json').read_text('utf-8'))
    return Draft202012Validator(schema)
