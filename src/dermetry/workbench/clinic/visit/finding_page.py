"""The whole page of the findings step."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dermetry.knowledge.appearance_words import load_appearance_words
from dermetry.knowledge.morphology import load_morphologies
from dermetry.workbench import clock
from dermetry.workbench.casenotes.queries.findings import findings_of_visit
from dermetry.workbench.clinic.visit.finding_cards import Replaced, cards_of, make_regions
from dermetry.workbench.clinic.visit.finding_forms import LABELS
from dermetry.workbench.clinic.visit.flow import visit_frame

AS_STORED = Replaced()


def morphology_words() -> tuple[str, ...]:
    """Give the words to choose a look from: the vocabulary, then words in common use."""
    named = (each.label for each in load_morphologies().by_key.values())
    return tuple(dict.fromkeys((*named, *load_appearance_words().morphologies)))


def findings_page(
    request: HttpRequest, visit_pk: int, replaced: Replaced = AS_STORED
) -> HttpResponse:
    """Render the whole page, with one form as it was sent."""
    found = findings_of_visit(actor=request.actor, visit_pk=visit_pk)
    page = {
        "frame": visit_frame(
            actor=request.actor, visit_pk=visit_pk, step="findings", today=clock.today()
        ),
        "found": found,
        "cards": cards_of(found, replaced),
        "regions": replaced.regions or make_regions(found.regions, visit_pk, found.is_locked),
        "morphologies": morphology_words(),
        "labels": LABELS,
    }
    return render(request, "visit/findings.html", page, status=replaced.status)
