"""The counter at which a citizen is served: asks, rates an answer, leaves a question."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import BoundedSemaphore

from chat.bot import QUESTION_MAX, Bot
from chat.ledger.records import Feedback, LedgerError
from chat.ledger.store import Ledger
from chat.records import Answer
from chat.web.cards import Offer, card
from chat.web.words import Language, words

AT_ONCE = 4
"""Questions that are worked on at once, two for each of two cores; others wait."""
_HISTORY_MAX = 20

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """What a browser asks, as far as it can be read."""

    question: str
    history: tuple[str, ...] = ()
    interviews: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    language: Language = Language.ZH_CN
    literal: bool = False
    entry: str = ""
    """The ledger's id of an answer that is only shown again; empty: it is asked anew."""

    @classmethod
    def read(cls, sent: object) -> "Call":
        """Read what was sent; what is not of its form counts as not sent."""
        given = _mapping(sent)
        history = _texts(given.get("history"))
        language = _text(given.get("language"))
        return cls(
            question=_text(given.get("question")),
            history=tuple(past[:QUESTION_MAX] for past in history[-_HISTORY_MAX:]),
            interviews=_texts(given.get("interviews")),
            offices=_texts(given.get("offices")),
            years=_texts(given.get("years")),
            language=Language(language) if language in list(Language) else Language.ZH_CN,
            literal=given.get("literal") is True,
            entry=_text(given.get("entry")),
        )


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Counter:
    """Answers the calls of browsers; holds nothing of a conversation."""

    bot: Bot
    build: str
    ledger: Ledger | None
    contact: str
    clock: Callable[[], datetime] = field(default=utc_now)
    # the page's calls don't go through Gradio's queue, which would limit them
    _places: BoundedSemaphore = field(
        default_factory=lambda: BoundedSemaphore(AT_ONCE), init=False, repr=False, compare=False
    )

    def ask(self, call: Call) -> str:
        """Return the card that answers a call, and record a question that is asked anew."""
        answer = self.answer(call, self._within(call))
        now = self.clock()
        entry = call.entry if call.entry else self._record(answer, call.language, now)
        shown = entry if self.ledger else ""
        told = words(call.language)
        return card(answer, told, self._offer, now=now, literal=call.literal, entry=shown)

    def answer(self, call: Call, within: Collection[str] | None) -> Answer:
        """Answer a call from some interviews, None: all; waits while enough others are worked on.

        Nothing is recorded.
        """
        with self._places:
            return self.bot.ask(call.question, call.history, within, literal=call.literal)

    def rate(self, sent: object) -> bool:
        """Keep whether an answer helped; return False if it could not be kept."""
        given = _mapping(sent)
        feedback = Feedback.HELPFUL if given.get("helpful") is True else Feedback.UNHELPFUL
        entry, reason = _text(given.get("entry")), _text(given.get("reason"))
        return self._done(lambda ledger: ledger.rate(entry, feedback, reason))

    def leave(self, sent: object) -> bool:
        """Leave a question to the staff; return False if it could not be left."""
        given = _mapping(sent)
        entry, contact = _text(given.get("entry")), _text(given.get("contact"))
        return self._done(lambda ledger: ledger.leave(entry, contact))

    def _record(self, answer: Answer, language: Language, now: datetime) -> str:
        """Record an answer and return its id; a citizen gets the answer even if that fails."""
        if self.ledger is None:
            return ""
        try:
            return self.ledger.record(answer, language=language.value, build=self.build, now=now)
        except LedgerError:
            _log.exception("a question was answered but could not be recorded")
            return ""

    def _done(self, change: Callable[[Ledger], None]) -> bool:
        """Change the ledger; return False if there is none, no such entry, or it failed."""
        if self.ledger is None:
            return False
        try:
            change(self.ledger)
        except KeyError:
            return False
        except LedgerError:
            _log.exception("a rating or a question left to the staff could not be kept")
            return False
        return True

    @property
    def _offer(self) -> Offer:
        keeps_contacts = self.ledger is not None and self.ledger.keeps_contacts
        return Offer(self.contact, self.ledger is not None, keeps_contacts)

    def _within(self, call: Call) -> Collection[str] | None:
        """Return the exchanges that the filters leave; None: all."""
        chosen = self.bot.collection.select
        return chosen(ids=call.interviews, offices=call.offices, years=call.years)


def _mapping(sent: object) -> Mapping[str, object]:
    return sent if isinstance(sent, Mapping) else {}


def _text(sent: object) -> str:
    return sent if isinstance(sent, str) else ""


def _texts(sent: object) -> tuple[str, ...]:
    items: Sequence[object] = sent if isinstance(sent, list) else ()
    return tuple(item for item in items if isinstance(item, str))
