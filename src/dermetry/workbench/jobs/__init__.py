"""Work done beside the pages: analyzing photographs, making reports.

Comes in: keys of rows, from the pages.  Goes out: rows, through ``casenotes.actions``.  Who calls:
clinic enqueues, the worker runs.  A job has a lease and a heartbeat; a killed worker's job is
given back by the reaper and done again, with the same result.
"""
