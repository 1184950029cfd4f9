"""One visit: the photographs taken, what was found, and which regions were looked at."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from dermetry.record.appearance import Appearance
from dermetry.record.dermoscopy import Dermoscopy
from dermetry.record.finding import Finding
from dermetry.record.observation import Observation
from dermetry.record.photograph import Photograph, UnreadablePhotograph
from dermetry.record.signature import Addendum, Signature
from dermetry.record.symptom import Symptom
from dermetry.record.value import Identifier, ShortText, Text, Value, Zone


class MatchProposal(Value):
    """What the program thinks an outline or a known lesion is, with its evidence.

    A proposal: it never enters a sum, never counts as new, never lowers a nadir.
    """

    answer: Literal["same", "new", "not_seen", "not_photographed", "unsure"]
    outline_id: Identifier | None = None
    lesion_id: Identifier | None = None
    runner_up_id: Identifier | None = None
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    evidence: tuple[Text, ...]


class Remark(Value):
    """What was noticed about a visit's files and marks when they were assessed, in words."""

    kind: Literal["not_measured", "to_confirm", "note"]
    file_name: ShortText | None = None
    lesion_id: Identifier | None = None
    message: Text
    advice: Text = ""


class Visit(Value):
    """One visit, keyed by its date; once signed, it is corrected by addenda only.

    ``clinically_stable`` is the clinician's word that going on past a first progression is
    safe (iRECIST asks it); None is "not stated".
    """

    visited_on: date
    photographs: tuple[Photograph, ...] = ()
    unreadable: tuple[UnreadablePhotograph, ...] = ()
    findings: tuple[Finding, ...] = ()
    proposals: tuple[MatchProposal, ...] = ()
    regions_examined: tuple[Zone, ...] = ()
    regions_not_examined: tuple[Zone, ...] = ()
    regions_refused: tuple[Zone, ...] = ()
    notes: tuple[Text, ...] = ()
    remarks: tuple[Remark, ...] = ()
    appearances: tuple[Appearance, ...] = ()
    observations: tuple[Observation, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    dermoscopies: tuple[Dermoscopy, ...] = ()
    clinically_stable: bool | None = None
    next_due_on: date | None = None
    next_reason: ShortText | None = None
    signature: Signature | None = None
    addenda: tuple[Addendum, ...] = ()
