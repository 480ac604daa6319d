from collections.abc import Callable
from pathlib import Path

import pytest

from index.fields import InterviewNames
from index.records import Embedder
from index.search import Searcher
from ingest.collection import collect
from ingest.corpus import load_corpus
from ingest.records import Interview

Page = Callable[..., str]
Write = Callable[[dict[str, str | bytes]], Path]


@pytest.fixture
def folder(page: Page, write_corpus: Write) -> Path:
    """Two interviews that say the same: of 张三 in 2021, of 李小四 in 2023."""
    of = ("时 间:2023-05-06 16:00-17:00", "嘉 宾:某市教育局局长李小四", "主 持 人:主持人")
    turns = (
        ("主持人", "02:00:00", "请问规划何时编制?"),
        ("李小四", "02:01:00", "规划于2020年8月启动。"),
    )
    later = page(turns, head=("往期访谈", "《某市教育规划纲要》解读"), details=of, day="2023-05-06")
    return write_corpus({"a.txt": page(), "b.txt": later})


@pytest.fixture
def interviews(folder: Path) -> tuple[Interview, ...]:
    return load_corpus(folder).interviews


@pytest.mark.parametrize(
    "question",
    [
        "李小四局长说规划什么时候编制?",
        "某市教育局怎么说规划?",
        "2023年5月6日怎么说的?",
        "2023年的访谈里规划什么时候编制?",
        "《某市教育规划纲要》什么时候编制?",
        "李小四局長說規劃什麼時候編制?",
    ],
)
def test_an_interview_is_named_by_speaker_office_day_or_title(
    interviews: tuple[Interview, ...], question: str
) -> None:
    assert InterviewNames(interviews).named(question) == {"b"}


@pytest.mark.parametrize(
    "question",
    ["规划何时编制?", "到2023年GDP要达到多少?", "教育局在哪?", "张三和李小四怎么说?", ""],
)
def test_a_year_of_the_subject_or_a_word_of_an_office_names_none(
    interviews: tuple[Interview, ...], question: str
) -> None:
    assert InterviewNames(interviews).named(question) == frozenset()


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("李小四局长说规划什么时候编制?", "规划什么时候编制?"),
        ("李小四局長說規劃什麼時候編制?", "規劃什麼時候編制?"),
        ("2023年的访谈里规划什么时候编制?", "规划什么时候编制?"),
        ("２０２３年５月６日的访谈中,李小四提到规划什么时候编制?", "规划什么时候编制?"),
        ("2023-05-06的访谈里规划什么时候编制?", "规划什么时候编制?"),
        ("2023年5月6号下午的访谈中规划什么时候编制?", "规划什么时候编制?"),
        ("2023年5月6日李小四说规划什么时候编制?", "规划什么时候编制?"),
        ("2023年5月6日,规划什么时候编制?", "规划什么时候编制?"),
        ("2023年5月7日,规划什么时候编制?", "2023年5月7日,规划什么时候编制?"),
        ("2023年5月,规划什么时候编制?", "2023年5月,规划什么时候编制?"),
        ("2022年的访谈里规划什么时候编制?", "2022年的访谈里规划什么时候编制?"),
        ("王五说规划什么时候编制?", "王五说规划什么时候编制?"),
        ("李小四说啥?", "李小四说啥?"),
        ("2023年规划什么时候编制?", "2023年规划什么时候编制?"),
    ],
)
def test_what_only_names_an_interview_is_left_out_of_a_question(
    interviews: tuple[Interview, ...], question: str, asked: str
) -> None:
    assert InterviewNames(interviews).without_names(question) == asked


def test_a_year_names_the_interviews_held_in_it(interviews: tuple[Interview, ...]) -> None:
    names = InterviewNames(interviews)
    assert names.of_year("2023年规划何时编制?") == {"b"}
    assert names.of_year("2021年和2023年规划何时编制?") == frozenset()
    assert names.of_year("2020年规划何时编制?") == frozenset()


def test_of_answers_as_good_that_of_the_year_asked_for_comes_first(
    folder: Path, toy_embedder: Embedder
) -> None:
    searcher = Searcher.build(collect(load_corpus(folder)), toy_embedder)
    assert searcher.search("2021年规划何时编制?", 1)[0].interview.id == "a"
    assert searcher.search("2023年规划何时编制?", 1)[0].interview.id == "b"


def test_the_interview_that_is_named_comes_first(folder: Path, toy_embedder: Embedder) -> None:
    searcher = Searcher.build(collect(load_corpus(folder)), toy_embedder)
    assert searcher.search("规划何时编制?", 1)[0].interview.id == "a"
    assert searcher.search("规划何时编制，李小四?", 2)[0].interview.id == "b"
