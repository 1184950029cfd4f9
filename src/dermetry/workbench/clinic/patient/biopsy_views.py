"""Biopsies: the list and the form."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dermetry.errors import DermetryError
from dermetry.report.words import say_date
from dermetry.workbench import clock
from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.actions.biopsies import save_biopsy
from dermetry.workbench.casenotes.queries.biopsies import Biopsies, BiopsyLine, biopsies
from dermetry.workbench.casenotes.scope import NotHere
from dermetry.workbench.clinic.patient.forms import BiopsyForm, typed_biopsy
from dermetry.workbench.clinic.sent_values import to_version


@require_http_methods(["GET", "POST"])
def biopsy_list(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Show the biopsies, or keep one."""
    page = biopsies(actor=request.actor, patient_pk=patient_pk, today=clock.today())
    chosen = choose(page, request.GET.get("edit") or request.POST.get("specimen"))
    if request.method == "GET":
        return biopsy_page(request, page, chosen, make_form(page, chosen))
    form = make_form(page, chosen, resolve(request.POST, chosen))
    if not form.is_valid():
        return biopsy_page(request, page, chosen, form, status=422)
    try:
        name = keep(request, page, chosen, form)
    except RecordConflict:
        page = biopsies(actor=request.actor, patient_pk=patient_pk, today=clock.today())
        return biopsy_page(request, page, choose(page, str(chosen and chosen.specimen_pk)), form,
                           is_conflict=True, status=409)  # fmt: skip
    except (NotHere, NotPermitted):
        raise
    except DermetryError as error:
        form.add_error(None, str(error))
        return biopsy_page(request, page, chosen, form, status=422)
    tag = f"saved-draft:biopsy-{patient_pk}-{chosen.specimen_pk if chosen else 'new'}"
    messages.success(request, f"{name} saved.", extra_tags=tag)
    return redirect("patient_biopsies", patient_pk)


def choose(page: Biopsies, key: str | None) -> BiopsyLine | None:
    """Give the biopsy that is being changed; None: a new one."""
    return next((each for each in page.biopsies if str(each.specimen_pk) == key), None)


def make_form(
    page: Biopsies, chosen: BiopsyLine | None, data: QueryDict | None = None
) -> BiopsyForm:
    """Give the form, stored or as it was sent."""
    return BiopsyForm(data, page=page, initial=typed_biopsy(chosen) if chosen else {})


def resolve(sent: QueryDict, chosen: BiopsyLine | None) -> QueryDict:
    """Give what was sent after choices between two versions."""
    data = sent.copy()
    for name, value in (typed_biopsy(chosen) if chosen else {}).items():
        if sent.get(f"choice_{name}") == "theirs":
            data[name] = "" if value is None else str(value)
    return data


def keep(request: HttpRequest, page: Biopsies, chosen: BiopsyLine | None, form: BiopsyForm) -> str:
    """Write the biopsy; gives its id."""
    lesion, version = form.cleaned_data["lesion"], request.POST.get("version", "")
    return save_biopsy(
        actor=request.actor,
        at=clock.now(),
        today=clock.today(),
        patient_pk=page.banner.patient_pk,
        lesion_pk=int(lesion) if lesion else None,
        fields=form.values(),
        specimen_pk=chosen.specimen_pk if chosen else None,
        version=to_version(version),
    )


def biopsy_page(
    request: HttpRequest,
    page: Biopsies,
    chosen: BiopsyLine | None,
    form: BiopsyForm,
    *,
    is_conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Render the page."""
    context = {
        "page": page,
        "banner": page.banner,
        "chosen": chosen,
        "form": form,
        "is_open": chosen is not None or form.is_bound or not page.biopsies,
        "conflict": differing(form, chosen) if is_conflict and chosen else (),
    }
    return render(request, "patient/biopsies.html", context, status=status)


def differing(form: BiopsyForm, chosen: BiopsyLine) -> list[dict[str, Any]]:
    """Give both versions of every field that differs."""
    return [
        {"name": name, "label": form.fields[name].label, "theirs": theirs, "mine": mine}
        for name, value in typed_biopsy(chosen).items()
        for theirs, mine in [(shown(form, name, value), shown(form, name, form.data.get(name)))]
        if theirs != mine
    ]


def shown(form: BiopsyForm, name: str, value: Any) -> str:
    """Give a value in words."""
    choices = dict(getattr(form.fields[name], "choices", ()))
    if hasattr(value, "isoformat"):
        return say_date(value)
    if name.endswith("_on") and value:
        return say_date(form.fields[name].clean(value))
    return str(choices.get(value or "", value or ""))
