"""A pack as it ships: the frames go through its own graphs."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import yaml

from training.nano.pictures import pixels
from training.nano.sessions import Session
from training.nano.texts import TextEncoder

from .clips import Clip
from .systems import Embedding

PHRASES_TOGETHER = 64


class PhraseBankPack(Embedding):
    """Version 0.1: its Predictor ignores the query; it says the nearest phrase of its bank."""

    VERSION = '0.1.0'

    def __init__(self, folder: Path, threads: int = 1):
        super().__init__(event_query='')
        manifest = yaml.safe_load((folder / 'pack.yaml').read_text('utf-8'))
        if manifest['version'] != self.VERSION:
            raise ValueError(
                f'{folder / "pack.yaml"}: expected version {self.VERSION}, came '
                f'{manifest["version"]}; name a folder with the earlier pack (it is in the '
                "history of models/nano), or leave --nano01 out and --merge keeps its figures"
            )
        self._threads = threads
        self._template = manifest['y_encoder']['label_template']
        self._encode_image = Session(str(folder / 'x_encoder.onnx'))
        self._predict = Session(str(folder / 'predictor.onnx'))
        self._score = Session(str(folder / 'phrase_bank.onnx'))
        self._phrases = (folder / 'phrases.txt').read_text('utf-8').splitlines()
        tokenizer = (folder / 'tokenizer.json').read_text('utf-8')
        self._encode = TextEncoder(Session(str(folder / 'y_encoder.onnx')), tokenizer)

    def predict(self, clips: list[Clip], queries: list[list[str]]) -> list[np.ndarray]:
        with ThreadPoolExecutor(self._threads) as pool:
            states = list(pool.map(self._state, clips))
        return [np.repeat(s, len(q), axis=0) for s, q in zip(states, queries, strict=True)]

    def read(self, texts: list[str]) -> np.ndarray:
        with ThreadPoolExecutor(self._threads) as pool:
            encoded = list(pool.map(self._encode, ([self._label(t)] for t in texts)))
        return np.concatenate(encoded)

    def words_of(self, embeddings: np.ndarray) -> list[str]:
        starts = range(0, len(embeddings), PHRASES_TOGETHER)
        parts = [self._score(embedding=embeddings[i : i + PHRASES_TOGETHER]) for i in starts]
        return [self._phrases[i] for i in np.concatenate(parts).argmax(1)]

    def _label(self, text: str) -> str:
        return self._template.replace('{label}', text)

    def _state(self, clip: Clip) -> np.ndarray:
        """[1, 384]."""
        tokens = [
            self._encode_image(pixels=pixels(picture))
            for picture in clip.film.pictures(clip.frames)
        ]
        return self._predict(tokens=np.concatenate(tokens, axis=1))
