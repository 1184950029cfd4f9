"""Every page a role can reach from Today: axe, the policy, the width, the weight of its scripts.

The walk follows links, so that a page nobody lists here is looked at too.
"""

import re
import urllib.request
from functools import cache
from urllib.parse import urldefrag, urlsplit

import pytest
from tests.workbench.journeys.conftest import check_page, check_width

# a link inside a drawing keeps its address in another form, so the attribute is read
RESOLVED = "links => links.map(link => new URL(link.getAttribute('href'), location).href)"
SCRIPT_LIMIT_BYTES = 60_000
WALKS = (
    ("physician.both", False),
    ("physician.both", True),
    ("admin.fern", False),
    ("researcher", True),
    ("pathologist", False),
    ("coordinator", False),
    ("auditor", True),
)
SEEN_BY_AXE: set[tuple[str, bool]] = set()  # of this process
SKIPPED = re.compile(
    r"logout|/account/site|\.(jpg|png|pdf|csv|json|zip|txt|svg|toml)$|/patterns/|export"
)


def shape_of(url: str) -> str:
    """Give the kind of page an address names: keys and queries left out."""
    parts = urlsplit(url)
    return re.sub(r"\d+|(?<=/rules/)[^/]+", "N", parts.path)


def links_of(page, address: str) -> list[str]:
    """Give the links of a page that stay in the workbench."""
    found = page.eval_on_selector_all("a[href]", RESOLVED)
    return [urldefrag(url)[0] for url in found if url.startswith(address)]


@pytest.mark.parametrize(("username", "is_phone"), WALKS)
def test_every_kind_of_page_is_clean(enter, clinic, username, is_phone):
    page = enter(username, phone=is_phone)
    scripts: set[str] = set()
    page.on("request", lambda each: each.resource_type == "script" and scripts.add(each.url))
    waiting, seen, problems, heaviest = [page.url], set(), [], 0
    while waiting:
        url = waiting.pop(0)
        kind = shape_of(url)
        if kind in seen or SKIPPED.search(urlsplit(url).path):
            continue
        seen.add(kind)
        scripts.clear()
        answer = page.goto(url)
        page.wait_for_load_state("load")
        if answer.status != 200:
            problems.append(f"{kind}: answers {answer.status}")
            continue
        try:
            # axe takes its second: a role that sees less of a page is not asked again
            is_known = (kind, is_phone) in SEEN_BY_AXE and not username.startswith("physician")
            check_width(page) if is_known else check_page(page)
            SEEN_BY_AXE.add((kind, is_phone))
        except AssertionError as error:
            problems.append(f"{kind}: {error}")
        weight = sum(map(weight_of, scripts))
        if weight > SCRIPT_LIMIT_BYTES:
            problems.append(f"{kind}: {weight} bytes of scripts {sorted(scripts)}")
        heaviest = max(heaviest, weight)
        problems += [f"{kind}: policy {each}" for each in page.evaluate("window.policyReports")]
        waiting += links_of(page, clinic.address)
    print(f"{username}: {len(seen)} kinds of page, scripts at most {heaviest} bytes")
    assert problems == []


@cache
def weight_of(url: str) -> int:
    """Give what a file weighs as it travels to a browser."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return len(answer.read())
