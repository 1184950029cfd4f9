"""From an assessed case to what people read: HTML, PDF, CSV, a note to paste, cards.

Comes in: ``Assessed`` (a Case, its calls, a way to open its photographs).  Goes out: files,
written all or none.  Who calls: the command line, the workbench, the demo.  Values first
(``course_values.CaseReport``, and those of ``visit``, ``board`` and ``trial``), then one
renderer per format.
"""
