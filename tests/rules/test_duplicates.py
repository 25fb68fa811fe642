"""When two records may be one person's."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import duplicates
from lodestar.rules.duplicates import Identity, Likeness

ROSA = Identity(
    full_name="Rosa Delgado",
    preferred_name="Rosie",
    born_on=date(1984, 3, 7),
    postcode="M33 7AB",
    nhs_number="9990000018",
)

PAIRS = [
    (Identity("Somebody Else", nhs_number="9990000018"), {Likeness.NHS_NUMBER}),
    (Identity("Roza Delgardo", born_on=date(1984, 3, 7)), {Likeness.NAME_AND_BIRTH}),
    (Identity("Rosa Delgado", born_on=date(1984, 7, 3)), {Likeness.NAME_AND_NEAR_BIRTH}),
    (Identity("Rosa Delgado", born_on=date(1983, 3, 7)), {Likeness.NAME_AND_NEAR_BIRTH}),
    (Identity("Rosa Delgado", postcode="m337ab"), {Likeness.NAME_AND_POSTCODE}),
    (Identity("Marta Ruiz", born_on=date(1984, 3, 7), postcode="M33 7AB"), {Likeness.BIRTH_AND_POSTCODE}),
    (Identity("Rosa Delgado"), set()),
    (Identity("Rosa Delgado", born_on=date(1951, 1, 1), postcode="M33 7AB"), set()),
    (Identity("Rosa Delgado", born_on=date(1984, 3, 7), nhs_number="9990000026"), set()),
]


@pytest.mark.parametrize(("other", "expected"), PAIRS)
def test_a_pair_is_alike_for_these_reasons(other: Identity, expected: set[Likeness]) -> None:
    assert set(duplicates.likenesses(ROSA, other)) == expected


def test_a_liked_name_with_the_surname_is_enough_beside_the_date_of_birth() -> None:
    robert = Identity("Robert Hale", preferred_name="Bob", born_on=date(1970, 5, 1))
    bob = Identity("Bob Hale", born_on=date(1970, 5, 1))

    assert duplicates.likenesses(robert, bob) == (Likeness.NAME_AND_BIRTH,)


identities = st.builds(
    Identity,
    full_name=st.sampled_from(["Rosa Delgado", "Roza Delgado", "Sam Hale", ""]),
    born_on=st.one_of(st.none(), st.dates(date(1980, 1, 1), date(1981, 12, 31))),
    postcode=st.sampled_from(["", "M33 7AB", "M33 7AA"]),
    nhs_number=st.sampled_from(["", "9990000018", "9990000026"]),
)


@given(identities, identities)
def test_likeness_is_mutual_but_for_the_year_that_one_slips_from(one: Identity, other: Identity) -> None:
    assert duplicates.likenesses(one, other) == duplicates.likenesses(other, one)


def test_near_births_forgive_a_swap_and_leave_out_days_that_are_none() -> None:
    assert date(1984, 7, 3) in duplicates.near_births(date(1984, 3, 7))
    assert all(day.month <= 12 for day in duplicates.near_births(date(1984, 1, 31)))
    assert date(2000, 2, 29) in duplicates.near_births(date(2000, 2, 29))
