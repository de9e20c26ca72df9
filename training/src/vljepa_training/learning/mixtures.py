"""Which windows a stage trains on."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from vljepa_training.pretrained.phrases import bank_phrases

from . import robot_windows
from .batch_loader import BatchLoader, StepData
from .episodes import EncodedEpisode, load_encoded
from .examples import Mixture, Source
from .gather import rank
from .settings import Settings
from .synthetic_photos import SyntheticPhotos


def mixture(
    settings: Settings,
    recorded: Sequence[EncodedEpisode],
    wording: str = robot_windows.WORDING,
    class_share: float = robot_windows.CLASSES,
) -> Mixture:
    """The stage's sources and how many windows of each a step has; `class_share` of the questions
    for an event are answered by its class alone."""
    photos, s, labels = SyntheticPhotos(rows=1), settings, settings.predictor.labels
    recorded = [*recorded, *(r.mirror() for r in recorded)]
    common: dict[str, Any] = {'recorded': recorded, 'labels': labels, 'wording': wording}
    shown = robot_windows.UncaptionedWindows(rows=0, **common)
    parts: list[tuple[Source, int]]
    if s.stage == 'base':
        clips = robot_windows.Captioned(rows=s.captions, **common)
        parts = [(clips, s.windows), (robot_windows.Stills(rows=s.captions, **common), s.stills)]
    else:
        asked = robot_windows.Questioned(
            rows=s.questions, rehearsal=s.rehearsal, class_share=class_share, **common
        )
        actions = robot_windows.Actions(rows=2, **common)
        parts = [(asked, s.windows), (actions, s.stills)]
    parts += [(photos, s.photos), (shown, s.shown)]
    return Mixture(parts, s.seed, s.restated, s.bfloat16)


def stage_loader(
    settings: Settings,
    episodes: Path | Sequence[EncodedEpisode],
    processes: int = 0,
    wording: str = robot_windows.WORDING,
    class_share: float = robot_windows.CLASSES,
) -> BatchLoader:
    """A stage's data for this rank: from so many processes, which read the worlds in the folder
    `episodes`; with none from a thread, which has `episodes` as they are loaded."""
    if bool(processes) != isinstance(episodes, Path):
        raise ValueError(
            f'expected a folder for processes, or loaded episodes for a thread, got {processes} '
            f'processes and {type(episodes).__name__}'
        )
    if isinstance(episodes, Path):
        make = partial(_of_share, settings, episodes, wording, class_share)
        return BatchLoader.in_processes(make, processes, rank())
    return BatchLoader.in_thread(mixture(settings, episodes, wording, class_share), rank())


def _of_share(
    settings: Settings, worlds: Path, wording: str, class_share: float, share: int, of: int
) -> Mixture:
    return mixture(settings, load_encoded(worlds, 'train', share, of), wording, class_share)


def texts_in(draw: Callable[[int], StepData], steps: int) -> list[str]:
    """Distinct answers and captions of `steps` steps, and the phrase bank."""
    answers = [row.answer for step in range(steps) for b in draw(step)[0] for row in b.rows]
    return list(dict.fromkeys([*answers, *bank_phrases()]))
