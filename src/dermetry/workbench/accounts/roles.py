"""What each role may do: one table of permissions, read by every page and action."""

from typing import Literal, get_args

Role = Literal[
    "nurse",
    "physician",
    "pathologist",
    "trial_coordinator",
    "researcher",
    "site_administrator",
    "auditor",
]
ROLES: tuple[Role, ...] = get_args(Role)
Permission = Literal[
    "see_patients",  # worklist, patient pages, lesions, identity
    "see_photographs",  # pages with photographs; blurred where ROLES_WITH_CLEAR_PHOTOGRAPHS lacks
    "edit_record",  # register, history, consent, other sites
    "edit_visit",  # photographs, outlines, matching, findings
    "confirm",  # confirm lesions, matches and findings
    "sign",  # sign a visit, override a call
    "decide_extent",  # confirm or override the proposed extent
    "write_addendum",
    "handle_biopsies",  # suggest, take, send to the lab, cancel
    "answer_alerts",  # acknowledge, hand on, put off, close, open again
    "edit_pathology",  # order biopsies, enter their results, act on them
    "make_reports",
    "make_trial_forms",
    "exchange",  # import and export
    "merge_records",
    "move_photographs",
    "see_rules",  # the clinical rules in force
    "sign_rules",  # sign a rule file, change its thresholds
    "manage_users",
    "see_audit",
]
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)

_CARE: frozenset[Permission] = frozenset(
    {"see_patients", "see_photographs", "edit_record", "edit_visit", "write_addendum",
     "make_reports", "move_photographs", "see_rules"}
)  # fmt: skip
GRANTED: dict[Role, frozenset[Permission]] = {
    "nurse": _CARE | {"confirm", "handle_biopsies", "answer_alerts"},
    "physician": _CARE
    | {"confirm", "sign", "decide_extent", "handle_biopsies", "answer_alerts", "edit_pathology",
       "exchange", "merge_records", "sign_rules"},
    "pathologist": frozenset(
        {"see_patients", "see_photographs", "handle_biopsies", "answer_alerts", "edit_pathology",
         "write_addendum", "make_reports", "see_rules"}
    ),
    "trial_coordinator": frozenset(
        {"see_patients", "see_photographs", "make_reports", "make_trial_forms", "exchange",
         "see_rules"}
    ),
    "researcher": frozenset({"see_patients", "see_photographs", "see_rules"}),
    "site_administrator": frozenset(
        {"see_patients", "see_photographs", "edit_record", "merge_records", "exchange",
         "move_photographs", "see_rules", "sign_rules", "manage_users", "see_audit"}
    ),
    "auditor": frozenset({"see_audit", "see_rules"}),
}  # fmt: skip
ROLES_WITH_CLEAR_PHOTOGRAPHS: frozenset[Role] = frozenset({"nurse", "physician", "pathologist"})
ROLES_WITHOUT_IDENTITY: frozenset[Role] = frozenset({"researcher"})  # see the id, never the name
ROLE_NAMES: dict[Role, str] = {
    "nurse": "Nurse",
    "physician": "Physician",
    "pathologist": "Pathologist",
    "trial_coordinator": "Trial coordinator",
    "researcher": "Researcher",
    "site_administrator": "Site administrator",
    "auditor": "Auditor",
}


def has_permission(*, role: Role, permission: Permission) -> bool:
    """Tell whether a role may do something."""
    return permission in GRANTED[role]
