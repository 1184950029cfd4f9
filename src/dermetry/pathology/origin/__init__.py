"""The origin score of a malignant skin specimen from its stains; not validated on patients.

Comes in: a specimen with stains, its case (sex, history, place) and a ``RuleSet``.  Goes out:
shares of possible origins with intervals, what was used and what was not, and the next stain that
would help most.  Who calls: panels, pathway.  The pathologist's word stands above all of it.
"""

from dermetry.pathology.origin.next import next_stain, why_no_stain
from dermetry.pathology.origin.score import score_origin

__all__ = ["next_stain", "score_origin", "why_no_stain"]
