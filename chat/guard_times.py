"""The years, plans and days that a question names become conflicts where others were told of."""

import re
from collections.abc import Iterator

from chat.answer_types import AnswerType, answer_type
from chat.frame import Frame, mentions_of
from chat.records import Conflict, ConflictKind
from index.mentions import Mention, MentionKind, Years, years_of

_PAST = re.compile(
    r"过去[\d几]+个?年|上[1一]?个?5年|前面?[那这]?[\d几]+年(?!级)|[近这]几年来|往年|历年"
)

_NOW = re.compile("现在|目前|眼下|眼前|如今|当前|现阶段|现如今")
_THEN = re.compile("届时|到那?时(?!间)")
_AIMS = re.compile("目标|指标|打算|计划|规划|预计|以后|将来|未来|要[达到求做建]|想")
_RELATIVE = re.compile("前年|去年|上年|今年|本年|明年|后年")

_AWAY = {
    "前年": (-2, "前年"),
    "去年": (-1, "去年|上年|同比|同期"),
    "明年": (1, "明年|来年"),
    "后年": (2, "后年"),
}
"""How many years from the interview's, and how else an official says so."""
_BOUND = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)年?[底末初]?(?:\d+月)?(?:\d+日)?(?:\(?含[^,。)]{0,6}\))?"
    r"(?:[之以]?前|(?P<after>[以之]?后|起))"
)
_HAS_DAY = re.compile(r"\d{1,2}月")
_OTHER_YEAR = re.compile("(?<![比较于])(?:前年|去年|上年|明年|来年|后年)(?!同期)")
"""The year before or after that of the interview, not one that is only compared with."""
_TELLS_OF_REST = re.compile("[之以]后|其[余他]|否则")
_YEARLY = re.compile(r"每一?年|年均|平均|增[速长幅]|涨|百分之|%|百分点")


def year_conflicts(frame: Frame) -> Iterator[Conflict]:
    """Yield the years that no period agrees with where the quote's figure is told of."""
    past = _PAST.search(frame.question)
    if past and frame.wants_figure and (ahead := _only_ahead(frame)):
        yield Conflict(ConflictKind.YEAR, past[0], ahead)
    now = _asked_of_now(frame)
    if now and (ahead := _only_ahead(frame, begun=False)):
        yield Conflict(ConflictKind.YEAR, now, ahead)
    named = (m for m in _RELATIVE.finditer(frame.question) if not frame.is_story(m.start()))
    asked = {_relative(m[0]) for m in named}
    told = set(map(_relative, _RELATIVE.findall(frame.quote)))
    if frame.wants_figure and asked and told and asked.isdisjoint(told):
        yield Conflict(ConflictKind.YEAR, min(asked), min(told))
    elif frame.wants_figure and not told:
        for word in sorted(asked & _AWAY.keys()):
            if not _tells_of(frame, word):
                yield Conflict(ConflictKind.YEAR, word, "")
    for mention in frame.of(MentionKind.YEAR):
        if _is_up_for_confirmation(frame, mention) or _year_agrees(frame, mention):
            continue
        said = next((m.text for text in frame.near for m in _periods(text)), "")
        yield Conflict(ConflictKind.YEAR, mention.text, said)


def _relative(year: str) -> str:
    return {"上年": "去年", "本年": "今年"}.get(year, year)


def _tells_of(frame: Frame, word: str) -> bool:
    """Tell whether a relative year stands by the quote, by itself or as the year that it is."""
    away, said = _AWAY[word]
    year = frame.interview.date.year + away
    near = (*frame.near, frame.before, frame.passage)
    told = (years_of(m) for text in near for m in _periods(text))
    return any(re.search(said, text) for text in near) or any(
        _overlap((year, year), years) for years in told
    )


def _asked_of_now(frame: Frame) -> str:
    """Return the word by which a question asks how much it is at present; else nothing."""
    now = _NOW.search(frame.question)
    ahead = _AIMS.search(frame.question) or frame.of(MentionKind.YEAR) or frame.of(MentionKind.PLAN)
    at_present = now and frame.wants_figure and not ahead and not frame.is_story(now.start())
    return now[0] if now and at_present else ""


def _only_ahead(frame: Frame, *, begun: bool = True) -> str:
    """Return a year or plan of the quote, if all that it names end after the interview and none
    began before, or the word that says so (届时); else nothing.

    :param begun: Whether one that began in the year of the interview is ahead.
    """
    if not begun and (then := _THEN.search(frame.quote)):
        return then[0]
    told, year = _periods(frame.quote), frame.interview.date.year
    earliest = year if begun else year + 1
    ahead = all(first >= earliest and last > year for first, last in map(years_of, told))
    return told[0].text if told and ahead else ""


def _is_up_for_confirmation(frame: Frame, mention: Mention) -> bool:
    """Whether a yes/no question asks whether this is so, so that another is a fair answer."""
    if not frame.is_yes_no:
        return False
    before, after = frame.question[: mention.start], frame.question[mention.end :]
    supposed = re.search(r"是(?!说)[^,]{0,4}$", before) or re.match(
        r"[^,]{0,6}的?[吗吧么对]", after
    )
    return bool(supposed) and not frame.of(MentionKind.QUANTITY)


def _year_agrees(frame: Frame, mention: Mention) -> bool:
    asked = years_of(mention)
    if mention.text.endswith("年度") and (of_year := _told_of_year(frame, asked)) is not None:
        return of_year
    own = mentions_of(frame.quote, MentionKind.YEAR)
    asks_when = answer_type(frame.question) is AnswerType.TIME  # the year quoted is the answer
    if own and frame.wants_figure and not asks_when:
        return any(_overlap(asked, years_of(m)) for m in own)
    if _relative_years(frame, asked) or (not frame.wants_figure and _is_bounded(frame, asked)):
        return True
    scopes = (*frame.near, frame.before, frame.title)
    told = [m for text in scopes for m in _periods(text)]
    if _asks_for_one_year(frame, asked):
        told = [m for m in told if m.kind is MentionKind.YEAR]
    if any(_overlap(asked, years_of(m)) for m in told):
        return True
    told = _periods(frame.whole)
    if frame.wants_figure:  # the year of a story is told once: 2020年8月…;11月3日…
        told = [m for m in _periods(frame.answer) if m.kind is MentionKind.YEAR]
    if any(_overlap(asked, years_of(m)) for m in told):
        return True
    year = frame.interview.date.year
    is_other = _OTHER_YEAR.search(frame.sentence) or any(_periods(frame.sentence))
    return asked == (year, year) and not is_other


def _told_of_year(frame: Frame, asked: Years) -> bool | None:
    """Tell whether the nearest text that speaks of years speaks of the one asked for (2024年度),
    if it does so by that word or as a year without a day: 2024年3月 is a day of 2023年度 too."""
    for text in (*frame.near[:3], frame.before, frame.passage, frame.answer):
        years = mentions_of(text, MentionKind.YEAR)
        called = [m for m in years if m.text.endswith("年度")]
        told = called or [m for m in years if not _HAS_DAY.match(text, m.end)]
        if called or any(_overlap(asked, years_of(m)) for m in told):
            return any(_overlap(asked, years_of(m)) for m in told)
    return None


def _is_bounded(frame: Frame, asked: Years) -> bool:
    """Tell whether the sentence tells of all years before or after one: 2000年底以前建成的小区."""
    return any(
        frame.is_yes_no
        or _TELLS_OF_REST.search(frame.sentence, bound.end())
        or (asked[0] >= int(bound["year"]) if bound["after"] else asked[1] <= int(bound["year"]))
        for bound in _BOUND.finditer(frame.sentence)
    )


def _asks_for_one_year(frame: Frame, asked: Years) -> bool:
    """Whether a figure of one year is asked for: what a five-year plan sets for all of its years,
    or for the last, is another."""
    return frame.wants_figure and asked[0] == asked[1] and not _YEARLY.search(frame.question)


def _relative_years(frame: Frame, asked: Years) -> bool:
    year = frame.interview.date.year
    words = {year: r"今年|本年|目前|现在|截至|当前", year - 1: r"去年|上年", year + 1: r"明年"}
    return asked[0] == asked[1] and any(
        asked[0] == when and re.search(word, frame.sentence) for when, word in words.items()
    )


def _periods(text: str) -> list[Mention]:
    return mentions_of(text, MentionKind.YEAR, MentionKind.PLAN)


def _overlap(one: Years, other: Years) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def plan_conflicts(frame: Frame) -> Iterator[Conflict]:
    """Yield the five-year plans of which the quote does not tell."""
    for mention in frame.of(MentionKind.PLAN):
        if frame.is_yes_no and _is_up_for_confirmation(frame, mention):
            continue
        if not _plan_agrees(frame, mention):
            said = next((m.text for text in frame.near for m in _periods(text)), "")
            yield Conflict(ConflictKind.PLAN, mention.text, said)


def _plan_agrees(frame: Frame, mention: Mention) -> bool:
    asked = years_of(mention)
    is_document = bool(re.match(r"[”\"’]?(?:规划|纲要|计划)", frame.question[mention.end :]))
    if not frame.wants_figure:
        said = [m for m in _periods(frame.whole) if m.kind is mention.kind or not is_document]
        return any(_overlap(asked, years_of(m)) for m in said) or not said
    if any(m.value == mention.value for m in mentions_of(frame.quote, MentionKind.PLAN)):
        return True
    own = mentions_of(frame.quote, MentionKind.YEAR)
    if own and not is_document:
        return any(_overlap(asked, years_of(m)) for m in own)
    scopes = (frame.quote, frame.segment, frame.sentence, _last_period(frame.before))
    for text in (*scopes, frame.heading, frame.passage, frame.asked, frame.answer, frame.title):
        plans = mentions_of(text, MentionKind.PLAN)
        if plans:
            return any(m.value == mention.value for m in plans)
    return any(_overlap(asked, years_of(m)) for m in _periods(frame.whole))


def _last_period(before: str) -> str:
    plans = [m.text for m in mentions_of(before, MentionKind.PLAN)]
    return plans[-1] if plans else ""


def date_conflicts(frame: Frame) -> Iterator[Conflict]:
    """Yield the months and days that were not spoken of; a month agrees with each of its days."""
    asked = [] if frame.is_yes_no else frame.of(MentionKind.DATE)
    said = mentions_of(frame.whole, MentionKind.DATE) if asked else []
    for mention in asked:
        agrees = any(_dates_agree(mention.value, m.value) for m in said)
        if not agrees and not _in_range(mention.value, frame.answer):
            yield Conflict(ConflictKind.DATE, mention.text, said[0].text if said else "")


def _dates_agree(asked: str, said: str) -> bool:
    """Whether two dates are equal, or one the month of the other."""
    return (
        asked == said
        or (asked[-1] == "月" and said.startswith(asked))
        or (said[-1] == "月" and asked.startswith(said))
    )


def _in_range(asked: str, answer: str) -> bool:
    month, _, _ = asked.partition("月")
    ranges = re.finditer(r"(\d{1,2})月[^,。;]{0,4}[至到\-—~](?:次年)?(\d{1,2})月", answer)
    return month.isdecimal() and any(int(r[1]) <= int(month) <= int(r[2]) for r in ranges)
