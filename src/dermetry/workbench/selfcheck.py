"""What ``dermetry doctor --home`` looks at: database, tables, audit log, photographs, documents.

Called by the command line, which has set ``DERMETRY_HOME`` before anything of Django is read.
Nothing of the clinic is changed here but by ``put_old_aside``; the head of an audit log found
whole is noted in a file, so that a log cut off or written anew shows the next time.
"""

import importlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from dermetry.workbench import clock

NAMED_MOST = 5
QUARANTINE = "quarantine"
AUDIT_HEAD = "audit-head"  # the file that notes up to where the audit log was found whole
WAL_RACE_SINCE, WAL_RACE_FIXED = (3, 7, 0), (3, 51, 3)
WAL_RACE_FIXED_ALSO = {(3, 44): 6, (3, 50): 7}  # releases that got the repair later
Answer = tuple[str, str]  # state ("ok", "warning", "failed") and what was found


def prepare() -> None:
    """Load Django; the data are left as they are."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dermetry.workbench.settings")
    django.setup()


def checks() -> tuple[tuple[str, Callable[[], Answer]], ...]:
    """Give the checks with their names, in the order they are shown."""
    return (
        ("database", check_database),
        ("tables", check_migrations),
        ("audit log", check_audit_log),
        ("photographs", check_photographs),
        ("stray files", check_strays),
        ("kept documents", check_documents),
        ("site rules", check_site_rules),
    )


def check_database() -> Answer:
    """Check that the database answers, is whole, and is safe with several processes."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SHOW server_version")
            return "ok", f"PostgreSQL {cursor.fetchone()[0]}"
        cursor.execute("SELECT sqlite_version()")
        version = str(cursor.fetchone()[0])
        cursor.execute("PRAGMA quick_check")
        damage = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
    if damage:
        return "failed", f"the file is damaged: {'; '.join(damage[:NAMED_MOST])}; use a backup"
    if has_wal_race(version=version):
        return (
            "failed",
            f"SQLite {version} can lose saved data when two processes write; "
            "install the packages of dermetry[web] again",
        )
    return "ok", f"SQLite {version}, whole"


def has_wal_race(*, version: str) -> bool:
    """Tell whether a version of SQLite has the race when the log is reset (fixed in 3.51.3)."""
    parts = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
    repaired_from = WAL_RACE_FIXED_ALSO.get(parts[:2])  # type: ignore[call-overload]
    if repaired_from is not None and parts[2] >= repaired_from:
        return False
    return WAL_RACE_SINCE <= parts < WAL_RACE_FIXED


def check_migrations() -> Answer:
    """Check that the tables are those of this version."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return "failed", (
            f"changes of the tables wait ({len(waiting)}): make a backup, then start dermetry serve"
        )
    known = set(executor.loader.disk_migrations)
    ours = {"accounts", "casenotes", "jobs"}
    newer = [key for key in executor.loader.applied_migrations if key not in known]
    unknown = [name for app, name in newer if app in ours]
    if unknown:
        return (
            "failed",
            f"the tables are of a newer version ({', '.join(unknown)}): update dermetry",
        )
    return "ok", "up to date"


def check_audit_log() -> Answer:
    """Check every entry of the audit log against its hash, the one before, and the head noted."""
    audit, noted = casenotes("audit"), settings.HOME / AUDIT_HEAD
    chain = audit.verify_chain()
    head = f"{chain.entries} entries, head {chain.head}"
    try:
        broken = chain.broken + changed_since_noted(noted)
        if not broken and chain.entries:
            note_head(noted, f"{chain.entries} {chain.head}\n")
    except OSError as error:
        return "warning", f"{head}; it cannot be noted in {AUDIT_HEAD}: {error.strerror or error}"
    if not broken:
        return "ok", head
    return "failed", f"{listed(broken)}; {head}; compare with a backup"


def changed_since_noted(path: Path) -> tuple[str, ...]:
    """Name what is wrong with the log since its head was noted, where it was."""
    try:
        count, head = path.read_text("ascii").split()
        broken: tuple[str, ...] = casenotes("audit").changed_since(count=int(count), head=head)
    except FileNotFoundError:
        return ()
    except ValueError:
        return (f"the file {AUDIT_HEAD} cannot be read",)
    return broken


def note_head(path: Path, text: str) -> None:
    """Write the file whole or not at all, readable by its owner alone."""
    part = path.with_name(f"{path.name}.part")
    part.touch(mode=0o600)
    part.write_text(text, "ascii")
    part.replace(path)


def check_photographs() -> Answer:
    """Check that every photograph of the record is there, byte for byte."""
    found = casenotes("health").look_at_photographs(folder=settings.PHOTOGRAPH_FOLDER)
    wrong = []
    if found.missing:
        wrong.append(f"{len(found.missing)} missing: {listed(found.missing)}")
    if found.damaged:
        wrong.append(f"{len(found.damaged)} damaged: {listed(found.damaged)}")
    if wrong:
        return "failed", f"{'; '.join(wrong)}; restore these files from a backup"
    return "ok", f"{found.whole} files, all as they were saved"


def check_strays() -> Answer:
    """Look for files without a row and for writes that were cut off."""
    found = look_for_strays()
    names = (*found.orphans, *found.unfinished)
    if not names:
        return "ok", "none"
    old = old_names(names)
    said = (
        f"{len(found.orphans)} files that no record names, {len(found.unfinished)} unfinished: "
        f"{listed(names)}"
    )
    if not old:
        return "ok", f"{said}; younger than a day, so somebody may be saving them"
    return "warning", f"{said}; {len(old)} older than a day can be put aside with --fix"


def check_documents() -> Answer:
    """Look for made documents kept for more than a day, which a worker clears."""
    found = casenotes("old_reports").count_kept(now=clock.now(), folder=settings.REPORT_FOLDER)
    if not (found.old or found.old_files):
        return "ok", f"{found.documents}, none older than a day"
    return "warning", (
        f"{found.old} of {found.documents} and {found.old_files} files are older than a day; "
        "a worker clears them, or --fix"
    )


def check_site_rules() -> Answer:
    """Name what sites have signed or changed in rule files, and what no longer fits them."""
    found = casenotes("rule_sets").by_site()
    said = [f"{site}: {line}" for site, rules in found for line in rules.words()]
    stale = any(rules.stale for _, rules in found)
    return "warning" if stale else "ok", "; ".join(said) or "as shipped at every site"


def put_old_aside() -> str:
    """Move old stray files into the quarantine folder, clear old documents; says what was done."""
    done = (put_strays_aside(), clear_documents())
    return "; ".join(words for words in done if words)


def clear_documents() -> str:
    """Clear made documents older than a day; says what was done."""
    if check_migrations()[0] != "ok":
        return ""  # their table may not be there yet
    count = casenotes("old_reports").clear_old(now=clock.now(), folder=settings.REPORT_FOLDER)
    return f"old documents cleared: {count}" if count else ""


def put_strays_aside() -> str:
    """Move stray files older than a day into the quarantine folder; says what was done."""
    found = look_for_strays()
    old = old_names((*found.orphans, *found.unfinished))
    into = settings.HOME / QUARANTINE / clock.today().isoformat()
    count = casenotes("health").put_aside(folder=settings.PHOTOGRAPH_FOLDER, into=into, names=old)
    return f"stray files put aside in {QUARANTINE}/{into.name}: {count}" if count else ""


def old_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Give those files that nobody can be writing any more."""
    found: tuple[str, ...] = casenotes("health").old_ones(
        folder=settings.PHOTOGRAPH_FOLDER, names=names, now=clock.now()
    )
    return found


def look_for_strays() -> Any:
    """List the files that no row names."""
    return casenotes("health").look_for_strays(folder=settings.PHOTOGRAPH_FOLDER)


def casenotes(name: str) -> Any:
    """Give a module of the casenotes, which can be read only after ``prepare``."""
    return importlib.import_module(f"dermetry.workbench.casenotes.{name}")


def listed(names: tuple[str, ...]) -> str:
    """Name the first few, and say how many more there are."""
    more = f" and {len(names) - NAMED_MOST} more" if len(names) > NAMED_MOST else ""
    return ", ".join(names[:NAMED_MOST]) + more
