"""Writes of accounts by a site administrator; each runs inside its caller's transaction.

``casenotes.actions.users`` calls these and writes the audit entry.
"""

import secrets

from axes.utils import reset
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from dermetry.errors import InputNotFound, MarksInvalid
from dermetry.workbench.accounts.actions import make_user
from dermetry.workbench.accounts.models import Membership, User
from dermetry.workbench.accounts.roles import Role
from dermetry.workbench.accounts.sign_in import name_tried

ADMINISTRATOR: Role = "site_administrator"


class UserNameTaken(MarksInvalid):
    """Somebody has this user name already."""


class LastAdministrator(MarksInvalid):
    """A site must keep one administrator who can sign in."""


class PersonChanged(MarksInvalid):
    """Somebody else changed this person in the meantime."""


class PersonElsewhere(MarksInvalid):
    """The account is another site's too, so this site alone may not change it."""


class PersonNotHere(InputNotFound):
    """Nobody of that kind works at this site."""


def one_time_password() -> str:
    """Make a password to be changed at the first sign-in."""
    return "-".join(secrets.token_hex(3) for _ in range(3))


def add_person(*, site_id: int, username: str, full_name: str, role: Role, password: str) -> User:
    """Make a person with a role at a site; raises UserNameTaken."""
    if User.objects.filter(username__iexact=username).exists():
        raise taken(username)
    try:
        with transaction.atomic():
            user = make_user(username=username, full_name=full_name, password=password)
    except IntegrityError as error:  # somebody was faster
        raise taken(username) from error
    Membership.objects.create(user=user, site_id=site_id, role=role)
    return user


def taken(username: str) -> UserNameTaken:
    """Say that a name is in use."""
    return UserNameTaken(
        f"The user name {username} is in use",
        why="a user name belongs to one person, at all sites",
        next_step="choose another one; for a person who works at another site already, use "
        "the second form below",
    )


def invite_person(*, site_id: int, username: str, role: Role) -> User:
    """Give a person of another site a role here too; raises PersonNotHere, UserNameTaken."""
    user = User.objects.filter(username__iexact=username, is_active=True).first()
    if user is None:
        raise PersonNotHere(
            f"Nobody has the user name {username}",
            next_step="check the spelling, or make a new account with the first form",
        )
    if Membership.objects.filter(user=user, site_id=site_id).exists():
        raise UserNameTaken(
            f"{user} works at this site already",
            next_step="change the role in the list of users",
        )
    Membership.objects.create(user=user, site_id=site_id, role=role)
    return user


def get_membership(*, site_id: int, user_pk: int) -> Membership:
    """Give a person's place at a site, locked for writing; raises PersonNotHere."""
    rows = Membership.objects.filter(site_id=site_id, user_id=user_pk)
    row = rows.select_for_update(of=("self",)).select_related("user").first()
    if row is None:
        raise PersonNotHere(
            "There is no such person at this site", next_step="go back to the list of users"
        )
    return row


def keep_an_administrator(*, site_id: int, without: Membership) -> None:
    """Raise LastAdministrator where nobody else could administer the site."""
    administrators = Membership.objects.select_for_update(of=("self",)).filter(
        site_id=site_id, role=ADMINISTRATOR, is_active=True, user__is_active=True
    )
    left = [row.pk for row in administrators.order_by("pk") if row.pk != without.pk]
    if without.role == ADMINISTRATOR and without.is_active and not left:
        raise LastAdministrator(
            f"{without.user} is the last administrator of this site",
            why="without one nobody could add people or give new passwords",
            next_step="make somebody else an administrator first",
        )


def check_only_here(*, row: Membership, act: str) -> None:
    """Raise PersonElsewhere where the person works at another site too.

    Else an administrator could take over the account of any site by inviting its owner.
    """
    places = row.user.memberships.filter(is_active=True).exclude(site_id=row.site_id)
    others = list(places.order_by("pk").values_list("site__name", flat=True))
    if others:
        raise PersonElsewhere(
            f"{act} cannot be changed by this site alone: {row.user} also works at "
            f"{', '.join(others)}",
            why="name and password open the records of every site of the person; one site "
            "decides only on the role and the access at its own",
            next_step="let the administrator of the other site close the access there for the "
            "moment; then it can be done here, and the access opened again",
        )


def set_role(*, row: Membership, full_name: str, role: Role) -> None:
    """Change a person's name and role at the site; raises PersonElsewhere for the name."""
    if full_name != str(row.user):
        check_only_here(row=row, act="The name")
    if role != ADMINISTRATOR:
        keep_an_administrator(site_id=row.site_id, without=row)
    row.role, row.user.full_name = role, full_name
    row.save()
    row.user.save(update_fields=["full_name"])


def close_place(*, row: Membership) -> None:
    """End a person's work at the site; where it was the only one, the account closes too.

    At another site the person goes on working, with the session that is open.
    """
    keep_an_administrator(site_id=row.site_id, without=row)
    row.is_active = False
    row.save()
    if not row.user.memberships.filter(is_active=True).exists():
        row.user.is_active = False
        row.user.save(update_fields=["is_active"])
        end_sessions(user_pk=row.user_id)


def open_place(*, row: Membership) -> None:
    """Let a person work at the site again; raises PersonElsewhere for an account closed whole."""
    if not row.user.is_active:
        check_only_here(row=row, act="The account")
    row.is_active = row.user.is_active = True
    row.save()
    row.user.save(update_fields=["is_active"])


def give_password(*, row: Membership, password: str) -> None:
    """Set a one-time password, end every session, and lift a lockout; raises PersonElsewhere."""
    check_only_here(row=row, act="The password")
    user = row.user
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    end_sessions(user_pk=user.pk)
    lift_lockout(username=user.username)


def lift_lockout(*, username: str) -> None:
    """Forget the failed tries of a user name."""
    reset(username=name_tried(None, {"username": username}))


def end_sessions(*, user_pk: int) -> None:
    """End every session of a person, wherever it is open."""
    mine = [
        row.pk
        for row in Session.objects.iterator()
        if row.get_decoded().get("_auth_user_id") == str(user_pk)
    ]
    Session.objects.filter(pk__in=mine).delete()


def keep_own_password(*, user: User) -> None:
    """Note that a person chose a password of their own."""
    if user.must_change_password:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
