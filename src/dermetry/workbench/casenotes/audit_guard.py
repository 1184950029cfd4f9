"""The guard of the audit log in the database itself: rows are added, never changed or deleted.

Whoever may alter the tables can take the guard away; the chain of hashes shows what they do.
SQLite drops triggers with a table it makes anew: a migration that alters a column of the audit
log must ``install`` the guard again at its end.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "casenotes_auditentry"
SAID = "the audit log is only added to"
SQLITE = tuple(
    f"CREATE TRIGGER {TABLE}_no_{act} BEFORE {act.upper()} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    for act in ("update", "delete")
)
SQLITE_OFF = tuple(f"DROP TRIGGER IF EXISTS {TABLE}_no_{act}" for act in ("update", "delete"))
POSTGRESQL = (
    f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$",
    f"CREATE TRIGGER {TABLE}_only_added BEFORE UPDATE OR DELETE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
)
POSTGRESQL_OFF = (
    f"DROP TRIGGER IF EXISTS {TABLE}_only_added ON {TABLE}",
    f"DROP FUNCTION IF EXISTS {TABLE}_refuse()",
)


def install(*, connection: BaseDatabaseWrapper) -> None:
    """Let the database refuse to change or delete an entry."""
    run(connection, SQLITE if connection.vendor == "sqlite" else POSTGRESQL)


def remove(*, connection: BaseDatabaseWrapper) -> None:
    """Take the guard away."""
    run(connection, SQLITE_OFF if connection.vendor == "sqlite" else POSTGRESQL_OFF)


def run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    """Run statements one by one."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
