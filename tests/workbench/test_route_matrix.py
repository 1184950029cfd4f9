"""Every route, every role, another site's object: nothing leaks, nothing is forgotten."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dermetry.workbench.accounts.matrix import PUBLIC, ROUTES, SIGNED_IN, allowed
from dermetry.workbench.accounts.roles import ROLES


def walk(resolver, prefix=""):
    """Give every named route below a resolver."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from walk(each, prefix)
        elif isinstance(each, URLPattern):
            yield each


PATTERNS = tuple(walk(get_resolver()))


def keys_of(pattern) -> list[str]:
    """Give the names of the keys in a route's address."""
    return list(pattern.pattern.converters)


def test_every_route_stands_in_the_matrix_and_every_row_is_a_route():
    names = [pattern.name for pattern in PATTERNS]
    assert all(names), "a route without a name"
    assert set(names) - set(ROUTES) == set(), "routes without a row"
    assert set(ROUTES) - set(names) == set(), "rows without a route"


def test_an_unknown_route_is_open_to_nobody():
    assert allowed("no-such-route") == frozenset()


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda each: each.name)
def test_nobody_enters_without_signing_in(client, foreign, pattern):
    if allowed(pattern.name) is PUBLIC:
        return
    for method in (client.get, client.post):
        answer = method(address(pattern, foreign))
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "pattern", [each for each in PATTERNS if keys_of(each)], ids=lambda each: each.name
)
def test_what_another_site_holds_does_not_exist(sign_in, make_actor, foreign, pattern, role):
    client = sign_in(make_actor(role))
    expected = 404 if role in allowed(pattern.name) else 403
    for method in (client.get, client.post):
        answer = method(address(pattern, foreign), headers={"Accept": "text/html"})
        assert answer.status_code == expected, method.__name__


@pytest.mark.django_db
@pytest.mark.parametrize("answers", [(), ("refused",), ("given", "withdrawn")])
def test_who_did_not_agree_to_research_does_not_exist_for_a_researcher(
    sign_in, make_actor, foreign, agree, answers
):
    """Of the researcher's own site: every page, every photograph, and the list itself."""
    client = sign_in(make_actor("researcher", site=1))
    for each in answers:
        agree(foreign["patient_pk"], each)
    opened = [each for each in PATTERNS if keys_of(each) and "researcher" in allowed(each.name)]
    held = [each for each in opened if each.name not in ("rule_file", "rule_text")]
    assert len(held) > 10
    for pattern in held:
        answer = client.get(address(pattern, foreign), headers={"Accept": "text/html"})
        assert answer.status_code == 404, pattern.name
    assert not client.get("/today/?q=SOUTH-1").context["worklist"].rows


@pytest.mark.django_db
def test_who_agreed_to_research_is_found_by_a_researcher(sign_in, make_actor, foreign, agree):
    client = sign_in(make_actor("researcher", site=1))
    agree(agree(foreign["patient_pk"], "refused"))
    page = reverse("patient_biopsies", args=[foreign["patient_pk"]])
    as_they_are = client.get(page).status_code
    agree(foreign["patient_pk"], "withdrawn")
    assert client.get(page).status_code == 404
    assert sign_in(make_actor("nurse", site=1)).get(page).status_code == as_they_are != 404


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "pattern", [each for each in PATTERNS if not keys_of(each)], ids=lambda each: each.name
)
def test_pages_without_a_key_open_only_for_their_roles(sign_in, make_actor, pattern, role):
    rule = allowed(pattern.name)
    if rule in (PUBLIC, SIGNED_IN) or role in rule:
        return
    client = sign_in(make_actor(role))
    for method in (client.get, client.post):
        assert method(reverse(pattern.name)).status_code == 403


WORDS = {
    "document": "visit.html",
    "step": "review",
    "kind": "visit",
    "rule_name": "of-another-site",
}


def address(pattern, foreign) -> str:
    """Give the address of a route with the keys of the other site's objects."""
    keys = {name: foreign.get(name, WORDS.get(name)) for name in keys_of(pattern)}
    assert None not in keys.values(), f"no foreign object for {keys}: add it to the fixture"
    return reverse(pattern.name, kwargs=keys)
