"""Tables of users, sites and the roles people have there."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from dermetry.workbench.accounts.roles import ROLE_NAMES, ROLES


class Site(models.Model):
    """One clinic; every patient belongs to one, every query is scoped to one."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)


class User(AbstractUser):
    """A person who signs in."""

    full_name = models.CharField(max_length=200)
    must_change_password = models.BooleanField(default=False)

    def __str__(self) -> str:
        """Give the name that is written into the record."""
        return self.full_name or self.username


class Membership(models.Model):
    """The one role a person has at one site."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=[(role, ROLE_NAMES[role]) for role in ROLES])
    is_active = models.BooleanField(default=True)

    class Meta:
        """One role per person and site."""

        constraints = (
            models.UniqueConstraint(fields=["user", "site"], name="one_role_per_site"),
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="role_is_known"),
        )
