"""Scale and quality of each photograph; the ruler where none was found; analysing again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dermetry.errors import MarksInvalid
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import photographs as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.photographs_of_visit import (
    PhotographLine,
    ScaleLine,
    photograph_line,
    visit_lines,
)
from dermetry.workbench.clinic.sent_values import to_int, to_json
from dermetry.workbench.clinic.visit.flow import visit_frame
from dermetry.workbench.clinic.visit.upload_tiles import Tile, tiles_of
from dermetry.workbench.jobs import analysis

CORNERS = 4  # of one printed marker


class RulerForm(forms.Form):
    """Two points of the photograph and the distance between them, typed."""

    first_x = forms.FloatField(label="First point, x")
    first_y = forms.FloatField(label="First point, y")
    second_x = forms.FloatField(label="Second point, x")
    second_y = forms.FloatField(label="Second point, y")
    mm = forms.DecimalField(label="Distance", help_text="Millimeters between the two points")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def taps(self) -> dict[str, Any]:
        """Give the ruler as the action takes it."""
        given = self.cleaned_data
        return {
            "first": (given["first_x"], given["first_y"]),
            "second": (given["second_x"], given["second_y"]),
            "mm": str(given["mm"]),
            "version": given["version"],
        }


@dataclass(frozen=True)
class Card:
    """One photograph on the scale page, with what its scale rests on drawn over it."""

    tile: Tile
    shapes: tuple[str, ...]  # points of polygons and lines, in pixels of the photograph


@require_GET
def scale(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Show what each photograph says of its scale and quality; one card alone for htmx."""
    wanted = to_int(request.GET.get("photograph"))
    if request.htmx and wanted is not None:
        return one_card(request, wanted)
    analysis.tend(now=clock.now())
    lines = visit_lines(actor=request.actor, visit_pk=visit_pk)
    frame = visit_frame(actor=request.actor, visit_pk=visit_pk, step="scale", today=clock.today())
    cards = [make_card(tile) for tile in tiles_of(lines)]
    return render(request, "visit/scale.html", {"frame": frame, "cards": cards})


def one_card(request: HttpRequest, photograph_pk: int) -> HttpResponse:
    """Show one photograph's card."""
    analysis.tend(now=clock.now())
    line = photograph_line(actor=request.actor, photograph_pk=photograph_pk)
    (tile,) = tiles_of((line,))
    return render(request, "visit/scale_card.html", {"card": make_card(tile)})


def make_card(tile: Tile) -> Card:
    """Give a photograph's card."""
    return Card(tile, shapes_of(tile.photo.scale) if tile.photo.scale else ())


def shapes_of(found: ScaleLine) -> tuple[str, ...]:
    """Give the markers' corners, four and four, or the ruler's two ends, as SVG points."""
    points = [f"{x + 0.5:.1f},{y + 0.5:.1f}" for x, y in found.reference_px]
    step = CORNERS if points and len(points) % CORNERS == 0 else max(len(points), 1)
    return tuple(" ".join(points[at : at + step]) for at in range(0, len(points), step))


@require_POST
def analyse(request: HttpRequest, photograph_pk: int) -> HttpResponse:
    """Analyse a photograph again."""
    now = clock.now()
    actions.ask_again(actor=request.actor, at=now, photograph_pk=photograph_pk)
    analysis.request(photograph_pk=photograph_pk, now=now)
    if request.htmx:
        return one_card(request, photograph_pk)
    line = photograph_line(actor=request.actor, photograph_pk=photograph_pk)
    return redirect("visit_scale", line.visit_pk)


@require_http_methods(["GET", "POST"])
def ruler(request: HttpRequest, photograph_pk: int) -> HttpResponse:
    """Set a scale by two taps on a ruler: from the editor as JSON, or typed into a form."""
    if request.method == "POST" and request.content_type == "application/json":
        return ruler_from_editor(request, photograph_pk)
    line = photograph_line(actor=request.actor, photograph_pk=photograph_pk)
    form = RulerForm(request.POST or None, initial={"version": line.version})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            keep_ruler(request, photograph_pk, form.taps())
        except RecordConflict as conflict:
            form = seen_again(form, conflict)
            status = 409
        except MarksInvalid as error:
            form.add_error(None, capfirst(str(error)))
        else:
            messages.success(request, "The ruler is kept; the photograph is analysed with it.")
            return redirect(f"{reverse('visit_scale', args=[line.visit_pk])}#card-{photograph_pk}")
    page = {
        "frame": visit_frame(
            actor=request.actor, visit_pk=line.visit_pk, step="scale", today=clock.today()
        ),
        "photo": line,
        "form": form,
        "state": json.dumps(editor_state(line)),
    }
    if status == 200 and form.errors:
        status = 422
    return render(request, "visit/scale_ruler.html", page, status=status)


def seen_again(form: RulerForm, conflict: RecordConflict) -> RulerForm:
    """Show what was typed beside the ruler that was set meanwhile; saving again overwrites it."""
    again = RulerForm(dict(form.data.items()) | {"version": conflict.version})
    theirs = conflict.theirs["ruler"]
    said = (
        f"The ruler set meanwhile lies between {say_point(theirs['first'])} and "
        f"{say_point(theirs['second'])}, {theirs['mm']} mm apart"
        if theirs
        else "The photograph was described or outlined meanwhile; no ruler is set"
    )
    again.add_error(None, f"{conflict.what}. {said}. Set the scale again to keep yours.")
    return again


def say_point(point: Sequence[float]) -> str:
    """Say where a point lies."""
    return f"({point[0]:.0f}, {point[1]:.0f})"


def ruler_from_editor(request: HttpRequest, photograph_pk: int) -> JsonResponse:
    """Keep the editor's two taps, and answer with the scale as it stands now."""
    try:
        sent = to_json(request.body)
        taps = {"first": sent["first"], "second": sent["second"], "mm": str(sent["mm"])}
        taps["version"] = int(sent["version"])
    except (ValueError, KeyError, TypeError) as error:
        raise MarksInvalid(
            "The ruler did not arrive whole", next_step="tap both ends again, then save"
        ) from error
    try:
        keep_ruler(request, photograph_pk, taps)
    except RecordConflict as conflict:
        line = photograph_line(actor=request.actor, photograph_pk=photograph_pk)
        told = {"message": f"{conflict.what}.", "theirs": editor_state(line)}
        return JsonResponse(told, status=409)
    line = photograph_line(actor=request.actor, photograph_pk=photograph_pk)
    said = "The ruler is kept; the photograph is analysed with it."
    return JsonResponse({"state": editor_state(line), "message": said})


def keep_ruler(request: HttpRequest, photograph_pk: int, taps: dict[str, Any]) -> None:
    """Keep the taps and have the photograph analysed with them."""
    now = clock.now()
    actions.set_ruler(actor=request.actor, at=now, photograph_pk=photograph_pk, **taps)
    analysis.request(photograph_pk=photograph_pk, now=now)


def editor_state(line: PhotographLine) -> dict[str, Any]:
    """Give what the outline editor is told of a photograph on which nothing is drawn here."""
    found = line.scale
    return {
        "outlines": [],
        "lesions": [],
        "version": line.version,
        "mm_per_pixel": float(found.mm_per_pixel) if found and found.is_found else None,
        "scale_reason": found.reason if found else "not analysed yet",
        "reference_px": [list(point) for point in found.reference_px] if found else [],
    }
