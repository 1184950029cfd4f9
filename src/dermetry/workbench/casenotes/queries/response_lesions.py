"""The response of single lesions to skin-directed treatment, never a call of the patient."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dermetry.errors import DermetryError
from dermetry.pathway.respond_patients import respond_lesions
from dermetry.pathway.response_settings import ResponseSettings, load_settings
from dermetry.record.case import Case
from dermetry.report.words import in_words, organ_words, say_date, say_number, say_signed
from dermetry.response.lesion_values import GivenTreatment, LesionCall, LesionCourse
from dermetry.workbench.casenotes.queries.calls import Why, whys
from dermetry.workbench.casenotes.queries.response_words import LESIONS, MEANINGS, error_words


@dataclass(frozen=True)
class LesionVisit:
    """One lesion at one visit."""

    visited_on: date
    letters: str  # empty: nothing is called
    words: str
    size: str
    change: str
    since: str  # days since the last treatment
    reasons: tuple[Why, ...]


@dataclass(frozen=True)
class LesionRow:
    """One lesion through all visits of one evaluator."""

    lesion_id: str
    url: str
    place: str
    evaluator: str
    is_treated: bool
    treatments: tuple[str, ...]
    size_class: str
    best: str  # empty: nothing called yet
    best_on: date | None
    control: str
    visits: tuple[LesionVisit, ...]  # newest first


@dataclass(frozen=True)
class LesionPart:
    """The lesions, those treated by themselves first, or why none is judged."""

    rows: tuple[LesionRow, ...] = ()
    is_unverified: bool = True
    problem: str = ""

    @property
    def has_treated(self) -> bool:
        """Tell whether any lesion was treated by itself."""
        return any(each.is_treated for each in self.rows)


def lesion_part(*, case: Case, addresses: Mapping[str, str]) -> LesionPart:
    """Judge every lesion of the skin, and every other one that was treated by itself."""
    settings = load_settings(level="lesion", preset=LESIONS, given={})
    try:
        found = respond_lesions(case=case, settings=settings).courses
    except DermetryError as error:
        return LesionPart(problem=in_words(error_words(error)))
    skin = {each.lesion_id for each in case.lesions if each.organ == "skin"}
    rows = [
        row_of(each, case, settings, addresses.get(each.lesion_id, ""))
        for each in found
        if each.lesion_id in skin or each.is_treated
    ]
    return LesionPart(
        rows=tuple(sorted(rows, key=lambda row: not row.is_treated)),
        is_unverified=any(call.is_unverified for each in found for call in each.calls),
    )


def row_of(course: LesionCourse, case: Case, settings: ResponseSettings, url: str) -> LesionRow:
    """Give one lesion."""
    lesion = case.lesion(course.lesion_id)
    control = course.control
    return LesionRow(
        lesion_id=course.lesion_id,
        url=url,
        place=organ_words(lesion) if lesion else "",
        evaluator=course.evaluator,
        is_treated=course.is_treated,
        treatments=tuple(treatment_words(course.treatments)),
        size_class=size_words(course, settings),
        best=course.best or "",
        best_on=course.best_on,
        control=in_words(control.reason.sentence) if control else "",
        visits=tuple(visit_of(each) for each in reversed(course.calls)),
    )


def treatment_words(given: Iterable[GivenTreatment]) -> Iterable[str]:
    """Name each local treatment with its day; one day's treatment stands once."""
    return dict.fromkeys(f"{each.name}, {say_date(each.given_on)}" for each in given)


def size_words(course: LesionCourse, settings: ResponseSettings) -> str:
    """Say the size class before treatment."""
    limit = settings.policy.size_class_mm
    if course.size_class is None or limit is None:
        return "no size before treatment" if course.is_treated else "no size to compare with"
    which = "up to" if course.size_class == "up_to_limit" else "above"
    return f"{which} {limit} mm"


def visit_of(call: LesionCall) -> LesionVisit:
    """Give one lesion at one visit; what has no size says so."""
    change, since = call.change_from_reference_percent, call.days_since_last_treatment
    statement = in_words(call.statement)
    plain = f"{statement[:1].upper()}{statement[1:]}"
    return LesionVisit(
        visited_on=call.visited_on,
        letters=call.category or "",
        words=MEANINGS.get(call.category or "", plain),
        size=f"{say_number(call.size_mm)} mm" if call.size_mm is not None else "no size",
        change=f"{say_signed(change)} %" if change is not None else "",
        since=f"{since} days after treatment" if since is not None else "",
        reasons=whys(call.reasons),
    )
