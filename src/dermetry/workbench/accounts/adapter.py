"""How django-allauth behaves here: nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by a site administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell that signing up by oneself is closed."""
        return False
