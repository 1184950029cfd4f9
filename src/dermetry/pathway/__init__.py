"""The use cases: the only room where imaging and response meet.

Comes in: a Case or a folder of photographs with a person's marks.  Goes out: a new Case,
its calls, and what still needs a person (``Assessed``).  Who calls: the command line, the
workbench and the demo, one call per step of the pathway.
"""
