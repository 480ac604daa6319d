from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from chat.editions import differing, newest_first
from chat.records import Citation
from ingest.collection import collect
from ingest.corpus import load_corpus

Page = Callable[..., str]
Write = Callable[[dict[str, str | bytes]], Path]


def cited(page: Page, write_corpus: Write, day: date, words: str) -> Citation:
    """What an official said on a day, quoted whole."""
    turns = (("主持人", "02:00", "请问有多少个项目?"), ("张三", "02:01", words))
    collection = collect(load_corpus(write_corpus({"a.txt": page(turns)})))
    (exchange,) = collection.exchanges
    interview = replace(collection.interviews[0], date=day)
    passage = collection.passages[0]
    return Citation(words, 0, len(words), passage, exchange, interview, 0.9)


@pytest.fixture
def citations(page: Page, write_corpus: Write) -> list[Citation]:
    said = [
        (date(2019, 5, 1), "项目有30个。"),
        (date(2021, 5, 1), "到2025年项目有45个。"),
        (date(2020, 5, 1), "项目有45个。"),
    ]
    return [cited(page, write_corpus, day, words) for day, words in said]


def test_the_newest_interview_comes_first(citations: list[Citation]) -> None:
    assert [one.interview.date.year for one in newest_first(citations)] == [2021, 2020, 2019]


def test_only_other_figures_than_the_first_s_differ_and_years_are_none(
    citations: list[Citation],
) -> None:
    assert [one.quote for one in differing(newest_first(citations))] == ["项目有30个。"]


@pytest.mark.parametrize(
    ("first", "other", "differs"),
    [
        ("达440亿元。", "达440亿元,年均增长6.5%。", False),
        ("投资3亿元。", "投资3亿元,8月12日开工。", False),
        ("四百四十亿元。", "达440亿元。", False),
        ("投资3亿元。", "新建30个项目。", False),
        ("投资3亿元,项目45个。", "投资3亿元,项目30个。", True),
    ],
)
def test_figures_differ_only_in_the_same_unit(
    page: Page, write_corpus: Write, first: str, other: str, differs: bool
) -> None:
    days = (date(2021, 5, 1), date(2019, 5, 1))
    citations = [
        cited(page, write_corpus, day, words)
        for day, words in zip(days, (first, other), strict=True)
    ]
    assert bool(differing(citations)) is differs


def test_nothing_differs_from_nothing() -> None:
    assert newest_first([]) == ()
    assert differing([]) == ()
