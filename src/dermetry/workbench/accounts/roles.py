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
    "write_addendum",
    "edit_pathology",  # biopsies and their results
    "make_reports",
    "make_trial_forms",
    "exchange",  # import and export
    "merge_records",
    "move_photographs",
    "manage_users",
    "see_audit",
]
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)

_CARE: frozenset[Permission] = frozenset(
    {"see_patients", "see_photographs", "edit_record", "edit_visit", "write_addendum",
     "make_reports", "move_photographs"}
)  # fmt: skip
GRANTED: dict[Role, frozenset[Permission]] = {
    "nurse": _CARE | {"confirm"},
    "physician": _CARE | {"confirm", "sign", "edit_pathology", "exchange", "merge_records"},
    "pathologist": frozenset(
        {"see_patients", "see_photographs", "edit_pathology", "write_addendum", "make_reports"}
    ),
    "trial_coordinator": frozenset(
        {"see_patients", "see_photographs", "make_reports", "make_trial_forms", "exchange"}
    ),
    "researcher": frozenset({"see_patients", "see_photographs"}),
    "site_administrator": frozenset(
        {"see_patients", "see_photographs", "edit_record", "merge_records", "exchange",
         "move_photographs", "manage_users", "see_audit"}
    ),
    "auditor": frozenset({"see_audit"}),
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
