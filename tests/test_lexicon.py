from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexicon import (
    Expansion,
    Lexicon,
    LexiconError,
    Word,
    fingerprint_of_lists,
    shipped_lists,
)
from index.tokens import tokenise

SHIPPED = shipped_lists()


def lexicon(folder: Path, **texts: str) -> Lexicon:
    """Read a folder of lists, each given by its file's stem."""
    for stem, text in texts.items():
        (folder / f"{stem}.txt").write_text(text, encoding="utf-8")
    return Lexicon.read(folder)


@cache
def read_shipped() -> Lexicon:
    return Lexicon.read(SHIPPED)


@pytest.fixture
def shipped() -> Lexicon:
    return read_shipped()


def test_a_word_has_the_other_words_of_its_group(tmp_path: Path) -> None:
    read = lexicon(tmp_path, synonyms="看病 就医 就诊\n")
    assert read.synonyms["就医"] == ("看病", "就诊")


def test_a_word_of_two_groups_has_the_others_of_both(tmp_path: Path) -> None:
    read = lexicon(tmp_path, synonyms="意思 含义\n意思 心意\n")
    assert read.synonyms["意思"] == ("含义", "心意")


def test_words_are_normalised(tmp_path: Path) -> None:
    read = lexicon(tmp_path, synonyms="臺灣同胞 台胞\n", english="ＧＤＰ Growth = ＧＤＰ\n")
    assert read.synonyms["台湾同胞"] == ("台胞",)
    assert read.english["gdp growth"] == ("gdp",)


def test_words_that_become_one_need_no_synonyms(tmp_path: Path) -> None:
    assert lexicon(tmp_path, synonyms="台湾 臺灣\n").synonyms == {"台湾": ()}


def test_comments_and_empty_lines_say_nothing(tmp_path: Path) -> None:
    read = lexicon(tmp_path, dictionary="# 词典\n\n营商环境 # 政务\n")
    assert read.words == (Word("营商环境", None),)


def test_a_word_of_the_dictionary_may_have_a_count(tmp_path: Path) -> None:
    assert lexicon(tmp_path, dictionary="引才 500\n").words == (Word("引才", 500),)


def test_an_english_phrase_may_say_nothing(tmp_path: Path) -> None:
    assert lexicon(tmp_path, english="please =\n").english == {"please": ()}


def test_missing_lists_are_empty(tmp_path: Path) -> None:
    read = Lexicon.read(tmp_path)
    assert (read.synonyms, read.words, read.english) == ({}, (), {})


def test_every_malformed_line_is_named_with_its_mend(tmp_path: Path) -> None:
    with pytest.raises(LexiconError) as error:
        lexicon(
            tmp_path,
            synonyms="看病 就医\n台湾 台湾\n",
            dictionary="引才 很多\n",
            english="plan 规划\n规划 = plan\n",
        )
    english = "应写成“英文 = 中文词 中文词”，只用一个等号；这里是"
    assert str(error.value).splitlines() == [
        f"{tmp_path}/synonyms.txt:2: 一组至少要有两个不同的词，用空格分开；这里是“台湾 台湾”",
        f"{tmp_path}/dictionary.txt:1: "
        "一行写一个词，后面可以空一格写次数（正整数）；这里是“引才 很多”",
        f"{tmp_path}/english.txt:1: {english}“plan 规划”",
        f"{tmp_path}/english.txt:2: {english}“规划 = plan”",
    ]


def test_a_list_that_is_not_utf8_is_named_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "synonyms.txt").write_bytes(b"a b\n" + "看病 就医\n".encode("gb18030"))
    with pytest.raises(LexiconError, match=r"synonyms\.txt:2: 不是 UTF-8 编码"):
        Lexicon.read(tmp_path)


def test_the_fingerprint_changes_with_a_byte_and_with_a_name(tmp_path: Path) -> None:
    first = lexicon(tmp_path, synonyms="看病 就医\n").fingerprint
    commented = lexicon(tmp_path, synonyms="看病 就医\n#\n").fingerprint
    (tmp_path / "synonyms.txt").rename(tmp_path / "dictionary.txt")
    (tmp_path / "dictionary.txt").write_text("看病 12\n", encoding="utf-8")
    assert len({first, commented, Lexicon.read(tmp_path).fingerprint}) == 3


def test_the_fingerprint_is_known_without_reading_the_lists(tmp_path: Path) -> None:
    own = lexicon(tmp_path, synonyms="看病 就医\n").fingerprint
    assert fingerprint_of_lists(tmp_path) == own
    both = Lexicon.read(SHIPPED, tmp_path).fingerprint
    assert fingerprint_of_lists(SHIPPED, tmp_path) == both != own


def test_a_lexicon_survives_json(shipped: Lexicon) -> None:
    assert Lexicon.from_json(shipped.as_json()) == shipped


def test_a_question_is_expanded_in_its_order(tmp_path: Path) -> None:
    read = lexicon(tmp_path, synonyms="房子 住房\n看病 就医 就诊\n")
    question = "看病和房子"
    assert read.expand(question, tokenise(question)) == [
        Expansion("看病", ("就医", "就诊")),
        Expansion("房子", ("住房",)),
    ]


def test_of_two_words_that_overlap_the_longer_is_expanded(tmp_path: Path) -> None:
    read = lexicon(tmp_path, synonyms="医疗 看病\n医疗保险 医保\n")
    question = "医疗保险"
    assert read.expand(question, tokenise(question)) == [Expansion("医疗保险", ("医保",))]


def test_a_word_that_jieba_cuts_is_found_in_its_pieces(tmp_path: Path) -> None:
    read = lexicon(tmp_path, synonyms="招人 人才引进\n")
    assert tokenise("怎么招人") == ["怎么", "招", "人"]
    assert read.expand("怎么招人", ["怎么", "招", "人"]) == [Expansion("招人", ("人才引进",))]


def test_a_word_across_two_words_is_not_found(tmp_path: Path) -> None:
    read = lexicon(tmp_path, synonyms="上学 读书\n")
    assert read.expand("马上学习", tokenise("马上学习")) == []


def test_a_traditional_question_is_expanded(tmp_path: Path) -> None:
    read = lexicon(tmp_path, synonyms="堵车 交通拥堵\n")
    assert read.expand("塞車堵車", tokenise("塞車堵車")) == [Expansion("堵车", ("交通拥堵",))]


def test_no_shipped_word_is_in_two_groups(shipped: Lexicon) -> None:
    text = (SHIPPED / "synonyms.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines() if line and line[0] != "#"]
    words = [word for line in lines for word in line]
    assert sorted(word for word in set(words) if words.count(word) > 1) == []
    assert len(lines) >= 350
    assert len(shipped.english) >= 500


def test_no_shipped_english_phrase_is_listed_twice() -> None:
    text = (SHIPPED / "english.txt").read_text(encoding="utf-8")
    phrases = [line.split("=")[0].strip() for line in text.splitlines() if "=" in line[1:]]
    listed = [phrase for phrase in phrases if not phrase.startswith("#")]
    assert sorted(phrase for phrase in set(listed) if listed.count(phrase) > 1) == []


def test_every_shipped_dictionary_word_is_one_that_jieba_does_not_know(shipped: Lexicon) -> None:
    known_by_luck = [word.text for word in shipped.words if tokenise(word.text) == [word.text]]
    assert len(known_by_luck) <= 0.25 * len(shipped.words)


@given(st.text(alphabet=st.sampled_from("# =\n\t12aé台臺\u3000\ufeff"), max_size=40))
def test_any_list_is_read_or_refused_with_its_line(text: str) -> None:
    with TemporaryDirectory() as folder:
        try:
            fault = ""
            lexicon(Path(folder), synonyms=text, dictionary=text, english=text)
        except LexiconError as error:
            fault = str(error)
    assert all(".txt:" in line for line in fault.split("\n") if line)


@given(st.text(max_size=60))
def test_any_question_can_be_expanded(question: str) -> None:
    shipped = read_shipped()
    for expansion in shipped.expand(question, tokenise(question)):
        assert expansion.synonyms == shipped.synonyms[expansion.word]
