"""Import of a case file and of old photographs, and export of a case."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dermetry.errors import DermetryError
from dermetry.imaging.values import Picture
from dermetry.report.words import say_date
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import exporting, importing
from dermetry.workbench.casenotes.actions.patients import SimilarPatients
from dermetry.workbench.casenotes.likeness import SimilarPatient
from dermetry.workbench.casenotes.queries.exchange import exchange_page
from dermetry.workbench.casenotes.sent_files import SentFile, read_sent
from dermetry.workbench.clinic.registration.exchange_forms import (
    ExportForm,
    FolderForm,
    ImportForm,
)
from dermetry.workbench.clinic.sent_values import to_json
from dermetry.workbench.clinic.site_of_form import site_changed
from dermetry.workbench.jobs import analysis
from dermetry.workbench.jobs.opener import warm_opener

PATHS_MOST = 2_000_000  # characters of the paths that the browser tells


@require_http_methods(["GET", "POST"])
def import_case(request: HttpRequest) -> HttpResponse:
    """Take in a case file with its photographs."""
    form = ImportForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return import_page(request, form)
    changed = site_changed(request)
    if changed:
        return import_page(request, form, changed, status=409)
    try:
        taken = importing.import_case(
            actor=request.actor,
            at=clock.now(),
            files=sent_files(request),
            folder=settings.PHOTOGRAPH_FOLDER,
            identifier=form.cleaned_data["identifier"],
            is_somebody_else=request.POST.get("is_somebody_else") == "on",
        )
    except SimilarPatients as error:
        return import_page(request, form, error, similar=error.found)
    except DermetryError as error:
        return import_page(request, form, error)
    messages.success(request, said_of_case(taken))
    return redirect("patient", taken.patient_pk)


def said_of_case(taken: importing.CaseTaken) -> str:
    """Say what became of an import."""
    words = f"The case is taken in with {taken.kept} photograph{'s' if taken.kept != 1 else ''}."
    if taken.missing:
        words += f" {taken.missing} that it names did not come along and cannot be shown."
    return words


def sent_files(request: HttpRequest) -> list[SentFile]:
    """Give the files that were sent, with their paths where the browser told them."""
    uploads = request.FILES.getlist("files")
    if not uploads:
        raise importing.ImportRefused("No file was chosen", next_step="choose the files, then send")
    return read_sent(uploads=uploads, paths=paths_of(request.POST.get("paths", "")))


def paths_of(text: str) -> Sequence[str]:
    """Read the paths of a folder's files, sent beside them as JSON."""
    if not text or len(text) > PATHS_MOST:
        return ()
    paths = to_json(text)
    is_list = isinstance(paths, list) and all(isinstance(each, str) for each in paths)
    return paths if is_list else ()


def import_page(
    request: HttpRequest,
    form: ImportForm,
    problem: DermetryError | None = None,
    similar: tuple[SimilarPatient, ...] = (),
    status: int = 422,
) -> HttpResponse:
    """Render the page."""
    shown = {"form": form, "problem": problem, "similar": similar, "page_narrow": True}
    is_refused = bool(problem or form.errors)
    return render(
        request, "registration/import_case.html", shown, status=status if is_refused else 200
    )


@require_http_methods(["GET", "POST"])
def import_folder(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Take in old photographs of a patient, by their days."""
    today = clock.today()
    page = exchange_page(actor=request.actor, patient_pk=patient_pk, today=today)
    form = FolderForm(request.POST if request.method == "POST" else None, today=today)
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            taken = importing.import_photographs(
                actor=request.actor,
                at=clock.now(),
                today=today,
                patient_pk=patient_pk,
                files=sent_files(request),
                visited_on=form.cleaned_data["visited_on"],
                folder=settings.PHOTOGRAPH_FOLDER,
            )
        except DermetryError as error:
            problem = error
        else:
            for line in said_of_folder(taken):
                messages.success(request, line)
            analysis.request_many(photograph_pks=taken.to_analyse, now=clock.now())
            return redirect("patient", patient_pk)
    shown = {
        "page": page,
        "pages": page.pages,
        "current": "import_folder",
        "banner": page.banner,
        "form": form,
        "problem": problem,
    }
    status = 422 if problem or form.errors else 200
    return render(request, "registration/import_folder.html", shown, status=status)


def said_of_folder(taken: importing.FolderTaken) -> list[str]:
    """Say what became of each file."""
    count, lines = len(taken.added), []
    days = ", ".join(say_date(each) for each in taken.visits[:6])
    more = f" and {len(taken.visits) - 6} more days" if len(taken.visits) > 6 else ""
    if taken.added or not taken.restored:
        of_days = f", of {days}{more}. They are analysed now" if taken.added else ""
        lines.append(f"{count} photograph{'s' if count != 1 else ''} taken in{of_days}.")
    if taken.restored:
        lines.append(
            "In this record, and their file was missing: it is kept now: "
            f"{importing.name_some(taken.restored)}."
        )
    if taken.already:
        lines.append(f"Already in this record: {importing.name_some(taken.already)}.")
    if taken.left_out:
        lines.append(f"Left out, no photographs: {importing.name_some(taken.left_out)}.")
    return lines


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, patient_pk: int) -> HttpResponseBase:
    """Ask what the case goes out for, and send it."""
    today = clock.today()
    page = exchange_page(actor=request.actor, patient_pk=patient_pk, today=today)
    form = ExportForm(request.POST or None, initial={"use": "care", "with_photographs": True})
    if request.method == "POST" and form.is_valid():
        try:
            sent = make_export(request, patient_pk, form)
        except DermetryError as error:
            form.add_error(None, str(error))
        else:
            return FileResponse(
                sent.file, as_attachment=True, filename=sent.name, content_type="application/zip"
            )
    shown = {
        "page": page,
        "pages": page.pages,
        "current": "patient_export",
        "banner": page.banner,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "registration/export.html", shown, status=status)


def make_export(request: HttpRequest, patient_pk: int, form: ExportForm) -> exporting.Exported:
    """Make the zip that was asked for."""
    today = clock.today()

    def open_picture(data: bytes, name: str) -> Picture:
        """Decode in the sandbox."""
        with warm_opener() as opener:
            return opener.open(data=data, file_name=name, today=today)

    return exporting.export_case(
        actor=request.actor,
        at=clock.now(),
        patient_pk=patient_pk,
        folder=settings.PHOTOGRAPH_FOLDER,
        open_picture=open_picture,
        **form.cleaned_data,
    )
