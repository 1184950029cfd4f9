"""Patients of the demo clinic, on its day."""

from tests.workbench.demo_day import load, today

__all__ = ["load", "today"]
