"""The laws of a death: nobody is seen, reached or treated anew after it.

Tissue may be taken and reported after a death, and documents written; these are not asked about.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from dermetry.record.patient import Patient, Treatment
from dermetry.record.visit import Visit


def check_death(
    patient: Patient,
    visits: Iterable[Visit],
    treatments: Iterable[Treatment],
    treatment_started_on: date | None,
) -> Iterator[str]:
    """Law: no contact, visit or start of a treatment is dated after the patient's death."""
    if patient.died_on is None:
        return
    dated = [
        ("the last contact", patient.last_contact_on),
        ("the start of treatment", treatment_started_on),
        *((f"visit {each.visited_on}", each.visited_on) for each in visits),
        *((f"treatment {each.treatment_id}", each.started_on) for each in treatments),
    ]
    for what, day in dated:
        if day is not None and day > patient.died_on:
            said = what if str(day) in what else f"{what} ({day})"
            yield f"{said} is after the patient's death ({patient.died_on})"
