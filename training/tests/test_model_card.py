"""What is written and drawn from measurements says what was measured."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image

from language_episodes import table_episode
from vljepa_training.evaluate import curves, model_card, report
from vljepa_training.worlds.store import episode_path, write

ROW = {'value': 0.5, 'low': 0.4, 'high': 0.6, 'n': 10}
RIGHT = {'episode': 'seeds/table', 'frames': [0, 7], 'asked': 'Is it red?', 'true': 'yes'}
CONFUSED = {'event': 'lift', 'right': 0.25, 'n': 8, 'taken_for': {'carry': 5, 'reach': 1}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack's manifest and measurements."""
    details: dict[str, dict] = {
        row: {'examples': {'right': [RIGHT], 'wrong': [{**RIGHT, 'said': 'no'}]}}
        for row in model_card.DRAWN
    }
    details['classification']['confused'] = [CONFUSED]
    about = {'pools': {'seeds': 500}, 'classes': 36, 'clips': 321}
    content = {'about': about, 'sft': {'pope': ROW}, 'details': {'sft': details}}
    report.write(tmp_path / 'evaluation.json', content)
    ablations = {'about': about, 'no_mask': {'pope': {**ROW, 'value': 0.44}}, 'details': {}}
    report.write(tmp_path / 'ablations.json', ablations)
    manifest = {
        'version': '9.8.7',
        'files': {'a': {'bytes': 12_340_000}},
        'predictor': {'query': {'default': 'What now?'}},
        'origin': [{'part': 'y_decoder', 'name': 'a model', 'license': 'Apache-2.0'}],
    }
    (tmp_path / 'pack.yaml').write_text(yaml.safe_dump(manifest), 'utf-8')
    return tmp_path


def test_the_card_has_the_table_and_the_manifests_facts(folder: Path):
    text = model_card.text(folder, folder)
    assert text.startswith('# nano 9.8.7\n')
    for said in (
        '12.3 MB',
        '`What now?`',
        'at most 321 clips',
        report.table(report.read(folder / 'evaluation.json')),
        '| | no mask |',
        '| 0.44 (0.40–0.60) |',
        '| lift | 0.25 of 8 | carry, reach |',
        '| y_decoder | a model | Apache-2.0 |',
    ):
        assert said in text, said
    assert '$' not in text


def test_cases_are_drawn_from_their_own_frames(folder: Path):
    episode = table_episode('seeds')
    frames = []
    for index in range(len(episode.states)):
        file = io.BytesIO()
        Image.new('RGB', (64, 64), (255, 0, 0) if index < 4 else (0, 0, 255)).save(file, 'JPEG')
        frames.append(file.getvalue())
    write(episode_path(folder / 'seeds', 'table'), episode, frames)
    both = np.array(model_card.frames_of(RIGHT, folder))
    assert both.shape == (64, 132, 3)
    assert both[10, 10].argmax() == 0 and both[10, 120].argmax() == 2
    drawn = model_card.cases(report.read(folder / 'evaluation.json'), folder)
    assert drawn.width > drawn.height / 2 > 300


def test_curves_are_drawn_from_their_file(tmp_path: Path):
    points = [{'samples': n, 'classification': ROW, 'caption_cider': ROW} for n in (10, 20)]
    content = {
        'about': {'classes': 36},
        'curves': {'embeddings': points, 'tokens': points},
        'parameters': {'predictor': 3_700_000, 'y_decoder': 2_000_000, 'token_model': 4_000_000},
        'milliseconds': {'embedding': 12.3, 'embedding, then words': 30.1, 'tokens': 80.2},
    }
    curves.plot(json.loads(json.dumps(content)), tmp_path / 'comparison.png')
    with Image.open(tmp_path / 'comparison.png') as picture:
        assert picture.width > 800
