"""Cameras before which nothing happens, cameras with a fault, and cuts between still pictures.

Still renders of the training worlds, with seeds of their own, as real cameras would show them. Any
text after the first is a false alarm, and so is any about a fault that does not say so.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import mujoco
import numpy as np

from vljepa_training.worlds.build import build
from vljepa_training.worlds.episode import EpisodeSpec
from vljepa_training.worlds.plan import DENSE
from vljepa_training.worlds.render import Camera

from .sensor import (
    Effect,
    Exposure,
    Grain,
    RollingBands,
    Shake,
    WhiteBalance,
    jpeg,
)
from .stream import Planned, Steady, Stream, StreamEvent

FIRST_SEED = 97_000
RATE = 4.0
QUALITY = 85
EPISODE_SECONDS = 30.0
"""Of the episode that a still is taken from."""


@dataclass(frozen=True)
class Kind:
    """One kind of quiet camera."""

    name: str
    world: str
    effects: Callable[[int], Sequence[Effect]]
    """By seed."""
    waits: tuple[str, ...] = ()
    """Kinds of events in which somebody or something sways; empty: all is still."""
    sway: float = 0.0
    """Seconds of the event that they sway through, to and fro."""
    repeats: bool = False
    """The camera gives some frames several times."""
    qualities: tuple[int, ...] = (QUALITY,)
    """Of the JPEG files, in turn: an encoder that runs after its bit rate."""


KINDS = (
    Kind('noise', 'manipulation', lambda s: [Grain(9, s)]),
    Kind('exposure', 'navigation', lambda s: [Exposure(0.12, 0.05, s), Grain(3, s)]),
    Kind('white-balance', 'manipulation', lambda s: [WhiteBalance(0.07, 40), Grain(3, s)]),
    Kind('rolling-bands', 'navigation', lambda s: [RollingBands(0.06, 1.7, 0.23), Grain(3, s)]),
    Kind('compression', 'manipulation', lambda s: [Grain(3, s)], qualities=(80, 38, 30, 26)),
    Kind('shake', 'navigation', lambda s: [Shake(2.5, s), Grain(3, s)]),
    Kind('repeated', 'manipulation', lambda s: [Grain(4, s)], repeats=True),
    Kind(
        'arm-waits',
        'manipulation',
        lambda s: [Grain(3, s)],
        waits=('reach', 'carry', 'retract'),
        sway=0.12,
    ),
    Kind(
        'person-waits',
        'navigation',
        lambda s: [Grain(3, s)],
        waits=('person_comes', 'person_crosses', 'path_blocked'),
        sway=0.04,
    ),
    Kind(
        'everything',
        'navigation',
        lambda s: [
            Exposure(0.05, 0.02, s),
            WhiteBalance(0.03, 70),
            RollingBands(0.025, 1.3, 0.31),
            Shake(1.2, s),
            Grain(4, s),
        ],
        qualities=(85, 60, 55),
    ),
)
FAULTS = ('black', 'frozen', 'covered')
CUT_SECONDS = 8.0


def planned(minutes: float) -> list[Planned]:
    """All kinds, together `minutes` long."""
    each = minutes * 60 / len(KINDS)
    return [
        Planned('quiet', kind.name, FIRST_SEED + i, partial(quiet, kind, i, each))
        for i, kind in enumerate(KINDS)
    ]


def planned_faults(seconds: float) -> list[Planned]:
    """A camera that works, then does not for a third of `seconds`, then works again."""
    return [
        Planned('faults', name, FIRST_SEED + 50 + i, partial(faulty, name, i, seconds))
        for i, name in enumerate(FAULTS)
    ]


def planned_cuts(minutes: float) -> list[Planned]:
    """Still pictures of other scenes, one after the other."""
    count = max(2, round(minutes * 60 / CUT_SECONDS))
    return [Planned('cuts', 'stills', FIRST_SEED + 60, partial(cuts, count))]


def cuts(count: int) -> Stream:
    grain = Grain(2, FIRST_SEED + 60)
    frames: list[bytes] = []
    each = round(CUT_SECONDS * RATE)
    for number in range(count):
        world = ('manipulation', 'navigation')[number % 2]
        view = next(still_views(world, FIRST_SEED + 60 + number))
        for _ in range(each):
            frames.append(photographed(view, len(frames) / RATE, [grain], (QUALITY,), 0))
    text = 'another place is seen'
    starts = [number * CUT_SECONDS for number in range(1, count)]
    events = [StreamEvent('scene_cut', start, start, (text,)) for start in starts]
    return Stream(RATE, frames, events, [])


def still_views(
    world: str, seed: int, waits: Sequence[str] = (), sway: float = 0.0
) -> Iterator[np.ndarray]:
    """One picture after the other, float32 [side, side, 3]; all the same unless someone sways."""
    scene, moment = scene_with(world, seed, waits)
    camera = Camera(scene.stage.model)
    try:
        index = 0
        view: np.ndarray | None = None
        while True:
            if view is None or waits:
                swayed = sway * np.sin(2 * np.pi * index / RATE / 5.3)
                stage = scene.pose(moment + swayed)
                mujoco.mj_kinematics(stage.model, stage.data)
                mujoco.mj_camlight(stage.model, stage.data)
                view = camera.colours(stage.data).astype(np.float32)
            yield 1.1 * view
            index += 1
    finally:
        camera.close()


def scene_with(world: str, seed: int, kinds: Sequence[str]):
    """A scene, and the middle of its first event of these kinds, or of a steady stretch."""
    wanted = kinds or ('arm_idle', 'stand_still', 'empty_room')
    for number in range(seed * 10, seed * 10 + 50):
        try:
            scene = build(EpisodeSpec(world, 'seeds', number, EPISODE_SECONDS, DENSE))
        except ValueError:
            continue
        event = next((e for e in scene.events if e.kind in wanted), None)
        if event is not None:
            return scene, (event.start + event.end) / 2
    raise RuntimeError(f'{world}: none of 50 seeds shows one of {", ".join(wanted)}')


def quiet(kind: Kind, number: int, seconds: float) -> Stream:
    seed = FIRST_SEED + number
    effects = kind.effects(seed)
    rng = np.random.default_rng([seed, 5])
    frames: list[bytes] = []
    for index, view in enumerate(still_views(kind.world, seed, kind.waits, kind.sway)):
        if index >= round(seconds * RATE):
            break
        if kind.repeats and frames and rng.random() < 0.45:
            frames.append(frames[-1])
            continue
        frames.append(photographed(view, index / RATE, effects, kind.qualities, index))
    return Stream(RATE, frames, [], [Steady(0, seconds, 'nothing happens')])


def photographed(
    view: np.ndarray, t: float, effects: Sequence[Effect], qualities: Sequence[int], index: int
) -> bytes:
    pixels = view
    for effect in effects:
        pixels = np.clip(effect(pixels, t), 0, 255)
    return jpeg(pixels, qualities[index % len(qualities)])


def faulty(name: str, number: int, seconds: float) -> Stream:
    """`black`: no light at all. `frozen`: one frame again and again. `covered`: a hand before the
    lens, blurred and dim."""
    seed = FIRST_SEED + 50 + number
    begin, end = seconds / 3, 2 * seconds / 3
    grain = Grain(2, seed)
    frames: list[bytes] = []
    for index, view in enumerate(still_views('manipulation', seed)):
        t = index / RATE
        if t >= seconds:
            break
        broken = begin <= t < end
        if broken and name == 'frozen':
            frames.append(frames[-1])
            continue
        if broken:
            level = (2, 2, 2) if name == 'black' else (34, 20, 15)
            view = np.broadcast_to(np.array(level, np.float32), view.shape)
        frames.append(photographed(view, t, [grain], (QUALITY,), index))
    fault = StreamEvent(f'camera_{name}', begin, end, (f'the camera is {name}',))
    works = [Steady(0, begin, 'nothing happens'), Steady(end, seconds, 'nothing happens')]
    return Stream(RATE, frames, [fault], works)
