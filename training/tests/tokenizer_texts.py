"""Varied texts, and their token ids by the Python `tokenizers` library.

python training/tests/tokenizer_texts.py | node training/tests/check_tokenizer.mjs models/nano
"""

import json
import unicodedata

import numpy as np
from tokenizers import Tokenizer

from vljepa_training.pretrained import minilm, phrases

BY_HAND = [
    '',
    ' ',
    '\t\n  ',
    'What is happening?',
    'IS THE DOOR OPEN?!',
    "don't, can't; the robot's arm (left) -- 3.5 m/s @ 20%",
    'Wo ist die Türe? Größe: 30 µm, Straße, ÄÖÜ',
    'café naïve façade résumé Zoë Ærøskøbing',
    unicodedata.normalize('NFD', 'café naïve Türe'),
    '机器人手臂在桌子上',
    'ロボットがドアを開ける 한국어 텍스트',
    'Где робот? Привет, МИР!',
    'أين الباب؟ שלום עולם',
    'ไทย हिन्दी தமிழ்',
    '🤖 🦾 👩‍🔧 🏳️‍🌈 emoji ❤️',
    'x² + y₂ ≤ ½ · ∑ ≈ π → ∞',
    '[CLS] a [SEP] b [MASK] [PAD] [UNK] [cls]',
    '##ing un##able #hash',
    'https://example.org/a?b=c&d=%20#e user@host.com',
    'a_b-c.d,e:f;g!h?i\'j"k`l~m^n|o\\p/q<r>s=t+u*v&w',
    'zero\u200bwidth\u00adsoft\ufeffbom\u00a0space\u3000wide',
    'control\x00\x01\x07\x1b\x7f\ufffdend',
    'line\r\nbreak\u2028separator\u2029paragraph',
    '“quotes” ‘single’ «guillemets» — dash – en … dots',
    'İstanbul IĞDIR ıI ßẞ ﬁ ﬂ Ｆｕｌｌ ｗｉｄｔｈ ①②Ⅳ',
    'a' * 99,
    'a' * 100,
    'a' * 101,
    'supercalifragilisticexpialidocious antidisestablishmentarianism',
    '1234567890 0x1F 1e-9 3,141.59 12:30:59 2026-11-23',
    'robot ' * 300,
    '\U0001d54f \U00020000 \U0010ffff \ue000',
    'e\u0301\u0302\u0323 o\u0308 n\u0303',
]


def texts() -> list[str]:
    """By hand, from the phrase bank, and random strings over several scripts."""
    generator = np.random.default_rng(11)
    ranges = [(32, 127), (160, 384), (880, 1280), (0x4E00, 0x4F00), (0x2000, 0x2070)]
    made = []
    for _ in range(300):
        letters = []
        for _ in range(generator.integers(1, 60)):
            low, high = ranges[generator.choice(len(ranges), p=[0.7, 0.12, 0.06, 0.06, 0.06])]
            letters.append(chr(generator.integers(low, high)))
        made.append(''.join(letters))
    return BY_HAND + phrases.bank_phrases()[::10] + made


def main() -> None:
    tokenizer = Tokenizer.from_str(minilm.tokenizer_files()['tokenizer.json'])
    print(json.dumps([{'text': text, 'ids': tokenizer.encode(text).ids} for text in texts()]))


if __name__ == '__main__':
    main()
