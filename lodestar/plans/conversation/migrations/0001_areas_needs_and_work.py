import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from lodestar.access import row_security


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('goals', '0001_goals_ratings_and_steps'),
        ('people', '0003_grounds_and_terms'),
        ('plans', '0002_needs_shared_with_supporters'),
        ('sharing', '0001_choices_openings_and_alerts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NeedUrgency',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(max_length=24)),
                ('is_urgent', models.BooleanField()),
                ('said_at', models.DateTimeField()),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='urgencies', to='plans.need')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SupportWish',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(max_length=24)),
                ('help', models.CharField(choices=[('finances', 'finances'), ('social-interaction', 'social-interaction'), ('independent-living', 'independent-living'), ('crisis', 'crisis'), ('carers', 'carers'), ('peer-support', 'peer-support'), ('goals', 'goals'), ('psychological-therapies', 'psychological-therapies'), ('physical-health', 'physical-health'), ('employment', 'employment'), ('medicines', 'medicines'), ('self-harm', 'self-harm'), ('substance-use', 'substance-use')], max_length=32)),
                ('said', models.CharField(choices=[('wanted', 'The person wants it'), ('not-wanted', 'The person was asked and does not want it'), ('offered', 'It was offered'), ('received', 'They have it')], max_length=12)),
                ('on', models.DateField()),
                ('said_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='WorkWish',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(default='work-and-learning', max_length=24)),
                ('topic', models.CharField(choices=[('employment', 'employment'), ('education', 'education'), ('volunteering', 'volunteering')], max_length=16)),
                ('answer', models.CharField(choices=[('yes', 'yes'), ('not-now', 'not-now'), ('no', 'no')], max_length=8)),
                ('words', models.TextField(blank=True)),
                ('support', models.TextField(blank=True)),
                ('next_step', models.TextField(blank=True)),
                ('said_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AreaWords',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(max_length=24)),
                ('where_i_am', models.TextField(blank=True)),
                ('what_i_want', models.TextField(blank=True)),
                ('in_place', models.TextField(blank=True)),
                ('said_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'life_area', '-said_at'], name='area_words_newest')],
            },
        ),
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('held_by', models.CharField(choices=[('person', 'The person by themselves'), ('worker', 'A worker'), ('both', 'Both together')], max_length=8)),
                ('begun_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conversations', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-begun_at'], name='conversation_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('finished_at__gte', models.F('begun_at')), _connector='OR'), name='conversation_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='NeedDecision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('life_area', models.CharField(max_length=24)),
                ('disposition', models.CharField(choices=[('action', 'action'), ('parked', 'parked'), ('declined-by-person', 'declined-by-person')], max_length=20)),
                ('look_again_on', models.DateField(blank=True, null=True)),
                ('words', models.TextField(blank=True)),
                ('said_by_person', models.BooleanField(help_text='The person said so, and not somebody for them.')),
                ('said_at', models.DateTimeField()),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='plans.need')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('step', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='goals.planstep')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('disposition', 'action'), ('step__isnull', False)), models.Q(('disposition', 'parked'), ('look_again_on__isnull', False)), models.Q(('disposition', 'declined-by-person'), ('said_by_person', True)), _connector='OR'), name='no_need_hangs')],
            },
        ),
        row_security.protect_by_reach("conversation_areawords", life_area="life_area"),
        row_security.protect_by_reach("conversation_needdecision", life_area="life_area"),
        row_security.protect_by_reach("conversation_needurgency", life_area="life_area"),
        row_security.protect_by_reach("conversation_workwish", life_area="life_area"),
        row_security.protect_by_reach("conversation_supportwish", life_area="life_area"),
        row_security.protect_by_reach("conversation_conversation"),
    ]
