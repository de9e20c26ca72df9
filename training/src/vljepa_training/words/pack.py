"""The calibration as a part of a pack."""

from pathlib import Path

import numpy as np

from vljepa_training.export.documents import read_manifest, write_manifest
from vljepa_training.export.pack_manifest import files
from vljepa_training.onnx_graphs.writer import save

from .calibrate import Calibration, Data, Meanings, fit
from .graph import build
from .table import SENTENCES, write_sentences

GRAPH = 'words.onnx'
HOME = ('dense', 'sparse')
"""Groups of streams that are of the worlds that the pack was trained on."""


def fit_all(data: Data, known: Meanings) -> Calibration:
    return fit(data, known, np.isin(data.groups, HOME))


def add_to_pack(folder: Path, made: Calibration) -> None:
    """Adds the graph, or replaces the one that is there. Probabilities hold for the pack's query."""
    document = read_manifest(folder)
    save(build(made), folder / GRAPH)
    write_sentences(folder)
    query = document['predictor']['query']['default']
    section = {'graph': GRAPH, 'sentences': SENTENCES, 'queries': [query]}
    document = {name: value for name, value in document.items() if name != 'words'}
    ordered = {}
    for name, value in document.items():
        if name == 'selective_decoding':
            ordered['words'] = section
        ordered[name] = value
    ordered['files'] = listed(folder, document['files'])
    write_manifest(folder, ordered)


def listed(folder: Path, known: dict) -> dict:
    """The files that the manifest listed, and the two that are new."""
    now = files(folder)
    return {name: now[name] for name in (*known, *(n for n in (SENTENCES, GRAPH) if n not in known))}
