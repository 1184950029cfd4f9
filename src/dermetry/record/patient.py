"""Who the case is about, what disease it is, and what was given for it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from dermetry.record.value import Identifier, Laterality, ShortText, Text, Value

Sex = Literal["female", "male", "other"]


class Patient(Value):
    """The patient; name and birth date may be left out of a research case.

    ``allergies`` and ``anticoagulants``: None is "nobody asked", () is "asked, none known".
    ``last_contact_on``: the last day known to be alive, beside the visits.
    """

    patient_id: Identifier
    name: ShortText | None = None
    born_on: date | None = None
    sex: Sex | None = None
    allergies: tuple[ShortText, ...] | None = None
    anticoagulants: tuple[ShortText, ...] | None = None
    died_on: date | None = None
    last_contact_on: date | None = None


class PrimaryTumor(Value):
    """The known primary breast cancer."""

    kind: Literal["known"] = "known"
    laterality: Laterality | None = None
    diagnosed_on: date | None = None
    receptors: ShortText | None = None
    surgery: Text | None = None


class PrimaryUnknown(Value):
    """The stated fact that no primary tumor is known (not the same as not recorded)."""

    kind: Literal["unknown"] = "unknown"
    note: Text | None = None


Primary = Annotated[PrimaryTumor | PrimaryUnknown, Field(discriminator="kind")]


NOT_LOCAL = frozenset({"systemic", "antibiotic"})  # kinds that treat no single lesion


class Treatment(Value):
    """One treatment with its dates; local treatments name the lesions they touched.

    ``is_new_anticancer``: whether its start ends the course of the treatment judged before it;
    None is "nobody said".
    """

    treatment_id: Identifier
    name: ShortText
    kind: Literal[
        "systemic",
        "radiation",
        "surgery",
        "electrochemotherapy",
        "topical",
        "antibiotic",
        "other",
    ]
    line: Annotated[int, Field(ge=1, le=30)] | None = None
    started_on: date
    ended_on: date | None = None
    is_new_anticancer: bool | None = None
    lesion_ids: tuple[Identifier, ...] = ()
