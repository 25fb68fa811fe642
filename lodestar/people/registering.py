"""What is asked when a person is registered, and the one call that makes their record."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from lodestar.access.roles import CASEWORK_ROLES, DESK_ROLES
from lodestar.access.viewers import Viewer
from lodestar.people import nhs_numbers
from lodestar.places.models import Postcode
from lodestar.rules import life_areas

REGISTRAR_ROLES = CASEWORK_ROLES | DESK_ROLES


class CannotRegister(Exception):
    """Only a worker or a desk registers people, for themself or a team of their own, in some life area."""


class NameMissing(ValueError):
    """A person has a name: the one they like, if nothing else is known."""


@dataclass(frozen=True)
class NewPerson:
    """Who is registered. Only a name is asked for; the rest is empty or None while nobody knows it."""

    preferred_name: str
    full_name: str = ""
    pronouns: str = ""
    born_on: date | None = None
    nhs_number: str = ""
    telephone: str = ""
    email: str = ""
    postcode: str = ""
    how_to_speak_to_me: str = ""


def write_person(
    *,
    new: NewPerson,
    life_areas_opened: Iterable[str],
    team_id: UUID | None,
    is_key_worker: bool,
    user_id: UUID | None,
    person_id: UUID,
    by: Viewer,
) -> UUID:
    """Add the person with the involvement of whoever registers them, inside an action that writes the event.

    Raises CannotRegister, NameMissing and nhs_numbers.NotAnNhsNumber.
    """
    opened = life_areas.in_order(life_areas_opened)
    if not by.has_any(REGISTRAR_ROLES) or not opened or (team_id and team_id not in by.team_ids):
        raise CannotRegister
    preferred = new.preferred_name.strip() or new.full_name.strip()
    if not preferred:
        raise NameMissing
    details = {
        **_EMPTY,
        **asdict(new),
        **_placed(new.postcode),
        "id": str(person_id),
        "preferred_name": preferred,
        "full_name": new.full_name.strip() or preferred,
        "born_on": new.born_on.isoformat() if new.born_on else None,
        "nhs_number": nhs_numbers.tidied(new.nhs_number),
        "user_id": str(user_id) if user_id else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lodestar_register_person(%s::jsonb, %s::text[], %s, %s, %s)",
            [json.dumps(details), list(opened), team_id, is_key_worker, min(by.roles & REGISTRAR_ROLES)],
        )
        made: UUID = cursor.fetchone()[0]
    return made


_EMPTY: dict[str, object] = {
    "gender": "",
    "ethnic_group": "",
    "what_matters": "",
    "strengths": "",
    "is_synthetic": False,
}


def _placed(postcode: str) -> dict[str, object]:
    """Return where a postcode lies, as the columns of a person; nothing is made up for one that nobody knows."""
    row = Postcode.objects.filter(pk=postcode.replace(" ", "").upper()).first() if postcode else None
    return {
        "easting": row.easting if row else None,
        "northing": row.northing if row else None,
        "neighbourhood_code": row.neighbourhood_code if row else "",
        "local_authority_code": row.local_authority_code if row else "",
    }
