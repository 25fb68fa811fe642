import django.db.models.deletion
import uuid
from django.db import migrations, models

# What happened to a contract and what went through a fund stays as it was entered, for every role.
APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON commissioning_contractevent
    FOR EACH ROW EXECUTE FUNCTION lodestar_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON commissioning_fundentry
    FOR EACH ROW EXECUTE FUNCTION lodestar_refuse_change();
REVOKE UPDATE, DELETE ON commissioning_contractevent, commissioning_fundentry FROM lodestar_web;
"""
NOT_APPEND_ONLY = """
DROP TRIGGER append_only ON commissioning_contractevent;
DROP TRIGGER append_only ON commissioning_fundentry;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_organisations_users_and_trail'),
        ('commissioning', '0002_day_of_the_figures'),
        ('directory', '0001_services_and_sources'),
    ]

    operations = [
        migrations.CreateModel(
            name='Contract',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(blank=True, help_text="The buyer's own number.", max_length=40)),
                ('title', models.CharField(max_length=200)),
                ('route', models.CharField(choices=[('direct-award-a', 'Direct award A: one provider only'), ('direct-award-b', 'Direct award B: people choose among providers'), ('direct-award-c', 'Direct award C: the provider goes on'), ('most-suitable', 'Most suitable provider'), ('competition', 'Competition'), ('procurement-act', 'Procurement Act 2023'), ('grant', 'Grant'), ('not-known', 'Not known')], default='not-known', max_length=20)),
                ('starts_on', models.DateField()),
                ('first_end_on', models.DateField(help_text='The last day as first agreed; events can move it.')),
                ('notice_months', models.SmallIntegerField(help_text='Months.')),
                ('payment', models.CharField(choices=[('block', 'Block'), ('front-loaded', 'Block, part of it up front'), ('activity', 'By activity'), ('outcome', 'By outcome'), ('grant', 'Grant')], max_length=12)),
                ('position', models.CharField(choices=[('applies', 'applies'), ('does-not-apply', 'does-not-apply'), ('disputed', 'disputed'), ('not-known', 'not-known')], default='not-known', help_text='Whether staff move under TUPE, as the specification says.', max_length=16)),
                ('wait_days', models.SmallIntegerField(default=0, help_text='Days: the usual wait. For the last safe referral.')),
                ('help_days', models.SmallIntegerField(default=1, help_text='Days: how long help usually lasts.')),
                ('places', models.IntegerField(blank=True, help_text='People whom it is to help at a time.', null=True)),
                ('signed_off_on', models.DateField(blank=True, help_text='When people who use it signed it off.', null=True)),
                ('signed_off_words', models.CharField(blank=True, help_text='Who they were as a group, and how.', max_length=300)),
                ('is_synthetic', models.BooleanField(default=False, help_text='Invented for the demo place.')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='AlertDone',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('decide', 'decide'), ('exit-plan', 'exit-plan'), ('tell-people', 'tell-people'), ('handover-list', 'handover-list'), ('staff-information', 'staff-information'), ('end', 'end')], max_length=20)),
                ('end_on', models.DateField(help_text='The end that it warned of; a new end is warned of anew.')),
                ('done_by_name', models.CharField(max_length=150)),
                ('done_at', models.DateTimeField()),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts_done', to='commissioning.contract')),
            ],
        ),
        migrations.CreateModel(
            name='ContractEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.SmallIntegerField()),
                ('kind', models.CharField(choices=[('concern', 'concern'), ('concern-settled', 'concern-settled'), ('pause', 'pause'), ('resumed', 'resumed'), ('extension', 'extension'), ('notice', 'notice'), ('change', 'change'), ('ended', 'ended')], max_length=16)),
                ('happened_on', models.DateField()),
                ('new_end_on', models.DateField(blank=True, help_text='The last day from now on.', null=True)),
                ('words', models.TextField(blank=True, help_text='What was said or decided. No names of people.')),
                ('entered_by_name', models.CharField(max_length=150)),
                ('entered_at', models.DateTimeField()),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='commissioning.contract')),
            ],
        ),
        migrations.CreateModel(
            name='ContractIndicator',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('indicator', models.CharField(help_text='Slug of the catalogue.', max_length=60)),
                ('measure', models.CharField(help_text='Name of the measure in that indicator.', max_length=60)),
                ('is_at_least', models.BooleanField(help_text='The figure is to reach the target; else it is to stay under it.')),
                ('target', models.DecimalField(decimal_places=2, help_text="In the measure's own unit.", max_digits=10)),
                ('first_on', models.DateField(help_text='The first day for which the target holds.')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicators', to='commissioning.contract')),
            ],
        ),
        migrations.CreateModel(
            name='ContractLot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.SmallIntegerField()),
                ('yearly_pounds', models.DecimalField(decimal_places=2, max_digits=12)),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lots', to='commissioning.contract')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.service')),
            ],
        ),
        migrations.CreateModel(
            name='ContractShare',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('yearly_pounds', models.DecimalField(decimal_places=2, max_digits=12)),
                ('buyer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='commissioning.contract')),
            ],
        ),
        migrations.CreateModel(
            name='ExitPlan',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('opened_at', models.DateTimeField()),
                ('last_referral_on', models.DateField(help_text='The last safe day on which the service takes referrals.')),
                ('data_words', models.TextField(blank=True, help_text='What becomes of the records, and under which agreement.')),
                ('data_done_on', models.DateField(blank=True, null=True)),
                ('knowledge_words', models.TextField(blank=True, help_text='How what the staff know is handed on.')),
                ('knowledge_done_on', models.DateField(blank=True, null=True)),
                ('staff_list_on', models.DateField(blank=True, help_text='When the list of posts was last complete.', null=True)),
                ('contract', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='exit_plan', to='commissioning.contract')),
                ('instead', models.ForeignKey(blank=True, help_text='What to use instead.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.service')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ExitMessage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('audience', models.CharField(help_text='Who is told, as a group.', max_length=120)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('due_on', models.DateField()),
                ('done_on', models.DateField(blank=True, null=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='commissioning.exitplan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ExtensionOption',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('new_end_on', models.DateField()),
                ('decide_by', models.DateField()),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='commissioning.contract')),
            ],
        ),
        migrations.CreateModel(
            name='Fund',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('purpose', models.TextField()),
                ('basis', models.CharField(choices=[('section-75', 'Section 75, NHS Act 2006'), ('section-256', 'Section 256, NHS Act 2006'), ('own', "One partner's own money"), ('grant', 'A grant')], max_length=12)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, help_text='Its last day.', null=True)),
                ('risk_share', models.TextField(blank=True, help_text='Who bears what is spent over, and who gets what is left.')),
                ('is_synthetic', models.BooleanField(default=False, help_text='Invented for the demo place.')),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FundEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('contribution', 'Paid in'), ('spend', 'Spent'), ('returned', 'Paid back')], max_length=12)),
                ('on', models.DateField()),
                ('amount_pounds', models.DecimalField(decimal_places=2, max_digits=12)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('entered_by_name', models.CharField(max_length=150)),
                ('entered_at', models.DateTimeField()),
                ('contract', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='commissioning.contract')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='commissioning.fund')),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='JointOutcome',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words', models.TextField(help_text="What will be different, in people's words.")),
                ('indicator', models.CharField(help_text='Slug of the catalogue.', max_length=60)),
                ('measure', models.CharField(max_length=60)),
                ('baseline', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ('baseline_on', models.DateField(blank=True, null=True)),
                ('target', models.DecimalField(decimal_places=2, max_digits=10)),
                ('review_on', models.DateField()),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='commissioning.fund')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PaymentPart',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.SmallIntegerField()),
                ('timing', models.CharField(choices=[('up-front', 'up-front'), ('monthly', 'monthly'), ('activity', 'activity'), ('outcome', 'outcome')], max_length=10)),
                ('share_percent', models.DecimalField(decimal_places=2, help_text='Percent of the whole value.', max_digits=5)),
                ('measure', models.CharField(blank=True, help_text='Slug of what an outcome is measured by.', max_length=60)),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='commissioning.contract')),
            ],
        ),
        migrations.CreateModel(
            name='StaffPost',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(max_length=120)),
                ('hours_a_week', models.DecimalField(decimal_places=1, max_digits=4)),
                ('transfers', models.CharField(choices=[('yes', 'Moves to the next provider'), ('no', 'Does not move'), ('not-decided', 'Not decided')], default='not-decided', max_length=12)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='commissioning.exitplan')),
            ],
        ),
        migrations.CreateModel(
            name='UnitCost',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('unit', models.CharField(help_text='What one is: a job outcome, a bed for a year.', max_length=80)),
                ('amount_pounds', models.DecimalField(decimal_places=2, max_digits=12)),
                ('price_year', models.CharField(help_text='Like 2013 or 2026/27.', max_length=9)),
                ('source', models.CharField(max_length=300)),
                ('page', models.CharField(blank=True, max_length=40)),
                ('licence', models.CharField(blank=True, max_length=80)),
                ('confidence', models.CharField(choices=[('high', 'High: published and checked'), ('fair', 'Fair: published, another place or time'), ('low', 'Low: one estimate')], max_length=8)),
                ('index_name', models.CharField(blank=True, help_text='The price index that carried it over.', max_length=120)),
                ('index_from', models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True)),
                ('index_to', models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True)),
                ('entered_by_name', models.CharField(max_length=150)),
                ('entered_at', models.DateTimeField()),
                ('is_synthetic', models.BooleanField(default=False, help_text='Invented for the demo place.')),
                ('uprated_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='commissioning.unitcost')),
            ],
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('first_end_on__gte', models.F('starts_on'))), name='contract_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('help_days__gte', 1), ('notice_months__gte', 0), ('wait_days__gte', 0)), name='contract_lengths'),
        ),
        migrations.AddConstraint(
            model_name='alertdone',
            constraint=models.UniqueConstraint(fields=('contract', 'kind', 'end_on'), name='alert_done_once'),
        ),
        migrations.AddConstraint(
            model_name='contractevent',
            constraint=models.UniqueConstraint(fields=('contract', 'number'), name='contract_event_once'),
        ),
        migrations.AddConstraint(
            model_name='contractevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['extension', 'notice']), _negated=True), ('new_end_on__isnull', False), _connector='OR'), name='event_that_moves_the_end_says_where'),
        ),
        migrations.AddConstraint(
            model_name='contractindicator',
            constraint=models.UniqueConstraint(fields=('contract', 'indicator', 'measure'), name='contract_indicator_once'),
        ),
        migrations.AddConstraint(
            model_name='contractlot',
            constraint=models.UniqueConstraint(fields=('contract', 'number'), name='lot_number_once'),
        ),
        migrations.AddConstraint(
            model_name='contractlot',
            constraint=models.UniqueConstraint(fields=('contract', 'service'), name='lot_service_once'),
        ),
        migrations.AddConstraint(
            model_name='contractlot',
            constraint=models.CheckConstraint(condition=models.Q(('yearly_pounds__gte', 0)), name='lot_value_not_below_zero'),
        ),
        migrations.AddConstraint(
            model_name='contractshare',
            constraint=models.UniqueConstraint(fields=('contract', 'buyer'), name='contract_buyer_once'),
        ),
        migrations.AddConstraint(
            model_name='contractshare',
            constraint=models.CheckConstraint(condition=models.Q(('yearly_pounds__gte', 0)), name='share_not_below_zero'),
        ),
        migrations.AddConstraint(
            model_name='extensionoption',
            constraint=models.UniqueConstraint(fields=('contract', 'new_end_on'), name='option_once'),
        ),
        migrations.AddConstraint(
            model_name='extensionoption',
            constraint=models.CheckConstraint(condition=models.Q(('new_end_on__gt', models.F('decide_by'))), name='option_decided_before_it_ends'),
        ),
        migrations.AddConstraint(
            model_name='fundentry',
            constraint=models.CheckConstraint(condition=models.Q(('amount_pounds__gt', 0)), name='fund_entry_is_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='fundentry',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'spend'), ('partner__isnull', False), _connector='OR'), name='fund_entry_names_its_partner'),
        ),
        migrations.AddConstraint(
            model_name='paymentpart',
            constraint=models.UniqueConstraint(fields=('contract', 'number'), name='payment_part_once'),
        ),
        migrations.AddConstraint(
            model_name='paymentpart',
            constraint=models.CheckConstraint(condition=models.Q(('share_percent__gt', 0), ('share_percent__lte', 100)), name='payment_part_is_a_share'),
        ),
        migrations.AddConstraint(
            model_name='staffpost',
            constraint=models.CheckConstraint(condition=models.Q(('hours_a_week__gt', 0), ('hours_a_week__lte', 60)), name='post_has_hours'),
        ),
        migrations.AddConstraint(
            model_name='unitcost',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('source', ''), _negated=True), models.Q(('price_year', ''), _negated=True), ('amount_pounds__gte', 0)), name='unit_cost_has_a_source'),
        ),
        migrations.AddConstraint(
            model_name='unitcost',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('index_from__isnull', True), ('index_name', ''), ('index_to__isnull', True), ('uprated_from__isnull', True)), models.Q(('index_from__gt', 0), ('index_to__gt', 0), ('uprated_from__isnull', False), models.Q(('index_name', ''), _negated=True)), _connector='OR'), name='uprating_says_how'),
        ),
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
    ]
