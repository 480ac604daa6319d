"""A question becomes an Answer: completed, taken apart, read, searched, quoted, or refused."""

import itertools
import re
import time
from collections.abc import Collection as Items
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chat.anatomy import QUESTION_WORD, core
from chat.editions import newest_first
from chat.followup import (
    WHY,
    asks_only_why,
    behind,
    complete_from,
    leaned_on,
    stands_alone,
    turns_to_year,
)
from chat.judgement import Candidate, Weigher
from chat.parts import split_parts
from chat.question_patterns import aligned
from chat.quote import COMPARES
from chat.records import Answer, Citation, NearMiss, Part
from chat.replacement import words_turned_to
from chat.smalltalk import reply_to, unreadable
from chat.wanted import REASON
from index.grains import Grain
from index.normalise import half_width, normalise
from index.reading import Reading
from index.records import Hit
from index.search import Searcher
from index.tokens import telling
from ingest.collection import Collection
from ingest.records import Exchange

QUESTION_MAX = 500
"""Characters: a longer question is refused unread."""


_DEPTH = 50  # hits that the ranking of exchanges is drawn from
N_WEIGHED = 5
"""Exchanges whose best quotes are weighed against the question."""

_FAR = 0.3
"""How much more probable an answer must be with what was spoken of before than without: of 171
follow-ups of `dev` 132 were right, 128 without; from .1 to .4 it makes no difference."""
_N_NEAR = 2  # near misses that are read by themselves
_NEAR = 0.5
"""Of the threshold, what the likeness of a near miss must come to: that it names another year or
place counts against it already."""
_FEWER = 0.25  # of a question's words, weighed by rarity, that a newer answer may lack to lead
_ALSO = 0.5
"""Of the threshold, what another interview's answer must come to: it says the same as one that is
past it, and is less probable only for being ranked behind it."""
_ITEM_END = re.compile("[;；\n]")
_OF_LIST = re.compile(r"第[一二三四五六七八九\d]|最后一|分[为成]?[哪几]|哪[几两二三四五六七八九\d]")
_JOINED = re.compile(r"、|其[一二三]|[一二三]是|第[一二三\d]")
"""What is asked of the members of a list, and a list: the list answers how many, and which."""
_REASON = re.compile("因为|由于|之所以|原因|为了|考虑|目的")
"""What is given as a reason is not what it is a reason for."""
_SAME = 0.75  # cosine of two passages of different interviews that answer the same


class Bot:
    """Answers questions from one index; holds no conversation, so users can't see each other's."""

    def __init__(
        self, searcher: Searcher, min_score: float | None = None, n_related: int = 3
    ) -> None:
        """Take an open index.

        :param min_score: An answer whose estimated probability of being right is lower is refused;
            None: the threshold that was fitted with the index's ranking.
        :param n_related: How many near questions go with an answer.
        """
        self._searcher = searcher
        self.min_score = searcher.answering.threshold() if min_score is None else min_score
        self._n_related = n_related
        self._limits = searcher.model.limits
        self._weigher = Weigher(
            self.rarity, self.synonyms, searcher.alone, searcher.answering, self._limits
        )

    @property
    def searcher(self) -> Searcher:
        """Where it looks."""
        return self._searcher

    @property
    def collection(self) -> Collection:
        """What it answers from."""
        return self._searcher.collection

    @property
    def official_questions(self) -> tuple[str, ...]:
        """The questions that the hosts asked, in corpus order."""
        exchanges = self.collection.substantive
        return tuple(exchange.asked for exchange in exchanges if exchange.asked)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        within: Items[str] | None = None,
        *,
        literal: bool = False,
    ) -> Answer:
        """Answer one question.

        :param history: The earlier questions of the same conversation, oldest first.
        :param within: The ids of the exchanges to answer from; None: all.
        :param literal: Search the words as they were typed: nothing is completed, corrected,
            translated or taken apart.
        :return: An answer with the citation shown first, or refused: nothing fits, the question
            is empty, or it is longer than `QUESTION_MAX`.
        """
        began = time.perf_counter()
        question = _readable(question)
        problem = unreadable(question, QUESTION_MAX) or ""
        reply = "" if problem else reply_to(question) or ""
        carried = ""
        parts: tuple[Part, ...] = ()
        if not (problem or reply):
            if literal:
                parts = (self._answer(Reading(question), question, within),)
            else:
                past = [_readable(one) for one in history]
                parts, carried = self._in_conversation(question, past, within)
        return Answer(
            question=question,
            parts=parts,
            related=self._related(parts),
            carried=carried,
            reply=reply,
            problem=problem,
            took_ms=(time.perf_counter() - began) * 1000,
        )

    def _in_conversation(
        self, question: str, history: Sequence[str], within: Items[str] | None
    ) -> tuple[tuple[Part, ...], str]:
        """Answer a question that may lean on earlier ones; return what it took over with it.

        One that was completed is asked alone where that comes to nothing, or to what was answered
        before, and it names something of its own: a bare “为什么” is of nothing else.
        """
        earlier = leaned_on(history, self.knows)
        completed = complete_from(question, earlier, self.knows)
        if not completed.carried or len(completed.text) > QUESTION_MAX:
            return self._parts(question, within, earlier)
        parts = self._parts(completed.text, within)[0]
        parts = self._unless_repeated(parts, question, earlier)
        if _any_cited(parts) or not stands_alone(question, self.knows):
            return parts, completed.carried
        alone = self._unless_repeated(self._parts(question, within)[0], question, earlier)
        return (alone, "") if _any_cited(alone) else (parts, completed.carried)

    def _unless_repeated(
        self, parts: tuple[Part, ...], question: str, earlier: str
    ) -> tuple[Part, ...]:
        """Return the parts, refused if the words answer what was asked before, not this question.

        Of a question completed from an earlier one most words are the earlier one's, and so is what
        they find (“现在排第几” after “2035年想排第几”). The words to be quoted are read once with
        the question as it was typed, and once with the earlier one. To ask of another year is to
        ask nearly the same; whether the words are of that year is told by the years in them.
        """
        if len(parts) != 1 or not parts[0].citations:
            return parts
        refused = (replace(parts[0], citations=(), confidence=0.0),)
        citation = parts[0].citations[0]
        if not self._names(citation, words_turned_to(core(question))):
            return refused
        if turns_to_year(question) or _answers_both(question, citation):
            return parts
        if asks_only_why(question) and QUESTION_WORD.search(aligned(earlier)):
            return refused
        quote, alone = citation.quote, self._searcher.alone
        if alone(question, quote) >= self._limits.unfit:
            return parts
        gained = alone(parts[0].reading.text, quote) - alone(self.read(earlier).text, quote)
        return parts if gained > -self._limits.rather else refused

    def _names(self, citation: Citation, words: Sequence[str]) -> bool:
        """Tell whether an exchange has one of the words for a thing, or one that says the same."""
        exchange = citation.exchange
        told = normalise(f"{exchange.asked}{exchange.answer}{citation.interview.title}")
        return not words or any(
            normalise(form) in told for word in words for form in (word, *self.synonyms(word))
        )

    def _parts(
        self, question: str, within: Items[str] | None, earlier: str = ""
    ) -> tuple[tuple[Part, ...], str]:
        """Answer each part of a question; return what the first took over from an earlier one.

        A part that seems to stand alone is asked behind the one before as well, and answered so
        where that is far more probable. One that was given what it left out already is not.
        """
        parts, taken = list[Part](), list[str]()
        for asked in split_parts(question):
            part, carried = self._answer(self.read(asked), asked, within), ""
            typed = not parts or core(asked) in question
            may_lean = earlier and typed and part.confidence + _FAR < 1.0
            longer = behind(asked, earlier) if may_lean else None
            if longer:
                other = self._answer(self.read(longer.text), longer.text, within)
                (other,) = self._unless_repeated((other,), asked, earlier)
                if other.citations and other.confidence >= part.confidence + _FAR:
                    part, carried = other, longer.carried
            parts.append(part)
            taken.append(carried)
            earlier = part.question
        return tuple(parts), taken[0]

    def candidates(
        self, reading: Reading, within: Items[str] | None
    ) -> tuple[list[Hit], list[Candidate]]:
        """Return the hits of a question, and the first of each exchange weighed; best first."""
        hits = self._searcher.search(
            reading.text, _DEPTH, synonyms=reading.synonyms, within=within, named=reading.named
        )
        wanted = self._weigher.wanted(reading.text)
        weighed = [
            self._weigher.weigh(
                reading, wanted, hit, self.collection.passages_of(hit.exchange), rank
            )
            for rank, hit in enumerate(itertools.islice(_first_of_exchanges(hits), N_WEIGHED))
        ]
        return hits, weighed

    def read(self, question: str) -> Reading:
        """Return how a question that stands alone is understood."""
        names, reader = self._searcher.names, self._searcher.reader
        text = names.without_names(question)
        reading = reader.read(text) if reader else Reading(text)
        return replace(reading, named=names.named(question))

    def _answer(self, reading: Reading, question: str, within: Items[str] | None) -> Part:
        """Answer one part by the words that most probably answer it, if that is enough."""
        hits, weighed = self.candidates(reading, within)
        first, others = self._most_probable(reading, [one for one in weighed if one.probability])
        confidence = first.probability if first else 0.0
        served = []
        if first and confidence >= self.min_score:
            served = [first, *self._editions(reading, first, others)]
        return Part(
            question=question,
            reading=reading,
            citations=self._newest_first(reading, served),
            ranking=tuple({hit.exchange.id: hit.exchange for hit in hits}.values()),
            confidence=confidence,
            near_miss=None if served else self._near_miss(reading, weighed),
        )

    def _near_miss(self, reading: Reading, weighed: Sequence[Candidate]) -> NearMiss | None:
        """Return the words that come nearest to an answer and disagree with the question."""
        likeness = self._weigher.likeness
        others = [one for one in weighed if one.conflicts and one.fits]
        alike = [self.read_alone(reading, one) for one in others[:_N_NEAR]]
        first = max(alike, key=likeness, default=None)
        if not first or likeness(first) < _NEAR * self.min_score:
            return None
        return NearMiss(self._cite(first), first.conflicts)

    def read_alone(self, reading: Reading, candidate: Candidate) -> Candidate:
        """Return a candidate whose words were read by themselves."""
        return candidate if candidate.read_alone else self._weigher.read_alone(reading, candidate)

    def _most_probable(
        self, reading: Reading, weighed: Sequence[Candidate]
    ) -> tuple[Candidate | None, list[Candidate]]:
        """Return the most probable candidate, the better ranked of equals, and all others.

        Words that could not be the most probable are not read by themselves: to read all would
        take as long as to read the passages did.
        """
        rest = list(weighed)
        while rest:
            at = max(range(len(rest)), key=lambda n: rest[n].probability)
            if rest[at].read_alone:
                return rest.pop(at), rest
            rest[at] = self.read_alone(reading, rest[at])
        return None, []

    def _editions(
        self, reading: Reading, first: Candidate, others: Sequence[Candidate]
    ) -> list[Candidate]:
        """Return what other interviews answer about the same: of each the most probable.

        What could not be probable enough is not read by itself.
        """
        enough = _ALSO * self.min_score
        same = [
            self.read_alone(reading, one)
            for one in others
            if one.probability >= enough
            and one.hit.interview.id != first.hit.interview.id
            and self._searcher.similarity(one.hit, first.hit) >= _SAME
        ]
        first_of: dict[str, Candidate] = {}
        for one in sorted(same, key=lambda one: -one.probability):
            if one.probability >= enough:
                first_of.setdefault(one.hit.interview.id, one)
        return list(first_of.values())

    def _newest_first(self, reading: Reading, served: Sequence[Candidate]) -> tuple[Citation, ...]:
        """Cite the most probable answer and its editions, the newest first.

        Behind come those of interviews that the question does not name where it names some, and
        those that have fewer of its words: when the line opened does not tell when its building
        began.
        """
        names = self._searcher.names
        named = reading.named | names.named(reading.text) | names.of_year(reading.text)
        named = named or frozenset(one.hit.interview.id for one in served)
        enough = served[0].features["support"] - _FEWER if served else 0.0

        def leads(one: Candidate) -> bool:
            return one.hit.interview.id in named and one.features["support"] >= enough

        return tuple(
            citation
            for lead in (True, False)
            for citation in newest_first([self._cite(one) for one in served if leads(one) is lead])
        )

    def _cite(self, candidate: Candidate) -> Citation:
        hit, (start, end) = candidate.hit, candidate.span
        passage = self.collection.passage_at(hit.exchange, start)
        quote = hit.exchange.answer[start:end]
        return Citation(
            quote, start, end, passage, hit.exchange, hit.interview, candidate.probability
        )

    def _related(self, parts: Sequence[Part]) -> tuple[Exchange, ...]:
        """Return the nearest exchanges that ask something and are not cited, part by part."""
        cited = {one.exchange.id for part in parts for one in part.citations}
        cited |= {part.near_miss.citation.exchange.id for part in parts if part.near_miss}
        columns = itertools.zip_longest(*(part.ranking for part in parts))
        near = {one.id: one for row in columns for one in row if one and one.asked}
        return tuple(one for one in near.values() if one.id not in cited)[: self._n_related]

    def rarity(self, word: str) -> float:
        """Return how much a word says: how rare it is among the passages, and in general."""
        return self._searcher.grains.words[Grain.PASSAGE].idf(word) * telling(word)

    def knows(self, word: str) -> float:
        """Return a word's rarity, 0 where no passage has it."""
        words = self._searcher.grains.words[Grain.PASSAGE]
        return words.idf(word) if len(words.contains(word)) else 0.0

    def synonyms(self, word: str) -> Sequence[str]:
        """Return the words of the lists that say the same."""
        reader = self._searcher.reader
        return reader.lexicon.synonyms.get(normalise(word), ()) if reader else ()


def _any_cited(parts: Sequence[Part]) -> bool:
    return any(part.citations for part in parts)


def _answers_both(question: str, citation: Citation) -> bool:
    """Tell whether words may answer the earlier question and this one: reasons, where the host
    asked for them, both whether and why; a list both how many there are and which is the most."""
    asked, quote = normalise(question), normalise(citation.quote)
    tells_why = REASON.search(asked) and _REASON.search(quote)
    asked_why = WHY.search(asked) and WHY.search(normalise(citation.exchange.asked))
    compared = COMPARES.search(asked) and len(_ITEM_END.findall(citation.quote)) > 1
    listed = _OF_LIST.search(asked) and _JOINED.search(quote)
    return bool(tells_why or asked_why or compared or listed)


def _first_of_exchanges(hits: Sequence[Hit]) -> Iterator[Hit]:
    seen: set[str] = set()
    for hit in hits:
        if hit.exchange.id not in seen:
            seen.add(hit.exchange.id)
            yield hit


def _readable(text: str) -> str:
    """Return a text of one width without white space at its ends, half surrogate pairs replaced
    by “?”."""
    return half_width(text.encode("utf-8", "replace").decode("utf-8").strip())
