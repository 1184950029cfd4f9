"""Consent, response plan and treatments."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dermetry.errors import DermetryError
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import consents, history
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.consents import consent_page
from dermetry.workbench.casenotes.queries.registration import PartPage, part_page
from dermetry.workbench.clinic.registration.care_forms import PLAN_SECTIONS, ConsentForm, PlanForm
from dermetry.workbench.clinic.registration.conflicts import differing, resolve


@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Show what the patient agreed to, or record one more answer."""
    today = clock.today()
    form = ConsentForm(
        request.POST or None, initial={"answered_on": today, "use": request.GET.get("use", "")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            consents.record_consent(
                actor=request.actor,
                at=clock.now(),
                today=today,
                patient_pk=patient_pk,
                **form.cleaned_data,
            )
        except DermetryError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved.", extra_tags=f"saved-draft:consent-{patient_pk}")
            return redirect("patient_consent", patient_pk)
    page = consent_page(actor=request.actor, patient_pk=patient_pk, today=today)
    shown = {
        "page": page,
        "pages": page.pages,
        "current": "patient_consent",
        "banner": page.banner,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "registration/consent.html", shown, status=status)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Show or change what the calls rest on."""
    today = clock.today()
    page = part_page(actor=request.actor, patient_pk=patient_pk, part="plan", today=today)
    form = PlanForm(request.POST or None, visits=page.visits, today=today, initial=dict(page.held))
    if request.method == "GET":
        return plan_page(request, page, form, page.mark)
    mark = request.POST.get("mark", "")
    if not form.is_valid():
        return plan_page(request, page, form, mark, status=422)
    values = resolve(request.POST, page.held, form.values())
    try:
        history.record_plan(
            actor=request.actor,
            at=clock.now(),
            patient_pk=patient_pk,
            fields=values,
            seen=mark,
        )
    except RecordConflict:
        both = differing(PLAN_SECTIONS, page.held, values)
        return plan_page(request, page, form, page.mark, both, status=409)
    except DermetryError as error:
        form.add_error(None, str(error))
        return plan_page(request, page, form, mark, status=422)
    messages.success(request, "Saved.", extra_tags=f"saved-draft:plan-{patient_pk}")
    return redirect("patient_plan", patient_pk)


def plan_page(
    request: HttpRequest,
    page: PartPage,
    form: PlanForm,
    mark: str,
    conflict: tuple[dict[str, str], ...] = (),
    status: int = 200,
) -> HttpResponse:
    """Render the page."""
    shown = {
        "page": page,
        "pages": page.pages,
        "current": "patient_plan",
        "banner": page.banner,
        "form": form,
        "mark": mark,
        "conflict": conflict,
    }
    return render(request, "registration/plan.html", shown, status=status)
