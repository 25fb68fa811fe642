"""Finding people by name among those whom the viewer may see, and those who may be registered already."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.db.models.expressions import RawSQL

from lodestar.access.viewers import Viewer
from lodestar.people.models import Person
from lodestar.rules import duplicates, names
from lodestar.rules.duplicates import Identity, Likeness

MOST_FOUND = 50


@dataclass(frozen=True)
class Found:
    """One person whom a search found, best first; `likenesses` where the question was who is alike."""

    person_id: UUID
    preferred_name: str
    full_name: str
    pronouns: str
    born_on: date | None
    postcode: str
    likenesses: tuple[Likeness, ...] = ()


def find_people(viewer: Viewer, *, asked: str, most: int = MOST_FOUND) -> list[Found]:
    """Return the people whom `viewer` supports and whose name answers `asked`, misspelt or not, best first.

    One query. Every word asked must have its like in the name; words past the fourth are not asked. People
    whom the viewer may not see change neither the answer nor the time that it takes.
    """
    words = names.name_words(asked)[:4]
    if not words or not viewer.is_signed_in:
        return []
    ids = RawSQL("SELECT person_id FROM lodestar_find_people(%s, %s)", [words, most])
    people = Person.objects.visible_to(viewer).filter(pk__in=ids).only(*_SHOWN)
    found = [_found(person) for person in people]
    return sorted(found, key=lambda one: (-_likeness(asked, one), one.full_name.casefold(), str(one.person_id)))


def alike_people(viewer: Viewer, *, identity: Identity, most: int = 10) -> list[Found]:
    """Return the people whom `viewer` may see and who may be the one that `identity` describes. One query.

    A record that the viewer may not see is never looked at here: stewardship compares it later, out of
    the registrar's request.
    """
    births = duplicates.near_births(identity.born_on) if identity.born_on else set()
    near = Q(born_on__in=births)
    if identity.postcode:
        near |= Q(postcode=identity.postcode)
    if identity.nhs_number:
        near |= Q(nhs_number=identity.nhs_number)
    people = Person.objects.visible_to(viewer).filter(near).only(*_SHOWN)
    found = [_found(person, duplicates.likenesses(identity, identity_of(person))) for person in people]
    return sorted((one for one in found if one.likenesses), key=lambda one: -len(one.likenesses))[:most]


def identity_of(person: Person) -> Identity:
    """Return who a person is, as far as it is known, for `rules.duplicates`."""
    return Identity(
        full_name=person.full_name,
        preferred_name=person.preferred_name,
        born_on=person.born_on,
        postcode=person.postcode,
        nhs_number=person.nhs_number,
    )


_SHOWN = ("preferred_name", "full_name", "pronouns", "born_on", "postcode", "nhs_number")


def _likeness(asked: str, one: Found) -> int:
    return names.likeness(asked, f"{one.preferred_name} {one.full_name}")


def _found(person: Person, likenesses: tuple[Likeness, ...] = ()) -> Found:
    return Found(
        person_id=person.pk,
        preferred_name=person.preferred_name,
        full_name=person.full_name,
        pronouns=person.pronouns,
        born_on=person.born_on,
        postcode=person.postcode,
        likenesses=likenesses,
    )
