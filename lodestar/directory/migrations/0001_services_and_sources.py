import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_organisations_users_and_trail"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField()),
                ("format", models.CharField(max_length=40)),
                (
                    "counts",
                    models.JSONField(
                        help_text="Per kind: read, created, updated, unchanged, retired, quarantined."
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("slug", models.SlugField(max_length=80, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                (
                    "address",
                    models.CharField(blank=True, help_text="Where it was read from last.", max_length=500),
                ),
                (
                    "format",
                    models.CharField(
                        blank=True, help_text="Slug of the format that was found.", max_length=40
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, help_text="The source's own id, as text.", max_length=200),
                ),
                ("name", models.CharField(blank=True, max_length=300)),
                ("description", models.TextField(blank=True)),
                ("address_1", models.CharField(blank=True, max_length=300)),
                ("address_2", models.CharField(blank=True, max_length=300)),
                ("city", models.CharField(blank=True, max_length=120)),
                ("county", models.CharField(blank=True, max_length=120)),
                (
                    "postcode",
                    models.CharField(
                        blank=True, help_text="As it is written, with its space.", max_length=20
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=60)),
                ("latitude", models.FloatField(blank=True, help_text="WGS84 degrees.", null=True)),
                ("longitude", models.FloatField(blank=True, help_text="WGS84 degrees.", null=True)),
                (
                    "easting",
                    models.IntegerField(
                        blank=True, help_text="Metres on the British National Grid.", null=True
                    ),
                ),
                (
                    "northing",
                    models.IntegerField(
                        blank=True, help_text="Metres on the British National Grid.", null=True
                    ),
                ),
                (
                    "is_approximate",
                    models.BooleanField(
                        default=False, help_text="Placed by its postcode, not by its source."
                    ),
                ),
                ("neighbourhood_code", models.CharField(blank=True, max_length=40)),
                ("local_authority_code", models.CharField(blank=True, max_length=9)),
                ("transport", models.TextField(blank=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.organisation",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.source",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, help_text="The source's own id, as text.", max_length=200),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("department", models.CharField(blank=True, max_length=200)),
                ("email", models.CharField(blank=True, max_length=254)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="access.organisation",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.location",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="QuarantinedRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("source_key", models.CharField(blank=True, max_length=200)),
                ("reason", models.CharField(help_text="Slug of the reason.", max_length=40)),
                ("explanation", models.TextField(help_text="What is wrong and how to mend it, in words.")),
                ("payload", models.JSONField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quarantined",
                        to="directory.importrun",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=60, primary_key=True, serialize=False)),
                (
                    "deletions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None
                    ),
                ),
                ("service_count", models.IntegerField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["deletions"], name="search_word_deletions"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, help_text="The source's own id, as text.", max_length=200),
                ),
                ("name", models.CharField(max_length=300)),
                ("alternate_name", models.CharField(blank=True, max_length=300)),
                (
                    "summary",
                    models.CharField(blank=True, help_text="One sentence: what it is.", max_length=400),
                ),
                (
                    "description",
                    models.TextField(blank=True, help_text="Plain text; paragraphs parted by empty lines."),
                ),
                ("url", models.CharField(blank=True, max_length=1000)),
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "Open"),
                            ("inactive", "Not running now"),
                            ("temporarily closed", "Closed for a time"),
                            ("defunct", "Ended"),
                        ],
                        default="active",
                        max_length=20,
                    ),
                ),
                (
                    "life_areas",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), blank=True, default=list, size=None
                    ),
                ),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        help_text="Slugs of rules/parameters/service_kinds.",
                        size=None,
                    ),
                ),
                (
                    "audience",
                    models.CharField(blank=True, help_text="Who it is for, in words.", max_length=400),
                ),
                ("eligibility_text", models.TextField(blank=True)),
                (
                    "eligibility_rules",
                    models.JSONField(
                        blank=True,
                        help_text="List of rules; empty list: open to anybody; null: not known.",
                        null=True,
                    ),
                ),
                ("minimum_age", models.SmallIntegerField(blank=True, help_text="Years.", null=True)),
                ("maximum_age", models.SmallIntegerField(blank=True, help_text="Years.", null=True)),
                ("is_free", models.BooleanField(help_text="Empty when not known.", null=True)),
                ("cost_text", models.CharField(blank=True, max_length=400)),
                ("is_in_person", models.BooleanField(null=True)),
                ("is_online", models.BooleanField(null=True)),
                ("is_by_telephone", models.BooleanField(null=True)),
                ("accepts_self_referral", models.BooleanField(null=True)),
                ("how_to_apply", models.TextField(blank=True)),
                (
                    "is_address_hidden",
                    models.BooleanField(
                        default=False, help_text="Its address is never shown, as for a refuge."
                    ),
                ),
                (
                    "is_synthetic",
                    models.BooleanField(default=False, help_text="Invented for the demo place."),
                ),
                ("changed_at", models.DateTimeField(help_text="When our row changed.")),
                (
                    "source_said_at",
                    models.DateTimeField(
                        blank=True, help_text="When the source says that it changed.", null=True
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(blank=True, help_text="When a person last checked it.", null=True),
                ),
                (
                    "checked_by_name",
                    models.CharField(
                        blank=True, help_text="Who checked it: a name or a body.", max_length=200
                    ),
                ),
                (
                    "retired_at",
                    models.DateTimeField(
                        blank=True, help_text="When its source stopped listing it.", null=True
                    ),
                ),
                (
                    "search_text",
                    models.TextField(
                        blank=True, help_text="Normalised words of it all, as the search reads them."
                    ),
                ),
                ("search_vector", django.contrib.postgres.search.SearchVectorField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="access.organisation",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        help_text="The team whose referral desk takes its referrals; empty when nobody signs in for it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="access.team",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.source",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Phone",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, help_text="The source's own id, as text.", max_length=200),
                ),
                ("number", models.CharField(max_length=60)),
                ("extension", models.CharField(blank=True, max_length=20)),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="Words that stood with the number.", max_length=300
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phones",
                        to="directory.contact",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phones",
                        to="directory.location",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="access.organisation",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phones",
                        to="directory.service",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="contact",
            name="service",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contacts",
                to="directory.service",
            ),
        ),
        migrations.CreateModel(
            name="ServiceArea",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, help_text="The source's own id, as text.", max_length=200),
                ),
                ("name", models.CharField(blank=True, max_length=300)),
                ("extent", models.TextField(blank=True)),
                ("extent_type", models.CharField(blank=True, max_length=40)),
                ("uri", models.CharField(blank=True, max_length=500)),
                (
                    "area_code",
                    models.CharField(blank=True, help_text="Code of an area that we know.", max_length=40),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="areas",
                        to="directory.service",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, help_text="The source's own id, as text.", max_length=200),
                ),
                (
                    "weekday",
                    models.SmallIntegerField(
                        blank=True, help_text="0 is Monday; empty: every day or not known.", null=True
                    ),
                ),
                ("opens_at", models.TimeField(blank=True, help_text="London time.", null=True)),
                ("closes_at", models.TimeField(blank=True, help_text="London time.", null=True)),
                (
                    "frequency",
                    models.CharField(
                        blank=True, help_text="weekly or monthly, as RFC 5545 means them.", max_length=10
                    ),
                ),
                ("interval", models.SmallIntegerField(blank=True, null=True)),
                ("day_of_month", models.SmallIntegerField(blank=True, null=True)),
                (
                    "week_of_month",
                    models.SmallIntegerField(blank=True, help_text="1 to 5; -1: the last.", null=True),
                ),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "starts_on",
                    models.DateField(
                        blank=True, help_text="The first date that the rule counts from.", null=True
                    ),
                ),
                ("description", models.TextField(blank=True)),
                ("raw_text", models.TextField(blank=True, help_text="As the source wrote it.")),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="schedules",
                        to="directory.location",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="schedules",
                        to="directory.service",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RawRecord",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        help_text="Slug of the kind of row, like service_at_location.", max_length=40
                    ),
                ),
                ("source_key", models.CharField(max_length=200)),
                ("entity_id", models.UUIDField(help_text="Id of the row made of it.")),
                ("payload", models.JSONField()),
                (
                    "payload_hash",
                    models.CharField(help_text="SHA-256 of the payload, to know it again.", max_length=64),
                ),
                (
                    "notes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        default=list,
                        help_text="Repairs made in reading, in words.",
                        size=None,
                    ),
                ),
                ("first_seen_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField(help_text="When the source last held it.")),
                (
                    "retired_at",
                    models.DateTimeField(
                        blank=True, help_text="When the source no longer held it.", null=True
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.source"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Language",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, help_text="The source's own id, as text.", max_length=200),
                ),
                ("code", models.CharField(blank=True, help_text="ISO 639.", max_length=20)),
                ("name", models.CharField(blank=True, max_length=120)),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.location",
                    ),
                ),
                (
                    "phone",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.phone",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="languages",
                        to="directory.service",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="importrun",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="directory.source"
            ),
        ),
        migrations.CreateModel(
            name="Funding",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, help_text="The source's own id, as text.", max_length=200),
                ),
                ("paid_by", models.TextField()),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="access.organisation",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fundings",
                        to="directory.service",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CostOption",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, help_text="The source's own id, as text.", max_length=200),
                ),
                ("option", models.CharField(blank=True, max_length=300)),
                (
                    "amount_pounds",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True),
                ),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("note", models.TextField(blank=True)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cost_options",
                        to="directory.service",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="contact",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.source",
            ),
        ),
        migrations.CreateModel(
            name="Accessibility",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, help_text="The source's own id, as text.", max_length=200),
                ),
                ("description", models.TextField(blank=True)),
                ("details", models.TextField(blank=True)),
                ("url", models.CharField(blank=True, max_length=1000)),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="accessibility",
                        to="directory.location",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Taxonomy",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, help_text="The source's own id, as text.", max_length=200),
                ),
                ("name", models.CharField(max_length=300)),
                ("description", models.TextField(blank=True)),
                ("uri", models.CharField(blank=True, max_length=500)),
                ("version", models.CharField(blank=True, max_length=40)),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TaxonomyTerm",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, help_text="The source's own id, as text.", max_length=200),
                ),
                ("scheme", models.CharField(blank=True, max_length=120)),
                ("code", models.CharField(blank=True, max_length=200)),
                ("name", models.CharField(max_length=300)),
                ("description", models.TextField(blank=True)),
                ("uri", models.CharField(blank=True, max_length=500)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="narrower",
                        to="directory.taxonomyterm",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.source",
                    ),
                ),
                (
                    "taxonomy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="terms",
                        to="directory.taxonomy",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ServiceTerm",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, help_text="The source's own id, as text.", max_length=200),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="terms",
                        to="directory.service",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.source",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.taxonomyterm",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CapacityStatement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("said_at", models.DateTimeField()),
                ("said_by_user_id", models.UUIDField(null=True)),
                ("takes_people_now", models.BooleanField(null=True)),
                ("places", models.IntegerField(blank=True, null=True)),
                (
                    "unit",
                    models.CharField(
                        blank=True, help_text="What a place is: person, bed, seat.", max_length=40
                    ),
                ),
                ("usual_wait_days", models.IntegerField(blank=True, null=True)),
                ("expires_on", models.DateField(help_text="The first day on which nobody may rely on it.")),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="capacity_statements",
                        to="directory.service",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["service", "-said_at"], name="capacity_newest")],
            },
        ),
        migrations.CreateModel(
            name="ServiceAtLocation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, help_text="The source's own id, as text.", max_length=200),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="services_here",
                        to="directory.location",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="at_locations",
                        to="directory.service",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.source",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["service", "location"], name="service_at_location_pair")],
            },
        ),
        migrations.AddIndex(
            model_name="service",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search_vector"], name="service_search"),
        ),
        migrations.AddIndex(
            model_name="service",
            index=django.contrib.postgres.indexes.GinIndex(fields=["life_areas"], name="service_life_areas"),
        ),
        migrations.AddIndex(
            model_name="service",
            index=models.Index(fields=["organisation"], name="service_organisation"),
        ),
        migrations.AddIndex(
            model_name="service",
            index=models.Index(
                condition=models.Q(("retired_at", None), ("status", "active")),
                fields=["name", "id"],
                name="service_listed",
            ),
        ),
        migrations.AddIndex(
            model_name="rawrecord",
            index=models.Index(fields=["entity_id"], name="raw_record_entity"),
        ),
        migrations.AddConstraint(
            model_name="rawrecord",
            constraint=models.UniqueConstraint(
                fields=("source", "kind", "source_key"), name="raw_record_once_per_source"
            ),
        ),
        migrations.AddIndex(
            model_name="location",
            index=models.Index(fields=["easting", "northing"], name="location_grid"),
        ),
    ]
