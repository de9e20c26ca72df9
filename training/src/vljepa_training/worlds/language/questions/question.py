"""What a question is."""

from dataclasses import dataclass

from vljepa_training.worlds.episode import Event

KINDS = (
    'event',
    'object',
    'present',
    'count',
    'colour',
    'relation',
    'state',
    'change',
    'action',
)


@dataclass(frozen=True)
class Question:
    kind: str
    """One of `KINDS`."""
    text: str
    answer: str
    candidates: tuple[str, ...] | None = None
    """The closed set that the answer is chosen from; it holds the answer."""
    lookalike: bool = False
    """What is asked for is absent and looks like something that is there."""
    frames: tuple[int, int] | None = None
    """Indices of the two frames that the question is about, in place of the clip."""
    event: Event | None = None
    """What happens between the two frames."""
    about: tuple[str, ...] | None = None
    """Ids of what is asked about, as far as it is in sight; None: of nothing in particular."""
    beside: tuple[str, ...] | None = None
    """Ids of what it is held against."""
    family: str = ''
    """Which phrasings it came from: `relation side`."""


YES_NO = ('yes', 'no')


def yes_no(value: bool) -> str:
    return YES_NO[0] if value else YES_NO[1]
