"""The database itself refuses to change or delete an entry of the audit log."""

from django.db import migrations

from dermetry.workbench.casenotes import audit_guard


def install(apps, schema_editor):
    audit_guard.install(connection=schema_editor.connection)


def remove(apps, schema_editor):
    audit_guard.remove(connection=schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('casenotes', '0005_confirmed_says_by_whom'),
    ]

    operations = [migrations.RunPython(install, remove)]
