import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from lodestar.access import row_security


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0003_more_roles_and_reach'),
        ('goals', '0001_goals_ratings_and_steps'),
        ('people', '0003_grounds_and_terms'),
        ('sharing', '0001_choices_openings_and_alerts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CareRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(max_length=24)),
                ('direction', models.CharField(choices=[('more', 'More care'), ('less', 'Less care')], max_length=4)),
                ('words', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='CareDecision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(max_length=24)),
                ('outcome', models.CharField(choices=[('agreed', 'Agreed'), ('other', 'Something else was agreed'), ('not-now', 'Not now')], max_length=8)),
                ('words', models.TextField()),
                ('members', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), default=list, help_text='Who decided, one a line.', size=None)),
                ('has_peer', models.BooleanField(help_text='A peer worker was there.')),
                ('has_person', models.BooleanField(help_text='The person was there.')),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='decision', to='deciding.carerequest')),
            ],
        ),
        migrations.CreateModel(
            name='SharedDecision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(max_length=24)),
                ('question', models.CharField(max_length=300)),
                ('preferences', models.TextField(blank=True, help_text='What matters to the person in it, in their words.')),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='DecisionOption',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(max_length=24)),
                ('words', models.CharField(max_length=300)),
                ('speaks_for', models.TextField(blank=True)),
                ('speaks_against', models.TextField(blank=True)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='deciding.shareddecision')),
            ],
        ),
        migrations.CreateModel(
            name='Stance',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(max_length=24)),
                ('way', models.CharField(choices=[('same', 'Goes the same way'), ('other', 'Goes another way')], max_length=8)),
                ('words', models.TextField(blank=True, help_text="What that team's plan says instead.")),
                ('said_at', models.DateTimeField()),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stances', to='goals.goal')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.team')),
            ],
        ),
        migrations.CreateModel(
            name='PlanHandover',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('goal_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, help_text='Every goal that goes along.', size=None)),
                ('words', models.TextField(blank=True)),
                ('sent_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(blank=True, null=True)),
                ('from_team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.team')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('received_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to_team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.team')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('received_at', None), ('received_by', None)), models.Q(('received_at__isnull', False), ('received_by__isnull', False)), _connector='OR'), name='plan_handover_received_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('happened_on', models.DateField()),
                ('is_with_person', models.BooleanField()),
                ('who_was_there', models.CharField(blank=True, max_length=300)),
                ('words', models.TextField(blank=True)),
                ('next_on', models.DateField(help_text='Agreed with the person.')),
                ('recorded_at', models.DateTimeField()),
                ('held_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('next_on__gt', models.F('happened_on'))), name='review_next_is_later')],
            },
        ),
        migrations.CreateModel(
            name='DecisionMade',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(max_length=24)),
                ('words', models.TextField(blank=True, help_text='Why, or what was chosen that is no option.')),
                ('decided_by', models.CharField(choices=[('person', 'The person'), ('together', 'The person and their workers together'), ('somebody-else', 'Somebody else')], max_length=16)),
                ('with_whom', models.CharField(blank=True, max_length=200)),
                ('decided_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('option', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deciding.decisionoption')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='made', to='deciding.shareddecision')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('option__isnull', False), models.Q(('words', ''), _negated=True), _connector='OR'), name='decision_names_what_was_chosen')],
            },
        ),
        row_security.protect_by_reach("deciding_shareddecision", life_area="life_area"),
        row_security.protect_by_reach("deciding_decisionoption", life_area="life_area"),
        row_security.protect_by_reach("deciding_decisionmade", life_area="life_area"),
        row_security.protect_by_reach("deciding_carerequest", life_area="life_area"),
        row_security.protect_by_reach("deciding_caredecision", life_area="life_area"),
        row_security.protect_by_reach("deciding_stance", life_area="life_area"),
        row_security.protect_by_reach("deciding_review"),
        row_security.protect_by_reach("deciding_planhandover"),
    ]
