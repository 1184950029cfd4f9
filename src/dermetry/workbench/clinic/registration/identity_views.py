"""Registering a patient and mending the identity."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dermetry.errors import DermetryError
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import patients as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.likeness import SimilarPatient
from dermetry.workbench.casenotes.queries.registration import (
    PartPage,
    owners_to_choose,
    part_page,
)
from dermetry.workbench.clinic.registration.conflicts import differing, resolve
from dermetry.workbench.clinic.registration.identity_forms import (
    IdentityForm,
    sections,
    typed_identity,
)
from dermetry.workbench.clinic.site_of_form import site_changed


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Ask who the patient is; show who may be the same person before a second record is made."""
    people = owners_to_choose(actor=request.actor)
    mine = str(request.actor.user_id) if request.actor.user_id in dict(people) else ""
    form = IdentityForm(
        request.POST or None, people=people, today=clock.today(), initial={"owner": mine}
    )
    changed = site_changed(request) if request.method == "POST" else None
    if changed:
        return register_page(request, form, problem=changed)
    if request.method == "GET" or not form.is_valid():
        return register_page(request, form)
    try:
        patient_pk = make(request, form)
    except actions.SimilarPatients as error:
        return register_page(request, form, similar=error.found)
    except DermetryError as error:
        return refused(request, form, error)
    messages.success(request, "Registered.", extra_tags="saved-draft:register")
    return redirect("patient", patient_pk)


def make(request: HttpRequest, form: IdentityForm) -> int:
    """Register whom the form names."""
    values = form.values()
    return actions.register_patient(
        actor=request.actor,
        at=clock.now(),
        owner_user_id=values.pop("owner"),
        fields=values,
        is_somebody_else=request.POST.get("is_somebody_else") == "on",
    )


def refused(request: HttpRequest, form: IdentityForm, error: DermetryError) -> HttpResponse:
    """Say beside the field why nobody was registered."""
    field = "patient_id" if isinstance(error, actions.IdentifierTaken) else None
    form.add_error(field, str(error))
    return register_page(request, form)


def register_page(
    request: HttpRequest,
    form: IdentityForm,
    similar: tuple[SimilarPatient, ...] = (),
    problem: DermetryError | None = None,
) -> HttpResponse:
    """Render the form, with the records that may be the same person's."""
    page = {
        "form": form,
        "similar": similar,
        "problem": problem,
        "can_be_somebody_else": not any(each.is_same_identifier for each in similar),
        "page_narrow": True,
    }
    status = 409 if problem else 422 if form.errors or similar else 200
    return render(request, "registration/register.html", page, status=status)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Show or change the identity."""
    page = part_page(
        actor=request.actor, patient_pk=patient_pk, part="identity", today=clock.today()
    )
    form = IdentityForm(
        request.POST or None,
        people=page.people,
        today=clock.today(),
        initial=typed_identity(page.held),
    )
    if request.method == "GET":
        return edit_page(request, page, form, page.mark)
    mark = request.POST.get("mark", "")
    if not form.is_valid():
        return edit_page(request, page, form, mark, status=422)
    values = resolve(request.POST, page.held, form.values())
    try:
        keep(request, patient_pk, values, mark)
    except RecordConflict:
        both = differing(sections(page.people), page.held, values)
        return edit_page(request, page, form, page.mark, both, status=409)
    except DermetryError as error:
        field = "patient_id" if isinstance(error, actions.IdentifierTaken) else None
        form.add_error(field, str(error))
        return edit_page(request, page, form, mark, status=422)
    messages.success(request, "Saved.", extra_tags=f"saved-draft:identity-{patient_pk}")
    return redirect("patient_edit", patient_pk)


def keep(request: HttpRequest, patient_pk: int, values: dict[str, Any], mark: str) -> None:
    """Write what the form holds."""
    actions.edit_identity(
        actor=request.actor,
        at=clock.now(),
        patient_pk=patient_pk,
        owner_user_id=values["owner"],
        fields={name: value for name, value in values.items() if name != "owner"},
        seen=mark,
    )


def edit_page(
    request: HttpRequest,
    page: PartPage,
    form: IdentityForm,
    mark: str,
    conflict: tuple[dict[str, str], ...] = (),
    status: int = 200,
) -> HttpResponse:
    """Render the form."""
    shown = {
        "page": page,
        "pages": page.pages,
        "current": "patient_edit",
        "banner": page.banner,
        "form": form,
        "mark": mark,
        "conflict": conflict,
    }
    return render(request, "registration/edit.html", shown, status=status)
