import gzip
import hashlib
import json
import tarfile
from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

from index.records import ModelError
from index.training.base import lay_down

DENSE = "encoder.layer.0.output.dense"
QUANTISED = np.array([[1, 3], [5, 7], [9, 11]], dtype=np.uint8)
EMBEDDED = np.array([[0, 1], [2, 3]], dtype=np.uint8)


def graph_of_one_product() -> onnx.ModelProto:
    """What the package holds, in small: int8 embeddings, and one int8 product with its bias."""
    constants: dict[str, NDArray[np.generic]] = {
        "embeddings.word_embeddings.weight_quantized": EMBEDDED,
        "embeddings.word_embeddings.weight_scale": np.array(0.25, dtype=np.float32),
        "embeddings.word_embeddings.weight_zero_point": np.array(2, dtype=np.uint8),
        "embeddings.LayerNorm.weight": np.array([0.5, 1.5], dtype=np.float32),
        "onnx::MatMul_7_quantized": QUANTISED,
        "onnx::MatMul_7_scale": np.array(0.5, dtype=np.float32),
        "onnx::MatMul_7_zero_point": np.array(3, dtype=np.uint8),
        f"{DENSE}.bias": np.array([8.0, 9.0], dtype=np.float32),
    }
    nodes = [
        helper.make_node("Add", [f"{DENSE}.bias", "scaled"], ["out"]),
        helper.make_node("Mul", ["cast", "input_scale"], ["scaled"]),
        helper.make_node("Cast", ["product"], ["cast"], to=TensorProto.FLOAT),
        helper.make_node(
            "MatMulInteger",
            ["input", "onnx::MatMul_7_quantized", "input_zero", "onnx::MatMul_7_zero_point"],
            ["product"],
        ),
    ]
    tensors = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    return helper.make_model(helper.make_graph(nodes, "tiny", [], [], initializer=tensors))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A package as npm brings it, with the graph of one product for a model."""
    models = tmp_path / "package" / "lib" / "models"
    models.mkdir(parents=True)
    (models / "model_quantized.onnx").write_bytes(graph_of_one_product().SerializeToString())
    tokenizer = json.dumps({"model": {"vocab": {"规": 1, "[PAD]": 0, "划": 2}}}).encode()
    (models / "tokenizer.json.gz").write_bytes(gzip.compress(tokenizer))
    for name in ("config.json", "tokenizer_config.json", "special_tokens_map.json"):
        (models / name).write_text(json.dumps({"file": name}))
    with tarfile.open(tmp_path / "tiny.tgz", "w:gz") as tar:
        tar.add(tmp_path / "package", "package")
    return tmp_path / "tiny.tgz"


def npm_that(does: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put an `npm` first on the path: `$5` is the folder that `npm pack` is to write to."""
    folder.mkdir()
    script = folder / "npm"
    script.write_text(f"#!/bin/sh\n{does}\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.fixture
def laid_down(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The model folder made from the archive, which is taken for the right one."""
    npm_that(f"cp '{archive}' \"$5\"", tmp_path / "bin", monkeypatch)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    monkeypatch.setattr("index.training.base.SHA256", digest)
    lay_down(tmp_path / "models" / "tiny")
    return tmp_path / "models" / "tiny"


def test_a_product_s_weights_are_scaled_and_transposed(laid_down: Path) -> None:
    weights = load_file(laid_down / "model.safetensors")
    # (q - 3) * 0.5 is [[-1, 0], [1, 2], [3, 4]]
    assert weights[f"{DENSE}.weight"].tolist() == [[-1.0, 1.0, 3.0], [0.0, 2.0, 4.0]]
    expected = (QUANTISED.astype(np.float32) - 3) * 0.5
    assert weights[f"{DENSE}.weight"].tolist() == expected.T.tolist()


def test_embeddings_are_scaled_and_not_transposed(laid_down: Path) -> None:
    weights = load_file(laid_down / "model.safetensors")
    # (q - 2) * 0.25
    expected = [[-0.5, -0.25], [0.0, 0.25]]
    assert weights["embeddings.word_embeddings.weight"].tolist() == expected


def test_weights_that_are_floats_already_stay(laid_down: Path) -> None:
    weights = load_file(laid_down / "model.safetensors")
    assert weights["embeddings.LayerNorm.weight"].tolist() == [0.5, 1.5]
    assert weights[f"{DENSE}.bias"].tolist() == [8.0, 9.0]


def test_scales_and_zero_points_are_no_weights(laid_down: Path) -> None:
    assert sorted(load_file(laid_down / "model.safetensors")) == [
        "embeddings.LayerNorm.weight",
        "embeddings.word_embeddings.weight",
        f"{DENSE}.bias",
        f"{DENSE}.weight",
    ]


def test_the_vocabulary_is_written_in_the_order_of_its_numbers(laid_down: Path) -> None:
    assert (laid_down / "vocab.txt").read_text(encoding="utf-8") == "[PAD]\n规\n划\n"


def test_the_folder_is_whole_and_nothing_stands_beside_it(laid_down: Path) -> None:
    files = [path.relative_to(laid_down).as_posix() for path in laid_down.rglob("*.*")]
    assert sorted(files) == [
        "1_Pooling/config.json",
        "config.json",
        "model.safetensors",
        "modules.json",
        "sentence_bert_config.json",
        "special_tokens_map.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "vocab.txt",
    ]
    assert list(laid_down.parent.iterdir()) == [laid_down]


def test_a_folder_that_is_whole_is_left_as_it_is(
    laid_down: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (laid_down / "config.json").write_text("mine")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    lay_down(laid_down)
    assert (laid_down / "config.json").read_text() == "mine"


def test_an_archive_with_another_checksum_is_refused(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm_that(f"cp '{archive}' \"$5\"", tmp_path / "bin", monkeypatch)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    with pytest.raises(ModelError, match=f"的校验和不符：应为 [0-9a-f]{{64}}，得到 {digest}$"):
        lay_down(tmp_path / "models" / "tiny")
    assert list((tmp_path / "models").iterdir()) == []


def test_without_npm_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ModelError, match=r"^下载模型需要 npm；请先安装.*--model"):
        lay_down(tmp_path / "models" / "tiny")


def test_npm_s_own_message_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm_that("echo 'registry out of reach' >&2; exit 1", tmp_path / "bin", monkeypatch)
    with pytest.raises(ModelError, match=r"^npm 取不到 .*：registry out of reach$"):
        lay_down(tmp_path / "models" / "tiny")
