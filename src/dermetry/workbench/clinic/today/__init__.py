"""Today: the worklist, and finding a patient."""
