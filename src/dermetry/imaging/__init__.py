"""From image bytes to measurements in millimeters, each with its uncertainty.

Comes in: bytes of photographs, taps, boxes and drawn outlines.  Goes out: ``Picture``,
``Scale``, ``Outline``, ``Measurement`` (see ``values``), candidates and matches as
proposals.  Who calls: pathway, and report for crops.  Knows nothing of response rules.
"""
