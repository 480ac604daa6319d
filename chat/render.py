"""An Answer becomes HTML for the page, or text for a terminal; all words are escaped."""

from html import escape

from chat.records import Answer, Citation

REFUSAL = "很抱歉，已公布的访谈里没有官员回答过这个问题。"
NOTHING_ASKED = "请输入您想问的问题。"
TOO_LONG = "您的问题太长了，请缩短到 {limit} 个字以内再问一次。"
NEAREST = "官员回答过这些相近的问题："


def answer_html(answer: Answer) -> str:
    """Return the answer as one line of HTML: the quote in its passage, its citation, the whole."""
    if not answer.citations:
        return _refusal_html(answer)
    citation = answer.citations[0]
    exchange = citation.exchange
    asked = f"<p><b>问：</b>{escape(exchange.asked)}</p>" if exchange.asked else ""
    whole = _marked(exchange.answer, 0, len(exchange.answer), citation)
    return (
        f'<div class="answer"><blockquote>{_quoted_html(citation)}</blockquote>'
        f'<p class="citation">——{escape(citation_line(citation))}</p>'
        f"<details><summary>查看完整回答</summary>{asked}<p>{whole}</p>"
        f'<p class="citation">来源：{escape(citation.interview.source)}</p></details></div>'
    )


def citation_line(citation: Citation) -> str:
    """Return who said it, in what office, when, and in which interview."""
    parts = (
        citation.turn.speaker,
        citation.office,
        f"{citation.turn.time:%Y-%m-%d %H:%M}",
        _titled(citation.interview.title),
    )
    return " · ".join(part for part in parts if part)


def related_labels(answer: Answer) -> list[str]:
    """Return the nearest official questions, as published."""
    return [exchange.asked for exchange in answer.related]


def refusal_text(answer: Answer) -> str:
    """Return the refusal and the nearest questions as plain text."""
    nearest = [f"  · {question}" for question in related_labels(answer)]
    return "\n".join([REFUSAL, *([NEAREST, *nearest] if nearest else [])])


def _refusal_html(answer: Answer) -> str:
    nearest = f"<p>{NEAREST}</p>" if answer.related else ""
    return f'<div class="refusal"><p>{REFUSAL}</p>{nearest}</div>'


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
