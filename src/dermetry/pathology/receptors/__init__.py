"""Receptor status, treatment group and subtype of each specimen, and what has changed.

Comes in: specimens with their stains, and a ``RuleSet``.  Goes out: readings that keep the raw
value beside the status, and name rules and sources.  Who calls: origin score, panels, questions,
pathway.  A receptor of which nothing is stated is "not tested", never negative.
"""

from dermetry.pathology.receptors.conversion import conversions
from dermetry.pathology.receptors.current import current_receptors, primary_receptors
from dermetry.pathology.receptors.read import read_receptors
from dermetry.pathology.receptors.subtype import subtype

__all__ = [
    "conversions",
    "current_receptors",
    "primary_receptors",
    "read_receptors",
    "subtype",
]
