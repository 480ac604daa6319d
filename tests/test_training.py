import json
import random
import re
from collections.abc import Callable
from dataclasses import fields, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.normalise import normalise
from index.training.augment import Augmentation, reworded
from index.training.batches import batched, batches
from index.training.calibrate import fit
from index.training.discrimination import calibration_error
from index.training.encoded import Encoded, encode, read_encoded, write_encoded
from index.training.encoded import batches as batches_of_rows
from index.training.in_situ import made_questions, shortened
from index.training.interviews import read_interviews
from index.training.judged import PLAIN, Draw, Sources, judged, rounds
from index.training.mine import Mining, mine
from index.training.near_misses import Miss, blurred, near_misses, without_answer
from index.training.prepare import ASKED_ABOUT, MAX_CHARS, cut, pairs_of, pieces_of, prepare
from index.training.question_sets import (
    INVENTED,
    WRITTEN,
    Document,
    near_duplicates,
    part_of,
    read_set,
)
from index.training.records import (
    Judged,
    Negatives,
    Pair,
    Part,
    Piece,
    read_judged,
    read_pairs,
    read_pieces,
    write_rows,
)
from index.training.train_encoder import EncoderTraining
from index.training.train_reranker import (
    RerankerTraining,
    listwise_loss,
    measured,
    span_loss,
)

pytestmark = [pytest.mark.training, pytest.mark.filterwarnings("default")]

TOPICS = ["停车", "供水", "公交", "学校", "医保", "社保", "垃圾", "道路", "噪音", "物业"]
PLACES = [f"{letter}{number}区" for letter in "ABCDEFGH" for number in range(1, 10)]


def make_set(folder: Path, n: int = 72) -> Path:
    """Write a set of letters and replies in the BEIR layout."""
    folder.mkdir(parents=True)
    documents, questions, relevant = [], [], []
    chance = random.Random(0)
    for number in range(n):
        own = "".join(chr(chance.randint(0x4E00, 0x4E80)) for _ in range(60))
        place, topic = PLACES[number % len(PLACES)], TOPICS[number % len(TOPICS)]
        text = f"您反映的{place}{topic}问题收悉。{own}，将于{2000 + number}年完成。"
        documents.append({"id": f"r{number}", "text": text})
        questions.append(
            {"id": f"q{number}", "text": f"{place}{topic}何时完成", "detail": text[:9]}
        )
        relevant.append(f"q{number}\tr{number}\t1\n")
    for name, records in (("corpus", documents), ("queries", questions)):
        lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    (folder / "qrels.tsv").write_text("".join(relevant), encoding="utf-8")
    return folder


def make_model(folder: Path, texts: list[str]) -> Path:
    """Write a sentence-transformers folder with a tiny BERT of random weights."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast, set_seed

    set_seed(0)
    folder.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set("".join(texts)))]
    (folder / "vocab.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder)
    body = Transformer(str(folder), max_seq_length=64)
    whole = SentenceTransformer(modules=[body, Pooling(32, "cls"), Normalize()], device="cpu")
    out = folder / "st"
    whole.save(str(out), create_model_card=False)
    return out


def test_the_part_of_a_group_never_changes() -> None:
    parts = [part_of(f"mfa-{number:04}") for number in (4, 5, 10, 16)]
    assert parts == [Part.TRAIN, Part.TEST, Part.DEV, Part.TEST]


def test_a_text_is_cut_between_sentences_and_nothing_is_lost() -> None:
    text = "甲乙丙丁戊己庚辛壬癸。" * 100
    pieces = cut(text)
    assert "".join(pieces) == text
    assert all(len(piece) <= MAX_CHARS and piece.endswith("。") for piece in pieces)


def test_replies_that_share_most_of_their_text_are_near_duplicates() -> None:
    same = "该路段计划于明年三月启动改造工程并在年底前完成全部施工。"
    assert near_duplicates([same + "特此回复", same, "完全不同的一段文字，与此无关的内容。"]) == [
        (0, 1)
    ]


def test_letters_of_equal_wording_are_in_one_group(tmp_path: Path) -> None:
    folder = make_set(tmp_path / "gov_letters", 4)
    lines = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    first = json.loads(lines[0])["text"]
    lines[3] = json.dumps({"id": "q3", "text": first}, ensure_ascii=False)
    (folder / "queries.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert [document.group for document in read_set(folder).documents] == ["r0", "r1", "r2", "r0"]


def test_the_passage_that_shares_most_words_is_the_positive(tmp_path: Path) -> None:
    folder = make_set(tmp_path / "letters", 3)
    asked = read_set(folder)
    long = Document("r0", "没有关系的话。" * 70 + "A1区停车工程何时完成。" * 3, "r0")
    assert {one.id: one.asked for one in asked.documents} == {
        one.documents[0]: one.text
        for one in asked.questions  # a letter's title
    }
    pieces = pieces_of([long, *asked.documents[1:]])
    pair = pairs_of(asked, pieces)[0]
    assert "停车" in {piece.id: piece.text for piece in pieces}[pair.piece]


def test_what_the_tests_ask_about_is_not_trained_on(tmp_path: Path) -> None:
    folder = make_set(tmp_path / "sets" / "mfa_remarks", 9)
    path = folder / "corpus.jsonl"
    documents = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for number, document in enumerate(documents):
        document["doc"] = sorted(ASKED_ABOUT)[0] if number < 3 else f"page {number}"
    lines = [json.dumps(document, ensure_ascii=False) + "\n" for document in documents]
    path.write_text("".join(lines), encoding="utf-8")
    prepare(tmp_path / "sets", tmp_path / "data", {"mfa_remarks": 100})
    assert {pair.question_id for pair in read_pairs(tmp_path / "data")} == {
        f"q{number}" for number in range(3, 9)
    }


def test_near_misses_change_what_the_passage_tells() -> None:
    found = near_misses(
        "A3区2018年停车场建了5个吗",
        "A3区2018年停车场建成5个，并已启用。",
        (),
        ["供水"],
        random.Random(1),
    )
    assert set(found) == {Miss.YEAR, Miss.PLACE, Miss.QUANTITY, Miss.SUBJECT, Miss.DETAIL}
    assert "2018" not in found[Miss.YEAR][0]
    assert "A3" not in found[Miss.PLACE][0]
    assert found[Miss.SUBJECT][0] == "A3区2018年供水建了5个吗"


def test_the_answering_sentence_is_taken_out() -> None:
    before, answer = (
        "这座城市历史悠久，名胜古迹众多，吸引着许多游客前来观光游览，也有许多学者前来考察研究。",
        "它建于1368年。",
    )
    assert without_answer(before + answer, ["1368年"]) == before
    assert without_answer(before, ["1368年"]) == ""


def test_the_same_seed_words_a_question_the_same_way() -> None:
    always = Augmentation(typo=1, traditional=1, colloquial=1)
    texts = [reworded("医保报销的时间", always, random.Random(3)) for _ in range(2)]
    assert texts[0] == texts[1] != "医保报销的时间"


def test_a_question_gets_a_synonym_or_becomes_keywords() -> None:
    plain = {"typo": 0, "traditional": 0, "colloquial": 0}
    worded = reworded("老人看病怎么办", Augmentation(**plain, synonym=1), random.Random(0))
    assert worded != "老人看病怎么办"
    assert worded.endswith("怎么办")
    keywords = reworded("规划的总投资是多少", Augmentation(**plain, keywords=1), random.Random(0))
    assert set(keywords.split()) >= {"规划", "投资"}
    assert "多少" not in keywords


def test_the_written_set_tells_where_each_answer_stands(tmp_path: Path) -> None:
    prepare(tmp_path, tmp_path / "data", {WRITTEN.name: 10**6})
    pieces = read_pieces(tmp_path / "data")
    pairs = read_pairs(tmp_path / "data")
    assert len(pairs) > 1000
    assert len({pair.question_id for pair in pairs}) == len(pairs)
    for pair in pairs:
        assert pair.answers
        assert all(pieces[pair.piece].text.count(answer) == 1 for answer in pair.answers)
    assert all(piece.untold and piece.asked for piece in pieces.values())


def test_the_invented_interviews_tell_where_each_answer_stands(tmp_path: Path) -> None:
    prepare(tmp_path, tmp_path / "data", {INVENTED.name: 10**6})
    pieces = read_pieces(tmp_path / "data")
    pairs = read_pairs(tmp_path / "data")
    assert len(pairs) > 1000
    assert len({pair.question_id for pair in pairs}) == len(pairs)
    together: dict[str, list[Piece]] = {}
    for piece in pieces.values():
        together.setdefault(piece.group, []).append(piece)
    for pair in pairs:
        (answer,) = pair.answers
        own = together[pieces[pair.piece].group]
        assert [piece.id for piece in own if answer in piece.text] == [pair.piece]


@pytest.fixture
def two_interviews(page: Callable[..., str], tmp_path: Path) -> Path:
    """A folder of two interviews, of which one has wordings and an open question."""
    spoken = [
        ("主持人", "02:00:00", "大家好。"),
        ("主持人", "02:01:00", "哪年修路？"),
        ("张三", "02:02:00", "路是2019年修的。"),
        ("主持人", "02:03:00", "哪年建校？"),
        ("张三", "02:04:00", "学校是2021年建的。"),
    ]
    for folder in ("interviews", "wordings"):
        (tmp_path / folder).mkdir()
    for name in ("a", "b"):
        text = page(spoken)
        (tmp_path / "interviews" / f"{name}.txt").write_text(text, encoding="utf-8")
    wordings = "> 2019年修的\n啥时候铺的路\n\n> （没有回答）\n学校花了多少钱\n"
    (tmp_path / "wordings" / "a.txt").write_text(wordings, encoding="utf-8")
    return tmp_path


def test_interviews_are_questions_of_their_own_passages(two_interviews: Path) -> None:
    asked = read_interviews(two_interviews)
    assert {document.group for document in asked.documents} == {"a", "b"}
    (question,) = asked.questions
    assert (question.text, question.answers) == ("啥时候铺的路", ("2019年修的",))
    home = next(one for one in asked.documents if one.id == question.documents[0])
    assert (home.group, home.text, home.asked) == ("a", "路是2019年修的。", "哪年修路？")
    untold = {one.text: one.untold for one in asked.documents if one.group == "a"}
    assert untold["学校是2021年建的。"] == ("学校花了多少钱",)


def test_an_interviews_negatives_are_its_own_passages(two_interviews: Path) -> None:
    asked = read_interviews(two_interviews)
    pieces = pieces_of(asked.documents, apart=asked.apart)
    same = np.ones((10, 1), dtype=np.float32)
    found = mine(
        pairs_of(asked, pieces), pieces, lambda texts: same[: len(texts)], Mining(margin=2)
    )
    assert [[name.partition("#")[0] for name in row.negatives] for row in found] == [["a"]]


LAKE = Piece(
    "d#0",
    "d",
    "这座湖在城市的北边，四面是山，风景优美，春夏秋冬游人很多。湖水最深处有12米。"
    "湖中有3座小岛，岛上种满了树。",
)
DEEP = Pair("q", "cmrc2018", Part.TRAIN, "湖水最深多少米？", "", "d#0", "d", ("12米",))
ALL = Draw(near=1, removed=1, random=0, mined=1, made=0)


def test_the_place_of_the_answer_is_told_and_what_lacks_it_is_no_answer() -> None:
    other = Piece("e#0", "e", "河水最深处有8米，河边有一条长长的步道，每天早晨都有人在那里跑步。")
    mined = {"q": Negatives("q", ("e#0",), ())}
    rows = judged(DEEP, Sources.of([DEEP], mined, {"d#0": LAKE, "e#0": other}), ALL, PLAIN)
    right = next(row for row in rows if row.label)
    assert right.passage[right.start : right.end] == "12米"
    wrong = {row.kind: row for row in rows if not row.label}
    assert {"mined", Miss.REMOVED.value} <= set(wrong)
    assert all(
        "12米" not in row.passage or row.question != right.question for row in wrong.values()
    )
    assert all(row.start == row.end == -1 for row in wrong.values())


def test_all_rows_of_a_letter_have_its_long_form_or_none_has() -> None:
    letter = Pair("q", "gov_letters", Part.TRAIN, "湖水多深？", "我家住在湖边，", "d#0", "d", ())
    other = Piece("e#0", "e", "河水最深处有8米，河边有一条长长的步道，每天早晨都有人在那里跑步。")
    mined = {"q": Negatives("q", ("e#0",), ())}
    sources = Sources.of([letter], mined, {"d#0": LAKE, "e#0": other})
    always = Draw(mined=1, near=0, removed=0, random=0, made=0, detail=0.5)
    seen = set()
    for number in range(20):
        rows = judged(letter, sources, always, PLAIN, number)
        assert len(rows) == 2
        (question,) = {row.question for row in rows}
        seen.add(question)
    assert seen == {"湖水多深?", "我家住在湖边,"}


def test_a_question_that_the_passage_leaves_open_is_no_answer() -> None:
    lake = Piece(LAKE.id, LAKE.document, LAKE.text, ("湖是哪一年挖的？",))
    only = Draw(mined=0, near=0, removed=0, random=0, made=0, untold=1)
    right, wrong = judged(DEEP, Sources.of([DEEP], {}, {"d#0": lake}), only, PLAIN)
    assert (right.label, right.question) == (1, "湖水最深多少米?")
    assert (wrong.label, wrong.kind, wrong.question) == (0, "untold", "湖是哪1年挖的?")
    assert wrong.passage in normalise(LAKE.text)
    assert wrong.start == -1


def test_mined_passages_are_drawn_so_often_and_each_once() -> None:
    rivers = [Piece(f"e#{n}", f"e{n}", f"第{n}条河的河水最深处有8米。") for n in range(5)]
    pieces = {piece.id: piece for piece in (LAKE, *rivers)}
    three = Sources.of([DEEP], {"q": Negatives("q", tuple(one.id for one in rivers), ())}, pieces)
    two = Sources.of([DEEP], {"q": Negatives("q", ("e#0", "e#1"), ())}, pieces)
    for sources, n_drawn in ((three, 3), (two, 2)):
        rows = judged(DEEP, sources, replace(ALL, n_mined=3), PLAIN)
        mined = [row.passage for row in rows if row.kind == "mined"]
        assert len(mined) == len(set(mined)) == n_drawn


def test_what_was_asked_stands_before_all_passages_of_a_question_or_before_none() -> None:
    lake = Piece(LAKE.id, LAKE.document, LAKE.text, asked="请介绍这座湖。")
    other = Piece("e#0", "e", "河水最深处有8米，河边有一条长长的步道。", asked="请介绍这条河。")
    mined = {"q": Negatives("q", ("e#0",), ())}
    sources = Sources.of([DEEP], mined, {"d#0": lake, "e#0": other})
    seen = set()
    for number in range(20):
        rows = judged(DEEP, sources, replace(ALL, context=0.5), PLAIN, number)
        assert {row.group for row in rows} == {f"q {number}"}
        context = {row.kind: row.context for row in rows}
        seen.add((context["answer"], context["mined"]))
    assert seen == {("", ""), ("请介绍这座湖。", "请介绍这条河。")}


def test_a_letter_asked_by_its_title_is_not_read_with_it() -> None:
    letter = Pair("q", "gov_letters", Part.TRAIN, "湖水多深？", "我家住在湖边，", "d#0", "d", ())
    lake = Piece(LAKE.id, LAKE.document, LAKE.text, asked="湖水多深？")
    sources = Sources.of([letter], {}, {"d#0": lake})
    only = Draw(mined=0, near=0, removed=0, random=0, made=0, detail=0.5, context=1)
    rows = [row for number in range(20) for row in judged(letter, sources, only, PLAIN, number)]
    assert {(row.question, row.context) for row in rows} == {
        ("湖水多深?", ""),
        ("我家住在湖边,", "湖水多深?"),
    }


def test_a_pairs_rows_depend_on_nothing_but_the_pair_and_the_round() -> None:
    second = Pair("r", "cmrc2018", Part.TRAIN, "岛有几座？", "", "d#0", "d", ("3座",))
    sources = Sources.of([DEEP, second], {}, {"d#0": LAKE})
    together = list(rounds(sources, Draw(random=0), PLAIN, range(3)))
    alone = [row for n in range(3) for row in judged(second, sources, Draw(random=0), PLAIN, n)]
    assert together[-len(alone) :] == alone
    assert len({row.passage for row in alone}) > 1


def test_sentences_become_questions_that_ask_where_the_answer_stands() -> None:
    text = (
        "新医院位于城东大道北侧,计划2024年6月完工。全年完成投资12亿元,由市卫生局负责建设。"
        "服务内容包括门诊、急诊和住院。由于用地手续没有办完,工程推迟了开工。"
    )
    made = {text[one.start : one.end]: one.text for one in made_questions(text, random.Random(3))}
    assert set(made) == {
        "城东大道北侧",
        "2024年6月",
        "12亿元",
        "市卫生局",
        "门诊、急诊和住院",
        "用地手续没有办完",
    }
    assert made["12亿元"].startswith("全年完成投资多少")
    assert all(answer not in question for answer, question in made.items())
    assert made_questions("大家都很关心这件事。", random.Random(0)) == []


def test_a_made_question_tells_the_place_of_its_answer_and_has_negatives() -> None:
    made = Draw(near=1, removed=1, random=0, mined=0, made=1)
    sources = Sources.of([DEEP], {}, {"d#0": LAKE})
    rows = [row for n in range(9) for row in judged(DEEP, sources, made, PLAIN, n)]
    own = [row for row in rows if row.set == "cmrc2018 made"]
    right = [row for row in own if row.label]
    assert {row.passage[row.start : row.end] for row in right} == {"12米", "3座"}
    assert {row.kind for row in own} >= {"answer", Miss.REMOVED.value, Miss.BLURRED.value}


def test_a_shortened_question_still_tells_what_is_asked() -> None:
    question = "全年完成固定资产投资多少亿元？"
    short = shortened(question, random.Random(1), 1.0)
    assert "多少亿元" in short
    assert len(short) < len(question)


def test_a_detail_is_asked_for_only_where_the_passage_tells_nothing_of_its_kind() -> None:
    passage = "停车场由市交通局负责，2018年建在人民路，花了300万元，比上年增长5%，电话热线12345，"
    passage += "因为车位不够，最需要的是带上证件和申请材料，局长常去。"
    asked = {
        near_misses("停车场何时建好？", text, (), (), random.Random(n)).get(Miss.DETAIL)
        for n in range(30)
        for text in ("停车场已经启用。", passage)
    }
    details = {found[0] for found in asked if found}
    assert len(details) > 5
    assert all("停车" in question or "车场" in question for question in details)
    told = near_misses("停车场何时建好？", passage, (), (), random.Random(0))
    assert Miss.DETAIL not in told


def test_vague_words_take_the_place_of_a_figure_or_date() -> None:
    chance = random.Random(0)
    text = "学校有3座楼，1998年建成，校长姓王。"
    assert "3座" not in blurred(text, ["3座"], chance)
    assert "1998年" not in blurred(text, ["1998年"], chance)
    assert blurred(text, ["姓王"], chance) == ""
    assert blurred(text, [], chance) == ""


def test_the_loss_is_least_where_the_logits_say_the_place() -> None:
    import torch

    logits = torch.zeros(1, 2, 4)
    logits[0, 0, 2] = logits[0, 1, 3] = 9.0
    logs = torch.log_softmax(logits, dim=-1)
    assert span_loss(logs, torch.tensor([[2, 3]])) < 0.01
    assert span_loss(logs, torch.tensor([[-1, -1]])) < 0.01  # anywhere but at the first
    assert span_loss(logs, torch.tensor([[0, 0]])) > 8


def test_an_answers_place_is_told_in_word_pieces(tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    folder = make_model(tmp_path / "base", [LAKE.text, DEEP.question])
    tokenizer = AutoTokenizer.from_pretrained(folder)
    passage = "湖很深。湖水最深处有12米。"
    at = passage.index("12米")
    held = Judged("湖水多深", passage, 1.0, "answer", "s", at, at + 3)
    somewhere = Judged("湖水多深", passage, 1.0, "answer", "s")
    nowhere = Judged("湖水多深", passage, 0.0, "mined", "s")
    inputs, places = read(folder, [held, somewhere, nowhere])
    first, last = places[0].tolist()
    pieces = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])[first : last + 1]
    assert "".join(piece.removeprefix("##") for piece in pieces) in {"12米", "[UNK]米"}
    assert places[1:].tolist() == [[-1, -1], [0, 0]]

    plain = tokenizer("湖水多深", passage)
    assert inputs["input_ids"][0].tolist() == plain["input_ids"]
    assert inputs["token_type_ids"][0].tolist() == plain["token_type_ids"]
    before = Judged("湖水多深", passage, 1.0, "answer", "s", at, at + 3, context="湖水怎样")
    (moved,) = read(folder, [before])[1].tolist()
    assert moved == [first + 4, last + 4]  # the context's word pieces stand before the passage
    cut = Judged("湖水多深", f"{'山' * 60}{passage}", 1.0, "answer", "s", at + 60, at + 63)
    assert read(folder, [cut])[1].tolist() == [[0, 0]]  # what isn't read does not answer


def read(folder: Path, rows: list[Judged]) -> tuple[Any, Any]:
    """Return the rows as one batch."""
    return encode(folder / "tokenizer.json", rows, 48).batch(np.arange(len(rows)))


def test_encoded_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "base", [LAKE.text, DEEP.question])
    rows = [
        Judged(DEEP.question, LAKE.text, 1.0, "answer", "s", 2, 5),
        Judged("湖", "山", 0, "", ""),
    ]
    written = encode(folder / "tokenizer.json", rows, 48)
    again = [encode(folder / "tokenizer.json", rows, 48, workers=1)]
    for name in ("rows.npz", "rows.npz.xz"):
        write_encoded(tmp_path / name, written)
        again.append(read_encoded(tmp_path / name))
    for one, field in product(again, fields(Encoded)):
        assert np.array_equal(getattr(one, field.name), getattr(written, field.name))


def test_a_batch_tears_no_group_apart_and_each_row_is_in_one(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "base", [LAKE.text, DEEP.question])
    chance = random.Random(0)
    rows = [
        Judged("湖", LAKE.text[: chance.randint(1, 60)], 0, "", "", group=str(group))
        for group in range(200)
        for _ in range(1 + group % 4)
    ]
    rows += [Judged("湖", "山", 0, "", "")] * 3  # without a group each is its own
    encoded = encode(folder / "tokenizer.json", rows, 48)
    assert encoded.groups[-1] == 202
    made = batches_of_rows(encoded, 16, seed=1)
    assert sorted(np.concatenate(made).tolist()) == list(range(len(rows)))
    for batch in made:
        groups = encoded.groups[batch]
        assert len(batch) == np.isin(encoded.groups, groups).sum()
        assert len(batch) < 40
    assert not np.array_equal(made[0], batches_of_rows(encoded, 16, seed=2)[0])
    padded = sum(len(batch) * int(encoded.lengths[batch].max()) for batch in made)
    assert padded < 1.5 * len(encoded.pieces)


def test_the_listwise_loss_is_least_where_the_answer_comes_first() -> None:
    import torch

    def logs(*answered: float) -> torch.Tensor:
        """Return rows of two word pieces with these log-odds that the answer is the second."""
        logits = torch.tensor([[[0.0, value], [0.0, value]] for value in answered])
        return torch.log_softmax(logits, dim=-1)

    label, group = torch.tensor([1.0, 0.0, 0.0, 1.0]), torch.tensor([7, 7, 8, 9])
    right = listwise_loss(logs(3, -3, 9, 0), label, group)
    wrong = listwise_loss(logs(-3, 3, 9, 0), label, group)
    assert float(right) < 0.01  # the group without an answer and the answer alone cost nothing
    assert float(wrong) == pytest.approx(12 / 3, abs=0.01)
    even = listwise_loss(logs(1, 1, 0, 0), label, group)
    assert float(even) == pytest.approx(np.log(2) / 3, abs=1e-4)


def test_a_batch_holds_neighbours_and_nothing_doubtful(tmp_path: Path) -> None:
    asked = read_set(make_set(tmp_path / "other", 4))
    pieces = {piece.id: piece for piece in pieces_of(asked.documents)}
    pairs = pairs_of(asked, list(pieces.values()))
    mined = {
        "q0": Negatives("q0", ("r2#0",), ("r1#0",)),
        "q1": Negatives("q1", ("r3#0",), ("r0#0",)),
        "q2": Negatives("q2", (), ()),
        "q3": Negatives("q3", (), ()),
    }
    made = batches(pairs, mined, pieces, 2, random.Random(0))
    together = {frozenset(pair.question_id for pair in batch) for batch in made}
    assert together == {frozenset({"q0", "q2"}), frozenset({"q1", "q3"})}


def test_calibration_gives_back_the_rates_that_made_it() -> None:
    chance = np.random.default_rng(0)
    logit = chance.normal(0, 2, 4000)
    label = (chance.random(4000) < 1 / (1 + np.exp(-(0.5 * logit - 1)))).astype(float)
    made = [Judged("q", "p", value, "mined", "s") for value in label]
    found = fit(logit, made, Part.DEV)
    assert (found.scale, found.offset) == pytest.approx((0.5, -1), abs=0.1)
    assert calibration_error(found.probability(logit), label) < 0.03


def test_two_steps_of_everything(tmp_path: Path) -> None:
    from safetensors.torch import load_file

    from index.onnx_model import OnnxModel
    from index.reranker import OnnxReranker
    from index.training.deepen import deepen
    from index.training.export import Kind, ship, write_checksums
    from index.training.graphs import Graph
    from index.training.thaw import thaw
    from index.training.train_encoder import dev_evaluator, train
    from index.training.train_reranker import train as train_reranker

    make_set(tmp_path / "sets" / "gov_letters")
    prepare(tmp_path / "sets", tmp_path / "data", {"gov_letters": 100})
    pairs, pieces = read_pairs(tmp_path / "data"), read_pieces(tmp_path / "data")
    base = make_model(tmp_path / "base", [piece.text for piece in pieces.values()])

    fp32 = ship(base, Kind.ENCODER, tmp_path / "before" / "encoder", "tiny", 64)
    tokenizer = tmp_path / "before" / "encoder" / "tokenizer.json"
    before = Graph.load(fp32, tokenizer, 64)
    mined = {
        row.question_id: row
        for row in mine(pairs, list(pieces.values()), before.embed, Mining(depth=10, keep=4))
    }
    assert set(mined) == {pair.question_id for pair in pairs}

    trained = [pair for pair in pairs if pair.part is Part.TRAIN]
    training = EncoderTraining(batch=8, n_checks=1, learning_rate=1e-3, max_tokens=48)
    evaluator = dev_evaluator(pairs, pieces, "gov_letters")
    near = batched(trained, mined, pieces, size=8, steps=2)
    measures = train(base, tmp_path / "encoder", near, evaluator, training)
    assert 0 <= measures["dev_cosine_ndcg@10"] <= 1

    models = tmp_path / "models"
    exact = ship(tmp_path / "encoder", Kind.ENCODER, models / "encoder", "tiny", 64, tmp_path)
    texts = [piece.text for piece in pieces.values()][:5]
    vectors = Graph.load(exact, tokenizer, 64).embed(texts)
    rough = Graph.load(models / "encoder" / "model.onnx", tokenizer, 64).embed(texts)
    assert (vectors * rough).sum(1).min() > 0.98
    assert np.abs(vectors - before.embed(texts)).max() > 1e-4  # it has learned something
    train(base, tmp_path / "anchored", near, None, replace(training, anchor=100.0))
    exact = ship(tmp_path / "anchored", Kind.ENCODER, tmp_path / "held", "tiny", 64, tmp_path)
    held = Graph.load(exact, tokenizer, 64).embed(texts)
    known = before.embed(texts)
    assert np.linalg.norm(held - known) < np.linalg.norm(vectors - known)

    some = RerankerTraining(batch=4, listwise=0.3)
    write_rows(
        tmp_path / "judged.jsonl",
        rounds(Sources.of(trained[:4], mined, pieces), Draw(), Augmentation(), [0]),
    )
    made = encode(base / "tokenizer.json", read_judged(tmp_path / "judged.jsonl"), 48)
    train_reranker(base, tmp_path / "teacher", made, some)
    train_reranker(base, tmp_path / "reranker", made, some, [tmp_path / "teacher"])
    deepen(tmp_path / "teacher", tmp_path / "deep")
    once = load_file(tmp_path / "teacher" / "model.safetensors")
    twice = load_file(tmp_path / "deep" / "model.safetensors")
    layers = {name for name in once if ".layer." in name}
    assert len(twice) == len(once) + len(layers)
    for name in layers:
        before, number, after = re.split(r"(?<=\.layer\.)(\d+)", name)
        for at in (2 * int(number), 2 * int(number) + 1):
            assert twice[f"{before}{at}{after}"].equal(once[name])
    train_reranker(base, tmp_path / "taught", made, some, [tmp_path / "deep"])
    train_reranker(base, tmp_path / "untaught", made, some)
    train_reranker(base, tmp_path / "in time", made, replace(some, minutes=0.0001))
    weights = [
        load_file(tmp_path / name / "model.safetensors")["qa_outputs.weight"]
        for name in ("reranker", "untaught", "in time")
    ]
    assert not weights[0].equal(weights[1])  # the teacher's opinion counts
    assert not weights[1].equal(weights[2])  # no time for more than a step or two
    told = Judged("何时完成？", "将于2003年完成。", 1.0, "answer", "s", 2, 7, group="1")
    untold = Judged("何时完成？", "没有说何时。", 0.0, "mined", "s", group="1")
    figures = measured(tmp_path / "reranker", [told, untold, replace(untold, group="2")], some)
    assert figures["spans that meet the answer"]["n"] == 1
    assert figures["mined"]["n_negatives"] == 2
    assert figures["answers before all others of their group"]["n"] == 1
    ship(tmp_path / "reranker", Kind.RERANKER, models / "reranker", "tiny", 64, tmp_path)
    write_checksums(models)
    thaw(models / "reranker", Kind.RERANKER, base, tmp_path / "thawed")
    then = load_file(tmp_path / "reranker" / "model.safetensors")
    now = load_file(tmp_path / "thawed" / "model.safetensors")
    assert set(now) == set(then)
    for name, values in now.items():
        assert float((values - then[name]).abs().max()) < 0.005, name
    reranker = OnnxReranker(OnnxModel.load(models / "reranker"), "", scaled=False)
    first, second = reranker.evidence("问", [["答。", "再答。"], ["答"]])
    assert first.shape == (2,)
    assert second.shape == (1,)
    assert np.isfinite([*first, *second]).all()
    digests = json.loads((models / "checksums.json").read_text(encoding="utf-8"))
    assert sorted(digests) == [
        f"{kind}/{name}"
        for kind in ("encoder", "reranker")
        for name in ("config.json", "model.onnx", "tokenizer.json")
    ]
