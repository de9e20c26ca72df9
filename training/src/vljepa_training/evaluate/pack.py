"""A pack as it ships: the frames go through its own graphs."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np

from vljepa_training.export.documents import read_manifest
from vljepa_training.export.nano.golden import query_tokens, said
from vljepa_training.model.decoder_vocabulary import END
from vljepa_training.onnx_graphs.session import Session
from vljepa_training.pretrained.pixels import pixels
from vljepa_training.pretrained.text_session import TextEncoder

from .clips import Clip
from .systems import Embedding

PHRASES_TOGETHER = 64
T = TypeVar('T')
R = TypeVar('R')


class PhraseBankPack(Embedding):
    """Version 0.1: its Predictor ignores the query; it says the nearest phrase of its bank."""

    VERSION = '0.1.0'

    def __init__(self, folder: Path, threads: int = 1):
        super().__init__(event_query='')
        manifest = read_manifest(folder)
        if manifest['version'] != self.VERSION:
            raise ValueError(
                f'{folder / "pack.yaml"}: expected version {self.VERSION}, got '
                f'{manifest["version"]}; python -m vljepa_training.baseline --out FOLDER writes it'
            )
        self._graphs = Graphs(folder, manifest, threads)
        self._score = Session(str(folder / 'phrase_bank.onnx'))
        self._phrases = (folder / 'phrases.txt').read_text('utf-8').splitlines()

    def predict(self, clips: list[Clip], queries: list[list[str]]) -> list[np.ndarray]:
        states = self._graphs.each(self._state, clips)
        return [np.repeat(s, len(q), axis=0) for s, q in zip(states, queries, strict=True)]

    def read(self, texts: list[str]) -> np.ndarray:
        return self._graphs.read(texts)

    def words_of(self, embeddings: np.ndarray) -> list[str]:
        starts = range(0, len(embeddings), PHRASES_TOGETHER)
        parts = [self._score(embedding=embeddings[i : i + PHRASES_TOGETHER]) for i in starts]
        return [self._phrases[i] for i in np.concatenate(parts).argmax(1)]

    def _state(self, clip: Clip) -> np.ndarray:
        """[1, 384]."""
        return self._graphs.predictor(tokens=self._graphs.tokens(clip))


class LanguageModelPack(Embedding):
    """Version 1.0 on: its Predictor reads the query, and a language model says what it predicts."""

    def __init__(self, folder: Path, threads: int = 1):
        manifest = read_manifest(folder)
        kind = manifest['y_decoder']['type']
        if kind != 'language_model':
            raise ValueError(
                f'{folder / "pack.yaml"}: expected a y_decoder of type language_model, got '
                f'{kind}; a pack 0.1 is measured with --nano01'
            )
        super().__init__(manifest['predictor']['query']['default'])
        self._graphs = Graphs(folder, manifest, threads)
        self._decode = Session(str(folder / 'y_decoder.onnx'))
        vocabulary = folder / manifest['y_decoder']['vocabulary']
        self._pieces = vocabulary.read_text('utf-8').splitlines()

    def predict(self, clips: list[Clip], queries: list[list[str]]) -> list[np.ndarray]:
        return self._graphs.each(self._states, list(zip(clips, queries, strict=True)))

    def read(self, texts: list[str]) -> np.ndarray:
        return self._graphs.read(texts)

    def words_of(self, embeddings: np.ndarray) -> list[str]:
        return self._graphs.each(self._words, list(embeddings))

    def frame_tokens(self, picture: np.ndarray) -> np.ndarray:
        """uint8 RGB [H, W, 3] -> [1, tokens, D]."""
        return self._graphs.frame_tokens(picture)

    def states(self, tokens: np.ndarray, queries: Sequence[str]) -> np.ndarray:
        """S_y [queries, 384] of one window, [1, frames · tokens, D]."""
        states = []
        for query in queries:
            ids, mask = query_tokens(query)
            states.append(self._graphs.predictor(tokens=tokens, query_ids=ids, query_mask=mask))
        return np.concatenate(states)

    def _states(self, asked: tuple[Clip, list[str]]) -> np.ndarray:
        clip, queries = asked
        return self.states(self._graphs.tokens(clip), queries)

    def _words(self, embedding: np.ndarray) -> str:
        def following(ids: list[int]) -> np.ndarray:
            return self._decode(embedding=embedding[None], ids=np.array([ids], np.int64))[0]

        chosen, _ = said(following)
        pieces = [self._pieces[number] for number in chosen if number != END]
        return ' '.join(pieces).replace(' ##', '')


class Graphs:
    """What packs of all versions have; clips and texts in parallel."""

    def __init__(self, folder: Path, manifest: dict, threads: int):
        self._threads = threads
        self._template = manifest['y_encoder']['label_template']
        self._encode_image = Session(str(folder / 'x_encoder.onnx'))
        self.predictor = Session(str(folder / 'predictor.onnx'))
        tokenizer = (folder / 'tokenizer.json').read_text('utf-8')
        self._encode = TextEncoder(Session(str(folder / 'y_encoder.onnx')), tokenizer)

    def each(self, function: Callable[[T], R], items: Sequence[T]) -> list[R]:
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(function, items))

    def tokens(self, clip: Clip) -> np.ndarray:
        """[1, frames · tokens, D]."""
        pictures = clip.source.pictures(clip.frames)
        return np.concatenate([self.frame_tokens(picture) for picture in pictures], axis=1)

    def frame_tokens(self, picture: np.ndarray) -> np.ndarray:
        """uint8 RGB [H, W, 3] -> [1, tokens, D]."""
        return self._encode_image(pixels=pixels(picture))

    def read(self, texts: list[str]) -> np.ndarray:
        labels = [[self._template.replace('{label}', text)] for text in texts]
        return np.concatenate(self.each(self._encode, labels))
