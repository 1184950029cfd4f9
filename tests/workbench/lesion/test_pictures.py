"""Pictures: re-encoded, without metadata, blurred by role, of one type, cut at a stated scale."""

import io

import cv2
import numpy as np
import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image
from tests.workbench.lesion.conftest import PLANTED, photograph_with_metadata

from dermetry.imaging.crop import mm_per_pixel_at
from dermetry.workbench.casenotes import store
from dermetry.workbench.casenotes.cuttings import cutting_of
from dermetry.workbench.casenotes.models import Outline, Photograph

pytestmark = pytest.mark.django_db
ROUTES = ("photograph_file", "photograph_small")


def pixels_of(answer) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB"))


def detail(pixels: np.ndarray) -> float:
    """Give the energy of fine detail, seen at one size."""
    gray = cv2.resize(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), (400, 280))
    return float(cv2.Laplacian(gray, cv2.CV_64F).var())


@pytest.mark.parametrize("route", ROUTES)
def test_no_byte_of_the_metadata_is_served(sign_in, actors, photograph, route):
    sent = photograph_with_metadata()
    assert PLANTED in sent
    answer = sign_in(actors["nurse"]).get(reverse(route, args=[photograph.pk]))
    assert answer.status_code == 200
    assert PLANTED not in answer.content
    assert b"Exif" not in answer.content
    shown = Image.open(io.BytesIO(answer.content))
    assert not shown.getexif()
    assert "comment" not in shown.info


@pytest.mark.parametrize("route", ROUTES)
def test_a_picture_is_served_as_what_it_is_and_to_nobody_else(sign_in, actors, photograph, route):
    answer = sign_in(actors["nurse"]).get(reverse(route, args=[photograph.pk]))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Content-Disposition"] == f'inline; filename="photograph-{photograph.pk}.jpg"'
    assert "private" in answer["Cache-Control"]
    assert "Cookie" in answer["Vary"]


def test_what_the_browser_has_is_not_sent_again(sign_in, actors, photograph):
    client = sign_in(actors["nurse"])
    address = reverse("photograph_small", args=[photograph.pk])
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert client.get(address, headers={"If-None-Match": '"other"'}).content == first.content


def test_a_picture_is_made_once_and_kept(sign_in, actors, photograph):
    client = sign_in(actors["nurse"])
    address = reverse("photograph_file", args=[photograph.pk])
    first = client.get(address)
    (kept,) = [path for path in settings.PICTURE_FOLDER.rglob("*") if path.is_file()]
    assert kept.read_bytes() == first.content
    assert kept.name.startswith(photograph.sha256)
    (settings.PHOTOGRAPH_FOLDER / photograph.stored_as).unlink()
    assert client.get(address).content == first.content


def test_a_role_that_needs_no_photograph_gets_blurred_bytes(sign_in, actors, photograph, agree):
    agree(photograph.patient_id)
    address = reverse("photograph_file", args=[photograph.pk])
    clear = pixels_of(sign_in(actors["nurse"]).get(address))
    answer = sign_in(actors["researcher"]).get(address)
    smeared = pixels_of(answer)
    assert detail(smeared) < detail(clear) / 200
    assert smeared.shape[1] <= 480
    assert "no-cache" in answer["Cache-Control"]  # it must go once the photograph is revealed


def first_outline(patient) -> Outline:
    rows = Outline.objects.filter(patient=patient, lesion__isnull=False)
    return rows.order_by("photograph__visit__visited_on", "pk").first()


def crop_address(outline: Outline, query: str = "") -> str:
    return reverse("photograph_crop", args=[outline.photograph_id, outline.pk]) + query


def test_a_small_patch_shows_no_more_than_the_blurred_photograph(sign_in, actors, load):
    """One spot of the blur is as wide as a twentieth of the photograph, in a patch as well."""
    outline = first_outline(load("partial response over three"))
    whole = pixels_of(
        sign_in(actors["researcher"]).get(reverse("photograph_file", args=[outline.photograph_id]))
    )
    size = outline.photograph.details["width_px"], outline.photograph.details["height_px"]
    whole = cv2.resize(whole, size, interpolation=cv2.INTER_LINEAR)
    cutting = cutting_of(
        polygon=outline.details["polygon"],
        scale=outline.photograph.details["scale"],
        side_mm=10,
        side_px=480,
    )
    matrix = cv2.getPerspectiveTransform(*(np.float32(each) for each in corners_of(cutting)))
    expected = cv2.warpPerspective(whole, matrix, (480, 480))
    smeared = pixels_of(sign_in(actors["researcher"]).get(crop_address(outline, "?mm=10&px=480")))
    assert np.abs(smeared.astype(int) - expected).max() < 12


def corners_of(cutting):
    """Give four points around a patch, in the photograph and in the patch."""
    x, y = cutting.center_px
    points = [(x - 30, y - 30), (x + 30, y - 30), (x + 30, y + 30), (x - 30, y + 30)]
    return points, [(u - 0.5, v - 0.5) for u, v in cutting.place(points)]


def test_a_patch_has_the_scale_it_was_asked_for(sign_in, actors, load):
    outline = first_outline(load("partial response over three"))
    scale = outline.photograph.details["scale"]
    answer = sign_in(actors["nurse"]).get(crop_address(outline, "?mm=40&px=480"))
    assert pixels_of(answer).shape == (480, 480, 3)
    cutting = cutting_of(polygon=outline.details["polygon"], scale=scale, side_mm=40, side_px=480)
    assert cutting.px_per_mm == 12
    homography = np.asarray(scale["homography"]).reshape(3, 3)
    ends = np.asarray(outline.details["longest_axis_px"], float)
    mm = cv2.perspectiveTransform(ends[None], homography)[0]
    true_mm = float(np.hypot(*(mm[1] - mm[0])))
    drawn = np.asarray(cutting.place(tuple(map(tuple, ends))))
    assert float(np.hypot(*(drawn[1] - drawn[0]))) / 12 == pytest.approx(true_mm, abs=0.01)
    near = mm_per_pixel_at(homography=homography, point=cutting.center_px)
    step = cutting.place([cutting.center_px, (cutting.center_px[0] + 1, cutting.center_px[1])])
    assert abs(step[1][0] - step[0][0]) / 12 == pytest.approx(near, rel=0.1)


def test_the_drawn_border_lies_on_the_border_of_the_patch(sign_in, actors, load):
    """The lesion is redder than the skin: inside the drawn border more than outside."""
    outline = first_outline(load("partial response over three"))
    pixels = pixels_of(sign_in(actors["nurse"]).get(crop_address(outline, "?mm=40&px=480")))
    cutting = cutting_of(
        polygon=outline.details["polygon"],
        scale=outline.photograph.details["scale"],
        side_mm=40,
        side_px=480,
    )
    ring = np.asarray(cutting.place(outline.details["polygon"]))
    inside = np.zeros((480, 480), np.uint8)
    cv2.fillPoly(inside, [ring.round().astype(np.int32)], 1)
    wide = cv2.dilate(inside, np.ones((25, 25), np.uint8))
    redness = pixels[..., 0].astype(float) - pixels[..., 1]
    within, around = redness[inside == 1].mean(), redness[(wide == 1) & (inside == 0)].mean()
    assert within > around + 15


@pytest.mark.parametrize("query", ["?mm=7", "?mm=5", "?mm=5000", "?px=100", "?px=481"])
def test_no_other_size_is_made(sign_in, actors, load, query):
    outline = first_outline(load("partial response over three"))
    answer = sign_in(actors["nurse"]).get(crop_address(outline, query))
    assert answer.status_code == 422
    assert not settings.PICTURE_FOLDER.exists()


def test_another_border_or_scale_gives_another_patch(sign_in, actors, load):
    outline = first_outline(load("partial response over three"))
    client, address = sign_in(actors["nurse"]), crop_address(outline, "?mm=40&px=240")
    first = client.get(address)
    photo = outline.photograph
    photo.details["scale"]["homography"] = [
        each * (2 if number < 6 else 1)
        for number, each in enumerate(photo.details["scale"]["homography"])
    ]
    photo.save()
    second = client.get(address)
    assert second["ETag"] != first["ETag"]
    assert second.content != first.content


@pytest.mark.parametrize(
    "damage",
    [
        {"polygon": "gone"},
        {"polygon": [[1, 2], [3, None], [5, 6]]},
        {"polygon": [[1, 2], [3, 4]]},
        {},
        {"polygon": [[1e30, 0], [0, 1], [2, 2]]},
    ],
)
def test_a_damaged_outline_gives_words_and_no_crash(sign_in, actors, load, damage):
    outline = first_outline(load("partial response over three"))
    outline.details = damage
    outline.save()
    answer = sign_in(actors["nurse"]).get(crop_address(outline))
    assert answer.status_code == 422
    assert answer["Content-Type"] == "image/svg+xml"
    assert "damaged" in answer.content.decode()


def test_an_outline_of_another_photograph_does_not_exist(sign_in, actors, load):
    patient = load("partial response over three")
    first, last = Photograph.objects.filter(patient=patient).order_by("pk")[:2]
    outline = last.outlines.first()
    address = reverse("photograph_crop", args=[first.pk, outline.pk])
    assert sign_in(actors["nurse"]).get(address).status_code == 404


@pytest.mark.parametrize(("harm", "status"), [("missing", 404), ("changed", 422)])
def test_missing_or_changed_bytes_are_said_in_the_picture(
    sign_in, actors, photograph, harm, status
):
    path = settings.PHOTOGRAPH_FOLDER / photograph.stored_as
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-40] + bytes(40))
    answer = sign_in(actors["nurse"]).get(reverse("photograph_file", args=[photograph.pk]))
    assert answer.status_code == status
    assert answer["Content-Type"] == "image/svg+xml"
    assert "no-store" in answer["Cache-Control"]
    assert "doctor" in answer.content.decode()


def test_what_is_no_photograph_is_said_in_the_picture(sign_in, actors, photograph):
    photograph.stored_as = store.write(folder=settings.PHOTOGRAPH_FOLDER, data=b"<svg onload=x>")
    photograph.save()
    answer = sign_in(actors["nurse"]).get(reverse("photograph_file", args=[photograph.pk]))
    assert answer.status_code == 422
    assert b"onload" not in answer.content
