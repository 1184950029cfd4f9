"""Migrations: none is missing, and each goes back and forward again."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

OURS = ("accounts", "casenotes", "jobs")


@pytest.mark.django_db
def test_no_change_of_a_table_lacks_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def tables() -> set[str]:
    """Give our tables that are there now."""
    found = connection.introspection.table_names()
    return {name for name in found if name.split("_")[0] in OURS}


@pytest.mark.django_db(transaction=True)
def test_every_migration_goes_back_and_forward():
    everything = tables()
    assert "casenotes_patient" in everything
    executor = MigrationExecutor(connection)
    steps = [key for key in executor.loader.graph.leaf_nodes() if key[0] in OURS]
    # back one by one, so that each migration is undone from the state it made
    for app in ("casenotes", "jobs"):
        names = [name for label, name in executor.loader.graph.nodes if label == app]
        for name in sorted(names, reverse=True)[1:]:
            call_command("migrate", app, name, verbosity=0)
        call_command("migrate", app, "zero", verbosity=0)
    assert not {name for name in tables() if not name.startswith("accounts")}
    call_command("migrate", verbosity=0)
    assert tables() == everything
    assert not MigrationExecutor(connection).migration_plan(steps)
