"""How certain a call is, given the errors of the sizes that it rests on.

Comes in: a ``Case``, the ``Policy`` it was judged by, and the calls of ``evaluate_case``.  Goes
out: one ``CallCertainty`` per call after baseline, from ``judge.judge_certainty``.  Who calls:
pathway, command line, workbench.  Everything is worked out in closed form or by quadrature:
nothing is drawn, so there is no seed, and the same case gives the same bytes.
What each number means, and in which patients it is right: docs/explanation/certainty.md.
"""
