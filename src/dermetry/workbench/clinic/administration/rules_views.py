"""The rules in force: a list, and one page per rule file where it is signed or changed."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dermetry.errors import DermetryError
from dermetry.workbench import clock
from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.actions.rules import (
    OwnNumber,
    sign_rule_file,
    withdraw_rule_signature,
)
from dermetry.workbench.casenotes.queries import rules as queries
from dermetry.workbench.clinic.sent_values import to_version

Typed = Mapping[str, str]


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """List the rule files with what is known of each, and what this site has said."""
    files = queries.rule_files(actor=request.actor, today=clock.today())
    return render(request, "administration/rules.html", {"files": files})


@require_http_methods(["GET", "POST"])
def rule_file(request: HttpRequest, rule_name: str) -> HttpResponse:
    """Show one rule file; sign it, with numbers of the site's own, or withdraw the signature."""
    page = queries.rule_file(actor=request.actor, name=rule_name, today=clock.today())
    if request.method == "GET":
        return show(request, page, stored(page))
    typed = {name: str(value) for name, value in request.POST.items()}
    try:
        said = withdraw(request, page) if typed.get("act") == "withdraw" else sign(request, page)
    except NotPermitted:
        raise
    except RecordConflict as error:
        page = queries.rule_file(actor=request.actor, name=rule_name, today=clock.today())
        return show(request, page, typed, error, status=409)
    except DermetryError as error:
        return show(request, page, typed, error, seen=typed.get("seen"), status=422)
    messages.success(request, said, extra_tags=f"saved-draft:rules-{rule_name}")
    return redirect("rule_file", rule_name)


def sign(request: HttpRequest, page: queries.FilePage) -> str:
    """Sign with the numbers that were typed; gives what was done, in words."""
    numbers = [
        OwnNumber(each.key, value, request.POST.get(f"reason.{each.key}", ""))
        for each in page.thresholds
        if (value := request.POST.get(f"value.{each.key}", "").strip())
    ]
    sign_rule_file(
        actor=request.actor,
        at=clock.now(),
        today=clock.today(),
        name=page.line.name,
        numbers=numbers,
        note=request.POST.get("note", ""),
        seen=to_version(request.POST.get("seen")),
    )
    return f"{page.line.title}: signed."


def withdraw(request: HttpRequest, page: queries.FilePage) -> str:
    """Withdraw the signature; gives what was done, in words."""
    withdraw_rule_signature(
        actor=request.actor,
        at=clock.now(),
        name=page.line.name,
        reason=request.POST.get("withdraw_reason", ""),
        seen=to_version(request.POST.get("seen")),
    )
    return f"{page.line.title}: the signature is withdrawn, the shipped file holds."


def stored(page: queries.FilePage) -> Typed:
    """Give the site's own numbers as the form shows them."""
    signed = page.line.signed
    if signed is None:
        return {}
    values = {f"value.{each.key}": str(each.value) for each in signed.changes}
    reasons = {f"reason.{each.key}": each.reason for each in signed.changes}
    return {"note": signed.note, **values, **reasons}


def show(
    request: HttpRequest,
    page: queries.FilePage,
    typed: Typed,
    error: DermetryError | None = None,
    *,
    seen: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page with what was typed."""
    context = {
        "page": page,
        "rows": [row_of(each, typed) for each in page.thresholds],
        "note": typed.get("note", ""),
        "withdraw_reason": typed.get("withdraw_reason", ""),
        "seen": page.seen if seen is None else seen,
        "error": error,
        "nav_current": "rules",
    }
    return render(request, "administration/rule_file.html", context, status=status)


def row_of(line: queries.ThresholdLine, typed: Typed) -> dict[str, Any]:
    """Give one threshold with what is typed for it."""
    value, reason = typed.get(f"value.{line.key}", ""), typed.get(f"reason.{line.key}", "")
    return {"line": line, "value": value, "reason": reason, "is_open": bool(value or reason)}


def rule_text(request: HttpRequest, rule_name: str) -> HttpResponse:
    """Send what the site has signed as a file for the command line."""
    page = queries.rule_file(actor=request.actor, name=rule_name, today=clock.today())
    if not page.text:
        raise Http404("nothing is signed")
    headers = {"Content-Disposition": f'attachment; filename="{rule_name}.toml"'}
    return HttpResponse(page.text, "application/toml; charset=utf-8", headers=headers)
