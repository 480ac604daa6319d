"""An Answer becomes text for a terminal, and a citation the line that says where it stands."""

from chat.records import Answer, Citation, Conflict, ConflictKind, NearMiss

CONTACT = "12345 政务服务便民热线"
"""Where who gets no answer here may ask, unless the operator names another place."""

REFUSAL = "很抱歉，已公布的访谈里没有官员回答过这个问题。"
PART_REFUSED = "已公布的访谈里没有官员回答过这一问。"
ASK_THERE = "您可以向{contact}咨询。"
NEAREST = "官员回答过这些相近的问题："
NEAR_MISS = "相近的官方回答："
SAID_OTHERWISE = "您问的是“{asked}”，这里说的是“{said}”。"
NOT_SAID = "您问的“{asked}”，这里没有说到。"
NOT_LISTED = "您问的“{asked}”，这里没有一一说明。"


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
        titled(citation.interview.title),
    )
    return " · ".join(part for part in parts if part)


def edition_line(citation: Citation, differs: bool) -> str:
    """Say that another interview answers the same, and whether its figures are others."""
    said = "给出的数字不同" if differs else "也回答过"
    day = f"{citation.interview.date.year}年{citation.interview.date.month}月"
    return f"{day}的访谈{said}：{citation.quote}（{citation_line(citation)}）"


def difference(conflict: Conflict) -> str:
    """Return the sentence that says to a citizen what a near miss does not agree with.

    It is to be formatted with what was asked and what is said.
    """
    if conflict.kind in (ConflictKind.LIST, ConflictKind.MEMBERS):
        return NOT_LISTED
    return SAID_OTHERWISE if conflict.said not in ("", conflict.asked) else NOT_SAID


def near_miss_lines(near: NearMiss) -> list[str]:
    """Return a near miss as plain text: in what it differs, the quote, and where it stands."""
    told = [difference(one).format(asked=one.asked, said=one.said) for one in near.conflicts]
    return [
        NEAR_MISS + "".join(told),
        f"  “{near.citation.quote}”",
        f"  ——{citation_line(near.citation)}",
    ]


def related_labels(answer: Answer) -> list[str]:
    """Return the nearest official questions, as published."""
    return [exchange.asked for exchange in answer.related]


def refusal_text(answer: Answer, contact: str = CONTACT) -> str:
    """Return the refusal, where else to ask, and what comes nearest, as plain text."""
    near = [line for one in answer.near_misses for line in near_miss_lines(one)]
    nearest = [f"  · {question}" for question in related_labels(answer)]
    return "\n".join(
        [
            REFUSAL,
            ASK_THERE.format(contact=contact),
            *near,
            *([NEAREST, *nearest] if nearest else []),
        ]
    )


def titled(title: str) -> str:
    """Return a title in title marks, unless it has some."""
    return title if "《" in title else f"《{title}》"
