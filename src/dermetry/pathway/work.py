"""What is worked out for one visit while a case folder is gone through."""

from dataclasses import dataclass, field

from dermetry.pathway.folder import VisitFolder
from dermetry.pathway.photographs import PhotographResult
from dermetry.pathway.values import Attention
from dermetry.record.photograph import UnreadablePhotograph


@dataclass
class VisitWork:
    """What was worked out for one visit while the folder is gone through."""

    folder: VisitFolder
    results: list[PhotographResult] = field(default_factory=list)
    unreadable: list[UnreadablePhotograph] = field(default_factory=list)
    duplicates: list[Attention] = field(default_factory=list)
