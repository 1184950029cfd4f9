"""What a person states of a lesion beside the photographs, and taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dermetry.errors import DermetryError
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import findings as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.findings import LesionCard, card_of_lesion
from dermetry.workbench.clinic.sent_values import to_version
from dermetry.workbench.clinic.visit.finding_cards import Replaced, StatePage, make_state
from dermetry.workbench.clinic.visit.finding_page import findings_page
from dermetry.workbench.clinic.visit.statement_form import STATUSES, FindingForm, said_spread


@require_POST
def finding(request: HttpRequest, visit_pk: int, lesion_pk: int) -> HttpResponse:
    """Keep what was found of a lesion, or take it back."""
    card = card_of_lesion(actor=request.actor, visit_pk=visit_pk, lesion_pk=lesion_pk)
    prefix = f"s{lesion_pk}"
    keep = {
        "actor": request.actor,
        "at": clock.now(),
        "today": clock.today(),
        "visit_pk": visit_pk,
        "lesion_pk": lesion_pk,
        "version": to_version(request.POST.get(f"{prefix}-version")),
    }
    form = FindingForm(request.POST, prefix=prefix)
    try:
        if request.POST.get("action") == "withdraw":
            actions.withdraw_finding(**keep)
        elif form.is_valid():
            actions.state_finding(**keep, fields=form.mark_fields(), said=form.said())
        else:
            return state_refused(request, make_state(card, visit_pk, form, is_open=True), 422)
    except RecordConflict as error:
        card = card_of_lesion(actor=request.actor, visit_pk=visit_pk, lesion_pk=lesion_pk)
        said = theirs_words(card, error)
        page = make_state(card, visit_pk, form, is_open=True, problems=(said,))
        return state_refused(request, page, 409)
    except DermetryError as error:
        page = make_state(card, visit_pk, form, is_open=True, problems=(str(error),))
        return state_refused(request, page, 422)
    return state_kept(request, visit_pk, lesion_pk)


def theirs_words(card: LesionCard, error: RecordConflict) -> str:
    """Say what stands there now, beside what was typed."""
    if card.stated is None:
        return f"{error.what}. Below is what you chose; save it if it still holds."
    now = STATUSES.get(card.stated.fields["status"], card.now.headline if card.now else "")
    size = card.stated.fields.get("longest_diameter_mm")
    mm = f", {size} mm" if size else ""
    spread = said_spread(card.stated.fields)
    return (
        f"{card.stated.stated_by} stated meanwhile: {now}{mm}{', ' if spread else ''}{spread}. "
        "Below is what you chose: save it to replace theirs, or leave it to keep theirs."
    )


def state_refused(request: HttpRequest, page: StatePage, status: int) -> HttpResponse:
    """Give the statement as it was sent, with what stands against it."""
    if not request.htmx:
        return findings_page(request, page.visit_pk, Replaced(state=page, status=status))
    return render(request, "visit/findings_state.html", {"state": page}, status=status)


def state_kept(request: HttpRequest, visit_pk: int, lesion_pk: int) -> HttpResponse:
    """Show what stands now."""
    if not request.htmx:
        draft = f"saved-draft:visit-{visit_pk}-stated-{lesion_pk}"
        messages.success(request, "Saved. It can be undone at Who is who.", extra_tags=draft)
        return redirect(f"{reverse('visit_findings', args=[visit_pk])}#card-l{lesion_pk}")
    card = card_of_lesion(actor=request.actor, visit_pk=visit_pk, lesion_pk=lesion_pk)
    return render(request, "visit/findings_state.html", {"state": make_state(card, visit_pk)})
