"""An interview's turns become exchanges: who asked what, and what was answered."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.records import Exchange, Interview, Kind, Role, Turn
from ingest.sentences import clauses, sentences

_ASKS = re.compile(
    r"[?？]|请问|請問|(?:请|請)(?:您|你)?.{0,8}?(?:总结|總結|介绍|介紹|谈|談|说|說|讲|講|描述|解读|解讀|分享|阐述|闡述|解释|解釋)"
    r"|什么|什麼|哪些|哪里|哪裡|如何|怎么|怎麼|怎样|怎樣|为何|為何|是否|多少|吗|嗎"
)
_GREETS = re.compile(
    r"(?:大家|您|你|各位|早上|下午|晚上)好|好[,，。!！\s]*$|很高兴|很高興|荣幸|榮幸|欢迎|歡迎|感谢|感謝|谢谢|謝謝|祝"
)
_CALLS = re.compile(r"朋友|网友|網友|各位|同志|来宾|來賓|主持人|做客|交流")
"""Whom good day is said to, and on what occasion."""
_NODS = re.compile(
    r"(?:(?:嗯|哦|噢|好|好的|对|對|是|是的|明白|没错|沒錯|原来如此|原來如此|了解)[,，。.!！、\s]*)+"
)
_HANDS_OVER = re.compile(r"[请請][^。]{0,12}(?:回答|解答|回应|回應|答复|答覆)")
_PARTS = re.compile(
    r"谢谢|謝謝|感谢|感謝|再见|再見|结束|結束|到这里|到這裡|到此|时间关系|時間關係|祝"
)
_THANKS = re.compile(rf"{_PARTS.pattern}|{_GREETS.pattern}")
_TELLS = 20
"""Characters of a sentence that tells something after the thanks."""
_FIGURE = re.compile(
    r"\d|[一二三四五六七八九十百千万萬两兩]+(?:[个個件所条條项項家人户戶月日号號年元]|亿|億|[万萬]元)"
)
"""What a goodbye tells besides: 认证截止到6月30日, 一共办十件实事."""


def exchanges_of(interview: Interview) -> list[Exchange]:
    """Return the exchanges in page order, the greeting and the closing told apart.

    The answer turns are the guests' turns; the question is the last turn of the host or the
    public before them that does not only hand it over (请张局长回答). A turn that nobody answers
    opens no exchange, and neither does a nod (嗯，好的。) in the middle of an answer.
    """
    found: list[Exchange] = []
    questions: list[Turn] = []
    answers: list[Turn] = []
    for turn in interview.turns:
        if turn.role is Role.GUEST:
            answers.append(turn)
            continue
        if answers and _NODS.fullmatch(turn.text):
            continue
        if answers:
            found.append(_exchange(interview.id, questions, answers))
            questions, answers = [], []
        questions.append(turn)
    if answers:
        found.append(_exchange(interview.id, questions, answers))
    return _told_apart(found)


def is_searched(exchange: Exchange) -> bool:
    """Tell whether an exchange may answer: one that is asked, or a closing that tells more than
    thanks, a sentence at least (我们将一如既往,接受群众监督)."""
    if exchange.kind is not Kind.CLOSING:
        return exchange.kind is Kind.SUBSTANTIVE
    said = (exchange.answer[start:end].strip() for start, end in sentences(exchange.answer))
    return any(len(one) >= _TELLS and not _says_only(one, _THANKS) for one in said)


def _exchange(interview_id: str, questions: Sequence[Turn], answers: Sequence[Turn]) -> Exchange:
    asking = [turn for turn in questions if not _HANDS_OVER.search(turn.text)]
    question = next(iter(reversed(asking or questions)), None)
    first = question or answers[0]
    exchange_id = f"{interview_id}#t{first.number:03d}"
    return Exchange(exchange_id, interview_id, Kind.SUBSTANTIVE, question, tuple(answers))


def _told_apart(found: Sequence[Exchange]) -> list[Exchange]:
    """Mark what comes before the first real exchange as greeting, after the last as closing."""
    n_greetings = 0
    while n_greetings < len(found) and _is_greeting(found[n_greetings]):
        n_greetings += 1
    n_closings = 0
    while n_closings < len(found) - n_greetings and _is_closing(found[-1 - n_closings]):
        n_closings += 1
    last = len(found) - n_closings
    return [
        replace(exchange, kind=_kind(at, n_greetings, last)) for at, exchange in enumerate(found)
    ]


def _kind(at: int, first: int, last: int) -> Kind:
    if at < first:
        return Kind.GREETING
    return Kind.SUBSTANTIVE if at < last else Kind.CLOSING


def _asks(exchange: Exchange) -> bool:
    return exchange.question is not None and bool(_ASKS.search(exchange.asked))


def _is_greeting(exchange: Exchange) -> bool:
    """Tell whether the official says nothing but good day."""
    return _says_only(exchange.answer, _GREETS)


def _is_closing(exchange: Exchange) -> bool:
    """Tell whether the host says nothing but thanks and goodbye, and so asks nothing, and the
    official then tells nothing that has a figure; or he himself says nothing but thanks."""
    if _asks(exchange):
        return False
    thanked = _says_only(exchange.asked, _PARTS) and not _FIGURE.search(exchange.answer)
    return thanked or _says_only(exchange.answer, _PARTS)


def _says_only(text: str, words: re.Pattern[str]) -> bool:
    """Tell whether each clause has some of the words, or only calls somebody, or nods."""
    parts = [text[start:end].strip() for start, end in clauses(text)]
    return bool(parts) and all(
        words.search(part) or _CALLS.search(part) or _NODS.fullmatch(part) for part in parts
    )
