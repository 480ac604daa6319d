"""An interview becomes a page to read, with the quoted words marked where they were said."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from chat.records import Citation
from chat.web.markup import Site, render
from chat.web.words import Words
from ingest.collection import Collection
from ingest.records import Exchange, Interview, Role, Turn

QUOTE_ID = "quote"
_ADDRESS = re.compile(r"https?://[^\s<>\"'，。；、）)】」》]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: plain, marked, or a link."""

    text: str
    marked: bool = False
    first: bool = False
    """Whether it is the first of the marked ones, where the page opens."""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A turn as it is shown, paragraph by paragraph."""

    turn: Turn
    office: str
    asks: bool
    paragraphs: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Words of one exchange's answer, by their character offsets."""

    exchange: Exchange
    start: int
    end: int


def interview_address(interview_id: str) -> str:
    """Return where an interview can be read, from the site's root, without a slash."""
    return f"interviews/{quote(interview_id, safe='')}"


def address_of(citation: Citation) -> str:
    """Return where a citation stands in its transcript, from the site's root, without a slash."""
    exchange = citation.exchange.id.rpartition("#")[2]
    query = urlencode({"exchange": exchange, "start": citation.start, "end": citation.end})
    return f"{interview_address(citation.interview.id)}?{query}#{QUOTE_ID}"


def find_place(
    collection: Collection, interview: Interview, exchange: str, start: str, end: str
) -> Place | None:
    """Return the place that an address names; None where it names none of this interview.

    :param start: As it stands in the address: what is no number or lies outside is drawn inside.
    """
    try:
        found = collection.exchange(f"{interview.id}#{exchange.rpartition('#')[2]}")
    except KeyError:
        return None
    last = len(found.answer)
    first = min(_number(start, 0), last)
    return Place(found, first, min(max(_number(end, first), first), last))


def page(interview: Interview, place: Place | None, words: Words, site: Site) -> str:
    """Return a transcript as an HTML page of its own.

    :param place: What to mark; None: nothing.
    """
    return render(
        "transcript",
        interview=interview,
        stretches=_stretches(interview, place),
        source=linked(interview.source),
        words=words,
        site=site,
    )


def missing_page(words: Words, site: Site) -> str:
    """Return the page that says that there is no such interview."""
    return render("missing", words=words, site=site)


def linked(text: str) -> tuple[Piece, ...]:
    """Return a text with its web addresses as links."""
    pieces, at = [], 0
    for match in _ADDRESS.finditer(text):
        pieces += [Piece(text[at : match.start()]), Piece(match[0], address=match[0])]
        at = match.end()
    return tuple(piece for piece in (*pieces, Piece(text[at:])) if piece.text)


def _number(text: str, otherwise: int) -> int:
    """Return a number of an address; nine digits are more than any answer has characters."""
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else otherwise


def _marks(place: Place) -> dict[int, tuple[int, int]]:
    """Return which characters of which turns are marked, by the turns' numbers."""
    marks, at = {}, 0
    for turn in place.exchange.answers:
        start, end = max(place.start - at, 0), min(place.end - at, len(turn.text))
        if start < end:
            marks[turn.number] = (start, end)
        at += len(turn.text) + 1  # the newline that joins it to the next
    return marks


def _stretches(interview: Interview, place: Place | None) -> list[list[Said]]:
    """Return the turns before the exchange that is cited, those of it, and those after it."""
    if place is None:
        return [[_said(interview, turn, (0, 0)) for turn in interview.turns], [], []]
    marks = _marks(place)
    first = min(marks, default=0)
    shown = [
        _said(interview, turn, marks.get(turn.number, (0, 0)), turn.number == first)
        for turn in interview.turns
    ]
    exchange = place.exchange
    begin = (exchange.question or exchange.answers[0]).number
    end = exchange.answers[-1].number
    return [
        [one for one in shown if one.turn.number < begin],
        [one for one in shown if begin <= one.turn.number <= end],
        [one for one in shown if one.turn.number > end],
    ]


def _said(interview: Interview, turn: Turn, mark: tuple[int, int], first: bool = False) -> Said:
    office = interview.office_of(turn.speaker)
    return Said(turn, office, turn.role is not Role.GUEST, _paragraphs(turn, mark, first))


def _paragraphs(turn: Turn, mark: tuple[int, int], first: bool) -> tuple[tuple[Piece, ...], ...]:
    """Cut the paragraphs of a turn where the mark begins and ends."""
    shown, at = [], 0
    for text in turn.paragraphs:
        start, end = (min(max(offset - at, 0), len(text)) for offset in mark)
        pieces = [Piece(text[:start]), Piece(text[start:end], True, first), Piece(text[end:])]
        first = first and not text[start:end]
        shown.append(tuple(piece for piece in pieces if piece.text))
        at += len(text) + 1
    return tuple(shown)
