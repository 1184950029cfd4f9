"""The Django app."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """The staff's pages."""

    name = "dermetry.workbench.clinic"
    label = "clinic"
