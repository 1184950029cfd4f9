"""The extent of the disease: the proposal, and a clinician's decision on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dermetry.errors import DermetryError
from dermetry.workbench import clock
from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.actions.extent import ExtentDoubtful, decide_extent
from dermetry.workbench.casenotes.queries.extent import extent_page
from dermetry.workbench.casenotes.scope import NotHere
from dermetry.workbench.clinic.sent_values import to_int

NAMES = ("lesion", "t", "m", "reason", "sure")


@require_GET
def extent(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Show the extent, its lesions, the spread and the decisions; ``?lesion=`` opens a decision."""
    typed = {"lesion": request.GET.get("lesion", "")}
    return show(request, patient_pk, typed=typed)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Confirm the proposal, or put another extent in its place; a look leads to the page."""
    if request.method != "POST":
        return redirect("patient_extent", patient_pk)
    sent = {name: request.POST.get(name, "") for name in NAMES}
    is_override = request.POST.get("action") == "override"
    try:
        decide_extent(
            actor=request.actor,
            at=clock.now(),
            today=clock.today(),
            patient_pk=patient_pk,
            kind="overridden" if is_override else "confirmed",
            lesion_pk=to_int(sent["lesion"]),
            effects=(sent["t"], sent["m"]) if is_override else None,
            reason=sent["reason"].replace("\r\n", "\n") if is_override else "",
            is_sure=sent["sure"] == "yes",
            seen=request.POST.get("mark"),
        )
    except (NotHere, NotPermitted):
        raise
    except DermetryError as error:
        status = 409 if isinstance(error, RecordConflict) else 422
        return show(request, patient_pk, typed=sent, problem=error, status=status)
    draft = f"saved-draft:extent-{patient_pk}-{sent['lesion']}"
    said = "Your decision is kept." if is_override else "Confirmed."
    messages.success(request, said, extra_tags=draft if is_override else "")
    return redirect("patient_extent", patient_pk)


def show(
    request: HttpRequest,
    patient_pk: int,
    *,
    typed: dict[str, Any],
    problem: DermetryError | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page, with what was typed where it could not be kept."""
    page = extent_page(actor=request.actor, patient_pk=patient_pk, today=clock.today())
    chosen = next((e for e in page.extent.lesions if str(e.lesion_pk) == typed["lesion"]), None)
    stands = chosen or page.extent
    shown = {
        "page": page,
        "banner": page.banner,
        "chosen": chosen,
        "can_confirm": stands.can_confirm,
        "typed": {"t": stands.t_effect, "m": stands.m_effect, "reason": ""} | typed,
        "is_deciding": bool(problem or chosen),
        "problem": problem,
        "is_changed": status == 409,
        "is_asked": isinstance(problem, ExtentDoubtful),
    }
    return render(request, "patient/extent.html", shown, status=status)
