"""Tiny models for the tests of what reads pairs: an ONNX pair model with known answers, and random cross-encoders."""

import base64
import json
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

from index.onnx import FILES, MANIFEST, sha256

VOCABULARY = {"<s>": 0, "<pad>": 1, "</s>": 2, "[UNK]": 3, "yes": 4, "no": 5, "perhaps": 6}
LIMIT = 24


# The votes of the pieces, summed over the row: the first three are the entailment scores, the last is the answer score.
GRAPH = (
    "CAg6rQQKIQoFdm90ZXMKCWlucHV0X2lkcxIFZm91bmQiBkdhdGhlcgonCg5hdHRlbnRpb25fbWFzaxIEa2VwdCIEQ2FzdCoJCgJ0bxgBoAEC"
    "Ch8KBGtlcHQKBGxhc3QSBmNvbHVtbiIJVW5zcXVlZXplCh0KBWZvdW5kCgZjb2x1bW4SB2NvdW50ZWQiA011bAozCgdjb3VudGVkCgZtaWRk"
    "bGUSBHN1bXMiCVJlZHVjZVN1bSoPCghrZWVwZGltcxgAoAECCjUKBHN1bXMKBXNpemVzEgplbnRhaWxtZW50EgZzaW5nbGUiBVNwbGl0KgsK"
    "BGF4aXMYAaABAgohCgZzaW5nbGUKBm1pZGRsZRIGYW5zd2VyIgdTcXVlZXplEgR0aW55KkQIBwgEEAFCBXZvdGVzahcKCGxvY2F0aW9uEgt3"
    "ZWlnaHRzLmJpbmoLCgZvZmZzZXQSATBqDQoGbGVuZ3RoEgMxMTJwASoUCAEQB0IEbGFzdEoIAgAAAAAAAAAqFggBEAdCBm1pZGRsZUoIAQAA"
    "AAAAAAAqHQgCEAdCBXNpemVzShADAAAAAAAAAAEAAAAAAAAAWh0KCWlucHV0X2lkcxIQCg4IBxIKCgMSAWIKAxIBcFoiCg5hdHRlbnRpb25f"
    "bWFzaxIQCg4IBxIKCgMSAWIKAxIBcGIdCgplbnRhaWxtZW50Eg8KDQgBEgkKAxIBYgoCCANiFQoGYW5zd2VyEgsKCQgBEgUKAxIBYkIECgAQ"
    "EQ=="
)


def pair_model(folder: Path) -> Path:
    """A pair model that counts: "yes" speaks for supports and for an answer, "no" for refutes, "perhaps" for neutral.

    The table of votes is in a file beside the graph, as the shipped model's larger weights are.
    """
    votes = np.zeros((len(VOCABULARY), 4), np.float32)
    votes[4:] = (2, 0, 0, 2), (0, 2, 0, -2), (0, 0, 2, -1)
    labels = {"classes": ["supports", "refutes", "neutral"], "temperature": {"entailment": 1.0, "answer": 1.0}}
    labels |= {"limit": LIMIT, "start": 0, "padding": 1, "separator": 2}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(base64.b64decode(GRAPH))
    (folder / "weights.bin").write_bytes(votes.tobytes())
    (folder / "labels.json").write_text(json.dumps(labels))
    tokenizer().save(str(folder / "tokenizer.json"))
    (folder / MANIFEST).write_text(json.dumps({name: sha256(folder / name) for name in (*FILES, "weights.bin")}))
    return folder


def cross_encoder(folder: Path, labels: list[str]) -> Path:
    """A tiny BERT with random weights and the given labels, saved as transformers save one."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
        id2label=dict(enumerate(labels)),
        label2id={label: i for i, label in enumerate(labels)},
        pad_token_id=1,
    )
    model = BertForSequenceClassification(config)
    model.classifier.weight.data.normal_()
    model.save_pretrained(folder)
    words = tokenizer()
    words.post_processor = TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=words, unk_token="[UNK]", pad_token="<pad>", sep_token="</s>", cls_token="<s>", model_max_length=64
    ).save_pretrained(folder)
    return folder


def tokenizer() -> Tokenizer:
    """Whole words of the tiny vocabulary."""
    made = Tokenizer(WordLevel(VOCABULARY, unk_token="[UNK]"))
    made.pre_tokenizer = BertPreTokenizer()
    return made
