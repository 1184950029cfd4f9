"""Why a photograph cannot be opened: one class per reason, in words."""

from dermetry.errors import EnvironmentUnfit, PhotographUnreadable

KEPT = "The file itself is kept as it is."


class PhotographEmpty(PhotographUnreadable):
    """The file holds no bytes."""


class PhotographWrongType(PhotographUnreadable):
    """The file is no photograph of a kind dermetry opens."""


class PhotographTooLarge(PhotographUnreadable):
    """The file or its pixels are beyond the limits."""


class PhotographTooSmall(PhotographUnreadable):
    """The photograph has too few pixels to hold anything."""


class PhotographTruncated(PhotographUnreadable):
    """The file ends before the picture does."""


class PhotographDamaged(PhotographUnreadable):
    """The file's pixels cannot be decoded."""


class PhotographTimeout(PhotographUnreadable):
    """Decoding took too long and was stopped."""


class SandboxUnfit(EnvironmentUnfit):
    """The separate process that decodes photographs does not start."""


def refused(code: str, detail: str, file_name: str) -> PhotographUnreadable:
    """Turn a code of the worker into the error a person reads."""
    if code == "truncated":
        return PhotographTruncated(
            f"{file_name} ends too early",
            why="the file was cut off, most often by a broken transfer",
            next_step=f"copy it again from the camera or phone. {KEPT}",
        )
    if code == "memory":
        return PhotographTooLarge(
            f"{file_name} needs too much memory to decode",
            why="decoding was stopped at the memory limit",
            next_step=f"save it again as JPEG at a smaller size. {KEPT}",
        )
    if code == "not_a_photograph":
        return PhotographWrongType(
            f"{file_name} is no ordinary photograph",
            why=detail,
            next_step=f"save it again as an 8 bit JPEG or PNG. {KEPT}",
        )
    return PhotographDamaged(
        f"{file_name} is damaged and cannot be decoded",
        why=detail,
        next_step=f"copy it again from the camera or phone. {KEPT}",
    )


def timed_out(file_name: str, seconds: float) -> PhotographTimeout:
    """Say that decoding was stopped."""
    return PhotographTimeout(
        f"{file_name} took longer than {seconds:g} s to decode and was stopped",
        why="an ordinary photograph takes well under a second; this file may be made to do harm",
        next_step=f"save it again as JPEG with another program. {KEPT}",
    )
