"""How django-allauth behaves here: nobody signs up by themselves; a new password is a new one."""

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

from dermetry.workbench.accounts.models import User


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by a site administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell that signing up by oneself is closed."""
        return False

    def clean_password(self, password: str, user: User | None = None) -> str:
        """Refuse the password in use, so that a one-time password is used one time."""
        checked: str = super().clean_password(password, user=user)
        if user is not None and user.check_password(checked):
            raise ValidationError("This is the password you have now. Choose another one.")
        return checked

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go on to the first page after a change."""
        return reverse("home")
