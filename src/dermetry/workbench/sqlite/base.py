"""The connection: same backend, other library, and pragmas that keep what was saved."""

import re
from collections.abc import Mapping
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3._functions import register as register_functions
from sqlcipher3 import dbapi2

FORMAT = re.compile(r"(?<!%)%s")
PRAGMAS = (
    "PRAGMA foreign_keys = ON",  # a row never points at nothing
    "PRAGMA journal_mode = WAL",  # readers go on while one person saves
    "PRAGMA synchronous = FULL",  # a saved visit survives a power cut
    "PRAGMA busy_timeout = 10000",  # wait for another writer instead of failing
    "PRAGMA cache_size = -65536",  # 64 MB: the worklist of a large clinic stays in memory
    "PRAGMA legacy_alter_table = OFF",  # on, a renamed table would lose its references
)


class Cursor(dbapi2.Cursor):  # type: ignore[misc]
    """A cursor that takes Django's ``%s`` placeholders, as the backend's own does."""

    def execute(self, query: str, params: Any = None) -> Any:
        """Run one statement."""
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, Mapping) else None
        return super().execute(convert_query(query, names), params)

    def executemany(self, query: str, rows: Any) -> Any:
        """Run one statement for many rows."""
        first, kept = peek(rows)
        names = list(first) if isinstance(first, Mapping) else None
        return super().executemany(convert_query(query, names), kept)


def peek(rows: Any) -> tuple[Any, list[Any]]:
    """Give the first row, if any, and all rows."""
    kept = list(rows)
    return (kept[0] if kept else None), kept


def convert_query(query: str, names: list[str] | None) -> str:
    """Turn ``%s`` into ``?`` and ``%(name)s`` into ``:name``."""
    if names is None:
        return FORMAT.sub("?", query).replace("%%", "%")
    return query % {name: f":{name}" for name in names}


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper with the other library in its place."""

    Database = dbapi2

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection and set its pragmas."""
        connection = dbapi2.connect(**conn_params)
        register_functions(connection)
        for pragma in PRAGMAS:
            connection.execute(pragma)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """Give a cursor."""
        return self.connection.cursor(factory=Cursor)
