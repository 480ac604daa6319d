"""The page's own words are there in every language, and the right language is chosen."""

import re
import string
import tomllib
from dataclasses import asdict, fields
from importlib.resources import files

import pytest

from chat.web.words import Language, Words, language_of, words
from index.normalise import simplified, traditional


def test_every_word_is_given_in_every_language_and_no_other_is() -> None:
    table = tomllib.loads((files("chat.web") / "words.toml").read_text(encoding="utf-8"))
    assert list(table) == [one.name for one in fields(Words)]
    assert {tuple(texts) for texts in table.values()} == {("zh-CN", "zh-TW", "en")}
    assert all(text.strip() for texts in table.values() for text in texts.values())


def test_all_languages_put_in_the_same_values() -> None:
    def wanted(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    chinese, taiwan, english = (asdict(words(one)) for one in Language)
    for name, text in chinese.items():
        assert wanted(text) == wanted(taiwan[name]) == wanted(english[name]), name


def test_each_chinese_is_written_in_its_own_characters() -> None:
    switch = {"to_traditional", "to_simplified"}  # each in the script that it leads to
    for language, convert in ((Language.ZH_TW, traditional), (Language.ZH_CN, simplified)):
        for name, text in asdict(words(language)).items():
            # one by one: as a word 公布 would become 公佈, which Taiwan writes as often
            assert name in switch or text == "".join(map(convert, text)), name


def test_a_citizen_is_addressed_politely() -> None:
    for language in (Language.ZH_CN, Language.ZH_TW):
        assert [name for name, text in asdict(words(language)).items() if "你" in text] == []


def test_no_english_word_is_left_in_chinese() -> None:
    english = asdict(words(Language.EN))
    assert [name for name, text in english.items() if re.search(r"[\u3400-\u9fff]", text)] == []


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", Language.ZH_CN),
        ("zh-CN,zh;q=0.9,en;q=0.8", Language.ZH_CN),
        ("zh-TW,zh;q=0.9", Language.ZH_TW),
        ("zh-Hant-HK", Language.ZH_TW),
        ("zh-Hans-HK,zh", Language.ZH_CN),
        ("zh-MO;q=0.9, en;q=0.5", Language.ZH_TW),
        ("en-GB,en;q=0.9,zh;q=0.1", Language.EN),
        ("en;q=0.2, zh-HK;q=0.7", Language.ZH_TW),
        ("fr-FR, de;q=0.9, en;q=0.1", Language.EN),
        ("fr", Language.ZH_CN),
        ("en;q=0", Language.ZH_CN),
        (";;q=,=,*;q=x", Language.ZH_CN),
    ],
)
def test_the_most_wanted_language_that_the_page_has_is_chosen(
    header: str, language: Language
) -> None:
    assert language_of(header) is language
