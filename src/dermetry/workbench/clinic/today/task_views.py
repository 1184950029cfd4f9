"""Tasks: open one, take one over, close one with its outcome."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dermetry.errors import DermetryError
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import tasks as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.tasks import new_task, task_page

KINDS: Final = (("task", "task"), ("alert", "alert: it stands in the banner"))
URGENCIES: Final = (("routine", "routine"), ("soon", "soon"), ("urgent", "urgent"))


class TaskForm(forms.Form):
    """A task and whose it is."""

    reason = forms.CharField(
        label="What is to be done, or looked at",
        max_length=300,
        widget=forms.TextInput,
        error_messages={"required": "Say what is to be done"},
    )
    kind = forms.ChoiceField(label="Kind", choices=KINDS, widget=forms.RadioSelect)
    urgency = forms.ChoiceField(label="Urgency", choices=URGENCIES, widget=forms.RadioSelect)
    due_on = forms.DateField(
        label="Due on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "This is no day; write it as 2026-05-04"},
    )
    owner = forms.ChoiceField(label="Who does it", required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        """Offer the people of the site."""
        super().__init__(*args, **kwargs)
        names = [("", "nobody yet"), *((str(key), name) for key, name in people)]
        self.fields["owner"].choices = names  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def task_add(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Ask what is to be done, and open the task."""
    page = new_task(actor=request.actor, patient_pk=patient_pk, today=clock.today())
    mine = str(request.actor.user_id)
    first = {"kind": "task", "urgency": "routine", "owner": mine}
    form = TaskForm(request.POST or None, people=page.people, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.add_task(
                actor=request.actor,
                at=clock.now(),
                patient_pk=patient_pk,
                kind=given["kind"],
                reason=given["reason"],
                urgency=given["urgency"],
                due_on=given["due_on"],
                owner_user_id=int(given["owner"]) if given["owner"] else None,
            )
        except DermetryError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved.", extra_tags=f"saved-draft:task-{patient_pk}")
            return redirect("patient", patient_pk)
    shown = {"page": page, "banner": page.banner, "form": form, "page_narrow": True}
    return render(request, "today/task_add.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def task_close(request: HttpRequest, task_pk: int) -> HttpResponse:
    """Show a task; take it over, or close it."""
    problem, status = None, 200
    if request.method == "POST":
        who = {"actor": request.actor, "at": clock.now(), "task_pk": task_pk}
        try:
            if request.POST.get("action") == "take":
                actions.take_over(**who)
                messages.success(request, "This is yours now.")
                return redirect("task_close", task_pk)
            patient_pk = actions.close_task(**who, outcome=request.POST.get("outcome", ""))
        except RecordConflict as error:
            problem, status = error, 409
        except actions.RecordNotLawful as error:
            problem, status = error, 422
        else:
            messages.success(request, "Closed.", extra_tags=f"saved-draft:close-{task_pk}")
            return redirect("patient", patient_pk)
    page = task_page(actor=request.actor, task_pk=task_pk, today=clock.today())
    shown = {
        "page": page,
        "banner": page.banner,
        "problem": problem,
        "outcome": request.POST.get("outcome", ""),
        "page_narrow": True,
    }
    return render(request, "today/task.html", shown, status=status)
