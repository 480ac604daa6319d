"""The list that a passage of an answer is a member of, or leads to."""

import re
from collections.abc import Sequence

from chat.wanted import Wanted
from ingest.passages import series_of
from ingest.records import Passage
from ingest.sentences import Span

_HEADING_SHARE = 0.6  # of the question's words in what introduces a list: it asks for the list
_REASONS = re.compile(
    r"(?:^|(?<=[,，。;；\n]))[^,，。:：;；\n]{0,20}"
    r"(?:考虑|考慮|原因|理由|依据|依據|因素)[^,，。:：;；\n]{0,6}[:：]\s*$"
)
"""What leads to a list of reasons, at the end of a passage: 主要考虑:"""

_ANNOUNCES = re.compile(
    r"(?:[两兩二三四五六七八九十几幾]|\d+)(?:[个個大])?(?:[点點]|方面|部分|条|條|[项項]|[类類]|步)[^,，。;；\n]{0,8}[。:：\s]*$"
    r"|(?:以下|如下)[^,，。;；\n]{0,8}[。:：\s]*$"
)
"""Words that only say that so many things come next: 有三点不同往常。"""


def asks_for_list(wanted: Wanted, passage: Passage) -> bool:
    """Tell whether a question asks for the list that a passage is a member of: the words that
    introduce the list have most of the question's, and the passage itself no more."""
    introduced = wanted.share(passage.heading) if passage.heading else 0.0
    return introduced >= _HEADING_SHARE and wanted.share(passage.text) <= introduced


def whole_list(passage: Passage, passages: Sequence[Passage]) -> Span:
    """Return the span of the passages under one heading, and of the one that introduces them."""
    items = _items(passage, passages)
    first, last = items[0], items[-1]
    if first > 0 and _leads_to(passages[first - 1], passage):
        first -= 1
    return passages[first].start, passages[last].end


def compared(passage: Passage, passages: Sequence[Passage]) -> Span | None:
    """Return the span of the list that a passage is a member of, or introduces."""
    following = passages[passages.index(passage) + 1 :]
    if following and _leads_to(passage, following[0]):
        passage = following[0]
    is_list = passage.heading and len(_items(passage, passages)) > 1
    return whole_list(passage, passages) if is_list else None


def reasons(passage: Passage, passages: Sequence[Passage]) -> Span | None:
    """Return the span of the list of reasons that a passage leads to, or is a member of."""
    at = passages.index(passage)
    leads = ((one, _REASONS.search(passages[one].text)) for one in range(at, -1, -1))
    number, lead = next(((one, found) for one, found in leads if found), (at, None))
    if not lead or number + 1 == len(passages):
        return None
    first = passages[number + 1]
    last = _items(first, passages)[-1] if first.heading else _last_of_series(number + 1, passages)
    return (passages[number].start + lead.start(), passages[last].end) if at <= last else None


def _last_of_series(at: int, passages: Sequence[Passage]) -> int:
    """Return the number of the last member of the enumeration (一是, 二是) that begins at one."""
    series = series_of(passages[at].text)
    while series and at + 1 < len(passages) and series.match(passages[at + 1].text.lstrip()):
        at += 1
    return at


def announced(span: Span, answer: str, passages: Sequence[Passage]) -> Span | None:
    """Return a span that only announces an enumeration (其一, 一是) together with its members."""
    following = [passage for passage in passages if passage.start >= span[1]]
    if not following or not _ANNOUNCES.search(answer[slice(*span)]):
        return None
    first, series = following[0], series_of(following[0].text)
    if not series or answer[span[1] : first.start].strip("。:： \n"):
        return None
    members = [one for one in following if series.match(one.text.lstrip())]
    return span[0], passages[_items(members[-1], passages)[-1]].end


def _leads_to(passage: Passage, item: Passage) -> bool:
    """Tell whether a passage introduces the list that another is an item of."""
    return bool(item.heading) and item.heading in passage.text


def _items(passage: Passage, passages: Sequence[Passage]) -> range:
    """Return the numbers of a passage and of those next to it that are under its heading."""
    first = last = passages.index(passage)
    while first > 0 and passages[first - 1].heading == passage.heading:
        first -= 1
    while last + 1 < len(passages) and passages[last + 1].heading == passage.heading:
        last += 1
    return range(first, last + 1)
