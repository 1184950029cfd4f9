"""Merging two records of one patient: search, compare, confirm with the reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dermetry.errors import DermetryError
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import merging as actions
from dermetry.workbench.casenotes.queries.merging import MergePage, merge_page

SAME = "same_"
NOT_CHOSEN = actions.MergeNotPossible(
    "Choose the other record first", next_step="search for it below"
)
NOT_COMPARABLE = actions.MergeNotPossible(
    "That record cannot be merged with this one",
    why="it is the same one, was merged before, or is not at this site",
    next_step="find the other record below",
)
NOT_PREVIEWED = actions.MergeNotPossible(
    "What the merge does has changed with your choices",
    why="a merge is confirmed only as it is shown",
    next_step="read it below, then merge",
)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Show both records side by side; merge them once a person has said why."""
    sent = request.POST if request.method == "POST" else request.GET
    other = sent.get("other", "")
    other_pk = int(other) if other.isdecimal() and len(other) < 16 else None
    same = lesions_of(sent)
    page = merge_page(
        actor=request.actor,
        patient_pk=patient_pk,
        today=clock.today(),
        query=sent.get("q", "").replace("\x00", "").strip()[:100],
        other_pk=other_pk,
        keeps_other=sent.get("keep") == "other",
        same_lesions=same,
    )
    if request.method == "GET":
        problem = NOT_COMPARABLE if other_pk and page.compared is None else None
        return show(request, page, problem, status=422 if problem else 200)
    if page.compared is None:
        return show(request, page, NOT_CHOSEN, status=422)
    if sent.get("action") == "preview":
        return show(request, page)
    if sent.get("previewed") != choices_of(page):
        return show(request, page, NOT_PREVIEWED, status=422)
    try:
        actions.merge_records(
            actor=request.actor,
            at=clock.now(),
            kept_pk=page.compared.kept_pk,
            merged_pk=page.compared.merged_pk,
            same_lesions=same,
            reason=sent.get("reason", ""),
        )
    except DermetryError as error:
        return show(request, page, error, status=422)
    messages.success(request, f"{page.compared.merged} is merged into this record.")
    return redirect("patient", page.compared.kept_pk)


def lesions_of(sent: QueryDict) -> dict[str, str]:
    """Give which lesions were said to be the same."""
    return {
        name.removeprefix(SAME): value
        for name, value in sent.items()
        if name.startswith(SAME) and value
    }


def choices_of(page: MergePage) -> str:
    """Give what was chosen as one text, to be sure that what is confirmed was shown."""
    if page.compared is None:
        return ""
    same = (f"{each.lesion_id}={each.chosen}" for each in page.compared.lesions)
    return f"{page.compared.kept_pk} {page.compared.merged_pk} {' '.join(same)}".strip()


def show(
    request: HttpRequest,
    page: MergePage,
    problem: DermetryError | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page."""
    shown = {
        "page": page,
        "pages": page.pages,
        "current": "patient_merge",
        "banner": page.banner,
        "problem": problem,
        "previewed": choices_of(page),
        "reason": request.POST.get("reason", ""),
        "keep": (request.POST or request.GET).get("keep", "this"),
    }
    return render(request, "registration/merge.html", shown, status=status)
