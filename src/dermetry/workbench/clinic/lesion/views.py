"""The page of a lesion, and its form."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dermetry.errors import MarksInvalid
from dermetry.knowledge.appearance_words import load_appearance_words
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import lesions as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.lesion import lesion_page
from dermetry.workbench.casenotes.queries.lesion_edit import LesionEdit, lesion_edit
from dermetry.workbench.clinic.lesion.forms import LesionForm, theirs_and_mine, typed
from dermetry.workbench.clinic.lesion.picture_views import revealed_of
from dermetry.workbench.clinic.sent_values import to_version


@require_GET
def lesion(request: HttpRequest, lesion_pk: int) -> HttpResponse:
    """Show one lesion across all visits; ``?before=12&after=17`` chooses what is compared."""
    page = lesion_page(
        actor=request.actor,
        lesion_pk=lesion_pk,
        today=clock.today(),
        revealed=revealed_of(request),
        compared=(request.GET.get("before", ""), request.GET.get("after", "")),
    )
    shown = {"page": page, "banner": page.banner, "pages": page.pages, "current": ""}
    return render(request, "lesion/index.html", shown)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, lesion_pk: int) -> HttpResponse:
    """Change what is recorded of a lesion; two people at once see both versions."""
    page = lesion_edit(actor=request.actor, lesion_pk=lesion_pk, today=clock.today())
    if request.method == "GET":
        return show(request, page, LesionForm(initial=initial_of(page)))
    sent = chosen(request, page)
    form = LesionForm(sent)
    if not form.is_valid():
        return show(request, page, form, status=422)
    try:
        actions.edit_lesion(
            actor=request.actor,
            at=clock.now(),
            today=clock.today(),
            lesion_pk=lesion_pk,
            version=to_version(request.POST.get("version")),
            fields=form.edited(),
            reason=form.cleaned_data["reason"],
            is_confirmed=form.cleaned_data["is_confirmed"],
        )
    except RecordConflict as conflict:
        theirs = theirs_and_mine(form, conflict.theirs, sent)
        return show(request, page, form, status=409, theirs=theirs)
    except MarksInvalid as error:
        form.add_error(None, str(error))
        return show(request, page, form, status=422)
    messages.success(request, "Saved.", extra_tags=f"saved-draft:lesion-{lesion_pk}")
    return redirect("lesion", lesion_pk)


def chosen(request: HttpRequest, page: LesionEdit) -> dict[str, str]:
    """Give the fields as typed; after a conflict each is mine or theirs."""
    sent = {name: str(value) for name, value in request.POST.items()}
    for name in actions.EDITED:
        if sent.get(f"choice_{name}") == "theirs":
            sent[name] = typed(page.values[name])
    return sent


def initial_of(page: LesionEdit) -> dict[str, str]:
    """Give what is stored as the form shows it."""
    return {name: typed(value) for name, value in page.values.items()}


def show(
    request: HttpRequest,
    page: LesionEdit,
    form: LesionForm,
    *,
    status: int = 200,
    theirs: list[dict[str, str]] | None = None,
) -> HttpResponse:
    """Render the form."""
    shown: dict[str, Any] = {
        "page": page,
        "banner": page.banner,
        "pages": page.pages,
        "current": "",
        "form": form,
        "theirs": theirs,
        "morphologies": load_appearance_words().morphologies,
    }
    return render(request, "lesion/edit.html", shown, status=status)
