"""Who speaks on a page: which speakers are guests, with which office, and which only ask.

The guest line writes the office before the name (“发改科科长荣跃”), after it (“荣跃（发改科科长）”)
or around it (“发改科荣跃科长”); only the speakers' names tell where one ends.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ingest.records import Guest, Role
from ingest.sentences import Span, sentences

_HOST = re.compile(r"^主持|主持人?$")
_PUBLIC = re.compile(
    "(?:热心|熱心|现场|現場)?(?:[网網](?:友|民)|市民(?!政)|民[众眾]|(?:群[众眾]|居民|村民)(?!委|工作|自治|医保)"
    "|[观觀听聽][众眾]|[读讀]者|[记記]者(?!协)|[业業]主(?!委)|家[长長]|考生|学生(?!处|科|资助)|學生(?!處)"
    "|[游遊]客|乘客|旅客|[职職]工(?!之|医保)|[员員]工|商户|商戶|[台臺]商(?!投|[协協]|事|办|辦)|[台臺]胞"
    "|提[问問])"
)
"""How a page calls somebody who asks: 网友小王, 村民“想盖房”; 市民政局 is no 市民."""
_OFFICE = re.compile(
    r"(?:长|長|记|記|任|员|員|师|師|席|授|理|官|监|監|人|表|家|士|宣|判|干|幹|察|董)$"
)
_TITLE = re.compile(
    r"(?:党组|黨組|常务|常務|副|总|總)*(?:书记|書記|[局处處科厅廳部司署校院所区區县縣市镇鎮乡鄉组組站队隊行]?[长長]|主任|主席|教授|经理|經理"
    r"|[调調巡]研?员|工程师|工程師|专员|專員|委员|委員|秘书|秘書|发言人|發言人|先生|女士|博士|同志|老师|老師|律师|律師|主持|主播)"
)
"""What may stand behind a name without a bracket: 张三局长."""
_POLITE = re.compile(r"(?:先生|女士|同志|老[师師])$")
_SPACES = " \t\u3000\u00a0"
_BETWEEN = "、，,；;。:： \t\u3000\u00a0"
_BREAK = re.compile("[、，,；;。:：]")
_AND = re.compile(r"以及|和|及|与|與")
_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")


def asks_by_name(speaker: str) -> bool:
    """Tell whether a speaker is called as a host is, or as one of the public."""
    return bool(_HOST.search(speaker) or _PUBLIC.match(speaker))


def roles_of(turns: Mapping[str, Sequence[str]], guests: str, host: str) -> dict[str, Role]:
    """Return what each speaker does on the page.

    Whom the guest line names is a guest, however he is called. Where it names speakers, somebody
    whom it does not name and who ends each turn by asking is one of the public.

    :param turns: The words of each speaker's turns.
    :param guests: The page's guest line, or empty.
    :param host: The page's host line, or empty; it may give an office too.
    """
    hosts = {name for name in turns if _HOST.search(name) or _span_of(name, host)}
    named = {name for name in turns if _span_of(name, guests)} - hosts

    def role(speaker: str) -> Role:
        if speaker in hosts:
            return Role.HOST
        only_asks = bool(named) and all(_ends_asking(words) for words in turns[speaker])
        is_public = speaker not in named and (_PUBLIC.match(speaker) or only_asks)
        return Role.PUBLIC if is_public else Role.GUEST

    return {speaker: role(speaker) for speaker in turns}


def guests_of(line: str, names: Iterable[str]) -> tuple[Guest, ...]:
    """Return the guests who speak with their offices, in the order of the guest line.

    Who is not on it comes last, without office.

    :param line: The page's guest line, or empty.
    :param names: The speakers who are guests.
    """
    spans = {name: span for name in sorted(names) if (span := _span_of(name, line))}
    taken = {span[0]: name for name, span in spans.items()}
    name_first = 0 in taken
    found: list[Guest] = []
    department, opens = "", None  # where the office of the next guest opens, in an earlier part
    for start, end in _parts(line, sorted(spans.values())):
        at = next((at for at in sorted(taken) if start <= at < end), None)
        words = line[start:end].strip(_BETWEEN)
        opens = start if opens is None else opens
        if at is not None:
            name = taken[at]
            office = _office(line[opens:at], line[spans[name][1] : end], department)
            found.append(Guest(name, office))
            opens = None
        elif line[end : end + 1] in {":", "："}:
            department, opens = words, None
        elif found and name_first and (not found[-1].office or _TITLE.fullmatch(words)):
            office = f"{found[-1].office}、{words}".strip("、")
            found[-1], opens = Guest(found[-1].name, office), None
        elif not _OFFICE.search(words):  # somebody who never speaks
            opens = None
    return (*found, *(Guest(name, "") for name in sorted(set(names) - set(spans))))


def _span_of(name: str, line: str) -> Span | None:
    """Return where a name stands in a line, as a whole: 王伟 does not stand in 局长王伟民.

    White space between its characters makes no difference.
    """
    pattern = re.compile(rf"[{_SPACES}]*".join(map(re.escape, name)))
    matches = list(pattern.finditer(line))
    whole = (match for match in matches if _ends_at(line, match.end()))
    opening = (match for match in matches if not line[: match.start()].strip(_BETWEEN))
    found = next(whole, None) or (None if _PUBLIC.match(name) else next(opening, None))
    return found.span() if found else None


def _ends_at(line: str, end: int) -> bool:
    """Tell whether a name may end here: before white space, a mark, a bracket or a title."""
    behind = line[end:]
    opens = behind[:1] in {"", *_BETWEEN, "(", "（"}
    return opens or bool(_TITLE.match(behind) or _AND.match(behind))


def _parts(line: str, names: Sequence[Span]) -> Iterator[Span]:
    """Yield the parts of a guest line between its marks; no part holds two names."""
    enclosed = [match.span() for match in _BRACKETS.finditer(line)]
    cuts = {
        match.span()
        for match in _BREAK.finditer(line)
        if not any(left < match.start() < right for left, right in enclosed)
    }
    for (_, end), (following, _) in itertools.pairwise(names):
        if not any(end <= left < following for left, _ in cuts):
            own = _BRACKETS.match(line, end) or _TITLE.match(line, end)
            end = own.end() if own else end
            joined = _AND.match(line, end)
            cuts.add((end, joined.end() if joined else end))
    start = 0
    for left, right in sorted(cuts):
        if line[start:left].strip(_BETWEEN):
            yield start, left
        start = max(start, right)
    if line[start:].strip(_BETWEEN):
        yield start, len(line)


def _office(before: str, behind: str, department: str) -> str:
    """Return the office that stands before a name, behind it, or around it."""
    before, behind = before.strip(_BETWEEN), _POLITE.sub("", behind.strip(_BETWEEN))
    if _OFFICE.search(before.rstrip("）)")):
        return before
    if _BRACKETS.fullmatch(behind):
        behind = behind[1:-1].strip(_BETWEEN)
    return f"{before or department}{behind}" if behind else before


def _ends_asking(words: str) -> bool:
    """Tell whether one of the last two sentences is a question."""
    last = [words[start:end].rstrip('”」』"） )\n') for start, end in sentences(words)[-2:]]
    return any(sentence.endswith(("?", "？")) for sentence in last)
