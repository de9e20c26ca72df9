"""Turns trained checkpoints into the nano pack; the same checkpoints give the same bytes.

python -m vljepa_training.export.nano --checkpoint out/train/sft.pt \\
    --decoder out/train/decoder.pt --query-gate out/train/query_gate.pt --out models/nano
"""

import argparse
import json
import shutil
import sys
import tempfile
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import get_args

import torch
import yaml

from vljepa_training.export import documents
from vljepa_training.export.errors import ExportError
from vljepa_training.export.passes.weight_storage import Storage
from vljepa_training.model.decoder_vocabulary import DecoderVocabulary
from vljepa_training.model.wordpieces import tokenizer
from vljepa_training.onnx_graphs.writer import save
from vljepa_training.pretrained import minilm

from . import golden, manifest, parity
from .golden import PackGraphs
from .graphs import Forms, float32_graphs, shipped_graphs
from .manifest import ManifestOptions
from .parts import read_parts

LARGEST_BYTES = 43_000_000
"""Of a pack."""
SPECIAL_PIECES = ('<pad>', '<begin>', '<end>', '<unknown>')


def export(
    checkpoint: Path,
    decoder: Path,
    query_gate: Path,
    out: Path,
    choices: ManifestOptions = ManifestOptions(),
    forms: Forms = Forms(),
) -> dict:
    """Writes the pack; returns the graphs' cosines with PyTorch and the files' sizes.

    A pack that `out` holds is replaced; its other files stay. Raises ExportError before `out` is
    touched.
    """
    torch.set_num_threads(1)  # with more, sums are added in another order
    parts = read_parts(checkpoint, decoder, query_gate)
    expected = parity.pytorch_outputs(parts, choices.default_query)
    whole = float32_graphs(parts)
    before = parity.cosines(PackGraphs(whole), expected, choices.default_query)
    parity.check(before)
    small = shipped_graphs(parts, whole, forms)
    graphs = PackGraphs(small)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, model in small.items():
            save(model, folder / name)
        for name, text in minilm.tokenizer_files().items():
            (folder / name).write_text(text, 'utf-8')
        (folder / manifest.VOCABULARY).write_text(vocabulary_file(parts.vocabulary), 'utf-8')
        for name, picture in golden.pictures().items():
            picture.save(folder / name)
        vectors = golden.document(graphs, parts.vocabulary, choices.default_query)
        documents.write_golden(folder, vectors)
        documents.write_manifest(folder, manifest.manifest(folder, choices))
        sizes = {path.name: path.stat().st_size for path in sorted(folder.iterdir())}
        check_size(sizes)
        replace_pack(folder, out)
    return {
        'cosine, float32': before,
        'cosine, as shipped': parity.cosines(graphs, expected, choices.default_query),
        'bytes': {**sizes, 'in all': sum(sizes.values())},
    }


def vocabulary_file(vocabulary: DecoderVocabulary) -> str:
    """A piece a line, in the order of the Y-Decoder's logits."""
    lines = [*SPECIAL_PIECES, *(str(tokenizer().id_to_token(piece)) for piece in vocabulary.kept)]
    return '\n'.join(lines) + '\n'


def check_size(sizes: dict[str, int]) -> None:
    """Raises ExportError where the files are too large together."""
    total = sum(sizes.values())
    if total > LARGEST_BYTES:
        largest = sorted(sizes, key=lambda name: sizes[name], reverse=True)[:4]
        raise ExportError(
            f'the pack: expected at most {LARGEST_BYTES} bytes, got {total} (the largest: '
            + ', '.join(f'{name} {sizes[name]}' for name in largest)
            + '); store a graph smaller or train smaller parts'
        )


def replace_pack(folder: Path, out: Path) -> None:
    """Copies the files of `folder` to `out`; those that only `out`'s old pack had go."""
    out.mkdir(parents=True, exist_ok=True)
    old = out / 'pack.yaml'
    if old.exists():
        for name in yaml.safe_load(old.read_text('utf-8')).get('files', {}):
            if not (folder / name).exists():
                (out / name).unlink(missing_ok=True)
    for path in sorted(folder.iterdir()):
        shutil.copyfile(path, out / path.name)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        '--checkpoint', type=Path, required=True, help='of vljepa_training.learning.train'
    )
    parser.add_argument(
        '--decoder', type=Path, required=True, help='of vljepa_training.learning.train_decoder'
    )
    parser.add_argument(
        '--query-gate', type=Path, required=True, help='of vljepa_training.learning.fit_query_gate'
    )
    parser.add_argument('--out', type=Path, required=True, help='folder to write')
    defaults = ManifestOptions()
    parser.add_argument('--version', default=defaults.version)
    parser.add_argument('--default-query', default=defaults.default_query, help='%(default)s')
    parser.add_argument(
        '--change-threshold', type=float, default=defaults.change_threshold, help='%(default)s'
    )
    forms = Forms()
    for name, form in vars(forms).items():
        option = f'--{name.replace("_", "-")}'
        known = [*get_args(Storage), *(['integers'] if form == 'integers' else [])]
        parser.add_argument(option, choices=known, default=form, help='%(default)s')
    given = parser.parse_args(arguments)
    choices = ManifestOptions(given.version, given.default_query, given.change_threshold)
    forms = replace(forms, **{name: getattr(given, name) for name in vars(forms)})
    try:
        with redirect_stdout(sys.stderr):  # EfficientNet says that it has loaded
            report = export(
                given.checkpoint, given.decoder, given.query_gate, given.out, choices, forms
            )
    except ExportError as error:
        parser.exit(1, f'{parser.prog}: {error}\n')
    print(json.dumps(report, indent=1))


if __name__ == '__main__':
    main()
