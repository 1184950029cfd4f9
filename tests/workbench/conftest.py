"""Sites, people and a case for the tests of the workbench."""

from datetime import UTC, date, datetime

import pytest

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.accounts.models import Membership, Site, User
from dermetry.workbench.accounts.roles import ROLES, Role

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
TODAY = date(2026, 5, 4)
PASSWORD = "wound-care-2026-demo"


@pytest.fixture
def sites(db) -> tuple[Site, Site]:
    """Two sites."""
    return (
        Site.objects.create(code="north", name="North Clinic"),
        Site.objects.create(code="south", name="South Clinic"),
    )


@pytest.fixture
def make_actor(sites):
    """Make a person in a role at the first (0) or second (1) site, able to sign in."""

    def make(role: Role, site: int = 0) -> Actor:
        user, is_new = User.objects.get_or_create(
            username=f"{role}-{site}", defaults={"full_name": f"{role.title()} {site}"}
        )
        if is_new:
            user.set_password(PASSWORD)
            user.save()
        Membership.objects.get_or_create(user=user, site=sites[site], defaults={"role": role})
        return Actor(user.pk, str(user), role, sites[site].pk, sites[site].name)

    return make


@pytest.fixture
def actors(make_actor) -> dict[Role, Actor]:
    """One person per role at the first site."""
    return {role: make_actor(role) for role in ROLES}


@pytest.fixture
def sign_in(client):
    """Sign the test client in as an actor."""

    def enter(actor: Actor):
        client.force_login(
            User.objects.get(pk=actor.user_id),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        return client

    return enter
