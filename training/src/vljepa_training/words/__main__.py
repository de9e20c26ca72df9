"""Fits how likely each sentence of a pack is true, and writes it into the pack.

python -m vljepa_training.words --pack models/nano --streams "$PWD/out/streams" \\
    --real FOLDER --out "$PWD/out/words"

It lets the node's own pipeline compute the states of all streams and what is true in them
(`npm run bench:selective -- --words-table`; kept in `--cache`), fits on all of them, and adds
`words.onnx` and `sentences.tsv` to the pack. In `--out` it leaves the table and, for
`npm run bench:selective -- --words`, one graph for each fold of streams, fitted on the others: what
is reported is not fitted.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from vljepa_training.checkout import ROOT
from vljepa_training.onnx_graphs.session import Session
from vljepa_training.pretrained.text_session import TextEncoder

from . import table
from .folds import fit_all
from .meanings import meanings
from .pack import add_to_pack


def main() -> int:
    parser = argparse.ArgumentParser(prog='vljepa_training.words', description=__doc__)
    parser.add_argument('--pack', type=Path, required=True)
    parser.add_argument('--streams', type=Path, required=True, help='of vljepa_training.streams')
    parser.add_argument('--real', type=Path, help='clips of real footage beside a truth.tsv')
    parser.add_argument('--cache', type=Path, help='of states (default out/selective)')
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--keep-table', action='store_true', help='that is in --out')
    options = parser.parse_args()
    if not options.keep_table:
        table.write_sentences(options.out)
        write_table(options)
    data = table.read(options.out)
    read = TextEncoder(
        Session(str(options.pack / 'y_encoder.onnx')),
        (options.pack / 'tokenizer.json').read_text('utf-8'),
    )
    known = meanings(lambda texts: read(list(texts)))
    add_to_pack(options.pack, fit_all(data, known, options.out))
    return 0


def write_table(options: argparse.Namespace) -> None:
    folders = {
        '--pack': options.pack,
        '--streams': options.streams,
        '--words-table': options.out,
        '--real': options.real,
        '--cache': options.cache,
    }
    command = [str(ROOT / 'scripts' / 'with-ros'), '--node']
    command += ['node', 'dist/bench/selective/main.js']
    for option, folder in folders.items():
        if folder is not None:
            command += [option, str(folder.resolve())]
    subprocess.run(command, cwd=ROOT, check=True)


sys.exit(main())
