"""A question becomes the interviews that it names: by speaker, office, title, or day."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from index.normalise import normalise, simplified
from ingest.records import Interview

_NAME_MIN = 2  # characters: less is no name
_OFFICE = re.compile(r"[\u3400-\u9fff]{2,}?(?:委员会|办公室|局|厅|委|部|署|中心|管委会)")
_OFFICE_MIN = 4  # characters: 卫健局 may be anybody's, 市卫生健康局 is somebody's
_TITLE = re.compile(r"《([^《》]+)》")
_TITLE_MIN = 6
_YEAR = re.compile(r"(?<!\d)\d{4}年")
_HELD = r"(?:的|那[次场期])?(?:在线)?(?:访谈|采访|专访|节目)"
_DAY = re.compile(r"(?<!\d)(?=(\d+年\d+月\d+日))")
_DAY_OF_INTERVIEW = re.compile(rf"(?<!\d)(?=(\d+年(?:\d+月)?|\d+月\d+日){_HELD})")
_HEADED = re.compile(
    rf"^在?(?P<day>(?:\d+[年/-])?(?:\d+[月/-]?)?(?:\d+[日号]?)?)(?:上午|下午|晚上)?"
    rf"(?P<held>{_HELD})?(?:[里中上]面?)?[,，]?(?:[^,，说]{{0,6}}(?:说到?|讲到?|提到|提及|回答)[,，]?)?的?"
)
"""At the head of a question, the interview that it is asked of: 2021年7月的访谈里."""
_SAYS = re.compile(
    r"(?:[^,，]{0,5}(?:长|主任|书记|委员|发言人))?"
    r"(?:说|讲|表示|提到|介绍|认为|回答)[过的到了]?[,，:：]?(?P<rest>.+)"
)
"""What stands behind the name of him who is to have said what is asked: 荣跃科长说."""
_REST_MIN = 4  # characters of a question that is left without the name: less asks nothing


class InterviewNames:
    """By what a question may name each interview of a collection."""

    def __init__(self, interviews: Sequence[Interview]) -> None:
        self._n = len(interviews)
        self._titles = [(one.id, normalise(one.title)) for one in interviews]
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_day: dict[str, set[str]] = defaultdict(set)
        for one in interviews:
            for name in _names(one):
                self._by_name[name].add(one.id)
            for day in _days(one):
                self._by_day[day].add(one.id)

    def named(self, question: str) -> frozenset[str]:
        """Return the ids of the interviews that a question names; none where it names all."""
        text = normalise(question)
        found = {one for name, own in self._by_name.items() if name in text for one in own}
        for day in (*_DAY.findall(text), *_DAY_OF_INTERVIEW.findall(text)):
            found |= self._by_day.get(day, set())
        quoted = [one for one in _TITLE.findall(text) if len(one) >= _TITLE_MIN]
        found |= {
            one
            for one, title in self._titles
            if title in text or any(part in title for part in quoted)
        }
        return frozenset(found) if len(found) < self._n else frozenset()

    def _is_day(self, headed: re.Match[str]) -> bool:
        """Tell whether a question is headed by an interview's day: by the whole of it, or by what
        of it stands before the word for an interview."""
        day = _written_out(normalise(headed["day"]))
        return day in self._by_day and bool(headed["held"] or _DAY.match(day))

    def of_year(self, question: str) -> frozenset[str]:
        """Return the ids of the interviews of the years in a question; none where it is all."""
        years = _YEAR.findall(normalise(question))
        found = frozenset(one for year in years for one in self._by_day.get(year, ()))
        return found if len(found) < self._n else frozenset()

    def without_names(self, question: str) -> str:
        """Return a question without the day of its interview, and without who is said to answer.

        They say where to look, not what is asked; what is told in the interview seldom names them.
        Of a day on which there was no interview, or a name that no guest has, nothing is left out.
        """
        headed = _HEADED.match(simplified(question))
        if headed and self._is_day(headed):
            question = _unless_short(question[headed.end() :], question)
        folded = simplified(question)
        for name in self._by_name:
            said = _SAYS.match(folded, len(name)) if folded.startswith(name) else None
            if said:
                return _unless_short(question[said.start("rest") :], question)
        return question


def _written_out(day: str) -> str:
    """Return a day as it is spoken: 2021-07-12 and 2021年7月12号 are 2021年7月12日."""
    figures = re.fullmatch(r"(\d{4})[年/-](\d{1,2})[月/-](\d{1,2})[日号]?", day)
    if not figures:
        return day
    year, month, number = (int(figure) for figure in figures.groups())
    return f"{year}年{month}月{number}日"


def _unless_short(rest: str, question: str) -> str:
    return rest if len(rest) >= _REST_MIN else question


def _names(interview: Interview) -> Iterator[str]:
    """Yield the speakers' names, and the offices that they speak for."""
    for guest in interview.guests:
        if len(guest.name) >= _NAME_MIN:
            yield normalise(guest.name)
        office = normalise(guest.office)
        if len(office) >= _OFFICE_MIN:
            yield office
        yield from (name for name in _OFFICE.findall(office) if len(name) >= _OFFICE_MIN)


def _days(interview: Interview) -> tuple[str, ...]:
    """Return the day, the day without its year, the month and the year of an interview."""
    date = interview.date
    year, month, day = f"{date.year}年", f"{date.month}月", f"{date.day}日"
    return year + month + day, month + day, year + month, year
