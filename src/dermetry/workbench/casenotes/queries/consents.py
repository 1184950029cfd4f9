"""What the patient agreed to, use by use, and what that allows."""

from dataclasses import dataclass
from datetime import date

from dermetry.record.consent import latest_consents
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.consent_use import allows
from dermetry.workbench.casenotes.models import Patient
from dermetry.workbench.casenotes.queries.banner import USES, PatientBanner, banner_of
from dermetry.workbench.casenotes.queries.links import PageLink, patient_pages

__all__ = ["ConsentPage", "allows", "consent_page"]
MEANING = {
    "care": "Photographs in this record, for her or his own treatment.",
    "teaching": "Photographs shown to students and colleagues, without the name.",
    "research": "Photographs and measurements in studies, without the name.",
}


@dataclass(frozen=True)
class AnswerLine:
    """One answer as it was recorded."""

    use: str
    answer: str
    answered_on: date
    recorded_by: str
    note: str
    holds: bool


@dataclass(frozen=True)
class UseLine:
    """One use with the answer that holds."""

    use: str
    meaning: str
    answer: str  # "not asked" where nobody asked
    answered_on: date | None
    is_allowed: bool


@dataclass(frozen=True)
class ConsentPage:
    """The page of consents."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    uses: tuple[UseLine, ...]
    answers: tuple[AnswerLine, ...]  # newest first


def consent_page(*, actor: Actor, patient_pk: int, today: date) -> ConsentPage:
    """Give the consents of a patient of the actor's site; raises NotHere."""
    row = scope.get(actor=actor, model=Patient, pk=patient_pk)
    case = mapping.read_case(patient=row)
    latest = latest_consents(case.consents)
    return ConsentPage(
        banner=banner_of(actor=actor, row=row, case=case, today=today),
        pages=patient_pages(actor=actor, patient_pk=row.pk),
        uses=tuple(
            UseLine(
                use,
                MEANING[use],
                latest[use].answer if use in latest else "not asked",
                latest[use].answered_on if use in latest else None,
                allows(case=case, use=use),
            )
            for use in USES
        ),
        answers=tuple(
            AnswerLine(
                each.use,
                each.answer,
                each.answered_on,
                each.recorded_by,
                each.note,
                latest[each.use] is each,
            )
            for each in reversed(sorted(case.consents, key=lambda one: one.answered_on))
        ),
    )
