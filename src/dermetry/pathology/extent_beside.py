"""What the record holds beside the skin: other organs and stages, which no stage word may deny."""

from collections.abc import Iterator, Mapping
from typing import Any

from dermetry.knowledge.rules import RuleFile
from dermetry.record.case import Case
from dermetry.record.days import say_day
from dermetry.record.history import StageEntered
from dermetry.record.imaging_study import ImagingStudy


def recorded_beside(*, case: Case, file: RuleFile) -> tuple[str, ...]:
    """Say what is recorded of disease outside the skin ("H1 liver", "rM1 entered 3 May 2026").

    Lesions of other organs (also one that is gone, or that nobody confirmed: it says so), studies
    that saw metastases, stages entered as distant disease. Source: rule ``extent.beside``.
    """
    organs = {row["organ"]: str(row["word"]) for row in file.table("beside_organs")}
    said = (*of_lesions(case, organs), *of_studies(case, organs), *of_stages(case, file))
    return tuple(dict.fromkeys(said))


def of_lesions(case: Case, organs: dict[str, str]) -> Iterator[str]:
    """Name the lesions of other organs."""
    for lesion in case.lesions:
        if lesion.organ in organs:
            doubt = "" if lesion.is_confirmed else " (not confirmed)"
            yield f"{lesion.lesion_id} {organs[lesion.organ]}{doubt}"


def of_studies(case: Case, organs: dict[str, str]) -> Iterator[str]:
    """Name the studies that saw metastases outside the skin, or did not say where."""
    for study in case.imaging_studies:
        where = [organs[each] for each in study.organs if each in organs]
        if study.finding == "metastasis" and (where or not study.organs):
            day = say_day(on=study.done_on)
            yield f"metastasis{in_organs(where)} seen by {modality(study)}, {day}"


def in_organs(words: list[str]) -> str:
    """Say where."""
    return f" ({', '.join(words)})" if words else ""


def modality(study: ImagingStudy) -> str:
    """Name the kind of a study."""
    words = study.modality.replace("_", " ")
    return words.upper() if study.modality in ("ct", "mri", "pet_ct") else words


def of_stages(case: Case, file: RuleFile) -> Iterator[str]:
    """Name the entered stages that speak of distant disease, each with its edition and day."""
    for stage in case.history.stages:
        if any(is_distant(stage.value, row) for row in file.table("beside_stages")):
            yield f"{stage.value}{edition(stage)} entered{day_of(stage)}"


def is_distant(value: str, row: Mapping[str, Any]) -> bool:
    """Tell whether a stage as typed speaks of distant disease."""
    typed = value.upper()
    words = "".join(each if each.isalnum() else " " for each in typed).split()
    return any(each in typed for each in row["letters"]) or bool({*row["words"]} & {*words})


def edition(stage: StageEntered) -> str:
    """Give the edition in brackets, where it is recorded."""
    return f" ({stage.edition})" if stage.edition else ""


def day_of(stage: StageEntered) -> str:
    """Give the day of a stage, or that it has none."""
    return f" {say_day(on=stage.stated_on)}" if stage.stated_on else ", day not recorded"
