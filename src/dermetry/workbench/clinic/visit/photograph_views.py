"""The photographs of a visit: taken or chosen, sent one by one, described."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import photographs as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.photographs_of_visit import (
    PhotographLine,
    photograph_line,
    photographs_of_visit,
)
from dermetry.workbench.clinic.sent_values import to_int
from dermetry.workbench.clinic.visit.flow import visit_frame
from dermetry.workbench.clinic.visit.upload_form import PlaceForm, UploadForm
from dermetry.workbench.clinic.visit.upload_tiles import (
    Tile,
    conflict_tile,
    preselect,
    tiles_of,
    wanted_tiles,
)
from dermetry.workbench.jobs import analysis

SENT_TOGETHER = (
    "They were sent with one choice of what is photographed, and only the first counts as an "
    "overview. Say of each below what it shows."
)


@require_GET
def photographs(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Show the camera, the required views and what has been photographed."""
    return photographs_page(request, visit_pk)


def photographs_page(
    request: HttpRequest, visit_pk: int, refused: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    """Render the page, with what could not be taken."""
    found = photographs_of_visit(actor=request.actor, visit_pk=visit_pk)
    wanted = wanted_tiles(found.wanted)
    page = {
        "frame": visit_frame(
            actor=request.actor, visit_pk=visit_pk, step="photographs", today=clock.today()
        ),
        "found": found,
        "tiles": tiles_of(found.photographs),
        "describe": request.GET.get("describe", "").split(","),
        "wanted": wanted,
        "form": UploadForm(initial=preselect(found)),
        "cleansings": (("before", "before"), ("after", "after")),
        "is_other": not any(each.is_chosen for each in wanted),
        "refused": [{"text": each} for each in refused],
        "limit_mb": settings.UPLOAD_LIMIT_BYTES // 2**20,
        "limit_bytes": settings.UPLOAD_LIMIT_BYTES,
    }
    return render(request, "visit/photographs.html", page, status=status)


@require_POST
def upload(request: HttpRequest, visit_pk: int) -> HttpResponse:
    """Keep what was sent: one file with its key from the page's script, or a whole form."""
    form = UploadForm(request.POST)
    files = request.FILES.getlist("file")
    is_script = request.headers.get("Accept", "").startswith("application/json")
    if not form.is_valid() or not files:
        said = first_error(form) or "No photograph was chosen"
        return refuse(request, visit_pk, [said], 422, is_script=is_script)
    too_large = [say_too_large(file) for file in files if file.size > settings.UPLOAD_LIMIT_BYTES]
    key = form.cleaned_data["upload_key"] if len(files) == 1 else ""  # one key, one file
    small = [file for file in files if file.size <= settings.UPLOAD_LIMIT_BYTES]
    kept = [
        keep(request, visit_pk, form.facts_of(number), file, key or None)
        for number, file in enumerate(small)
    ]
    if too_large:
        return refuse(request, visit_pk, too_large, 413, is_script=is_script)
    if is_script:
        return answer_script(kept[0])
    for each in kept:
        is_good = each.is_restored or (each.is_new and not each.said)
        tag = messages.INFO if is_good else messages.WARNING
        messages.add_message(request, tag, each.said or f"{each.file_name} is kept.")
    address = reverse("visit_photographs", args=[visit_pk])
    new = [str(each.photograph_pk) for each in kept if each.is_new]
    if len(new) > 1:
        messages.info(request, SENT_TOGETHER)
        address = f"{address}?describe={','.join(new)}"
    return redirect(address)


def keep(
    request: HttpRequest,
    visit_pk: int,
    facts: dict[str, str],
    file: UploadedFile,
    key: str | None,
) -> actions.Added:
    """Keep one file and ask for its analysis."""
    now = clock.now()
    added = actions.add_photograph(
        actor=request.actor,
        at=now,
        visit_pk=visit_pk,
        file_name=file.name or "unnamed",
        data=file.read(),
        upload_key=key,
        **facts,
    )
    if added.is_to_analyse:
        analysis.request(photograph_pk=added.photograph_pk, now=now)
    return added


def answer_script(added: actions.Added) -> JsonResponse:
    """Tell the page's script what became of its file."""
    return JsonResponse(
        {
            "photograph": added.photograph_pk,
            "file_name": added.file_name,
            "is_new": added.is_new,
            "is_restored": added.is_restored,
            "said": added.said,
        },
        status=201 if added.is_new else 200,
    )


def refuse(
    request: HttpRequest, visit_pk: int, said: list[str], status: int, *, is_script: bool
) -> HttpResponse:
    """Say what was not taken."""
    if is_script:
        return JsonResponse({"message": " ".join(said), "what": said[0]}, status=status)
    return photographs_page(request, visit_pk, tuple(said), status)


def say_too_large(file: UploadedFile) -> str:
    """Say that a file is over the limit."""
    most = filesizeformat(settings.UPLOAD_LIMIT_BYTES)
    return (
        f"{file.name} has {filesizeformat(file.size)}; photographs of up to {most} are taken. "
        "It was not kept: save it smaller, and send it again."
    ).replace("\xa0", " ")


def first_error(form: forms.Form) -> str:
    """Give the first thing that is wrong with a form."""
    return next((str(error) for errors in form.errors.values() for error in errors), "")


@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, photograph_pk: int) -> HttpResponse:
    """Show one photograph's tile, or its status alone; keep what was stated of it."""
    if request.method == "POST":
        return describe(request, photograph_pk)
    analysis.tend(now=clock.now())
    line = photograph_line(actor=request.actor, photograph_pk=photograph_pk)
    (tile,) = tiles_of((line,))
    part = "status" if request.GET.get("part") == "status" else "tile"
    return render(request, f"visit/photographs_{part}.html", {"tile": tile})


def describe(request: HttpRequest, photograph_pk: int) -> HttpResponse:
    """Keep view, zone, side and cleansing; two people at once see both versions."""
    line = photograph_line(actor=request.actor, photograph_pk=photograph_pk)
    form = PlaceForm(merged(request, line))
    version = request.POST.get("version", "")
    if not form.is_valid():
        return HttpResponse(first_error(form), status=422)
    try:
        actions.describe_photograph(
            actor=request.actor,
            at=clock.now(),
            photograph_pk=photograph_pk,
            version=to_int(version) or 0,
            **form.cleaned_data,
        )
    except RecordConflict as conflict:
        tile = conflict_tile(line, form, conflict)
        return answer_tile(request, tile, 409)
    (tile,) = tiles_of((photograph_line(actor=request.actor, photograph_pk=photograph_pk),))
    return answer_tile(request, tile, 200)


def merged(request: HttpRequest, line: PhotographLine) -> dict[str, str]:
    """Give the fields as chosen; after a conflict each is mine or theirs."""
    return {
        name: getattr(line, name)
        if request.POST.get(f"choice_{name}") == "theirs"
        else request.POST.get(name, "")
        for name in PlaceForm.base_fields
    }


def answer_tile(request: HttpRequest, tile: Tile, status: int) -> HttpResponse:
    """Give the tile alone to a script, the whole page to a plain form."""
    if request.htmx or status == 409:
        template = "visit/photographs_tile.html" if request.htmx else "visit/photographs_both.html"
        return render(request, template, {"tile": tile}, status=status)
    return redirect("visit_photographs", tile.photo.visit_pk)
