"""What is pointed out to the staff after a page was read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.collection import collect
from ingest.corpus import load_corpus
from ingest.doubts import doubts

Page = Callable[..., str]
Write = Callable[[dict[str, str | bytes]], Path]
QUESTION = ("主持人", "02:00:00", "请问规划何时编制?")
ANSWER = ("张三", "02:01:00", "规划于2020年8月启动。")
OFFICIAL = ("李四", "02:02:00", "我补充一点。")
ASKER = ("李四", "02:02:00", "听说要重新分地。是真的吗?")
REPLY = ("张三", "02:03:00", "不分。")
LAST = ("网友", "02:04:00", "学校建几所?")


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        ((QUESTION, ANSWER), []),
        ((QUESTION, ANSWER, OFFICIAL), ["a: “嘉宾”一行里没有李四或他的职务"]),
        ((QUESTION, ANSWER, ASKER, REPLY), ["a: 李四不在“嘉宾”一行里，每次发言都在提问"]),
        ((QUESTION, ANSWER, LAST), ["a:10: 网友的这个问题后面没有嘉宾的回答"]),
        ((LAST, QUESTION, ANSWER), ["a:6: 网友的这个问题后面没有嘉宾的回答"]),
    ],
)
def test_who_may_be_misread_and_what_nobody_answers_is_told(
    page: Page, write_corpus: Write, turns: tuple[tuple[str, ...], ...], told: list[str]
) -> None:
    found = list(doubts(collect(load_corpus(write_corpus({"a.txt": page(turns)})))))
    assert len(found) == len(told)
    assert all(line.startswith(words) for line, words in zip(found, told, strict=True))


def test_the_first_interview_gives_no_doubt(corpus_folder: Path) -> None:
    assert list(doubts(collect(load_corpus(corpus_folder)))) == []
