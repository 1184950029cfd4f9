"""Consent, response plan and treatments."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dermetry.errors import DermetryError
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import consents, history
from dermetry.workbench.casenotes.queries.consents import consent_page
from dermetry.workbench.casenotes.queries.registration import part_page
from dermetry.workbench.clinic.registration.care_forms import ConsentForm
from dermetry.workbench.clinic.registration.part_views import Part, keep_part, show_part
from dermetry.workbench.clinic.registration.plan_form import PLAN_SECTIONS, PlanForm

PLAN = Part(
    "plan",
    PLAN_SECTIONS,
    history.record_plan,
    lambda form, _: {"form": form, "policy_warning": form.policy_warning},
)


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
    form = PlanForm(
        request.POST or None,
        visits=page.visits,
        today=today,
        signed=page.signed_visits,
        initial=dict(page.held),
    )
    if request.method == "GET":
        return show_part(request, page, PLAN, form)
    return keep_part(request, patient_pk, page, PLAN, form)
