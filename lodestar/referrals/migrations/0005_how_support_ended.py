"""An end says who ended it, why, what came of it and what the person says. Ends from before say that it is not recorded."""

from django.db import migrations, models
from django.db.models import Q

FILL = """
UPDATE referrals_referralstep
SET ended_by = 'service', reason = CASE reason WHEN '' THEN 'not-recorded' ELSE reason END,
    outcome = 'not-known', persons_view = 'could-not-ask'
WHERE kind = 'ended' AND ended_by = '';
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_what_a_contact_was")]

    operations = [
        migrations.AddField(
            "referralstep",
            "ended_by",
            models.CharField(
                blank=True, default="", help_text="For an end: slug of EndedBy, with the reason.", max_length=12
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "referralstep",
            "outcome",
            models.CharField(blank=True, default="", help_text="For an end: slug of Outcome.", max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            "referralstep",
            "persons_view",
            models.CharField(blank=True, default="", help_text="For an end: slug of PersonsView.", max_length=16),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            "referralstep",
            models.CheckConstraint(
                condition=~Q(kind="ended") | (~Q(reason="") & ~Q(ended_by="") & ~Q(outcome="") & ~Q(persons_view="")),
                name="end_says_who_why_and_what_came_of_it",
            ),
        ),
    ]
