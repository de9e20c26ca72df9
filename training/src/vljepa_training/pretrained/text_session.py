"""Text -> embedding with the Y-Encoder's graph and its tokenizer."""

import numpy as np
from tokenizers import Tokenizer

from vljepa_training.onnx_graphs.session import Session

from .minilm import MAX_LENGTH


class TextEncoder:
    """Encodes each text on its own, so that no result depends on its neighbours."""

    def __init__(self, session: Session, tokenizer_json: str):
        self._session = session
        self._tokenizer = Tokenizer.from_str(tokenizer_json)
        self._tokenizer.enable_truncation(MAX_LENGTH)

    def __call__(self, texts: list[str]) -> np.ndarray:
        """Embeddings float32 [len(texts), 384], unit norm."""
        return np.concatenate([self._one(text) for text in texts])

    def ids(self, text: str) -> np.ndarray:
        """Token ids int64 [1, length], [CLS] and [SEP] among them."""
        return np.array([self._tokenizer.encode(text).ids], np.int64)

    def _one(self, text: str) -> np.ndarray:
        ids = self.ids(text)
        return self._session(input_ids=ids, attention_mask=np.ones_like(ids))
