"""Spec: when a biopsy waits too long. Source: rules biopsy.* of rules/alerts.toml."""

# ruff: noqa: E501 (the tables are wide)

from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathway.alerts import answer_alert, raise_alerts, renew_alerts
from dermetry.pathway.biopsy_waits import wait_of
from dermetry.record.alert import AlertEvent
from dermetry.record.biopsy import Biopsy
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion
from dermetry.record.patient import Patient
from dermetry.record.specimen import Specimen
from tests.pathology.stain_tables import rows_of
from tests.pathway.alerts.tables import Made, day, tell

PAGE = "alerts"


def test_a_suggested_biopsy_is_ordered_or_cancelled(spec_alerts):
    spec_alerts(
        """
        day | facts                            | alerts
        0   | B1 suggested L1; B2 suggested L1 | -
        6   |                                  | -
        7   |                                  | biopsy.not_ordered:B1, biopsy.not_ordered:B2
        8   | B1 ordered; B2 cancelled         | -
        """,
        only="biopsy.not_ordered",
        lesions={"L1": {}},
    )


def test_an_ordered_biopsy_is_taken_by_the_day_it_is_wanted(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                          | alerts
        0   | B1 ordered L1 by 5; B2 ordered | -
        5   |                                | -
        6   |                                | biopsy.not_taken:B1
        13  |                                | biopsy.not_taken:B1
        14  |                                | biopsy.not_taken:B1, biopsy.not_taken:B2
        15  | B2 taken                       | biopsy.not_taken:B1
        """,
        only="biopsy.not_taken",
        lesions={"L1": {}},
    )
    (alert,) = alerts.values()
    assert alert.statement == "Biopsy B1 of L1 is ordered and not taken"
    assert alert.facts == ("Ordered on 5 Jan 2026.", "Wanted by 10 Jan 2026.")
    assert (alert.since, alert.owner, alert.kind) == (day(6), "physician", "task")
    assert alert.due_on == day(5), "the day it was wanted by, not days after it was late"


def test_tissue_does_not_get_lost_on_the_way_to_the_laboratory(spec_alerts):
    spec_alerts(
        """
        day | facts                    | alerts
        0   | B1 taken L1; B2 taken L1 | -
        1   |                          | -
        2   |                          | biopsy.not_at_lab:B1, biopsy.not_at_lab:B2
        3   | B1 at lab; B2 reported   | -
        """,
        only="biopsy.not_at_lab",
        lesions={"L1": {}},
    )


def test_a_report_comes_within_days(spec_alerts):
    spec_alerts(
        """
        day | facts                    | alerts
        0   | B1 taken L1; B2 taken L1 | -
        1   | B1 at lab; B2 at lab     | -
        10  |                          | -
        11  |                          | biopsy.not_reported:B1, biopsy.not_reported:B2
        12  | B1 reported              | biopsy.not_reported:B2
        """,
        only="biopsy.not_reported",
        lesions={"L1": {}},
    )


def test_the_report_of_the_specimen_is_the_report_of_its_biopsy(spec_alerts):
    spec_alerts(
        """
        day | facts                    | alerts
        0   | S1 taken L1; B1 taken S1 | -
        2   |                          | biopsy.not_at_lab:B1
        3   | S1 malignant             | -
        8   |                          | biopsy.not_acted_on:B1
        """,
        only=("biopsy.not_at_lab", "biopsy.not_reported", "biopsy.not_acted_on"),
        lesions={"L1": {}},
    )


def test_a_specimen_outside_the_loop_is_waited_for_too(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                    | alerts
        0   | S1 taken L1; S2 taken L1 | -
        9   | S2 benign                | -
        10  |                          | biopsy.not_reported:specimen S1
        """,
        only="biopsy.not_reported",
        lesions={"L1": {}},
    )
    (alert,) = alerts.values()
    assert alert.owner == "pathologist" and alert.lesion_ids == ("L1",)


def test_a_report_is_acted_on(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                                 | alerts
        0   | B1 reported; B2 reported; B3 reported | -
        4   | B2 cancelled                          | -
        5   |                                       | biopsy.not_acted_on:B1, biopsy.not_acted_on:B3
        6   | B1 acted                              | biopsy.not_acted_on:B3
        """,
        only="biopsy.not_acted_on",
    )
    (alert,) = alerts.values()
    assert "The report is not linked to a specimen." in alert.facts
    assert "a lesion not named" in alert.statement


def test_the_site_is_photographed_before(spec_alerts):
    spec_alerts(
        """
        day | facts                                 | alerts
        0   | B1 ordered; B2 ordered; B2 photograph | -
        1   | B1 taken; B2 taken; B3 taken          | biopsy.no_photograph:B1, biopsy.no_photograph:B3
        2   | B1 photograph; B3 cancelled           | -
        """,
        only="biopsy.no_photograph",
        is_dated=False,
    )


BIOPSIES_THAT_NEED_NO_PHOTOGRAPH_OF_A_SITE = """
    lesion organ | specimen source | kind  | zone  | asked
    -            | -               | punch | -     | Biopsy B1 of a lesion not named has no
    -            | -               | -     | -     | Biopsy B1 of a lesion not named has no
    -            | -               | core  | scalp | Biopsy B1 of scalp has no
    skin         | -               | core  | -     | Biopsy B1 of L1 has no
    skin         | skin            | core  | -     | Biopsy B1 of L1 has no
    -            | -               | core  | -     | -
    liver        | -               | core  | -     | -
    -            | primary         | core  | -     | -
    -            | other_organ     | punch | -     | -
    """


def test_only_biopsies_of_the_skin_need_a_photograph_of_their_site():
    for organ, source, kind, zone, asked in rows_of(BIOPSIES_THAT_NEED_NO_PHOTOGRAPH_OF_A_SITE):
        case = taken(organ, source, kind, zone)
        found = raise_alerts(case=case, on=day(0), rules=SHIPPED)
        said = [e.statement for e in found if e.rule_id == "alerts.biopsy.no_photograph"]
        assert said == ([] if asked == "-" else [f"{asked} photograph of its site"]), (
            organ,
            source,
        )


def taken(organ: str, source: str, kind: str, zone: str) -> Case:
    """Give a case with one biopsy taken."""
    lesion = {"lesion_id": "L1", "is_confirmed": True, "confirmed_by": "Dr A"}
    lesions = (Lesion(**lesion, organ=organ),) if organ != "-" else ()
    name = "L1" if lesions else None
    tissue = {"specimen_id": "S1", "kind": "punch", "taken_on": day(0), "lesion_id": name}
    specimens = (Specimen(**tissue, source=source),) if source != "-" else ()
    step = {"biopsy_id": "B1", "taken_on": day(0), "lesion_id": name}
    told = {"kind": kind.replace("-", "") or None, "zone": zone.replace("-", "") or None}
    biopsy = Biopsy(**step, **told, specimen_id="S1" if specimens else None)
    patient = Patient(patient_id="P1")
    return Case(patient=patient, lesions=lesions, specimens=specimens, biopsies=(biopsy,))


def test_tissue_of_the_primary_or_of_another_organ_is_named_as_such():
    said = {}
    for organ, source in (("-", "primary"), ("liver", "other_organ"), ("-", "skin")):
        case = taken(organ, source, "core", "-")
        known = raise_alerts(case=case, on=day(2), rules=SHIPPED)
        said[source] = [e.statement for e in known if e.rule_id == "alerts.biopsy.not_at_lab"]
        alone = case.model_copy(update={"biopsies": ()})
        waits = raise_alerts(case=alone, on=day(10), rules=SHIPPED)
        said[source] += [e.statement for e in waits if e.rule_id == "alerts.biopsy.not_reported"]
    end = " is taken, and no laboratory has confirmed it"
    assert said == {
        "primary": [
            f"Biopsy B1 of the primary tumor{end}",
            "No report yet: specimen S1 of the primary tumor",
        ],
        "other_organ": [
            f"Biopsy B1 of L1 (liver){end}",
            "No report yet: specimen S1 of L1 (liver)",
        ],
        "skin": [f"Biopsy B1 of a lesion not named{end}", "No report yet: specimen S1"],
    }


ONE_DUE_DAY = """
    facts                    | due | late from
    B1 suggested             | 6   | 7
    B1 ordered               | 13  | 14
    B1 taken                 | 1   | 2
    B1 taken; B1 at lab      | 9   | 10
    B1 reported              | 4   | 5
    """


def test_board_and_alert_name_one_due_day_whenever_the_alert_was_first_seen():
    for facts, due, late in rows_of(ONE_DUE_DAY):
        made = Made()
        for fact in facts.split(";"):
            tell(made, day(0), fact.strip())
        case = made.case()
        wait = wait_of(biopsy=case.biopsies[0], specimen=None, rules=SHIPPED)
        assert (wait.due_on, wait.late_from) == (day(due), day(late)), facts
        for seen in (int(late), 100):
            alerts = renew_alerts(case=case, on=day(seen), rules=SHIPPED)
            days = [e.due_on for e in alerts if e.rule_id == wait.rule_id]
            assert days == [wait.due_on], facts


def test_a_biopsy_without_any_day_is_not_forgotten(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts         | alerts
        0   | visit         | -
        7   | B1 photograph | biopsy.not_ordered:B1
        9   | B1 ordered L1 | -
        """,
        only="biopsy.not_ordered",
        lesions={"L1": {}},
        is_dated=False,
    )
    assert alerts == {}
    _, alerts = spec_alerts(
        """
        day | facts                | alerts
        7   | visit; B1 photograph | -
        14  |                      | biopsy.not_ordered:B1
        """,
        only="biopsy.not_ordered",
        is_dated=False,
    )
    assert alerts["biopsy.not_ordered:B1"].missing == ("the day it was suggested",)


def test_a_report_that_says_neither_malignant_nor_not_is_asked_about():
    made = Made()
    tell(made, day(0), "S1 taken")
    made.specimens["S1"] |= {"reported_on": day(3)}
    found = raise_alerts(case=made.case(), on=day(3), rules=SHIPPED)
    (alert,) = [each for each in found if each.rule_id == "alerts.biopsy.not_judged"]
    assert alert.key == "alerts.biopsy.not_judged:specimen S1"
    assert alert.missing == ("whether specimen S1 is malignant",)
    for answer in (True, False):
        made.specimens["S1"] |= {"is_malignant": answer}
        found = raise_alerts(case=made.case(), on=day(3), rules=SHIPPED)
        assert "alerts.biopsy.not_judged" not in {each.rule_id for each in found}


def test_a_suggestion_that_was_closed_and_never_ordered_answers_nothing():
    made = Made()
    for number, fact in ((0, "L1 present"), (30, "B1 suggested L1")):
        tell(made, day(number), fact)
    alerts = renew_alerts(case=made.case(), on=day(40), rules=SHIPPED)
    (waits,) = [each for each in alerts if each.rule_id == "alerts.biopsy.not_ordered"]
    event = AlertEvent(kind="done", happened_on=day(41), by="Dr A", text="she thinks about it")
    closed = answer_alert(alert=waits, event=event)

    def keys(alerts, on):
        case = made.case(alerts=alerts)
        return {each.key for each in raise_alerts(case=case, on=day(on), rules=SHIPPED)}

    assert "alerts.tissue.none:L1" not in keys(alerts, 42)
    assert "alerts.tissue.none:L1" not in keys((closed,), 40), "not closed yet"
    assert "alerts.tissue.none:L1" in keys((closed,), 42)
