"""A pack's query X_q -> the token ids that its Predictor reads, with Hugging Face's `tokenizers`."""

import numpy as np
from tokenizers import Tokenizer


def query_feeds(folder, predictor):
    """The pack's own query as inputs of the Predictor: ids and mask, int64 [1, length].

    Empty where pack.yaml's `predictor` has no query. A query that is too long loses words at its
    end and keeps its special tokens.
    """
    if "query" not in predictor:
        return {}
    spec, inputs = predictor["query"], predictor["inputs"]
    tokenizer = Tokenizer.from_file(str(folder / spec["tokenizer"]))
    # The pack decides, whatever the tokenizer's file says.
    tokenizer.no_padding()
    tokenizer.enable_truncation(spec["max_length"])
    ids = np.array([tokenizer.encode(spec["default"]).ids], np.int64)
    feeds = {inputs["query_ids"]: ids}
    if "query_mask" in inputs:
        feeds[inputs["query_mask"]] = np.ones_like(ids)
    return feeds
