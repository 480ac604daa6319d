"""A question becomes the interviews that it names: by speaker, office, title, or day."""

import re
from collections.abc import Iterator, Sequence

from index.normalise import normalise
from ingest.records import Interview

_NAME_MIN = 2  # characters: less is no name
_OFFICE = re.compile(r"[\u3400-\u9fff]{2,}?(?:委员会|办公室|局|厅|委|部|署|中心|管委会)")
_OFFICE_MIN = 4  # characters: 卫健局 may be anybody's, 市卫生健康局 is somebody's
_TITLE = re.compile(r"《([^《》]+)》")
_TITLE_MIN = 6
_OF_INTERVIEW = r"(?:的|那[次场期])?(?:在线)?(?:访谈|采访|专访|节目)"


def named(question: str, interviews: Sequence[Interview]) -> frozenset[str]:
    """Return the ids of the interviews that a question names; none where it names none or all."""
    text = normalise(question)
    found = frozenset(one.id for one in interviews if _is_named(text, one))
    return found if len(found) < len(interviews) else frozenset()


def _is_named(question: str, interview: Interview) -> bool:
    if any(name in question for name in _names(interview)):
        return True
    return _names_day(question, interview) or _names_title(question, interview)


def _names(interview: Interview) -> Iterator[str]:
    """Yield the speakers' names, and the offices that they speak for."""
    for guest in interview.guests:
        if len(guest.name) >= _NAME_MIN:
            yield normalise(guest.name)
        office = normalise(guest.office)
        if len(office) >= _OFFICE_MIN:
            yield office
        yield from (name for name in _OFFICE.findall(office) if len(name) >= _OFFICE_MIN)


def _names_day(question: str, interview: Interview) -> bool:
    """Tell whether the day, the month or the year of an interview is named as such."""
    day = interview.date
    if f"{day.year}年{day.month}月{day.day}日" in question:
        return True
    forms = rf"{day.year}年(?:{day.month}月)?|{day.month}月{day.day}日"
    return bool(re.search(rf"(?<!\d)(?:{forms}){_OF_INTERVIEW}", question))


def _names_title(question: str, interview: Interview) -> bool:
    title = normalise(interview.title)
    quoted = [one for one in _TITLE.findall(question) if len(one) >= _TITLE_MIN]
    return title in question or any(one in title for one in quoted)
