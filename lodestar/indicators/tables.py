"""The tables that an extract holds: what one row is, and what each column means.

Standard library only, so that a page may quote a column's meaning without the data stack.
The `extract` views in the database and every indicator are held to these declarations.
"""

from dataclasses import dataclass
from typing import Literal

from lodestar.rules import circumstances, life_areas

ColumnType = Literal["text", "date"]

SCHEMA_VERSION = 3
"""Raise by one when a column is added, removed or changes its meaning."""

AGE_BANDS = ("under-18", "18-24", "25-34", "35-44", "45-54", "55-64", "65-and-over")
"""Whole years at the date named by the table, in bands too wide to give a birthday away."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table that an extract holds."""

    name: str
    type: ColumnType
    meaning: str
    unit: str = ""
    may_be_empty: bool = False
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table that an extract holds."""

    name: str
    row_is: str
    caveats: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """Return the names of the columns, in the order in which they are stored."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column of that name. Raises KeyError when the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")


REFERRALS = Table(
    name="referrals",
    row_is="One referral of one person to one service.",
    caveats=(
        "Only services whose referrals are kept here; a referral made by post or telephone is not seen.",
        "Time before the referral was received is not in it.",
        "People who said no to being counted are not in it.",
    ),
    columns=(
        Column(name="referral_key", type="text", meaning="The referral under a key of this extract alone."),
        Column(name="person_key", type="text", meaning="The person under a key of this extract alone."),
        Column(name="service_key", type="text", meaning="The service, by its own id in the directory."),
        Column(name="service_name", type="text", meaning="What the service is called today."),
        Column(name="organisation_name", type="text", meaning="Who offers it; empty text when not known."),
        Column(name="received_on", type="date", meaning="When the service received it.", unit="London date"),
        Column(
            name="first_contact_on",
            type="date",
            meaning="The first contact at which the person was met or spoken to.",
            unit="London date",
            may_be_empty=True,
        ),
        Column(
            name="ended_on",
            type="date",
            meaning="When it ended; empty while it is open.",
            unit="London date",
            may_be_empty=True,
        ),
        Column(name="end_state", type="text", meaning="How it ended, as a slug; empty text while it is open."),
        Column(
            name="life_area",
            type="text",
            meaning="The life area that it is for.",
            allowed=tuple(area.value for area in life_areas.LIFE_AREAS),
        ),
        Column(name="source", type="text", meaning="Where it came from, as a slug."),
        Column(
            name="neighbourhood_code",
            type="text",
            meaning="Where the person lives; empty text when not known.",
        ),
        Column(
            name="age_band",
            type="text",
            meaning="The person's age when it was received; empty text when not known.",
            unit="whole years, in bands",
            allowed=("", *AGE_BANDS),
        ),
        Column(
            name="month",
            type="date",
            meaning="The month in which it was received.",
            unit="first day of the month",
        ),
        Column(
            name="accepted_on",
            type="date",
            meaning="The first day on which the service said yes, or met the person.",
            unit="London date",
            may_be_empty=True,
        ),
        Column(
            name="declined_on",
            type="date",
            meaning="The first day on which the service said no.",
            unit="London date",
            may_be_empty=True,
        ),
        Column(
            name="need",
            type="text",
            meaning="Whether the person had needs written down in three parts of life or more when it was received.",
            allowed=("more", "less"),
        ),
    ),
)

CONTACTS = Table(
    name="contacts",
    row_is="One contact with one person, or a try at one.",
    caveats=(
        "Only contacts that are written down here.",
        "People who said no to being counted are not in it.",
    ),
    columns=(
        Column(name="contact_key", type="text", meaning="The contact under a key of this extract alone."),
        Column(name="person_key", type="text", meaning="The person under a key of this extract alone."),
        Column(name="happened_on", type="date", meaning="When it was.", unit="London date"),
        Column(name="attendance", type="text", meaning="Whether they met or spoke, as a slug."),
        Column(name="mode", type="text", meaning="How: in person, by telephone, by video, by text message, as a slug."),
        Column(name="planned_mode", type="text", meaning="How it was planned, where it went on in another way."),
        Column(
            name="team_type",
            type="text",
            meaning="National type of the team of its referral; empty text without a referral or a type.",
        ),
        Column(
            name="age_band",
            type="text",
            meaning="The person's age on that day; empty text when not known.",
            unit="whole years, in bands",
            allowed=("", *AGE_BANDS),
        ),
        Column(
            name="priority_group",
            type="text",
            meaning="The first priority group that the person belonged to on that day, as they said.",
            allowed=(*(kind.value for kind in circumstances.PRIORITY_GROUPS), circumstances.NO_GROUP),
        ),
    ),
)

SOCIAL_ANSWERS = Table(
    name="social_answers",
    row_is="One answer of one person to the question on contact with others, in a finished check-in.",
    caveats=("People who said no to being counted are not in it.",),
    columns=(
        Column(name="answer_key", type="text", meaning="The answer under a key of this extract alone."),
        Column(name="person_key", type="text", meaning="The person under a key of this extract alone."),
        Column(name="answered_on", type="date", meaning="When they answered.", unit="London date"),
        Column(name="month", type="date", meaning="The month in which they answered.", unit="first day of the month"),
        Column(name="answer", type="text", meaning="What they answered, as a slug; not-said is an answer."),
        Column(name="neighbourhood_code", type="text", meaning="Where the person lives; empty text when not known."),
    ),
)

THERAPY_OFFERS = Table(
    name="therapy_offers",
    row_is="One offer of one therapy to one person.",
    caveats=(
        "Only offers that are written down here.",
        "People who said no to being counted are not in it.",
    ),
    columns=(
        Column(name="offer_key", type="text", meaning="The offer under a key of this extract alone."),
        Column(name="person_key", type="text", meaning="The person under a key of this extract alone."),
        Column(name="therapy", type="text", meaning="Which therapy, as a slug of the catalogue."),
        Column(name="condition", type="text", meaning="For which condition, as a slug; empty text when not said."),
        Column(name="offered_on", type="date", meaning="When it was offered.", unit="London date"),
        Column(
            name="started_on",
            type="date",
            meaning="The first session that was attended.",
            unit="London date",
            may_be_empty=True,
        ),
    ),
)

PEOPLE = Table(
    name="people",
    row_is="One person whom the place supports.",
    caveats=("Holds nothing in a person's own words, and no date of birth, name, number, address or postcode.",),
    columns=(
        Column(name="person_key", type="text", meaning="The person under a key of this extract alone."),
        Column(
            name="age_band",
            type="text",
            meaning="Age on the day of the extract; empty text when not known.",
            unit="whole years, in bands",
            allowed=("", *AGE_BANDS),
        ),
        Column(
            name="neighbourhood_code",
            type="text",
            meaning="Where the person lives; empty text when not known.",
        ),
    ),
)

TABLES = (REFERRALS, PEOPLE, CONTACTS, SOCIAL_ANSWERS, THERAPY_OFFERS)


def by_name(name: str) -> Table:
    """Return the table of that name. Raises KeyError when there is none."""
    for table in TABLES:
        if table.name == name:
            return table
    raise KeyError(f"There is no table {name}")
