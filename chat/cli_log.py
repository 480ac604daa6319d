"""`fangtan log`: what was asked, written to a file or deleted."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chat.ledger.records import Filter, LedgerError, start_of

if TYPE_CHECKING:
    from chat.ledger.store import Ledger

DEFAULT_LEDGER = "sqlite:///var/ledger.sqlite3"
RETENTION_DAYS = 180

LedgerOption = Annotated[
    str,
    typer.Option(
        "--ledger",
        envvar="FANGTAN_LEDGER",
        help="问题台账的数据库地址（SQLAlchemy 格式）；写 none 则不记录任何提问",
    ),
]
RetentionOption = Annotated[
    int,
    typer.Option(
        "--retention-days",
        envvar="FANGTAN_RETENTION_DAYS",
        min=0,
        help="提问记录保留多少天；0 表示一直保留",
    ),
]
_DAY = "%Y-%m-%d"

log = typer.Typer(help="问题台账：导出、清除。", no_args_is_help=True, rich_markup_mode=None)


@log.command("export")
def export_command(
    out: Annotated[Path, typer.Argument(help="写到哪个文件：.xlsx、.csv 或 .jsonl")],
    since: Annotated[
        datetime | None, typer.Option("--since", formats=[_DAY], help="从哪一天起（含）")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=[_DAY], help="到哪一天止（含）")
    ] = None,
    ledger: LedgerOption = DEFAULT_LEDGER,
) -> None:
    """把提问记录导出成 Excel、CSV 或 JSON Lines 文件。"""
    if out.suffix.lower() not in (".xlsx", ".csv", ".jsonl"):
        raise typer.BadParameter("文件名应以 .xlsx、.csv 或 .jsonl 结尾", param_hint="OUT")
    from chat.ledger.export import to_csv, to_jsonl, to_xlsx

    opened = open_ledger(ledger, 0)
    try:
        entries = opened.entries(Filter(since=_day(since), until=_day(until)))
    finally:
        opened.dispose()
    if out.suffix.lower() == ".xlsx":
        to_xlsx(entries, out)
    else:
        write = to_csv if out.suffix.lower() == ".csv" else to_jsonl
        with out.open("w", encoding="utf-8", newline="") as stream:
            write(entries, stream)
    typer.echo(f"已导出 {len(entries)} 条提问：{out}")


@log.command("purge")
def purge_command(
    before: Annotated[
        datetime | None,
        typer.Option("--before", formats=[_DAY], help="删除这一天之前的提问；不写则按保留天数"),
    ] = None,
    ledger: LedgerOption = DEFAULT_LEDGER,
    retention_days: RetentionOption = RETENTION_DAYS,
) -> None:
    """删除过期的（或某天之前的）提问记录；删了不能恢复。"""
    opened = open_ledger(ledger, retention_days)
    try:
        day = _day(before)
        n_deleted = opened.purge(start_of(day)) if day else opened.purge_expired(datetime.now(UTC))
    finally:
        opened.dispose()
    typer.echo(f"已删除 {n_deleted} 条提问")


def open_ledger(url: str, retention_days: int, *, keeps_contacts: bool = False) -> "Ledger":
    """Open the ledger at an address.

    :param retention_days: 0: entries are kept for ever.
    :raises LedgerError: If it can't be used, or there is to be none.
    """
    if url == "none":
        raise LedgerError("没有问题台账：--ledger 是 none")
    from chat.ledger.store import Ledger  # SQLAlchemy takes time: not paid by the other commands

    return Ledger.open(url, retention_days=retention_days or None, keeps_contacts=keeps_contacts)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
