"""What was put right shows as far as role, involvement and the person's choices reach, not as an involvement alone."""

from django.db import migrations

from lodestar.access import row_security

WHOLE = row_security.reaching("voice_correction")
BY_AREA = row_security.reaching("voice_correction", life_area="life_area")


class Migration(migrations.Migration):
    dependencies = [("voice", "0001_what_people_say"), ("sharing", "0001_choices_openings_and_alerts")]

    operations = [
        migrations.RunSQL(
            "DROP POLICY viewer_is_involved ON voice_correction;\n"
            "CREATE POLICY viewer_is_involved ON voice_correction\n"
            f"    USING ((voice_correction.life_area = '' AND {WHOLE}) OR {BY_AREA})\n"
            "    WITH CHECK (lodestar_is_own(person_id) OR lodestar_sees(person_id));",
            migrations.RunSQL.noop,
        )
    ]
