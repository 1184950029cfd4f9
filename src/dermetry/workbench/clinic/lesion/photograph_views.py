"""The page of one photograph, and moving it to where it belongs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from dermetry.errors import DermetryError
from dermetry.report.words import say_date
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import matching
from dermetry.workbench.casenotes.actions import moving as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.photograph_move import MovePage, Target, move_page
from dermetry.workbench.casenotes.queries.photographs import photograph_page
from dermetry.workbench.casenotes.scope import NotHere
from dermetry.workbench.clinic.lesion.forms import MoveForm
from dermetry.workbench.clinic.lesion.picture_views import revealed_of
from dermetry.workbench.clinic.sent_values import to_int, to_version
from dermetry.workbench.jobs import analysis


@require_GET
def photograph(request: HttpRequest, photograph_pk: int) -> HttpResponse:
    """Show a photograph; ``?outline=12`` marks the outline a number came from."""
    page = photograph_page(
        actor=request.actor,
        photograph_pk=photograph_pk,
        outline_pk=to_int(request.GET.get("outline")),
        today=clock.today(),
        revealed=revealed_of(request),
    )
    shown = {"page": page, "banner": page.banner, "pages": page.pages, "current": ""}
    return render(request, "lesion/photograph.html", shown)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, photograph_pk: int) -> HttpResponse:
    """Search the right patient, choose the visit, say why; or name an outline anew."""
    if request.POST.get("do") == "outline":
        return reassign(request, photograph_pk)
    sent = request.POST if request.method == "POST" else request.GET
    page = move_page(
        actor=request.actor,
        photograph_pk=photograph_pk,
        query=sent.get("q", "").replace("\x00", "").strip()[:100],
        to_pk=to_int(sent.get("to")),
        today=clock.today(),
        revealed=revealed_of(request),
    )
    if page.target is None:
        return show(request, page, None)
    if request.method == "GET":
        initial = first_choice(page)
        return show(request, page, MoveForm(visits=visit_choices(page.target), initial=initial))
    form = MoveForm(request.POST, visits=visit_choices(page.target))
    if not form.is_valid():
        return show(request, page, form, status=422)
    is_new = form.cleaned_data["visit"] == "new"
    try:
        moved = actions.move_photograph(
            actor=request.actor,
            at=clock.now(),
            today=clock.today(),
            photograph_pk=photograph_pk,
            version=to_version(request.POST.get("version")),
            to=actions.Destination(
                patient_pk=page.target.banner.patient_pk,
                visit_pk=None if is_new else int(form.cleaned_data["visit"]),
                visited_on=form.cleaned_data["visited_on"] if is_new else None,
                is_identity_confirmed=form.cleaned_data["confirm"],
                with_addendum=form.cleaned_data["addendum"],
            ),
            reason=form.cleaned_data["reason"],
        )
    except NotHere:
        raise
    except DermetryError as error:
        form.add_error(None, str(error))
        return show(request, page, form, status=409 if isinstance(error, RecordConflict) else 422)
    if moved.is_waiting:
        analysis.request(photograph_pk=moved.photograph_pk, now=clock.now())
    messages.success(request, moved.said)
    return redirect("photograph", photograph_pk)


def visit_choices(target: Target) -> list[tuple[str, str]]:
    """Give the open visits of a patient, and a new one."""
    found = [
        (str(each.visit_pk), f"Visit of {say_date(each.visited_on)}") for each in target.visits
    ]
    return [*found, ("new", "A new visit")]


def first_choice(page: MovePage) -> dict[str, object]:
    """Give what is chosen at first: the visit of the same day, else nothing but that day."""
    day, visits = page.photograph.visited_on, page.target.visits if page.target else ()
    same = next((str(each.visit_pk) for each in visits if each.visited_on == day), None)
    if page.target and page.target.is_same:
        return {}
    return {"visit": same or ("" if visits else "new"), "visited_on": None if same else day}


def show(
    request: HttpRequest, page: MovePage, form: MoveForm | None, *, status: int = 200
) -> HttpResponse:
    """Render the page."""
    photo = page.photograph
    shown = {
        "page": page,
        "photo": photo,
        "banner": photo.banner,
        "pages": photo.pages,
        "current": "",
        "form": form,
    }
    return render(request, "lesion/move.html", shown, status=status)


def reassign(request: HttpRequest, photograph_pk: int) -> HttpResponse:
    """Say that an outline is another lesion: a decision like those of the visit, with undo."""
    outline_pk, version = (
        to_int(request.POST.get("outline")),
        to_version(request.POST.get("version")),
    )
    page = photograph_page(
        actor=request.actor,
        photograph_pk=photograph_pk,
        outline_pk=outline_pk,
        today=clock.today(),
        revealed=revealed_of(request),
    )
    if outline_pk not in {each.outline_pk for each in page.named}:
        raise NotHere("There is no such outline on this photograph")
    decision = matching.Decision(
        "same",
        outline_pks=(outline_pk or 0,),
        lesion_pk=to_int(request.POST.get("lesion")),
        seen={outline_pk or 0: version} if version is not None else {},
    )
    said = matching.decide(
        actor=request.actor,
        at=clock.now(),
        today=clock.today(),
        visit_pk=page.visit_pk,
        decisions=[decision],
    )
    messages.success(request, f"{said[:1].upper()}{said[1:]}. It can be undone at Who is who.")
    return redirect(f"{reverse('photograph', args=[photograph_pk])}?outline={outline_pk}")
