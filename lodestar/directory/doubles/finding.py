"""Which entries may be doubles: gathered by what they share, then asked of the rule. Nothing is decided here."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from uuid import UUID

from django.db import connection

from lodestar.directory.doubles.models import DoublePair
from lodestar.rules import alike_services, spelling
from lodestar.rules.alike_services import Alike, EntryFacts

# What more entries share than this, like a council's switchboard, tells nothing of any two of them.
MOST_SHARING = 40
_SCHEMES = (("charity", "chc|charity"), ("company", "coh|compan"), ("cqc", "cqc|care quality"), ("ofsted", "ofsted"))
_FACTS = """
SELECT s.id, s.name, coalesce(o.name, ''), o.charity_number, o.company_number, o.ods_code, s.url, s.email,
    ARRAY(SELECT number FROM directory_phone WHERE service_id = s.id),
    ARRAY(SELECT l.postcode FROM directory_serviceatlocation a JOIN directory_location l ON l.id = a.location_id
        WHERE a.service_id = s.id AND NOT s.is_address_hidden),
    ARRAY(SELECT lower(concat_ws(' ', r.payload->>'identifier_scheme', r.payload->>'identifier_type'))
        || '|' || coalesce(r.payload->>'identifier', '') FROM directory_rawrecord r
        WHERE r.kind = 'organization_identifier' AND r.entity_id = s.organisation_id AND r.retired_at IS NULL),
    ARRAY(SELECT r.payload->>'external_identifier' FROM directory_serviceatlocation a
        JOIN directory_rawrecord r ON r.entity_id = a.location_id AND r.kind = 'location'
        WHERE a.service_id = s.id AND NOT s.is_address_hidden AND r.payload->>'external_identifier_type' ILIKE 'uprn')
FROM directory_service s LEFT JOIN access_organisation o ON o.id = s.organisation_id
WHERE s.retired_at IS NULL AND s.status <> 'defunct'
"""


def find_doubles(*, at: datetime) -> int:
    """Keep every pair of entries that may be of one service and was not kept before; return how many are new.

    A pair that a person decided on is left as it is, whatever the entries say now.
    """
    new = [
        DoublePair(one_id=one, other_id=other, reasons=list(found.reasons), score=found.score, found_at=at)
        for one, other, found in _pairs(_facts())
    ]
    known = set(DoublePair.objects.values_list("one_id", "other_id"))
    fresh = [pair for pair in new if (pair.one_id, pair.other_id) not in known]
    DoublePair.objects.bulk_create(fresh, batch_size=1_000)
    return len(fresh)


def _pairs(facts: dict[UUID, EntryFacts]) -> Iterator[tuple[UUID, UUID, Alike]]:
    sharing: defaultdict[str, set[UUID]] = defaultdict(set)
    for pk, one in facts.items():
        for key in _keys(one):
            sharing[key].add(pk)
    seen: set[tuple[UUID, UUID]] = set()
    for found in sharing.values():
        if not 2 <= len(found) <= MOST_SHARING:
            continue
        for pair in combinations(sorted(found), 2):
            if pair not in seen:
                seen.add(pair)
                if alike := alike_services.alike(facts[pair[0]], facts[pair[1]]):
                    yield *pair, alike


def _keys(one: EntryFacts) -> Iterator[str]:
    yield from one.identifiers
    yield from (f"telephone {number}" for number in one.telephones)
    yield from (f"postcode {code}" for code in one.postcodes)
    for name, value in (("website", one.website), ("email", one.email.lower())):
        if value:
            yield f"{name} {value}"
    yield "name " + " ".join(sorted(spelling.normalise_words(one.name)))


def _facts() -> dict[UUID, EntryFacts]:
    with connection.cursor() as cursor:
        cursor.execute(_FACTS)
        rows = cursor.fetchall()
    return {
        pk: EntryFacts(
            name=name,
            organisation_name=body,
            identifiers=frozenset(_identifiers(charity, company, ods, schemes, uprns)),
            telephones=frozenset(digits for number in numbers if len(digits := re.sub(r"\D", "", number)) >= 9),
            postcodes=frozenset("".join(code.split()).upper() for code in codes if code),
            website=url.partition("://")[2].removeprefix("www.").rstrip("/").lower(),
            email=email,
        )
        for pk, name, body, charity, company, ods, url, email, numbers, codes, schemes, uprns in rows
    }


def _identifiers(
    charity: str | None, company: str | None, ods: str | None, schemes: list[str], uprns: list[str]
) -> Iterator[str]:
    own = (("charity", charity), ("company", company), ("ods", ods))
    yield from (f"{name} {value}" for name, value in own if value)
    for told in schemes:
        scheme, _, number = told.partition("|")
        named = next((name for name, words in _SCHEMES if re.search(words, scheme)), "")
        if named and number:
            yield f"{named} {number.strip()}"
    yield from (f"uprn {number}" for number in uprns if number)
