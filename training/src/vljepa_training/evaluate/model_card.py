"""The model card: models/nano/README.md from what was measured, and pictures of cases.

python -m vljepa_training.evaluate.model_card --worlds out/worlds        # draws cases.jpg, too
python -m vljepa_training.evaluate.model_card                            # the text alone

Figures come from evaluation.json and ablations.json in training/results/nano-1.0, facts from
pack.yaml; the words around them are in model_card.md.
"""

import argparse
import io
import os
from pathlib import Path
from string import Template
from textwrap import fill

import matplotlib
import yaml
from PIL import Image

from vljepa_training.checkout import PACK, RESULTS
from vljepa_training.worlds.store import episode_path, read_frames

from . import report

matplotlib.use('Agg')
from matplotlib import pyplot

TEXT = Path(__file__).with_name('model_card.md')
SHIPPED = ('pack', 'sft')
"""Whose cases are shown: the first that was measured."""
DRAWN = ('classification', 'gqa', 'tally', 'pope', 'world_prediction')
"""Rows whose cases are drawn, one a line: two that are right, two that are wrong."""
EACH = 2


def shipped(content: dict) -> str:
    return next(name for name in SHIPPED if name in content)


def cases(content: dict, worlds: Path) -> Image.Image:
    """Oldest and newest frame of each case, what was asked, what was said and what is true."""
    details = content['details'][shipped(content)]
    figure, axes = pyplot.subplots(
        len(DRAWN), 2 * EACH, figsize=(13, 3.0 * len(DRAWN)), constrained_layout=True
    )
    for row, of_row in zip(DRAWN, axes, strict=True):
        examples = details[row]['examples']
        for kind, start in (('right', 0), ('wrong', EACH)):
            for axis in of_row[start : start + EACH]:
                axis.axis('off')
            for axis, case in zip(of_row[start:], examples[kind][:EACH], strict=False):
                axis.imshow(frames_of(case, worlds))
                axis.set_title(caption(case), fontsize=9, color='green' if start == 0 else 'red')
    file = io.BytesIO()
    figure.savefig(file, format='png', dpi=80)
    pyplot.close(figure)
    return Image.open(file).convert('RGB')


def frames_of(case: dict, worlds: Path) -> Image.Image:
    """Side by side."""
    split, name = case['episode'].split('/')
    frames = read_frames(episode_path(worlds / split, name))
    shown = [Image.open(io.BytesIO(frames[case['frames'][i]])) for i in (0, -1)]
    both = Image.new('RGB', (shown[0].width * 2 + 4, shown[0].height), 'white')
    for number, picture in enumerate(shown):
        both.paste(picture, (number * (picture.width + 4), 0))
    return both


def caption(case: dict) -> str:
    said = case.get('said', case['true'])
    lines = [case.get('asked') or 'What is happening?', f'{said}']
    if said != case['true']:
        lines.append(f'(true: {case["true"]})')
    return '\n'.join(fill(line, 46) for line in lines)


def text(pack: Path, results: Path) -> str:
    """The card of the pack in one folder, with the figures of the other."""
    content = report.read(results / 'evaluation.json')
    ablations = report.read(results / 'ablations.json')
    manifest = yaml.safe_load((pack / 'pack.yaml').read_text('utf-8'))
    size = sum(entry['bytes'] for entry in manifest['files'].values())
    known = {
        'version': manifest['version'],
        'megabytes': f'{size / 1e6:.1f}',
        'query': manifest['predictor']['query']['default'],
        'table': report.table(content),
        'ablations': report.table(ablations),
        'ablation_clips': ablations['about']['clips'],
        'clips': content['about']['clips'],
        'weakest': weakest(content),
        'origin': origin(manifest),
        'results': os.path.relpath(results, pack),
    }
    return Template(TEXT.read_text('utf-8')).substitute(known)


def weakest(content: dict) -> str:
    """Markdown lines: the events that are named wrongly most often."""
    confused = content['details'][shipped(content)]['classification']['confused']
    lines = ['| event | named right | taken for |', '|---|---|---|']
    for entry in confused:
        others = ', '.join(entry['taken_for'])
        lines.append(f'| {entry["event"]} | {entry["right"]:.2f} of {entry["n"]} | {others} |')
    return '\n'.join(lines)


def origin(manifest: dict) -> str:
    lines = ['| part | made from | license |', '|---|---|---|']
    for entry in manifest['origin']:
        lines.append(f'| {entry["part"]} | {entry["name"]} | {entry["license"]} |')
    return '\n'.join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog='python -m vljepa_training.evaluate.model_card',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--pack', type=Path, default=PACK, help='its folder; %(default)s')
    parser.add_argument('--results', type=Path, default=RESULTS, help='folder; %(default)s')
    parser.add_argument('--worlds', type=Path, help='encoded episodes: draws the cases anew')
    options = parser.parse_args()
    content = report.read(options.results / 'evaluation.json')
    if options.worlds:
        cases(content, options.worlds).save(options.results / 'cases.jpg', quality=80)
    card = options.pack / 'README.md'
    card.write_text(text(options.pack, options.results), 'utf-8')
    print(card)


if __name__ == '__main__':
    main()
