"""The tumor-board sheet: one case on one A4 page, the most urgent first.

Comes in: ``Assessed`` and the question for the board.  Goes out: ``BoardSheet``, then HTML and
PDF.  Who calls: the workbench.
"""
