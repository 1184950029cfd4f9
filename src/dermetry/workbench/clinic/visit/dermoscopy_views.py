"""Dermoscopy at a visit: which structures each lesion shows; never mandatory."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dermetry.errors import DermetryError
from dermetry.record.dermoscopy import Dermoscopy
from dermetry.workbench import clock
from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.actions.dermoscopy import record_dermoscopies
from dermetry.workbench.casenotes.queries.dermoscopy import (
    DermoscopyCard,
    VisitDermoscopy,
    dermoscopy_of_visit,
    words_of,
)
from dermetry.workbench.casenotes.scope import NotHere
from dermetry.workbench.clinic.registration.fields import one_line_breaks
from dermetry.workbench.clinic.visit.flow import visit_frame

NONE_OF_NOTE = "none"


class DermoscopyForm(forms.Form):
    """What a dermatoscope showed of one lesion."""

    structures = forms.MultipleChoiceField(
        label="Seen", required=False, widget=forms.CheckboxSelectMultiple
    )
    photograph = forms.ChoiceField(label="Dermoscopic photograph", required=False)
    note = forms.CharField(label="Note", required=False, max_length=2000)

    def __init__(self, data: Any, *, found: VisitDermoscopy, card: DermoscopyCard) -> None:
        """Offer the vocabulary, and the photographs of the visit."""
        now = card.now
        held: dict[str, Any] = {}
        if now is not None:
            seen = None if now.structures is None else list(now.structures) or [NONE_OF_NOTE]
            held = {"structures": seen, "photograph": now.photograph_id, "note": now.note}
        super().__init__(data, initial=held, prefix=f"l{card.lesion_pk}")
        self.card = card
        choices = [(each.key, each.label) for each in found.structures]
        known = dict(choices)
        stored = [each for each in (now.structures or ()) if each not in known] if now else []
        choices += [(each, each.replace("_", " ")) for each in stored]
        choices.append((NONE_OF_NOTE, "none of note"))
        self.fields["structures"].choices = choices  # type: ignore[attr-defined]
        photographs = list(found.photographs)
        if now and now.photograph_id and now.photograph_id not in dict(photographs):
            photographs.append((now.photograph_id, "a photograph of another visit"))
        self.fields["photograph"].choices = [("", "none"), *photographs]  # type: ignore[attr-defined]

    def clean_structures(self) -> list[str]:
        """Refuse a structure beside "none of note"."""
        given = list(self.cleaned_data["structures"])
        if NONE_OF_NOTE in given and len(given) > 1:
            raise forms.ValidationError("“None of note” and a structure exclude each other.")
        return given

    def value(self, who: str) -> Dermoscopy | None:
        """Give the dermoscopy; None where nothing is stated; who saw it stays as it was."""
        given, now = self.cleaned_data, self.card.now
        seen = [each for each in given["structures"] if each != NONE_OF_NOTE]
        made = Dermoscopy(
            lesion_id=self.card.lesion_id,
            photograph_id=given["photograph"] or None,
            structures=tuple(seen) if given["structures"] else None,
            recorded_by=who,
            note=one_line_breaks(given["note"]),
        )
        if made.structures is None and not made.photograph_id and not made.note:
            return None
        if now is not None and made.model_copy(update={"recorded_by": now.recorded_by}) == now:
            return now
        return made


@require_http_methods(["GET", "POST"])
def dermoscopy(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Show or keep the dermoscopies of a visit."""
    found = dermoscopy_of_visit(actor=request.actor, visit_pk=visit_pk)
    rows = rows_of(found, request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return page(request, found, rows)
    if not all([each.is_valid() for each in rows]):
        return page(request, found, rows, status=422)
    made = [value for each in rows if (value := each.value(request.actor.name))]
    try:
        record_dermoscopies(
            actor=request.actor,
            at=clock.now(),
            visit_pk=visit_pk,
            dermoscopies=[*made, *found.others],
            seen=request.POST.get("seen"),
        )
    except (NotHere, NotPermitted):
        raise
    except RecordConflict as conflict:
        found = dermoscopy_of_visit(actor=request.actor, visit_pk=visit_pk)
        theirs = [f"{c.lesion_id}: {words_of(c.now)}" for c in found.cards if c.now]
        said = "; ".join([conflict.what, *theirs, "save again to keep yours instead"])
        return page(request, found, rows, problem=said, status=409)
    except DermetryError as error:
        return page(request, found, rows, problem=str(error), status=422)
    tag = f"saved-draft:visit-{visit_pk}-dermoscopy"
    messages.success(request, "Dermoscopy saved.", extra_tags=tag)
    return redirect("visit_dermoscopy", visit_pk)


def rows_of(found: VisitDermoscopy, data: Any) -> list[DermoscopyForm]:
    """Give the form of each lesion."""
    return [DermoscopyForm(data, found=found, card=each) for each in found.cards]


def page(
    request: HttpRequest,
    found: VisitDermoscopy,
    rows: list[DermoscopyForm],
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the page."""
    frame = visit_frame(
        actor=request.actor, visit_pk=found.visit_pk, step="findings", today=clock.today()
    )
    problems = [{"text": problem, "id": ""}] if problem else []
    problems += [
        {"text": f"{row.card.lesion_id}: {said[0]}", "id": row[name].auto_id}
        for row in rows
        if row.is_bound
        for name, said in row.errors.items()
    ]
    shown = {"frame": frame, "found": found, "rows": rows, "problems": problems}
    return render(request, "visit/dermoscopy.html", shown, status=status)
