"""What deciding who is who and showing it share: words, numbers of outlines, the baseline."""

from datetime import date

from dermetry.workbench.casenotes.models import Outline, Patient, Visit

STATED = {
    "absent": "gone",
    "too_small": "there, too small to measure",
    "not_done": "not photographed",
    "not_evaluable": "not evaluable",
    "treated_locally": "treated locally",
    "present": "there, not measured",
}


def number_outlines(*, visit: Visit) -> dict[int, int]:
    """Count the outlines of a visit in the order of its photographs, candidates apart."""
    rows = Outline.objects.filter(photograph__visit=visit).exclude(source="candidate")
    ordered = rows.order_by("photograph__position", "photograph_id", "position", "pk")
    return {pk: number for number, pk in enumerate(ordered.values_list("pk", flat=True), 1)}


def baseline_on(patient: Patient) -> date | None:
    """Give the planned baseline of a patient, else the day of the first visit."""
    planned = (patient.details.get("plan") or {}).get("baseline_on")
    first = patient.visits.order_by("visited_on").values_list("visited_on", flat=True).first()
    return date.fromisoformat(planned) if planned else first
