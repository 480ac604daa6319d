"""A small collection whose every character is in sight, and answerers that do as they are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chat.evaluation.judge import judge
from chat.evaluation.records import EvalQuestion, Verdict
from chat.records import Answer, Citation, Part
from index.reading import Reading
from ingest.collection import Collection
from ingest.records import Exchange, Guest, Interview, Kind, Passage, Role, Turn

ASKED = ("规划何时编制？", "GDP要达到多少？", "有多少个项目？")
ANSWERS = (
    "规划于2020年8月启动，历时一年。",
    "到2025年，GDP达到440亿元，年均增长7%。",
    "共有165个项目，总投资2488亿元。",
)
TIMES = tuple(datetime(2021, 7, 12, 2, minute) for minute in (1, 3, 5))


def make_collection() -> Collection:
    """Return three exchanges: e1, e2, e3, answered by 张三 at 02:01, 02:03 and 02:05."""
    turns = []
    for number, (asked, answer, time) in enumerate(zip(ASKED, ANSWERS, TIMES, strict=True)):
        turns.append(
            Turn(
                2 * number + 1,
                "主持人",
                Role.HOST,
                time.replace(minute=time.minute - 1),
                (asked,),
                1,
            )
        )
        turns.append(Turn(2 * number + 2, "张三", Role.GUEST, time, (answer,), 1))
    interview = Interview(
        id="i",
        title="规划解读",
        introduction="",
        date=date(2021, 7, 12),
        start=None,
        end=None,
        guests=(Guest("张三", "发改局局长"),),
        host="主持人",
        source="往期访谈",
        turns=tuple(turns),
    )
    exchanges = tuple(
        Exchange(f"e{n + 1}", "i", Kind.SUBSTANTIVE, turns[2 * n], (turns[2 * n + 1],))
        for n in range(3)
    )
    passages = tuple(Passage(f"{e.id}p", e.id, 0, len(e.answer), e.answer, "") for e in exchanges)
    return Collection((interview,), exchanges, passages)


COLLECTION = make_collection()


def reply(
    quote: str = "", ranking: Sequence[str] = (), confidence: float = 0.5, took_ms: float = 10.0
) -> Answer:
    """Return an answer that quotes these words of the exchange ranked first; none: a refusal."""
    exchanges = tuple(COLLECTION.exchange(exchange_id) for exchange_id in ranking)
    citations = ()
    if quote:
        passage = next(p for p in COLLECTION.passages if p.exchange_id == ranking[0])
        start = exchanges[0].answer.index(quote)
        end = start + len(quote)
        interview = COLLECTION.interviews[0]
        citations = (Citation(quote, start, end, passage, exchanges[0], interview, confidence),)
    part = Part("", Reading(""), citations, exchanges, confidence)
    return Answer("", (part,), (), "", "", "", took_ms)


def question(question_id: str, **fields: Any) -> EvalQuestion:
    """Return an answerable question of kind "fact", but for the fields named."""
    given: dict[str, Any] = {
        "kind": "fact",
        "question": f"问题{question_id}？",
        "history": (),
        "answerable": True,
    }
    return EvalQuestion(question_id, **{**given, **fields})


def verdict(asked: EvalQuestion, answer: Answer) -> Verdict:
    return judge(asked, answer, COLLECTION)


@dataclass
class Told:
    """Answers as it is told by question, refuses all else, and remembers what it was asked.

    Ctrl-C is pressed when it is asked `stops_at`.
    """

    answers: Mapping[str, Answer]
    stops_at: str | None = None
    was_asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        if question == self.stops_at:
            raise KeyboardInterrupt
        self.was_asked.append((question, tuple(history)))
        return self.answers.get(question, reply())
