"""Small tokenizers of the kinds that Llama 3.2 and EmbeddingGemma have, in the files they have."""

import json
from pathlib import Path

from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

SENTENCES = [
    'Describe the video.',
    'What is the robot holding?',
    'a robot arm picks up a red cup',
    'the person walks through the door',
    'a drawer opens and a blue box is taken out of it',
] * 4
"""What they learn their pieces from."""

LLAMA_PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|"
    r' ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+'
)

LLAMA_CONFIG = {
    'bos_token': '<|begin_of_text|>',
    'clean_up_tokenization_spaces': True,
    'eos_token': '<|end_of_text|>',
    'model_input_names': ['input_ids', 'attention_mask'],
    'model_max_length': 131072,
    'tokenizer_class': 'PreTrainedTokenizerFast',
}
GEMMA_CONFIG = {
    'add_bos_token': True,
    'add_eos_token': True,
    'bos_token': '<bos>',
    'clean_up_tokenization_spaces': False,
    'eos_token': '<eos>',
    'mask_token': '<mask>',
    'model_max_length': 2048,
    'pad_token': '<pad>',
    'padding_side': 'right',
    'tokenizer_class': 'GemmaTokenizer',
    'unk_token': '<unk>',
}


def write_llama(folder: Path) -> None:
    _write(folder, llama(), LLAMA_CONFIG)


def write_gemma(folder: Path) -> None:
    _write(folder, gemma(), GEMMA_CONFIG)


def _write(folder: Path, tokenizer: Tokenizer, config: dict) -> None:
    tokenizer.save(str(folder / 'tokenizer.json'))
    text = json.dumps(config, indent=2, ensure_ascii=False) + '\n'
    (folder / 'tokenizer_config.json').write_text(text, 'utf-8')


def llama() -> Tokenizer:
    """Bytes merged within words; <|begin_of_text|> in front."""
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(LLAMA_PATTERN), 'isolated'),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(SENTENCES, trainer)
    specials = ['<|begin_of_text|>', '<|end_of_text|>', '<|finetune_right_pad_id|>']
    tokenizer.add_special_tokens([AddedToken(text, special=True) for text in specials])
    begin = (specials[0], tokenizer.token_to_id(specials[0]))
    tokenizer.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=True),
            processors.TemplateProcessing(single=f'{begin[0]} $A', special_tokens=[begin]),
        ]
    )
    return tokenizer


def gemma() -> Tokenizer:
    """Pieces of text with ▁ for a space, bytes for what has no piece; <bos> and <eos> around."""
    pieces = Tokenizer(models.BPE())
    pieces.normalizer = normalizers.Replace(' ', '▁')
    pieces.train_from_iterator(SENTENCES, trainers.BpeTrainer(vocab_size=200, show_progress=False))
    learned = json.loads(pieces.to_str())['model']
    specials = ['<pad>', '<eos>', '<bos>', '<unk>', '<mask>']
    names = [*specials, *(f'<0x{byte:02X}>' for byte in range(256))]
    names += sorted(learned['vocab'], key=learned['vocab'].get)
    tokenizer = Tokenizer(
        models.BPE(
            vocab={name: number for number, name in enumerate(names)},
            merges=[tuple(merge) for merge in learned['merges']],
            unk_token='<unk>',
            fuse_unk=True,
            byte_fallback=True,
        )
    )
    tokenizer.normalizer = normalizers.Replace(' ', '▁')
    tokenizer.pre_tokenizer = pre_tokenizers.Split(' ', 'merged_with_previous')
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace('▁', ' '), decoders.ByteFallback(), decoders.Fuse()]
    )
    tokenizer.add_special_tokens([AddedToken(text, special=True) for text in specials])
    tokenizer.post_processor = processors.TemplateProcessing(
        single='<bos> $A <eos>', special_tokens=[('<bos>', 2), ('<eos>', 1)]
    )
    return tokenizer
