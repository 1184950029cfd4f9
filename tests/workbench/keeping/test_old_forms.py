"""A save through a form keeps what the form does not show."""

from datetime import date
from decimal import Decimal

import pytest
from tests.workbench.conftest import AT, TODAY
from tests.workbench.keeping.forms import forms_of

from dermetry.record.case import Case
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.history import record_history
from dermetry.workbench.casenotes.actions.patients import register_case
from dermetry.workbench.casenotes.models import (
    Biopsy,
    Lesion,
    Patient,
    Specimen,
    Treatment,
    Visit,
)

pytestmark = pytest.mark.django_db
EARLIER = date(2026, 1, 12)
SURE = {"is_confirmed": True, "confirmed_by": "Dr. A"}
EFFECTS = ("t_effect", "m_effect", "proposed_t_effect", "proposed_m_effect")


def rich_case() -> Case:
    """Give a case in which everything stands that no form of the workbench shows yet."""
    return Case.model_validate(
        {
            "patient": {"patient_id": "K-1", "name": "Ada Probe", "born_on": "1960-02-01",
                        "sex": "female", "allergies": ["latex"], "anticoagulants": []},
            "primary": {"kind": "known", "laterality": "left", "receptors": "ER+"},
            "history": {
                "diagnosis": "invasive ductal carcinoma", "note": "as told",
                "breast_left": "removed", "breast_right": "in_situ",
                "chest_wall_invasion": "none",
                "inflammatory": {"laterality": "left", "stated_by": "Dr. A",
                                 "stated_on": EARLIER, "covers_a_third": True},
                "stages": [{"value": "IV", "edition": "AJCC 8"}],
                "surgeries": [{"surgery_id": "S1", "name": "ablation", "kind": "mastectomy",
                               "laterality": "left", "note": "with flap"}],
                "radiation_fields": [{"field_id": "R1", "zones": ["sternum"], "dose_gy": "50.4",
                                      "fractions": 28, "note": "boost"}],
            },
            "treatments": [{"treatment_id": "T1", "name": "x", "kind": "antibiotic",
                            "started_on": EARLIER, "lesion_ids": ["L1"]}],
            "lesions": [
                {"lesion_id": "L1", "zone": "chest_wall_anterior", "laterality": "left",
                 "role": "target", "first_seen_on": EARLIER, "morphology": "nodule",
                 "surroundings": {"in_scar": True, "continuity": "separate"},
                 "skin_change": "nodule", "evidence": "histological", **SURE},
                {"lesion_id": "H1", "organ": "liver", "role": "non_target", "site": "VI", **SURE},
            ],
            "specimens": [
                {"specimen_id": "BX-1", "lesion_id": "L1", "source": "skin", "kind": "punch",
                 "zone": "chest_wall_anterior", "laterality": "left", "photograph_id": "P waits",
                 "point_px": [12.5, 30], "taken_on": EARLIER, "reported_on": EARLIER,
                 "diagnosis": "metastasis", "receptors": "ER+", "is_malignant": True,
                 "report": {"origin": "breast", "grade": 2, "is_decalcified": False},
                 "stains": [{"marker": "ER", "percent": "90"},
                            {"marker": "HER2", "ihc_score": "0",
                             "membrane_staining_present": True}], "note": "deep"},
            ],
            "current_specimen": {"specimen_id": "BX-1", "chosen_by": "Dr. A",
                                 "chosen_on": EARLIER, "reason": "only one"},
            "biopsies": [{"biopsy_id": "X1", "lesion_id": "L1", "specimen_id": "BX-1",
                          "taken_on": EARLIER, "reported_on": EARLIER}],
            "extent_decisions": [{**dict.fromkeys(EFFECTS, "none"), "kind": "confirmed",
                                  "decided_by": "Dr. A", "decided_on": EARLIER,
                                  "rules_version": "1"}],
            "alerts": [{"key": "alerts.tissue.none:L1", "rule_id": "alerts.tissue.none",
                        "rules_version": "1", "statement": "L1 has no tissue", "urgency": "soon",
                        "owner": "physician", "lesion_ids": ["L1"],
                        "events": [{"kind": "fired", "happened_on": EARLIER, "by": "dermetry"}]}],
            "imaging_studies": [{"study_id": "DXA-1", "modality": "dxa", "done_on": EARLIER,
                                 "question": "staging", "finding": "no_metastasis",
                                 "organs": ["bone"]}],
            "visits": [
                {"visited_on": TODAY,
                 "findings": [{"status": "measured", "lesion_id": "L1",
                               "longest_diameter_mm": "14.0", "method": "caliper", **SURE}],
                 "appearances": [{"lesion_id": "L1", "exudate": "low", "burning_0_10": 3,
                                  "tightness_0_10": 0, "recorded_by": "Physician 0"}],
                 "regions_examined": ["chest_wall_anterior"],
                 "regions_not_examined": ["scalp"], "regions_refused": ["nipple"],
                 "symptoms": [
                        {"kind": "pain", "score_0_10": 2},
                        {"kind": "burning", "score_0_10": 4, "note": "at night"},
                    ],
                    "observations": [{"kind": "ecog", "value": "1"}],
                 "dermoscopies": [{"lesion_id": "L1", "structures": [],
                                   "recorded_by": "Physician 0"}],
                 "clinically_stable": False, "notes": ["came alone"]},
            ],
        }
    )  # fmt: skip


@pytest.fixture
def doctor(make_actor):
    """A physician of the first site, who may open every form."""
    return make_actor("physician")


@pytest.fixture
def known(doctor) -> int:
    """The patient."""
    return register_case(actor=doctor, at=AT, case=rich_case(), said="case.imported")


def stored(patient_pk: int) -> Case:
    """Read the case as it is stored, without the alerts that the program renews at every save."""
    case = mapping.read_case(patient=Patient.objects.get(pk=patient_pk))
    return case.model_copy(update={"alerts": ()})


def pages(patient_pk: int) -> dict[str, tuple[str, str, str, str]]:
    """Give by name: the page, the beginning of its form's address, a text field, where it lands."""
    visit = Visit.objects.get(patient_id=patient_pk).pk
    lesion = Lesion.objects.get(patient_id=patient_pk, lesion_id="L1").pk
    node = Lesion.objects.get(patient_id=patient_pk, lesion_id="H1").pk
    specimen = Specimen.objects.get(patient_id=patient_pk).pk
    biopsy = Biopsy.objects.get(patient_id=patient_pk).pk
    treatment = Treatment.objects.get(patient_id=patient_pk).pk
    of, at = f"/patients/{patient_pk}", f"/visits/{visit}"
    return {
        "identity": (f"{of}/identity/", "", "name", "patient.name"),
        "history": (f"{of}/history/", "", "note", "history.note"),
        "operation": (f"{of}/history/", "", "surgeries-0-note", "history.surgeries.0.note"),
        "field": (f"{of}/history/", "", "radiation_fields-0-note",
                  "history.radiation_fields.0.note"),
        "treatment": (f"{of}/treatments/?edit={treatment}", "", "name", "treatments.0.name"),
        "report": (f"/specimens/{specimen}/", "", "note", "specimens.0.note"),
        "stain": (f"/specimens/{specimen}/", "", "s0-note", "specimens.0.stains.0.note"),
        "biopsy": (f"/biopsies/{biopsy}/", "", "purpose", "biopsies.0.purpose"),
        "study": (f"{of}/other-sites/?study=DXA-1", "", "region", "imaging_studies.0.region"),
        "dermoscopy": (f"{at}/dermoscopy/", "", f"l{lesion}-note",
                       "visits.0.dermoscopies.0.note"),
        "lesion": (f"/lesions/{lesion}/edit/", "", "note", "lesions.0.note"),
        "other lesion": (f"/lesions/{node}/edit/", "", "note", "lesions.1.note"),
        "look": (f"{at}/findings/", f"{at}/findings/{lesion}/", f"l{lesion}-note",
                 "visits.0.appearances.0.note"),
        "vitals": (f"{at}/vitals/", f"{at}/vitals/", "note", "visits.0.notes.0"),
    }  # fmt: skip


NAMES = ("identity", "history", "operation", "field", "treatment", "report", "stain", "biopsy",
         "study", "dermoscopy", "lesion", "other lesion", "look", "vitals")  # fmt: skip


def changed(plain: object, place: str, value: str) -> object:
    """Give a plain case with one text changed."""
    first, _, rest = place.partition(".")
    key: object = int(first) if first.isdigit() else first
    new = changed(plain[key], rest, value) if rest else value  # type: ignore[index]
    if isinstance(plain, dict):
        return plain | {key: new}
    return [new if number == key else each for number, each in enumerate(plain)]


@pytest.mark.parametrize("name", NAMES)
def test_a_save_keeps_what_the_form_does_not_show(doctor, known, sign_in, name):
    client, before = sign_in(doctor), stored(known)
    address, action, field, place = pages(known)[name]
    answer = client.get(address)
    assert answer.status_code == 200
    forms = forms_of(answer.content.decode())
    form = next(each for each in forms if each.action.startswith(action) and field in each.data())
    data = form.data(**{field: "written anew"})
    said = client.post(form.action or address, data)
    assert said.status_code in (200, 302), said.content.decode()
    assert stored(known) == Case.model_validate(
        changed(before.model_dump(mode="json"), place, "written anew")
    )


def test_what_of_a_history_is_not_given_stays_and_none_empties(doctor, known):
    before = stored(known).history
    given = {"note": "anew", "surgeries": [{"surgery_id": "S1", "name": "ablation", "note": None}]}
    record_history(
        actor=doctor, at=AT, patient_pk=known, seen=None, fields=given | {"primary": None}
    )
    after = stored(known).history
    assert after.surgeries == (before.surgeries[0].model_copy(update={"note": ""}),)
    assert after == before.model_copy(update={"note": "anew", "surgeries": after.surgeries})


def test_an_emptied_field_is_empty_and_the_rest_stays(doctor, known, sign_in):
    client = sign_in(doctor)
    address = f"/patients/{known}/history/"
    (form,) = [
        each for each in forms_of(client.get(address).content.decode()) if "note" in each.data()
    ]
    emptied = {"surgeries-0-note": "", "radiation_fields-0-dose_gy": "", "diagnosis": ""}
    assert client.post(address, form.data(**emptied)).status_code == 302
    history = stored(known).history
    assert (history.diagnosis, history.breast_left) == ("", "removed")
    assert (history.surgeries[0].note, history.surgeries[0].kind) == ("", "mastectomy")
    assert (history.radiation_fields[0].dose_gy, history.radiation_fields[0].fractions) == (
        None,
        28,
    )


def test_a_zone_that_was_looked_at_after_all_is_no_longer_refused(doctor, known, sign_in):
    client = sign_in(doctor)
    visit = Visit.objects.get(patient_id=known)
    page = f"/visits/{visit.pk}/findings/"
    form = next(each for each in forms_of(client.get(page).content.decode())
                if each.action == f"/visits/{visit.pk}/regions/")  # fmt: skip
    both = form.data() | {"examined": ["chest_wall_anterior", "nipple"]}
    for name in ("refused", "asks_refused"):  # a page opened before refusals could be told
        both.pop(name, None)
    assert client.post(form.action, both).status_code == 302
    (seen,) = stored(known).visits
    assert seen.regions_examined == ("chest_wall_anterior", "nipple")
    assert seen.regions_refused == ()
    assert seen.regions_not_examined == ("scalp",)


@pytest.mark.parametrize("shortcut", ["all", "last"])
def test_no_shortcut_says_that_a_refused_zone_was_looked_at(doctor, known, sign_in, shortcut):
    client = sign_in(doctor)
    visit = Visit.objects.get(patient_id=known)
    Visit.objects.create(
        patient_id=known, visited_on=EARLIER,
        details={"regions_examined": ["nipple", "neck"]},
    )  # fmt: skip
    page = f"/visits/{visit.pk}/findings/"
    form = next(each for each in forms_of(client.get(page).content.decode())
                if each.action == f"/visits/{visit.pk}/regions/")  # fmt: skip
    assert client.post(form.action, form.data(action=shortcut)).status_code == 302
    seen = stored(known).visits[-1]
    assert "neck" in seen.regions_examined
    assert "nipple" not in seen.regions_examined
    assert seen.regions_refused == ("nipple",)


def test_a_stain_keeps_its_exact_number(known):
    assert stored(known).specimens[0].stains[0].percent == Decimal("90")
