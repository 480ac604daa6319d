"""An Answer becomes HTML for the page, or text for a terminal; all words are escaped."""

from html import escape

from chat.editions import differing
from chat.records import Answer, Citation, Part

CONTACT = "12345 政务服务便民热线"
"""Where who gets no answer here may ask, unless the operator names another place."""

REFUSAL = "很抱歉，已公布的访谈里没有官员回答过这个问题。"
PART_REFUSED = "已公布的访谈里没有官员回答过这一问。"
ASK_THERE = "您可以向{contact}咨询。"
NEAREST = "官员回答过这些相近的问题："


def answer_html(answer: Answer, contact: str = CONTACT) -> str:
    """Return the answer as one line of HTML: what was understood, then each part's quotes."""
    if answer.reply or answer.problem:
        return f"<p>{escape(answer.reply or answer.problem)}</p>"
    understood = "".join(f'<p class="understood">{escape(line)}</p>' for line in readings(answer))
    if not answer.citations:
        return f"{understood}{_refusal_html(answer, contact)}"
    several = len(answer.parts) > 1
    parts = "".join(_part_html(part, several) for part in answer.parts)
    return f'{understood}<div class="answer">{parts}</div>'


def readings(answer: Answer) -> list[str]:
    """Say how a question was read, where it was not read as it was typed."""
    lines = []
    if answer.carried:
        questions = "；".join(part.question for part in answer.parts)
        lines.append(f"接着上一问，按“{questions}”查询。")
    read = [part.reading for part in answer.parts if part.reading.notes]
    return [*lines, *(f"按“{reading.text}”查询。" for reading in read)]


def citation_line(citation: Citation) -> str:
    """Return who said it, in what office, when, and in which interview."""
    parts = (
        citation.turn.speaker,
        citation.office,
        f"{citation.turn.time:%Y-%m-%d %H:%M}",
        _titled(citation.interview.title),
    )
    return " · ".join(part for part in parts if part)


def edition_line(citation: Citation, differs: bool) -> str:
    """Say that another interview answers the same, and whether its figures are others."""
    said = "给出的数字不同" if differs else "也回答过"
    day = f"{citation.interview.date.year}年{citation.interview.date.month}月"
    return f"{day}的访谈{said}：{citation.quote}（{citation_line(citation)}）"


def related_labels(answer: Answer) -> list[str]:
    """Return the nearest official questions, as published."""
    return [exchange.asked for exchange in answer.related]


def refusal_text(answer: Answer, contact: str = CONTACT) -> str:
    """Return the refusal, where else to ask, and the nearest questions as plain text."""
    nearest = [f"  · {question}" for question in related_labels(answer)]
    return "\n".join(
        [REFUSAL, ASK_THERE.format(contact=contact), *([NEAREST, *nearest] if nearest else [])]
    )


def _part_html(part: Part, several: bool) -> str:
    head = f"<p><b>{escape(part.question)}</b></p>" if several else ""
    if not part.citations:
        return f"{head}<p>{PART_REFUSED}</p>"
    first, *others = part.citations
    other = differing(part.citations)
    editions = "".join(
        f'<p class="edition">{escape(edition_line(one, one in other))}</p>' for one in others
    )
    return f"{head}{_citation_html(first)}{editions}"


def _citation_html(citation: Citation) -> str:
    exchange = citation.exchange
    asked = f"<p><b>问：</b>{escape(exchange.asked)}</p>" if exchange.asked else ""
    whole = _marked(exchange.answer, 0, len(exchange.answer), citation)
    return (
        f"<blockquote>{_quoted_html(citation)}</blockquote>"
        f'<p class="citation">——{escape(citation_line(citation))}</p>'
        f"<details><summary>查看完整回答</summary>{asked}<p>{whole}</p>"
        f'<p class="citation">来源：{escape(citation.interview.source)}</p></details>'
    )


def _refusal_html(answer: Answer, contact: str) -> str:
    nearest = f"<p>{NEAREST}</p>" if answer.related else ""
    ask_there = escape(ASK_THERE.format(contact=contact))
    return f'<div class="refusal"><p>{REFUSAL}</p><p>{ask_there}</p>{nearest}</div>'


def _quoted_html(citation: Citation) -> str:
    """Return the passage with the quote marked; a quote that goes beyond it stands alone."""
    passage = citation.passage
    start, end = min(passage.start, citation.start), max(passage.end, citation.end)
    return _marked(citation.exchange.answer, start, end, citation)


def _marked(answer: str, start: int, end: int, citation: Citation) -> str:
    before = answer[start : citation.start]
    after = answer[citation.end : end]
    return f"{_lines(before.lstrip())}<mark>{_lines(citation.quote)}</mark>{_lines(after.rstrip())}"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _titled(title: str) -> str:
    return title if title.startswith("《") else f"《{title}》"
