"""One biopsy: suggesting or ordering it, its next step, correcting and cancelling it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dermetry.errors import DermetryError
from dermetry.workbench import clock
from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes.actions import biopsies as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.biopsy_steps import STEPS
from dermetry.workbench.casenotes.queries.biopsies import NewBiopsy, new_biopsy
from dermetry.workbench.casenotes.queries.biopsy import (
    BiopsyPage,
    biopsy_page,
    patient_of_biopsy,
)
from dermetry.workbench.casenotes.scope import NotHere
from dermetry.workbench.clinic.lesion.picture_views import revealed_of
from dermetry.workbench.clinic.pathology.forms import BiopsyForm, NewBiopsyForm, StepForm
from dermetry.workbench.clinic.pathology.versions import Conflict, differing, resolve
from dermetry.workbench.clinic.sent_values import to_int, to_version

SAID = {
    "ordered": "ordered",
    "taken": "taken; its specimen waits for the report",
    "at_lab": "sent to the lab",
    "reported": "reported",
    "acted_on": "acted on",
}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Suggest or order a biopsy, of a lesion chosen first."""
    sent = request.POST if request.method == "POST" else request.GET
    page = new_biopsy(
        actor=request.actor,
        patient_pk=patient_pk,
        lesion_pk=to_int(sent.get("lesion")),
        today=clock.today(),
    )
    rule_id = sent.get("rule") if sent.get("rule") in page.rules else None
    first = {"panel": page.suggested[0].key if page.suggested else "", "kind": ""}
    if request.method == "GET":
        return new_page(request, page, NewBiopsyForm(None, page=page, initial=first), rule_id)
    form = NewBiopsyForm(request.POST, page=page, initial=first)
    if not form.is_valid():
        return new_page(request, page, form, rule_id, status=422)
    is_ordered = request.POST.get("do") == "order"
    try:
        made = actions.suggest_biopsy(
            actor=request.actor,
            at=clock.now(),
            today=clock.today(),
            patient_pk=patient_pk,
            lesion_pk=page.chosen_pk,
            fields=form.values() | {"rule_id": rule_id},
            is_ordered=is_ordered,
        )
    except (NotHere, NotPermitted):
        raise
    except DermetryError as error:
        form.add_error(None, str(error))
        return new_page(request, page, form, rule_id, status=422)
    tag = f"saved-draft:biopsy-new-{patient_pk}-{page.chosen_pk or 'none'}"
    said = "Biopsy ordered." if is_ordered else "Biopsy suggested."
    messages.success(request, said, extra_tags=tag)
    return redirect("biopsy", made)


def new_page(
    request: HttpRequest,
    page: NewBiopsy,
    form: NewBiopsyForm,
    rule_id: str | None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Render the form of a new biopsy."""
    shown = {"page": page, "banner": page.banner, "form": form, "rule_id": rule_id or ""}
    is_asked = "lesion" in request.GET or "lesion" in request.POST or not page.lesions
    return render(request, "pathology/new.html", shown | {"is_chosen": is_asked}, status=status)


@require_http_methods(["GET", "POST"])
def biopsy(request: HttpRequest, biopsy_pk: int) -> HttpResponse:
    """Show a biopsy; correct it, or cancel it."""
    page = load(request, biopsy_pk)
    if request.method == "GET":
        return show(request, page)
    if request.POST.get("do") == "cancel":
        return cancel(request, page)
    form = BiopsyForm(resolve(request.POST, page.fields), page=page)
    if not form.is_valid():
        return show(request, page, form=form, status=422)
    try:
        name = actions.change_biopsy(
            actor=request.actor,
            at=clock.now(),
            today=clock.today(),
            biopsy_pk=biopsy_pk,
            fields=form.values(),
            version=to_version(request.POST.get("version")),
        )
    except (NotHere, NotPermitted):
        raise
    except RecordConflict:
        page = load(request, biopsy_pk)
        return show(request, page, form=form, conflict=differing(form, page.fields), status=409)
    except DermetryError as error:
        form.add_error(None, str(error))
        return show(request, page, form=form, status=422)
    tag = f"saved-draft:biopsy-{biopsy_pk}"
    messages.success(request, f"{name} saved.", extra_tags=tag)
    return redirect("biopsy", biopsy_pk)


def load(request: HttpRequest, biopsy_pk: int) -> BiopsyPage:
    """Give the page, with the photograph that was picked for it."""
    sent = request.POST if request.method == "POST" else request.GET
    return biopsy_page(
        actor=request.actor,
        biopsy_pk=biopsy_pk,
        patient_pk=patient_of_biopsy(actor=request.actor, biopsy_pk=biopsy_pk),
        today=clock.today(),
        photograph_pk=to_int(sent.get("photograph")),
        revealed=revealed_of(request),
    )


def cancel(request: HttpRequest, page: BiopsyPage) -> HttpResponse:
    """Cancel a biopsy with a reason."""
    try:
        name = actions.cancel_biopsy(
            actor=request.actor,
            at=clock.now(),
            today=clock.today(),
            biopsy_pk=page.card.biopsy_pk,
            reason=request.POST.get("reason", ""),
            version=to_version(request.POST.get("version")),
        )
    except (NotHere, NotPermitted):
        raise
    except DermetryError as error:
        page = load(request, page.card.biopsy_pk)
        status = 409 if isinstance(error, RecordConflict) else 422
        return show(request, page, problem=error, problem_of="cancel", status=status)
    messages.success(request, f"{name} cancelled.")
    return redirect("patient_biopsies", page.banner.patient_pk)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, biopsy_pk: int) -> HttpResponse:
    """Make the next step; without a day it is made today. A look leads to the biopsy."""
    if request.method != "POST":
        return redirect("biopsy", biopsy_pk)
    page = load(request, biopsy_pk)
    wanted = request.POST.get("step", "")
    sent = request.POST.copy()
    sent.setdefault("on", clock.today().isoformat())
    form = StepForm(sent)
    if wanted not in STEPS or not form.is_valid():
        return show(request, page, step_form=form, status=422)
    photograph = page.chosen.photograph_id if page.chosen and page.is_asking else None
    kept = page.fields.get("photograph_id")
    try:
        name = actions.make_step(
            actor=request.actor,
            at=clock.now(),
            today=clock.today(),
            biopsy_pk=biopsy_pk,
            step=wanted,
            fields=form.values(wanted, photograph or kept),
            version=to_version(request.POST.get("version")),
        )
    except (NotHere, NotPermitted):
        raise
    except DermetryError as error:
        is_conflict = isinstance(error, RecordConflict)
        page = load(request, biopsy_pk)
        return show(request, page, step_form=form, problem=error, problem_of="step",
                    status=409 if is_conflict else 422)  # fmt: skip
    messages.success(request, f"{name} {SAID[wanted]}.")
    if request.POST.get("back") == "board":
        return redirect("biopsy_board")
    return redirect("biopsy", biopsy_pk)


def show(
    request: HttpRequest,
    page: BiopsyPage,
    *,
    form: BiopsyForm | None = None,
    step_form: StepForm | None = None,
    problem: DermetryError | None = None,
    problem_of: str = "",
    conflict: Conflict = (),
    status: int = 200,
) -> HttpResponse:
    """Render the page of a biopsy."""
    point = {"point_x": page.point[0], "point_y": page.point[1]} if page.point else {}
    shown = {
        "page": page,
        "card": page.card,
        "banner": page.banner,
        "form": form or BiopsyForm(None, page=page),
        "step_form": step_form or StepForm(initial={"on": clock.today(), **point}),
        "problem": problem,
        "problem_of": problem_of,
        "reason": request.POST.get("reason", ""),
        "conflict": conflict,
    }
    return render(request, "pathology/biopsy.html", shown, status=status)
