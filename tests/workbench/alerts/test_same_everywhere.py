"""Worklist, patient page, report and the check of the exported case show the same alerts."""

import json
from html import escape
from pathlib import Path

import pytest
from tests.workbench.alerts.conftest import demo_cases
from tests.workbench.conftest import AT, TODAY
from typer.testing import CliRunner

from dermetry.cli.app import app
from dermetry.record.casefile import write_case_file
from dermetry.report.words import say_date
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.reports import make_report
from dermetry.workbench.casenotes.models import Patient, Summary, Task
from dermetry.workbench.casenotes.queries import today as today_query
from dermetry.workbench.casenotes.queries import worklist_reasons
from dermetry.workbench.casenotes.queries.banner import patient_banner
from dermetry.workbench.casenotes.queries.patient import patient_page
from dermetry.workbench.casenotes.report_documents import Order

pytestmark = pytest.mark.django_db


def check(case, folder) -> list[dict]:
    """Give the alerts that ``dermetry check`` says wait for a person."""
    path = folder / "case.json"
    path.write_text(write_case_file(case=case), encoding="utf-8")
    asked = ["check", str(path), "--on", TODAY.isoformat(), "--json"]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    return [each for each in json.loads(result.stdout)["alerts"] if each["needs_a_person"]]


def printed(actor, patient_pk, file_format) -> str:
    """Give the course as it is handed out."""
    order = Order(document="course", file_format=file_format, on=TODAY.isoformat())
    made = make_report(
        actor=actor, at=AT, patient_pk=patient_pk, order=order, folder=Path(), open_bytes=None
    )
    return made.data.decode()


def test_every_alert_of_the_demo_clinic_is_the_same_everywhere(actors, load, tmp_path, monkeypatch):
    monkeypatch.setattr(worklist_reasons, "REASONS_MOST", 99)
    monkeypatch.setattr(worklist_reasons, "SEEN_MOST", 99)
    nurse, seen = actors["nurse"], 0
    for case in demo_cases():
        pk = load(case)
        exported = mapping.read_case(patient=Patient.objects.get(pk=pk))
        wanted = check(exported, tmp_path)
        statements = sorted(each["statement"] for each in wanted)
        lines = patient_page(actor=nurse, patient_pk=pk, today=TODAY).todo.lines
        waiting = [each for each in lines if each.is_waiting]
        assert sorted(each.reason for each in waiting) == statements
        assert {(e.reason, e.urgency, e.owner, e.due_on.isoformat()) for e in waiting} == {
            (e["statement"], e["urgency"], e["owner"], e["due_on"]) for e in wanted
        }
        summary = Summary.objects.get(pk=pk)
        assert (summary.open_tasks, summary.urgent_tasks) == (
            len(wanted), sum(each["urgency"] == "urgent" for each in wanted),
        )  # fmt: skip
        (row,) = today_query.to_rows(nurse, [pk], TODAY)
        said = [each.text for each in row.reasons]
        assert all(any(text.startswith(each) for text in said) for each in statements)
        banner = patient_banner(actor=nurse, patient_pk=pk, today=TODAY)
        assert banner.alerts_count == sum(each["kind"] == "alert" for each in wanted)
        course, note = printed(nurse, pk, "html"), printed(nurse, pk, "txt")
        assert all(course.count(escape(each)) for each in statements)
        assert (f"Open alerts {say_date(TODAY)} ({len(wanted)})" in note) == bool(wanted)
        seen += len(wanted)
    assert seen > 10
    assert not Task.objects.exists()
