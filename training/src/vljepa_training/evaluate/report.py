"""evaluation.json, and a Markdown table made from it."""

import json
from pathlib import Path

from .metrics import METRICS

SYSTEMS = {
    'chance': 'chance',
    'nano_0_1': 'pack 0.1',
    'token_model': 'token model',
    'base': 'base',
    'sft': 'sft',
}
"""Known columns, in their order, and what they are headed."""
TITLES = {
    'classification': 'zero-shot event classification, top-1 of {classes}',
    'retrieval_r1': 'text → clip retrieval, R@1 among {pool}',
    'gqa': 'questions: relations and attributes',
    'tally': 'questions: how many, 0 to 5',
    'pope': 'questions: present or absent',
    'world_prediction': 'which of four actions led there',
    'paraphrase_auroc': 'same meaning is near, AUROC',
    'caption_cider': 'captions, CIDEr-D (0 to 10)',
    'caption_cosine': 'captions, cosine to true ones',
    'photos_top1': 'photographs, first of 15 labels',
}
KEYS = ('about', 'details')
"""Of the file, beside its systems."""


def read(path: Path) -> dict:
    """Raises FileNotFoundError or ValueError."""
    if not path.exists():
        raise FileNotFoundError(
            f'{path}: no evaluation there; run python -m vljepa_training.evaluate'
        )
    try:
        content = json.loads(path.read_text('utf-8'))
        missing = [key for key in KEYS if key not in content]
    except (ValueError, TypeError) as error:
        raise ValueError(f'{path}: expected an evaluation, got: {error}; write it again') from None
    if missing:
        raise ValueError(
            f'{path}: expected the keys {", ".join(KEYS)}, got none of {", ".join(missing)}; '
            'write it again without --merge'
        )
    return content


def merged(path: Path, about: dict, rows: dict[str, dict], details: dict[str, dict]) -> dict:
    """The new figures, with those of other systems that `path` has.

    Raises ValueError where those were measured on other clips.
    """
    if not path.exists():
        return {'about': about, **rows, 'details': details}
    before = read(path)
    if before['about'] != about:
        unlike = [k for k in {**about, **before['about']} if before['about'].get(k) != about.get(k)]
        raise ValueError(
            f'{path}: expected figures measured on the same clips, {_few(about, unlike)}, got '
            f'{_few(before["about"], unlike)}; measure all systems again without --merge'
        )
    old = {name: values for name, values in before.items() if name not in KEYS}
    return {'about': about, **old, **rows, 'details': {**before['details'], **details}}


def _few(about: dict, keys: list[str]) -> str:
    return ', '.join(f'{key} {about.get(key)}' for key in keys)


def write(path: Path, content: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix('.part')
    partial.write_text(json.dumps(content, indent=1, ensure_ascii=False) + '\n', 'utf-8')
    partial.replace(path)


def table(content: dict) -> str:
    """Markdown: a row for each measure, a column for each system, 95 % intervals in brackets."""
    there = [name for name in content if name not in KEYS]
    names = [n for n in SYSTEMS if n in there] + [n for n in there if n not in SYSTEMS]
    pools = sorted(set(content['about']['pools'].values()))
    known = {
        'classes': content['about']['classes'],
        'pool': ' to '.join(map(str, (pools[0], pools[-1]) if len(pools) > 1 else pools)),
    }
    heads = [SYSTEMS.get(name, name.replace('_', ' ')) for name in names]
    lines = [
        f'| | {" | ".join(heads)} |',
        f'|---|{"---|" * len(names)}',
    ]
    for row in METRICS:
        cells = [_cell(content[name].get(row)) for name in names]
        if any(cell != '–' for cell in cells):
            lines.append(f'| {TITLES[row].format(**known)} | {" | ".join(cells)} |')
    return '\n'.join(lines)


def _cell(row: dict | None) -> str:
    if row is None:
        return '–'
    value, low, high = (f'{row[key]:.2f}' for key in ('value', 'low', 'high'))
    return value if low == value == high else f'{value} ({low}–{high})'
