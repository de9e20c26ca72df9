"""The paper's comparison: what is learned from as many samples by predicting embeddings and by
predicting tokens, from the same data in the same batches.

python -m vljepa_training.evaluate.curves --worlds out/worlds --embeddings out/compare/jepa-*.pt \
    --tokens out/compare/tokens-*.pt
python -m vljepa_training.evaluate.curves               # draws the plot again, from the file

Writes comparison.json and comparison.png to training/results/nano-1.0: event classification and
CIDEr of captions by the question-answer pairs seen, with parameters and inference time. The
embeddings' captions are said by a Y-Decoder that is trained for each checkpoint, on text and its
own predictions.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import matplotlib
import numpy as np
import torch
from torch import nn

from vljepa_training.checkout import RESULTS
from vljepa_training.learning import checkpoint, train_decoder
from vljepa_training.learning.episodes import load_encoded
from vljepa_training.learning.train_decoder import Budget
from vljepa_training.model.decoder import texts_of

from . import metrics, report, suite
from .clips import Clip
from .minilm import MiniLm, Reader
from .suite import Suite
from .token_system import TokenSystem
from .vljepa_system import VlJepa, features_of, queries_of

matplotlib.use('Agg')
from matplotlib import pyplot

MEASURED = ('classification', 'caption_cider')
BRIEF = Budget(steps=700, adapt_steps=350, text_batches=150, predicted_batches=50)
"""For each checkpoint's Y-Decoder."""
TIMED = 30
"""Clips that inference is timed on, one at a time."""
TITLES = {'embeddings': 'VL-JEPA, predicts embeddings', 'tokens': 'predicts tokens'}


def only_measured(asked: Suite) -> Suite:
    return replace(asked, choices=[c for c in asked.choices if c.row == 'classification'])


def point(path: Path, system: VlJepa | TokenSystem, asked: Suite, reader: Reader) -> dict:
    """One checkpoint's place on the curves."""
    found = {}
    for name, row, _ in [*metrics.chosen(system, asked), *metrics.captioned(system, asked, reader)]:
        if name in MEASURED:
            found[name] = row
    return {'samples': checkpoint.read(path)['samples'], **found}


def parameters(*modules: nn.Module) -> int:
    """Numbers that are learned."""
    return sum(p.numel() for module in modules for p in module.parameters())


@torch.no_grad()
def timed(ways: dict[str, Callable[[Clip], object]], clips: Sequence[Clip]) -> dict[str, float]:
    """Milliseconds a clip, median, on one thread; the ways take turns."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for clip in [*clips[:3], *clips]:
        for name, way in ways.items():
            began = time.perf_counter()
            way(clip)
            spent[name].append(time.perf_counter() - began)
    torch.set_num_threads(threads)
    return {name: round(statistics.median(s[3:]) * 1000, 2) for name, s in spent.items()}


def measure(options: argparse.Namespace) -> dict:
    torch.set_num_threads(options.threads)
    reader = MiniLm()
    asked = suite.build(options.worlds, suite.EVALUATED, options.clips, options.seed)
    asked = only_measured(asked)
    recorded = load_encoded(options.worlds, 'train')
    curves: dict[str, list[dict]] = {'embeddings': [], 'tokens': []}
    for path in options.embeddings:
        settings, objective = train_decoder.load_objective(path)
        decoder = train_decoder.train(settings, objective, recorded, BRIEF)
        embeddings = VlJepa(path, decoder)
        curves['embeddings'].append(point(path, embeddings, asked, reader))
        print(path, curves['embeddings'][-1], flush=True)
    for path in options.tokens:
        tokens = TokenSystem.load(path, reader)
        curves['tokens'].append(point(path, tokens, asked, reader))
        print(path, curves['tokens'][-1], flush=True)
    clips = [moment.clip for moment in asked.moments[:TIMED]]
    predictor, model, query = objective.predictor, tokens.model, embeddings.event_query
    ids, mask = queries_of([[query]])

    def predict(clip: Clip) -> torch.Tensor:
        features = features_of([clip])
        return predictor.answer(features, predictor.see(features), ids, mask)[0]

    return {
        'about': {**asked.about, 'measured': list(MEASURED)},
        'curves': {
            name: sorted(points, key=lambda p: p['samples']) for name, points in curves.items()
        },
        'parameters': {
            'predictor': parameters(predictor),
            'y_decoder': parameters(decoder[0]),
            'token_model': parameters(model),
        },
        'milliseconds': timed(
            {
                'embedding': predict,
                'embedding, then words': lambda clip: texts_of(*decoder, predict(clip)),
                'tokens': lambda clip: model.generate(features_of([clip]), ids, mask),
            },
            clips,
        ),
    }


def plot(content: dict, path: Path) -> None:
    figure, axes = pyplot.subplots(1, len(MEASURED), figsize=(10, 3.6), constrained_layout=True)
    for axis, name in zip(axes, MEASURED, strict=True):
        for system, points in content['curves'].items():
            samples = [p['samples'] for p in points]
            values, low, high = (
                np.array([p[name][k] for p in points]) for k in ('value', 'low', 'high')
            )
            axis.plot(samples, values, marker='o', label=TITLES[system])
            axis.fill_between(samples, low, high, alpha=0.2)
        axis.set(xlabel='question-answer pairs seen', ylim=(0, None))
        axis.set_title(report.TITLES[name].format(classes=content['about']['classes']), fontsize=10)
        axis.grid(alpha=0.3)
    count, ms = content['parameters'], content['milliseconds']
    axes[0].legend(fontsize=9)
    figure.suptitle(
        f'Predictor {_millions(count["predictor"])} (and Y-Decoder '
        f'{_millions(count["y_decoder"])}): {ms["embedding"]:.0f} ms an embedding, '
        f'{ms["embedding, then words"]:.0f} ms with words. '
        f'Token model {_millions(count["token_model"])}: {ms["tokens"]:.0f} ms.',
        fontsize=10,
    )
    figure.savefig(path, dpi=110, metadata={'Software': None})
    pyplot.close(figure)


def _millions(count: int) -> str:
    return f'{count / 1e6:.1f} M'


def main() -> None:
    parser = argparse.ArgumentParser(
        prog='python -m vljepa_training.evaluate.curves',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--worlds', type=Path, help='encoded episodes')
    parser.add_argument('--embeddings', type=Path, nargs='+', help='checkpoints of the VL-JEPA')
    parser.add_argument('--tokens', type=Path, nargs='+', help='checkpoints of the token model')
    parser.add_argument('--out', type=Path, default=RESULTS / 'comparison.json')
    parser.add_argument('--clips', type=int, default=200, help='at most, of each split')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--threads', type=int, default=2)
    options = parser.parse_args()
    if options.worlds:
        if not (options.embeddings and options.tokens):
            parser.error('--worlds: expected --embeddings and --tokens with it')
        content = measure(options)
        options.out.write_text(json.dumps(content, indent=1) + '\n', 'utf-8')
    elif not options.out.exists():
        parser.error(f'{options.out}: no comparison there; name --worlds and checkpoints')
    content = json.loads(options.out.read_text('utf-8'))
    plot(content, options.out.with_suffix('.png'))
    print(json.dumps({k: content[k] for k in ('parameters', 'milliseconds')}, indent=1))


if __name__ == '__main__':
    main()
