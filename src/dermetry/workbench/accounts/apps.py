"""The Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, sites and roles."""

    name = "dermetry.workbench.accounts"
    label = "accounts"
