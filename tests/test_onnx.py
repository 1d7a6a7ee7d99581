import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from index.errors import ModelError
from index.onnx import FILES, MANIFEST, MODELS, OnnxModel, sha256, verify
from index.session import batches

# input_ids times attention_mask: once a piece (batch, pieces, 1), once summed over the row (batch,).
GRAPH = (
    "CAg6kwIKJgoJaW5wdXRfaWRzCg5hdHRlbnRpb25fbWFzaxIEa2VwdCIDTXVsCh8KBGtlcHQKBGxhc3QSBnBpZWNlcyIJVW5zcXVl"
    "ZXplCi0KBGtlcHQKA29uZRIEc3VtcyIJUmVkdWNlU3VtKg8KCGtlZXBkaW1zGACgAQISBHRpbnkqDQgBEAc6AQJCBGxhc3QqDAgB"
    "EAc6AQFCA29uZVodCglpbnB1dF9pZHMSEAoOCAcSCgoDEgFiCgMSAXBaIgoOYXR0ZW50aW9uX21hc2sSEAoOCAcSCgoDEgFiCgMS"
    "AXBiHgoGcGllY2VzEhQKEggHEg4KAxIBYgoDEgFwCgIIAWITCgRzdW1zEgsKCQgHEgUKAxIBYkIECgAQEQ=="
)
SHIPPED = sorted(path.parent for path in MODELS.glob(f"*/{MANIFEST}"))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder with a graph of three nodes."""
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "model.onnx").write_bytes(base64.b64decode(GRAPH))
    (folder / "labels.json").write_text(json.dumps({"padding": 1}))
    Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]")).save(str(folder / "tokenizer.json"))
    (folder / MANIFEST).write_text(json.dumps({name: sha256(folder / name) for name in FILES}))
    return folder


@given(st.lists(st.lists(st.integers(2, 99), min_size=1, max_size=40), max_size=30))
def test_run_gives_each_row_without_padding_in_the_order_given(tiny: Path, rows: list[list[int]]) -> None:
    outputs = OnnxModel(tiny).run(rows)
    assert [pieces[:, 0].tolist() for pieces, _ in outputs] == rows
    assert [int(total) for _, total in outputs] == [sum(row) for row in rows]


@given(st.lists(st.integers(1, 50), max_size=40), st.integers(1, 120))
def test_batches_hold_every_row_once_and_keep_the_limit(lengths: list[int], limit: int) -> None:
    found = list(batches(lengths, limit))
    assert sorted(i for batch in found for i in batch) == list(range(len(lengths)))
    assert all(len(b) == 1 or len(b) * max(lengths[i] for i in b) <= limit for b in found)


def test_a_changed_file_is_refused(tiny: Path, tmp_path: Path) -> None:
    for path in tiny.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "labels.json").write_text('{"padding": 2}')
    with pytest.raises(ModelError, match=r'labels\.json" is not the file that was published: reinstall'):
        OnnxModel(tmp_path)


def test_a_missing_file_is_refused(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes((tiny / MANIFEST).read_bytes())
    with pytest.raises(ModelError, match="is not the file that was published"):
        OnnxModel(tmp_path)


@pytest.mark.parametrize("manifest", ["{", "{}"], ids=["cut", "empty"])
def test_a_damaged_manifest_is_refused(tiny: Path, tmp_path: Path, manifest: str) -> None:
    for path in tiny.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / MANIFEST).write_text(manifest)
    with pytest.raises(ModelError, match=r"is damaged|is not the file"):
        OnnxModel(tmp_path)


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="There is no model in"):
        OnnxModel(tmp_path / "nowhere")


def test_importing_the_runtime_loads_no_engine() -> None:
    heavy = "{'onnxruntime', 'tokenizers', 'torch', 'transformers'}"
    code = f"import sys, index.attribution.link; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_shipped_files_are_the_published_ones_and_small_enough(folder: Path) -> None:
    verify(folder)
    assert all(path.stat().st_size < 95_000_000 for path in folder.iterdir())


def test_shipped_weights_together_stay_under_200_megabytes() -> None:
    assert sum(path.stat().st_size for folder in SHIPPED for path in folder.iterdir()) < 200_000_000
