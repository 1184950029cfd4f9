"""Make the files of the demo clinic from their stories; ``--check`` compares one patient.

Renders each patient's photographs, assesses them with the real pathway, adds the chart of
the story, signs what was signed with the call as it really reads, and writes case file and
photographs into the package. The same stories give the same bytes on the same machine;
``--check`` allows a photograph the last bit of its pixels, because processors round apart,
and then assesses the shipped photograph, so that the case file must come out the same.
"""

import argparse
import io
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from dermetry import __version__
from dermetry.demo.clinic.chart import add_chart
from dermetry.demo.clinic.folder import write_case_folder
from dermetry.demo.clinic.shift import ANCHOR
from dermetry.demo.clinic.story import Answer, Story, VisitStory, read_story
from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathology.extent import propose_extent
from dermetry.pathway.alerts import answer_alert, renew_alerts
from dermetry.pathway.alerts.as_of import as_of
from dermetry.pathway.assess import assess_folder
from dermetry.pathway.respond import respond
from dermetry.record.alert import Alert, AlertEvent
from dermetry.record.case import Case
from dermetry.record.casefile import write_case_file
from dermetry.record.signature import CallOverride, Signature
from dermetry.record.visit import Visit
from dermetry.response.values import VisitCall

CLINIC = Path(__file__).parents[1] / "src" / "dermetry" / "demo" / "clinic"
PIXELS_APART = 1.0  # mean difference of 0..255 that two processors may make


@dataclass(frozen=True)
class Made:
    """The files of one patient."""

    case_file: str
    photographs: dict[str, bytes]  # by file name


def main(arguments: Sequence[str] | None = None) -> int:
    """Make every patient, the named ones, or check one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("patients", nargs="*", help="names of stories; all when left out")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    asked = parser.parse_args(arguments)
    names = asked.patients or sorted(path.stem for path in (CLINIC / "stories").glob("*.toml"))
    apart = [line for name in names for line in run(name, asked.check)]
    print("\n".join(apart) or ("as shipped" if asked.check else "written"))
    return 1 if apart else 0


def run(name: str, is_check: bool) -> list[str]:
    """Make one patient, then compare it with what is shipped or write it there."""
    folder = CLINIC / "data" / name
    if is_check:
        return check_patient(name=name, folder=folder)
    shipped = shipped_photographs(folder)
    made = make_patient(name=name, shipped=shipped)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "photographs").mkdir(parents=True)
    (folder / "case.json").write_text(made.case_file, "utf-8")
    for file_name, data in made.photographs.items():
        (folder / "photographs" / file_name).write_bytes(data)
    size = sum(map(len, made.photographs.values()))
    print(f"{name}: {len(made.photographs)} photographs, {size // 1000} kB")
    return []


def make_patient(*, name: str, shipped: Mapping[str, bytes] | None = None) -> Made:
    """Make the files of one patient from its story.

    ``shipped`` photographs, by file name, are assessed in place of those that look the same.
    """
    story = read_story(path=CLINIC / "stories" / f"{name}.toml")
    if not story.visits:
        case = add_chart(case=Case.model_validate(story.record), story=story)
        return Made(write_case_file(case=case), {})
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "case"
        write_case_folder(story=story, folder=folder)
        for path in folder.rglob("*.jpg"):
            if shipped and is_same(path.read_bytes(), shipped.get(path.name)):
                path.write_bytes(shipped[path.name])
        assessed = assess_folder(folder=folder, today=ANCHOR)
        photographs = {path.name: path.read_bytes() for path in folder.rglob("*.jpg")}
    if len(photographs) != sum(len(visit.photographs) for visit in story.visits):
        raise ValueError(f"{name}: a file name of a photograph stands twice")
    case = sign_visits(case=add_chart(case=assessed.case, story=story), story=story)
    case = add_decisions(case=case, story=story)
    case = add_alerts(case=case, story=story, until=ANCHOR)
    return Made(write_case_file(case=case), photographs)


def sign_visits(*, case: Case, story: Story) -> Case:
    """Sign the visits that the story has signed, with the calls as the engine makes them."""
    calls = {call.visited_on: call for call in respond(case=case).calls}
    visits = [
        sign_visit(visit, told, calls[visit.visited_on]) if told.signed_by else visit
        for visit, told in zip(case.visits, story.visits, strict=True)
    ]
    return Case.model_validate({**case.model_dump(), "visits": [v.model_dump() for v in visits]})


def sign_visit(visit: Visit, told: VisitStory, call: VisitCall) -> Visit:
    """Sign one visit."""
    signature = Signature(
        signed_by=told.signed_by or "",
        signed_on=told.signed_on or told.visited_on,
        statement=call.statement,
        category=call.category,
        sum_mm=call.sum_mm,
        rules_version=call.rules_version,
        software_version=__version__,
        override=CallOverride.model_validate(told.override) if told.override else None,
    )
    return visit.model_validate(
        {**visit.model_dump(), "signature": signature.model_dump(), "addenda": told.addenda}
    )


def add_decisions(*, case: Case, story: Story) -> Case:
    """Add the decisions on the extent, each beside what was proposed on its day.

    A story that only confirms need not say what: the proposal of the day is taken.
    """
    decisions = []
    for told in story.decisions:
        proposal = propose_extent(case=as_of(case=case, on=told["decided_on"]), rules=SHIPPED)
        proposed = {"t_effect": proposal.t_effect, "m_effect": proposal.m_effect}
        decisions.append(
            {
                **proposed,
                **{f"proposed_{name}": effect for name, effect in proposed.items()},
                "rules_version": proposal.rules_version,
                **told,
            }
        )
    return Case.model_validate({**case.model_dump(), "extent_decisions": decisions})


def add_alerts(*, case: Case, story: Story, until: date) -> Case:
    """Add the alerts as a clinic that looks every night from the first visit would hold them.

    Raises LookupError when an answer is to an alert that never fired, and what ``answer_alert``
    raises when it may not be given.
    """
    days = sorted(visit.visited_on for visit in case.visits)
    day = days[0] if days else until
    while day <= until:
        case = renewed(case, day)
        todays = [answer for answer in story.answers if answer.on == day]
        for answer in todays:
            case = answered(case, answer)
        case = renewed(case, day) if todays else case
        day += timedelta(days=1)
    return Case.model_validate(case.model_dump())


def renewed(case: Case, day: date) -> Case:
    """Bring the alerts of a case up to a day."""
    alerts = renew_alerts(case=case, on=day, rules=SHIPPED)
    return case.model_copy(update={"alerts": alerts})


def answered(case: Case, answer: Answer) -> Case:
    """Give one answer."""
    alerts = list(case.alerts)
    place = place_of(answer, alerts)
    event = AlertEvent(
        kind=answer.kind,
        happened_on=answer.on,
        by=answer.by,
        text=answer.text,
        until_on=answer.until_on,
        was_useful=answer.was_useful,
    )
    alerts[place] = answer_alert(alert=alerts[place], event=event)
    return case.model_copy(update={"alerts": tuple(alerts)})


def place_of(answer: Answer, alerts: list[Alert]) -> int:
    """Find the alert that an answer is to: of its rule and lesion, the last fired by its day."""
    found = [
        (alert.events[0].happened_on, place)
        for place, alert in enumerate(alerts)
        if alert.rule_id.endswith(answer.alert)
        and (not answer.about or answer.about in alert.lesion_ids)
        and alert.events[0].happened_on <= answer.on
    ]
    if not found:
        raise LookupError(f"no alert {answer.alert} {answer.about} had fired by {answer.on}")
    return max(found)[1]


def shipped_photographs(folder: Path) -> dict[str, bytes]:
    """Read the photographs of one patient that are shipped now, by file name."""
    return {path.name: path.read_bytes() for path in (folder / "photographs").glob("*.jpg")}


def check_patient(*, name: str, folder: Path) -> list[str]:
    """Make one patient again and say what differs from the shipped files."""
    shipped = shipped_photographs(folder)
    made = make_patient(name=name, shipped=shipped)
    apart = [
        f"{name}: the photograph {file_name} differs from the shipped one"
        for file_name in sorted(set(shipped) | set(made.photographs))
        if shipped.get(file_name) != made.photographs.get(file_name)
    ]
    if (folder / "case.json").read_text("utf-8") != made.case_file:
        apart.append(f"{name}: the case file differs from the shipped one")
    return apart


def is_same(first: bytes, second: bytes | None) -> bool:
    """Tell whether two photographs look the same."""
    if second is None:
        return False
    one, other = (np.asarray(Image.open(io.BytesIO(data)), np.int16) for data in (first, second))
    return one.shape == other.shape and float(np.abs(one - other).mean()) < PIXELS_APART


if __name__ == "__main__":
    sys.exit(main())
