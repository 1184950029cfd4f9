"""Reading a spec table of alerts: one row per day, the facts that come, the alerts that stand.

Columns: ``day`` (a number of days after 5 January 2026), ``facts`` (separated by "; ", empty on
a day on which nothing happens), ``alerts`` (keys without the leading "alerts.", "-" for none; "@7"
is the occasion of that day).

Facts: ``L1 20 | present | absent | small | PD | ND | treated`` (a finding; "?L1 20" a proposal),
``L1 looks <words>``, ``L1 open | closed``, ``L1 pain 7``, ``L1 bleeding spontaneous``,
``L1 signs pus, fever`` ("L1 signs none": looked for), ``L1 copied pain 7`` (copied forward),
``pain 7``, ``temperature 38.2``, ``B1 suggested L1``, ``B1 ordered L1 [by 20]``, ``B1 taken L1``,
``B1 at lab``, ``B1 reported``, ``B1 acted``, ``B1 cancelled``, ``B1 photograph``, ``S1 taken L1``,
``S1 malignant | benign``, ``A1 antibiotic``, ``T1 systemic``, ``T1 ends``, ``signed PD``,
``S1 ER 90 | HER2 2+ | ISH negative``, ``S1 typed ER+``, ``S1 of primary``, ``S1 origin lung``,
``looked at scalp, back`` ("everything"), ``refused scalp``, ``decided t4b none``,
``next 60``, ``unreadable``, ``unsure``, ``visit``, ``CT restaging``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dermetry.knowledge.codes import load_skin_zones
from dermetry.record.appearance import Appearance
from dermetry.record.biopsy import Biopsy
from dermetry.record.case import Case
from dermetry.record.extent import ExtentDecision
from dermetry.record.finding import (
    Absent,
    Measured,
    NotDone,
    Present,
    Progressed,
    TooSmall,
    TreatedLocally,
    UncertaintyMm,
)
from dermetry.record.imaging_study import ImagingStudy
from dermetry.record.lesion import Lesion, Surroundings
from dermetry.record.observation import Observation
from dermetry.record.pathology_report import PathologyReport
from dermetry.record.patient import Patient, Treatment
from dermetry.record.photograph import UnreadablePhotograph
from dermetry.record.signature import Signature
from dermetry.record.specimen import Specimen
from dermetry.record.stain import Stain
from dermetry.record.symptom import Symptom
from dermetry.record.visit import MatchProposal, Visit

START_ON = date(2026, 1, 5)


def day(number: int | str) -> date:
    """Give the day of a number of the table."""
    return START_ON + timedelta(days=int(number))


@dataclass(frozen=True)
class Row:
    """One row of a table."""

    on: date
    facts: tuple[str, ...]
    alerts: frozenset[str]


def read_rows(table: str) -> Iterator[Row]:
    """Read the rows of a table."""
    head, *lines = [line for line in table.strip().splitlines() if line.strip()]
    assert [cell.strip() for cell in head.split("|")] == ["day", "facts", "alerts"]
    for line in lines:
        number, facts, alerts = (cell.strip() for cell in line.split("|"))
        told = tuple(each.strip() for each in facts.split(";") if each.strip())
        keys = [] if alerts == "-" else [each.strip() for each in alerts.split(",")]
        yield Row(day(number), told, frozenset(map(with_occasion, keys)))


def with_occasion(key: str) -> str:
    """Turn "rule:L1@7" into the key with its day, "rule:patient@7:L1" into that of its lesions."""
    name, at, rest = key.partition("@")
    number, colon, more = rest.partition(":")
    return f"{name}:{day(number)}{colon}{more}" if at else key


@dataclass
class Made:
    """A case that grows row by row."""

    lesions: dict[str, dict[str, Any]] = field(default_factory=dict)
    visits: dict[date, dict[str, Any]] = field(default_factory=dict)
    specimens: dict[str, dict[str, Any]] = field(default_factory=dict)
    biopsies: dict[str, dict[str, Any]] = field(default_factory=dict)
    treatments: dict[str, dict[str, Any]] = field(default_factory=dict)
    studies: list[ImagingStudy] = field(default_factory=list)
    decisions: list[ExtentDecision] = field(default_factory=list)

    def visit(self, on: date) -> dict[str, Any]:
        return self.visits.setdefault(on, {"visited_on": on})

    def add_to_visit(self, on: date, name: str, value: Any) -> None:
        visit = self.visit(on)
        visit[name] = (*visit.get(name, ()), value)

    def look(self, on: date, lesion_id: str, **told: Any) -> None:
        looks = self.visit(on).setdefault("looks", {})
        looks.setdefault(lesion_id, {"lesion_id": lesion_id}).update(told)

    def case(self, **parts: Any) -> Case:
        return Case(
            **{"patient": Patient(patient_id="P1"), **parts},
            lesions=tuple(Lesion(**each) for each in self.lesions.values()),
            visits=tuple(built(self.visits[on]) for on in sorted(self.visits)),
            specimens=tuple(Specimen(**each) for each in self.specimens.values()),
            biopsies=tuple(Biopsy(**each) for each in self.biopsies.values()),
            treatments=tuple(Treatment(**each) for each in self.treatments.values()),
            imaging_studies=tuple(self.studies),
            extent_decisions=tuple(self.decisions),
        )


def built(visit: Mapping[str, Any]) -> Visit:
    """Build a visit."""
    looks = tuple(Appearance(**each) for each in visit.get("looks", {}).values())
    return Visit(**{k: v for k, v in visit.items() if k != "looks"}, appearances=looks)


def tell(made: Made, on: date, fact: str) -> None:
    """Add one fact."""
    word, _, rest = fact.partition(" ")
    if word.lstrip("?")[0] == "L" and word.lstrip("?")[1:].isdigit():
        tell_lesion(made, on, word, rest)
    elif word[0] == "B" and word[1:].isdigit():
        tell_biopsy(made, on, word, rest)
    elif word[0] == "S" and word[1:].isdigit():
        tell_specimen(made, on, word, rest)
    elif word[0] in "AT" and word[1:].isdigit():
        tell_treatment(made, on, word, rest)
    else:
        tell_visit(made, on, word, rest)


def tell_visit(made: Made, on: date, word: str, rest: str) -> None:
    """Add a fact of the visit or the patient."""
    visit = made.visit(on) if word not in ("CT", "DXA", "decided") else {}
    if word in ("pain", "temperature", "unreadable", "unsure"):
        made.add_to_visit(on, *listed(word, rest))
    elif word == "decided":
        made.decisions.append(decision(on, *rest.split()))
    elif word in ("CT", "DXA"):
        number, modality = len(made.studies), "ct" if word == "CT" else "dxa"
        study = {"study_id": f"I{number}", "modality": modality, "done_on": on}
        made.studies.append(ImagingStudy(**study, question=rest or None))
    else:
        visit |= {
            "visit": dict,
            "next": lambda: {"next_due_on": day(rest)},
            "signed": lambda: {"signature": signature(on, rest)},
            "looked": lambda: {"regions_examined": zones(rest.removeprefix("at "))},
            "refused": lambda: {"regions_refused": zones(rest)},
        }[word]()


def listed(word: str, rest: str) -> tuple[str, Any]:
    """Read a fact of which a visit holds a list."""
    kinds = {
        "pain": lambda: ("symptoms", Symptom(kind="pain", score_0_10=int(rest))),
        "temperature": lambda: (
            "observations",
            Observation(kind="temperature_c", value=Decimal(rest)),
        ),
        "unreadable": lambda: (
            "unreadable",
            UnreadablePhotograph(file_name="a.jpg", sha256="0" * 64, reason="cut off"),
        ),
        "unsure": lambda: (
            "proposals",
            MatchProposal(answer="unsure", lesion_id="L1", evidence=("far away",)),
        ),
    }
    return kinds[word]()


def zones(text: str) -> tuple[str, ...]:
    """Read zones; "everything" is all of them."""
    return tuple(load_skin_zones()) if text == "everything" else tuple(text.split(", "))


def signature(on: date, category: str) -> Signature:
    """Give a signature with its call."""
    made_with = {"rules_version": "1", "software_version": "1"}
    return Signature(
        signed_by="Dr A", signed_on=on, statement=category, category=category, **made_with
    )


def decision(on: date, t: str, m: str) -> ExtentDecision:
    """Give a decision on extent that confirms what was proposed."""
    told = {"t_effect": t, "m_effect": m, "proposed_t_effect": t, "proposed_m_effect": m}
    return ExtentDecision(
        **told, kind="confirmed", decided_by="Dr A", decided_on=on, rules_version="extent 1"
    )


def tell_lesion(made: Made, on: date, word: str, rest: str) -> None:
    """Add a fact of a lesion."""
    lesion_id, is_proposed = word.lstrip("?"), word.startswith("?")
    known = {"lesion_id": lesion_id, "is_confirmed": True, "confirmed_by": "Dr A"}
    made.lesions.setdefault(lesion_id, known)
    what, _, words = rest.partition(" ")
    if what == "copied":
        made.look(on, lesion_id, is_copied_forward=True)
        what, _, words = words.partition(" ")
    looks = {
        "looks": lambda: {"morphology": words},
        "open": lambda: {"ulcerated": True},
        "closed": lambda: {"ulcerated": False},
        "pain": lambda: {"pain_0_10": int(words)},
        "bleeding": lambda: {"bleeding": words},
        "signs": lambda: {"infection_signs": () if words == "none" else tuple(words.split(", "))},
    }
    if what in looks:
        made.look(on, lesion_id, **looks[what]())
        return
    base = {"lesion_id": lesion_id, "is_confirmed": not is_proposed}
    base |= {} if is_proposed else {"confirmed_by": "Dr A"}
    kinds = {
        "present": lambda: Present(**base),
        "absent": lambda: Absent(**base),
        "small": lambda: TooSmall(**base),
        "PD": lambda: Progressed(**base, reason="clearly worse"),
        "ND": lambda: NotDone(**base, reason="not photographed"),
        "treated": lambda: TreatedLocally(**base, treatment="excision"),
    }
    found = kinds[what]() if what in kinds else measured(base, rest)
    made.add_to_visit(on, "findings", found)


def measured(base: dict[str, Any], text: str) -> Measured:
    """Read "20" or "20 +-1" (one standard deviation)."""
    size, _, error = text.partition(" +-")
    told = {}
    if error:
        parts = dict.fromkeys(("scale", "tilt", "outline", "combined"), Decimal(error))
        told["uncertainty_mm"] = UncertaintyMm(**parts)
    return Measured(**base, longest_diameter_mm=Decimal(size), method="caliper", **told)


def tell_biopsy(made: Made, on: date, biopsy_id: str, rest: str) -> None:
    """Add a step of a biopsy."""
    biopsy = made.biopsies.setdefault(biopsy_id, {"biopsy_id": biopsy_id})
    what, *words = rest.split()
    steps = {"suggested": "suggested_on", "ordered": "ordered_on", "taken": "taken_on"}
    steps |= {"at": "at_lab_on", "reported": "reported_on", "acted": "acted_on"}
    if what == "photograph":
        biopsy["photograph_id"] = "P0"
    elif what == "cancelled":
        biopsy |= {"cancelled_on": on, "cancel_reason": "declined"}
    else:
        biopsy[steps[what]] = on
        biopsy |= {"lesion_id": words[0]} if words and words[0][0] == "L" else {}
        biopsy |= {"specimen_id": words[0]} if words and words[0][0] == "S" else {}
        biopsy |= {"wanted_by": day(words[-1])} if "by" in words else {}


def tell_specimen(made: Made, on: date, specimen_id: str, rest: str) -> None:
    """Add a specimen or what was reported of it."""
    what, _, lesion_id = rest.partition(" ")
    if what == "taken":
        taken = {"specimen_id": specimen_id, "kind": "punch", "taken_on": on}
        made.specimens[specimen_id] = {**taken, "lesion_id": lesion_id or None}
    elif what in ("ER", "PR", "HER2", "ISH"):
        stains = made.specimens[specimen_id].get("stains", ())
        made.specimens[specimen_id]["stains"] = (*stains, stain_of(what, lesion_id))
    elif what == "typed":
        made.specimens[specimen_id]["receptors"] = lesion_id
    elif what == "of":
        made.specimens[specimen_id]["source"] = lesion_id
    elif what == "origin":
        made.specimens[specimen_id]["report"] = PathologyReport(origin=lesion_id)
    else:
        told = {"reported_on": on, "is_malignant": what == "malignant"}
        made.specimens[specimen_id] |= told


def stain_of(marker: str, text: str) -> Stain:
    """Read the result of a stain."""
    if marker == "ISH":
        return Stain(marker="HER2", method="ish", result=text)
    if marker == "HER2":
        return Stain(marker=marker, ihc_score=text)
    percent, _, word = text.partition(" ")
    return Stain(marker=marker, percent=Decimal(percent), result=word or None)


def tell_treatment(made: Made, on: date, treatment_id: str, rest: str) -> None:
    """Add a treatment or its end."""
    if rest == "ends":
        made.treatments[treatment_id]["ended_on"] = on
        return
    kind, *lesions = rest.split()
    given = {"treatment_id": treatment_id, "name": kind, "kind": kind, "started_on": on}
    made.treatments[treatment_id] = {**given, "lesion_ids": tuple(lesions)}


def place(**around: Any) -> dict[str, Any]:
    """Give the surroundings of a lesion."""
    return {"surroundings": Surroundings(**around)}
