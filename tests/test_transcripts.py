"""Transcripts in other forms become pages that can be read, and the questions on them fit them."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.evaluation.judge import doubts
from chat.evaluation.questions import read_questions
from ingest.collection import collect
from ingest.corpus import load_corpus
from ingest.exchanges import exchanges_of
from ingest.page import parse_page
from ingest.records import Guest
from tools.transcripts import (
    Chosen,
    Speech,
    press_page,
    read_press,
    read_taiwan,
    speeches_of,
    taiwan_page,
    without_interjections,
)

QUESTIONS = Path(__file__).parent / "questions"
TAIWAN = QUESTIONS / "interviews" / "taiwan"
SEED = Path(__file__).parents[1] / "corpus" / "interviews"
CHOSEN = Chosen("", "page", ("林育立", "駐處代表"))


def test_a_mark_opens_a_speech_and_a_line_without_one_goes_on_with_it() -> None:
    lines = ["问：何时开馆？", "", "　答：明年三月。", "另外：免费。"]
    assert speeches_of(lines, {"问": "记者", "答": "陆慷"}) == [
        Speech("记者", ("何时开馆？",)),
        Speech("陆慷", ("明年三月。", "另外：免费。")),
    ]


def test_lines_of_one_speaker_in_a_row_are_one_speech() -> None:
    assert speeches_of(["甲：一。", "甲：二。"], {"甲": "甲"}) == [Speech("甲", ("一。", "二。"))]


def test_a_line_before_the_first_speaker_is_an_error_without_an_opening() -> None:
    with pytest.raises(ValueError, match="expected a speaker"):
        speeches_of(["有话先说。", "问：好吗？"], {"问": "记者"})


def test_an_interjection_of_the_questioner_does_not_cut_the_answer() -> None:
    said = [Speech("甲", ("一。",)), Speech("主持人", ("嗯，對、OK。",)), Speech("甲", ("二。",))]
    assert without_interjections(said, ["主持人"]) == [Speech("甲", ("一。", "二。"))]


def test_a_short_question_and_a_short_answer_stay() -> None:
    said = [Speech("主持人", ("對嗎？",)), Speech("甲", ("對。",)), Speech("主持人", ("為何？",))]
    assert without_interjections(said, ["主持人"]) == said


def test_all_transcripts_are_pages_but_for_those_without_the_minister(tmp_path: Path) -> None:
    said = (
        "甲：問一。\n唐鳳：答一。\n甲：問二。\n唐鳳：答二。\n甲：問三。\n唐鳳：答三。\n乙：嗯。\n"
    )
    (tmp_path / "2018-01-02-來訪.txt").write_text(f"2018-01-02 來訪\n{said}", encoding="utf-8")
    (tmp_path / "2018-01-03-talk.txt").write_text("2018-01-03 talk\nA: hello\n" * 3)
    ((name, text),) = read_taiwan(tmp_path, every=True)
    assert name == "2018-01-02-00"
    assert "主 持 人:甲\n" in text
    assert list(read_taiwan(tmp_path, every=False)) == []


def test_all_press_conferences_are_pages_but_for_other_texts(tmp_path: Path) -> None:
    rows = [
        {"id": "mfa-0505", "title": "2018年7月6日外交部发言人陆慷主持例行记者会"},
        {"id": "mfa-1", "title": "2017年1月9日外交部发言人陆慷主持例行记者会"},
        {"id": "mfa-2", "title": "发言人接受采访"},
    ]
    path = tmp_path / "documents.jsonl"
    lines = (json.dumps(row | {"text": "问：好吗？\n答：好。"}) for row in rows)
    path.write_text("\n".join(lines), encoding="utf-8")
    names = ["2018-07-06-press", "2017-01-09-mfa-1"]
    assert [name for name, _ in read_press(path, every=True)] == names
    assert [name for name, _ in read_press(path, every=False)] == names[:1]


def test_a_taiwan_transcript_is_read_as_an_interview() -> None:
    said = "林育立：去哪裡？\n\n唐鳳：柏林。\n林育立：嗯。\n唐鳳：兩天。\n"
    text = f"\ufeff2019-11-21 中央社採訪\n\n{said}"
    interview = parse_page(taiwan_page(text, CHOSEN), "page", "page.txt")
    (exchange,) = exchanges_of(interview)
    assert (interview.title, interview.date) == ("中央社採訪", date(2019, 11, 21))
    assert interview.guests == (Guest("唐鳳", "行政院政務委員"),)
    assert (exchange.id, exchange.asked, exchange.answer) == (
        "page#t001",
        "去哪裡？",
        "柏林。\n兩天。",
    )


def test_a_second_questioner_asks_too() -> None:
    text = "2019-11-21 採訪\n駐處代表：有機器人嗎？\n唐鳳：有。\n林育立：真的？\n唐鳳：真的。"
    interview = parse_page(taiwan_page(text, CHOSEN), "page", "page.txt")
    assert [exchange.asked for exchange in exchanges_of(interview)] == ["有機器人嗎？", "真的？"]


def test_a_question_without_a_name_is_a_journalists_and_turns_are_a_minute_apart() -> None:
    page = taiwan_page("2021-01-05 來訪\n問：好嗎？\n唐鳳：好。", Chosen("", "page", ("記者",)))
    assert page.endswith(
        "  • 主 持 人:記者\n"
        "  • 記者2021-01-05 00:00:00\n      好嗎？\n"
        "  • 唐鳳2021-01-05 00:01:00\n      好。\n"
    )


def test_a_taiwan_transcript_without_a_date_is_an_error() -> None:
    with pytest.raises(ValueError, match="a date and a title"):
        taiwan_page("中央社採訪\n唐鳳：柏林。", CHOSEN)


def test_a_press_conference_is_read_as_an_interview() -> None:
    text = "\n\t　　应邀，副总理将访问法国。\n　　问：何时？\n　　答：七月。\n　　共六天。\n\n\t"
    page = press_page("2018年7月6日外交部发言人陆慷主持例行记者会", text)
    interview = parse_page(page, "page", "page.txt")
    assert interview.date == date(2018, 7, 6)
    assert interview.guests == (Guest("陆慷", "外交部发言人"),)
    assert [(e.asked, e.answer) for e in exchanges_of(interview)] == [
        ("", "应邀，副总理将访问法国。"),
        ("何时？", "七月。\n共六天。"),
    ]


def test_a_press_conference_whose_title_tells_no_day_is_an_error() -> None:
    with pytest.raises(ValueError, match="a day and a spokesperson"):
        press_page("外交部发言人答记者问", "问：何时？\n答：七月。")


@given(st.lists(st.text()))
def test_no_line_loses_its_words(lines: list[str]) -> None:
    said = speeches_of(lines, {}, opening="甲")
    words = [line.strip() for line in lines if line.strip()]
    assert [word for speech in said for word in speech.paragraphs] == words


def test_the_committed_pages_are_three_interviews_with_full_answers() -> None:
    interviews = load_corpus(TAIWAN).interviews
    assert [(interview.id, interview.office_of("唐鳳")) for interview in interviews] == [
        ("2018-10-19-apple-daily", "行政院政務委員"),
        ("2019-11-21-cna-berlin", "行政院政務委員"),
        ("2021-01-05-apple-daily", "行政院政務委員"),
    ]


@pytest.mark.parametrize(("name", "corpus"), [("taiwan", TAIWAN), ("seed2", SEED)])
def test_every_source_exists_and_holds_the_words_asked_for(name: str, corpus: Path) -> None:
    questions = read_questions([QUESTIONS / f"{name}.jsonl"])
    assert doubts(questions, collect(load_corpus(corpus))) == ()


@pytest.mark.parametrize("name", ["taiwan", "press", "seed2"])
def test_a_third_of_the_questions_are_near_misses_and_the_halves_are_even(name: str) -> None:
    questions = read_questions([QUESTIONS / f"{name}.jsonl"])
    kinds = Counter(question.kind for question in questions)
    halves = Counter((question.kind, question.split) for question in questions)
    assert 3 * kinds["refuse-nearmiss"] >= len(questions)
    assert all(abs(halves[kind, "dev"] - halves[kind, "test"]) <= 1 for kind in kinds)
