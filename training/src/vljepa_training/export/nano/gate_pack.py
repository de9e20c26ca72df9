"""Gives the Predictor of a nano pack that has none a query gate; its other graphs stay.

python -m vljepa_training.export.nano.gate_pack --pack models/nano \\
    --query-gate out/train/query_gate.pt --out models/nano

Needs no checkpoint of what the pack was made from. Its manifest and golden vectors are made anew,
without `labels`: run vljepa_training.evaluate.labels after it.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import onnx

from vljepa_training.export import documents
from vljepa_training.export.errors import ExportError
from vljepa_training.export.passes.weight_storage import stored_small
from vljepa_training.learning import fit_query_gate
from vljepa_training.model.decoder_vocabulary import DecoderVocabulary
from vljepa_training.model.query_gate import QueryGate
from vljepa_training.model.wordpieces import tokenizer
from vljepa_training.onnx_graphs.writer import save

from . import golden
from .export import SPECIAL_PIECES, replace_pack
from .gated import gated, is_gated
from .golden import PackGraphs
from .graphs import query_gate_graph
from .manifest import VOCABULARY, ManifestOptions, manifest

GRAPHS = ('x_encoder.onnx', 'predictor.onnx', 'y_encoder.onnx', 'y_decoder.onnx')


def gate_pack(
    pack: Path, gate: QueryGate, out: Path, choices: ManifestOptions = ManifestOptions()
) -> None:
    """Writes the gated pack; `out` may be `pack` itself.

    Raises ExportError, before `out` is touched, where `pack` is no nano pack or has a gate.
    """
    missing = [name for name in (*GRAPHS, VOCABULARY) if not (pack / name).exists()]
    if missing:
        raise ExportError(f'{pack}: expected a nano pack, came none of its {", ".join(missing)}')
    models = {name: onnx.load(pack / name) for name in GRAPHS}
    if is_gated(models['predictor.onnx']):
        raise ExportError(
            f'{pack}: expected a Predictor without a query gate, came one that has its own; '
            'take the pack from before, or export a checkpoint'
        )
    small_gate = stored_small(query_gate_graph(gate), 'float16')
    models['predictor.onnx'] = gated(models['predictor.onnx'], small_gate)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        old = documents.read_manifest(pack)
        for name in old['files'].keys() - {old.get('labels', {}).get('typical_states')}:
            shutil.copyfile(pack / name, folder / name)
        save(models['predictor.onnx'], folder / 'predictor.onnx')
        vectors = golden.document(PackGraphs(models), vocabulary(pack), choices.default_query)
        documents.write_golden(folder, vectors)
        documents.write_manifest(folder, manifest(folder, choices))
        replace_pack(folder, out)


def vocabulary(pack: Path) -> DecoderVocabulary:
    """What the Y-Decoder's logits are of."""
    pieces = (pack / VOCABULARY).read_text('utf-8').splitlines()[len(SPECIAL_PIECES) :]
    known = tokenizer().get_vocab()
    return DecoderVocabulary(known[piece] for piece in pieces)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--pack', type=Path, required=True, help='folder of an exported nano pack')
    parser.add_argument(
        '--query-gate', type=Path, required=True, help='of vljepa_training.learning.fit_query_gate'
    )
    parser.add_argument('--out', type=Path, required=True, help='folder to write')
    parser.add_argument('--version', default=ManifestOptions().version, help='%(default)s')
    given = parser.parse_args()
    choices = ManifestOptions(version=given.version)
    try:
        gate_pack(given.pack, fit_query_gate.load(given.query_gate), given.out, choices)
    except (ExportError, FileNotFoundError, ValueError) as error:
        parser.exit(1, f'{parser.prog}: {error}\n')


if __name__ == '__main__':
    main()
