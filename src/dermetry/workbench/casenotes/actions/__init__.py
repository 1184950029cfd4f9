"""The writes: each checks who may, changes rows, and leaves its audit entry, all or nothing."""
