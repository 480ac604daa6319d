"""What the staff desk shows, as HTML; every value in it is escaped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from chat.bot import Bot
from chat.explain import explain
from chat.ledger.export import to_xlsx
from chat.ledger.grouping import due_on
from chat.ledger.records import Feedback, Filter, Gap, day_of
from chat.ledger.store import Ledger
from chat.render import citation_line
from chat.web.desk_charts import bar_widths, chart_of
from chat.web.desk_corpus import (
    Office,
    evaluation_rows,
    index_lines,
    interview_rows,
    measure_names,
    serving_build,
)
from chat.web.desk_entries import ANY, Page, page_of, rows_of
from chat.web.desk_export import gaps_to_xlsx
from chat.web.desk_gaps import GapBook, key_of, row_of, state_of, summary_of
from chat.web.desk_trial import carried, outcome, parts_of
from chat.web.markup import render
from chat.web.transcript import address_of, interview_address

_N_TOP = 10


@dataclass(frozen=True, slots=True)
class Hint:
    """What the bot says now to a question that it refused."""

    quote: str = ""
    line: str = ""
    address: str = ""
    interview: str = ""
    """The id of the interview that is cited; empty if it still refuses."""
    is_disliked: bool = False
    """Whether the very passage was disliked."""


class Desk:
    """What the staff sees and does; holds nothing of who looks."""

    def __init__(
        self, bot: Bot, ledger: Ledger, office: Office, clock: Callable[[], datetime]
    ) -> None:
        """Take the bot that serves, its ledger, and where its corpus and index lie."""
        self.bot = bot
        self.ledger = ledger
        self.book = GapBook(ledger, bot.searcher.embedder.embed_questions)
        self._office = office
        self._serving = serving_build(office.index)
        self._clock = clock

    @property
    def today(self) -> date:
        """The local day."""
        return day_of(self._clock())

    @property
    def due(self) -> date:
        """The day by which a department is to answer, unless another is chosen."""
        return due_on(self.today)

    def open_gaps(self) -> list[Gap]:
        """Return the gaps that are not closed, the biggest first."""
        return self.book.open(self._clock())

    def gaps(self, opened: Sequence[Gap], which: str, chosen: Gap | None) -> str:
        """List gaps.

        :param opened: All that are open.
        :param which: The state that is listed, or “全部”.
        :param chosen: The one that is being dealt with.
        """
        rows = [row_of(gap, self.today) for gap in opened if self._is_listed(gap, which)]
        key = key_of(chosen) if chosen else ""
        return render("desk_gaps", rows=rows, summary=summary_of(rows), chosen=key)

    def gap(self, gap: Gap | None, hint: Hint) -> str:
        """Show a gap with each time that it was asked."""
        row = row_of(gap, self.today) if gap else None
        entries = rows_of(gap.entries, self.bot.collection) if gap else []
        return render("desk_gap", row=row, entries=entries, hint=hint)

    def hint(self, gap: Gap) -> Hint:
        """Ask a gap's question again, and tell whether an interview answers it now."""
        answer = self.bot.ask(gap.question)
        if not answer.citations:
            return Hint()
        first = answer.citations[0]
        disliked = {
            passage
            for entry in gap.entries
            if entry.feedback is Feedback.UNHELPFUL
            for passage in entry.citations
        }
        return Hint(
            quote=answer.text,
            line=citation_line(first),
            address=f"../{address_of(first)}",
            interview=first.interview.id,
            is_disliked=first.passage.id in disliked,
        )

    def closed(self) -> str:
        """List the tasks that an interview closed."""
        interviews = {one.id: one for one in self.bot.collection.interviews}
        rows = []
        for task in self.book.closed():
            interview = interviews.get(task.closed_by)
            by = f"{interview.date} {interview.title}" if interview else task.closed_by
            address = f"../{interview_address(interview.id)}" if interview else ""
            rows.append({"task": task, "by": by, "address": address})
        return render("desk_closed", rows=rows)

    def interviews(self) -> list[tuple[str, str]]:
        """Return the interviews to choose from, the newest first: what is shown, and the id."""
        newest_first = sorted(
            self.bot.collection.interviews, key=lambda one: one.date, reverse=True
        )
        return [(f"{one.date} {one.title}", one.id) for one in newest_first]

    def write_gaps(self, folder: Path, which: str) -> Path:
        """Write the open gaps of a state to a workbook in a folder, and return its path."""
        path = folder / f"未答问题-{self.today}.xlsx"
        listed = [gap for gap in self.open_gaps() if self._is_listed(gap, which)]
        gaps_to_xlsx(listed, path, self.today)
        return path

    def page(self, which: Filter, number: int) -> Page:
        """Return a page of the entries that pass a filter."""
        return page_of(self.ledger, which, number)

    def entries(self, page: Page) -> str:
        """Show a page of entries."""
        return render("desk_entries", rows=rows_of(page.entries, self.bot.collection), told=page)

    def write_entries(self, folder: Path, which: Filter) -> Path:
        """Write the entries that pass a filter to a workbook, and return its path."""
        path = folder / f"问题台账-{self.today}.xlsx"
        to_xlsx(self.ledger.entries(which), path)
        return path

    def corpus(self) -> str:
        """Show the corpus, the index and the last evaluations."""
        return render(
            "desk_corpus",
            index=index_lines(self._office, self._serving),
            interviews=interview_rows(self.bot.collection),
            evaluations=evaluation_rows(self._office.evaluation),
            measures=measure_names(),
            folder=self._office.evaluation,
        )

    def trial(self, question: str) -> str:
        """Ask the bot, without recording it, and show why the answer was chosen."""
        if not question.strip():
            return render("desk_trial", outcome="", carried=[], parts=[])
        answer = self.bot.ask(question)
        parts = parts_of(explain(self.bot, answer))
        return render("desk_trial", outcome=outcome(answer), carried=carried(answer), parts=parts)

    def charts(self, n_days: int) -> str:
        """Show the questions of the last days, today included."""
        since = self.today - timedelta(days=n_days - 1)
        days = self.ledger.days(since, self.today)
        top = self.ledger.top_questions(since, _N_TOP)
        widths = bar_widths([count for _, count in top])
        listed = [(*pair, width) for pair, width in zip(top, widths, strict=True)]
        return render("desk_charts", chart=chart_of(days), days=days, top=listed)

    def _is_listed(self, gap: Gap, which: str) -> bool:
        return which in (ANY, state_of(gap, self.today).value)
