"""What a nano pack is made of: a trained Predictor and Y-Encoder, and their Y-Decoder."""

from dataclasses import dataclass
from pathlib import Path

from vljepa_training.export.errors import ExportError
from vljepa_training.learning.settings import Settings
from vljepa_training.learning.train_decoder import load, load_objective
from vljepa_training.model.decoder import Decoder
from vljepa_training.model.decoder_vocabulary import DecoderVocabulary
from vljepa_training.model.predictor import Predictor
from vljepa_training.model.text_encoder import TextEncoder
from vljepa_training.pretrained import minilm


@dataclass(frozen=True)
class Parts:
    settings: Settings
    predictor: Predictor
    text: TextEncoder
    decoder: Decoder
    vocabulary: DecoderVocabulary


def read_parts(checkpoint: Path, decoder: Path) -> Parts:
    """Raises ExportError that says what was expected, what was found and what to do."""
    try:
        settings, objective = load_objective(checkpoint)
        y_decoder, vocabulary = load(decoder)
    except (FileNotFoundError, ValueError) as error:
        raise ExportError(str(error)) from None
    except (KeyError, TypeError) as error:
        raise ExportError(
            f'{checkpoint}, {decoder}: expected checkpoints of vljepa_training.learning.train and '
            f'vljepa_training.learning.train_decoder in this order, got something else ({error})'
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
    return Parts(settings, objective.predictor.eval(), objective.text.eval(), y_decoder, vocabulary)
