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
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from ingest.records import CorpusError, Guest, Interview, Role, Turn
from ingest.sentences import sentences

_BULLET = r"[•·●○▪■◆*\-]?"
_TURN = re.compile(
    rf"^\s*{_BULLET}\s*(?![^\d:：]*[时時]\s*[间間]\s*[:：])"  # “时 间:” is a detail, not a speaker
    r"[\[【]?(?P<speaker>(?:(?!\d{4}-)[^:：\[\]【】，。；！？]){0,30}?)[\]】]?\s*[:：]?\s*"
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2})\s+(?P<clock>\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)\s*$"
)
_DETAIL = re.compile(
    rf"^\s*{_BULLET}\s*(?P<label>[^\s:：](?:\s*[^\s:：]){{1,7}})\s*[:：](?P<value>.*)$"
)
_TIME_LABELS = ("时间", "時間")
_GUEST_LABELS = ("嘉宾", "嘉賓")
_HOST_LABELS = ("主持人", "主持")
_DAY = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-4])[:：]([0-5]\d)")
_PUBLIC = re.compile(
    "(?:热心|熱心|现场|現場)?(?:[网網](?:友|民)|市民(?!政)|(?:群[众眾]|居民|村民)(?!委|工作|自治)|[观觀听聽][众眾]"
    "|[读讀]者|[记記]者|[业業]主(?!委)|家[长長]|学生(?!处|科|资助)|學生(?!處)|[游遊]客|乘客|旅客"
    "|[职職]工(?!之)|[员員]工|商户|商戶|[台臺]商(?!投|[协協]|事|办|辦)|[台臺]胞|提[问問])"
)
"""How a page calls somebody who asks: 网友小王, 村民“想盖房”; 市民政局 is no 市民."""
_OFFICE = re.compile(
    r"(?:长|長|记|記|任|员|員|师|師|席|授|理|官|监|監|人|表|家|士|宣|判|干|幹|察|董)$"
)
_SEPARATORS = " \t、，,;；:：()（）。"


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
    lines = re.split(r"\r\n|\r|\n", text)
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
    roles = _roles(headings, head.guests, host)
    guests = _read_guests(head.guests, [name for name in roles if roles[name] is Role.GUEST])
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
        if label.endswith(_TIME_LABELS):
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
        clocks = [time(int(h), int(m)) for h, m in _CLOCK.findall(value[day.end() :])]
    except ValueError as error:
        raise fail(number, f"没有这样的日期或钟点：“{value}”（{error}）") from error
    head.start = clocks[0] if clocks else None
    head.end = clocks[1] if len(clocks) > 1 else None


def _read_turns(
    lines: Sequence[str], first: int, fail: Callable[[int, str], CorpusError]
) -> list[_Heading]:
    """Read the turns, in page order; what follows the last one unindented is the site's."""
    headings: list[_Heading] = []
    outside: int | None = None  # the first unindented line since the last heading
    indented = any(
        line[:1].isspace() and line.strip() for line in lines[first + 1 :] if not _TURN.match(line)
    )
    for number, line in enumerate(lines[first:], first + 1):
        if not line.strip():
            continue
        match = _TURN.match(line)
        if match is None or _is_prose(line, lines[first]):
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


def _is_prose(line: str, heading: str) -> bool:
    """Tell whether a line that ends in a time is a paragraph: deeper than a heading, no bullet."""
    depth, deepest = (len(text) - len(text.lstrip()) for text in (line, heading))
    return depth > deepest and not re.match(rf"\s*{_BULLET[:-1]}", line)


def _read_heading(
    match: re.Match[str], number: int, fail: Callable[[int, str], CorpusError]
) -> _Heading:
    speaker = match["speaker"].strip()
    if not speaker:
        raise fail(
            number, "这次发言没有发言人；请在时间前写上姓名，例如“主持人2021-07-12 02:00:00”"
        )
    clock = match["clock"].replace("：", ":")
    clock = clock if clock.count(":") == 2 else f"{clock}:00"
    try:
        when = datetime.strptime(f"{match['day']} {clock}", "%Y-%m-%d %H:%M:%S")
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


def _roles(headings: Sequence[_Heading], guests: str, host: str) -> dict[str, Role]:
    """Return what each speaker does on the page.

    Whom the guest line names is a guest, however he is called. Where it names speakers, somebody
    whom it does not name and who ends each turn by asking is one of the public.
    """
    turns: dict[str, list[_Heading]] = {}
    for heading in headings:
        turns.setdefault(heading.speaker, []).append(heading)
    hosts = {name for name in turns if name in host or name.startswith("主持")}
    named = {name for name in turns if name in guests} - hosts

    def role(speaker: str) -> Role:
        if speaker in hosts:  # the host's line may give an office too
            return Role.HOST
        only_asks = named and all(_ends_asking(turn) for turn in turns[speaker])
        is_public = speaker not in named and (_PUBLIC.match(speaker) or only_asks)
        return Role.PUBLIC if is_public else Role.GUEST

    return {speaker: role(speaker) for speaker in turns}


def _ends_asking(heading: _Heading) -> bool:
    """Tell whether one of the last two sentences of a turn is a question."""
    text = "\n".join(heading.paragraphs)
    last = [text[start:end].rstrip('”」』"） )\n') for start, end in sentences(text)[-2:]]
    return any(sentence.endswith(("?", "？")) for sentence in last)


def _read_guests(value: str, names: Sequence[str]) -> tuple[Guest, ...]:
    """Split the guest line at the names that speak on the page.

    A page writes the office before the name (“发改科科长荣跃”) or after it (“荣跃（发改科科长）”);
    only the speakers' names tell where one ends.
    """
    found = sorted((value.find(name), name) for name in names if name in value)
    guests: list[Guest] = []
    name_first = bool(found) and found[0][0] == 0
    end = 0
    for at, (start, name) in enumerate(found):
        if name_first:
            stop = found[at + 1][0] if at + 1 < len(found) else len(value)
            office = value[start + len(name) : stop].strip(_SEPARATORS)
        else:
            office = _own_office(value[end:start].strip(_SEPARATORS))
        end = start + len(name)
        guests.append(Guest(name, office))
    silent = sorted(set(names) - {name for _, name in found})
    return (*guests, *(Guest(name, "") for name in silent))


def _own_office(before: str) -> str:
    """Return the office next to a name, without a guest before it who never speaks.

    “党组书记、局长” is one guest's office; in “某局局长张三、副局长” the part that does not end
    as an office does names somebody else.
    """
    parts = re.split(r"(?<=[、，,；;])", before)
    own = len(parts) - 1
    while own > 0 and _OFFICE.search(parts[own - 1].rstrip(_SEPARATORS)):
        own -= 1
    return "".join(parts[own:]).strip(_SEPARATORS)
