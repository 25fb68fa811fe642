"""When two records may be one person's, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lodestar.rules import names


class Likeness(StrEnum):
    """Why two records may be one person's."""

    NHS_NUMBER = "nhs-number"
    NAME_AND_BIRTH = "name-and-birth"
    NAME_AND_NEAR_BIRTH = "name-and-near-birth"
    NAME_AND_POSTCODE = "name-and-postcode"
    BIRTH_AND_POSTCODE = "birth-and-postcode"


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of who somebody is. Empty words and None are "not known"."""

    full_name: str
    preferred_name: str = ""
    born_on: date | None = None
    postcode: str = ""
    nhs_number: str = ""


def likenesses(one: Identity, other: Identity) -> tuple[Likeness, ...]:
    """Return why two records may be one person's; empty when nothing says so.

    Unit: none.  Source: NHS Digital, Personal Demographics Service, "Trace": name, date of
    birth and postcode together, or the NHS number; reduced to pairs so that one slip is
    forgiven.  Checked: 2026-11-22.
    Two different NHS numbers are two people, whatever else is alike: twins have everything
    but the number in common.  A name alone is no likeness: many share one.
    """
    if one.nhs_number and other.nhs_number:
        return (Likeness.NHS_NUMBER,) if one.nhs_number == other.nhs_number else ()
    alike = _names_alike(one, other)
    same_birth = one.born_on is not None and one.born_on == other.born_on
    same_postcode = bool(one.postcode) and _closed_up(one.postcode) == _closed_up(other.postcode)
    near_birth = one.born_on is not None and other.born_on in near_births(one.born_on)
    found = {
        Likeness.NAME_AND_BIRTH: alike and same_birth,
        Likeness.NAME_AND_NEAR_BIRTH: alike and near_birth and not same_birth,
        Likeness.NAME_AND_POSTCODE: alike and same_postcode and (same_birth or None in (one.born_on, other.born_on)),
        Likeness.BIRTH_AND_POSTCODE: same_birth and same_postcode and not alike,
    }
    return tuple(likeness for likeness, holds in found.items() if holds)


def near_births(born_on: date) -> set[date]:
    """Return the dates that a date of birth is mistaken for: day and month swapped, a digit's slip in the year.

    Unit: dates.  Source: Office for National Statistics, "Developing standard tools for data
    linkage", 2021: swapped day and month and a wrong year are the usual faults.  Checked: 2026-11-22.
    The date itself is among them.
    """
    return {born_on, *_slips(born_on)}


def _slips(born_on: date) -> Iterator[date]:
    for year, month, day in (
        (born_on.year, born_on.day, born_on.month),
        (born_on.year - 1, born_on.month, born_on.day),
        (born_on.year + 1, born_on.month, born_on.day),
        (born_on.year - 10, born_on.month, born_on.day),
        (born_on.year + 10, born_on.month, born_on.day),
    ):
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _names_alike(one: Identity, other: Identity) -> bool:
    if names.names_alike(one.full_name, other.full_name):
        return True
    # "Bob" beside "Robert Hale": the name somebody likes, with the surname that both records hold.
    surnames = [names.name_words(each.full_name)[-1:] for each in (one, other)]
    liked = [each.preferred_name or each.full_name for each in (one, other)]
    same_surname = bool(surnames[0] and surnames[1]) and names.words_alike(surnames[0][0], surnames[1][0])
    return same_surname and names.names_alike(*liked)


def _closed_up(postcode: str) -> str:
    return "".join(postcode.split()).upper()
