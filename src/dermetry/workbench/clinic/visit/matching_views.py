"""Who is who: the cards, one tap for what is clear, and undo."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dermetry.errors import MarksInvalid
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import match_history
from dermetry.workbench.casenotes.actions import matching as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.actions.matching import Decision, DecisionIncomplete
from dermetry.workbench.casenotes.queries.matching import matching_page
from dermetry.workbench.clinic.sent_values import to_int, to_version
from dermetry.workbench.clinic.visit.flow import visit_frame


@require_GET
def matching(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Show a card for each outline and each followed lesion."""
    return show(request, visit_pk)


def show(request: HttpRequest, visit_pk: int, *, error: MarksInvalid | None = None) -> HttpResponse:
    """Render the page; after an error with what was typed."""
    page = matching_page(actor=request.actor, visit_pk=visit_pk)
    done = next((each for each in page.history if each.undone_at is None), None)
    context: dict[str, Any] = {
        "frame": visit_frame(
            actor=request.actor, visit_pk=visit_pk, step="matching", today=clock.today()
        ),
        "page": page,
        "error": error,
        "typed": request.POST if error else {},
        "has_aside": True,
    }
    if done and "done" in request.GET and not error:
        url = reverse("match_undo", args=[visit_pk])
        context["undo"] = {"text": sentence(done.said), "url": f"{url}?change={done.pk}"}
    status = 200 if error is None else 409 if isinstance(error, RecordConflict) else 422
    return render(request, "visit/matching.html", context, status=status)


@require_POST
def decide(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Carry out one answer, or all that were listed as clear."""
    try:
        actions.decide(
            actor=request.actor,
            at=clock.now(),
            today=clock.today(),
            visit_pk=visit_pk,
            decisions=read_decisions(request.POST),
        )
    except MarksInvalid as error:
        return show(request, visit_pk, error=error)
    return redirect(f"{reverse('visit_matching', args=[visit_pk])}?done=1#next")


@require_POST
def undo(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Take back one decision."""
    given = request.POST.get("change") or request.GET.get("change")
    try:
        said = match_history.undo_match(
            actor=request.actor,
            at=clock.now(),
            today=clock.today(),
            visit_pk=visit_pk,
            change_pk=to_int(given) or 0,
        )
    except MarksInvalid as error:
        return show(request, visit_pk, error=error)
    messages.success(request, f"Undone: {said}")
    return redirect("visit_matching", visit_pk)


def read_decisions(sent: QueryDict) -> list[Decision]:
    """Read the answers of one tap."""
    if sent.getlist("clear"):
        return [read_clear(each) for each in sent.getlist("clear")]
    seen = read_seen(sent.getlist("outline"))
    kind, lesion = sent.get("kind", ""), sent.get("lesion")
    if "choice" in sent:  # a button that says both
        kind, _, chosen = sent["choice"].partition("|")
        lesion = chosen or lesion
    version = sent.get("stated_version", "")
    return [
        Decision(
            kind="new" if kind == "new_equivocal" else kind,
            outline_pks=tuple(seen),
            lesion_pk=to_int(lesion),
            parent_pks=tuple(pk for each in sent.getlist("parent") if (pk := to_int(each))),
            is_equivocal=kind == "new_equivocal",
            lesion_id=sent.get("lesion_id", ""),
            reason=sent.get("reason", ""),
            seen=seen,
            stated_version=to_version(version),
        )
    ]


def read_clear(text: str) -> Decision:
    """Read one line of "confirm all": kind|lesion|outline:version,outline:version."""
    kind, lesion, outlines = [*text.split("|"), "", ""][:3]
    seen = read_seen(outlines.split(","))
    return Decision(kind=kind, outline_pks=tuple(seen), lesion_pk=to_int(lesion), seen=seen)


def read_seen(texts: list[str]) -> Mapping[int, int]:
    """Read outlines with the versions that were shown; raises DecisionIncomplete."""
    try:
        pairs = (each.split(":") for each in texts if each)
        return {int(pk): int(version) for pk, version in pairs}
    except ValueError as error:
        raise DecisionIncomplete(
            "The answer did not arrive whole", next_step="load the page again and answer once more"
        ) from error


def sentence(text: str) -> str:
    """Begin with a capital."""
    return f"{text[:1].upper()}{text[1:]}"
