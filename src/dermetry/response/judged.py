"""Everything that was worked out for one visit of one evaluator."""

from dataclasses import dataclass

from dermetry.record.visit import Visit
from dermetry.response import ids
from dermetry.response.history import History
from dermetry.response.immune import Immune
from dermetry.response.names import name_category
from dermetry.response.new_lesions import NewLesions
from dermetry.response.sums import Leaf, Moment, SizeSum
from dermetry.response.target import Verdict
from dermetry.response.values import Category


@dataclass(frozen=True)
class Judged:
    """One judged visit; verdicts are in the words of RECIST 1.1, ``category`` in those of the
    criteria. By iRECIST, ``immune`` holds the verdicts that stand in for the classic ones.
    """

    moment: Moment
    visit: Visit
    is_baseline: bool
    sizes: SizeSum
    non_target_leaves: tuple[Leaf, ...]
    target: Verdict | None
    non_target: Verdict | None
    new: NewLesions
    recurrence: Verdict | None
    overall: Verdict | None  # None at baseline
    immune: Immune | None  # None at baseline, and by other criteria
    lesion_flags: tuple[ids.Remark, ...]
    before: History
    after: History

    @property
    def category(self) -> Category | None:
        """Give the overall category in the words of the criteria, None at baseline."""
        return self.name(self.immune.overall if self.immune else self.overall)

    @property
    def target_category(self) -> Category | None:
        """Give the response of the targets in the words of the criteria."""
        return self.name(self.immune.target if self.immune else self.target)

    @property
    def non_target_category(self) -> Category | None:
        """Give the response of the non-targets in the words of the criteria."""
        return self.name(self.non_target)

    def name(self, verdict: Verdict | None) -> Category | None:
        """Give the word of the criteria for a verdict."""
        return name_category(verdict.category, self.moment.facts.policy) if verdict else None
