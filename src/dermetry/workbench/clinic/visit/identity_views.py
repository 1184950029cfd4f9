"""Starting a visit, going on with one, and making sure who the patient is."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dermetry.errors import MarksInvalid
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import visits as actions
from dermetry.workbench.casenotes.queries import visit as queries
from dermetry.workbench.casenotes.queries.banner import patient_banner
from dermetry.workbench.clinic.visit.flow import visit_frame


class StartForm(forms.Form):
    """The day of the visit."""

    visited_on = forms.DateField(
        label="Day of the visit",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Today unless the patient was seen earlier. A visit of that day is opened again.",
        error_messages={
            "required": "Enter the day of the visit",
            "invalid": "This is no day; write it as 2026-05-04",
        },
    )


@require_http_methods(["GET", "POST"])
def visit_start(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Ask for the day, and start or open its visit."""
    today = clock.today()
    form = StartForm(request.POST or None, initial={"visited_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            started = actions.start_visit(
                actor=request.actor,
                at=clock.now(),
                patient_pk=patient_pk,
                visited_on=form.cleaned_data["visited_on"],
                today=today,
            )
        except MarksInvalid as error:
            form.add_error("visited_on", str(error))
        else:
            if not started.is_new:
                messages.info(request, f"The visit of {started.visited_on:%-d %b %Y} is open.")
            return redirect("visit" if not started.is_new else "visit_identity", started.visit_pk)
    page = {
        "form": form,
        "today": today,
        "start": queries.visit_start(actor=request.actor, patient_pk=patient_pk),
        "banner": patient_banner(actor=request.actor, patient_pk=patient_pk, today=today),
    }
    return render(request, "visit/start.html", page, status=422 if form.errors else 200)


@require_GET
def visit(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Go on where the visit was left; what is signed, or not the person's to edit, is reviewed."""
    found = queries.visit_progress(actor=request.actor, visit_pk=visit_pk)
    is_editing = request.actor.can("edit_visit") and not found.signed_on
    return redirect(f"visit_{found.step if is_editing else 'review'}", visit_pk)


@require_http_methods(["GET", "POST"])
def identity(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Ask whether this is the patient; the answer is kept with name and time."""
    if request.method == "POST":
        return answer_identity(request, visit_pk)
    frame = visit_frame(
        actor=request.actor, visit_pk=visit_pk, step="identity", today=clock.today()
    )
    return render(request, "visit/identity.html", {"frame": frame, "page_narrow": True})


def answer_identity(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Keep the answer, and go on or go back."""
    found = queries.visit_progress(actor=request.actor, visit_pk=visit_pk)
    keep = {"actor": request.actor, "at": clock.now(), "visit_pk": visit_pk}
    if request.POST.get("answer") == "yes":
        actions.confirm_identity(**keep)
        return redirect("visit_photographs", visit_pk)
    if actions.deny_identity(**keep):
        messages.warning(
            request,
            f"The visit of {found.visited_on:%-d %b %Y} holds entries. If they belong to somebody "
            "else, move each photograph from its own page.",
        )
    return redirect("today")
