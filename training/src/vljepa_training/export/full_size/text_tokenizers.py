"""The parts' tokenizers as the pack ships them, giving the ids that `transformers` gives."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from vljepa_training.export.errors import ExportError

from .sources import Part

LLAMA_PAD = '<|finetune_right_pad_id|>'
"""Llama 3.2 reserves it (id 128004); its tokenizer has no padding token of its own."""


@dataclass(frozen=True)
class TextTokenizer:
    source: Path
    fast: PreTrainedTokenizerBase
    max_length: int
    pad_id: int

    def __call__(self, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids and mask int64 [texts, length]: cut to `max_length`, padded to the longest."""
        rows = [self.fast(text, truncation=True, max_length=self.max_length) for text in texts]
        longest = max(len(row['input_ids']) for row in rows)
        ids = torch.full((len(rows), longest), self.pad_id)
        mask = torch.zeros_like(ids)
        for number, row in enumerate(rows):
            length = len(row['input_ids'])
            ids[number, :length] = torch.tensor(row['input_ids'])
            mask[number, :length] = 1
        return ids, mask

    def write(self, folder: Path) -> None:
        """`tokenizer.json`, the pipeline as `transformers` runs it, and `tokenizer_config.json`.

        `transformers` lets some settings of the latter overrule the former (whether <bos> and
        <eos> are added); other libraries read the former alone. Truncation and padding are left to
        the caller.
        """
        folder.mkdir()
        pipeline = json.loads(self.fast.backend_tokenizer.to_str())
        pipeline['truncation'] = pipeline['padding'] = None
        text = json.dumps(pipeline, ensure_ascii=False, separators=(',', ':'))
        (folder / 'tokenizer.json').write_text(text, 'utf-8')
        shutil.copyfile(self.source / 'tokenizer_config.json', folder / 'tokenizer_config.json')


def read_tokenizer(part: Part, folder: Path, max_length: int, rows: int) -> TextTokenizer:
    """`rows` of the token table bound the ids.

    Raises ExportError where the files are not a tokenizer, or belong to another table.
    """
    try:
        fast = AutoTokenizer.from_pretrained(folder)
        Tokenizer.from_file(str(folder / 'tokenizer.json'))
    except Exception as error:  # `tokenizers` raises bare Exception
        raise ExportError(
            f'{part.option}: tokenizer.json with tokenizer_config.json in {folder} is not a '
            f'tokenizer: {str(error).splitlines()[0]}; expected those of {part.hub_id}'
        ) from error
    if len(fast) > rows:
        raise ExportError(
            f"{part.option}: the tokenizer in {folder} has {len(fast)} tokens, its model's table "
            f'{rows} rows; expected both from {part.hub_id}'
        )
    return TextTokenizer(folder, fast, max_length, _pad_id(fast))


def _pad_id(fast: PreTrainedTokenizerBase) -> int:
    if fast.pad_token_id is not None:
        return fast.pad_token_id
    vocabulary = fast.get_vocab()
    return vocabulary.get(LLAMA_PAD, fast.eos_token_id)
