"""From a story to the scenes that the renderer draws."""

from zlib import crc32

from dermetry.demo.clinic.story import Place, Shot, Story, VisitStory
from dermetry.demo.scene import (
    CalibrationPlacement,
    Camera,
    Capture,
    Light,
    Point,
    Scene,
    SceneLesion,
    Skin,
)

WIDTH_PX, HEIGHT_PX = 1200, 900
FIELD_OF_VIEW_DEG = 54.0
JPEG_QUALITY = 80
HAIR_QUALITY = 55  # fine hair fills a JPEG; the border of a lesion needs no more
MANY_HAIRS = 3.0  # per cm2


def photograph_scene(*, story: Story, visit: VisitStory, shot: Shot) -> Scene:
    """Give the scene of one photograph."""
    place = story.places[shot.place]
    return Scene(
        skin=skin_of(place),
        lesions=painted_lesions(story, visit, shot),
        camera=Camera(
            look_at_mm=shot.look_at_mm,
            distance_mm=shot.distance_mm,
            tilt_deg=shot.tilt_deg,
            azimuth_deg=shot.azimuth_deg,
            roll_deg=shot.roll_deg,
            field_of_view_deg=FIELD_OF_VIEW_DEG,
            width_px=WIDTH_PX,
            height_px=HEIGHT_PX,
        ),
        light=Light(
            azimuth_deg=shot.lamp_deg, warmth=shot.warmth, unevenness=0.3, exposure=place.exposure
        ),
        capture=Capture(
            blur_px=shot.blur_px,
            motion_px=shot.motion_px,
            noise=0.25,
            jpeg_quality=HAIR_QUALITY if place.hair_per_cm2 > MANY_HAIRS else JPEG_QUALITY,
        ),
        calibration=CalibrationPlacement(card_place(shot), shot.card_deg)
        if shot.has_card
        else None,
        seed=crc32(f"{place.seed} {shot.file}".encode()),
    )


def card_place(shot: Shot) -> Point:
    """Give the place of the card: as told, else along the lower edge of the photograph."""
    if shot.card_mm is not None:
        return shot.card_mm
    x, y = shot.look_at_mm
    return (x + 4.0, y + 0.375 * shot.distance_mm - 33.0)


def skin_of(place: Place) -> Skin:
    """Give the skin of a place; the same at every visit."""
    return Skin(
        tone=place.tone,
        radius_x_mm=place.radius_x_mm,
        radius_y_mm=place.radius_y_mm,
        undulation_mm=place.undulation_mm,
        hair_per_cm2=place.hair_per_cm2,
        hair_darkness=place.hair_darkness,
        bald_mm=place.bald_mm,
        freckles=place.freckles,
        scar_mm=place.scar_mm,
        seed=place.seed,
    )


def painted_lesions(story: Story, visit: VisitStory, shot: Shot) -> tuple[SceneLesion, ...]:
    """Give what is painted into one photograph, as large and as it looks at its visit."""
    shown = {**visit.sizes_mm, **visit.traces_mm}
    lesions = []
    for lesion_id, (longest, perpendicular) in shown.items():
        look = story.looks[lesion_id]
        for each in story.visits:
            if each.visited_on <= visit.visited_on:
                look = look.model_validate({**look.model_dump(), **each.looks.get(lesion_id, {})})
        if look.place == shot.place:
            fields = look.model_dump(exclude={"place"})
            lesions.append(
                SceneLesion(
                    lesion_id=lesion_id,
                    longest_mm=float(longest),
                    perpendicular_mm=float(perpendicular),
                    **fields,
                )
            )
    return tuple(lesions)
