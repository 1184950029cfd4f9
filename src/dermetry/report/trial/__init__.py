"""The response form for a trial file: calls by visit, under the subject's number.

Comes in: ``Assessed`` and the trial's number of the subject.  Goes out: ``ResponseForm``, then
PDF and CSV.  Who calls: the workbench.
"""
