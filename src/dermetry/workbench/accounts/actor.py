"""Who acts: a plain value that every action and query takes."""

from dataclasses import dataclass

from dermetry.errors import NotAllowed
from dermetry.workbench.accounts.roles import (
    ROLES_WITH_CLEAR_PHOTOGRAPHS,
    ROLES_WITHOUT_IDENTITY,
    Permission,
    Role,
    has_permission,
)


class NotPermitted(NotAllowed):
    """The role of this person does not cover what was asked for."""


@dataclass(frozen=True)
class Actor:
    """A person at a site in one role, or the program itself (``user_id`` None)."""

    user_id: int | None
    name: str  # as it is written into the record and the audit log
    role: Role
    site_id: int
    site_name: str = ""

    def can(self, permission: Permission) -> bool:
        """Tell whether this person may do something."""
        return has_permission(role=self.role, permission=permission)

    def check(self, permission: Permission) -> None:
        """Raise NotPermitted when this person may not do something."""
        if not self.can(permission):
            raise NotPermitted(
                f"Your role ({self.role.replace('_', ' ')}) does not allow this",
                why="each role sees and changes only what it needs",
                next_step="ask a colleague with the role, or your site administrator",
            )

    @property
    def sees_clear_photographs(self) -> bool:
        """Tell whether photographs are shown without blur."""
        return self.role in ROLES_WITH_CLEAR_PHOTOGRAPHS

    @property
    def sees_identity(self) -> bool:
        """Tell whether names and birth dates are shown."""
        return self.role not in ROLES_WITHOUT_IDENTITY
