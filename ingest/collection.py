"""A corpus becomes a collection: its exchanges and passages, each to be found by its id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ingest.exchanges import exchanges_of, is_searched
from ingest.passages import passages_of
from ingest.records import Corpus, Exchange, Interview, Kind, OpenQuestion, Passage, Wording


@dataclass(frozen=True)
class Collection:
    """What is searched: interviews, their exchanges of all kinds, and the passages and wordings of
    those that are searched, and what is known to be left open; each in corpus order."""

    interviews: tuple[Interview, ...]
    exchanges: tuple[Exchange, ...]
    passages: tuple[Passage, ...]
    wordings: tuple[Wording, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()

    @cached_property
    def substantive(self) -> tuple[Exchange, ...]:
        """The exchanges in which something is asked and answered."""
        return tuple(e for e in self.exchanges if e.kind is Kind.SUBSTANTIVE)

    @cached_property
    def searched(self) -> tuple[Exchange, ...]:
        """The substantive exchanges, and closings in which an official tells more than thanks."""
        return tuple(e for e in self.exchanges if is_searched(e))

    @cached_property
    def _interviews(self) -> dict[str, Interview]:
        return {interview.id: interview for interview in self.interviews}

    @cached_property
    def _exchanges(self) -> dict[str, Exchange]:
        return {exchange.id: exchange for exchange in self.exchanges}

    def interview(self, interview_id: str) -> Interview:
        """Return the interview of this id.

        :raises KeyError: If there is none.
        """
        return self._interviews[interview_id]

    def exchange(self, exchange_id: str) -> Exchange:
        """Return the exchange of this id.

        :raises KeyError: If there is none.
        """
        return self._exchanges[exchange_id]

    def select(
        self,
        *,
        ids: Sequence[str] = (),
        offices: Sequence[str] = (),
        years: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
    ) -> frozenset[str] | None:
        """Return the ids of the exchanges that meet all conditions; None where none is set.

        :param ids: Of their interviews.
        :param offices: The office of one who answers must hold one of these words.
        :param years: In which the interview was held.
        :param since: The first day, included; `until` is the last.
        """
        if not (ids or offices or years or since or until):
            return None
        interviews = {
            one.id
            for one in self.interviews
            if (not ids or one.id in ids)
            and (not years or str(one.date.year) in years)
            and (since is None or one.date >= since)
            and (until is None or one.date <= until)
        }
        return frozenset(
            one.id
            for one in self.exchanges
            if one.interview_id in interviews and (not offices or self._speaks(one, offices))
        )

    def _speaks(self, exchange: Exchange, offices: Sequence[str]) -> bool:
        interview = self.interview(exchange.interview_id)
        held = {interview.office_of(turn.speaker) for turn in exchange.answers}
        return any(words in office for words in offices for office in held)

    def passage_at(self, exchange: Exchange, offset: int) -> Passage:
        """Return the passage that holds the character at `offset` of an exchange's answer.

        :raises KeyError: If there is none.
        """
        for passage in self.passages_of(exchange):
            if passage.start <= offset < passage.end:
                return passage
        raise KeyError(f"{exchange.id}: no passage at {offset}")

    def passages_of(self, exchange: Exchange) -> Sequence[Passage]:
        """Return the passages of an exchange's answer, in order.

        :raises KeyError: If it has none.
        """
        return self._passages[exchange.id]

    @cached_property
    def _passages(self) -> dict[str, list[Passage]]:
        grouped: dict[str, list[Passage]] = {}
        for passage in self.passages:
            grouped.setdefault(passage.exchange_id, []).append(passage)
        return grouped


def collect(corpus: Corpus) -> Collection:
    """Cut every interview of a corpus into exchanges and passages."""
    exchanges = [e for interview in corpus.interviews for e in exchanges_of(interview)]
    passages = tuple(_passages(exchanges))
    return Collection(
        corpus.interviews, tuple(exchanges), passages, corpus.wordings, corpus.open_questions
    )


def _passages(exchanges: Sequence[Exchange]) -> list[Passage]:
    return [
        passage
        for exchange in exchanges
        if is_searched(exchange)
        for passage in passages_of(exchange)
    ]
