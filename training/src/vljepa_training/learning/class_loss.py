"""Asked what happens, an answer is told from those of other kinds by the middles of their names.

That is how classes are named without examples: each is the mean of its wordings. Sentences about
one event beside a few others in a batch leave kinds that are said alike nearer than they need be.
"""

import torch
from torch import Tensor
from torch.nn import functional

from vljepa_training.model.text_encoder import TextEncoder
from vljepa_training.worlds.episode import EVENT_KINDS
from vljepa_training.worlds.language import class_prompts

WORDINGS = 8
"""Of each kind, drawn anew at each step."""


class ClassLoss:
    def __init__(self) -> None:
        names = class_prompts('train')
        self._names = [names[kind] for kind in EVENT_KINDS]

    def __call__(
        self, answers: Tensor, kinds: list[int], text: TextEncoder, temperature: Tensor
    ) -> Tensor:
        """Sum over answers [R, D], unit norm, of the cross-entropies; `kinds` are the true ones."""
        texts = [
            of_kind[i]
            for of_kind in self._names
            for i in torch.randint(len(of_kind), (WORDINGS,)).tolist()
        ]
        named = text(texts).float().unflatten(0, (len(EVENT_KINDS), WORDINGS)).mean(1)
        with torch.autocast(answers.device.type, enabled=False):
            logits = answers.float() @ functional.normalize(named, dim=-1).T / temperature
        truth = torch.tensor(kinds, device=answers.device)
        return functional.cross_entropy(logits, truth, reduction='sum')
