"""The query gate: whether a query asks what things are called.

The Predictor has a gate of its own, which shuts where a picture's summary looks like a
photograph's: S_y is then what ImageNet taught, whatever was asked. Only a query for names is helped
by that; for any other the query gate holds the Predictor's gate open.
"""

from torch import Tensor, nn


class QueryGate(nn.Module):
    asks: Tensor
    bias: Tensor

    def __init__(self, asks: Tensor, bias: Tensor):
        """`asks` [pieces] and `bias` []: the logit of asking for names is `bias` and the mean of
        `asks` over the query's word pieces."""
        super().__init__()
        for name, expected, came in (
            ('asks', (len(asks),), asks.shape),
            ('bias', (), bias.shape),
        ):
            if tuple(came) != expected:
                raise ValueError(f'{name}: expected {[*expected]}, came {[*came]}')
        self.register_buffer('asks', asks.float())
        self.register_buffer('bias', bias.float())

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """int64 [B, L] each -> [B], 0 to 1: how surely a query asks what things are called."""
        read = mask.to(self.asks.dtype)
        logit = (self.asks[ids] * read).sum(1) / read.sum(1)
        return (logit + self.bias).sigmoid()


def held_open(share: Tensor, names_asked: Tensor) -> Tensor:
    """The Predictor's own gate [B], 0 to 1, behind the query gate [B]."""
    return 1 - names_asked * (1 - share)
