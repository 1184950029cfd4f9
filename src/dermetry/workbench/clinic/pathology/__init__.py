"""Pages of biopsies and pathology: the board, one biopsy, one specimen, the current receptors.

Comes in: requests.  Goes out: pages, and calls of one action each.  Who calls: ``workbench.urls``.
"""
