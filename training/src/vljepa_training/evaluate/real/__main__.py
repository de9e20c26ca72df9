"""Measures a pack on recorded footage that was annotated by looking at it.

python -m vljepa_training.evaluate.real FOLDER --json FILE [--pack models/nano]

FOLDER has bags of one camera each and truth.tsv (vljepa_training.evaluate.real.annotations).
"""

import argparse
import json
from pathlib import Path

from vljepa_training.checkout import PACK
from vljepa_training.evaluate.pack import LanguageModelPack
from vljepa_training.export.documents import read_manifest

from .annotations import annotated
from .measures import DEFINITIONS, Footage
from .wordings import checked_kinds


def measure(folder: Path, pack: Path, threads: int) -> dict:
    clips = annotated(folder)
    checked_kinds(happening.kind for clip in clips for happening in clip.happenings)
    manifest = read_manifest(pack)
    encoder = manifest['x_encoder']
    footage = Footage(
        LanguageModelPack(pack, threads),
        clips,
        encoder['sampling_rate'],
        encoder['frames']['default'],
    )
    about = {
        'pack': f'{manifest["name"]} {manifest["version"]}',
        'clips': len(clips),
        'definitions': DEFINITIONS,
    }
    return {'about': about, **footage.measure()}


def table(found: dict) -> str:
    """Markdown."""
    rows = [
        ('windows in which the question changes nothing', f'{found["questions"]["same"]:.3f}'),
        *(
            (title.format(found[key]['of']), _cell(found[key][figure]))
            for title, key, figure in (
                ('events, first of {}', 'events', 'top1'),
                ('things, first of {}', 'things', 'top1'),
                ('things but the arm', 'things', 'top1_without_arm'),
                ('scenes, first of {}', 'scenes', 'top1'),
                ('present or absent', 'present', 'top1'),
            )
        ),
    ]
    head = f'| {found["windows"]} windows | {found["about"]["pack"]} |'
    return '\n'.join([head, '|---|---|', *(f'| {name} | {cell} |' for name, cell in rows)])


def _cell(row: dict) -> str:
    return f'{row["value"]:.3f} ({row["low"]:.2f}–{row["high"]:.2f})'


def main() -> None:
    parser = argparse.ArgumentParser(
        prog='python -m vljepa_training.evaluate.real',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('folder', type=Path)
    parser.add_argument('--json', type=Path, required=True, metavar='FILE', help='to write')
    parser.add_argument('--pack', type=Path, default=PACK, help='its folder; %(default)s')
    parser.add_argument('--threads', type=int, default=1, help='for texts; %(default)s')
    options = parser.parse_args()
    try:
        found = measure(options.folder, options.pack, options.threads)
    except (FileNotFoundError, ValueError) as error:
        raise SystemExit(str(error)) from None
    options.json.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(found, indent=1, ensure_ascii=False)
    options.json.write_text(f'{text}\n', 'utf-8')
    print(table(found))


if __name__ == '__main__':
    main()
