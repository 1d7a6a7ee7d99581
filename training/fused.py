"""An MPNet for export, its attention one operation of onnxruntime (MultiHeadAttention) instead of a dozen of ONNX's own.

The bias of relative positions is the same for every row of a batch and stays one table, which that operation adds itself.
"""

from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn


class FusedTrunk(nn.Module):
    """The states of an MPNet; gives what the MPNet gives, but for `last_hidden_state` nothing."""

    def __init__(self, trunk: Any) -> None:
        super().__init__()
        self.config = trunk.config
        self.embeddings = trunk.embeddings
        self.encoder = trunk.encoder
        for layer in self.encoder.layer:
            layer.attention.attn = FusedAttention(layer.attention.attn)
        self.encoder.compute_position_bias = self._position_bias

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Any:
        """Run pieces and mask, both (batch, pieces) int64."""
        states = self.encoder(self.embeddings(input_ids=input_ids), attention_mask.to(torch.int32), return_dict=True)
        return SimpleNamespace(last_hidden_state=states.last_hidden_state)

    def _position_bias(self, states: Tensor) -> Tensor:
        """The bias of every head from every place to every place: (1, heads, pieces, pieces)."""
        places = torch.arange(states.shape[1])
        buckets = self.encoder.relative_position_bucket(places[None, :] - places[:, None])
        bias: Tensor = self.encoder.relative_attention_bias(buckets)
        return bias.permute(2, 0, 1).unsqueeze(0)


class FusedAttention(nn.Module):
    """The self-attention of a layer, with its matrices."""

    def __init__(self, attention: Any) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = attention.q, attention.k, attention.v, attention.o
        self.heads: int = attention.num_attention_heads

    def forward(self, states: Tensor, mask: Tensor, position_bias: Tensor, **_: Any) -> tuple[Tensor]:
        """States (batch, pieces, size); mask (batch, pieces) int32, 1 where there is a piece."""
        mixed = _MultiHeadAttention.apply(self.q(states), self.k(states), self.v(states), mask, position_bias, self.heads)
        return (self.o(mixed),)


class _MultiHeadAttention(torch.autograd.Function):
    """onnxruntime's operator of that name (domain com.microsoft), and the same in torch for the tracer."""

    @staticmethod
    def forward(_: Any, query: Tensor, key: Tensor, value: Tensor, mask: Tensor, bias: Tensor, heads: int) -> Tensor:  # noqa: PLR0917
        split = [states.unflatten(2, (heads, -1)).transpose(1, 2) for states in (query, key, value)]
        open_places = bias.masked_fill(mask[:, None, None, :] == 0, torch.finfo(bias.dtype).min)
        return nn.functional.scaled_dot_product_attention(*split, attn_mask=open_places).transpose(1, 2).flatten(2)

    @staticmethod
    def symbolic(g: Any, query: Any, key: Any, value: Any, mask: Any, bias: Any, heads: int) -> Any:  # noqa: PLR0917
        absent = g.op("prim::Constant")
        absent.setType(torch._C.OptionalType.ofTensor())
        given = g.op("com.microsoft::MultiHeadAttention", query, key, value, absent, mask, bias, num_heads_i=heads)
        return given.setType(query.type())
