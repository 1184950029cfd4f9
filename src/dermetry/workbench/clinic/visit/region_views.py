"""Which regions of the skin were looked at, and which not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dermetry.errors import DermetryError
from dermetry.knowledge.codes import load_skin_zones
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import findings as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.findings import Regions, findings_of_visit
from dermetry.workbench.clinic.visit.finding_cards import (
    Choice,
    Replaced,
    every_zone,
    make_regions,
)
from dermetry.workbench.clinic.visit.finding_forms import RegionsForm
from dermetry.workbench.clinic.visit.finding_page import findings_page
from dermetry.workbench.clinic.visit.skin_checklist import answer_region
from dermetry.workbench.clinic.visit.upload_form import zone_names

TITLES = {"examined": "Examined", "not_examined": "Not examined", "refused": "Refused"}


@require_POST
def regions(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Keep the regions; "all", "last" and an answer for a whole region name the zones."""
    stored = findings_of_visit(actor=request.actor, visit_pk=visit_pk).regions
    form = RegionsForm(request.POST)
    if not form.is_valid():
        problems = tuple(str(said[0]) for said in form.errors.values())
        return refused(request, visit_pk, stored, problems, 422)
    wanted = resolve(request, stored, form.cleaned_data)
    try:
        actions.record_regions(
            actor=request.actor,
            at=clock.now(),
            visit_pk=visit_pk,
            examined=wanted["examined"],
            not_examined=wanted["not_examined"],
            refused=wanted["refused"],
            seen=request.POST.get("mark"),
        )
    except RecordConflict:
        stored = findings_of_visit(actor=request.actor, visit_pk=visit_pk).regions
        return refused(request, visit_pk, stored, (), 409)
    except DermetryError as error:
        return refused(request, visit_pk, stored, (str(error),), 422)
    is_shortcut = bool(request.POST.get("action") or request.POST.get("region"))
    return kept(request, visit_pk, is_shortcut)


def resolve(
    request: HttpRequest, stored: Regions, given: dict[str, list[str]]
) -> dict[str, tuple[str, ...]]:
    """Give the zones of each list after shortcuts and choices between versions."""
    wanted = {name: tuple(given[name]) for name in TITLES}
    if "asks_refused" not in request.POST:  # a page opened before refusing could be told
        wanted["refused"] = tuple(e for e in stored.refused if e not in wanted["examined"])
    for name in TITLES:
        if request.POST.get(f"choice_{name}") == "theirs":
            wanted[name] = getattr(stored, name)
    action = request.POST.get("action")
    left_out = (*wanted["not_examined"], *wanted["refused"])
    if action == "all":
        asked = every_zone(stored)
        every = (each for each in asked if each not in left_out)
        wanted["examined"] = tuple(dict.fromkeys((*wanted["examined"], *every)))
    if action == "last":
        last = (each for each in stored.last_examined if each not in left_out)
        wanted["examined"] = tuple(dict.fromkeys((*wanted["examined"], *last)))
    if action == "clear":
        wanted = dict.fromkeys(TITLES, ())
    return dict(answer_region(stored.checklist, wanted, request.POST.get("region", "")))


def refused(
    request: HttpRequest, visit_pk: int, stored: Regions, problems: tuple[str, ...], status: int
) -> HttpResponse:
    """Give the regions as they were sent, with what stands against them."""
    zones = load_skin_zones()
    mine = {
        name: tuple(each for each in request.POST.getlist(name) if each in zones) for name in TITLES
    }
    panel = make_regions(
        stored,
        visit_pk,
        False,
        **mine,
        problems=problems,
        theirs=differing(stored, mine) if status == 409 else (),
    )
    if not request.htmx:
        return findings_page(request, visit_pk, Replaced(regions=panel, status=status))
    return regions_fragment(request, panel, status)


def regions_fragment(request: HttpRequest, panel: object, status: int = 200) -> HttpResponse:
    """Give the panel alone."""
    answer = render(request, "visit/findings_regions.html", {"regions": panel}, status=status)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#regions", "outerHTML"
    return answer


def differing(stored: Regions, mine: dict[str, tuple[str, ...]]) -> tuple[Choice, ...]:
    """Give both versions of each list that differs, in words."""
    names = zone_names()
    theirs = {name: getattr(stored, name) for name in TITLES}
    return tuple(
        {
            "name": name,
            "label": TITLES[name],
            "theirs": ", ".join(names.get(each, each) for each in theirs[name]),
            "mine": ", ".join(names.get(each, each) for each in mine[name]),
        }
        for name in TITLES
        if set(theirs[name]) != set(mine[name])
    )


def kept(request: HttpRequest, visit_pk: int, is_shortcut: bool) -> HttpResponse:
    """Say that the regions are saved; a shortcut or a choice shows them anew."""
    if not request.htmx:
        messages.success(request, "Saved.", extra_tags=f"saved-draft:visit-{visit_pk}-regions")
        return redirect(f"{reverse('visit_findings', args=[visit_pk])}#regions")
    found = findings_of_visit(actor=request.actor, visit_pk=visit_pk)
    panel = make_regions(found.regions, visit_pk, found.is_locked)
    if is_shortcut or any(name.startswith("choice_") for name in request.POST):
        return regions_fragment(request, panel)
    page = {"regions": panel, "at": clock.now(), "is_answer": True}
    return render(request, "visit/findings_regions_saved.html", page)
