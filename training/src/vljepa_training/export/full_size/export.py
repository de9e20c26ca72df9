"""Turns the pretrained parts and a trained checkpoint into a pack.

python -m vljepa_training.export.full_size --vjepa2 facebook/vjepa2-vitl-fpc64-256 \\
    --llama meta-llama/Llama-3.2-1B --embedding-gemma google/embeddinggemma-300m \\
    --checkpoint best.pt --out models/open_vljepa
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import torch

from vljepa_training.export import phrase_bank
from vljepa_training.export.errors import ExportError
from vljepa_training.onnx_graphs.writer import save
from vljepa_training.pretrained.phrases import bank_phrases

from . import golden, manifest, parity, predictor, x_encoder, y_encoder
from .architecture import Architecture, read_architecture
from .checkpoint import read_checkpoint
from .reference import Predictor, XEncoder, YEncoder
from .sources import EMBEDDING_GEMMA, LLAMA, PARTS, Inputs, find_inputs
from .streamed_graph import FORMS, Form, StreamedGraph
from .text_tokenizers import TextTokenizer, read_tokenizer
from .weights import Weights, read_weights

SAMPLING_RATE = 0.5
"""Hz: the public training spread eight frames over clips of ten to thirty seconds."""


def export(
    inputs: Inputs,
    out: Path,
    form: Form = 'float32',
    phrases: list[str] | None = None,
    name: str = 'open_vljepa',
    sampling_rate: float = SAMPLING_RATE,
) -> dict[str, parity.Parity]:
    """Writes the pack to the folder `out`, new or empty; returns how near it is to PyTorch.

    Raises ExportError before anything is written where an input is not what it should be.
    """
    phrases = phrases or bank_phrases()
    checkpoint = read_checkpoint(inputs.checkpoint)
    architecture = read_architecture(inputs, checkpoint)
    weights = read_weights(inputs, checkpoint, architecture)
    query_tokenizer, text_tokenizer = _tokenizers(inputs, architecture)
    _make_folder(out)

    for module, graph_name in (
        (x_encoder, 'x_encoder'),
        (predictor, 'predictor'),
        (y_encoder, 'y_encoder'),
    ):
        with StreamedGraph(graph_name, out, form) as graph:
            module.write(graph, architecture, weights)
            graph.save()
    query_tokenizer.write(out / manifest.QUERY_FOLDER)
    text_tokenizer.write(out / manifest.TEXT_FOLDER)

    clips = _clip_embeddings(architecture, weights, query_tokenizer)
    y_model = YEncoder(architecture, weights).eval()
    texts = golden.embed_texts(y_model, text_tokenizer, list(golden.TEXTS))
    bank = golden.embed_texts(y_model, text_tokenizer, phrases)
    del y_model
    save(phrase_bank.build(bank.numpy(), 'float32'), out / 'phrase_bank.onnx')
    (out / 'phrases.txt').write_text('\n'.join(phrases) + '\n', 'utf-8')

    size, frames = architecture.image_size, architecture.frames
    found = {
        'clips': parity.clip_parity(out, query_tokenizer, size, frames, clips),
        'texts': parity.text_parity(out, text_tokenizer, texts),
    }
    for what, value in found.items():
        parity.check(what, value, form)
    golden.write(
        out, size, frames, clips, texts, bank, phrases, {k: v.tolerance for k, v in found.items()}
    )
    manifest.write(
        out,
        architecture,
        query_tokenizer,
        text_tokenizer,
        name=name,
        version=checkpoint.version,
        sampling_rate=sampling_rate,
    )
    return found


def _tokenizers(inputs: Inputs, architecture: Architecture) -> tuple[TextTokenizer, TextTokenizer]:
    query = read_tokenizer(
        LLAMA, inputs.llama, architecture.max_query_length, architecture.llama.vocab_size
    )
    if query.fast.padding_side != 'right':
        raise ExportError(
            f'{inputs.llama}/tokenizer_config.json pads on the left; the Predictor was trained '
            f'with padding behind the query, as {LLAMA.hub_id} pads'
        )
    text = read_tokenizer(
        EMBEDDING_GEMMA,
        inputs.embedding_gemma,
        architecture.max_text_length,
        architecture.gemma.vocab_size,
    )
    return query, text


def _make_folder(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise ExportError(f'--out: expected a new or empty folder, {out} has files; remove them')


def _clip_embeddings(
    architecture: Architecture, weights: Weights, tokenizer: TextTokenizer
) -> torch.Tensor:
    size, frames = architecture.image_size, architecture.frames
    x_model = XEncoder(architecture, weights).eval()
    predictor_model = Predictor(architecture, weights).eval()
    return golden.embed_clips(x_model, predictor_model, tokenizer, size, frames)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for part in PARTS:
        parser.add_argument(
            part.option, required=True, metavar='FOLDER', help=f'or hub id, as {part.describe()}'
        )
    parser.add_argument('--checkpoint', required=True, help='the trained weights, a .pt file')
    parser.add_argument('--out', type=Path, required=True, help='folder to write')
    parser.add_argument('--quantise', choices=FORMS, default='float32', help='form of the weights')
    parser.add_argument('--phrases', type=Path, help='what the pack can say, one phrase a line')
    parser.add_argument('--name', default='open_vljepa', help='of the pack')
    parser.add_argument(
        '--sampling-rate', type=float, default=SAMPLING_RATE, help='Hz (default: %(default)s)'
    )
    given = parser.parse_args(arguments)
    try:
        inputs = find_inputs(given.vjepa2, given.llama, given.embedding_gemma, given.checkpoint)
        phrases = _read_phrases(given.phrases) if given.phrases else None
        found = export(inputs, given.out, given.quantise, phrases, given.name, given.sampling_rate)
    except ExportError as error:
        parser.exit(1, f'{parser.prog}: {error}\n')
    print(json.dumps({what: asdict(value) for what, value in found.items()}, indent=1))


def _read_phrases(path: Path) -> list[str]:
    if not path.is_file():
        raise ExportError(f'--phrases: expected a text file, there is none at {path}')
    phrases = [line for line in path.read_text('utf-8').splitlines() if line.strip()]
    if not phrases:
        raise ExportError(f'--phrases: expected a phrase a line, {path} has none')
    return phrases


if __name__ == '__main__':
    main()
