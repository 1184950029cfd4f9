"""Hypothesis strategies shared by tests: lawful values of the record."""
