"""The findings step: a card per lesion that saves itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dermetry.errors import DermetryError
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import findings as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.appearances import FIELDS
from dermetry.workbench.casenotes.queries.findings import LesionCard, card_of_lesion
from dermetry.workbench.clinic.sent_values import to_version
from dermetry.workbench.clinic.visit.finding_cards import CardPage, Replaced, make_card
from dermetry.workbench.clinic.visit.finding_forms import (
    FELT,
    LABELS,
    OTHER,
    AppearanceForm,
    read_was,
    words_of,
)
from dermetry.workbench.clinic.visit.finding_page import findings_page


@require_GET
def findings(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Show every followed lesion and the regions."""
    return findings_page(request, visit_pk)


@require_POST
def appearance(request: HttpRequest, visit_pk: int, lesion_pk: int) -> HttpResponse:
    """Keep how a lesion looked; nothing typed is lost when it cannot be kept."""
    card = card_of_lesion(actor=request.actor, visit_pk=visit_pk, lesion_pk=lesion_pk)
    prefix = f"l{lesion_pk}"
    form = AppearanceForm(request.POST, prefix=prefix)
    if not form.is_valid():
        problems = tuple(f"{LABELS.get(n, OTHER)}: {said[0]}" for n, said in form.errors.items())
        return refused(request, make_card(card, visit_pk, form, problems=problems), 422)
    values = chosen(request.POST, prefix, card, form.values())
    is_whole = request.POST.get("action") == "unchanged"
    try:
        actions.describe_lesion(
            actor=request.actor,
            at=clock.now(),
            visit_pk=visit_pk,
            lesion_pk=lesion_pk,
            values=values,
            version=to_version(request.POST.get(f"{prefix}-version")),
            is_whole=is_whole,
        )
    except RecordConflict:
        return conflicting(request, visit_pk, lesion_pk, form)
    except DermetryError as error:
        return refused(request, make_card(card, visit_pk, form, problems=(str(error),)), 422)
    return kept(request, visit_pk, lesion_pk, is_whole)


def chosen(sent: QueryDict, prefix: str, card: LesionCard, mine: dict[str, Any]) -> dict[str, Any]:
    """Give the values after a conflict was answered field by field.

    A page opened before a score was asked does not send it: it stays.
    """
    values = dict(mine)
    silent = [name for name in FELT if f"{prefix}-{name}" not in sent]
    values |= {name: card.standing.values[name] for name in silent}
    for name in FIELDS:
        choice = sent.get(f"choice_{prefix}-{name}")
        if choice == "theirs":
            values[name] = card.standing.values[name]
        elif choice == "both" and name == "note":
            parts = (card.standing.values["note"], mine["note"])
            values["note"] = "\n".join(part for part in parts if part)
    return values


def conflicting(
    request: HttpRequest, visit_pk: int, lesion_pk: int, form: AppearanceForm
) -> HttpResponse:
    """Show both versions side by side; what the person did not touch is proposed as theirs."""
    card = card_of_lesion(actor=request.actor, visit_pk=visit_pk, lesion_pk=lesion_pk)
    was = read_was(request.POST.get(f"{form.prefix}-was", ""))
    theirs, mine = words_of(card.standing.values), words_of(form.values())
    fields = tuple(
        {
            "name": f"{form.prefix}-{name}",
            "label": LABELS[name],
            "theirs": theirs[name],
            "mine": mine[name],
            "can_keep_both": name == "note",
            "choice": "theirs" if was.get(name) == mine[name] else "mine",
        }
        for name in FIELDS
        if theirs[name] != mine[name]
    )
    who = card.standing.recorded_by or "Somebody else"
    page = make_card(card, visit_pk, form, conflict=fields, conflict_with=who)
    return refused(request, page, 409)


def refused(request: HttpRequest, page: CardPage, status: int) -> HttpResponse:
    """Give the card as it was sent, with what stands against it."""
    if not request.htmx:
        return findings_page(request, page.visit_pk, Replaced(look=page, status=status))
    answer = render(request, "visit/findings_look.html", {"look": page}, status=status)
    answer["HX-Retarget"], answer["HX-Reswap"] = f"#look-{page.prefix}", "outerHTML"
    return answer


def kept(request: HttpRequest, visit_pk: int, lesion_pk: int, is_whole: bool) -> HttpResponse:
    """Say that a card is saved; after a choice between two versions the card is shown anew."""
    if not request.htmx:
        draft = f"saved-draft:visit-{visit_pk}-lesion-{lesion_pk}"
        messages.success(request, "Saved.", extra_tags=draft)
        return redirect(f"{reverse('visit_findings', args=[visit_pk])}#card-l{lesion_pk}")
    card = card_of_lesion(actor=request.actor, visit_pk=visit_pk, lesion_pk=lesion_pk)
    page = {"look": make_card(card, visit_pk), "is_whole": is_whole, "at": clock.now()}
    if any(name.startswith("choice_") for name in request.POST):
        answer = render(request, "visit/findings_look.html", page)
        answer["HX-Retarget"], answer["HX-Reswap"] = f"#look-l{lesion_pk}", "outerHTML"
        return answer
    return render(request, "visit/findings_saved.html", page | {"is_answer": True})
