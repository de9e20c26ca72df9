"""Measuring a pack on annotated footage: bags, windows, what they show, and the figures."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from rosbags.rosbag2 import StoragePlugin

from vljepa_training.evaluate.real.annotations import COLUMNS, FILE, Annotated, Happening, annotated
from vljepa_training.evaluate.real.footage import Window, frames_of, sampled, windows
from vljepa_training.evaluate.real.measures import PRESENT, THERE, Footage, common, shown_by
from vljepa_training.evaluate.real.wordings import checked_kinds, event_wordings, named
from vljepa_training.sample_bag.bag import START_NS, compressed_image, write_bag

WALL = [Happening('lift', 1.0, 3.0), Happening('place', 3.0, 3.6)]
"""One after the other."""


def jpeg(grey: int) -> bytes:
    return cv2.imencode('.jpg', np.full((24, 32, 3), grey, np.uint8))[1].tobytes()


@pytest.fixture(scope='module')
def footage(tmp_path_factory):
    """Two clips of four seconds at 8 Hz: an arm lifts something in bright light; a dark hall."""
    folder = tmp_path_factory.mktemp('footage')
    for name, grey in (('bright', 200), ('dark', 20)):
        stamps = [START_NS + i * 125_000_000 for i in range(32)]
        messages = [compressed_image(stamp, jpeg(grey)) for stamp in stamps]
        bag = folder / f'{name}-bag'
        write_bag(bag, StoragePlugin.MCAP, '/camera/compressed', messages, 0)
        [written] = bag.glob('*.mcap')
        written.rename(folder / f'{name}.mcap')
    lines = [
        ('bright', 'a', 'table', '1.0', '3.0', 'lift', 'mug, robot arm'),
        ('bright', 'a', 'table', '3.0', '3.8', 'place', 'mug, robot arm'),
        ('dark', 'b', 'hall', '', '', '', 'door'),
    ]
    table = '\n'.join('\t'.join(row) for row in (COLUMNS, *lines))
    (folder / FILE).write_text(f'{table}\n', 'utf-8')
    return folder


def test_annotations_are_read_by_clip(footage):
    bright, dark = annotated(footage)
    assert bright.happenings == (Happening('lift', 1.0, 3.0), Happening('place', 3.0, 3.8))
    assert bright.things == {'mug', 'robot arm'}
    assert (dark.site, dark.scene, dark.happenings) == ('b', 'hall', ())


def test_a_folder_without_annotations_says_what_was_expected(tmp_path):
    with pytest.raises(FileNotFoundError, match='expected the annotations of the bags beside it'):
        annotated(tmp_path)


def test_a_missing_column_is_named(tmp_path):
    (tmp_path / FILE).write_text('clip\tsite\n', 'utf-8')
    with pytest.raises(ValueError, match='came none called end_s, kind, objects, scene, start_s'):
        annotated(tmp_path)


def test_a_missing_bag_is_named(tmp_path):
    text = '\n'.join(('\t'.join(COLUMNS), 'gone\ta\ttable\t\t\t\tmug'))
    (tmp_path / FILE).write_text(text, 'utf-8')
    with pytest.raises(FileNotFoundError, match='has a clip gone, expected its bag'):
        annotated(tmp_path)


def test_frames_have_their_seconds_and_pictures(footage):
    frames = frames_of(footage / 'bright.mcap')
    assert [frame.seconds for frame in frames] == pytest.approx(np.arange(32) / 8)
    assert frames[0].picture().shape == (24, 32, 3)
    assert abs(int(frames[0].picture().mean()) - 200) < 3


@pytest.mark.parametrize(
    ('camera', 'passed'),
    [(8.0, list(range(0, 16, 2))), (4.0, list(range(16))), (2.0, list(range(16)))],
)
def test_frames_are_thinned_to_the_rate_and_never_repeated(camera, passed):
    assert list(sampled((i / camera for i in range(16)), 4.0)) == passed


def test_the_frame_nearest_to_its_due_time_passes():
    assert list(sampled([0.0, 0.1, 0.19, 0.26, 0.4, 0.48, 0.6], 4.0)) == [0, 3, 5]


def test_the_oldest_frame_stands_for_those_before_it():
    made = windows([0.0, 0.25, 0.5, 0.75], 3)
    assert [w.frames for w in made] == [(0, 0, 0), (0, 0, 1), (0, 1, 2), (1, 2, 3)]
    assert (made[3].start, made[3].end) == (0.25, 0.75)


@pytest.mark.parametrize(
    ('start', 'end', 'shown'),
    [
        (0.0, 0.9, None),
        (0.0, 1.75, None),
        (0.5, 2.25, WALL[0]),
        (1.5, 3.25, WALL[0]),
        (1.85, 3.6, WALL[0]),
        (2.6, 4.35, WALL[1]),
        (4.0, 5.75, None),
    ],
)
def test_a_window_shows_what_fills_it(start, end, shown):
    assert shown_by(Window((0,), start, end), WALL) is shown


def test_the_commonest_things_come_first():
    clips = [clip('a', {'cup', 'arm'}), clip('b', {'arm'}), clip('c', {'box', 'arm', 'cup'})]
    assert common(clips) == ['arm', 'cup', 'box']


def clip(name: str, things: set[str]) -> Annotated:
    return Annotated(name, Path(name), name, 'table', (), frozenset(things))


def test_every_kind_has_wordings_and_others_are_named():
    assert len(event_wordings()) == 27
    assert all(event_wordings().values())
    checked_kinds(['lift', 'fold'])
    with pytest.raises(ValueError, match='came dance, sing; give them wordings'):
        checked_kinds(['sing', 'lift', 'dance'])


def test_things_are_called_as_they_are_spoken_of():
    assert [named(t) for t in ('robot arm', 'orange', 'stairs', 'glass')] == [
        'a robot arm',
        'an orange',
        'stairs',
        'a glass',
    ]


class ByBrightness:
    """A pack whose answers are known: it says what is true of the bright clip, whatever it sees,
    and hears the question in the dark one alone."""

    event_query = 'What is happening?'
    TRUE = ('lift', 'a robot arm', 'a table', 'yes')

    def __init__(self):
        self._meant = {
            t: i for i, kind in enumerate(event_wordings()) for t in event_wordings()[kind]
        }

    def frame_tokens(self, picture):
        return np.full((1, 1, 1), picture.mean())

    def states(self, tokens, queries):
        bright = tokens.mean() > 100
        return np.stack([self._state(query, bright) for query in queries])

    def _state(self, query, bright):
        if query == self.event_query:
            return self._sum(self.TRUE if bright else ('lift',))
        return self._sum(self.TRUE if bright else ('a door', 'a hall', 'no'))

    def _sum(self, texts):
        whole = np.sum([self.read([t])[0] for t in texts], axis=0)
        return whole / np.linalg.norm(whole)

    def read(self, texts):
        """An axis for each kind of event, and one for every other text."""
        axes = []
        for text in texts:
            kinds = list(event_wordings())
            number = kinds.index(text) if text in kinds else self._meant.get(text)
            number = self._meant.setdefault(text, len(self._meant)) if number is None else number
            axes.append(np.eye(4096)[number])
        return np.stack(axes)


def test_the_figures_are_those_of_what_is_known(footage):
    found = Footage(ByBrightness(), annotated(footage), 4.0, 8).measure()
    assert found['windows'] == 32
    assert found['questions']['same'] == 0.5
    assert found['events']['by_kind'] == {
        'lift': {'value': 1.0, 'n': 1},
        'place': {'value': 0.0, 'n': 1},
    }
    assert found['events']['top1']['value'] == 0.5
    assert set(found['events']['said']) == {'lift'}
    assert found['things']['top1']['value'] == 1.0
    assert found['things']['top1_without_arm']['value'] == 0.5
    assert found['scenes']['top1']['value'] == 1.0
    assert THERE != PRESENT
