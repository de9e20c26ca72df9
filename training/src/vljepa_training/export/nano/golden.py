"""Golden vectors of a nano pack: what its shipped graphs give on known clips and texts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import onnx
from PIL import Image

from vljepa_training.export import golden_inputs
from vljepa_training.model.decoder_vocabulary import BEGIN, END, LONGEST, SPECIAL, DecoderVocabulary
from vljepa_training.model.predictor import QUERY_LENGTH
from vljepa_training.model.text_encoder import TEXT_LENGTH
from vljepa_training.model.wordpieces import padded, token_ids
from vljepa_training.onnx_graphs.session import Session
from vljepa_training.pretrained.pixels import pixels

FRAMES = 8
"""Of a window by default, as in training."""
TOLERANCE = 0.005
"""Of a component: room for another CPU, and for OpenCV's other version in the node."""
CLEAR = 0.05
"""Logits by which each piece of a golden text must be ahead: another CPU then says the same."""
CLIP_FOLDER = Path(__file__).parent / 'golden_clip'
"""An arm lifts a red ball out of a basket: four frames of the training worlds, half a second
apart."""
PHOTOGRAPH = 'golden_photograph.png'


@dataclass(frozen=True)
class Clip:
    frames: tuple[str, ...]
    """Files of the pack, oldest first."""
    query: str | None
    """None: the pack's own."""


LIFT = tuple(f'golden_lift_{index}.png' for index in range(4))
CLIPS = (
    Clip(LIFT, None),
    Clip(LIFT, 'How many balls are there?'),
    Clip(LIFT[-1:], 'What colour is the ball in the basket?'),
    Clip((PHOTOGRAPH,), 'What is this?'),
)
TEXTS = (*golden_inputs.TEXTS, 'the arm lifts the red ball', 'yes')


def pictures() -> dict[str, Image.Image]:
    """By their names in the pack; the node stretches them to its input's size."""
    rendered = {name: Image.open(CLIP_FOLDER / name.removeprefix('golden_')) for name in LIFT}
    return {PHOTOGRAPH: golden_inputs.picture(), **rendered}


def clip_tokens(clip: Clip, of_picture: dict[str, np.ndarray]) -> np.ndarray:
    """[1, FRAMES · 50, 768] from each picture's [1, 50, 768].

    The oldest stands for what came before it.
    """
    frames = [of_picture[name] for name in clip.frames]
    return np.concatenate([frames[0]] * (FRAMES - len(frames)) + frames, axis=1)


def query_tokens(query: str) -> tuple[np.ndarray, np.ndarray]:
    """ids and mask int64 [1, length]."""
    ids, mask = padded([token_ids(query, QUERY_LENGTH)])
    return ids.numpy(), mask.numpy()


class PackGraphs:
    """A pack's four graphs in ONNX Runtime, on one thread as in the node."""

    def __init__(self, models: dict[str, onnx.ModelProto]):
        self._x, self._predictor, self._y, self._decoder = (
            Session(models[f'{name}.onnx'])
            for name in ('x_encoder', 'predictor', 'y_encoder', 'y_decoder')
        )

    def clips(self) -> list[np.ndarray]:
        """Tokens [1, FRAMES · 50, 768] of each golden clip."""
        of_picture = {
            name: self._x(pixels=pixels(np.array(picture))) for name, picture in pictures().items()
        }
        return [clip_tokens(clip, of_picture) for clip in CLIPS]

    def predict(self, tokens: np.ndarray, query: str) -> np.ndarray:
        """float32 [384]."""
        ids, mask = query_tokens(query)
        return self._predictor(tokens=tokens, query_ids=ids, query_mask=mask)[0]

    def text(self, text: str) -> np.ndarray:
        """float32 [384]."""
        ids, mask = padded([token_ids(text, TEXT_LENGTH)])
        return self._y(input_ids=ids.numpy(), attention_mask=mask.numpy())[0]

    def next_piece(self, embedding: np.ndarray, ids: list[int]) -> np.ndarray:
        """Logits [V] after `ids`."""
        return self._decoder(embedding=embedding[None], ids=np.array([ids], np.int64))[0]


def said(next_piece: Callable[[list[int]], np.ndarray]) -> tuple[list[int], float]:
    """The pieces that the node's greedy rule chooses, and the smallest lead of one of them."""
    ids, lead = [BEGIN], np.inf
    while len(ids) <= LONGEST and ids[-1] != END:
        logits = next_piece(ids)
        choices = np.array([END, *range(SPECIAL, len(logits))])
        order = choices[np.argsort(-logits[choices], kind='stable')]
        lead = min(lead, float(logits[order[0]] - logits[order[1]]))
        ids.append(int(order[0]))
    return ids[1:], lead


def document(graphs: PackGraphs, vocabulary: DecoderVocabulary, default_query: str) -> dict:
    """`golden_inputs.json`."""
    clips, decodes = [], []
    for index, (clip, tokens) in enumerate(zip(CLIPS, graphs.clips(), strict=True)):
        embedding = graphs.predict(tokens, clip.query or default_query)
        asked = {'query': clip.query} if clip.query else {}
        clips.append({'frames': [*clip.frames], **asked, **_vector(embedding)})
        chosen, lead = said(partial(graphs.next_piece, embedding))
        text = vocabulary.decode(chosen)
        if text.strip() and lead > CLEAR:
            decodes.append({'text_of_clip': index, 'phrase': text})
    texts = [{'text': text, **_vector(graphs.text(text))} for text in TEXTS]
    return {'clips': clips, 'texts': texts, 'decodes': decodes}


def _vector(embedding: np.ndarray) -> dict:
    return {'embedding': golden_inputs.numbers(embedding), 'tolerance': TOLERANCE}
