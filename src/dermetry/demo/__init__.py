"""Photographs of skin whose truth is known, and made-up cases built from them.

Comes in: a seed, a scene (`demo.scene`), the raster of a printed calibration object.
Goes out: JPEG bytes with the true outlines and diameters (`demo.render`), families of
scenes for accuracy tests (`demo.families`), a case folder as a user would make it
(`demo.case`).  Who calls: the command line, the workbench, tests, the documentation.
The renderer never imports `imaging`: it is the independent truth that room is tested on.
"""
