"""What each role sees and does, in words, from the one table of permissions."""

from dataclasses import dataclass

from dermetry.workbench.accounts.roles import (
    PERMISSIONS,
    ROLE_NAMES,
    ROLES,
    ROLES_WITH_CLEAR_PHOTOGRAPHS,
    ROLES_WITHOUT_IDENTITY,
    Permission,
    has_permission,
)

WORDS: dict[Permission, str] = {
    "see_patients": "See patients, lesions, visits",
    "see_photographs": "See photographs",
    "edit_record": "Register, history, consent, other sites",
    "edit_visit": "Photographs, outlines, findings of a visit",
    "confirm": "Confirm lesions, matches, findings",
    "sign": "Sign a visit, override a call",
    "decide_extent": "Confirm or override the extent",
    "write_addendum": "Write addenda",
    "handle_biopsies": "Suggest, take, send or cancel a biopsy",
    "answer_alerts": "Answer alerts",
    "edit_pathology": "Order biopsies, enter and act on their results",
    "make_reports": "Make reports",
    "make_trial_forms": "Make response forms for trials",
    "exchange": "Import and export",
    "merge_records": "Merge two records of one patient",
    "move_photographs": "Move a photograph to another patient",
    "see_rules": "Read the clinical rules in force",
    "sign_rules": "Sign rules, change their thresholds",
    "manage_users": "Manage users",
    "see_audit": "Read the audit log",
}


@dataclass(frozen=True)
class RoleRow:
    """One thing that can be seen or done, and which roles may."""

    words: str
    cells: tuple[tuple[str, bool], ...]  # name of the role, may


@dataclass(frozen=True)
class RoleTable:
    """The whole table."""

    roles: tuple[str, ...]
    rows: tuple[RoleRow, ...]


def role_table() -> RoleTable:
    """Give the table; identity and clear photographs stand first."""
    first = (
        row_of("Names and birth dates", frozenset(ROLES) - ROLES_WITHOUT_IDENTITY, "see_patients"),
        row_of("Photographs without blur", ROLES_WITH_CLEAR_PHOTOGRAPHS, "see_photographs"),
    )
    others = (row_of(WORDS[each], frozenset(ROLES), each) for each in PERMISSIONS)
    return RoleTable(tuple(ROLE_NAMES[role] for role in ROLES), (*first, *others))


def row_of(words: str, among: frozenset[str], permission: Permission) -> RoleRow:
    """Give one row."""
    return RoleRow(
        words,
        tuple(
            (ROLE_NAMES[role], role in among and has_permission(role=role, permission=permission))
            for role in ROLES
        ),
    )
