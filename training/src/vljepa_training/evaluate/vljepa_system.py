"""A checkpoint of the VL-JEPA: Predictor, Y-Encoder and, where there is one, a Y-Decoder."""

from pathlib import Path

import numpy as np
import torch

from vljepa_training.export.nano.manifest import ManifestOptions
from vljepa_training.learning import train_decoder
from vljepa_training.model.decoder import Decoder, texts_of
from vljepa_training.model.decoder_vocabulary import DecoderVocabulary
from vljepa_training.model.features import STEP
from vljepa_training.model.predictor import QUERY_LENGTH
from vljepa_training.model.wordpieces import padded, token_ids

from .clips import Clip
from .systems import Embedding

EVENT_QUERY = {'base': '', 'sft': ManifestOptions().default_query}
"""By the stage that a checkpoint is of: `base` never read a query; the other is the pack's own
default, which the node asks unless another query is set."""
DECODED_TOGETHER = 256


class VlJepa(Embedding):
    def __init__(
        self, checkpoint: Path, decoder: Path | tuple[Decoder, DecoderVocabulary] | None = None
    ):
        settings, self._objective = train_decoder.load_objective(checkpoint)
        super().__init__(EVENT_QUERY[settings.stage])
        self._decoder = train_decoder.load(decoder) if isinstance(decoder, Path) else decoder

    @torch.no_grad()
    def predict(self, clips: list[Clip], queries: list[list[str]]) -> list[np.ndarray]:
        predictor = self._objective.predictor
        features = features_of(clips)
        ids, mask = queries_of(queries)
        states = predictor.answer(features, predictor.see(features), ids, mask).numpy()
        return [row[: len(of_clip)] for row, of_clip in zip(states, queries, strict=True)]

    def read(self, texts: list[str]) -> np.ndarray:
        return self._objective.text.encode(texts).numpy()

    def words_of(self, embeddings: np.ndarray) -> list[str] | None:
        if self._decoder is None:
            return None
        decoder, vocabulary = self._decoder
        parts = torch.from_numpy(embeddings).split(DECODED_TOGETHER)
        return [text for part in parts for text in texts_of(decoder, vocabulary, part)]


def features_of(clips: list[Clip]) -> torch.Tensor:
    """float32 [B, T, 50, 768]."""
    stacked = np.stack([clip.source.features(clip.frames) for clip in clips])
    return torch.from_numpy(stacked).float() * STEP


def queries_of(queries: list[list[str]]) -> tuple[torch.Tensor, torch.Tensor]:
    """int64 ids and mask [B, E, L]; where a clip has fewer than E queries, empty ones fill up."""
    most = max(map(len, queries))
    filled = [query for of_clip in queries for query in of_clip + [''] * (most - len(of_clip))]
    ids, mask = padded([token_ids(query, QUERY_LENGTH) for query in filled])
    return ids.unflatten(0, (len(queries), most)), mask.unflatten(0, (len(queries), most))
