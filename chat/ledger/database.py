"""A database is opened: its folder made, its tables brought up to date, its errors made plain."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Self

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from chat.ledger.records import LedgerError

_PATIENCE = 5  # seconds that a writer waits for another
_MIGRATING = Lock()  # Alembic keeps its context in globals: one thread at a time

_BAD_URL = "认不出数据库地址 {url}；请写成 sqlite:///文件夹/ledger.sqlite3 这样的样子"
_NO_DRIVER = "没有安装数据库 {url} 的驱动程序（{error}）；请安装，或改用 sqlite:///文件 地址"
_NO_FILE = "不能在 {url} 建立或写入数据库（{error}）；请检查文件夹的权限，或换一个地址"
_NO_USE = "数据库 {url} 用不了（{error}）；请检查地址、权限、磁盘空间和数据库服务"
_NEWER = "数据库 {url} 是更新版本的程序建的（版本 {revision}）；请升级程序，或换一个地址"


class Database:
    """Tables in a database, up to date; may be used from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._name = _shown(engine.url)

    @classmethod
    def open(cls, url: str) -> Self:
        """Open a database, make it if it is a SQLite file, and migrate it.

        :raises LedgerError: If the URL is none, the database can't be used, or it was made by a
            newer version of the program.
        """
        database = cls(_engine(url))
        try:
            database._migrate()
        except BaseException:
            database.dispose()
            raise
        return database

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Lend a connection; commit when the block ends, roll back when it raises.

        :raises LedgerError: If the database fails.
        """
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise LedgerError(_NO_USE.format(url=self._name, error=_cause(error))) from error

    def dispose(self) -> None:
        """Close all connections that nobody holds."""
        self._engine.dispose()

    def _migrate(self) -> None:
        if self._is_current():
            return
        try:
            with _MIGRATING, self.connection() as connection:
                if connection.dialect.name == "sqlite":
                    connection.exec_driver_sql("BEGIN IMMEDIATE")  # one process at a time
                command.upgrade(_config(connection), "head")
        except LedgerError:
            if not self._is_current():  # or else another process was faster
                raise

    def _is_current(self) -> bool:
        """Tell whether the tables are those of this version.

        :raises LedgerError: If they are those of a newer one.
        """
        script = ScriptDirectory.from_config(_config())
        with self.connection() as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
        if revision and revision not in {one.revision for one in script.walk_revisions()}:
            raise LedgerError(_NEWER.format(url=self._name, revision=revision))
        return revision == script.get_current_head()


def _engine(text: str) -> Engine:
    try:
        url = make_url(text)
        shown = _shown(url)
        engine = create_engine(url, hide_parameters=True, **_options(url))
        _make_file(url)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        hidden = re.sub(r".*@", "***@", text, flags=re.DOTALL)
        raise LedgerError(_BAD_URL.format(url=hidden)) from error
    except ImportError as error:
        raise LedgerError(_NO_DRIVER.format(url=shown, error=error)) from error
    except OSError as error:
        raise LedgerError(_NO_FILE.format(url=shown, error=error.strerror)) from error
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
    return engine


def _make_file(url: URL) -> None:
    """Make the file of a SQLite database, readable to nobody else, and its folders."""
    is_file = url.get_backend_name() == "sqlite" and not _in_memory(url)
    if is_file and "uri" not in url.query:
        path = Path(url.database or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)


def _in_memory(url: URL) -> bool:
    return url.database in (None, "", ":memory:")


def _options(url: URL) -> dict[str, Any]:
    """Return how to connect; a database in memory lives as long as its only connection."""
    if url.get_backend_name() != "sqlite":
        return {"pool_pre_ping": True}
    patient: dict[str, Any] = {"connect_args": {"timeout": _PATIENCE, "check_same_thread": False}}
    alone = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
    return patient | alone if _in_memory(url) else patient


def _set_pragmas(connection: Any, _record: object) -> None:
    _write_ahead(connection)
    for pragma in ("foreign_keys=ON", "synchronous=NORMAL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: Any) -> None:
    """Let readers and a writer work at once; SQLite itself waits for nobody to allow it."""
    pause = 0.01
    for left in reversed(range(int(_PATIENCE / pause))):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or not left:
                raise
            time.sleep(pause)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "chat.ledger:migrations")
    config.attributes["connection"] = connection
    return config


def _shown(url: URL) -> str:
    """Return a URL without its password, nor its query, which may hold another."""
    return url.set(query={}).render_as_string(hide_password=True)


def _cause(error: SQLAlchemyError) -> str:
    """Return the driver's own words, on one line: SQLAlchemy's hold the whole statement."""
    words = str(error.orig) if isinstance(error, DBAPIError) else type(error).__name__
    return " ".join(words.split())
