"""Streams of a kitchen that the pack has never seen: the Franka kitchen of Gymnasium-Robotics.

Only its MuJoCo model is used. Everything is posed, not simulated, so that what happens is known to
the millisecond: the arm follows its hand by inverse kinematics, and the hand follows what it moves.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path

import mujoco
import numpy as np

from .sensor import Grain, jpeg
from .stream import Planned, Steady, Stream, StreamEvent

FIRST_SEED = 98_000
SECONDS = 300.0
RATE = 4.0
SIDE = 224
QUALITY = 92
MODEL = 'envs/assets/kitchen_franka/kitchen_assets/kitchen_env_model.xml'
ARM = [f'robot:panda0_joint{number}' for number in range(1, 8)]
HOME = (0.16, -1.0, 1.2, -2.3, 0.36, 0.9, 1.55)
KETTLE_PLACES = ((-0.269, 0.35, 1.626), (-0.23, 0.75, 1.626))
LIFT = 0.12  # m
DIM, BRIGHT = 0.5, 0.85
"""Of the lamps, without the light that the arm switches and with it."""
EASED = 0.6
"""Share of the exponential with which the light follows its switch, a frame."""


@dataclass(frozen=True)
class Device:
    """Something in the kitchen with two states."""

    name: str
    site: str
    """Where the hand takes hold of it."""
    joints: dict[str, tuple[float, float]]
    """Values of its joints in the first state and in the second."""
    kinds: tuple[str, str]
    """Of the event that leads to the second state, and of the one that leads back."""
    texts: tuple[tuple[str, ...], tuple[str, ...]]


DEVICES = (
    Device(
        'the microwave',
        'microhandle_site',
        {'microwave': (0.0, -1.1)},
        ('open', 'close'),
        (
            ('the arm opens the microwave', 'the door of the microwave is opened'),
            ('the arm closes the microwave', 'the door of the microwave is closed'),
        ),
    ),
    Device(
        'the sliding cabinet',
        'slide_site',
        {'slide_cabinet': (0.0, 0.4)},
        ('open', 'close'),
        (
            ('the arm opens a cabinet', 'the arm slides the door of a cabinet open'),
            ('the arm closes a cabinet', 'the arm slides the door of a cabinet shut'),
        ),
    ),
    Device(
        'the cabinet door',
        'hinge_site2',
        {'right_hinge_cabinet': (0.0, 1.4)},
        ('open', 'close'),
        (
            ('the arm opens a cabinet', 'a door of the cabinet is opened'),
            ('the arm closes a cabinet', 'a door of the cabinet is closed'),
        ),
    ),
    Device(
        'the light switch',
        'light_site',
        {'light_switch': (0.0, -0.69), 'light_joint': (0.0, -0.05)},
        ('light_on', 'light_off'),
        (
            ('the arm switches the light on', 'the light goes on'),
            ('the arm switches the light off', 'the light goes off'),
        ),
    ),
    Device(
        'the kettle',
        'kettle_site',
        {},
        ('carry', 'carry'),
        (
            ('the arm moves the kettle to the back', 'the arm carries a kettle'),
            ('the arm moves the kettle to the front', 'the arm carries a kettle'),
        ),
    ),
)


def planned(minutes: float) -> list[Planned]:
    count = max(1, round(minutes * 60 / SECONDS))
    seconds = min(SECONDS, minutes * 60)
    return [
        Planned('foreign', f'kitchen-{seed}', seed, partial(make, seed, seconds))
        for seed in range(FIRST_SEED, FIRST_SEED + count)
    ]


@cache
def model_file() -> Path:
    found = find_spec('gymnasium_robotics')
    if found is None or found.origin is None:
        raise RuntimeError(
            'the foreign streams need the package gymnasium-robotics; install training[streams]'
        )
    return Path(found.origin).parent / MODEL


@dataclass
class Act:
    """One stretch of time in which the hand goes from one place to another."""

    event: StreamEvent | None
    """None: the arm rests."""
    start: float
    end: float
    device: Device | None
    """What is in the hand, and moves."""
    opened: bool = False
    """Whether it goes to its second state."""
    reach: Device | None = None
    """Where to, without anything in the hand; None: home."""

    def share(self, t: float) -> float:
        """0 to 1, with a gentle start and stop."""
        linear = np.clip((t - self.start) / (self.end - self.start), 0, 1)
        return float(linear * linear * (3 - 2 * linear))


@dataclass
class Script:
    seed: int
    seconds: float
    acts: list[Act] = field(default_factory=list)

    def __post_init__(self) -> None:
        rng = np.random.default_rng([self.seed, 1])
        state = dict.fromkeys((device.name for device in DEVICES), False)
        t = 0.0
        while t < self.seconds:
            # Some act follows another without rest, most do not.
            rest = float(rng.uniform(0.3, 1.0) if rng.random() < 0.3 else rng.uniform(2, 11))
            self.acts.append(Act(None, t, t + rest, None))
            t += rest
            device = DEVICES[rng.integers(len(DEVICES))]
            opens = not state[device.name]
            state[device.name] = opens
            which = 0 if opens else 1
            for kind, lasts in (
                ('reach', rng.uniform(1.2, 2.2)),
                (device.kinds[which], rng.uniform(1.2, 2.6)),
                ('retract', rng.uniform(1.0, 1.8)),
            ):
                end = t + float(lasts)
                texts = {
                    'reach': (
                        f'the arm reaches for {device.name}',
                        f'the arm moves towards {device.name}',
                    ),
                    'retract': ('the arm goes back to rest', 'the arm moves back'),
                }.get(kind, device.texts[which])
                event = StreamEvent(kind, t, end, texts)
                act = Act(event, t, end, None)
                if kind == 'reach':
                    act.reach = device
                elif kind != 'retract':
                    act.device, act.opened = device, opens
                self.acts.append(act)
                t = end

    def truth(self) -> tuple[list[StreamEvent], list[Steady]]:
        events, scenes = [], []
        for act in self.acts:
            if act.start >= self.seconds:
                break
            end = min(act.end, self.seconds)
            if act.event is None:
                scenes.append(Steady(act.start, end, 'the arm is at rest in a kitchen'))
            else:
                event = act.event
                events.append(StreamEvent(event.kind, event.start, end, event.texts))
        return events, scenes


class Kitchen:
    """Poses the kitchen along a script, frame by frame in the order of time."""

    def __init__(self, seed: int):
        self.model = mujoco.MjModel.from_xml_path(str(model_file()))
        self.model.vis.quality.shadowsize = 0
        self.model.vis.quality.offsamples = 0
        self.data = mujoco.MjData(self.model)
        self.seed = seed
        self._arm = np.array([self.model.joint(name).qposadr[0] for name in ARM])
        self._arm_dofs = np.array([self.model.joint(name).dofadr[0] for name in ARM])
        self._hand = self.model.site('end_effector').id
        self._kettle = self.model.joint('kettle').qposadr[0]
        self._lights = self.model.light_diffuse.copy()
        self._bright = DIM
        self.data.qpos[self._arm] = HOME
        self._place_kettle(np.array(KETTLE_PLACES[0]))
        mujoco.mj_kinematics(self.model, self.data)
        mujoco.mj_comPos(self.model, self.data)
        self._home = self.data.site_xpos[self._hand].copy()
        self._from = self._home

    def _place_kettle(self, place: np.ndarray) -> None:
        self.data.qpos[self._kettle : self._kettle + 7] = [*place, 1, 0, 0, 0]

    def pose(self, act: Act, t: float, begins: bool) -> None:
        """Moves what the act moves at `t`; `begins` in an act's first frame."""
        if begins:
            self._from = self.data.site_xpos[self._hand].copy()
        share = act.share(t)
        if act.device is not None:
            self._move(act.device, share if act.opened else 1 - share)
            mujoco.mj_kinematics(self.model, self.data)
            target = self.data.site(act.device.site).xpos.copy()
        elif act.event is None:
            target = self._home
        else:
            to = self._home if act.reach is None else self.data.site(act.reach.site).xpos
            target = self._from + share * (to - self._from)
        self._follow(target)
        lit = self.data.qpos[self.model.joint('light_switch').qposadr[0]] < -0.35
        self._bright += EASED * ((BRIGHT if lit else DIM) - self._bright)
        self.model.light_diffuse[:] = self._bright * self._lights
        mujoco.mj_kinematics(self.model, self.data)
        mujoco.mj_camlight(self.model, self.data)

    def _move(self, device: Device, share: float) -> None:
        for joint, (shut, opened) in device.joints.items():
            self.data.qpos[self.model.joint(joint).qposadr[0]] = shut + share * (opened - shut)
        if not device.joints:
            front, back = np.array(KETTLE_PLACES)
            place = front + share * (back - front)
            place[2] += LIFT * np.sin(np.pi * share)
            self._place_kettle(place)

    def _follow(self, target: np.ndarray) -> None:
        """Inverse kinematics by damped least squares, from where the arm is; what is out of reach
        is approached."""
        jacobian = np.zeros((3, self.model.nv))
        for _ in range(12):
            mujoco.mj_kinematics(self.model, self.data)
            mujoco.mj_comPos(self.model, self.data)
            error = target - self.data.site_xpos[self._hand]
            if np.linalg.norm(error) < 0.004:
                return
            mujoco.mj_jacSite(self.model, self.data, jacobian, None, self._hand)
            arm = jacobian[:, self._arm_dofs]
            step = arm.T @ np.linalg.solve(arm @ arm.T + 0.01 * np.eye(3), error)
            back = 0.02 * (np.array(HOME) - self.data.qpos[self._arm])
            self.data.qpos[self._arm] += np.clip(step + back, -0.25, 0.25)


def views(script: Script) -> Iterator[np.ndarray]:
    """uint8 [SIDE, SIDE, 3], `RATE` a second."""
    kitchen = Kitchen(script.seed)
    rng = np.random.default_rng([script.seed, 2])
    camera = mujoco.MjvCamera()
    camera.lookat[:] = (-0.2 + rng.uniform(-0.1, 0.15), 0.5, 2.0 + rng.uniform(-0.1, 0.15))
    camera.distance = rng.uniform(1.9, 2.5)
    camera.azimuth = rng.uniform(60, 120)
    camera.elevation = rng.uniform(-35, -15)
    with mujoco.Renderer(kitchen.model, SIDE, SIDE) as renderer:
        acts = iter(script.acts)
        act, begins = next(acts), True
        for index in range(round(script.seconds * RATE)):
            t = index / RATE
            while t >= act.end:
                act, begins = next(acts), True
            kitchen.pose(act, t, begins)
            begins = False
            renderer.update_scene(kitchen.data, camera=camera)
            yield renderer.render()


def make(seed: int, seconds: float) -> Stream:
    script = Script(seed, seconds)
    grain = Grain(2.5, seed)
    frames = [
        jpeg(grain(view.astype(np.float32), index / RATE), QUALITY)
        for index, view in enumerate(views(script))
    ]
    return Stream(RATE, frames, *script.truth())
