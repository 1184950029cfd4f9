"""The origin score of a specimen as a page shows it: the pathologist's word first, then bars."""

from dataclasses import dataclass
from decimal import Decimal

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.origin import next_stain, score_origin, why_no_stain
from dermetry.pathology.origin.values import EntityShare, NextStain, OriginScore
from dermetry.record.case import Case
from dermetry.record.specimen import Specimen
from dermetry.workbench.casenotes.queries.rule_words import Basis, basis_words

SHOWN_LEAST_PERCENT = Decimal(1)  # of the page: smaller shares fold away together
BAR_LEAST = 0.6  # of 100: a bar that thin can still be seen


@dataclass(frozen=True)
class ShareBar:
    """One origin with its share and interval, in percent, as numbers of a drawing 100 wide."""

    label: str
    shown: str
    side: str
    leader: str  # the origin it is not told apart from and stands beside; else empty
    prior: str  # before any stain
    center: str
    low: str
    width: str
    is_small: bool
    without_rate: tuple[str, ...]


@dataclass(frozen=True)
class NextLine:
    """One stain that would help."""

    label: str
    about: str
    now: Decimal
    if_positive: Decimal
    if_negative: Decimal
    chance_positive: Decimal
    shift: Decimal
    basis: Basis


@dataclass(frozen=True)
class OriginPanel:
    """The score, or why there is none."""

    pathologist: str
    is_refused: bool
    refused_because: str
    statement: str
    label: str
    bars: tuple[ShareBar, ...]
    used: tuple[str, ...]
    not_used: tuple[str, ...]
    missing: tuple[str, ...]
    questions: tuple[str, ...]
    next_stains: tuple[NextLine, ...]
    why_no_stain: str
    basis: Basis

    @property
    def large(self) -> tuple[ShareBar, ...]:
        """Give the origins that are shown at once: what is not told apart beside the leader."""
        beside = [each for each in self.bars if each.leader]
        others = [each for each in self.bars if not each.leader and not each.is_small]
        return (*others[:1], *beside, *others[1:])

    @property
    def small(self) -> tuple[ShareBar, ...]:
        """Give the origins that fold away."""
        return tuple(each for each in self.bars if each.is_small)


def origin_panel(*, specimen: Specimen, case: Case, rules: RuleSet) -> OriginPanel:
    """Give the origin score of one specimen with the stains that would help next."""
    score = score_origin(specimen=specimen, case=case, rules=rules)
    stains = next_stain(specimen=specimen, case=case, rules=rules)
    return OriginPanel(
        pathologist=score.pathologist_label,
        is_refused=score.is_refused,
        refused_because=score.refused_because,
        statement=score.statement.removeprefix(
            f"The pathologist states: {score.pathologist_label}. "
        ),
        label=score.label,
        bars=tuple(share_bar(each, score) for each in score.entities),
        used=used_words(score),
        not_used=score.not_used,
        missing=score.missing,
        questions=score.questions,
        next_stains=tuple(next_line(each, rules) for each in stains),
        why_no_stain=why_no_stain(specimen=specimen, case=case, rules=rules),
        basis=basis_words(result=score, rules=rules),
    )


def used_words(score: OriginScore) -> tuple[str, ...]:
    """Name the markers that entered, as positive or negative."""
    return tuple(
        f"{each.label} {'positive' if each.is_positive else 'negative'}" for each in score.used
    )


def share_bar(each: EntityShare, score: OriginScore) -> ShareBar:
    """Give one origin as a bar."""
    low, high = float(each.low_percent), float(each.high_percent)
    return ShareBar(
        each.label,
        each.shown,
        each.side,
        score.entities[0].label if each.is_beside_leader else "",
        f"{each.prior_percent:f}" if each.prior_percent else "less than 0.1",
        f"{float(each.share_percent):.1f}",
        f"{low:.1f}",
        f"{max(high - low, BAR_LEAST):.1f}",
        each.high_percent < SHOWN_LEAST_PERCENT and not each.is_beside_leader,
        each.markers_without_rate,
    )


def next_line(each: NextStain, rules: RuleSet) -> NextLine:
    """Give one stain that would help."""
    return NextLine(
        each.label,
        each.about,
        each.now_percent,
        each.if_positive_percent,
        each.if_negative_percent,
        each.chance_positive_percent,
        each.expected_shift_points,
        basis_words(result=each, rules=rules),
    )
