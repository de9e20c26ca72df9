"""Everything that decides a training; stored in its checkpoints."""

from dataclasses import asdict, dataclass, field
from typing import Literal

from vljepa_training.model.predictor import PredictorConfig

from .objective import LossKind, Weights

Stage = Literal['base', 'sft']


@dataclass(frozen=True)
class Settings:
    stage: Stage = 'base'
    predictor: PredictorConfig = field(default_factory=PredictorConfig)
    seed: int = 1
    windows: int = 32
    """Windows of robots a step, on each rank."""
    stills: int = 8
    """Single frames a step, on each rank; in stage 2 pairs of pictures."""
    shown: int = 32
    """Windows a step, on each rank, that the visual tokens alone learn from."""
    photos: int = 8
    """Made-up photographs a step, on each rank."""
    questions: int = 7
    """Rows for each window of stage 2; stage 1 has `captions`."""
    captions: int = 2
    rehearsal: float = 0.5
    """Share of stage 2's windows that a caption is asked of without a query, against forgetting."""
    restated: int = 16
    """Texts a step that are said in other words, on each rank."""
    optimizer: Literal['muon', 'adamw'] = 'muon'
    """Of hidden matrices; AdamW steps the others."""
    learning_rate: float = 1e-3
    text_rate: float = 0.05
    """The Y-Encoder's learning rate, as a share; its head has the whole."""
    weight_decay: float = 0.05
    warmup: int = 100
    """Steps."""
    clip_norm: float = 1.0
    loss: LossKind = 'info_nce'
    weights: Weights = field(default_factory=Weights)
    text_layers: int = 2
    freeze_text: bool = False
    bfloat16: bool = True
    """Computes in bfloat16 where autocast allows; a training does where that is faster."""

    def plain(self) -> dict:
        """As checkpoints store it: format 1 calls `bfloat16` half."""
        plain = asdict(self)
        plain['half'] = plain.pop('bfloat16')
        return plain

    @staticmethod
    def of(plain: dict) -> 'Settings':
        plain = dict(plain)
        plain['bfloat16'] = plain.pop('half')
        parts = plain['predictor']
        predictor = PredictorConfig(**{**parts, 'labels': tuple(parts['labels'])})
        return Settings(**{**plain, 'predictor': predictor, 'weights': Weights(**plain['weights'])})
