"""The list of kinds holds together, and says what a place lacks."""

import re

import pytest

from lodestar.rules import service_kinds
from lodestar.rules.service_kinds import Help


def test_the_seven_and_the_six_helps_are_all_given_by_some_kind() -> None:
    assert len(service_kinds.NON_CLINICAL) == 7
    assert len(service_kinds.OFFERED_WITH_CARE) == 6
    assert all(service_kinds.kinds_of_help(one) for one in Help)


def test_every_kind_has_a_slug_that_can_be_stored_and_a_life_area() -> None:
    for slug, kind in service_kinds.all_kinds().items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", slug)
        assert len(slug) <= 40
        assert kind.label
        assert kind.life_areas


def test_an_unknown_kind_is_refused() -> None:
    assert service_kinds.service_kind("befriending").label == "Befriending"
    with pytest.raises(service_kinds.UnknownKind):
        service_kinds.service_kind("star-gazing")


@pytest.mark.inventory("S3-06")
def test_what_no_kind_here_gives_is_missing_and_unknown_kinds_give_nothing() -> None:
    here = ["debt-advice", "befriending", "tenancy-support", "crisis-support", "peer-support", "star-gazing"]

    assert service_kinds.missing_helps(kinds_here=here, wanted=service_kinds.NON_CLINICAL) == (Help.CARERS, Help.GOALS)
    assert service_kinds.missing_helps(kinds_here=[]) == tuple(Help)
