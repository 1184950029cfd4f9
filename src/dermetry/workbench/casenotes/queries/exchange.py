"""What the pages of import and export show."""

from dataclasses import dataclass
from datetime import date

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.consent_use import allows
from dermetry.workbench.casenotes.models import Patient
from dermetry.workbench.casenotes.queries.banner import PatientBanner, patient_banner
from dermetry.workbench.casenotes.queries.links import PageLink, link, patient_pages


@dataclass(frozen=True)
class ExchangePage:
    """A patient whose case goes out, or whose old photographs come in."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    visits: int
    photographs: int  # of which the bytes are kept here
    without_bytes: int
    waiting: int  # not analysed yet, so not part of a case file
    may_teach: bool
    may_research: bool
    folder_url: str


def exchange_page(*, actor: Actor, patient_pk: int, today: date) -> ExchangePage:
    """Give the page of a patient of the actor's site; raises NotHere."""
    row = scope.get(actor=actor, model=Patient, pk=patient_pk)
    case = mapping.read_case(patient=row)
    kept = row.photographs.filter(state="analysed")
    return ExchangePage(
        banner=patient_banner(actor=actor, patient_pk=patient_pk, today=today),
        pages=patient_pages(actor=actor, patient_pk=patient_pk),
        visits=len(case.visits),
        photographs=kept.exclude(stored_as="").count(),
        without_bytes=kept.filter(stored_as="").count(),
        waiting=row.photographs.filter(state="waiting").count(),
        may_teach=allows(case=case, use="teaching"),
        may_research=allows(case=case, use="research"),
        folder_url=link(actor, "import_folder", patient_pk),
    )
