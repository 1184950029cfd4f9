"""What is worked out for one visit while a case folder is gone through."""

from dataclasses import dataclass, field
from pathlib import Path

from dermetry.pathway.facts import VisitFacts
from dermetry.pathway.folder import VisitFolder
from dermetry.pathway.results import PhotographResult
from dermetry.record.photograph import UnreadablePhotograph
from dermetry.record.visit import Remark


@dataclass
class VisitWork:
    """What was worked out for one visit while the folder is gone through."""

    folder: VisitFolder
    results: list[PhotographResult] = field(default_factory=list)
    paths: dict[str, Path] = field(default_factory=dict)  # by photograph id
    unreadable: list[UnreadablePhotograph] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def facts(self) -> VisitFacts:
        """Give what the marks of this folder state."""
        name = self.folder.path.name
        return VisitFacts(self.folder.visited_on, self.folder.marks, name, f"{name}/marks.toml")
