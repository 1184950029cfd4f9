"""The clinic's tables, and the only way to read and write them.

Comes in: an ``Actor`` and plain values.  Goes out: values of the record and frozen page values.
Who calls: jobs and clinic.  ``models`` are tables and stay in here; ``mapping`` turns rows into a
``Case`` and back; ``scope`` is the one gate every query passes (the actor's site); ``actions``
write, each with its ``audit`` entry in the same transaction; ``queries`` read; ``store`` keeps
the photographs' bytes.
"""
