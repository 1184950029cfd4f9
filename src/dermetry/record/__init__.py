"""What happened: the frozen values of one case and their laws.

Comes in: plain values (dates, decimals, text).  Goes out: ``Case`` and its parts, and the
versioned JSON case file (``casefile``).  Who calls: every room above.  No input or output,
no numpy, no clock: dates and names are passed in.
"""
