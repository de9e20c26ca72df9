"""Measures systems on what training never saw, and writes evaluation.json.

python -m vljepa_training.evaluate --worlds out/worlds --nano01 out/nano_0_1 --base out/base.pt \
    --sft out/sft.pt --decoder out/decoder.pt --token-model out/tokens.pt
python -m vljepa_training.evaluate --worlds out/worlds --sft out/sft.pt --merge  # keeps the others
python -m vljepa_training.evaluate --worlds out/worlds --also causal=out/causal.pt --merge
python -m vljepa_training.evaluate --table                        # Markdown, from the file alone
"""

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch

from vljepa_training.checkout import RESULTS

from . import metrics, report, suite
from .minilm import MiniLm, Reader
from .pack import LanguageModelPack, PhraseBankPack
from .systems import Chance, System
from .token_system import TokenSystem
from .vljepa_system import VlJepa


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='python -m vljepa_training.evaluate',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--worlds', type=Path, help='encoded episodes: train and the splits')
    parser.add_argument('--out', type=Path, default=RESULTS / 'evaluation.json')
    parser.add_argument('--table', action='store_true', help='only print the table of --out')
    parser.add_argument('--merge', action='store_true', help="keep --out's other systems")
    parser.add_argument(
        '--nano01', type=Path, metavar='FOLDER', help='the pack 0.1, of vljepa_training.baseline'
    )
    parser.add_argument('--base', type=Path, help='checkpoint of stage 1')
    parser.add_argument('--base-decoder', type=Path, help='a Y-Decoder trained for --base')
    parser.add_argument('--sft', type=Path, help='checkpoint of stage 2')
    parser.add_argument('--decoder', type=Path, help='the Y-Decoder trained for --sft')
    parser.add_argument(
        '--pack', type=Path, metavar='FOLDER', help='an exported pack, by its own graphs'
    )
    parser.add_argument('--token-model', type=Path, help='checkpoint of the comparison')
    parser.add_argument(
        '--also', nargs='*', default=[], metavar='NAME=CHECKPOINT', help='ablations of the VL-JEPA'
    )
    parser.add_argument('--clips', type=int, default=500, help='at most, of each split')
    parser.add_argument('--splits', nargs='*', default=suite.EVALUATED, choices=suite.EVALUATED)
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--threads', type=int, default=2)
    return parser.parse_args()


def systems(options: argparse.Namespace, reader: Reader) -> dict[str, Callable[[], System]]:
    """How to load each system that was named."""
    found: dict[str, Callable[[], System]] = {'chance': Chance}
    if options.nano01:
        found['nano_0_1'] = lambda: PhraseBankPack(options.nano01, options.threads)
    if options.base:
        found['base'] = lambda: VlJepa(options.base, options.base_decoder)
    if options.sft:
        found['sft'] = lambda: VlJepa(options.sft, options.decoder)
    if options.pack:
        found['pack'] = lambda: LanguageModelPack(options.pack, options.threads)
    if options.token_model:
        found['token_model'] = lambda: TokenSystem.load(options.token_model, reader)
    for pair in options.also:
        name, _, path = pair.partition('=')
        if not path or name in report.KEYS or name in found:
            raise SystemExit(f'--also {pair}: expected NAME=CHECKPOINT with a name of its own')
        found[name] = partial(VlJepa, Path(path))
    return found


def measure(options: argparse.Namespace) -> dict:
    torch.set_num_threads(options.threads)
    began = time.monotonic()
    reader = MiniLm()
    asked = suite.build(options.worlds, options.splits, options.clips, options.seed)
    print(
        f'{len(asked.choices)} closed questions, {len(asked.moments)} clips to describe, pools of '
        f'{list(asked.about["pools"].values())}: {time.monotonic() - began:.0f} s',
        flush=True,
    )
    # What cannot be merged is refused before the minutes that measuring takes.
    kept = report.merged(options.out, asked.about, {}, {}) if options.merge else {}
    figures, details = {}, {}
    for name, load in systems(options, reader).items():
        if name == 'chance' and name in kept:
            continue
        began = time.monotonic()
        figures[name], details[name] = metrics.evaluate(load(), asked, reader)
        print(f'{name}: {time.monotonic() - began:.0f} s', flush=True)
    if options.merge:
        return report.merged(options.out, asked.about, figures, details)
    return {'about': asked.about, **figures, 'details': details}


def main() -> None:
    options = parse()
    try:
        if options.table:
            print(report.table(report.read(options.out)))
            return
        if options.worlds is None:
            raise SystemExit('--worlds: expected the folder of the encoded episodes, got nothing')
        content = measure(options)
    except (FileNotFoundError, ValueError) as error:
        raise SystemExit(str(error)) from None
    report.write(options.out, content)
    print(report.table(content))


if __name__ == '__main__':
    main()
