"""What sites have signed of the rule files."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('casenotes', '0010_noticed_outlines'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RuleSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_id', models.CharField(max_length=64)),
                ('made_for', models.CharField(max_length=32)),
                ('changes', models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('note', models.CharField(blank=True, max_length=1000)),
                ('signed_by', models.CharField(max_length=200)),
                ('signed_at', models.DateTimeField()),
                ('signed_on', models.DateField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_by', models.CharField(blank=True, max_length=200)),
                ('withdraw_reason', models.CharField(blank=True, max_length=300)),
                ('signer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.site')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('site', 'file_id'), name='one_rule_signature_in_force'), models.CheckConstraint(condition=models.Q(('signed_by', ''), _negated=True), name='rule_signature_says_by_whom'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), models.Q(models.Q(('withdrawn_by', ''), _negated=True), models.Q(('withdraw_reason', ''), _negated=True)), _connector='OR'), name='withdrawn_rule_signature_says_why')],
            },
        ),
    ]
