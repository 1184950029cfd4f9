"""The treatments of a patient: add, change, end, and take away what was a mistake."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dermetry.errors import DermetryError
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import history as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.registration import (
    TreatmentLine,
    TreatmentsPage,
    treatments_page,
)
from dermetry.workbench.casenotes.scope import NotHere
from dermetry.workbench.clinic.registration.care_forms import (
    KIND_WORDS,
    TREATMENT_SECTIONS,
    TreatmentForm,
    stored_treatment,
    typed_treatment,
)
from dermetry.workbench.clinic.registration.conflicts import differing, resolve


@require_http_methods(["GET", "POST"])
def treatments(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Show the treatments; keep, change or remove one."""
    today = clock.today()
    page = treatments_page(actor=request.actor, patient_pk=patient_pk, today=today)
    chosen = choose(page, request.POST.get("treatment") or request.GET.get("edit"))
    if request.method == "GET":
        form = make_form(page, chosen, today, ending="end" in request.GET)
        return treatments_view(request, page, form, chosen)
    if chosen and request.POST.get("action") == "remove":
        return remove(request, page, chosen)
    return keep(request, page, chosen)


def choose(page: TreatmentsPage, key: str | None) -> TreatmentLine | None:
    """Give the treatment being changed; None: a new one."""
    if not key:
        return None
    found = (each for each in page.treatments if str(each.treatment_pk) == key)
    chosen = next(found, None)
    if chosen is None:
        raise NotHere(
            "This treatment is not in the record any more",
            why="somebody removed it, or it belongs to another patient",
            next_step="go back to the treatments",
        )
    return chosen


def make_form(
    page: TreatmentsPage, chosen: TreatmentLine | None, today: date, *, ending: bool = False
) -> TreatmentForm:
    """Give the form: empty, or with a stored treatment; ``ending`` fills in today."""
    typed = typed_treatment(chosen) if chosen else {"started_on": today, "line": page.next_line}
    if chosen and ending and chosen.ended_on is None:
        typed["ended_on"] = today
    return TreatmentForm(initial=typed, lesion_ids=page.lesion_ids)


def version_of(request: HttpRequest) -> int | None:
    """Give the version that the person opened."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else None


def keep(request: HttpRequest, page: TreatmentsPage, chosen: TreatmentLine | None) -> HttpResponse:
    """Write what the form holds."""
    patient_pk = page.banner.patient_pk
    form = TreatmentForm(request.POST, lesion_ids=page.lesion_ids)
    version = version_of(request)
    if not form.is_valid():
        return treatments_view(request, page, form, chosen, version, status=422)
    held = stored_treatment(chosen) if chosen else {}
    values = resolve(request.POST, held, form.values())
    who = {"actor": request.actor, "at": clock.now(), "patient_pk": patient_pk}
    try:
        if chosen:
            actions.edit_treatment(
                **who, treatment_pk=chosen.treatment_pk, fields=values, version=version
            )
        else:
            actions.add_treatment(**who, fields=values)
    except RecordConflict:
        both = differing(TREATMENT_SECTIONS, held, values)
        return treatments_view(request, page, form, chosen, None, both, status=409)
    except DermetryError as error:
        form.add_error(None, str(error))
        return treatments_view(request, page, form, chosen, version, status=422)
    return saved(request, patient_pk, chosen)


def remove(request: HttpRequest, page: TreatmentsPage, chosen: TreatmentLine) -> HttpResponse:
    """Take away an entry that was a mistake, with its reason."""
    patient_pk = page.banner.patient_pk
    try:
        actions.remove_treatment(
            actor=request.actor,
            at=clock.now(),
            patient_pk=patient_pk,
            treatment_pk=chosen.treatment_pk,
            version=version_of(request),
            reason=request.POST.get("reason", ""),
        )
    except DermetryError as error:
        form = TreatmentForm(request.POST, lesion_ids=page.lesion_ids)
        form.add_error(None, str(error))
        code = 409 if isinstance(error, RecordConflict) else 422
        return treatments_view(request, page, form, chosen, version_of(request), status=code)
    return saved(request, patient_pk, chosen)


def saved(request: HttpRequest, patient_pk: int, chosen: TreatmentLine | None) -> HttpResponse:
    """Say so, and show the list."""
    key = chosen.treatment_pk if chosen else "new"
    tags = f"saved-draft:treatment-{patient_pk}-{key}"
    messages.success(request, "Saved.", extra_tags=tags)
    return redirect("patient_treatments", patient_pk)


def treatments_view(
    request: HttpRequest,
    page: TreatmentsPage,
    form: TreatmentForm,
    chosen: TreatmentLine | None,
    version: int | None = None,
    conflict: tuple[dict[str, str], ...] = (),
    status: int = 200,
) -> HttpResponse:
    """Render the page; ``version`` is the one that was opened, else the stored one."""
    shown = {
        "page": page,
        "pages": page.pages,
        "current": "patient_treatments",
        "banner": page.banner,
        "form": form,
        "chosen": chosen,
        "version": version or (chosen.version if chosen else 0),
        "kinds": KIND_WORDS,
        "conflict": conflict,
        "is_open": chosen is not None or status != 200 or not page.treatments,
    }
    return render(request, "registration/treatments.html", shown, status=status)
