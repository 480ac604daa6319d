"""`fangtan log`: exporting and deleting what was asked."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from chat.bot import Bot
from chat.cli import main
from chat.ledger.store import Ledger

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=200)


@pytest.fixture
def url(tmp_path: Path, bot: Bot) -> Iterator[str]:
    """A ledger with two questions, one of them older than the retention."""
    url = f"sqlite:///{tmp_path}/ledger.sqlite3"
    ledger = Ledger.open(url, retention_days=None)
    for asked, now in (("规划分几章？", LONG_AGO), ("医保怎么报销？", NOW)):
        ledger.record(bot.ask(asked), language="zh-CN", build="b", now=now)
    ledger.dispose()
    return url


def questions(out: Path) -> list[str]:
    lines = out.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


def test_questions_are_exported_to_every_form(url: str, tmp_path: Path) -> None:
    for name in ("a.xlsx", "a.csv", "a.jsonl"):
        assert main(["log", "export", str(tmp_path / name), "--ledger", url]) == 0
    assert questions(tmp_path / "a.jsonl") == ["医保怎么报销？", "规划分几章？"]
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert [row[2].value for row in sheet.rows] == ["问题", "医保怎么报销？", "规划分几章？"]
    assert "规划分几章？" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")


def test_an_export_is_narrowed_to_days(url: str, tmp_path: Path) -> None:
    out = tmp_path / "a.jsonl"
    since = f"{LONG_AGO + timedelta(days=2):%Y-%m-%d}"
    assert main(["log", "export", str(out), "--since", since, "--ledger", url]) == 0
    assert questions(out) == ["医保怎么报销？"]


def test_a_file_of_another_form_is_refused(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["log", "export", str(tmp_path / "a.txt"), "--ledger", url]) == 2
    assert ".xlsx、.csv 或 .jsonl" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [[], ["--before", f"{NOW - timedelta(days=100):%Y-%m-%d}"]],
    ids=["expired", "before"],
)
def test_what_is_old_is_deleted_and_counted(
    url: str, tmp_path: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["log", "purge", *options, "--ledger", url]) == 0
    assert "已删除 1 条提问" in capsys.readouterr().out
    assert main(["log", "export", str(tmp_path / "a.jsonl"), "--ledger", url]) == 0
    assert questions(tmp_path / "a.jsonl") == ["医保怎么报销？"]


def test_a_ledger_that_can_not_be_opened_is_said_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["log", "purge", "--ledger", f"sqlite:///{tmp_path}"]) == 1
    assert capsys.readouterr().err.startswith("fangtan: ")
    assert main(["log", "purge", "--ledger", "none"]) == 1
