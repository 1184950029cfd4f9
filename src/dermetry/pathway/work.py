"""What is worked out for one visit while a case folder is gone through."""

from dataclasses import dataclass, field

from dermetry.pathway.folder import VisitFolder
from dermetry.pathway.photographs import PhotographResult
from dermetry.record.photograph import UnreadablePhotograph
from dermetry.record.visit import Remark


@dataclass
class VisitWork:
    """What was worked out for one visit while the folder is gone through."""

    folder: VisitFolder
    results: list[PhotographResult] = field(default_factory=list)
    unreadable: list[UnreadablePhotograph] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
