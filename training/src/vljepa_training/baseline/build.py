"""Builds pack 0.1, the baseline, from pinned packages; two builds give the same files.

python -m vljepa_training.baseline --out out/nano_0_1
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx

from vljepa_training.export import documents, golden_inputs, phrase_bank
from vljepa_training.onnx_graphs.session import Session
from vljepa_training.onnx_graphs.writer import save
from vljepa_training.pretrained import conse, efficientnet, minilm, phrases, pixels
from vljepa_training.pretrained.text_session import TextEncoder

from . import manifest


def graphs(tokenizer_json: str) -> dict[str, onnx.ModelProto]:
    """The four graphs as they ship; texts are embedded by the Y-Encoder that ships."""
    network = efficientnet.load()
    y_encoder = minilm.build(minilm.load(), 'int8')
    encode = TextEncoder(Session(y_encoder), tokenizer_json)
    targets = encode(phrases.imagenet_phrases())
    bank = encode(phrases.bank_phrases())
    return {
        'x_encoder.onnx': efficientnet.build(network, 'float16'),
        'predictor.onnx': conse.build(efficientnet.classifier(network), targets, 'float16'),
        'y_encoder.onnx': y_encoder,
        'phrase_bank.onnx': phrase_bank.build(bank, 'float16'),
    }


def golden_vectors(models: dict[str, onnx.ModelProto], encode: TextEncoder) -> dict:
    """The shipped graphs' outputs on the golden picture and texts."""
    tokens = Session(models['x_encoder.onnx'])(
        pixels=pixels.pixels(np.array(golden_inputs.picture()))
    )
    clip = Session(models['predictor.onnx'])(tokens=tokens)
    scores = Session(models['phrase_bank.onnx'])(embedding=clip)
    return {
        'clips': [
            {
                'frames': ['golden_0.png'],
                'embedding': golden_inputs.numbers(clip[0]),
                'tolerance': golden_inputs.TOLERANCE,
            }
        ],
        'texts': [
            {
                'text': text,
                'embedding': golden_inputs.numbers(encode([text])[0]),
                'tolerance': golden_inputs.TOLERANCE,
            }
            for text in golden_inputs.TEXTS
        ],
        'decodes': [{'text_of_clip': 0, 'phrase': phrases.bank_phrases()[int(scores[0].argmax())]}],
    }


def write_pack(folder: Path) -> None:
    tokenizer = minilm.tokenizer_files()
    models = graphs(tokenizer['tokenizer.json'])
    for name, model in models.items():
        save(model, folder / name)
    for name, text in tokenizer.items():
        (folder / name).write_text(text, 'utf-8')
    (folder / 'phrases.txt').write_text('\n'.join(phrases.bank_phrases()) + '\n', 'utf-8')
    golden_inputs.picture().save(folder / 'golden_0.png')
    encode = TextEncoder(Session(models['y_encoder.onnx']), tokenizer['tokenizer.json'])
    vectors = golden_vectors(models, encode)
    documents.write_golden(folder, vectors)
    documents.write_manifest(folder, manifest.manifest(folder))


def main() -> None:
    parser = argparse.ArgumentParser(description='Builds the nano pack 0.1.')
    parser.add_argument('--out', type=Path, required=True, help='folder to write')
    out = parser.parse_args().out
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_pack(folder)
        out.mkdir(parents=True, exist_ok=True)
        for path in sorted(folder.iterdir()):
            shutil.copyfile(path, out / path.name)
    total = 0
    for path in sorted(out.iterdir()):
        total += path.stat().st_size
        print(f'{path.stat().st_size:>10}  {path.name}')
    print(f'{total:>10}  in all, {out}')


if __name__ == '__main__':
    main()
