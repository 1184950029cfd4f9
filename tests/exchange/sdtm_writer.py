"""Writing a case as SDTM TU and TR, for tests of reading: one row per fact, nothing derived."""

import csv

STATES = {"present": "PRESENT", "absent": "ABSENT", "progressed": "UNEQUIVOCAL PROGRESSION"}
GAPS = {
    "not_done": "SCAN NOT PERFORMED",
    "not_evaluable": "NOT EVALUABLE",
    "treated_locally": "TREATED LOCALLY",
    "merged_into": "TUMOR MERGED",
    "split_into": "TUMOR SPLIT",
}
ROLES = {"target": "TARGET", "non_target": "NON-TARGET", "new": "NEW", "undecided": "TARGET"}
TU = (
    *("USUBJID", "TUGRPID", "TULNKID", "TUTESTCD", "TUORRES", "TULOC"),
    *("TUEVAL", "TUEVALID", "VISITNUM", "TUDTC"),
)
TR = (
    *("USUBJID", "TRLNKID", "TRTESTCD", "TRORRES", "TRORRESU", "TRSTRESN", "TRSTRESU"),
    *("TRSTAT", "TRREASND", "TREVAL", "TREVALID", "VISITNUM", "TRDTC"),
)


def write_sdtm(folder, *cases, names=("",)):
    """Write the cases, each as one evaluator's data, into tu.csv and tr.csv of a folder."""
    pairs = list(zip(cases, names, strict=True))
    for name, columns, rows in (
        ("tu.csv", TU, [row for case, who in pairs for row in list_tu(case, who)]),
        ("tr.csv", TR, [row for case, who in pairs for row in list_tr(case, who)]),
    ):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)


def list_tu(case, who):
    """Give the rows of TU: each lesion at the visit where it first has a finding."""
    for lesion in case.lesions:
        seen = [
            (number, visit.visited_on)
            for number, visit in enumerate(case.visits, 1)
            if any(lesion.lesion_id in names_of(each) for each in visit.findings)
        ]
        if not seen:
            continue
        number, day = seen[0]
        code = "TUMERGE" if lesion.merged_from else "TUSPLIT" if lesion.split_from else "TUMIDENT"
        yield {
            "USUBJID": case.patient.patient_id,
            "TUGRPID": "/".join(lesion.merged_from) or lesion.split_from or "",
            "TULNKID": lesion.lesion_id,
            "TUTESTCD": code,
            "TUORRES": ROLES[lesion.role],
            "TULOC": "AXILLARY LYMPH NODE" if lesion.organ == "lymph_node" else "SKIN OF THE TRUNK",
            "TUEVAL": "INDEPENDENT ASSESSOR" if who else "INVESTIGATOR",
            "TUEVALID": who,
            "VISITNUM": number,
            "TUDTC": day,
        }


def names_of(finding):
    """Give the lesions that a finding speaks of."""
    into = getattr(finding, "into_lesion_id", None)
    return (finding.lesion_id, into, *getattr(finding, "fragment_ids", ()))


def list_tr(case, who):
    """Give the rows of TR: every finding of every visit."""
    for number, visit in enumerate(case.visits, 1):
        base = {
            "USUBJID": case.patient.patient_id,
            "TREVAL": "INDEPENDENT ASSESSOR" if who else "INVESTIGATOR",
            "TREVALID": who,
            "VISITNUM": number,
            "TRDTC": f"{visit.visited_on}T09:30",
        }
        for finding in visit.findings:
            lesion = case.lesion(finding.lesion_id)
            for row in write_finding(finding, lesion, visit.visited_on):
                yield {**base, "TRLNKID": finding.lesion_id, **row}


def write_finding(finding, lesion, day):
    """Give the rows of one finding."""
    is_node = lesion.organ == "lymph_node"
    if finding.status == "measured":
        sizes = {
            "LPERP" if is_node else "LDIAM": finding.short_axis_mm
            if is_node
            else finding.longest_diameter_mm,
            "LDIAM" if is_node else "LPERP": finding.longest_diameter_mm
            if is_node
            else finding.perpendicular_mm,
        }
        for code, size in sizes.items():
            if size is not None:
                yield {"TRTESTCD": code, "TRSTRESN": f"{size:f}", "TRSTRESU": "mm"}
    elif finding.status == "too_small":
        row = {"TRORRES": "TOO SMALL TO MEASURE", "TRSTRESN": "5", "TRSTRESU": "mm"}
        yield {"TRTESTCD": "LPERP" if is_node else "LDIAM", **row}
    elif finding.status in GAPS:
        code = "LPERP" if is_node else "LDIAM"
        yield {"TRTESTCD": code, "TRSTAT": "NOT DONE", "TRREASND": GAPS[finding.status]}
    elif finding.status == "absent" and lesion.role == "target":
        code = "LPERP" if is_node else "LDIAM"
        yield {"TRTESTCD": code, "TRORRES": "0", "TRORRESU": "mm"}
    else:
        yield {"TRTESTCD": "TUMSTATE", "TRORRES": STATES[finding.status]}
    is_proved = lesion.proved_on is not None and lesion.proved_on <= day
    if is_proved or lesion.newness == "equivocal":
        yield {"TRTESTCD": "NEWLPROG", "TRORRES": "UNEQUIVOCAL" if is_proved else "EQUIVOCAL"}
