"""What a question is made from."""

from dataclasses import dataclass

import numpy as np

from vljepa_training.worlds.episode import Event
from vljepa_training.worlds.language import ontology
from vljepa_training.worlds.language.view import View
from vljepa_training.worlds.language.wording import QUESTIONS, pick

from .question import Question


@dataclass(frozen=True)
class Asking:
    view: View
    """The newest frame of the clip."""
    event: Event | None
    """What the clip shows."""
    wording: str
    rng: np.random.Generator

    @property
    def world(self) -> str:
        return self.view.index.episode.world

    @property
    def split(self) -> str:
        return self.view.index.episode.split

    @property
    def kinds(self) -> tuple[str, ...]:
        return ontology.kinds(self.world, self.split)

    def ask(
        self,
        family: str,
        answer: str,
        candidates: tuple[str, ...] | None = None,
        lookalike: bool = False,
        frames: tuple[int, int] | None = None,
        event: Event | None = None,
        about: tuple[str, ...] | None = None,
        beside: tuple[str, ...] | None = None,
        **names: str,
    ) -> Question:
        """A question of one of the phrasings of `family`; its first word is the kind."""
        text = pick(self.rng, QUESTIONS[self.wording][family]).format(**names)
        kind = family.split()[0]
        return Question(
            kind, text, answer, candidates, lookalike, frames, event, about, beside, family
        )
