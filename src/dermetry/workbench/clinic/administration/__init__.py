"""Users and the audit log."""
