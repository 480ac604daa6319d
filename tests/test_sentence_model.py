"""Any sentence-transformers folder embeds, with its own prompts; on a tiny model made here."""

import logging
from pathlib import Path

import numpy as np
import pytest

from index.embed import load_embedder, model_fingerprint
from index.records import ModelError

LETTERS = "一二三四五六七八九十。"
PROMPTS = {"query": "一二", "document": ""}

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer and 16 dimensions that reads 8 tokens, with random weights of seed 0."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    made = tmp_path_factory.mktemp("tiny")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS]
    (made / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=16,
        initializer_range=1.0,  # far from zero, so that other tokens give other vectors
    )
    BertModel(config).save_pretrained(made / "bert")
    BertTokenizerFast(str(made / "vocab.txt")).save_pretrained(made / "bert")
    bert = Transformer(str(made / "bert"), max_seq_length=8)
    modules = [bert, Pooling(16, pooling_mode="cls"), Normalize()]
    model = SentenceTransformer(modules=modules, prompts=PROMPTS, device="cpu")
    model.save(str(made / "model"))
    return made / "model"


def test_vectors_are_float32_of_unit_length(folder: Path) -> None:
    vectors = load_embedder(str(folder)).embed_passages(["一二", "三", "四五六"])
    assert (vectors.dtype, vectors.shape) == (np.float32, (3, 16))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)


def test_a_question_gets_the_models_prompt_and_a_passage_does_not(folder: Path) -> None:
    embedder = load_embedder(str(folder))
    question = embedder.embed_questions(["三"])
    assert np.allclose(question, embedder.embed_passages(["一二三"]), atol=1e-5)
    assert not np.allclose(question, embedder.embed_passages(["三"]), atol=1e-2)


def test_the_order_of_the_texts_is_kept(folder: Path) -> None:
    embedder = load_embedder(str(folder))
    together = embedder.embed_passages(["一", "二三四五", "六七"])
    for row, text in zip(together, ["一", "二三四五", "六七"], strict=True):
        assert np.allclose(row, embedder.embed_passages([text])[0], atol=1e-5)


def test_a_long_text_is_cut_where_a_sentence_ends_and_it_is_said(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    embedder = load_embedder(str(folder))
    with caplog.at_level(logging.WARNING, logger="index.sentence_model"):
        cut = embedder.embed_passages(["一二。三四五六七。"])
    assert caplog.messages == ["a text of 9 characters was cut to 3"]
    assert np.allclose(cut, embedder.embed_passages(["一二。"]), atol=1e-5)


def test_progress_tells_how_many_of_how_many(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    load_embedder(str(folder)).embed_passages(["一"] * 40, lambda *seen: told.append(seen))
    assert told == [(32, 40), (40, 40)]


def test_other_weights_have_another_fingerprint(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "model"
    other.mkdir()
    for path in folder.rglob("*"):
        if path.is_file():
            (other / path.relative_to(folder)).parent.mkdir(parents=True, exist_ok=True)
            (other / path.relative_to(folder)).write_bytes(path.read_bytes())
    assert model_fingerprint(str(other)) == model_fingerprint(str(folder))
    (other / "model.safetensors").write_bytes(b"other")
    assert model_fingerprint(str(other)) != model_fingerprint(str(folder))


def test_a_folder_that_is_no_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="加载不了模型"):
        load_embedder(str(tmp_path))


def test_a_folder_that_is_not_there_says_so() -> None:
    with pytest.raises(ModelError, match=r"没有模型文件夹 \./nowhere"):
        load_embedder("./nowhere")
