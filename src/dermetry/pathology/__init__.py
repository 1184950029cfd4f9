"""What tissue, place and look of a lesion mean: receptors, origin, extent, spread, mimics.

Comes in: a ``Case`` of the record and a ``RuleSet`` of knowledge.  Goes out: frozen values
that name their rules, sources and what is missing (``values``, and those beside each function).
Who calls: pathway.  Proposals only: a clinician confirms; nothing unproven counts as proven.
"""
