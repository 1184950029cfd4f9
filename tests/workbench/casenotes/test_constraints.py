"""The laws of the record hold in the database too: a row that breaks one is refused there."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.workbench.conftest import AT

from dermetry.workbench.casenotes import models

pytestmark = pytest.mark.django_db
DAY, BEFORE = date(2026, 3, 2), date(2026, 3, 1)


@pytest.fixture
def rows(sites) -> dict[str, object]:
    """One lawful row of each table."""
    patient = models.Patient.objects.create(site=sites[0], patient_id="P1", created_at=AT)
    lesion = models.Lesion.objects.create(
        patient=patient, lesion_id="L1", organ="skin", role="target"
    )
    visit = models.Visit.objects.create(patient=patient, visited_on=DAY)
    photograph = models.Photograph.objects.create(
        patient=patient, visit=visit, photograph_id="F1", file_name="a.jpg", sha256="0" * 64,
        added_at=AT, upload_key="k1",
    )  # fmt: skip
    return {"patient": patient, "lesion": lesion, "visit": visit, "photograph": photograph}


def make(rows, table, **fields):
    """Try to write one row with the links it needs."""
    links = {
        "Patient": {"site": rows["patient"].site, "created_at": AT, "patient_id": "P2"},
        "Lesion": {"patient": rows["patient"], "lesion_id": "L2", "organ": "skin",
                   "role": "target"},
        "Visit": {"patient": rows["patient"], "visited_on": date(2026, 4, 1)},
        "Finding": {"visit": rows["visit"], "lesion": rows["lesion"], "status": "absent"},
        "StatedFinding": {"visit": rows["visit"], "lesion": rows["lesion"], "stated_by": "A",
                          "stated_at": AT},
        "Appearance": {"visit": rows["visit"], "lesion": rows["lesion"]},
        "Addendum": {"visit": rows["visit"], "written_by": "A", "written_on": DAY, "text": "x"},
        "Photograph": {"patient": rows["patient"], "visit": rows["visit"], "photograph_id": "F2",
                       "file_name": "b.jpg", "sha256": "1" * 64, "added_at": AT},
        "Outline": {"photograph": rows["photograph"], "patient": rows["patient"],
                    "outline_id": "O1", "source": "drawn"},
        "Treatment": {"patient": rows["patient"], "treatment_id": "T1", "name": "x",
                      "kind": "systemic", "started_on": DAY},
        "Consent": {"patient": rows["patient"], "use": "care", "answer": "given",
                    "answered_on": DAY, "recorded_by": "A"},
        "Specimen": {"patient": rows["patient"], "specimen_id": "S1", "kind": "punch",
                     "taken_on": DAY},
        "Biopsy": {"patient": rows["patient"], "lesion": rows["lesion"], "biopsy_id": "X1"},
        "ExtentDecision": {"patient": rows["patient"], "kind": "confirmed", "t_effect": "t4b",
                           "m_effect": "none", "decided_by": "Dr. A", "decided_on": DAY},
        "Alert": {"patient": rows["patient"], "key": "alerts.no_tissue:L1", "owner": "physician",
                  "rule_id": "alerts.no_tissue", "urgency": "soon"},
        "ImagingStudy": {"patient": rows["patient"], "study_id": "I1", "modality": "ct",
                         "done_on": DAY},
        "RuleSignature": {"site": rows["patient"].site, "file_id": "alerts", "made_for": "1",
                          "signed_by": "Dr. A", "signed_at": AT, "signed_on": DAY},
        "Task": {"patient": rows["patient"], "site": rows["patient"].site, "kind": "task",
                 "reason": "x", "opened_at": AT},
    }[table]  # fmt: skip
    with transaction.atomic():
        return getattr(models, table).objects.create(**(links | fields))


SIZE = {"longest_diameter_mm": "12.0"}
BREACHES = [
    ("Patient", {"patient_id": "P1"}, "one identifier per patient"),
    ("Patient", {"patient_id": ""}, "an identifier is given"),
    ("Lesion", {"lesion_id": "L1"}, "a lesion id once per patient"),
    ("Lesion", {"organ": "elbow"}, "an organ of the list"),
    ("Lesion", {"role": "hero"}, "a role of the list"),
    ("Lesion", {"is_confirmed": True}, "confirmed says by whom"),
    ("Visit", {"visited_on": DAY}, "one visit per day"),
    ("Visit", {"next_due_on": date(2026, 4, 1)}, "the next visit is later"),
    ("Visit", {"signed_on": BEFORE}, "signed not before the visit"),
    ("Finding", {"status": "measured"}, "measured has a size"),
    ("Finding", {"details": SIZE}, "no size where not measured"),
    ("Finding", {"status": "better"}, "a status of the list"),
    ("Finding", {"is_confirmed": True, "confirmed_by": ""}, "confirmed says by whom"),
    ("Addendum", {"text": ""}, "an addendum says something"),
    ("Photograph", {"sha256": "0" * 64}, "the same bytes once per patient"),
    ("Photograph", {"photograph_id": "F1"}, "a photograph id once per patient"),
    ("Photograph", {"upload_key": "k1"}, "one row per upload"),
    ("Photograph", {"state": "lost"}, "a state of the list"),
    ("Outline", {"source": "guess"}, "a source of the list"),
    ("Outline", {"is_confirmed": True}, "confirmed says by whom"),
    ("Outline", {"is_confirmed": True, "confirmed_by": ""}, "confirmed says by whom, not nothing"),
    ("Treatment", {"ended_on": BEFORE}, "ends not before it starts"),
    ("Consent", {"use": "sale"}, "a use of the list"),
    ("Consent", {"answer": "maybe"}, "an answer of the list"),
    ("Specimen", {"reported_on": BEFORE}, "reported not before it was taken"),
    ("Biopsy", {"ordered_on": DAY, "taken_on": BEFORE}, "taken not before it was ordered"),
    ("Biopsy", {"taken_on": DAY, "reported_on": BEFORE}, "reported not before it was taken"),
    ("Biopsy", {"reported_on": DAY, "acted_on": BEFORE}, "acted on not before it was reported"),
    ("ExtentDecision", {"kind": "guessed"}, "confirmed or overridden"),
    ("Alert", {"urgency": "whenever"}, "an urgency of the list"),
    ("RuleSignature", {"signed_by": ""}, "a signature says by whom"),
    ("RuleSignature", {"withdrawn_at": AT, "withdrawn_by": "Dr. A"}, "withdrawn says why"),
    ("RuleSignature", {"withdrawn_at": AT, "withdraw_reason": "x"}, "withdrawn says by whom"),
    ("Task", {"urgency": "whenever"}, "an urgency of the list"),
    ("Task", {"closed_at": AT}, "closed says how it ended"),
]
TWICE = ("Finding", "StatedFinding", "Appearance", "Outline", "Treatment", "Specimen",
         "ImagingStudy", "Biopsy", "Alert", "RuleSignature")  # fmt: skip


@pytest.mark.parametrize(("table", "fields", "law"), BREACHES, ids=lambda each: str(each)[:40])
def test_a_row_that_breaks_a_law_is_refused(rows, table, fields, law):
    with pytest.raises(IntegrityError):
        make(rows, table, **fields)


@pytest.mark.parametrize("table", TWICE)
def test_what_stands_once_stands_once(rows, table):
    make(rows, table)
    with pytest.raises(IntegrityError):
        make(rows, table)


def test_the_lawful_neighbor_of_each_breach_is_taken(rows):
    make(rows, "Finding", status="measured", details=SIZE)
    make(rows, "Visit", next_due_on=date(2026, 4, 2), signed_on=date(2026, 4, 1))
    make(rows, "Lesion", is_confirmed=True, confirmed_by="Dr. A")
    make(rows, "Photograph", state="unreadable", sha256="0" * 64)  # unreadable files may repeat
    make(rows, "Task", closed_at=AT, outcome="done")
    make(rows, "Treatment", ended_on=DAY)
    steps = ("suggested_on", "ordered_on", "taken_on", "at_lab_on", "reported_on", "acted_on")
    make(rows, "Biopsy", **dict.fromkeys(steps, DAY))
    make(rows, "Biopsy", biopsy_id="X2", taken_on=DAY, suggested_on=date(2026, 3, 3))
    for _ in range(2):  # decisions may repeat: the latest one counts
        make(rows, "ExtentDecision", lesion=rows["lesion"])


def test_of_one_rule_file_any_number_of_withdrawn_signatures_stays(rows):
    gone = {"withdrawn_at": AT, "withdrawn_by": "Dr. A", "withdraw_reason": "read again"}
    for _ in range(2):
        make(rows, "RuleSignature", **gone)
    make(rows, "RuleSignature")
    make(rows, "RuleSignature", file_id="extent")


def test_a_specimen_is_of_one_biopsy(rows):
    specimen = make(rows, "Specimen")
    make(rows, "Biopsy", specimen=specimen)
    with pytest.raises(IntegrityError):
        make(rows, "Biopsy", biopsy_id="X2", specimen=specimen)
