"""One alert, what a person answers to it, and how the alert rules did at the site."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from dermetry.errors import DermetryError
from dermetry.workbench import clock
from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes.actions import alerts as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.alerts import (
    alert_page,
    patient_of_alert,
    statistics_page,
)
from dermetry.workbench.casenotes.scope import NotHere
from dermetry.workbench.clinic.sent_values import to_int, to_version

SAID: Final = {
    "acknowledged": "Acknowledged.",
    "assigned": "Handed on.",
    "suppressed": "Put off.",
    "done": "Closed.",
    "reopened": "Open again.",
}
NEEDS: Final = {"suppressed": "Say why it is put off", "done": "Say how it ended"}
USEFUL: Final = {"yes": True, "no": False}


class PutOffForm(forms.Form):
    """Until when an alert is put off; empty is for as long as its facts stand."""

    until_on = forms.DateField(
        required=False, error_messages={"invalid": "This is no day; write it as 2026-05-04"}
    )


@require_GET
def alert(request: HttpRequest, alert_pk: int) -> HttpResponse:
    """Show an alert."""
    return show(request, alert_pk)


@require_http_methods(["GET", "HEAD", "POST"])
def alert_answer(request: HttpRequest, alert_pk: int) -> HttpResponse:
    """Write down what a person does about an alert; back to where it was done. A look shows it."""
    if request.method != "POST":
        return redirect("alert", alert_pk)
    kind = request.POST.get("kind", "")
    patient_pk = patient_of_alert(actor=request.actor, alert_pk=alert_pk)
    wrong, until_on = read(kind, request.POST)
    if wrong:
        return show(request, alert_pk, wrong=wrong, status=422)
    is_mine = kind == "assigned" and request.POST.get("to") == "me"
    try:
        actions.answer(
            actor=request.actor,
            at=clock.now(),
            alert_pk=alert_pk,
            kind=kind,  # type: ignore[arg-type]
            text=request.POST.get("text", ""),
            until_on=until_on,
            was_useful=USEFUL.get(request.POST.get("useful", "")),
            assignee_user_id=(
                request.actor.user_id if is_mine else to_int(request.POST.get("assignee"))
            ),
            version=to_version(request.POST.get("version")),
        )
    except (NotHere, NotPermitted):
        raise
    except DermetryError as error:
        status = 409 if isinstance(error, RecordConflict) else 422
        return show(request, alert_pk, problem=error, status=status)
    messages.success(request, SAID[kind], extra_tags=f"saved-draft:alert-{alert_pk}")
    if request.POST.get("from") == "patient":
        return redirect(f"{reverse('patient', args=[patient_pk])}#alerts")
    return redirect("alert", alert_pk)


def read(kind: str, sent: Mapping[str, Any]) -> tuple[dict[str, str], date | None]:
    """Give what is wrong with what was typed, by field, and the day until which it is put off."""
    wrong = {}
    if kind in NEEDS and not str(sent.get("text", "")).strip():
        wrong[f"{kind}_text"] = NEEDS[kind]
    form = PutOffForm({"until_on": sent.get("until_on", "")})
    if kind == "suppressed" and not form.is_valid():
        wrong["until_on"] = str(form.errors["until_on"][0])
    return wrong, form.cleaned_data.get("until_on") if form.is_valid() else None


def show(
    request: HttpRequest,
    alert_pk: int,
    *,
    problem: DermetryError | None = None,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page of an alert, with what was typed where it could not be saved."""
    actor = request.actor
    page = alert_page(
        actor=actor,
        alert_pk=alert_pk,
        patient_pk=patient_of_alert(actor=actor, alert_pk=alert_pk),
        today=clock.today(),
    )
    shown = {
        "page": page,
        "alert": page.alert,
        "banner": page.banner,
        "problem": problem,
        "wrong": dict(wrong or {}),
        "sent": {name: request.POST.get(name, "") for name in ("kind", "text", "until_on")},
        "people": [(str(key), name) for key, name in page.people],
    }
    return render(request, "today/alert.html", shown, status=status)


@require_GET
def alert_statistics(request: HttpRequest) -> HttpResponse:
    """Show how the alert rules did at the site."""
    days = to_int(request.GET.get("days")) or 0
    page = statistics_page(actor=request.actor, today=clock.today(), days=days)
    here = reverse("alert_statistics")
    periods = [
        {"key": str(each), "label": f"Last {each} days", "url": f"{here}?days={each}"}
        for each in page.periods
    ]
    shown = {"page": page, "periods": periods, "current": str(page.days)}
    return render(request, "today/alert_statistics.html", shown)
