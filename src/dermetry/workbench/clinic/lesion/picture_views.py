"""Photographs as pictures: made by us, of one fixed type, never the bytes as they were sent."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET

from dermetry.imaging.values import Picture
from dermetry.workbench import clock
from dermetry.workbench.casenotes.pictures import Wanted, serve_picture
from dermetry.workbench.jobs.opener import warm_opener

REVEALED = "revealed"  # of the session: keys of photographs shown clear on demand
KEEP_SECONDS = 3600


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


def crop_wanted(request: HttpRequest, outline_pk: int) -> Wanted:
    """Read the sides of a crop; what is no number is left out."""
    mm, px = request.GET.get("mm", ""), request.GET.get("px", "")
    return Wanted(
        "crop",
        outline_pk=outline_pk,
        side_mm=float(mm) if mm.isdecimal() and len(mm) < 4 else None,
        side_px=int(px) if px.isdecimal() and len(px) < 4 else 240,
    )


def send(request: HttpRequest, photograph_pk: int, wanted: Wanted) -> HttpResponse:
    """Send one picture."""
    today = clock.today()

    def open_picture(data: bytes, name: str) -> Picture:
        """Decode in the sandbox."""
        with warm_opener() as opener:
            return opener.open(data=data, file_name=name, today=today)

    served = serve_picture(
        actor=request.actor,
        photograph_pk=photograph_pk,
        wanted=wanted,
        is_revealed=photograph_pk in request.session.get(REVEALED, []),
        open_picture=open_picture,
        photographs=settings.PHOTOGRAPH_FOLDER,
        pictures=settings.PICTURE_FOLDER,
    )
    answer = HttpResponse(served.jpeg, content_type="image/jpeg")
    answer["Content-Disposition"] = f'inline; filename="photograph-{photograph_pk}.jpg"'
    answer["Cache-Control"] = (
        "private, no-cache" if served.is_blurred else f"private, max-age={KEEP_SECONDS}"
    )
    answer["Vary"] = "Cookie"
    tag = f'"{served.tag}"'
    answer["ETag"] = tag
    return get_conditional_response(request, etag=tag, response=answer) or answer
