import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from lodestar.plans.wellness import policies


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0003_grounds_and_terms'),
        ('sharing', '0001_choices_openings_and_alerts'),
        ('voice', '0001_what_people_say'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChoiceAhead',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('statement', 'What I want (advance statement)'), ('refusal', 'A treatment that I refuse (advance decision)')], max_length=12)),
                ('words', models.TextField()),
                ('made_on', models.DateField()),
                ('kept_where', models.CharField(blank=True, help_text='Where the signed paper is.', max_length=200)),
                ('witness', models.CharField(blank=True, max_length=120)),
                ('is_for_workers', models.BooleanField(default=True, help_text='Nobody can honour what they may not read.')),
                ('is_for_emergency', models.BooleanField(default=True)),
                ('written_at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='choices_ahead', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('plan', models.CharField(choices=[('wellness', 'Keeping well'), ('work', 'Keeping well at work'), ('crisis', 'In a crisis'), ('safety', 'Staying safe'), ('wrap', 'My own WRAP')], max_length=8)),
                ('heading', models.CharField(help_text="The person's own heading.", max_length=120)),
                ('is_for_workers', models.BooleanField(default=False, help_text='Everybody who supports them may read it.')),
                ('is_for_emergency', models.BooleanField(default=False, help_text='May be read in an emergency; each look is told.')),
                ('begun_at', models.DateTimeField()),
                ('taken_out_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wellness_sections', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='SectionWords',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='wellness.section')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='WarningSign',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sign', models.CharField(max_length=300)),
                ('who_may_notice', models.CharField(blank=True, max_length=200)),
                ('what_i_want_done', models.TextField(blank=True)),
                ('is_for_workers', models.BooleanField(default=False)),
                ('said_at', models.DateTimeField()),
                ('taken_out_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='warning_signs', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='RoutineSlot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('weekday', models.PositiveSmallIntegerField(help_text='0 is Monday.')),
                ('part_of_day', models.CharField(choices=[('morning', 'Morning'), ('afternoon', 'Afternoon'), ('evening', 'Evening')], max_length=12)),
                ('words', models.CharField(max_length=120)),
                ('set_at', models.DateTimeField()),
                ('taken_out_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='routine_slots', to='people.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='routine_slot_in_a_week')],
            },
        ),
        migrations.AddConstraint(
            model_name='section',
            constraint=models.CheckConstraint(condition=models.Q(('taken_out_at__isnull', True), ('taken_out_at__gte', models.F('begun_at')), _connector='OR'), name='section_out_after_it_is_in'),
        ),
        migrations.RunSQL(*policies.own("wellness_section")),
        migrations.RunSQL(*policies.own("wellness_sectionwords")),
        migrations.RunSQL(*policies.own("wellness_warningsign")),
        migrations.RunSQL(*policies.own("wellness_choiceahead")),
        migrations.RunSQL(*policies.own("wellness_routineslot")),
        migrations.RunSQL(*policies.shared("wellness_section", in_emergency=True)),
        migrations.RunSQL(*policies.shared("wellness_warningsign", in_emergency=False)),
        migrations.RunSQL(*policies.shared("wellness_choiceahead", in_emergency=True)),
        migrations.RunSQL(*policies.with_section("wellness_sectionwords")),
    ]
