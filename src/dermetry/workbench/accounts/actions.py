"""Writes of accounts that happen before anyone can sign in."""

from django.db import transaction

from dermetry.workbench.accounts.models import Membership, Site, User


def make_first_administrator(*, password: str) -> bool:
    """Make the site and its administrator where there is no user at all; tell whether it did."""
    with transaction.atomic():
        if User.objects.exists():
            return False
        site = Site.objects.create(code="clinic", name="Clinic")
        user = make_user(username="admin", full_name="Site administrator", password=password)
        Membership.objects.create(user=user, site=site, role="site_administrator")
    return True


def make_user(*, username: str, full_name: str, password: str) -> User:
    """Make a person who must change the password at the first sign-in."""
    user = User(username=username, full_name=full_name, must_change_password=True)
    user.set_password(password)
    user.save()
    return user
