"""The Django app."""

import importlib

from django.apps import AppConfig


class CasenotesConfig(AppConfig):
    """Tables, actions and queries."""

    name = "dermetry.workbench.casenotes"
    label = "casenotes"

    def ready(self) -> None:
        """Connect what is heard of signing in and of requests; tables are not there before."""
        importlib.import_module("dermetry.workbench.casenotes.sign_in_audit")
        importlib.import_module("dermetry.workbench.casenotes.rule_sets")
