"""When two entries may be of one service."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import alike_services
from lodestar.rules.alike_services import EntryFacts, Reason


def facts(name: str, **more: Any) -> EntryFacts:
    return EntryFacts(name=name, **{key: frozenset(v) if isinstance(v, set) else v for key, v in more.items()})


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (facts("Boat club"), facts("Boat club"), None),
        (facts("Boat club", postcodes={"M337AB"}), facts("Debt clinic", postcodes={"M337AB"}), None),
        (
            facts("The Boat Club", postcodes={"M337AB"}),
            facts("the boat club", postcodes={"M337AB"}),
            (Reason.POSTCODE, Reason.NAME),
        ),
        (
            facts("Boat club for men", identifiers={"charity 1"}, telephones={"01614960123"}),
            facts("Boat club", identifiers={"charity 1"}, telephones={"01614960123"}),
            (Reason.IDENTIFIER, Reason.TELEPHONE),
        ),
        # One charity runs many services.
        (facts("Boat club for men", identifiers={"charity 1"}), facts("Boat club", identifiers={"charity 1"}), None),
        (
            facts("Debt clinic", email="a@example.org", website="example.org/debt", organisation_name="Quay"),
            facts("Debt clinic", email="A@example.org", website="example.org/debt", organisation_name="QUAY"),
            (Reason.EMAIL, Reason.WEBSITE, Reason.ORGANISATION, Reason.NAME),
        ),
        (facts("", postcodes={"M337AB"}), facts("", postcodes={"M337AB"}), None),
    ],
)
def test_a_name_needs_something_beside_it_and_a_number_needs_a_name(
    one: EntryFacts, other: EntryFacts, reasons: tuple[Reason, ...] | None
) -> None:
    found = alike_services.alike(one, other)

    assert (found.reasons if found else None) == reasons
    assert alike_services.alike(other, one) == found
    assert found is None or 1 <= found.score <= 100


@given(st.text(max_size=40), st.text(max_size=40))
def test_names_are_as_alike_one_way_as_the_other(one: str, other: str) -> None:
    percent = alike_services.names_percent(one, other)

    assert percent == alike_services.names_percent(other, one)
    assert 0 <= percent <= 100
