"""The Django app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Work done beside the pages."""

    name = "dermetry.workbench.jobs"
    label = "jobs"
