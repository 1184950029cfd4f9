"""From findings to calls that can be defended: sums, categories, reasons, rule ids.

Comes in: the findings of a ``Case`` as exact decimals, and a ``Policy`` read from
knowledge.  Goes out: one ``VisitCall`` per visit and evaluator.  Who calls: pathway.
No imaging, no numpy, no clock; only confirmed facts enter a call.
"""
