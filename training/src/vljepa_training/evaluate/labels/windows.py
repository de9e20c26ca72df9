"""Windows whose labels are known: of the rendered worlds, photographs and annotated footage."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vljepa_training.evaluate import photos
from vljepa_training.evaluate.pack import LanguageModelPack
from vljepa_training.evaluate.real.annotations import annotated
from vljepa_training.evaluate.real.footage import frames_of, sampled, windows
from vljepa_training.evaluate.real.measures import common, shown_by
from vljepa_training.evaluate.real.wordings import event_wordings, named
from vljepa_training.learning.encode import episodes_in
from vljepa_training.learning.episodes import window_frames
from vljepa_training.learning.synthetic_photos import SyntheticPhotos
from vljepa_training.model.features import STEP
from vljepa_training.model.x_encoder import read_jpeg
from vljepa_training.pretrained import photographs
from vljepa_training.pretrained.phrases import imagenet_phrases
from vljepa_training.worlds.episode import EVENT_KINDS, Episode
from vljepa_training.worlds.language import class_prompts, clip_event
from vljepa_training.worlds.language.ontology import with_article
from vljepa_training.worlds.language.view import GROUNDS, index_of
from vljepa_training.worlds.store import read_frames

from .calibration import Labelled

WORDING = 'unseen'
WORDINGS = 3
"""Of each kind of event, a set of labels each: people write one text a label."""
WORLDS = ('manipulation', 'navigation')
OF_EPISODE = 8
"""Windows of one episode, at most."""
OF_CLIP = 4
"""Windows of one clip of real footage, evenly over it."""


@dataclass(frozen=True)
class Rendered:
    """A window of a rendered episode that shows an event."""

    states: np.ndarray
    """[queries, D]."""
    kind: str
    things: frozenset[str]
    """Kinds of what is in sight."""
    episode: str


def rendered(
    pack: LanguageModelPack,
    worlds: Path,
    split: str,
    count: int,
    queries: Sequence[str],
    rng: np.random.Generator,
) -> list[Rendered]:
    """At most `count` windows of each kind of world, from as many episodes as there are."""
    found: list[Rendered] = []
    for world in WORLDS:
        paths = [path for path in episodes_in(worlds, [split]) if path.stem.startswith(world)]
        if not paths:
            raise FileNotFoundError(
                f'{worlds / split}: expected episodes of {world}, came none; run '
                'python -m vljepa_training.worlds'
            )
        each = min(OF_EPISODE, -(-count // len(paths)))
        for path in [paths[i] for i in rng.permutation(len(paths))][: -(-count // each)]:
            found += _of_episode(pack, path, each, queries, rng)
    return found


def _of_episode(
    pack: LanguageModelPack,
    path: Path,
    count: int,
    queries: Sequence[str],
    rng: np.random.Generator,
) -> Iterator[Rendered]:
    episode = Episode.read(path)
    showing = defaultdict(list)
    for last in range(len(episode.states)):
        event = clip_event(episode, last)
        if event is not None:
            showing[event.start].append((last, event.kind))
    events = list(showing.values())
    jpegs = read_frames(path)
    for number in rng.permutation(len(events))[:count]:
        last, kind = events[number][rng.integers(len(events[number]))]
        pictures = [read_jpeg(jpegs[frame]) for frame in window_frames(last)]
        view = index_of(episode).view(last)
        things = frozenset(thing.kind for thing in view.things if thing.kind not in GROUNDS)
        yield Rendered(_states(pack, pictures, queries), kind, things, path.stem)


def events_and_things(pack: LanguageModelPack, found: Sequence[Rendered]) -> list[Labelled]:
    """The same windows by kinds of events, `WORDINGS` times, and by the kinds in sight."""
    states = np.stack([window.states for window in found])
    clusters = np.array([window.episode for window in found])
    prompts = class_prompts(WORDING)
    kinds = sorted(frozenset().union(*(window.things for window in found)))
    events = np.array([[kind == window.kind for kind in EVENT_KINDS] for window in found])
    in_sight = np.array([[kind in window.things for kind in kinds] for window in found])
    return [
        *(
            Labelled(
                'rendered events',
                states,
                pack.read([prompts[kind][i % len(prompts[kind])] for kind in EVENT_KINDS]),
                events,
                clusters,
            )
            for i in range(WORDINGS)
        ),
        Labelled(
            'rendered things', states, pack.read([*map(with_article, kinds)]), in_sight, clusters
        ),
    ]


def synthetic(
    pack: LanguageModelPack, count: int, queries: Sequence[str], rng: np.random.Generator
) -> np.ndarray:
    """[count, queries, D]: S_y of as many made-up photographs of different classes."""
    source = SyntheticPhotos(rows=1)
    features = source.features(rng.permutation(len(imagenet_phrases()))[:count], rng)
    return np.stack([pack.states(f[None].astype(np.float32) * STEP, queries) for f in features])


def photographed(pack: LanguageModelPack, queries: Sequence[str]) -> Labelled:
    """Every view of every photograph, by the labels of the table's row."""
    names = [*photographs.KNOWN, *photographs.UNKNOWN, *photos.FURTHER]
    encoder = photos.SharedEncoder()
    views = [
        (source, picture)
        for source in (photos.Photograph(name, seed, encoder) for seed, name in enumerate(names))
        for picture in source.pictures(tuple(range(photos.VIEWS)))
    ]
    return Labelled(
        'photographs',
        np.stack([_states(pack, [picture], queries) for _, picture in views]),
        pack.read(list(photographs.LABELS)),
        np.array([[label == source.label for label in photographs.LABELS] for source, _ in views]),
        np.array([source.name for source, _ in views]),
    )


def footage(
    pack: LanguageModelPack, folder: Path, rate: float, length: int, queries: Sequence[str]
) -> list[Labelled]:
    """Annotated footage: windows that show an event by its kind, and all by what is in view."""
    clips = annotated(folder)
    states, sites, kinds, things = [], [], [], []
    for clip in clips:
        frames = frames_of(clip.bag)
        frames = [frames[i] for i in sampled([f.seconds for f in frames], rate)]
        made = windows([frame.seconds for frame in frames], length)
        spread = np.linspace(0, len(made) - 1, min(OF_CLIP, len(made)) + 2)[1:-1]
        for index in dict.fromkeys(spread.round().astype(int)):
            window = made[index]
            pictures = [frames[i].picture() for i in window.frames]
            states.append(_states(pack, pictures, queries))
            shown = shown_by(window, clip.happenings)
            kinds.append(shown.kind if shown else None)
            things.append(clip.things)
            sites.append(clip.site)
        print(f'{clip.name}: {len(states)} windows', flush=True)
    all_states, all_sites = np.stack(states), np.array(sites)
    wordings = event_wordings()
    happens = np.array([kind is not None for kind in kinds])
    names = common(clips)
    events = [
        Labelled(
            'real events',
            all_states,
            pack.read([texts[min(i, len(texts) - 1)] for texts in wordings.values()]),
            np.array([[kind == one for one in wordings] for kind in kinds]),
            all_sites,
        ).of(happens)
        for i in range(WORDINGS)
    ]
    in_view = np.array([[name in of_clip for name in names] for of_clip in things])
    labels = pack.read([*map(named, names)])
    return [*events, Labelled('real things', all_states, labels, in_view, all_sites)]


def _states(
    pack: LanguageModelPack, pictures: Sequence[np.ndarray], queries: Sequence[str]
) -> np.ndarray:
    """[queries, D] of a window."""
    encoded: dict[int, np.ndarray] = {}
    for picture in pictures:
        if id(picture) not in encoded:
            encoded[id(picture)] = pack.frame_tokens(picture)
    return pack.states(np.concatenate([encoded[id(p)] for p in pictures], axis=1), queries)
