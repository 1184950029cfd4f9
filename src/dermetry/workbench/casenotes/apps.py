"""The Django app."""

from django.apps import AppConfig


class CasenotesConfig(AppConfig):
    """Tables, actions and queries."""

    name = "dermetry.workbench.casenotes"
    label = "casenotes"
