"""What was asked is stored, rated, left, given to a department, closed, counted and deleted."""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from chat.ledger.records import Day, Feedback, Filter, LedgerError
from chat.ledger.schema import metadata
from chat.ledger.store import REASON_MAX, Ledger
from chat.records import Answer, Citation, Part, Status
from index.reading import Reading
from ingest.collection import Collection

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday
TODAY = date(2026, 3, 2)

Ask = Callable[..., Answer]


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "ledger.sqlite3"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    ledger = Ledger.open(url_of(path))
    yield ledger
    ledger.dispose()


@pytest.fixture
def ask(collection: Collection) -> Ask:
    """How to make an answer to a question: refused, unless it is to be answered."""
    passage = collection.passages[0]
    exchange = collection.exchange(passage.exchange_id)
    interview = collection.interview(exchange.interview_id)
    quote = exchange.answer[:20]
    citation = Citation(quote, 0, 20, passage, exchange, interview, 0.9)

    def made(
        question: str,
        *,
        answered: bool = False,
        whole: str = "",
        reply: str = "",
        problem: str = "",
    ) -> Answer:
        citations = (citation,) if answered else ()
        part = Part(whole or question, Reading(question), citations, (exchange,), 0.75)
        carried = "重点建设项目" if whole else ""
        return Answer(question, (part,), (), carried, reply, problem, 1.0)

    return made


def record(ledger: Ledger, answer: Answer, now: datetime = NOW) -> str:
    return ledger.record(answer, language="zh-CN", build="b1", now=now)


def test_a_question_is_stored_with_all_that_became_of_it(ledger: Ledger, ask: Ask) -> None:
    answer = ask("重点项目有多少个？", answered=True)
    entry_id = record(ledger, answer)
    ledger.rate(entry_id, Feedback.HELPFUL, "很清楚")
    (entry,) = ledger.entries()
    assert entry.id == entry_id
    assert len(entry_id) >= 20
    assert entry.asked_at == NOW
    assert entry.asked_at.tzinfo is UTC
    assert (entry.question, entry.status) == ("重点项目有多少个？", Status.ANSWERED)
    assert entry.answer == answer.text
    assert entry.citations == (answer.citations[0].passage.id,)
    assert (entry.confidence, entry.language, entry.build) == (0.75, "zh-CN", "b1")
    assert (entry.feedback, entry.reason) == (Feedback.HELPFUL, "很清楚")
    assert (entry.left, entry.contact, entry.task_id) == (False, "", None)


def test_a_moment_of_any_zone_is_stored_as_utc_and_belongs_to_the_day_in_china(
    ledger: Ledger, ask: Ask
) -> None:
    record(ledger, ask("医保？"), datetime.fromisoformat("2026-03-02T23:30:00-05:00"))
    (entry,) = ledger.entries()
    assert entry.asked_at == datetime(2026, 3, 3, 4, 30, tzinfo=UTC)
    assert ledger.entries(Filter(since=entry.day, until=entry.day)) == [entry]
    assert entry.day == date(2026, 3, 3)
    with pytest.raises(LedgerError):
        record(ledger, ask("医保？"), datetime(2026, 3, 2))


def test_what_leads_to_a_person_never_reaches_the_disk(path: Path, ask: Ask) -> None:
    ledger = Ledger.open(url_of(path), keeps_contacts=True)
    entry_id = record(ledger, ask("请回电13812345678，医保怎么报销？"))
    ledger.rate(entry_id, Feedback.UNHELPFUL, "写信到 zhang@example.com")
    ledger.assign([entry_id], "回电13812345678", "医保局", TODAY, TODAY)
    (entry,) = ledger.entries()
    (task,) = ledger.tasks()
    ledger.dispose()
    assert entry.question == "请回电138＊＊＊＊5678，医保怎么报销？"
    assert task.question == "回电138＊＊＊＊5678"
    written = b"".join(one.read_bytes() for one in path.parent.iterdir())
    assert "医保怎么报销".encode() in written
    assert b"13812345678" not in written
    assert b"zhang" not in written


def test_a_follow_up_is_stored_standing_alone(ledger: Ledger, ask: Ask) -> None:
    record(ledger, ask("其中工业类呢？", whole="重点建设项目其中工业类有多少个？"))
    assert [entry.question for entry in ledger.entries()] == ["重点建设项目其中工业类有多少个？"]


def test_small_talk_and_what_cannot_be_read_are_not_stored(ledger: Ledger, ask: Ask) -> None:
    assert record(ledger, ask("你好", reply="您好！")) == ""
    assert record(ledger, ask("", problem="请输入")) == ""
    assert ledger.entries() == []


def test_a_later_rating_replaces_an_earlier_one(ledger: Ledger, ask: Ask) -> None:
    entry_id = record(ledger, ask("医保？"))
    ledger.rate(entry_id, Feedback.UNHELPFUL, "不清楚")
    ledger.rate(entry_id, Feedback.HELPFUL)
    (entry,) = ledger.entries()
    assert (entry.feedback, entry.reason) == (Feedback.HELPFUL, "")


def test_a_reason_of_any_characters_and_length_can_be_stored(ledger: Ledger, ask: Ask) -> None:
    entry_id = record(ledger, ask("医保？"))
    ledger.rate(entry_id, Feedback.UNHELPFUL, "\0\ud800" + "长" * 2 * REASON_MAX)
    (entry,) = ledger.entries()
    assert entry.reason == "?" + "长" * (REASON_MAX - 1)
    ledger.rate(entry_id, Feedback.UNHELPFUL, "长" * (REASON_MAX - 10) + "13812345678")
    (entry,) = ledger.entries()
    assert entry.reason.endswith("长138＊＊＊＊567")


@pytest.mark.parametrize("keeps", [True, False])
def test_a_contact_is_stored_only_where_contacts_are_kept(
    path: Path, ask: Ask, keeps: bool
) -> None:
    ledger = Ledger.open(url_of(path), keeps_contacts=keeps)
    ledger.leave(record(ledger, ask("医保？")), " 13812345678 ")
    (entry,) = ledger.entries(Filter(left=True))
    ledger.dispose()
    assert ledger.keeps_contacts is keeps
    assert entry.contact == ("13812345678" if keeps else "")


def test_what_does_not_exist_is_a_key_error(ledger: Ledger, ask: Ask) -> None:
    entry_id = record(ledger, ask("医保？"))
    with pytest.raises(KeyError):
        ledger.rate("nobody", Feedback.HELPFUL)
    with pytest.raises(KeyError):
        ledger.leave("nobody")
    with pytest.raises(KeyError):
        ledger.close(7, "2026-03-01-some-interview", TODAY)
    with pytest.raises(KeyError):
        ledger.reschedule(7, TODAY)
    with pytest.raises(KeyError):
        ledger.assign([entry_id, "nobody"], "医保", "医保局", TODAY, TODAY)
    assert ledger.tasks() == []
    assert ledger.entries()[0].task_id is None


def test_each_condition_of_a_filter_leaves_entries_out(ledger: Ledger, ask: Ask) -> None:
    first = record(ledger, ask("GDP 100%？", answered=True), NOW)
    second = record(ledger, ask("医保？"), NOW + timedelta(days=1))
    third = record(ledger, ask("公积金？"), NOW + timedelta(days=2))
    ledger.rate(second, Feedback.UNHELPFUL, "答非所问")
    ledger.leave(third)

    def found(which: Filter = Filter(), limit: int | None = None, offset: int = 0) -> list[str]:  # noqa: B008
        return [entry.id for entry in ledger.entries(which, limit, offset)]

    assert found() == [third, second, first]
    assert found(limit=1) == [third]
    assert found(limit=1, offset=1) == [second]
    assert found(offset=2) == [first]
    assert found(Filter(text="gdp")) == [first]
    assert found(Filter(text="0%")) == [first]
    assert found(Filter(text="_")) == []  # no wildcard
    assert found(Filter(text="答非")) == [second]
    assert found(Filter(status=Status.ANSWERED)) == [first]
    assert found(Filter(feedback=Feedback.UNHELPFUL)) == [second]
    assert found(Filter(since=TODAY + timedelta(days=1))) == [third, second]
    assert found(Filter(until=TODAY)) == [first]
    assert found(Filter(left=True)) == [third]
    assert found(Filter(left=False, status=Status.REFUSED)) == [second]
    assert ledger.count() == 3
    assert ledger.count(Filter(until=TODAY)) == 1


def test_entries_of_one_moment_come_in_the_order_of_their_ids(ledger: Ledger, ask: Ask) -> None:
    ids = [record(ledger, ask("医保？")) for _ in range(5)]
    assert [entry.id for entry in ledger.entries()] == sorted(ids)


def test_an_entry_is_open_until_its_task_is_closed(ledger: Ledger, ask: Ask) -> None:
    record(ledger, ask("重点项目？", answered=True))
    refused = record(ledger, ask("医保？"))
    disliked = record(ledger, ask("GDP？", answered=True))
    ledger.rate(disliked, Feedback.UNHELPFUL)
    left = record(ledger, ask("公积金？", answered=True))
    ledger.leave(left)
    due = TODAY + timedelta(days=7)
    task = ledger.assign([refused, disliked], "医保和GDP", "医保局", due, TODAY)
    assert {entry.id: entry.task_id for entry in ledger.open_entries()} == {
        refused: task.id,
        disliked: task.id,
        left: None,
    }
    assert ledger.tasks() == [task]
    assert (task.due, task.opened, task.closed_by, task.closed_on) == (due, TODAY, "", None)
    ledger.close(task.id, "2026-03-09-medical", due)
    assert [entry.id for entry in ledger.open_entries()] == [left]
    (closed,) = ledger.tasks()
    assert (closed.closed_by, closed.closed_on) == ("2026-03-09-medical", due)


def test_open_tasks_come_first_and_those_due_first_before(ledger: Ledger) -> None:
    days = [TODAY + timedelta(days=n) for n in (3, 1, 2)]
    tasks = [ledger.assign([], "问", "局", day, TODAY) for day in days]
    ledger.close(tasks[1].id, "i", TODAY)
    assert [one.id for one in ledger.tasks()] == [tasks[2].id, tasks[0].id, tasks[1].id]


def test_every_day_is_counted_also_those_without_questions(ledger: Ledger, ask: Ask) -> None:
    answered = record(ledger, ask("重点项目？", answered=True))
    refused = record(ledger, ask("医保？"))
    record(ledger, ask("公积金？"), NOW + timedelta(days=2))
    ledger.rate(answered, Feedback.HELPFUL)
    ledger.rate(refused, Feedback.UNHELPFUL)
    assert ledger.days(TODAY, TODAY + timedelta(days=2)) == [
        Day(TODAY, 2, 1, 1, 1, 1),
        Day(TODAY + timedelta(days=1), 0, 0, 0, 0, 0),
        Day(TODAY + timedelta(days=2), 1, 0, 1, 0, 0),
    ]
    assert ledger.days(TODAY, TODAY - timedelta(days=1)) == []


def test_the_most_asked_questions_are_counted_whatever_their_punctuation(
    ledger: Ledger, ask: Ask
) -> None:
    for question in [
        "医保怎么报销",
        "医保怎么报销？",
        "医保怎么报销？",
        "ＧＤＰ",
        "gdp?",
        "？",
        "!",
    ]:
        record(ledger, ask(question))
    record(ledger, ask("很久以前"), NOW - timedelta(days=1))
    top = ledger.top_questions(TODAY)
    assert top == [("医保怎么报销？", 3), ("gdp?", 2), ("!", 1), ("？", 1)]
    assert ledger.top_questions(TODAY, 1) == top[:1]


def test_old_entries_are_deleted_with_the_closed_tasks_that_lose_them(
    ledger: Ledger, path: Path, ask: Ask
) -> None:
    old = [record(ledger, ask(f"旧的问题{n}"), NOW - timedelta(days=30)) for n in range(3)]
    new = record(ledger, ask("新的问题"))
    open_task, closed, recent, kept = (
        ledger.assign(ids, "问", "局", TODAY, TODAY)
        for ids in ([old[0]], [old[1]], [old[2]], [new])
    )
    ledger.close(closed.id, "i", TODAY - timedelta(days=8))
    ledger.close(recent.id, "i", TODAY)
    ledger.close(kept.id, "i", TODAY - timedelta(days=8))
    assert ledger.purge(NOW - timedelta(days=7)) == 3
    assert [entry.id for entry in ledger.entries()] == [new]
    assert {task.id for task in ledger.tasks()} == {open_task.id, recent.id, kept.id}
    assert ledger.purge(NOW + timedelta(days=1)) == 1
    assert [task.id for task in ledger.tasks()] == [open_task.id]
    assert ledger.assign([], "问", "局", TODAY, TODAY).id > kept.id
    ledger.dispose()
    assert "旧的问题".encode() not in path.read_bytes()


def test_what_is_older_than_the_retention_expires(path: Path, ask: Ask) -> None:
    for days, deleted in ((None, 0), (31, 0), (30, 1)):
        ledger = Ledger.open(url_of(path), retention_days=days)
        if days is None:
            record(ledger, ask("医保？"), NOW - timedelta(days=30, seconds=1))
            record(ledger, ask("医保？"), NOW - timedelta(days=30))
        assert ledger.purge_expired(NOW) == deleted
        ledger.dispose()


def test_the_first_question_of_a_day_deletes_what_has_expired(ledger: Ledger, ask: Ask) -> None:
    record(ledger, ask("医保？"), NOW - timedelta(days=200))
    assert len(ledger.entries()) == 1  # of that day: nothing had expired
    record(ledger, ask("社保？"), NOW)
    assert [entry.question for entry in ledger.entries()] == ["社保？"]


@pytest.mark.usefixtures("ledger")
def test_the_migrations_make_the_tables_that_the_program_reads(path: Path) -> None:
    engine = create_engine(url_of(path))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


@pytest.mark.usefixtures("ledger")
def test_a_new_database_can_be_read_by_nobody_else(path: Path) -> None:
    assert [one.stat().st_mode & 0o077 for one in path.parent.iterdir() if one.is_file()] == [0] * 3


def test_a_ledger_is_opened_again_with_what_it_held(ledger: Ledger, path: Path, ask: Ask) -> None:
    record(ledger, ask("医保？"))
    again = Ledger.open(url_of(path))
    assert again.entries() == ledger.entries()
    again.dispose()


def open_and_record(url: str, answer: Answer) -> str:
    ledger = Ledger.open(url)
    entry_id = record(ledger, answer)
    ledger.dispose()
    return entry_id


def test_processes_may_open_a_new_database_at_once(path: Path, ask: Ask) -> None:
    with get_context("spawn").Pool(4) as pool:
        ids = pool.starmap(open_and_record, [(url_of(path), ask("医保？"))] * 12, chunksize=1)
    ledger = Ledger.open(url_of(path))
    assert {entry.id for entry in ledger.entries()} == set(ids)
    ledger.dispose()


@pytest.mark.parametrize("in_memory", [True, False])
def test_threads_may_write_at_once(path: Path, ask: Ask, in_memory: bool) -> None:
    ledger = Ledger.open("sqlite://" if in_memory else url_of(path))
    answer = ask("医保？")
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda _: record(ledger, answer), range(80)))
    assert {entry.id for entry in ledger.entries()} == set(ids)
    ledger.dispose()


def test_threads_may_open_new_databases_at_once(tmp_path: Path, ask: Ask) -> None:
    urls = [url_of(tmp_path / f"{number % 8}.sqlite3") for number in range(32)]
    answer = ask("医保？")
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda url: open_and_record(url, answer), urls))) == 32
    for url in set(urls):
        ledger = Ledger.open(url)
        assert len(ledger.entries()) == 4
        ledger.dispose()


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "another programs.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE entries (id)")
    with pytest.raises(LedgerError, match="entries already exists"):
        Ledger.open(url_of(path))
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("entries",)]
    connection.close()


def test_opening_prints_nothing_and_leaves_the_logging_alone(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.getLogger("alembic").level)
    Ledger.open(url_of(path)).dispose()
    assert (root.level, list(root.handlers), logging.getLogger("alembic").level) == before
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("ledger")
def test_a_newer_database_is_left_alone(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(LedgerError, match=r"9999.*请升级程序"):
        Ledger.open(url_of(path))


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ledger.sqlite3", "认不出"),
        ("nosuch://user:geheim@host/ledger", r"认不出.*\*\*\*@host"),
        ("nosuch//user:geheim@host/ledger", "认不出"),
        ("sqlite+nosuch:///ledger", "认不出"),
        ("postgresql://user:geheim@host:port/ledger", r"认不出.*\*\*\*@host"),
        ("sqlite:////tmp/\0", "认不出"),
        ("mssql+pymssql://user:geheim@host/ledger?password=geheim", r"user:\*\*\*@host.*请安装"),
        ("sqlite:////proc/nobody/ledger.sqlite3", "/proc/nobody.*请检查"),
        ("sqlite:////", "请检查"),
    ],
)
def test_a_url_that_cannot_be_used_is_told_without_its_password(url: str, message: str) -> None:
    with pytest.raises(LedgerError, match=message) as error:
        Ledger.open(url)
    assert "geheim" not in str(error.value)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("我不是数据库。" * 100, encoding="utf-8")
    with pytest.raises(LedgerError, match=r"notes.txt.*not a database"):
        Ledger.open(url_of(path))
    assert path.read_text(encoding="utf-8").startswith("我不是")


def test_a_database_that_fails_later_is_told_without_the_question(
    ledger: Ledger, path: Path, ask: Ask
) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE entries")
    connection.close()
    with pytest.raises(LedgerError, match=r"ledger.sqlite3.*no such table") as error:
        record(ledger, ask("医保怎么报销？"))
    assert "医保怎么报销" not in f"{error.value} {error.value.__cause__}"


def test_a_task_cannot_be_deleted_under_its_entries(ledger: Ledger, ask: Ask) -> None:
    ledger.assign([record(ledger, ask("医保？"))], "问", "局", TODAY, TODAY)
    with (
        pytest.raises(LedgerError, match="FOREIGN KEY"),
        ledger._database.connection() as connection,
    ):
        connection.exec_driver_sql("DELETE FROM tasks")
