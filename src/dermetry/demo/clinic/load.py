"""Loading the shipped demo clinic: reading only, nothing is rendered or computed."""

import json
import tomllib
from datetime import date
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from dermetry.demo.clinic.shift import shift_case, shift_day
from dermetry.demo.clinic.values import DemoClinic, DemoPatient, DemoSite, DemoTask, DemoUser
from dermetry.record.case import Case

HOME = files("dermetry.demo.clinic")


def load_demo_clinic(*, today: date) -> DemoClinic:
    """Load the demo clinic as it looks on ``today``: past days moved by whole weeks."""
    clinic = tomllib.loads((HOME / "clinic.toml").read_text("utf-8"))
    return DemoClinic(
        sites=tuple(DemoSite(**site) for site in clinic["sites"]),
        users=tuple(
            DemoUser(**{**user, "site_codes": tuple(user["site_codes"])})
            for user in clinic["users"]
        ),
        patients=tuple(map(partial(load_patient, today=today), clinic["patients"])),
    )


def load_patient(entry: dict[str, Any], *, today: date) -> DemoPatient:
    """Load one patient: its entry of ``clinic.toml`` and its folder in ``data``."""
    folder = HOME / "data" / entry["folder"]
    document = json.loads((folder / "case.json").read_text("utf-8"))
    case = Case.model_validate(shift_case(case=document["case"], today=today))
    return DemoPatient(
        site_code=entry["site_code"],
        case=case,
        photographs=find_photographs(case, folder / "photographs"),
        owner_username=entry["owner_username"],
        story=entry["story"],
        open_step=entry.get("open_step"),
        tasks=tuple(load_task(task, today) for task in entry.get("tasks", ())),
    )


def find_photographs(case: Case, folder: Traversable) -> dict[str, Traversable]:
    """Find the files of a case's photographs, by the hash of their bytes."""
    photographs = (photo for visit in case.visits for photo in visit.photographs)
    return {photo.sha256: folder / photo.file_name for photo in photographs}


def load_task(entry: dict[str, Any], today: date) -> DemoTask:
    """Load one task, due as many days from ``today`` as it was from the anchor."""
    return DemoTask(**{**entry, "due_on": shift_day(day=entry["due_on"], today=today)})
