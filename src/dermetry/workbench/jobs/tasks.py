"""What the worker can be asked to do."""

from django.conf import settings
from django_tasks import task

from dermetry import __version__
from dermetry.errors import DermetryError, InputNotFound, MarksInvalid, PhotographUnreadable
from dermetry.pathway.examine import examine_photograph
from dermetry.workbench import clock
from dermetry.workbench.casenotes import store
from dermetry.workbench.casenotes.actions import analyses, kept_reports
from dermetry.workbench.casenotes.actions.analyses import ToAnalyse
from dermetry.workbench.jobs.opener import open_bytes, warm_opener

AHEAD = 10  # a person waits for a document; photographs are analysed in the background
ROUNDS_MOST = 5  # people who keep changing the marks meanwhile are waited for this often


class AnalysisOvertaken(RuntimeError):
    """The marks of a photograph changed each time while it was analysed."""


@task()
def analyse_photograph(photograph_pk: int) -> str:
    """Analyse one photograph and keep what was found; doing it twice gives the same.

    What cannot be mended by trying again is kept in words; everything else rises, so that the
    job is tried again.
    """
    for _ in range(ROUNDS_MOST):
        asked = analyses.read_to_analyse(photograph_pk=photograph_pk)
        if asked is None:
            return "nothing to do"
        try:
            is_kept = examine(asked)
        except PhotographUnreadable as error:
            is_kept = analyses.keep_unreadable(asked=asked, reason=str(error), at=clock.now())
        except (MarksInvalid, InputNotFound) as error:
            analyses.keep_failure(photograph_pk=photograph_pk, reason=str(error), at=clock.now())
            return "given up"
        if is_kept:
            return "done"
    raise AnalysisOvertaken(f"photograph {photograph_pk}")


def examine(asked: ToAnalyse) -> bool:
    """Run the library on the stored bytes and keep the result."""
    data = store.read(folder=settings.PHOTOGRAPH_FOLDER, name=asked.stored_as)
    today = clock.today()
    with warm_opener() as opener:
        result = examine_photograph(
            data=data,
            file_name=asked.file_name,
            visited_on=asked.visited_on,
            mark=asked.marked.mark,
            is_confirmed=asked.marked.is_confirmed,
            calipers_mm=asked.marked.calipers_mm,
            opener=opener,
            today=today,
            photograph_id=asked.photograph_id,
            outline_ids=asked.marked.outline_ids,
        )
    return analyses.keep_result(
        asked=asked, result=result, engine=__version__, at=clock.now(), today=today
    )


@task(priority=AHEAD)
def make_report(report_pk: int) -> str:
    """Make one document and keep it; doing it twice gives the same.

    What the program can explain is kept in words, to be tried again by a person; everything else
    rises, so that the job is tried again.
    """
    try:
        return kept_reports.make(report_pk=report_pk, folders=folders(), open_bytes=open_bytes)
    except DermetryError as error:
        kept_reports.keep_failure(
            report_pk=report_pk, what=error.what, why=error.why, next_step=error.next_step
        )
        return "given up"


def folders() -> kept_reports.Folders:
    """Give where photographs and documents lie."""
    return kept_reports.Folders(
        photographs=settings.PHOTOGRAPH_FOLDER, reports=settings.REPORT_FOLDER
    )
