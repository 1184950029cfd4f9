"""Photographs as pictures: made by us, of one fixed type, never the bytes as they were sent."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import parse_etags, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from dermetry.errors import DermetryError, NotMeasurable, PhotographUnreadable
from dermetry.imaging.values import Picture
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions.reveal import reveal_photograph
from dermetry.workbench.casenotes.cuttings import OutlineDamaged
from dermetry.workbench.casenotes.pictures import Served, Wanted, serve_picture
from dermetry.workbench.casenotes.store import PhotographDamaged, PhotographNotKept
from dermetry.workbench.clinic.lesion.placeholder import placeholder_svg
from dermetry.workbench.jobs.opener import warm_opener

REVEALED = "revealed"  # of the session: keys of photographs shown clear on demand
KEEP_SECONDS = 3600
NOT_SHOWN = (
    PhotographNotKept,
    PhotographDamaged,
    PhotographUnreadable,
    NotMeasurable,
    OutlineDamaged,
)


@require_GET
def upright(request: HttpRequest, photograph_pk: int) -> HttpResponse:
    """Send the whole photograph, upright."""
    return send(request, photograph_pk, Wanted("upright"))


@require_GET
def small(request: HttpRequest, photograph_pk: int) -> HttpResponse:
    """Send a small copy for lists."""
    return send(request, photograph_pk, Wanted("small"))


@require_GET
def crop(request: HttpRequest, photograph_pk: int, outline_pk: int) -> HttpResponse:
    """Send the patch around an outline: ``?mm=40&px=240`` sets its sides."""
    return send(request, photograph_pk, crop_wanted(request, outline_pk))


def revealed_of(request: HttpRequest) -> frozenset[int]:
    """Give the photographs shown clear in this session."""
    return frozenset(request.session.get(REVEALED, []))


def crop_wanted(request: HttpRequest, outline_pk: int) -> Wanted:
    """Read the sides of a crop; what is no number is left out."""
    mm, px = request.GET.get("mm", ""), request.GET.get("px", "")
    return Wanted(
        "crop",
        outline_pk=outline_pk,
        side_mm=int(mm) if mm.isdecimal() and len(mm) < 5 else None,
        side_px=int(px) if px.isdecimal() and len(px) < 5 else 240,
    )


def send(request: HttpRequest, photograph_pk: int, wanted: Wanted) -> HttpResponse:
    """Send one picture, or a drawing that says why there is none."""
    today = clock.today()

    def open_picture(data: bytes, name: str) -> Picture:
        """Decode in the sandbox."""
        with warm_opener() as opener:
            return opener.open(data=data, file_name=name, today=today)

    tags = parse_etags(request.headers.get("If-None-Match", ""))
    try:
        served = serve_picture(
            actor=request.actor,
            photograph_pk=photograph_pk,
            wanted=wanted,
            is_revealed=photograph_pk in revealed_of(request),
            known_tags={each.removeprefix("W/").strip('"') for each in tags},
            open_picture=open_picture,
            photographs=settings.PHOTOGRAPH_FOLDER,
            pictures=settings.PICTURE_FOLDER,
        )
    except NOT_SHOWN as error:
        return not_shown(error, photograph_pk)
    return answer(served, photograph_pk)


def answer(served: Served, photograph_pk: int) -> HttpResponse:
    """Answer with the picture, or that the browser has it.

    Only what the role always sees clear may be used again without asking: blurred bytes must go
    once the photograph is revealed, and revealed ones with the session.
    """
    found = HttpResponse(served.jpeg, content_type="image/jpeg")
    if served.is_known:
        found = HttpResponse(status=304)
    else:
        found["Content-Disposition"] = f'inline; filename="photograph-{photograph_pk}.jpg"'
    is_steady = not (served.is_blurred or served.is_revealed)
    found["Cache-Control"] = (
        f"private, max-age={KEEP_SECONDS}" if is_steady else "private, no-cache"
    )
    found["Vary"] = "Cookie"
    found["ETag"] = f'"{served.tag}"'
    return guard(found)


def not_shown(error: DermetryError, photograph_pk: int) -> HttpResponse:
    """Answer with a drawing of the error's words; the page beside it says them too."""
    found = HttpResponse(
        placeholder_svg(error=error),
        content_type="image/svg+xml",
        status=404 if isinstance(error, PhotographNotKept) else 422,
    )
    found["Content-Disposition"] = f'inline; filename="photograph-{photograph_pk}.svg"'
    found["Cache-Control"] = "private, no-store"
    return guard(found)


def guard(found: HttpResponse) -> HttpResponse:
    """Let no other site show the picture, and nothing guess its type."""
    found["X-Content-Type-Options"] = "nosniff"
    found["Cross-Origin-Resource-Policy"] = "same-origin"
    return found


@require_POST
def reveal(request: HttpRequest, photograph_pk: int) -> HttpResponse:
    """Show a photograph clear until the session ends; one entry in the audit log."""
    shown = request.session.get(REVEALED, [])
    is_new = photograph_pk not in shown
    revealed = reveal_photograph(
        actor=request.actor, at=clock.now(), photograph_pk=photograph_pk, is_logged=is_new
    )
    if revealed and is_new:
        request.session[REVEALED] = [*shown, photograph_pk]
        messages.info(request, "Shown until you sign out; this is in the audit log.")
    return redirect(next_page(request, photograph_pk))


def next_page(request: HttpRequest, photograph_pk: int) -> str:
    """Give the page the person came from, if it is one of ours; else the photograph's."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return reverse("photograph", args=[photograph_pk])
