"""What happens, and what just changed."""

from vljepa_training.worlds.episode import MANIPULATION_EVENTS
from vljepa_training.worlds.language import events
from vljepa_training.worlds.language.clip import STEADY
from vljepa_training.worlds.language.wording import pick

from .asking import Asking
from .question import Question

NOT_ITS_DOING = ('appear', 'vanish')
MOTIONS = (
    'drive_forward',
    'drive_backward',
    'turn_left',
    'turn_right',
    'stop',
    'pass_doorway',
    'approach',
    'stand_still',
)
ROBOT_KINDS = {k for k in MANIPULATION_EVENTS if k not in NOT_ITS_DOING}.union(MOTIONS)
"""What the robot does, not what happens to it."""
STEP = 0.3  # s
STEADY_ASKED = 0.25
"""How often it is asked what changed where nothing did."""


def event(asking: Asking) -> list[Question]:
    if asking.event is None:
        return []
    of_robot = asking.event.kind in ROBOT_KINDS
    family = pick(asking.rng, ('event', f'event {asking.world}' if of_robot else 'event'))
    answers = events.sentences(asking.event, asking.view, asking.wording, asking.rng, 1)
    return [asking.ask(family, answers[0])]


def change(asking: Asking) -> list[Question]:
    """Of clips that show a change to its end, or that nothing changes."""
    if asking.event is None:
        return []
    over = asking.event.end <= asking.view.state.t + STEP
    if asking.event.kind in STEADY:
        if asking.rng.random() > STEADY_ASKED:
            return []
    elif not over:
        return []
    answer = events.change(asking.event, asking.view, asking.wording, asking.rng)
    return [asking.ask('change', answer)] if answer else []
