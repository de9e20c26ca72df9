"""Streams of the training worlds, with seeds that neither training nor tuning has seen."""

from dataclasses import replace
from functools import partial
from itertools import zip_longest

import mujoco
import numpy as np

from vljepa_training.worlds.build import build
from vljepa_training.worlds.episode import RATE, Episode, EpisodeSpec, Event, State
from vljepa_training.worlds.language.captions import captions
from vljepa_training.worlds.language.clip import STEADY
from vljepa_training.worlds.language.events import family, fill, participants
from vljepa_training.worlds.language.view import index_of
from vljepa_training.worlds.language.wording import EVENTS, PLAIN
from vljepa_training.worlds.manipulation.arms import OutOfReach
from vljepa_training.worlds.plan import DENSE, SPARSE, WORLDS, named
from vljepa_training.worlds.render import Camera, Sensor, boxes_of, jpeg, numbered_geoms

from .stream import Planned, Steady, Stream, StreamEvent

FIRST_SEEDS = {'dense': 95_000, 'sparse': 96_000}
"""The pack's threshold was chosen on streams of seeds below these."""
TRIES = 20
"""Seeds from one planned seed on: some ask for what an arm cannot do."""
SECONDS = 300.0
DOUBLED = 2
"""So many streams of each group, one of each world, have twice the frames: for the comparison of
window rates."""


def planned(group: str, minutes: float) -> list[Planned]:
    """`minutes` of streams, the worlds in turn."""
    density = {'dense': DENSE, 'sparse': SPARSE}[group]
    count = max(1, round(minutes * 60 / SECONDS))
    plan = []
    for number in range(count):
        world = WORLDS[number % len(WORLDS)]
        seed = FIRST_SEEDS[group] + TRIES * number
        spec = EpisodeSpec(world, 'seeds', seed, min(SECONDS, minutes * 60), density)
        rate = 2 * RATE if number < DOUBLED else RATE
        plan.append(Planned(group, named(world, seed), seed, partial(make, spec, rate)))
    return plan


def make(spec: EpisodeSpec, rate: float) -> Stream:
    for seed in range(spec.seed, spec.seed + TRIES):
        try:
            return rendered(replace(spec, seed=seed), rate)
        except OutOfReach:
            continue
    raise RuntimeError(f'{spec}: none of {TRIES} seeds asks for what the arm can do')


def rendered(spec: EpisodeSpec, rate: float) -> Stream:
    """`rate`: frames a second, a multiple of the worlds' own."""
    between = round(rate / RATE)
    scene = build(spec)
    camera = Camera(scene.stage.model)
    states, frames = [], []
    try:
        sensor = Sensor(np.random.default_rng([spec.seed, 71]))
        owner = numbered_geoms(scene)
        for index in range(round(scene.duration * rate)):
            t = index / rate
            stage = scene.pose(t)
            mujoco.mj_kinematics(stage.model, stage.data)
            mujoco.mj_camlight(stage.model, stage.data)
            noise = np.random.default_rng([spec.seed, 72, index])
            pixels = sensor.expose(camera.colours(stage.data), noise)
            frames.append(jpeg(pixels))
            if index % between == 0:
                truth = scene.truth(t)
                owners = owner[camera.geoms(stage.data)]
                boxes = boxes_of(scene, owners, pixels, truth['light'])
                states.append(State(t=t, boxes=boxes, **truth))
    finally:
        camera.close()
    episode = Episode(
        named(spec.world, spec.seed),
        spec.world,
        spec.split,
        spec.seed,
        scene.body,
        scene.things,
        scene.events,
        tuple(states),
    )
    return Stream(rate, frames, *truth_of(episode))


def truth_of(episode: Episode) -> tuple[list[StreamEvent], list[Steady]]:
    """What changes, and the stretches in which nothing does."""
    rng = np.random.default_rng([episode.seed, 73])
    events, scenes = [], []
    for event in episode.events:
        middle = min(round((event.start + event.end) / 2 * RATE), len(episode.states) - 1)
        if event.kind in STEADY:
            text = captions(episode, middle, PLAIN, rng, 'scene', 1)[0]
            scenes.append(Steady(event.start, event.end, text))
        else:
            texts = sentences(episode, event, middle, rng)
            events.append(StreamEvent(event.kind, event.start, event.end, texts))
    return events, scenes


def sentences(episode: Episode, event: Event, frame: int, rng) -> tuple[str, ...]:
    """The event in the wordings in which a robot is to speak, with all colours named."""
    view = index_of(episode).view(frame)
    known = view.index.things
    things = {p: known[key] for p, key in participants(event).items() if key in known}
    names = {p: view.described(thing, rng, colour=1.0) for p, thing in things.items()}
    texts = [fill(template, event.kind, names) for template in EVENTS[PLAIN][family(event)]]
    return tuple(dict.fromkeys(texts))


def in_turn(*plans: list[Planned]) -> list[Planned]:
    """One of each plan after the other, so that a part of it is a part of everything."""
    return [p for row in zip_longest(*plans) for p in row if p is not None]
