"""What two versions of a history say, part by part."""

from collections.abc import Iterable
from typing import Any, Final

from dermetry.record.history import RadiationField, StageEntered, Surgery
from dermetry.report.background import field_words, stage_words, surgery_words
from dermetry.workbench.clinic.registration.conflicts import Say, Section
from dermetry.workbench.clinic.registration.history_forms import BREASTS, CHEST_WALL
from dermetry.workbench.clinic.registration.identity_forms import say_day
from dermetry.workbench.clinic.registration.inflammatory_form import say_inflammatory


def say_primary(stored: Any) -> str:
    """Say what is known of the primary tumor."""
    if not stored:
        return ""
    if stored["kind"] == "unknown":
        return f"unknown; {stored.get('note') or ''}".rstrip("; ")
    on = say_day(stored.get("diagnosed_on"))
    named = (stored.get(name) for name in ("laterality", "receptors", "surgery"))
    return ", ".join(["breast cancer, known", *(each for each in (on, *named) if each)])


def say_rows(kind: Any, say: Any, key: str = "") -> Any:
    """Make what says a list of values; a row without its id yet is said all the same."""

    def words(stored: Any) -> str:
        named = ({key: "new", **each} if key else each for each in stored or ())
        return "; ".join(say(kind.model_validate(each)) for each in named)

    return words


def say_choice(choices: Iterable[tuple[str, str]]) -> Say:
    """Make what says a chosen answer as its form does."""
    words = dict(choices)
    return lambda stored: words.get(stored or "", "") if stored else ""


SECTIONS: Final = (
    Section("diagnosis", "Diagnosis", lambda held: held or ""),
    Section("primary", "Primary tumor", say_primary),
    Section("breast_left", "Left breast", say_choice(BREASTS)),
    Section("breast_right", "Right breast", say_choice(BREASTS)),
    Section("chest_wall_invasion", "Chest wall invaded", say_choice(CHEST_WALL)),
    Section("inflammatory", "Inflammatory carcinoma", say_inflammatory),
    Section("stages", "Stages", say_rows(StageEntered, stage_words)),
    Section("surgeries", "Operations", say_rows(Surgery, surgery_words, "surgery_id")),
    Section(
        "radiation_fields", "Radiation fields", say_rows(RadiationField, field_words, "field_id")
    ),
    Section("note", "Note", lambda held: held or ""),
)
