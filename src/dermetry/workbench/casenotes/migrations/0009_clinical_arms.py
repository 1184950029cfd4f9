"""Biopsies on their way, decisions on extent, and alerts."""

import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casenotes', '0008_kept_reports'),
    ]

    operations = [
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('details', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('version', models.PositiveIntegerField(default=1)),
                ('position', models.PositiveIntegerField(default=0)),
                ('key', models.CharField(max_length=200)),
                ('rule_id', models.CharField(max_length=200)),
                ('urgency', models.CharField(max_length=10)),
                ('owner', models.CharField(max_length=200)),
                ('due_on', models.DateField(null=True)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='casenotes.patient')),
            ],
            options={
                'indexes': [models.Index(fields=['rule_id'], name='alerts_by_rule')],
                'constraints': [models.UniqueConstraint(fields=('patient', 'key'), name='alert_key_per_patient'), models.CheckConstraint(condition=models.Q(('urgency__in', ('routine', 'soon', 'urgent'))), name='alert_urgency_known')],
            },
        ),
        migrations.CreateModel(
            name='Biopsy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('details', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('version', models.PositiveIntegerField(default=1)),
                ('position', models.PositiveIntegerField(default=0)),
                ('biopsy_id', models.CharField(max_length=64)),
                ('suggested_on', models.DateField(null=True)),
                ('ordered_on', models.DateField(null=True)),
                ('wanted_by', models.DateField(null=True)),
                ('taken_on', models.DateField(null=True)),
                ('at_lab_on', models.DateField(null=True)),
                ('reported_on', models.DateField(null=True)),
                ('acted_on', models.DateField(null=True)),
                ('cancelled_on', models.DateField(null=True)),
                ('lesion', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='biopsies', to='casenotes.lesion')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='biopsies', to='casenotes.patient')),
                ('specimen', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='biopsy', to='casenotes.specimen')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('patient', 'biopsy_id'), name='biopsy_id_per_patient'), models.CheckConstraint(condition=models.Q(('ordered_on__isnull', True), ('taken_on__isnull', True), ('taken_on__gte', models.F('ordered_on')), _connector='OR'), name='taken_after_ordered'), models.CheckConstraint(condition=models.Q(('taken_on__isnull', True), ('reported_on__isnull', True), ('reported_on__gte', models.F('taken_on')), _connector='OR'), name='biopsy_reported_after_taken'), models.CheckConstraint(condition=models.Q(('reported_on__isnull', True), ('acted_on__isnull', True), ('acted_on__gte', models.F('reported_on')), _connector='OR'), name='acted_on_after_reported')],
            },
        ),
        migrations.CreateModel(
            name='ExtentDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('details', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('position', models.PositiveIntegerField(default=0)),
                ('kind', models.CharField(max_length=12)),
                ('t_effect', models.CharField(max_length=64)),
                ('m_effect', models.CharField(max_length=64)),
                ('decided_by', models.CharField(max_length=200)),
                ('decided_on', models.DateField()),
                ('lesion', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='extent_decisions', to='casenotes.lesion')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extent_decisions', to='casenotes.patient')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('confirmed', 'overridden'))), name='extent_kind_known')],
            },
        ),
    ]
