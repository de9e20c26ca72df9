"""Runs the frozen X-Encoder on pictures."""

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from vljepa_training.onnx_graphs.session import Session
from vljepa_training.pretrained import efficientnet, minilm
from vljepa_training.pretrained.conse import CLASSES_KEPT
from vljepa_training.pretrained.phrases import imagenet_phrases
from vljepa_training.pretrained.pixels import pixels, resize
from vljepa_training.pretrained.text_session import TextEncoder

from . import features
from .features import CELLS, DIMENSION, EARLY_BLOCK

BATCH = 256
"""Pictures that go through the network together on a GPU."""


def class_targets() -> np.ndarray:
    """MiniLM's embeddings [1000, 384] of ImageNet's classes as people name them."""
    y_encoder = Session(minilm.build(minilm.load(), 'float32'))
    encode = TextEncoder(y_encoder, minilm.tokenizer_files()['tokenizer.json'])
    return encode(imagenet_phrases())


class XEncoder:
    """uint8 RGB pictures -> features; one thread."""

    def __init__(self) -> None:
        model = features.build(efficientnet.load(), class_targets(), 'float32')
        self._session = Session(model)

    def __call__(self, rgb: np.ndarray) -> np.ndarray:
        """[H, W, 3] -> float32 [50, 768]."""
        return self._session(pixels=pixels(rgb))[0]


class TorchXEncoder(nn.Module):
    """The same in PyTorch, for a GPU: many pictures at a time."""

    last_mean: Tensor
    last_std: Tensor
    early_mean: Tensor
    early_std: Tensor
    directions: Tensor
    centre: Tensor
    classifier: Tensor
    classifier_bias: Tensor
    targets: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.network = efficientnet.load()
        stats = features.statistics(self.network)
        weight, bias = efficientnet.classifier(self.network)
        self._conse_scale = stats.conse_scale
        arrays = {
            'last_mean': stats.last_mean,
            'last_std': stats.last_std,
            'early_mean': stats.early_mean,
            'early_std': stats.early_std,
            'directions': stats.directions,
            'centre': stats.centre,
            'classifier': weight,
            'classifier_bias': bias,
            'targets': class_targets(),
        }
        for name, array in arrays.items():
            self.register_buffer(name, torch.tensor(array, dtype=torch.float32), persistent=False)

    @torch.no_grad()
    def encode(self, pictures: Sequence[np.ndarray]) -> np.ndarray:
        """uint8 RGB pictures [H, W, 3] -> float32 [n, 50, 768]."""
        parts = [pictures[i : i + BATCH] for i in range(0, len(pictures), BATCH)]
        return np.concatenate([self._encoded(part) for part in parts])

    def _encoded(self, pictures: Sequence[np.ndarray]) -> np.ndarray:
        batch = torch.from_numpy(np.stack([resize(rgb) for rgb in pictures]))
        batch = batch.to(self.centre.device).permute(0, 3, 1, 2).float()
        return self((batch - efficientnet.MEAN) / efficientnet.STD).cpu().numpy()

    def forward(self, pictures: Tensor) -> Tensor:
        """[B, 3, 224, 224], as `pixels` has them -> [B, 50, 768]."""
        network = self.network
        x = functional.relu6(network._bn0(network._conv_stem(pictures)))
        for index, block in enumerate(network._blocks):
            x = block(x)
            if index == EARLY_BLOCK:
                early = x
        early = _normalised(early, self.early_mean, self.early_std)
        # Four cells side by side, their channels together.
        early = early.unflatten(3, (-1, 2)).unflatten(2, (-1, 2)).permute(0, 3, 5, 1, 2, 4)
        grid = torch.cat([_normalised(x, self.last_mean, self.last_std), early.flatten(1, 3)], 1)
        cells = grid.reshape(-1, DIMENSION, CELLS).transpose(1, 2)
        return torch.cat([cells, self._summary(x)[:, None]], dim=1)

    def _summary(self, x: Tensor) -> Tensor:
        network = self.network
        pooled = functional.relu6(network._bn1(network._conv_head(x))).mean((2, 3))
        shares = (pooled @ self.classifier + self.classifier_bias).softmax(-1)
        shares, classes = shares.topk(CLASSES_KEPT, dim=-1)
        mixed = (self.targets[classes] * shares[..., None]).sum(1)
        conse = functional.normalize(mixed, dim=-1) * self._conse_scale
        return torch.cat([conse, (pooled - self.centre) @ self.directions], dim=1)


def _normalised(x: Tensor, mean: Tensor, std: Tensor) -> Tensor:
    return (x - mean[:, None, None]) / std[:, None, None]


def read_jpeg(raw: bytes) -> np.ndarray:
    """uint8 RGB [H, W, 3]; ValueError where it is not a picture."""
    bgr = cv2.imdecode(np.frombuffer(raw, np.uint8), cv2.IMREAD_COLOR) if raw else None
    if bgr is None:
        raise ValueError('expected a JPEG picture, got something that OpenCV cannot read')
    return cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
