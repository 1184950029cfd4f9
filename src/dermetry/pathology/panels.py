"""Which panel of stains to order for a lesion, by situation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dermetry.knowledge.files import Status
from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.origin import score_origin
from dermetry.pathology.receptors import current_receptors
from dermetry.pathology.values import basis_of
from dermetry.pathology.vocabulary import marker_key, marker_label
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion
from dermetry.record.patient import PrimaryTumor, PrimaryUnknown
from dermetry.record.specimen import Specimen


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One panel, and for a suggestion why it is suggested and what of it is not done yet."""

    key: str
    title: str
    markers: tuple[str, ...]  # keys of the vocabulary
    marker_labels: tuple[str, ...]
    also: tuple[str, ...]  # what is not a stain
    not_done: tuple[str, ...]  # labels of the markers without a stain on this lesion
    why: str
    missing: tuple[str, ...]
    rule_ids: tuple[str, ...]
    cites: tuple[str, ...]
    status: Status
    rules_version: str


@dataclass(frozen=True)
class Situation:
    """What the choice of a panel rests on."""

    case: Case
    specimens: tuple[Specimen, ...]  # of the lesion
    rules: RuleSet

    @property
    def malignant(self) -> tuple[Specimen, ...]:
        """Give the lesion's specimens that are proven malignant."""
        return tuple(each for each in self.specimens if each.is_malignant)

    @property
    def group(self) -> str:
        """Give the treatment group that counts as current, "unknown" where there is none."""
        kind = current_receptors(case=self.case, rules=self.rules).subtype
        return kind.group if kind else "unknown"


def is_primary_known(situation: Situation) -> str:
    """Say why, where a breast cancer is known."""
    is_known = isinstance(situation.case.primary, PrimaryTumor)
    return "a breast cancer is known" if is_known else ""


def is_primary_not_known(situation: Situation) -> str:
    """Say why, where no primary is known or none is recorded."""
    primary = situation.case.primary
    if isinstance(primary, PrimaryUnknown):
        return "the primary is unknown"
    return "no primary is recorded" if primary is None else ""


def is_triple_negative(situation: Situation) -> str:
    """Say why, where the current receptors are triple negative."""
    is_so = situation.group == "triple_negative"
    return "the current receptors are triple negative" if is_so else ""


def is_triple_negative_proven(situation: Situation) -> str:
    """Say why, where the lesion is proven malignant and the disease triple negative."""
    return is_triple_negative(situation) if situation.malignant else ""


def is_lobular(situation: Situation) -> str:
    """Say why, where a report names lobular carcinoma."""
    reports = [each.report for each in situation.case.specimens if each.report]
    is_named = any(each.histologic_type == "lobular" for each in reports)
    return "a report names lobular carcinoma" if is_named else ""


def is_adnexal_in_question(situation: Situation) -> str:
    """Say why, where the report or the stains leave an adnexal carcinoma open."""
    for specimen in situation.malignant:
        if specimen.report and specimen.report.origin == "adnexal":
            return "the report names an adnexal carcinoma"
        score = score_origin(specimen=specimen, case=situation.case, rules=situation.rules)
        adnexal = [each for each in score.entities if each.entity == "adnexal"]
        if any(each.side != "unlikelier" for each in adnexal):
            return "the stains do not part breast from an adnexal carcinoma"
    return ""


def is_breast_proven(situation: Situation) -> str:
    """Say why, where a known breast cancer is proven in the lesion."""
    origins = [each.report.origin if each.report else None for each in situation.malignant]
    is_other = any(each not in (None, "breast", "undetermined") for each in origins)
    if not origins or is_other or not is_primary_known(situation):
        return ""
    return "a known breast cancer, and malignant tissue in this lesion"


CONDITIONS: Mapping[str, Callable[[Situation], str]] = {
    "primary_known": is_primary_known,
    "primary_not_known": is_primary_not_known,
    "triple_negative": is_triple_negative,
    "triple_negative_proven": is_triple_negative_proven,
    "lobular": is_lobular,
    "adnexal_in_question": is_adnexal_in_question,
    "breast_proven": is_breast_proven,
}


def suggest_panel(*, case: Case, lesion: Lesion, rules: RuleSet) -> tuple[Panel, ...]:
    """Suggest the panels that fit the situation of one lesion, in the order of the rule file.

    Source: rule file ``panels``. A panel whose stains are all done is still named, with nothing
    left in ``not_done``.
    """
    specimens = tuple(each for each in case.specimens if each.lesion_id == lesion.lesion_id)
    situation = Situation(case, specimens, rules)
    done = {marker_key(spelling=each.marker) for one in specimens for each in one.stains}
    missing = () if case.primary else ("primary tumor (known or unknown)",)
    reasons = [
        (row, CONDITIONS[row["when"]](situation)) for row in rules.file("panels").table("panels")
    ]
    return tuple(build(row, done, why, missing, rules) for row, why in reasons if why)


def list_panels(*, rules: RuleSet) -> tuple[Panel, ...]:
    """List all panels, for a form that offers them."""
    return tuple(build(row, set(), "", (), rules) for row in rules.file("panels").table("panels"))


def build(
    row: Mapping[str, Any], done: set[str], why: str, missing: tuple[str, ...], rules: RuleSet
) -> Panel:
    """Build one panel from its row."""
    file, markers = rules.file("panels"), tuple(row["markers"])
    basis = basis_of(file=file, rule_ids=(f"{file.header.id}.{row['rule']}",))
    return Panel(
        key=row["key"],
        title=row["title"],
        markers=markers,
        marker_labels=tuple(marker_label(marker=each) for each in markers),
        also=tuple(row["also"]),
        not_done=tuple(marker_label(marker=each) for each in markers if each not in done),
        why=why,
        missing=missing,
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
        rules_version=basis.rules_version,
    )
