"""What `npm run bench:selective -- --words-table` writes: windows of streams, and what is true."""

import json
from pathlib import Path

import numpy as np

from .calibrate import Data
from .sentences import sentences

SENTENCES = 'sentences.tsv'


def write_sentences(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = ''.join(f'{sentence.line}\n' for sentence in sentences())
    (folder / SENTENCES).write_text(lines, 'utf-8')


def read(folder: Path) -> Data:
    """Raises ValueError where it was written for other sentences."""
    lines = (folder / SENTENCES).read_text('utf-8').splitlines()
    if lines != [sentence.line for sentence in sentences()]:
        raise ValueError(
            f'{folder / SENTENCES}: expected the sentences of vljepa_training.words, got others; '
            'write the table again'
        )
    rows = [json.loads(line) for line in (folder / 'rows.jsonl').read_text('utf-8').splitlines()]
    true = np.zeros((len(rows), len(lines)), bool)
    for number, row in enumerate(rows):
        true[number, row['true']] = True

    def numbers(name: str) -> np.ndarray:
        return np.fromfile(folder / name, np.float32).reshape(len(rows), -1)

    return Data(
        numbers('embeddings.f32'),
        numbers('features.f32'),
        np.array([row['group'] for row in rows]),
        np.array([row['stream'] for row in rows]),
        np.array([row['worded'] for row in rows]),
        true,
    )
