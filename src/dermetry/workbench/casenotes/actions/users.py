"""Administering the people of a site: each act with its audit entry in one transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from dermetry.workbench.accounts import people
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.accounts.models import Membership, User
from dermetry.workbench.accounts.queries import mark_of
from dermetry.workbench.accounts.roles import Role
from dermetry.workbench.casenotes import audit


def add_user(
    *, actor: Actor, at: datetime, username: str, full_name: str, role: Role, password: str
) -> int:
    """Make a person with a role at the actor's site; raises UserNameTaken, NotPermitted."""
    actor.check("manage_users")
    with transaction.atomic():
        user = people.add_person(
            site_id=actor.site_id,
            username=username,
            full_name=full_name,
            role=role,
            password=password,
        )
        note(actor, at, "user.added", user, {"role": role})
    return user.pk


def invite_user(*, actor: Actor, at: datetime, username: str, role: Role) -> int:
    """Give a person of another site a role at the actor's; raises PersonNotHere, UserNameTaken."""
    actor.check("manage_users")
    with transaction.atomic():
        user = people.invite_person(site_id=actor.site_id, username=username, role=role)
        note(actor, at, "user.added", user, {"role": role, "from": "another site"})
    return user.pk


def edit_user(
    *, actor: Actor, at: datetime, user_pk: int, full_name: str, role: Role, mark: str
) -> None:
    """Change name and role.

    Raises PersonChanged, PersonElsewhere, LastAdministrator, PersonNotHere.
    """

    def edit(row: Membership) -> dict[str, Any]:
        if mark != mark_of(row):
            raise people.PersonChanged(
                f"{row.user} was changed by somebody else meanwhile",
                why="the page you typed in showed an older state",
                next_step="look at what stands there now, and save again",
            )
        before = {"role_before": row.role, "name_before": str(row.user)}
        people.set_role(row=row, full_name=full_name, role=role)
        return {**before, "role": role, "name": full_name}

    act(actor, at, user_pk, "user.edited", edit)


def close_user(*, actor: Actor, at: datetime, user_pk: int) -> None:
    """End a person's work at the actor's site at once; raises LastAdministrator."""
    act(actor, at, user_pk, "user.closed", lambda row: people.close_place(row=row))


def open_user(*, actor: Actor, at: datetime, user_pk: int) -> None:
    """Let a person work at the actor's site again; raises PersonElsewhere."""
    act(actor, at, user_pk, "user.opened", lambda row: people.open_place(row=row))


def reset_password(*, actor: Actor, at: datetime, user_pk: int, password: str) -> None:
    """Give a one-time password; every session of the person ends; raises PersonElsewhere."""

    def give(row: Membership) -> None:
        people.give_password(row=row, password=password)

    act(actor, at, user_pk, "user.password_reset", give)


def lift_lockout(*, actor: Actor, at: datetime, user_pk: int) -> None:
    """Let a person try to sign in again at once."""

    def lift(row: Membership) -> None:
        people.lift_lockout(username=row.user.username)

    act(actor, at, user_pk, "user.lockout_lifted", lift)


def act(
    actor: Actor,
    at: datetime,
    user_pk: int,
    action: str,
    do: Callable[[Membership], dict[str, Any] | None],
) -> None:
    """Do something to a person of the actor's site, and note it."""
    actor.check("manage_users")
    with transaction.atomic():
        row = people.get_membership(site_id=actor.site_id, user_pk=user_pk)
        details = do(row)
        note(actor, at, action, row.user, details or {})


def note(actor: Actor, at: datetime, action: str, user: User, details: dict[str, Any]) -> None:
    """Write the audit entry; passwords never enter it."""
    audit.record(actor=actor, at=at, action=action, target=user.username, details=details)
