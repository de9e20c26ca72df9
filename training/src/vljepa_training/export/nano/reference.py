"""The frozen X-Encoder in PyTorch, to compare its graph with; the other parts are PyTorch's."""

import numpy as np
import torch
from efficientnet_lite_pytorch import EfficientNet
from torch import Tensor
from torch.nn import functional

from vljepa_training.model.features import EARLY_BLOCK, statistics
from vljepa_training.pretrained.conse import CLASSES_KEPT


@torch.no_grad()
def tokens(network: EfficientNet, targets: np.ndarray, pixels: Tensor) -> Tensor:
    """[T, 3, 224, 224] -> [T, 50, 768]; `targets` [1000, 384] of the classes' names."""
    stats = statistics(network)
    x = functional.relu6(network._bn0(network._conv_stem(pixels)))
    early = x
    for index, block in enumerate(network._blocks):
        x = block(x)
        if index == EARLY_BLOCK:
            early = x
    last = _normalised(x, stats.last_mean, stats.last_std)
    early = _normalised(early, stats.early_mean, stats.early_std)
    # SpaceToDepth: the place within a larger cell changes slower than the channel.
    count, channels = early.shape[:2]
    folded = early.reshape(count, channels, 7, 2, 7, 2).permute(0, 3, 5, 1, 2, 4)
    grid = torch.cat([last, folded.reshape(count, 4 * channels, 7, 7)], dim=1)
    pooled = functional.relu6(network._bn1(network._conv_head(x))).mean((2, 3))
    kept = network._fc(pooled).softmax(-1).topk(CLASSES_KEPT)
    mixed = (torch.from_numpy(targets)[kept.indices] * kept.values[..., None]).sum(1)
    conse = functional.normalize(mixed, dim=-1) * stats.conse_scale
    along = (pooled - torch.from_numpy(stats.centre)) @ torch.from_numpy(stats.directions)
    summary = torch.cat([conse, along], dim=1)[:, None]
    return torch.cat([grid.flatten(2).transpose(1, 2), summary], dim=1)


def _normalised(x: Tensor, mean: np.ndarray, std: np.ndarray) -> Tensor:
    wide_mean, wide_std = (torch.from_numpy(v).float()[:, None, None] for v in (mean, std))
    return (x - wide_mean) / wide_std
