"""Register, edit, history, consent, merge, import, export."""
