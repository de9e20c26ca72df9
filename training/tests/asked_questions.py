"""What is asked about the small episodes."""

import numpy as np

from language_episodes import room_episode, table_episode
from vljepa_training.worlds.episode import RATE, Episode
from vljepa_training.worlds.language import KINDS, WORDINGS, questions

EPISODES = (table_episode(), room_episode())
CLIPS = [(episode, last) for episode in EPISODES for last in range(len(episode.states))]


def asked(kinds=KINDS, text='train', rounds=6, clips=CLIPS):
    rng = np.random.default_rng(3)
    return [
        (episode, last, question)
        for _ in range(rounds)
        for episode, last in clips
        for question in questions(episode, last, text, rng, kinds)
    ]


ALL = {text: asked(text=text) for text in WORDINGS}


def frame_at(episode: Episode, kind: str, share: float) -> int:
    event = next(e for e in episode.events if e.kind == kind)
    return round((event.start + share * (event.end - event.start)) * RATE)
