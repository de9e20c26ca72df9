"""The model in PyTorch, of the real `transformers` classes: what the graphs are compared with."""

from collections.abc import Mapping

import torch
from torch import nn
from torch.nn.functional import normalize
from transformers import Gemma3TextModel, LlamaModel, VJEPA2Model

from .architecture import Architecture
from .weights import Weights


class XEncoder(nn.Module):
    """V-JEPA 2's encoder, with the projection that some checkpoints have."""

    def __init__(self, architecture: Architecture, weights: Weights):
        super().__init__()
        self.model = VJEPA2Model(architecture.vjepa2)
        # Its own predictor is not used, so that its weights may stay as they were drawn.
        self.model.load_state_dict(_float32(weights.vjepa2), strict=False)
        projector = weights.of('x_encoder.projector.')
        self.projector = _linear(projector) if architecture.has_projection else nn.Identity()

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """pixels [batch, frames, 3, height, width] → tokens [batch, tokens, dimension]."""
        hidden = self.model(pixel_values_videos=pixels, skip_predictor=True).last_hidden_state
        return self.projector(hidden)


class Predictor(nn.Module):
    """Visual tokens, then the query's; every token sees every token that is not padding.

    The last hidden state is averaged over all tokens but padding, then goes through the head.
    """

    def __init__(self, architecture: Architecture, weights: Weights):
        super().__init__()
        self.vis_proj = _linear(weights.of('predictor.vis_proj.'))
        self.out_proj = _linear(weights.of('predictor.out_proj.'))
        state = weights.of('predictor.')
        self.model = LlamaModel(architecture.llama)
        self.model.load_state_dict(
            _float32({k: t for k, t in state.items() if not k.startswith(('vis_', 'out_'))})
        )

    def forward(self, tokens: torch.Tensor, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """tokens [batch, T, D], ids and mask [batch, length] → unit vectors [batch, embedding]."""
        query = self.model.embed_tokens(ids)
        hidden = torch.cat([self.vis_proj(tokens), query], dim=1)
        kept = torch.cat([mask.new_ones(tokens.shape[:2]), mask], dim=1)
        length = hidden.shape[1]
        # Of four dimensions, so that LlamaModel takes it as it is and adds no causal mask.
        added = torch.zeros(len(kept), 1, length, length).masked_fill(
            kept[:, None, None, :] == 0, torch.finfo(hidden.dtype).min
        )
        output = self.model(
            inputs_embeds=hidden,
            attention_mask=added,
            position_ids=torch.arange(length)[None],
            use_cache=False,
        )
        return normalize(self.out_proj(_mean(output.last_hidden_state, kept)), dim=-1)


class YEncoder(nn.Module):
    """EmbeddingGemma's last hidden state, averaged over what is not padding, and its own head.

    The dense layers that sentence-transformers puts behind EmbeddingGemma are not part of it.
    """

    def __init__(self, architecture: Architecture, weights: Weights):
        super().__init__()
        self.model = Gemma3TextModel(architecture.gemma)
        self.model.load_state_dict(_float32(weights.of('y_encoder.model.')))
        self.projector = _linear(weights.of('y_encoder.projector.'))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """ids and mask [batch, length] → unit vectors [batch, embedding]."""
        output = self.model(input_ids=ids, attention_mask=mask, use_cache=False)
        return normalize(self.projector(_mean(output.last_hidden_state, mask)), dim=-1)


def _mean(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean of [batch, length, width] over the tokens that the mask [batch, length] keeps."""
    kept = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * kept).sum(dim=1) / kept.sum(dim=1).clamp(min=1)


def _linear(weights: Mapping[str, torch.Tensor]) -> nn.Linear:
    outputs, inputs = weights['weight'].shape
    layer = nn.Linear(inputs, outputs)
    layer.load_state_dict(_float32(weights))
    return layer


def _float32(weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {key: tensor.float() for key, tensor in weights.items()}
