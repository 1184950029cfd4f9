"""The vitals step: how the patient is, and when the next visit is due."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dermetry.errors import DermetryError
from dermetry.report.wellbeing import OBSERVATIONS, SYMPTOMS, say_observation
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import vitals as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.vitals import Before, VisitVitals, vitals_of
from dermetry.workbench.clinic.sent_values import to_int
from dermetry.workbench.clinic.visit.finding_forms import read_was
from dermetry.workbench.clinic.visit.flow import visit_frame
from dermetry.workbench.clinic.visit.vitals_forms import (
    ECOG,
    LABS,
    NOT_RECORDED,
    SIGNS,
    WEEKS,
    VitalsForm,
    label_of,
    typed_of,
    weeks_after,
)

STABLE_OPTIONS = (("yes", "yes"), ("no", "no"))
ECOG_OPTIONS = tuple((str(each), str(each)) for each in range(6))


@dataclass(frozen=True)
class NumberRow:
    """One number with its unit, its day, and what was recorded before."""

    label: str
    unit: str
    field: BoundField
    on: BoundField
    before: Before | None


@dataclass(frozen=True)
class SymptomRow:
    """One symptom with its last score."""

    label: str
    field: BoundField
    before: Before | None


@require_http_methods(["GET", "POST"])
def vitals(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Show or keep the vitals of a visit."""
    found = vitals_of(actor=request.actor, visit_pk=visit_pk)
    if request.method == "GET":
        return vitals_page(request, found, make_form(found))
    data = resolve(request.POST, found)
    form = make_form(found, data)
    if not form.is_valid():
        return vitals_page(request, found, form, status=422)
    try:
        keep(request, found, form)
    except RecordConflict:
        found = vitals_of(actor=request.actor, visit_pk=visit_pk)
        differing = conflict_of(found, data)
        return vitals_page(request, found, form, conflict=differing, status=409)
    except DermetryError as error:
        form.add_error(None, str(error))
        return vitals_page(request, found, form, status=422)
    return kept(request, visit_pk)


def make_form(found: VisitVitals, data: QueryDict | None = None) -> VitalsForm:
    """Give the form, stored or as it was sent."""
    return VitalsForm(
        data, initial=typed_of(found), visited_on=found.visited_on, today=clock.today()
    )


def resolve(sent: QueryDict, found: VisitVitals) -> QueryDict:
    """Give what was sent after shortcuts and choices between two versions."""
    data, theirs = sent.copy(), typed_of(found)
    for name, text in theirs.items():
        choice = sent.get(f"choice_{name}")
        if choice == "theirs":
            data[name] = text
        elif choice == "both":
            data[name] = "\n\n".join(part for part in (text, sent.get(name, "")) if part)
    weeks = to_int(sent.get("next_weeks"))
    if weeks in WEEKS:
        data["next_due_on"] = (found.visited_on + timedelta(weeks=weeks or 0)).isoformat()
    return data


def keep(request: HttpRequest, found: VisitVitals, form: VitalsForm) -> None:
    """Write what the form holds, and the values of other days that it does not show."""
    given = form.cleaned_data
    actions.record_vitals(
        actor=request.actor,
        at=clock.now(),
        visit_pk=found.visit_pk,
        observations=[*form.made, *found.others],
        symptoms=form.symptoms(found.symptoms),
        notes=notes_of(found, given["note"].replace("\r\n", "\n")),
        next_due_on=given["next_due_on"],
        next_reason=given["next_reason"],
        clinically_stable=stable_of(request.POST, found, given["clinically_stable"]),
        seen=request.POST.get("mark"),
    )


def stable_of(sent: QueryDict, found: VisitVitals, answer: str) -> bool | None:
    """Give whether the patient is stable; where the form does not ask, what is stored stays."""
    if "clinically_stable" not in sent:
        return found.clinically_stable
    return {"yes": True, "no": False}.get(answer)


def notes_of(found: VisitVitals, text: str) -> list[str]:
    """Give the notes: as they were where nobody changed them, else what is written as one."""
    return list(found.notes) if text == typed_of(found)["note"] else [text]


def conflict_of(found: VisitVitals, data: QueryDict) -> tuple[dict[str, Any], ...]:
    """Give both versions of every field that differs; what was not touched is theirs."""
    was = read_was(data.get("was", ""))
    return tuple(
        {
            "name": name,
            "label": label_of(name),
            "theirs": theirs or NOT_RECORDED,
            "mine": data.get(name, "") or NOT_RECORDED,
            "can_keep_both": name == "note",
            "choice": "theirs" if was.get(name) == data.get(name, "") else "mine",
        }
        for name, theirs in typed_of(found).items()
        if theirs != data.get(name, "")
    )


def vitals_page(
    request: HttpRequest,
    found: VisitVitals,
    form: VitalsForm,
    conflict: tuple[dict[str, Any], ...] = (),
    status: int = 200,
) -> HttpResponse:
    """Render the page, or its form alone for a save in the background."""
    page = {
        "found": found,
        "form": form,
        "ecog": form[ECOG],
        "ecog_options": ECOG_OPTIONS,
        "stable_options": STABLE_OPTIONS,
        "ecog_before": found.before.get(ECOG),
        "signs": [number_row(found, form, kind) for kind in SIGNS],
        "labs": [number_row(found, form, kind) for kind in LABS],
        "symptoms": [
            SymptomRow(kind.capitalize(), form[f"symptom_{kind}"], found.symptoms_before.get(kind))
            for kind in SYMPTOMS
        ],
        "others": [other_words(found, each) for each in found.others],
        "weeks": weeks_after(found.visited_on),
        "was": json.dumps(typed_of(found)),
        "conflict": conflict,
        "summary": error_lines(form),
    }
    if request.htmx:
        answer = render(request, "visit/vitals_form.html", page, status=status)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#vitals", "outerHTML"
        return answer
    frame = visit_frame(
        actor=request.actor, visit_pk=found.visit_pk, step="vitals", today=clock.today()
    )
    return render(request, "visit/vitals.html", page | {"frame": frame}, status=status)


def number_row(found: VisitVitals, form: VitalsForm, kind: str) -> NumberRow:
    """Give one number of the form."""
    label, unit = OBSERVATIONS[kind]
    return NumberRow(label, unit, form[kind], form[f"{kind}_on"], found.before.get(kind))


def other_words(found: VisitVitals, each: Any) -> tuple[str, str, date]:
    """Say a value of another day that the form does not show."""
    on = each.observed_on or found.visited_on
    return OBSERVATIONS[each.kind][0], say_observation(each), on


def error_lines(form: VitalsForm) -> list[dict[str, str]]:
    """Give what stands against the form, each with its field."""
    return [
        {"text": str(said), "id": f"id_{name}" if name != "__all__" else ""}
        for name, errors in form.errors.items()
        for said in errors
    ]


def kept(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Say that it is saved, or go on."""
    is_quiet = request.htmx and not (
        "next_weeks" in request.POST or any(each.startswith("choice_") for each in request.POST)
    )
    if not request.htmx:
        messages.success(request, "Saved.", extra_tags=f"saved-draft:visit-{visit_pk}-vitals")
        goes_on = request.POST.get("action") == "next"
        return redirect("visit_review" if goes_on else "visit_vitals", visit_pk)
    found = vitals_of(actor=request.actor, visit_pk=visit_pk)
    if not is_quiet:
        return vitals_page(request, found, make_form(found))
    page = {"found": found, "was": json.dumps(typed_of(found)), "at": clock.now()}
    return render(request, "visit/vitals_saved.html", page | {"is_answer": True})
