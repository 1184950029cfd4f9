"""A case without what names somebody: the patient, the staff, or files named after either.

What is kept is listed field by field; a text under any other name is removed, so that a field
added to the record later gives nothing away.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from dermetry.record.case import Case

REMOVED: Final = "removed"
STAFF: Final = frozenset(
    ("acted_by", "by", "cancelled_by", "chosen_by", "confirmed_by", "decided_by", "evaluator",
     "ordered_by", "owner", "pathologist", "recorded_by", "signed_by", "stated_by", "taken_by",
     "written_by")
)  # fmt: skip
CODED: Final = frozenset(  # words of a closed list, keys, hashes and versions: as they are
    ("answer", "bleeding", "breast_left", "breast_right", "category", "chest_wall_invasion",
     "cleansing", "code", "continuity", "engine_version", "exudate", "finding", "histologic_type",
     "ihc_score", "intensity", "kind", "laterality", "m_effect", "margins", "marker", "modality",
     "newness", "non_measurable", "odor", "organ", "organs", "origin", "panel", "patterns",
     "preset", "proposed_m_effect", "proposed_t_effect", "question", "regions_examined",
     "regions_not_examined", "regions_refused", "result", "role", "rule_id", "rules_version",
     "sex", "sha256", "skin_change", "software_version", "source", "status", "structures",
     "t_effect", "urgency", "use", "view", "zone", "zones")
)  # fmt: skip
SHORT: Final = frozenset(  # short clinical words and ids: kept, with every known name taken out
    ("allergies", "antibody", "anticoagulants", "biopsy_id", "diagnosis", "dressing", "edition",
     "field_id", "fragment_ids", "infection_signs", "into_lesion_id", "key", "lesion_id",
     "lesion_ids", "merged_from", "method", "morphology", "name", "receptors", "region",
     "runner_up_id", "scale_source", "site", "specimen_id", "split_from", "study_id",
     "surgery_id", "treatment_id", "value")
)  # fmt: skip
NUMBERED: Final = frozenset(("outline_id", "photograph_id", "photograph_ids"))
GIVEN: Final = frozenset(("file_name", "patient_id"))  # named anew before the texts are gone over
FREE: Final = frozenset(  # what a person or the program wrote in sentences
    ("accession", "action", "advice", "cancel_reason", "conclusion", "earlier_statement",
     "evidence", "facts", "lab", "message", "next_reason", "note", "notes", "purpose", "reason",
     "report", "statement", "surgery", "text", "treatment")
)  # fmt: skip
EVIDENCE: Final = ("clinical", "histological", "both")  # of a lesion: a closed list, no sentence
PARTS_LEAST: Final = 3  # letters of a part of a name that is taken out of texts
DAYS: Final = ("%Y-%m-%d", "%d.%m.%Y", "%-d.%-m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%-d %b %Y",
               "%-d %B %Y", "%Y%m%d")  # fmt: skip
Words = Callable[[str], str]


def deidentify(*, original: Case, renamed: Case, code: str) -> Case:
    """Give a case under a code, without names, birth date, sentences and names of files.

    ``renamed`` is the original with the photographs' new names.  Raises pydantic's
    ValidationError where what is left is not lawful.
    """
    plain = renamed.model_dump()
    plain["patient"] |= {"patient_id": code, "name": None, "born_on": None}
    for visit in plain["visits"]:
        visit["remarks"] = ()  # sentences about files and lesions, made anew from the findings
    cleaner = Cleaner(numbers_of(renamed), staff_of(original), scrubber(original, renamed, code))
    return Case.model_validate(cleaner.clean(plain, ""))


class Cleaner:
    """Goes over a plain case and leaves in each text what may stay."""

    def __init__(self, numbers: Mapping[str, str], staff: Mapping[str, str], scrub: Words) -> None:
        """Keep what stands for ids and people, and what takes names out of a text."""
        self.numbers, self.staff, self.scrub = numbers, staff, scrub

    def clean(self, value: Any, field: str) -> Any:
        """Give one value as it may leave the house."""
        if isinstance(value, dict):
            return {name: self.clean(each, name) for name, each in value.items()}
        if isinstance(value, list | tuple):
            cleaned = (self.clean(each, field) for each in value)
            return tuple(each for each in cleaned if each != REMOVED or field in SHORT)
        return self.clean_text(value, field) if isinstance(value, str) and value else value

    def clean_text(self, text: str, field: str) -> str:
        """Give one text: as it is, under a number, without names, or not at all."""
        if field in CODED | GIVEN or (field == "evidence" and text in EVIDENCE):
            return text
        if field in STAFF:
            return self.staff[text]
        if field in NUMBERED:
            return self.numbers.get(text) or self.scrub(text)
        return self.scrub(text) if field in SHORT else REMOVED


def numbers_of(case: Case) -> dict[str, str]:
    """Number photographs and outlines by their day: ids may be made from the files' names."""
    found: dict[str, str] = {}
    for visit in case.visits:
        for number, photo in enumerate(visit.photographs, start=1):
            name = f"{visit.visited_on}-{number}"
            found[photo.photograph_id] = name
            for place, outline in enumerate(photo.outlines, start=1):
                found[outline.outline_id] = f"{name}-o{place}"
    return found


def staff_of(case: Case) -> dict[str, str]:
    """Give who stands for each person of the staff, in the order in which they are named."""
    names = dict.fromkeys(
        text for field, text in texts_of(case.model_dump(), "") if field in STAFF and text
    )
    return {name: f"clinician {number}" for number, name in enumerate(names, start=1)}


def texts_of(value: Any, field: str) -> Iterator[tuple[str, str]]:
    """Give every text of a plain case with the name of its field."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from texts_of(each, name)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_of(each, field)
    elif isinstance(value, str):
        yield field, value


def scrubber(original: Case, renamed: Case, code: str) -> Words:
    """Give what takes every name the case knows out of a text: people, files, the identifier."""
    known = dict(files_of(original, renamed)) | people_of(original)
    known[original.patient.patient_id] = code
    longest_first = sorted((each for each in known if each), key=len, reverse=True)
    folded = {each.casefold(): new for each, new in known.items()}
    any_of = "|".join(re.escape(each) for each in longest_first)
    pattern = re.compile(rf"(?<!\w)(?:{any_of})(?!\w)", re.IGNORECASE)
    return lambda text: pattern.sub(lambda found: folded.get(found[0].casefold(), REMOVED), text)


def files_of(original: Case, renamed: Case) -> Iterator[tuple[str, str]]:
    """Give the original name of each file with the new one."""
    for before, after in zip(original.visits, renamed.visits, strict=True):
        for old, new in zip(before.photographs, after.photographs, strict=True):
            yield old.file_name, new.file_name
        for lost, instead in zip(before.unreadable, after.unreadable, strict=True):
            yield lost.file_name, instead.file_name


def people_of(case: Case) -> dict[str, str]:
    """Give the names of the patient, whole and in parts, the birth date, and the staff's names.

    Of the staff only whole names of several words: an evaluator may be called "skin".
    """
    name, born_on = case.patient.name or "", case.patient.born_on
    parts = [each for each in re.findall(r"\w+", name) if len(each) >= PARTS_LEAST]
    days = [f"{born_on:{how}}" for how in DAYS] if born_on else []
    staff = [each for each in staff_of(case) if len(each.split()) > 1]
    return dict.fromkeys((name, *parts, *days, *staff), REMOVED)
