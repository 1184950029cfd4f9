"""The report of one visit: what was found that day, what changed, who signed it.

Comes in: ``Assessed`` and a day.  Goes out: ``VisitReport``, then HTML and PDF.  Who calls:
the workbench.
"""
