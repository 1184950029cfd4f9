"""The version of the response engine, kept with every signed call."""

from typing import Final

# Raised by one whenever the same case and the same rule files can give another call than before;
# a CHANGELOG entry then says what changed. Rule files have versions of their own.
ENGINE_VERSION: Final = "1"
