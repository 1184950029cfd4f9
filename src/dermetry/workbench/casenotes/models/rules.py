"""What a site has said of rule files: signed, changed, withdrawn, never deleted."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from dermetry.workbench.accounts.models import Site


class RuleSignature(models.Model):
    """One signature under one rule file; the one that is not withdrawn is in force.

    ``changes`` holds key, value (as text, exact) and reason of each threshold of the site's own.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    file_id = models.CharField(max_length=64)
    made_for = models.CharField(max_length=32)
    changes = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    note = models.CharField(max_length=1000, blank=True)
    signed_by = models.CharField(max_length=200)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField()
    signed_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdraw_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        """One in force per site and file; what is withdrawn says by whom and why."""

        constraints = (
            models.UniqueConstraint(
                fields=["site", "file_id"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_rule_signature_in_force",
            ),
            models.CheckConstraint(condition=~Q(signed_by=""), name="rule_signature_says_by_whom"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True)
                | (~Q(withdrawn_by="") & ~Q(withdraw_reason="")),
                name="withdrawn_rule_signature_says_why",
            ),
        )
