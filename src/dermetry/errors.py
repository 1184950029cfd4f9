"""One base error and one exit code per kind of error.

Comes in: nothing.  Goes out: the kinds that concrete errors, beside the code that
raises them, derive from.  Who calls: every room; the command line turns a kind into
its exit code (listed in docs/reference/exit-codes.md, checked by a test).
"""


class DermetryError(Exception):
    """Something a person can act on: what happened, why, and what to do next."""

    exit_code = 1
    kind = "a defect in dermetry"

    def __init__(self, what: str, *, why: str = "", next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.next_step = next_step

    def __str__(self) -> str:
        """Give the whole message as one readable paragraph."""
        parts = [self.what]
        if self.why:
            parts.append(f"Why: {self.why}")
        if self.next_step:
            parts.append(f"Next: {self.next_step}")
        return " ".join(part if part.endswith((".", "?", "!")) else part + "." for part in parts)


class InputNotFound(DermetryError):
    """A file or folder is missing, empty, or not what the command needs."""

    exit_code = 3
    kind = "input not found or empty"


class PhotographUnreadable(DermetryError):
    """A photograph cannot be opened; it is kept and named, the rest goes on."""

    exit_code = 4
    kind = "a photograph cannot be read"


class NotMeasurable(DermetryError):
    """A photograph was read but gives no measurement: no scale, no outline, too poor."""

    exit_code = 5
    kind = "not measurable"


class CaseFileInvalid(DermetryError):
    """A case file is broken, newer than this version, or breaks a law of the record."""

    exit_code = 6
    kind = "the case file is not valid"


class MarksInvalid(DermetryError):
    """What a person wrote (marks, case description, sheet, command values) does not hold."""

    exit_code = 7
    kind = "marks or values are not valid"


class OutputNotWritten(DermetryError):
    """A result cannot be written; nothing already written was changed."""

    exit_code = 8
    kind = "output cannot be written"


class KnowledgeInvalid(DermetryError):
    """A shipped or overridden knowledge file is broken or lacks its source."""

    exit_code = 9
    kind = "a knowledge file is not valid"


class EnvironmentUnfit(DermetryError):
    """The machine cannot do the work: a package is missing or the sandbox cannot start."""

    exit_code = 10
    kind = "this machine is not ready"


class NotAllowed(DermetryError):
    """The role of this person does not cover what was asked for."""

    exit_code = 11
    kind = "not allowed for this role"


KINDS: tuple[type[DermetryError], ...] = (
    DermetryError,
    InputNotFound,
    PhotographUnreadable,
    NotMeasurable,
    CaseFileInvalid,
    MarksInvalid,
    OutputNotWritten,
    KnowledgeInvalid,
    EnvironmentUnfit,
    NotAllowed,
)
