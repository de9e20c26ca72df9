"""Measures pack 0.1 on photographs: labels, phrases, and other targets of its Predictor.

python -m vljepa_training.baseline --out out/nano_0_1
python -m vljepa_training.baseline.evaluate_photos --pack out/nano_0_1
"""

import argparse
from pathlib import Path

import numpy as np
import yaml

from vljepa_training.onnx_graphs.session import Session
from vljepa_training.pretrained import conse, efficientnet, photographs, phrases, pixels
from vljepa_training.pretrained.text_session import TextEncoder

VIEWS = 12
TARGETS = ['{}', 'a photo of {}', 'a picture of {}', 'there is {}']
CLASSES_KEPT = [1, 3, 5, 10, 20, 100, 1000]


class Pack:
    """The graphs of a built pack."""

    def __init__(self, folder: Path):
        manifest = yaml.safe_load((folder / 'pack.yaml').read_text('utf-8'))
        self.template = manifest['y_encoder']['label_template']
        self.encode_image = Session(str(folder / 'x_encoder.onnx'))
        self.predict = Session(str(folder / 'predictor.onnx'))
        self.score = Session(str(folder / 'phrase_bank.onnx'))
        self.phrases = (folder / 'phrases.txt').read_text('utf-8').splitlines()
        self.encode = TextEncoder(
            Session(str(folder / 'y_encoder.onnx')), (folder / 'tokenizer.json').read_text('utf-8')
        )

    def labels(self) -> np.ndarray:
        texts = [self.template.replace('{label}', label) for label in photographs.LABELS]
        return self.encode(texts)


def tokens_of(pack: Pack, name: str, seed: int) -> np.ndarray:
    """X-Encoder tokens [VIEWS, 49, 1280] of a photograph's views."""
    views = photographs.views(photographs.load(name), VIEWS, seed)
    return np.concatenate([pack.encode_image(pixels=pixels.pixels(view)) for view in views])


def report_photographs(pack: Pack, tokens: dict[str, np.ndarray]) -> None:
    labels = pack.labels()
    print('| photograph | first of 15 labels | views right | phrase | confidence |')
    print('|---|---|---|---|---|')
    for name, visual in tokens.items():
        embeddings = pack.predict(tokens=visual)
        choices = [photographs.LABELS[i] for i in (embeddings @ labels.T).argmax(1)]
        right = f'{choices.count(name)}/{VIEWS}' if name in photographs.LABELS else 'no label'
        scores = pack.score(embedding=embeddings[:1])[0]
        best = int(scores.argmax())
        print(f'| {name} | {choices[0]} | {right} | {pack.phrases[best]} | {scores[best]:.2f} |')


def report_designs(pack: Pack, tokens: dict[str, np.ndarray]) -> None:
    """Zero-shot and separation for other targets and numbers of classes kept."""
    classifier = efficientnet.classifier(efficientnet.load())
    bank, labels = pack.encode(pack.phrases), pack.labels()
    print('| target | classes | photographs right | views right | confidence | same | other |')
    print('|---|---|---|---|---|---|---|')
    for template in TARGETS:
        targets = pack.encode([template.format(p) for p in phrases.imagenet_phrases()])
        for kept in CLASSES_KEPT if template == TARGETS[0] else [conse.CLASSES_KEPT]:
            predict = Session(conse.build(classifier, targets, 'float16', kept))
            embeddings = {name: predict(tokens=visual) for name, visual in tokens.items()}
            print(f'| {template.format("X")} | {kept} | {_figures(embeddings, labels, bank)} |')


def _figures(embeddings: dict[str, np.ndarray], labels: np.ndarray, bank: np.ndarray) -> str:
    """First column of hits counts whole photographs; "same" and "other" are mean cosines of
    two views of one photograph and of two photographs."""
    known = [name for name in embeddings if name in photographs.KNOWN]
    hits = np.array(
        [
            [photographs.LABELS[i] == name for i in (embeddings[name] @ labels.T).argmax(1)]
            for name in known
        ]
    )
    everything = np.stack(list(embeddings.values()))
    confidence = (everything @ bank.T).max(-1).mean()
    cosines = np.einsum('avd,bwd->abvw', everything, everything).mean((2, 3))
    count = len(cosines)
    same = (np.trace(cosines) * VIEWS - count) / (count * (VIEWS - 1))
    other = (cosines.sum() - np.trace(cosines)) / (count * (count - 1))
    return (
        f'{hits[:, 0].sum()}/{len(known)} | {hits.sum()}/{hits.size} | {confidence:.2f} '
        f'| {same:.2f} | {other:.2f}'
    )


def main() -> None:
    parser = argparse.ArgumentParser(description='Evaluates pack 0.1 on photographs.')
    parser.add_argument('--pack', type=Path, required=True, help="the pack's folder")
    pack = Pack(parser.parse_args().pack)
    names = [*photographs.KNOWN, *photographs.UNKNOWN]
    tokens = {name: tokens_of(pack, name, seed) for seed, name in enumerate(names)}
    report_photographs(pack, tokens)
    print()
    report_designs(pack, tokens)


if __name__ == '__main__':
    main()
