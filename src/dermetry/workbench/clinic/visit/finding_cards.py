"""The parts of the findings page: a card per lesion, its statement, the regions."""

import json
from dataclasses import dataclass
from typing import Any

from dermetry.report.figures.body_map import body_map_picker, zone_groups
from dermetry.report.figures.values import ZonePicker
from dermetry.workbench.casenotes.queries.findings import LesionCard, Regions, VisitFindings
from dermetry.workbench.clinic.visit.finding_forms import (
    AppearanceForm,
    sign_words,
    typed_of,
    words_of,
)
from dermetry.workbench.clinic.visit.skin_checklist import RegionRow, region_rows
from dermetry.workbench.clinic.visit.statement_form import SPREAD, STATUSES, FindingForm
from dermetry.workbench.clinic.visit.upload_form import zone_names

Choice = dict[str, Any]


@dataclass(frozen=True)
class CardPage:
    """One card on the page: what is known, and the forms as they stand."""

    card: LesionCard
    visit_pk: int
    form: AppearanceForm
    prefix: str
    signs: tuple[str, ...]
    ticked: tuple[str, ...]
    version: int
    was: str  # the words it shows, as JSON: what the person changes is told from it
    conflict: tuple[Choice, ...] = ()
    conflict_with: str = ""
    problems: tuple[str, ...] = ()
    is_locked: bool = False
    saved_by: str = ""


@dataclass(frozen=True)
class StatePage:
    """The statement beside a card."""

    card: LesionCard
    visit_pk: int
    prefix: str
    form: FindingForm
    is_locked: bool = False
    problems: tuple[str, ...] = ()
    is_open: bool = False
    statuses: tuple[tuple[str, str], ...] = tuple(STATUSES.items())

    @property
    def shows_spread(self) -> bool:
        """Tell whether share and count stand open: of a plaque or a group, or once typed."""
        return self.card.is_spread or any(self.form[name].value() for name in SPREAD)


@dataclass(frozen=True)
class Both:
    """A card with its statement."""

    look: CardPage
    state: StatePage
    next_id: str = ""
    next_label: str = ""
    number: int = 1


@dataclass(frozen=True)
class RegionsPanel:
    """The regions on the page."""

    visit_pk: int
    picker: str  # the body map with its check boxes, as HTML
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    examined: tuple[str, ...]
    not_examined: tuple[str, ...]
    refused: tuple[str, ...]
    rows: tuple[RegionRow, ...]
    named: tuple[str, ...]  # the examined zones in words
    all_names: tuple[str, ...]
    last_names: tuple[str, ...]
    last_zones: str
    last_on: Any
    mark: str
    is_locked: bool
    problems: tuple[str, ...] = ()
    theirs: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Replaced:
    """What a form that was not saved puts in place of its part of the page."""

    look: CardPage | None = None
    state: StatePage | None = None
    regions: RegionsPanel | None = None
    status: int = 200


def make_regions(
    stored: Regions,
    visit_pk: int,
    is_locked: bool,
    examined: tuple[str, ...] | None = None,
    not_examined: tuple[str, ...] | None = None,
    refused: tuple[str, ...] | None = None,
    **more: Any,
) -> RegionsPanel:
    """Give the regions, stored or as they were sent."""
    examined = stored.examined if examined is None else examined
    not_examined = stored.not_examined if not_examined is None else not_examined
    refused = stored.refused if refused is None else refused
    zones = {"examined": examined, "not_examined": not_examined, "refused": refused}
    picker = ZonePicker(
        name="examined",
        label="Examined",
        chosen=frozenset(examined),
        takes_many=True,
        help="Tap what you looked at, on the figures or in the lists.",
    )
    names = zone_names()
    return RegionsPanel(
        visit_pk=visit_pk,
        picker=body_map_picker(picker=picker, uid="regions-map"),
        groups=zone_groups(),
        examined=examined,
        not_examined=not_examined,
        refused=refused,
        rows=region_rows(stored.checklist, zones),
        named=tuple(names.get(each, each) for each in examined),
        all_names=tuple(names.get(each, each) for each in every_zone(stored)),
        last_names=tuple(names.get(each, each) for each in stored.last_examined),
        last_zones=" ".join(stored.last_examined),
        last_on=stored.last_on,
        mark=stored.mark,
        is_locked=is_locked,
        **more,
    )


def every_zone(stored: Regions) -> tuple[str, ...]:
    """Give the zones that "all skin" names: genital skin is told apart, and only where wanted."""
    return tuple(zone for each in stored.checklist if not each.is_optional for zone in each.zones)


def cards_of(found: VisitFindings, replaced: Replaced) -> list[Both]:
    """Give the cards in order, each knowing the next."""
    cards = []
    for number, card in enumerate(found.cards):
        following = found.cards[number + 1] if number + 1 < len(found.cards) else None
        look, state = replaced.look, replaced.state
        cards.append(
            Both(
                look=look if look and look.card.pk == card.pk else show(found, card),
                state=state if state and state.card.pk == card.pk else show_state(found, card),
                next_id=f"card-l{following.pk}" if following else "regions",
                next_label=following.lesion_id if following else "regions",
                number=number + 1,
            )
        )
    return cards


def show(found: VisitFindings, card: LesionCard) -> CardPage:
    """Give a card as it is stored."""
    return make_card(card, found.visit_pk, is_locked=found.is_locked)


def make_card(
    card: LesionCard, visit_pk: int, form: AppearanceForm | None = None, **more: Any
) -> CardPage:
    """Give a card with its form, stored or as it was sent."""
    typed = typed_of(card.standing.values)
    prefix = f"l{card.pk}"
    form = form or AppearanceForm(initial=typed, prefix=prefix)
    ticked = form["infection_signs"].value() or []
    return CardPage(
        card=card,
        visit_pk=visit_pk,
        form=form,
        prefix=prefix,
        signs=tuple(dict.fromkeys([*sign_words(card.standing.values), *ticked])),
        ticked=tuple(ticked),
        version=card.standing.version,
        was=json.dumps(words_of(card.standing.values)),
        saved_by=card.standing.recorded_by,
        **more,
    )


def show_state(found: VisitFindings, card: LesionCard) -> StatePage:
    """Give the statement as it is stored."""
    return make_state(card, found.visit_pk, is_locked=found.is_locked)


def make_state(
    card: LesionCard, visit_pk: int, form: FindingForm | None = None, **more: Any
) -> StatePage:
    """Give the statement with its form, stored or as it was sent."""
    fields = dict(card.stated.fields) if card.stated else {}
    fields.setdefault("reason", fields.get("treatment", ""))
    fields["grown_further"] = {True: "yes", False: "no"}.get(fields.get("has_grown_further"), "")
    prefix = f"s{card.pk}"
    return StatePage(
        card, visit_pk, prefix, form or FindingForm(initial=fields, prefix=prefix), **more
    )
