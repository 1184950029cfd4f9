"""Outlines: the editor's page, and what it sends; everything also works as plain forms."""

import json
import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dermetry.errors import MarksInvalid
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import outlines as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries import outlines as queries
from dermetry.workbench.clinic.sent_values import to_int, to_json
from dermetry.workbench.clinic.visit.flow import visit_frame
from dermetry.workbench.jobs import analysis
from dermetry.workbench.jobs.opener import warm_opener

NUMBER = r"-?\d+(?:\.\d+)?"
PIXELS_MOST = 1_000_000  # no photograph is wider; a tap beyond it is none
PAIR = re.compile(rf"\s*\(?\s*({NUMBER})\s*[,\s]\s*({NUMBER})\s*\)?\s*")


class FormNotRead(MarksInvalid):
    """What was typed or sent cannot be read."""


@require_GET
def outlines(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Show one photograph in the editor, the others beside it, and what still lacks an outline."""
    analysis.tend(now=clock.now())
    return show(request, visit_pk, to_int(request.GET.get("photograph")))


def show(
    request: HttpRequest,
    visit_pk: int,
    photograph_pk: int | None,
    *,
    error: MarksInvalid | None = None,
) -> HttpResponse:
    """Render the page; after an error with what was typed."""
    page = queries.outlines_page(
        actor=request.actor, visit_pk=visit_pk, photograph_pk=photograph_pk
    )
    context = {
        "frame": visit_frame(
            actor=request.actor, visit_pk=visit_pk, step="outlines", today=clock.today()
        ),
        "page": page,
        "state": json.dumps(page.sheet.state) if page.sheet else "",
        "error": error,
        "typed": request.POST if error else {},
        "has_aside": page.sheet is not None,
    }
    status = 200 if error is None else 409 if isinstance(error, RecordConflict) else 422
    return render(request, "visit/outlines.html", context, status=status)


@require_POST
def save(request: HttpRequest, photograph_pk: int) -> HttpResponse:
    """Keep one border, or accept proposed ones as they are."""
    common = common_of(request, photograph_pk)
    if is_json(request):
        sent = read_json(request)
        return answer_json(request, photograph_pk, lambda: save_sent(common, sent))
    ids = read_ids(request.POST.getlist("outline_id"))
    if request.POST.get("do") == "accept":
        return answer_form(request, photograph_pk, lambda: accept(common, request, ids))
    return answer_form(request, photograph_pk, lambda: save_typed(common, request))


@require_POST
def remove(request: HttpRequest, photograph_pk: int) -> HttpResponse:
    """Take outlines away, or answer that areas are no lesions."""
    common = common_of(request, photograph_pk)
    if is_json(request):
        sent = read_json(request)
        ids, version = read_ids([sent.get("outline_id")]), read_version(sent.get("version"))
        return answer_json(
            request,
            photograph_pk,
            lambda: actions.remove_outlines(**common, version=version, outline_ids=ids),
        )
    ids = read_ids(request.POST.getlist("outline_id"))
    version = read_version(request.POST.get("version"))
    return answer_form(
        request,
        photograph_pk,
        lambda: actions.remove_outlines(**common, version=version, outline_ids=ids),
    )


@require_POST
def propose(request: HttpRequest, photograph_pk: int) -> HttpResponse:
    """Look for a border under a tap or in a box."""
    sent = read_json(request)
    common = common_of(request, photograph_pk)
    tap, box = read_numbers(sent.get("tap"), 2), read_numbers(sent.get("box"), 4)
    lesion_id = read_id(sent.get("lesion_id"))
    if (tap is None) == (box is None):
        raise FormNotRead("The place did not arrive whole", next_step="tap again")

    def look() -> actions.Saved:
        with warm_opener() as opener:
            return actions.propose_border(
                **common,
                version=read_version(sent.get("version")),
                tap=tap,
                box=box,
                lesion_id=lesion_id,
                opener=opener,
            )

    return answer_json(request, photograph_pk, look)


def common_of(request: HttpRequest, photograph_pk: int) -> dict[str, Any]:
    """Give what every action on outlines takes."""
    return {
        "actor": request.actor,
        "at": clock.now(),
        "today": clock.today(),
        "photograph_pk": photograph_pk,
    }


def save_sent(common: dict[str, Any], sent: dict[str, Any]) -> actions.Saved:
    """Keep a border the editor sent."""
    drawn = actions.Drawn(
        polygon=sent.get("polygon") or (),
        outline_id=read_id(sent.get("outline_id")),
        lesion_id=read_id(sent.get("lesion_id")),
    )
    version = read_version(sent.get("version"))
    with warm_opener() as opener:
        return actions.save_outline(**common, version=version, drawn=drawn, opener=opener)


def save_typed(common: dict[str, Any], request: HttpRequest) -> actions.Saved:
    """Keep a border typed as pairs of numbers."""
    drawn = actions.Drawn(
        polygon=read_polygon(request.POST.get("polygon", "")),
        outline_id=read_id(request.POST.get("outline_id")),
        lesion_id=read_id(request.POST.get("lesion_id")),
    )
    version = read_version(request.POST.get("version"))
    with warm_opener() as opener:
        return actions.save_outline(**common, version=version, drawn=drawn, opener=opener)


def accept(common: dict[str, Any], request: HttpRequest, ids: list[str]) -> actions.Saved:
    """Accept proposed borders as they are."""
    version = read_version(request.POST.get("version"))
    with warm_opener() as opener:
        return actions.accept_outlines(**common, version=version, outline_ids=ids, opener=opener)


def answer_json(request: HttpRequest, photograph_pk: int, do: Any) -> JsonResponse:
    """Answer the editor with the photograph as it stands now; 409 with theirs on a conflict."""
    try:
        saved = do()
    except RecordConflict as error:
        theirs = queries.editor_state(actor=request.actor, photograph_pk=photograph_pk)
        said = {"message": f"{error.what}. Yours is kept here.", "theirs": theirs}
        return JsonResponse(said, status=409)
    state = queries.editor_state(actor=request.actor, photograph_pk=photograph_pk)
    return JsonResponse({"state": state, "message": saved.said, "outline_id": saved.outline_id})


def answer_form(request: HttpRequest, photograph_pk: int, do: Any) -> HttpResponse:
    """Answer a form: back to the photograph, or the page again with what was typed."""
    visit_pk = queries.visit_of_photograph(actor=request.actor, photograph_pk=photograph_pk)
    try:
        saved = do()
    except MarksInvalid as error:
        return show(request, visit_pk, photograph_pk, error=error)
    messages.success(request, saved.said)
    return redirect(f"{reverse('visit_outlines', args=[visit_pk])}?photograph={photograph_pk}")


def is_json(request: HttpRequest) -> bool:
    """Tell whether the editor sent this."""
    return bool(request.content_type == "application/json")


def read_json(request: HttpRequest) -> dict[str, Any]:
    """Read what the editor sent; raises FormNotRead."""
    sent = to_json(request.body)
    if not isinstance(sent, dict):
        raise FormNotRead("The border did not arrive whole", next_step="save it again")
    return sent


def read_version(text: Any) -> int:
    """Read the version a person saw; without one nothing is overwritten."""
    try:
        return int(text)
    except (TypeError, ValueError, OverflowError) as error:
        raise FormNotRead(
            "The page is too old to be saved from", next_step="load the page again"
        ) from error


def read_ids(sent: list[Any]) -> list[str]:
    """Read the ids of outlines; what was left empty is none."""
    return [each for each in map(read_id, sent) if each]


def read_id(sent: Any) -> str | None:
    """Read the id of an outline or lesion; None where none was sent."""
    if not sent:
        return None
    if isinstance(sent, str) and sent.isprintable():
        return sent
    raise FormNotRead("An id did not arrive whole", next_step="load the page again")


def is_pixel(sent: Any) -> bool:
    """Tell whether this is a number that can be a place; NaN and infinity are none."""
    return isinstance(sent, int | float) and abs(sent) <= PIXELS_MOST


def read_numbers(sent: Any, count: int) -> Any:
    """Read a tap or a box; None where it was not sent."""
    if sent is None:
        return None
    if isinstance(sent, list) and len(sent) == count and all(map(is_pixel, sent)):
        return tuple(float(each) for each in sent)
    raise FormNotRead("The place did not arrive whole", next_step="tap again")


def read_polygon(text: str) -> list[tuple[float, float]]:
    """Read points typed one a line, or parted by semicolons: 120, 340."""
    points = []
    for part in re.split(r"[;\n]+", text.strip()):
        found = PAIR.fullmatch(part)
        if found is None:
            raise FormNotRead(
                f'"{part.strip()[:40]}" is no point' if part.strip() else "No point was typed",
                why="a point is two numbers: x from the left, y from the top, in pixels",
                next_step="type one point a line, such as 120, 340",
            )
        points.append((float(found[1]), float(found[2])))
    return points
