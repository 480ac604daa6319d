"""The text of a published interview page becomes an Interview.

The form, from top to bottom (blank lines anywhere):

    往期访谈_某某管理委员会                   the column and the publisher
    《某某规划》相关内容解读                   the title
    一段导语                                   the introduction, any number of lines
      • 时 间:2021-07-12 16:00-17:00           when; 嘉宾 and 主持人 likewise
      • 嘉 宾:某某局某某科科长张三
      • 主 持 人:主持人
      • 主持人2021-07-12 02:00:00              a turn: its speaker and time,
          各位网友大家好!                      then its paragraphs, indented
    提示信息                                   what the site prints below the page
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Self

from ingest.records import CorpusError, Interview, Role, Turn
from ingest.speakers import asks_by_name, guests_of, roles_of

_BULLET = r"[•·●○▪■◆*\-]?"
_NO_SPEAKER = r"(?![^\d:：]*(?:[时時]\s*[间間]|日\s*期|截止|发布|發布|更新|来源|來源)\s*[:：])"
"""“时 间:” and “发布日期:” label a detail; they are no speakers."""
_NAME = r"(?:(?!\d{4}[-/年])[^:：\[\]【】，。；！？]){0,30}?"
_ANY_NAME = r"(?:(?!\d{4}[-/年]).){0,30}?"  # 网友“加油！”
_WHEN = (
    r"(?P<day>\d{4}(?:-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|年\d{1,2}月\d{1,2}日))\s*(?<=[\s日])"
    r"(?P<clock>\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)\s*$"
)
_TURN, _MARKED_TURN = (
    re.compile(rf"^\s*{_BULLET}\s*{_NO_SPEAKER}{speaker}\s*[:：]?\s*{_WHEN}")
    for speaker in (rf"[\[【]?(?P<speaker>{_NAME})[\]】]?", rf"(?P<speaker>{_ANY_NAME})")
)
_DETAIL = re.compile(
    rf"^\s*{_BULLET}\s*(?P<label>[^\s:：](?:\s*[^\s:：]){{1,7}})\s*[:：](?P<value>.*)$"
)
_TIME_LABEL = re.compile(
    r"(?:访谈|訪談|直播|播出|节目|節目|采访|採訪|录制|錄製|活动|活動|开始|開始)?[时時][间間]"
)
"""When the interview was held; 发布时间 and 办公时间 are something else."""
_GUEST_LABELS = ("嘉宾", "嘉賓")
_HOST_LABELS = ("主持人", "主持")
_DAY = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})")
_DAY_MARKS = re.compile("[/年月]")
_CLOCK = re.compile(r"(上午|下午|中午|晚上?)?\s*(?<!\d)([01]?\d|2[0-4])[:：]([0-5]\d)")
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")  # 张　三 is 张三
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")
"""Characters without width that come along when a page is copied."""


@dataclass
class _Heading:
    """A turn's heading line and the paragraphs read so far below it."""

    line: int
    speaker: str
    time: datetime
    paragraphs: list[str] = field(default_factory=list)


def parse_page(text: str, interview_id: str, path: str) -> Interview:
    """Read the text of one page.

    :param text: The decoded text of the page.
    :param interview_id: The id that the interview is to have.
    :param path: What error messages call the file.
    :raises CorpusError: If the text is not an interview, naming the file and the line.
    """
    fail = _failing(path)
    lines = re.split(r"\r\n|\r|\n", _INVISIBLE.sub("", text))
    if not text.strip():
        raise fail(1, "文件是空的，没有访谈内容")
    first = next((at for at, line in enumerate(lines) if _TURN.match(line)), None)
    if first is None:
        raise fail(
            _first_words(lines),
            "不像访谈：没有找到“发言人+时间”一行，例如“• 主持人2021-07-12 02:00:00”",
        )
    head = _read_head(lines[:first], fail)
    headings = _read_turns(lines, first, fail)
    host = head.host or _first_host(headings)
    words: dict[str, list[str]] = {}
    for heading in headings:
        words.setdefault(heading.speaker, []).append("\n".join(heading.paragraphs))
    roles = roles_of(words, head.guests, host)
    guests = guests_of(head.guests, [name for name in roles if roles[name] is Role.GUEST])
    turns = tuple(
        Turn(n, h.speaker, roles[h.speaker], h.time, tuple(h.paragraphs), h.line)
        for n, h in enumerate(headings, 1)
    )
    if not guests:
        raise fail(first + 1, f"没有嘉宾发言：全部发言都来自主持人（{host}）或网友")
    return Interview(
        id=interview_id,
        title=head.title,
        introduction=head.introduction,
        date=head.day or turns[0].time.date(),
        start=head.start,
        end=head.end,
        guests=guests,
        host=host,
        source=head.source,
        turns=turns,
    )


def _failing(path: str) -> Callable[[int, str], CorpusError]:
    return lambda line, what: CorpusError(f"{path}:{line}: {what}")


def _first_words(lines: Sequence[str]) -> int:
    """Return the number of the first line that is not blank."""
    return next(at for at, line in enumerate(lines, 1) if line.strip())


@dataclass
class _Head:
    """What stands above the first turn."""

    source: str = ""
    title: str = ""
    introduction: str = ""
    day: date | None = None
    start: time | None = None
    end: time | None = None
    guests: str = ""
    host: str = ""


def _read_head(lines: Sequence[str], fail: Callable[[int, str], CorpusError]) -> _Head:
    """Read source, title, introduction and the labelled details."""
    head = _Head()
    prose: list[str] = []
    for number, line in enumerate(lines, 1):
        detail = _DETAIL.match(line)
        label = re.sub(r"\s", "", detail["label"]) if detail else ""
        value = detail["value"].strip() if detail else ""
        if _TIME_LABEL.fullmatch(label):
            _read_time(head, value, number, fail)
        elif label.endswith(_GUEST_LABELS):
            head.guests = f"{head.guests}、{value}".strip("、")
        elif label.endswith(_HOST_LABELS):
            head.host = value
        elif line.strip():
            prose.append(line.strip())
    if len(prose) < 2:
        raise fail(1, "第一个发言之前应有两行：栏目与发布单位（如“往期访谈_某某管委会”）和标题")
    head.source, head.title, *introduction = prose
    head.introduction = "\n".join(introduction)
    return head


def _read_time(
    head: _Head, value: str, number: int, fail: Callable[[int, str], CorpusError]
) -> None:
    """Read a day and, where given, the hours from and to."""
    day = _DAY.search(value)
    if day is None:
        raise fail(number, f"看不懂的时间“{value}”，应如“2021-07-12 16:00-17:00”")
    try:
        head.day = date(int(day[1]), int(day[2]), int(day[3]))
        clocks = list(_clocks(value[day.end() :]))
    except ValueError as error:
        raise fail(number, f"没有这样的日期或钟点：“{value}”（{error}）") from error
    head.start = clocks[0] if clocks else None
    head.end = clocks[1] if len(clocks) > 1 else None


def _clocks(text: str) -> Iterator[time]:
    """Yield the times of day; 下午 makes 3:00 and what follows 15:00."""
    half = ""
    for named, hour, minute in _CLOCK.findall(text):
        half = named or half
        later = int(hour) < 12 and (
            half in {"下午", "晚上", "晚"} or (half == "中午" and int(hour) < 3)
        )
        yield time(int(hour) + 12 * later, int(minute))


@dataclass(frozen=True)
class _Layout:
    """How a page sets its headings and its paragraphs apart."""

    heading_depth: int
    depth: int
    """Of the paragraphs, in characters."""
    bulleted: bool

    @classmethod
    def of(cls, lines: Sequence[str], first: int) -> Self:
        """Read it from the first turn."""
        body = next((line for line in lines[first + 1 :] if line.strip()), "")
        return cls(_depth(lines[first]), _depth(body), _has_bullet(lines[first]))

    def heading(self, line: str) -> re.Match[str] | None:
        """Match the heading of a turn; a paragraph may end in a time too.

        Where paragraphs are indented, what stands less deep is a heading, else what has a bullet
        if headings have one. A host and one of the public are told by their names as well.
        """
        match = _TURN.match(line)
        if match and asks_by_name(match["speaker"].strip()):
            return match
        if self.depth > self.heading_depth:
            return (match or _MARKED_TURN.match(line)) if _depth(line) < self.depth else None
        if self.bulleted:
            return (match or _MARKED_TURN.match(line)) if _has_bullet(line) else None
        return match


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _has_bullet(line: str) -> bool:
    return bool(re.match(rf"\s*{_BULLET[:-1]}", line))


def _read_turns(
    lines: Sequence[str], first: int, fail: Callable[[int, str], CorpusError]
) -> list[_Heading]:
    """Read the turns, in page order; what follows the last one unindented is the site's."""
    headings: list[_Heading] = []
    layout = _Layout.of(lines, first)
    outside: int | None = None  # the first unindented line since the last heading
    indented = any(
        line[:1].isspace() and line.strip() for line in lines[first + 1 :] if not _TURN.match(line)
    )
    for number, line in enumerate(lines[first:], first + 1):
        if not line.strip():
            continue
        match = layout.heading(line)
        if match is None:
            if indented and not line[:1].isspace():
                outside = outside or number
            elif outside is None:
                headings[-1].paragraphs.append(line.strip())
            continue
        if outside is not None:
            raise fail(outside, "发言的段落应缩进；这一行既不是缩进的段落，也不是“发言人+时间”")
        headings.append(_read_heading(match, number, fail))
    if not indented:
        _drop_footer(headings[-1])
    for heading in headings:
        if not heading.paragraphs:
            raise fail(heading.line, f"{heading.speaker}的这次发言没有内容")
    return headings


def _read_heading(
    match: re.Match[str], number: int, fail: Callable[[int, str], CorpusError]
) -> _Heading:
    speaker = _SPACED.sub("", match["speaker"].strip())
    if not speaker:
        raise fail(
            number, "这次发言没有发言人；请在时间前写上姓名，例如“主持人2021-07-12 02:00:00”"
        )
    day, clock = match["day"].rstrip("日"), match["clock"].replace("：", ":")
    clock = clock if clock.count(":") == 2 else f"{clock}:00"
    try:
        when = datetime.strptime(f"{_DAY_MARKS.sub('-', day)} {clock}", "%Y-%m-%d %H:%M:%S")
    except ValueError as error:
        raise fail(number, f"没有这样的时间：“{match['day']} {match['clock']}”") from error
    return _Heading(number, speaker, when)


def _drop_footer(heading: _Heading) -> None:
    """Drop the site's own last line from a page that was saved without indentation."""
    if heading.paragraphs and heading.paragraphs[-1] in ("提示信息", "提示資訊"):
        heading.paragraphs.pop()


def _first_host(headings: Sequence[_Heading]) -> str:
    """Return the speaker who calls himself host, or an empty string."""
    return next((h.speaker for h in headings if h.speaker.startswith("主持")), "")
