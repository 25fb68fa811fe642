import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from lodestar.access import row_security


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0008_remarks_of_a_run'),
        ('people', '0003_grounds_and_terms'),
        ('plans', '0002_needs_shared_with_supporters'),
        ('sharing', '0001_choices_openings_and_alerts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Package',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(max_length=24)),
                ('budget_pounds', models.DecimalField(blank=True, decimal_places=2, help_text='A year.', max_digits=9, null=True)),
                ('begun_at', models.DateTimeField()),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('need', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='package', to='plans.need')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='PackageItem',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(max_length=24)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('cost_pounds', models.DecimalField(decimal_places=2, help_text='As often as `per` says.', max_digits=8)),
                ('per', models.CharField(choices=[('once', 'once'), ('week', 'a week'), ('month', 'a month')], max_length=8)),
                ('times', models.PositiveSmallIntegerField(help_text='How often in a year.')),
                ('payer', models.CharField(choices=[('nobody', 'Nobody: it is free'), ('person', 'The person'), ('council', 'The council'), ('nhs', 'The NHS'), ('budget', 'A personal budget'), ('other', 'Somebody else')], max_length=8)),
                ('put_in_at', models.DateTimeField()),
                ('taken_out_at', models.DateTimeField(blank=True, null=True)),
                ('package', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='packages.package')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('put_in_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.service')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('cost_pounds__gte', 0)), name='package_item_costs_no_less_than_nothing'), models.CheckConstraint(condition=models.Q(models.Q(('payer', 'nobody'), _negated=True), ('cost_pounds', 0), _connector='OR'), name='what_nobody_pays_costs_nothing')],
            },
        ),
        row_security.protect_by_reach("packages_package", life_area="life_area"),
        row_security.protect_by_reach("packages_packageitem", life_area="life_area"),
    ]
