"""Documents made in the request: the one place that lends them the warm decoding process."""

from django.conf import settings

from dermetry.imaging.values import Picture
from dermetry.workbench import clock
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.actions import reports
from dermetry.workbench.casenotes.report_documents import Order
from dermetry.workbench.jobs.opener import warm_opener


def make_report(*, actor: Actor, patient_pk: int, order: Order) -> reports.MadeReport:
    """Make a document now; see ``casenotes.actions.reports.make_report``."""
    return reports.make_report(
        actor=actor,
        at=clock.now(),
        patient_pk=patient_pk,
        order=order,
        folder=settings.PHOTOGRAPH_FOLDER,
        open_bytes=open_bytes,
    )


def open_bytes(data: bytes, file_name: str) -> Picture:
    """Decode one photograph; the process is lent for one at a time, so that others go on."""
    with warm_opener() as opener:
        return opener.open(data=data, file_name=file_name, today=clock.today())
