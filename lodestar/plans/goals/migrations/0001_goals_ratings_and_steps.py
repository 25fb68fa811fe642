import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from lodestar.access import row_security
from lodestar.plans.goals import policies


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0008_remarks_of_a_run'),
        ('people', '0003_grounds_and_terms'),
        ('plans', '0002_needs_shared_with_supporters'),
        ('supporting', '0001_supporters'),
        ('sharing', '0001_choices_openings_and_alerts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(max_length=24)),
                ('set_at', models.DateTimeField()),
                ('need', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='goals', to='plans.need')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='people.person')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='GoalRating',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(max_length=24)),
                ('points', models.PositiveSmallIntegerField(help_text='0 to 10.')),
                ('said_at', models.DateTimeField()),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='goals.goal')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='GoalTurn',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(max_length=24)),
                ('state', models.CharField(choices=[('working-on-it', 'working-on-it'), ('reached', 'reached'), ('tried-and-learned', 'tried-and-learned'), ('changed-my-mind', 'changed-my-mind'), ('set-aside', 'set-aside'), ('not-reached', 'not-reached')], max_length=24)),
                ('learned', models.TextField(blank=True, help_text='What they take from it, in their words.')),
                ('said_at', models.DateTimeField()),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='goals.goal')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='GoalWords',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(max_length=24)),
                ('words', models.TextField(help_text="The person's own words: no trimming, no capital, no spelling.")),
                ('is_correction', models.BooleanField(default=False, help_text='The same goal, said better; ratings go on.')),
                ('said_at', models.DateTimeField()),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='goals.goal')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PlanStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(max_length=24)),
                ('words', models.CharField(max_length=300)),
                ('owner', models.CharField(choices=[('me', 'The person'), ('worker', 'A worker'), ('supporter', 'A supporter'), ('service', 'A service')], max_length=12)),
                ('supporter_name', models.CharField(blank=True, help_text='As the person calls them.', max_length=80)),
                ('is_urgent', models.BooleanField(default=False)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('set_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('dropped_at', models.DateTimeField(blank=True, help_text='No longer wanted; it is kept all the same.', null=True)),
                ('goal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='steps', to='goals.goal')),
                ('need', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='steps', to='plans.need')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plan_steps', to='people.person')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.service')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supporter_task', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='plan_step', to='supporting.supportertask')),
                ('worker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='goal',
            index=models.Index(fields=['person', 'set_at'], name='goal_person'),
        ),
        migrations.AddConstraint(
            model_name='goalrating',
            constraint=models.CheckConstraint(condition=models.Q(('points__lte', 10)), name='goal_rating_to_ten'),
        ),
        migrations.AddIndex(
            model_name='planstep',
            index=models.Index(fields=['person', 'set_at'], name='plan_step_person'),
        ),
        migrations.AddConstraint(
            model_name='planstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('owner', 'me'), ('service', None), ('worker', None)), models.Q(('owner', 'worker'), ('service', None), ('worker__isnull', False)), models.Q(('owner', 'service'), ('service__isnull', False), ('worker', None)), models.Q(('owner', 'supporter'), ('service', None), ('worker', None), models.Q(('supporter_name', ''), _negated=True)), _connector='OR'), name='plan_step_has_one_owner'),
        ),
        migrations.AddConstraint(
            model_name='planstep',
            constraint=models.CheckConstraint(condition=models.Q(('done_at__isnull', True), ('done_at__gte', models.F('set_at')), _connector='OR'), name='plan_step_done_after_it_is_set'),
        ),
        row_security.protect_by_reach("goals_goal", life_area="life_area"),
        row_security.protect_by_reach("goals_goalwords", life_area="life_area"),
        row_security.protect_by_reach("goals_goalturn", life_area="life_area"),
        row_security.protect_by_reach("goals_goalrating", life_area="life_area"),
        row_security.protect_by_reach("goals_planstep", life_area="life_area"),
        migrations.RunSQL(policies.DONE_BY_SUPPORTER, policies.NO_DONE_BY_SUPPORTER),
    ]
