"""The rule files in force, worked out from the signatures of a site."""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from asgiref.local import Local
from django.core.signals import request_finished, request_started
from django.dispatch import receiver

from dermetry.errors import KnowledgeInvalid
from dermetry.knowledge.rule_set import RuleSet, StaleSignature
from dermetry.knowledge.rules import RuleFile
from dermetry.knowledge.site_rules import SiteRules, apply_site_rules
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.models import RuleSignature

KEPT_SETS = 64  # sites whose rules are kept worked out in one process
of_request = Local()  # by_site: the rules looked up so far in the request at hand


def rules_in_force(*, actor: Actor) -> RuleSet:
    """Give the rule files in force at the actor's site: one question a request at most."""
    held: dict[int, RuleSet] | None = getattr(of_request, "by_site", None)
    if held is not None and actor.site_id in held:
        return held[actor.site_id]
    rows = scope.rows(actor=actor, model=RuleSignature).filter(withdrawn_at__isnull=True)
    found = in_force(rows)
    if held is not None:
        held[actor.site_id] = found
    return found


@receiver(request_started)
def begin_request(**_: object) -> None:
    """Begin to hold the rules for one request; outside of one nothing is held."""
    of_request.by_site = {}


@receiver(request_finished)
def end_request(**_: object) -> None:
    """Forget what was held."""
    of_request.by_site = None


def forget(*, site_id: int) -> None:
    """Forget a site's rules: somebody has just signed."""
    held: dict[int, RuleSet] | None = getattr(of_request, "by_site", None)
    if held is not None:
        held.pop(site_id, None)


def in_force(rows: Iterable[RuleSignature]) -> RuleSet:
    """Give the rules that follow from signatures in force."""
    return worked_out(tuple(said_in(row) for row in sorted(rows, key=lambda row: row.file_id)))


def by_site() -> list[tuple[str, RuleSet]]:
    """Give the rules of every site that has signed something, with its name."""
    rows = RuleSignature.objects.filter(withdrawn_at__isnull=True).select_related("site")
    sites: dict[str, list[RuleSignature]] = {}
    for row in rows.order_by("site__name", "file_id"):
        sites.setdefault(row.site.name, []).append(row)
    return [(name, in_force(signed)) for name, signed in sites.items()]


@lru_cache(maxsize=KEPT_SETS)
def worked_out(given: tuple[SiteRules, ...]) -> RuleSet:
    """Apply what a site said; the same words give the same rules.

    What no longer fits the files of this version is named and not applied: a page never fails
    over it, and the shipped file holds.
    """
    files: dict[str, RuleFile] = {}
    stale: list[StaleSignature] = []
    for each in given:
        try:
            one = apply_site_rules(given=[each])
        except KnowledgeInvalid:
            one = RuleSet(stale=(StaleSignature(each.file_id, each.made_for, "another one"),))
        files |= one.changed
        stale += one.stale
    return RuleSet(MappingProxyType(files), tuple(stale))


def said_in(row: RuleSignature) -> SiteRules:
    """Give what a signature says, as the library takes it."""
    return SiteRules(
        file_id=row.file_id,
        made_for=row.made_for,
        signed_by=row.signed_by,
        signed_on=row.signed_on,
        note=row.note,
        changes=tuple((e["key"], Decimal(e["value"]), e["reason"]) for e in row.changes),
    )
