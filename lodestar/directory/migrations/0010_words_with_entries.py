"""One table for all that a search reads, its fixed columns first and its words last."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# The search's rows are made from the services; these carry over so that nothing has to be made again at once.
_CARRY_OVER = """
INSERT INTO directory_searchentry (
    service_id, points, rounded_points, points_from, points_until, points_basis, checked_on, capacity_until,
    usual_wait_days, easting, northing, takes_people_now, is_free, is_in_person, is_online, is_by_telephone,
    accepts_self_referral, life_areas, name, who_for, vector)
SELECT service_id, coalesce(points, 0), floor(coalesce(points, 0) * 1e6 + 0.5), coalesce(points_from, '2000-01-01'),
    coalesce(points_until, '2000-01-01'), coalesce(points_basis, 0), checked_on, capacity_until, usual_wait_days,
    easting, northing, takes_people_now, is_free, is_in_person, is_online, is_by_telephone, accepts_self_referral,
    life_areas, name, who_for, words.vector
FROM directory_formersearchentry JOIN directory_searchtext words USING (service_id)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0009_points_kept_with_entries'),
    ]

    operations = [
        migrations.RenameModel('SearchEntry', 'FormerSearchEntry'),
        migrations.AlterField(
            model_name='formersearchentry',
            name='service',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='former_search_entry', serialize=False, to='directory.service'),
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('service', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_entry', serialize=False, to='directory.service')),
                ('points', models.FloatField(help_text='Of `ordering`, for the days below and while the basis holds.')),
                ('rounded_points', models.FloatField(help_text='The same as the order compares them.')),
                ('points_from', models.DateField()),
                ('points_until', models.DateField(help_text='The first day on which the points may be others.')),
                ('points_basis', models.IntegerField(help_text="Stands for the rule's numbers that made the points.")),
                ('checked_on', models.DateField(null=True)),
                ('capacity_until', models.DateField(help_text='The first day on which nobody may rely on it.', null=True)),
                ('usual_wait_days', models.IntegerField(null=True)),
                ('easting', models.IntegerField(help_text='Of its only place; empty with none and with several.', null=True)),
                ('northing', models.IntegerField(help_text='Of its only place; empty with none and with several.', null=True)),
                ('takes_people_now', models.BooleanField(help_text='As last said; holds before `capacity_until`.', null=True)),
                ('is_free', models.BooleanField(null=True)),
                ('is_in_person', models.BooleanField(null=True)),
                ('is_online', models.BooleanField(null=True)),
                ('is_by_telephone', models.BooleanField(null=True)),
                ('accepts_self_referral', models.BooleanField(null=True)),
                ('life_areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), default=list, size=None)),
                ('name', models.CharField(db_collation='C', max_length=300, help_text='Folded, for the order of equals.')),
                ('who_for', models.TextField(default='[null, null, null]', help_text='JSON: rules, lowest and highest age.')),
                ('vector', django.contrib.postgres.search.SearchVectorField(help_text='Its words, weighted: name, kind and people, texts, who runs it.')),
            ],
            options={
                'indexes': [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['vector'], name='search_entry_words'),
                    models.Index(fields=['-rounded_points', 'name', 'service'], name='search_entry_order'),
                    models.Index(fields=['checked_on'], name='search_entry_checked_on'),
                    models.Index(fields=['points_until'], name='search_entry_points_until'),
                    models.Index(fields=['points_basis', 'points_from'], name='search_entry_points_basis'),
                ],
            },
        ),
        migrations.RunSQL(_CARRY_OVER, migrations.RunSQL.noop),
        migrations.DeleteModel('FormerSearchEntry'),
        migrations.DeleteModel('SearchText'),
    ]
