"""The shipped models' runtime, on a model whose arithmetic a reader can do."""

import json
import logging
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from index.embed import OnnxEmbedder, shipped_models
from index.onnx_model import PROBE, OnnxModel, digest_of, is_exact, open_graph, saturates
from index.records import ModelError
from index.training.export import make_signed, write_probe

LETTERS = "一二三四五六七八九十。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model that gives the sum of a text's token ids, and how many tokens it has.

    [CLS] is 1, [SEP] is 2, 一 is 3, 二 is 4 and so on; at most 8 tokens are read.
    """
    models_folder = tmp_path / "models"
    folder = models_folder / "toy"
    folder.mkdir(parents=True)
    write_graph(folder / "model.onnx")
    write_tokenizer(folder / "tokenizer.json")
    config = {"dimension": 2, "max_tokens": 8}
    (folder / "config.json").write_text(json.dumps(config))
    names = ("model.onnx", "tokenizer.json", "config.json")
    checksums = {f"toy/{name}": digest_of(folder / name) for name in names}
    (models_folder / "checksums.json").write_text(json.dumps(checksums))
    return folder


def write_graph(path: Path) -> None:
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "n"])
    mask = helper.make_tensor_value_info("attention_mask", TensorProto.INT64, [1, "n"])
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, 2])
    axes = helper.make_tensor("axes", TensorProto.INT64, [1], [1])
    nodes = [
        helper.make_node("ReduceSum", ["input_ids", "axes"], ["total"], keepdims=1),
        helper.make_node("ReduceSum", ["attention_mask", "axes"], ["n_tokens"], keepdims=1),
        helper.make_node("Concat", ["total", "n_tokens"], ["both"], axis=1),
        helper.make_node("Cast", ["both"], ["out"], to=TensorProto.FLOAT),
    ]
    graph = helper.make_graph(nodes, "toy", [ids, mask], [out], [axes])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(path))


def write_tokenizer(path: Path) -> None:
    words = ["[PAD]", "[CLS]", "[SEP]", *LETTERS]
    tokenizer = Tokenizer(models.WordLevel({word: at for at, word in enumerate(words)}, "[PAD]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 1), ("[SEP]", 2)],
    )
    tokenizer.save(str(path))


def run(folder: Path, *texts: tuple[str, str | None], threads: int = 2) -> list[list[float]]:
    return [output.tolist() for output in OnnxModel.load(folder).run(texts, threads)]


def test_each_text_is_run_with_its_own_tokens(folder: Path) -> None:
    # [CLS] 一 [SEP] = 1 + 3 + 2; [CLS] 一 二 三 [SEP] = 1 + 3 + 4 + 5 + 2
    assert run(folder, ("一", None), ("一二三", None)) == [[6, 3], [15, 5]]


def test_a_pair_is_read_together(folder: Path) -> None:
    # [CLS] 一 [SEP] 二 [SEP] = 1 + 3 + 2 + 4 + 2
    assert run(folder, ("一", "二")) == [[12, 5]]


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_change_neither_order_nor_values(folder: Path, threads: int) -> None:
    texts = [("一" * n, None) for n in (1, 5, 2, 4, 3)]
    assert run(folder, *texts, threads=threads) == [[3 * n + 3, n + 2] for n in (1, 5, 2, 4, 3)]


def test_a_long_text_is_cut_where_a_sentence_ends_and_it_is_said(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # six tokens fit besides [CLS] and [SEP]; the last sentence that ends there is 一二。
    with caplog.at_level(logging.WARNING):
        assert run(folder, ("一二。三四五六七。", None)) == [[1 + 3 + 4 + 13 + 2, 5]]
    assert caplog.messages == ["a text of 9 characters was cut to 3"]


def test_a_long_text_without_a_sentence_end_is_cut_where_the_model_ends(folder: Path) -> None:
    assert run(folder, ("一二三四五六七八", None)) == [[1 + 3 + 4 + 5 + 6 + 7 + 8 + 2, 8]]


def test_of_a_long_pair_the_passage_is_cut(folder: Path) -> None:
    # [CLS] 一 二 [SEP] and [SEP] leave three tokens: 三。 fits, 四五六。 does not
    assert run(folder, ("一二", "三。四五六。")) == [[1 + 3 + 4 + 2 + 5 + 13 + 2, 7]]


def test_of_a_pair_a_question_that_takes_all_the_room_is_cut_too(folder: Path) -> None:
    # of eight tokens four go to 一二三四, three to [CLS] and two [SEP], one is left for 三
    assert run(folder, ("一二三四五六七八", "三四")) == [[1 + 3 + 4 + 5 + 6 + 2 + 5 + 2, 8]]


def test_vectors_have_unit_length_and_do_not_depend_on_their_neighbours(folder: Path) -> None:
    embedder = OnnxEmbedder(OnnxModel.load(folder), "toy", "toy-1")
    together = embedder.embed_passages(["一", "一二三"])
    expected = np.array([6, 3], dtype=np.float32) / np.sqrt(45, dtype=np.float32)
    assert np.allclose(together[0], expected)
    assert together[:1].tobytes() == embedder.embed_questions(["一"]).tobytes()


def test_no_texts_give_no_vectors(folder: Path) -> None:
    assert OnnxEmbedder(OnnxModel.load(folder), "toy", "toy-1").embed_passages([]).shape == (0, 2)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_changed_file_is_named_and_not_loaded(folder: Path, name: str) -> None:
    with (folder / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelError, match=f"{name}: 模型文件缺失或与发布时不同"):
        OnnxModel.load(folder)


def test_missing_checksums_are_an_error(folder: Path) -> None:
    (folder.parent / "checksums.json").unlink()
    with pytest.raises(ModelError, match="读不了校验和"):
        OnnxModel.load(folder)


def test_models_are_opened_so_that_products_are_exact() -> None:
    assert is_exact(open_graph(shipped_models() / PROBE, precise=saturates()))


def test_a_product_that_is_not_exact_is_told(tmp_path: Path) -> None:
    write_probe(tmp_path)
    probe = onnx.load(str(tmp_path / PROBE))
    (weights,) = probe.graph.initializer
    less = numpy_helper.to_array(weights).copy()
    less[0, 0] -= 1
    weights.CopyFrom(numpy_helper.from_array(less, weights.name))
    onnx.save(probe, str(tmp_path / PROBE))
    assert not is_exact(open_graph(tmp_path / PROBE, precise=False))


def test_the_shipped_probe_is_what_the_export_writes(tmp_path: Path) -> None:
    write_probe(tmp_path)
    assert (tmp_path / PROBE).read_bytes() == (shipped_models() / PROBE).read_bytes()


def test_unsigned_weights_give_the_same_numbers_on_older_processors() -> None:
    path = shipped_models() / "encoder" / "model.onnx"
    ids = np.arange(100, 140, dtype=np.int64)[None]
    feed = {"input_ids": ids, "attention_mask": ids**0, "token_type_ids": ids * 0}
    exact, here = (open_graph(path, precise=precise) for precise in (True, saturates()))
    assert exact.get_session_options().get_session_config_entry("session.x64quantprecision") == "1"
    assert np.array_equal(exact.run(None, feed)[0], here.run(None, feed)[0])


def test_signed_weights_are_the_unsigned_ones_less_128(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    weights = random.integers(0, 256, (32, 8), dtype=np.uint8)
    zeros = random.integers(0, 256, 8, dtype=np.uint8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "weights", "", "zeros"], ["product"])],
        "product",
        [helper.make_tensor_value_info("a", TensorProto.UINT8, [4, 32])],
        [helper.make_tensor_value_info("product", TensorProto.INT32, [4, 8])],
        [numpy_helper.from_array(weights, "weights"), numpy_helper.from_array(zeros, "zeros")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    make_signed(model)
    onnx.save(model, str(tmp_path / "signed.onnx"))
    assert {numpy_helper.to_array(one).dtype for one in model.graph.initializer} == {
        np.dtype(np.int8)
    }
    a = random.integers(0, 256, (4, 32), dtype=np.uint8)
    (product,) = open_graph(tmp_path / "signed.onnx", precise=saturates()).run(None, {"a": a})
    assert np.array_equal(product, a.astype(int) @ (weights.astype(int) - zeros.astype(int)))
    with pytest.raises(ValueError, match="weights is of int8"):
        make_signed(model)
