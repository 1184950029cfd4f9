"""The review: everything a signer reads; signing, asking for it, and addenda."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dermetry.errors import DermetryError
from dermetry.report.words import BADGES
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import signing as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.review import OTHER_SITES, Pending, Review, review_of
from dermetry.workbench.casenotes.steps import LABELS, NAMED
from dermetry.workbench.clinic.sent_values import to_int
from dermetry.workbench.clinic.visit.flow import step_url, visit_frame


class SignForm(forms.Form):
    """A signature, and the signer's own call where it differs."""

    category = forms.ChoiceField(
        choices=[("", ""), *((each, each) for each in BADGES)], required=False
    )
    reason = forms.CharField(required=False, max_length=2000)
    without_waiting = forms.BooleanField(required=False)
    is_the_patient = forms.BooleanField(required=False)


class AddendumForm(forms.Form):
    """A correction or addition to what is signed."""

    text = forms.CharField(
        max_length=2000,
        label="Addendum",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write the addendum"},
        help_text="It is added below the signature with your name and today's date, and it "
        "cannot be changed afterwards.",
    )


@dataclass(frozen=True)
class PendingLine:
    """One open thing with the address of its step."""

    pending: Pending
    url: str
    label: str


@require_GET
def review(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Show everything that is signed."""
    return review_page(request, visit_pk)


def review_page(
    request: HttpRequest,
    visit_pk: int,
    *,
    status: int = 200,
    problem: dict[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """Render the page, with what stands against a signature or an addendum."""
    found = review_of(actor=request.actor, visit_pk=visit_pk, today=clock.today())
    frame = visit_frame(actor=request.actor, visit_pk=visit_pk, step="review", today=clock.today())
    links = request.actor.can("edit_visit") and not found.is_signed
    page = {
        "frame": frame,
        "found": found,
        "pending": pending_lines(found, links=links, patient_pk=frame.patient_pk),
        "can_sign": request.actor.can("sign") and not found.is_signed,
        "can_ask": request.actor.can("edit_visit") and not found.is_signed,
        "can_add": request.actor.can("write_addendum") and found.is_signed,
        "addendum": AddendumForm(),
        "sign": SignForm(),
        "problem": problem,
    }
    return render(request, "visit/review.html", page | more, status=status)


def pending_lines(found: Review, *, links: bool, patient_pk: int) -> list[PendingLine]:
    """Give the open things with their links; a signed visit has no steps to go to."""
    lines = []
    for each in found.pending:
        if each.step == OTHER_SITES:
            url = reverse("other_sites", args=[patient_pk]) if links else ""
            lines.append(PendingLine(each, url, "Other sites"))
            continue
        step = NAMED.get(each.step)
        url = step_url(step=step, visit_pk=found.visit_pk) if links and step else ""
        lines.append(PendingLine(each, url, LABELS[step] if step else ""))
    return lines


@require_POST
def sign(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Sign the visit as it was reviewed."""
    form = SignForm(request.POST)
    if not form.is_valid():
        return review_page(
            request, visit_pk, status=422, sign=form, problem=words("Not signed yet", form)
        )
    given = form.cleaned_data
    try:
        actions.sign_visit(
            actor=request.actor,
            at=clock.now(),
            today=clock.today(),
            visit_pk=visit_pk,
            reviewed=request.POST.get("reviewed", ""),
            own_call=actions.OwnCall(given["category"], given["reason"]),
            signs_without_waiting=given["without_waiting"],
            is_the_patient=given["is_the_patient"],
        )
    except RecordConflict as error:
        said = {
            "what": f"Not signed: {error.what[:1].lower()}{error.what[1:]}",
            "why": "you sign what you have read",
            "next_step": "this page shows the visit as it stands now; read it, then sign",
        }
        return review_page(request, visit_pk, status=409, sign=form, problem=said)
    except (
        actions.IdentityNotConfirmed,
        actions.PhotographsWaiting,
        actions.OverrideIncomplete,
    ) as error:
        said = {"what": error.what, "why": error.why or "", "next_step": error.next_step or ""}
        return review_page(request, visit_pk, status=422, sign=form, problem=said)
    tag = f"saved-draft:visit-{visit_pk}-sign"
    messages.success(request, "Signed and locked.", extra_tags=tag)
    return redirect("visit_review", visit_pk)


def words(what: str, form: forms.Form) -> dict[str, str]:
    """Put what is wrong with a form into one sentence."""
    said = " ".join(str(each) for errors in form.errors.values() for each in errors)
    return {"what": what, "why": said, "next_step": "correct it; nothing typed is lost"}


@require_POST
def ask(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Tell a physician that the visit is ready to be signed."""
    owner = request.POST.get("owner", "")
    try:
        actions.ask_to_sign(
            actor=request.actor,
            at=clock.now(),
            today=clock.today(),
            visit_pk=visit_pk,
            owner_user_id=to_int(owner) or 0,
        )
    except actions.SignerUnknown as error:
        said = {"what": error.what, "why": "", "next_step": error.next_step or ""}
        return review_page(request, visit_pk, status=422, problem=said)
    messages.success(request, "The visit stands in the physician's list as ready to sign.")
    return redirect("visit_review", visit_pk)


@require_http_methods(["GET", "POST"])
def addendum(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Add to a signed visit; the form stands on the review page too."""
    form = AddendumForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_addendum(
                actor=request.actor,
                at=clock.now(),
                today=clock.today(),
                visit_pk=visit_pk,
                text=form.cleaned_data["text"],
            )
        except DermetryError as error:
            form.add_error(None, str(error))
        else:
            tag = f"saved-draft:visit-{visit_pk}-addendum"
            messages.success(request, "The addendum is kept.", extra_tags=tag)
            return redirect("visit_review", visit_pk)
    found = review_of(actor=request.actor, visit_pk=visit_pk, today=clock.today())
    page = {
        "frame": visit_frame(
            actor=request.actor, visit_pk=visit_pk, step="review", today=clock.today()
        ),
        "found": found,
        "form": form,
    }
    return render(request, "visit/addendum.html", page, status=422 if form.errors else 200)
