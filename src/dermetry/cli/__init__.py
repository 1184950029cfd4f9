"""The command line: one call per step of the pathway, results on stdout, talk on stderr.

Comes in: arguments and files.  Goes out: tables or JSON, files, and a documented exit code.
Who calls: people and scripts.  One of the few rooms that knows the clock.
"""
