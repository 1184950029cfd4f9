"""The clinical arms in a report: extent, spread, receptors, biopsies, alerts, whole skin.

Comes in: a case, the rules in force and a day.  Goes out: ``Arms``, printed by every report.
Who calls: the reports of the course, of a visit, and the tumor-board sheet.
"""
