"""The token model: candidates are scored by their likelihood, captions are generated.

A text's likelihood under each of 500 clips would take minutes, so retrieval compares the model's
caption with the query caption, in the embedding space of unmodified MiniLM.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from vljepa_training.learning import checkpoint
from vljepa_training.learning.settings import Settings
from vljepa_training.learning.token_objective import TokenObjective
from vljepa_training.model.decoder_vocabulary import PAD, DecoderVocabulary
from vljepa_training.model.predictor import QUERY_LENGTH
from vljepa_training.model.token_model import TokenModel
from vljepa_training.model.wordpieces import padded, token_ids

from .clips import Clip
from .closed_questions import Choice
from .minilm import Reader
from .systems import CAPTION_QUERY, batches
from .vljepa_system import EVENT_QUERY, features_of, queries_of

ANSWERS_TOGETHER = 512
"""Query-and-answer rows in a batch."""


class TokenSystem:
    guesses = False

    def __init__(self, model: TokenModel, event_query: str, reader: Reader):
        self.model, self._reader = model.eval(), reader
        self.event_query = event_query

    @staticmethod
    def load(path: Path, reader: Reader) -> 'TokenSystem':
        content = checkpoint.read(path)
        settings = Settings.of(content['settings'])
        kept = content['weights'].get('model.kept')
        if kept is None:
            raise ValueError(
                f'{path}: expected a token model, which has its word pieces, got none; train one '
                'with python -m vljepa_training.learning.train … --tokens'
            )
        objective = TokenObjective.of(settings, DecoderVocabulary(kept.tolist()))
        checkpoint.load_weights(objective, content['weights'], path)
        return TokenSystem(objective.model, EVENT_QUERY[settings.stage], reader)

    @torch.no_grad()
    def choose(self, choices: Sequence[Choice]) -> list[np.ndarray]:
        by_clip: dict[tuple, tuple[Clip, list[int]]] = {}
        for number, choice in enumerate(choices):
            by_clip.setdefault(choice.clip.key, (choice.clip, []))[1].append(number)
        scores: list[np.ndarray] = [np.empty(0)] * len(choices)
        for batch in batches(by_clip.values()):
            seen = self.model.tokens(features_of([clip for clip, _ in batch])).tokens
            for of_clip, (_, numbers) in zip(seen, batch, strict=True):
                asked = [choices[number] for number in numbers]
                for number, of_choice in zip(numbers, self._likely(of_clip, asked), strict=True):
                    scores[number] = of_choice
        return scores

    def match(self, clips: Sequence[Clip], texts: Sequence[str]) -> np.ndarray:
        said = self._generate(clips, CAPTION_QUERY)
        return self._reader(said) @ self._reader(list(texts)).T

    def caption(self, clips: Sequence[Clip]) -> list[str]:
        return self._generate(clips, self.event_query)

    def similarity(self, pairs: Sequence[tuple[str, str]]) -> None:
        """It has no Y-Encoder."""
        return None

    def _generate(self, clips: Sequence[Clip], query: str) -> list[str]:
        said: dict[tuple, str] = {}
        for batch in batches((clip, [query]) for clip in clips):
            ids, mask = queries_of([queries for _, queries in batch])
            of_batch = [clip for clip, _ in batch]
            texts = self.model.generate(features_of(of_batch), ids, mask)
            said |= {clip.key: text for clip, text in zip(of_batch, texts, strict=True)}
        return [said[clip.key] for clip in clips]

    def _likely(self, seen: torch.Tensor, choices: list[Choice]) -> list[np.ndarray]:
        """Mean log-likelihood of a piece, and of a candidate's wordings the mean."""
        rows = [
            (self.event_query if choice.query is None else choice.query, text)
            for choice in choices
            for texts in choice.candidates
            for text in texts
        ]
        starts = range(0, len(rows), ANSWERS_TOGETHER)
        parts = [self._likelihoods(seen, rows[i : i + ANSWERS_TOGETHER]) for i in starts]
        likely = iter(np.concatenate(parts))
        return [
            np.array([np.mean([next(likely) for _ in texts]) for texts in choice.candidates])
            for choice in choices
        ]

    def _likelihoods(self, seen: torch.Tensor, rows: list[tuple[str, str]]) -> np.ndarray:
        ids, mask = padded([token_ids(query, QUERY_LENGTH) for query, _ in rows])
        read, said = self.model.vocabulary.encode_all([text for _, text in rows])
        logits = self.model.next_pieces(seen[None], ids[None], mask[None], read[None])[0]
        chances = logits.float().log_softmax(-1).gather(2, said[..., None])[..., 0]
        kept = said != PAD
        return ((chances * kept).sum(1) / kept.sum(1)).numpy()
