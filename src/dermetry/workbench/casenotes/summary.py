"""What the worklist shows of a patient, derived again after every write (never typed in)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from dermetry.errors import DermetryError
from dermetry.pathway.alerts.follow_up import list_unconfirmed
from dermetry.pathway.compartments import respond_by_compartment
from dermetry.pathway.respond import Responded
from dermetry.pathway.same_call import is_same_meaning
from dermetry.record.case import Case
from dermetry.response.values import VisitCall
from dermetry.workbench.casenotes.alert_rows import Renewed
from dermetry.workbench.casenotes.models import Alert, Patient, SearchWord, Summary, Task, Visit
from dermetry.workbench.casenotes.next_visit import Seen, next_visit


@dataclass(frozen=True)
class Called:
    """The last visit's calls as the worklist shows them; empty where there is none."""

    statement: str = ""
    overall: str = ""
    skin: str = ""
    problem: str = ""  # why nothing could be called


def renew(*, patient: Patient, case: Case, renewed: Renewed | None = None) -> None:
    """Derive and store the summary and the search words of a patient.

    ``renewed`` is what came of renewing the alerts just now; None leaves their day as it was.
    """
    last = case.visits[-1] if case.visits else None
    unsigned = Visit.objects.filter(patient=patient, signed_on__isnull=True).order_by("visited_on")
    oldest = unsigned.first()
    call = called(case)
    due_on, why_due = next_visit(
        seen=[
            Seen(e.visited_on, e.signature is not None, e.next_due_on, e.next_reason or "")
            for e in case.visits
        ],
        died_on=case.patient.died_on,
    )
    Summary.objects.update_or_create(
        patient=patient,
        defaults={
            "site_id": patient.site_id,
            "last_visit_on": last.visited_on if last else None,
            "next_due_on": due_on,
            "next_reason": why_due,
            "call_statement": call.statement[:300],
            "overall_category": call.overall,
            "skin_category": call.skin,
            "unsigned_visit": oldest,
            "unsigned_visit_on": oldest.visited_on if oldest else None,
            "to_confirm": sum(len(list_unconfirmed(visit=each)) for each in case.visits),
            **waiting(patient),
            "owner_id": None if patient.merged_into_id else patient.owner_id,
            "is_listed": patient.merged_into_id is None,
            "details": standing(case, call) | alert_notes(renewed),
            **({"alerts_renewed_on": renewed.on} if renewed else {}),
        },
    )
    renew_words(patient)


def renew_alerts(*, patient: Patient, renewed: Renewed) -> None:
    """Store what a renewal of the alerts alone changed."""
    row = Summary.objects.get(patient=patient)
    kept = {name: value for name, value in row.details.items() if name not in ALERT_NOTES}
    row.details = kept | alert_notes(renewed)
    row.alerts_renewed_on = renewed.on
    for name, value in waiting(patient).items():
        setattr(row, name, value)
    row.save(update_fields=["details", "alerts_renewed_on", *WAITING])


WAITING = ("open_tasks", "urgent_tasks", "tasks_due_on")


def waiting(patient: Patient) -> dict[str, int | date | None]:
    """Say what waits for a person, hand-made tasks and alerts of the rules alike."""
    tasks = Task.objects.filter(patient=patient, closed_at__isnull=True)
    alerts = Alert.objects.filter(patient=patient, is_waiting=True)
    read = ("urgency", "due_on")
    found = [*tasks.values_list(*read), *alerts.values_list(*read)]
    return {
        "open_tasks": len(found),
        "urgent_tasks": sum(urgency == "urgent" for urgency, _ in found),
        "tasks_due_on": min((due_on for _, due_on in found if due_on), default=None),
    }


ALERT_NOTES = ("alerts_problem", "not_checked")


def alert_notes(renewed: Renewed | None) -> dict[str, object]:
    """Say why alerts, or some rules, could not be checked."""
    if renewed is None:
        return {}
    found = {"alerts_problem": renewed.problem, "not_checked": list(renewed.not_checked)}
    return {name: value for name, value in found.items() if value}


def standing(case: Case, call: Called) -> dict[str, object]:
    """Say how the last visit's calls stand (not worked out, not signed, overruled); a death."""
    last = case.visits[-1] if case.visits else None
    died_on = case.patient.died_on
    signature = last.signature if last else None
    override = signature.override if signature else None
    signed = signature.category if signature else None
    is_same = call.problem or is_same_meaning(signed=signed, today=call.overall or None)
    found = {
        "problem": call.problem,
        "is_unsigned": last is not None and last.signature is None,
        "override": override.category if override else "",
        "signed": "" if is_same else signed or "",  # where the rules give another call today
        "died_on": died_on.isoformat() if died_on else "",
    }
    return {name: value for name, value in found.items() if value}


def called(case: Case) -> Called:
    """Give the last visit's calls, by skin alone and overall, or why there are none."""
    if not case.visits:
        return Called()
    try:
        found = respond_by_compartment(case=case)
    except DermetryError as error:
        return Called(problem=str(error))
    overall, skin = last_call(found["overall"]), last_call(found["skin"])
    return Called(
        statement=overall.statement if overall else "",
        overall=(overall.category if overall else None) or "",
        skin=(skin.category if skin else None) or "",
    )


def last_call(responded: Responded | None) -> VisitCall | None:
    """Give the call of the last visit, if there is one."""
    return responded.calls[-1] if responded and responded.calls else None


def renew_words(patient: Patient) -> None:
    """Store the words a patient is found by, those of records merged into this one included."""
    wanted: set[str] = set()
    if patient.merged_into_id is None:
        for each in (patient, *Patient.objects.filter(merged_into=patient)):
            wanted |= words_of(
                name=each.name or "", patient_id=each.patient_id, born_on=each.born_on
            )
    held = set(SearchWord.objects.filter(patient=patient).values_list("word", flat=True))
    if held == wanted:
        return
    SearchWord.objects.filter(patient=patient).delete()
    SearchWord.objects.bulk_create(
        SearchWord(patient=patient, site_id=patient.site_id, word=word) for word in sorted(wanted)
    )


def words_of(*, name: str, patient_id: str, born_on: date | None) -> set[str]:
    """Give the words to search by, folded: no capitals, no accents."""
    found = name_words(name) | {
        fold(word) for word in split_words(name.casefold().translate(SPELLED_OUT))
    }
    for word in fold(name).split():  # "faz-de-conta" is also found by "de-conta" and "fazdeconta"
        found |= {word[match.end() :] for match in re.finditer(r"^|[-']", word)}
        found.add(re.sub(r"[-']", "", word))
    found |= identifier_words(fold(patient_id))
    if born_on:
        found.add(born_on.isoformat())
    return {word[:100] for word in found if word}


def identifier_words(identifier: str) -> set[str]:
    """Give an identifier from each of its parts on, and its numbers.

    A search looks for beginnings: "AB-0042/7" is found by "0042", "42", "0042/7" and "7".
    """
    parts = {identifier[part.start() :] for part in re.finditer(r"[^\s\-_/]+", identifier)}
    parts |= {identifier, *re.findall(r"\d+", identifier)}
    return parts | {part.lstrip("0") for part in parts}


def name_words(name: str) -> set[str]:
    """Give the words of a name, folded."""
    return {folded for word in split_words(name) if (folded := fold(word))}


def split_words(text: str) -> list[str]:
    """Split a text at spaces, commas, hyphens and apostrophes."""
    return re.split(r"[\s,\-\u2010-\u2013'\u2019]+", text)


# Letters that Unicode does not take apart into a letter and an accent.
PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
    | {"\u2019": "'"}
    | dict.fromkeys("\u2010\u2011\u2012\u2013", "-")
)
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def fold(text: str) -> str:
    """Fold a text for searching."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).strip()
