"""One part of a record as a form: shown, kept, or shown again with both versions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dermetry.errors import DermetryError
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.registration import PartPage
from dermetry.workbench.clinic.registration.conflicts import Section, differing, resolve


@dataclass(frozen=True)
class Part:
    """A part of the record: its name in addresses, what is chosen as a whole, what keeps it."""

    name: str
    sections: tuple[Section, ...]
    record: Callable[..., Any]
    context: Callable[[Any, bool], Mapping[str, Any]]  # of a form and whether it was refused


def keep_part(
    request: HttpRequest, patient_pk: int, page: PartPage, part: Part, form: Any
) -> HttpResponse:
    """Keep what was sent; nothing typed is lost where that cannot be.

    ``form`` has ``is_valid``, ``values`` (by section) and ``add_error``.
    """
    mark = request.POST.get("mark", "")
    if not form.is_valid():
        return show_part(request, page, part, form, mark=mark, status=422)
    values = resolve(request.POST, page.held, form.values())
    try:
        part.record(
            actor=request.actor, at=clock.now(), patient_pk=patient_pk, fields=values, seen=mark
        )
    except RecordConflict:
        both = differing(part.sections, page.held, values)
        return show_part(request, page, part, form, conflict=both, status=409)
    except DermetryError as error:
        form.add_error(None, str(error))
        return show_part(request, page, part, form, mark=mark, status=422)
    messages.success(request, "Saved.", extra_tags=f"saved-draft:{part.name}-{patient_pk}")
    return redirect(f"patient_{part.name}", patient_pk)


def show_part(
    request: HttpRequest,
    page: PartPage,
    part: Part,
    form: Any,
    *,
    mark: str | None = None,
    conflict: tuple[dict[str, str], ...] = (),
    added: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the page; ``mark`` is the version that the form began with, if not the present one."""
    shown = {
        "page": page,
        "pages": page.pages,
        "current": f"patient_{part.name}",
        "banner": page.banner,
        "mark": page.mark if mark is None else mark,
        "conflict": conflict,
        "added": added,
        **part.context(form, status != 200),
    }
    return render(request, f"registration/{part.name}.html", shown, status=status)
