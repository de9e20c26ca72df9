"""What a nano pack is made of: a trained Predictor and Y-Encoder, their Y-Decoder, a query gate."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from vljepa_training.export.errors import ExportError
from vljepa_training.learning import fit_query_gate
from vljepa_training.learning.settings import Settings
from vljepa_training.learning.train_decoder import load, load_objective
from vljepa_training.model.decoder import Decoder
from vljepa_training.model.decoder_vocabulary import DecoderVocabulary
from vljepa_training.model.predictor import Predictor
from vljepa_training.model.query_gate import QueryGate
from vljepa_training.model.text_encoder import TextEncoder
from vljepa_training.pretrained import minilm


@dataclass(frozen=True)
class Parts:
    settings: Settings
    predictor: Predictor
    text: TextEncoder
    decoder: Decoder
    vocabulary: DecoderVocabulary
    query_gate: QueryGate

    @torch.no_grad()
    def predict(self, tokens: Tensor, ids: Tensor, mask: Tensor) -> Tensor:
        """As `Predictor.forward`, behind the query gate."""
        return self.predictor(tokens, ids, mask, self.query_gate(ids, mask))


def read_parts(checkpoint: Path, decoder: Path, query_gate: Path) -> Parts:
    """Raises ExportError that says what was expected, what was found and what to do."""
    try:
        settings, objective = load_objective(checkpoint)
        y_decoder, vocabulary = load(decoder)
        gate = fit_query_gate.load(query_gate)
    except (FileNotFoundError, ValueError) as error:
        raise ExportError(str(error)) from None
    except (KeyError, TypeError) as error:
        raise ExportError(
            f'{checkpoint}, {decoder}, {query_gate}: expected what vljepa_training.learning.train, '
            'train_decoder and fit_query_gate write, in this order, got something else '
            f'({error})'
        ) from None
    widths = {
        f'{checkpoint}: the Predictor': settings.predictor.embedding,
        f'{decoder}: the Y-Decoder': y_decoder.config.embedding,
    }
    for what, width in widths.items():
        if width != minilm.DIMENSION:
            raise ExportError(
                f"{what}: expected embeddings of {minilm.DIMENSION} numbers, the Y-Encoder's, "
                f'got {width}; train it with that width'
            )
    predictor, text = objective.predictor.eval(), objective.text.eval()
    return Parts(settings, predictor, text, y_decoder, vocabulary, gate)
