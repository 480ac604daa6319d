"""An Answer becomes the card that a citizen reads: the quote, its citation, what can be done."""

from dataclasses import dataclass
from datetime import date, datetime

from chat import render as plain
from chat import smalltalk
from chat.bot import QUESTION_MAX
from chat.editions import differing
from chat.records import Answer, Citation, NearMiss, Part, Status
from chat.render import citation_line, related_labels
from chat.web.markup import render
from chat.web.transcript import Piece, address_of, linked
from chat.web.words import Words
from index.normalise import simplified, traditional

_OLD_YEARS = 2
Marked = tuple[str, str, str]
"""A passage in three: before the quote, the quote, and after it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page offers besides answers: where to ask, and whether questions can be left."""

    contact: str
    takes_questions: bool = False
    keeps_contacts: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A citation as it is shown."""

    passage: Marked
    converted: Marked | None
    """The passage in the other script; None where both are the same."""
    to_script: str
    """The button that converts it."""
    line: str
    address: str
    """Where the transcript can be read, from the site's root."""
    copied: str
    """What is put on the clipboard: the quote as published, and its citation."""
    source: tuple[Piece, ...]
    warning: str
    """That the interview is old; empty if it is not."""
    heading: str = ""
    """What is said of another interview's answer."""


def card(
    answer: Answer,
    words: Words,
    offer: Offer,
    *,
    now: datetime,
    literal: bool = False,
    entry: str = "",
) -> str:
    """Return the HTML of one answer, refusal or reply.

    :param now: Today, to say when an interview is old.
    :param literal: Whether the words were searched as they were typed.
    :param entry: The ledger's id of the answer, empty where it was not recorded.
    """
    if answer.reply or answer.problem:
        return render("reply", said=reply(answer, words))
    given = {
        "words": words,
        "offer": offer,
        "entry": entry,
        "asked": standalone(answer),
        "literal": literal,
        "understood": understood(answer, words),
        "related": related_labels(answer),
    }
    if answer.status is Status.REFUSED:
        ask_there = words.ask_there.format(contact=offer.contact)
        near = [_near_miss(one, words, now) for one in answer.near_misses]
        return render("refusal", ask_there=ask_there, near_misses=near, **given)
    parts = [
        (part.question, quotes(part, words, now), _of_part(part, words, now))
        for part in answer.parts
    ]
    warnings = dict.fromkeys(shown[0].warning for _, shown, _ in parts if shown)
    return render("answer", parts=parts, warnings=list(warnings), **given)


def understood(answer: Answer, words: Words) -> list[str]:
    """Say how a question was read, where it was not read as it was typed."""
    lines = []
    if answer.carried:
        questions = "；".join(part.question for part in answer.parts)
        lines.append(words.carried.format(text=questions))
    read = [part.reading.text for part in answer.parts if part.reading.notes]
    return [*lines, *(words.read_as.format(text=text) for text in read)]


def standalone(answer: Answer) -> str:
    """Return the question as it can be asked without the conversation."""
    if not answer.carried:
        return answer.question
    return " ".join(part.question for part in answer.parts)


def reply(answer: Answer, words: Words) -> str:
    """Return what is said to small talk, or to what can't be read, in the page's language."""
    said = {
        smalltalk.GREETING: words.greeting,
        smalltalk.THANKS: words.welcome,
        smalltalk.FAREWELL: words.farewell,
        smalltalk.ABOUT: words.help,
        smalltalk.EMPTY: words.empty,
        smalltalk.NO_WORDS: words.no_words,
        smalltalk.NO_SENSE: words.no_sense,
        smalltalk.TOO_LONG.format(limit=QUESTION_MAX): words.too_long.format(limit=QUESTION_MAX),
    }
    chinese = answer.reply or answer.problem
    return said.get(chinese, chinese)


def quotes(part: Part, words: Words, now: datetime) -> list[Quote]:
    """Return a part's quotes, the one that is shown first before those of other interviews."""
    if not part.citations:
        return []
    first, *others = part.citations
    other = differing(part.citations)
    told = [(one, words.differs if one in other else words.agrees) for one in others]
    return [
        _quote(first, words, now),
        *(_quote(one, words, now, _dated(text, one.interview.date)) for one, text in told),
    ]


def _of_part(part: Part, words: Words, now: datetime) -> list[Quote]:
    return [_near_miss(part.near_miss, words, now)] if part.near_miss else []


def _near_miss(near: NearMiss, words: Words, now: datetime) -> Quote:
    """Return the quote of a near miss, headed by what it does not agree with."""
    texts = {
        plain.SAID_OTHERWISE: words.said_otherwise,
        plain.NOT_SAID: words.not_said,
        plain.NOT_LISTED: words.not_listed,
    }
    told = [
        texts[plain.difference(one)].format(asked=one.asked, said=one.said)
        for one in near.conflicts
    ]
    return _quote(near.citation, words, now, "".join([words.near_miss, *told]).strip())


def is_old(day: date, today: date) -> bool:
    """Tell whether more than two years have passed since a day."""
    return (today.year - _OLD_YEARS, today.month, today.day) > (day.year, day.month, day.day)


def _quote(citation: Citation, words: Words, now: datetime, heading: str = "") -> Quote:
    passage = _passage(citation)
    converted, to_script = _converted(passage, words)
    day = citation.interview.date
    line = citation_line(citation)
    return Quote(
        passage=passage,
        converted=converted,
        to_script=to_script,
        line=line,
        address=address_of(citation),
        copied=f"“{citation.quote}”\n——{line}",
        source=linked(citation.interview.source),
        warning=_dated(words.old, day) if is_old(day, now.date()) else "",
        heading=heading,
    )


def _passage(citation: Citation) -> Marked:
    """Return the passage with the quote apart; a quote that goes beyond it stands alone."""
    passage, answer = citation.passage, citation.exchange.answer
    start, end = min(passage.start, citation.start), max(passage.end, citation.end)
    before, after = answer[start : citation.start], answer[citation.end : end]
    return before.lstrip(), citation.quote, after.rstrip()


def _converted(passage: Marked, words: Words) -> tuple[Marked | None, str]:
    """Return a passage in the script that it is not in, and what the button for it says."""
    for convert, label in ((traditional, words.to_traditional), (simplified, words.to_simplified)):
        before, quote, after = (convert(text) for text in passage)
        if (before, quote, after) != passage:
            return (before, quote, after), label
    return None, ""


def _dated(text: str, day: date) -> str:
    return text.format(year=day.year, month=day.month)
