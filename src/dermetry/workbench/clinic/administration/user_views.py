"""Users of a site: who works here in which role, and what each role sees."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dermetry.errors import DermetryError, MarksInvalid
from dermetry.workbench import clock
from dermetry.workbench.accounts.people import (
    PersonChanged,
    PersonNotHere,
    one_time_password,
)
from dermetry.workbench.accounts.queries import Person, list_people
from dermetry.workbench.accounts.role_table import role_table
from dermetry.workbench.casenotes.actions import users as actions
from dermetry.workbench.clinic.administration.forms import AddForm, EditForm, InviteForm


@require_GET
def users(request: HttpRequest) -> HttpResponse:
    """Show who works here, and what each role sees."""
    people = list_people(site_id=request.actor.site_id, now=clock.now())
    context = {"people": people, "table": role_table(), "me": request.actor.user_id}
    return render(request, "administration/users.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    """Add a person: a new account, or somebody of another site."""
    if request.method == "POST" and "invite" in request.POST:
        return invite(request)
    form = AddForm(request.POST or None)
    if not form.is_valid():
        return new_page(request, form, InviteForm())
    password = one_time_password()
    try:
        actions.add_user(
            actor=request.actor, at=clock.now(), password=password, **form.cleaned_data
        )
    except MarksInvalid as error:
        form.add_error("username", f"{error.what}; {error.next_step}.")
        return new_page(request, form, InviteForm())
    return password_page(request, form.cleaned_data, password, is_new=True)


def invite(request: HttpRequest) -> HttpResponse:
    """Give somebody of another site a role here."""
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            pk = actions.invite_user(actor=request.actor, at=clock.now(), **form.cleaned_data)
        except (MarksInvalid, PersonNotHere) as error:
            form.add_error("username", f"{error.what}; {error.next_step}.")
        else:
            messages.success(request, "Added. The password stays the one the person has.")
            return redirect("user_edit", pk)
    return new_page(request, AddForm(), form)


def new_page(request: HttpRequest, form: forms.Form, invited: forms.Form) -> HttpResponse:
    """Show both forms."""
    status = 422 if form.errors or invited.errors else 200
    context = {"form": form, "invited": invited, "nav_current": "users"}
    return render(request, "administration/user_new.html", context, status=status)


def password_page(
    request: HttpRequest, person: Any, password: str, *, is_new: bool
) -> HttpResponse:
    """Show a one-time password, this once."""
    context = {
        "full_name": person["full_name"],
        "username": person["username"],
        "password": password,
        "is_new": is_new,
        "nav_current": "users",
    }
    return render(request, "administration/user_password.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def user_edit(request: HttpRequest, user_pk: int) -> HttpResponse:
    """Change a person's name or role, give a password, lift a lockout, close or open."""
    person = find_person(request, user_pk)
    if request.method == "GET":
        return edit_page(request, person, EditForm(initial=vars(person)))
    act = request.POST.get("act", "save")
    if act == "save":
        return save(request, person)
    if act == "password":
        return give_password(request, person)
    if act not in ACTS:
        raise Http404("no such act")
    do, said = ACTS[act]
    try:
        do(actor=request.actor, at=clock.now(), user_pk=user_pk)
    except MarksInvalid as error:
        return edit_page(request, person, EditForm(initial=vars(person)), error, status=422)
    if act == "close":
        leave_if_gone(request, user_pk)
    messages.success(request, said.format(person.full_name))
    return redirect("users")


def give_password(request: HttpRequest, person: Person) -> HttpResponse:
    """Give a one-time password and show it, this once."""
    password, pk = one_time_password(), person.user_pk
    try:
        actions.reset_password(actor=request.actor, at=clock.now(), user_pk=pk, password=password)
    except MarksInvalid as error:
        return edit_page(request, person, EditForm(initial=vars(person)), error, status=422)
    leave_if_gone(request, pk)
    return password_page(request, vars(person), password, is_new=False)


def leave_if_gone(request: HttpRequest, user_pk: int) -> None:
    """Sign the administrator out who ended every session of their own."""
    if user_pk == request.actor.user_id:
        logout(request)


ACTS: dict[str, tuple[Any, str]] = {
    "close": (actions.close_user, "{} can no longer work here, from now on."),
    "open": (actions.open_user, "{} can work here again."),
    "unlock": (actions.lift_lockout, "{} can try to sign in again."),
}


def save(request: HttpRequest, person: Person) -> HttpResponse:
    """Save name and role."""
    form = EditForm(request.POST)
    if not form.is_valid():
        return edit_page(request, person, form, status=422)
    try:
        actions.edit_user(
            actor=request.actor, at=clock.now(), user_pk=person.user_pk, **form.cleaned_data
        )
    except PersonChanged as error:  # saving again is over what stands there now
        again = EditForm({**form.cleaned_data, "mark": person.mark})
        return edit_page(request, person, again, error, status=409)
    except MarksInvalid as error:
        return edit_page(request, person, form, error, status=422)
    messages.success(request, "Saved.")
    return redirect("users")


def find_person(request: HttpRequest, user_pk: int) -> Person:
    """Give one person of the site; else 404."""
    for person in list_people(site_id=request.actor.site_id, now=clock.now()):
        if person.user_pk == user_pk:
            return person
    raise Http404("no such person")


def edit_page(
    request: HttpRequest,
    person: Person,
    form: forms.Form,
    error: DermetryError | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Show the page of one person."""
    context = {"person": person, "form": form, "error": error, "nav_current": "users"}
    context["is_me"] = person.user_pk == request.actor.user_id
    return render(request, "administration/user_edit.html", context, status=status)
