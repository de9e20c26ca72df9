"""The calibration as a part of a pack."""

from pathlib import Path

from vljepa_training.export.documents import read_manifest, write_manifest
from vljepa_training.export.pack_manifest import files
from vljepa_training.onnx_graphs.writer import save

from .calibrate import Calibration
from .graph import build
from .table import SENTENCES, write_sentences

GRAPH = 'words.onnx'


def add_to_pack(folder: Path, made: Calibration) -> None:
    """Adds the graph, or replaces the one that is there. It holds for the pack's own query."""
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
    return {
        name: now[name] for name in (*known, *(n for n in (SENTENCES, GRAPH) if n not in known))
    }
