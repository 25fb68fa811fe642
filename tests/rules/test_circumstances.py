"""Who may say what they live with, at what age, and who agrees for a child."""

from datetime import date

import pytest

from lodestar.rules import circumstances
from lodestar.rules.circumstances import AgreedBy, CircumstanceKind, CircumstanceRefused, Refusal

ON = date(2027, 6, 30)
PERSON, PARENT = AgreedBy.PERSON, AgreedBy.PARENT
LOOKED_AFTER, LEAVER, CUSTODY, CARER = CircumstanceKind


@pytest.mark.inventory("S4-37")
@pytest.mark.parametrize(
    ("kind", "agreed_by", "born_on", "why"),
    [
        (LOOKED_AFTER, PERSON, date(2009, 7, 1), None),  # 17 until tomorrow
        (LOOKED_AFTER, PERSON, date(2009, 6, 30), Refusal.TOO_OLD),  # 18 today
        (LEAVER, PERSON, date(2011, 7, 1), Refusal.TOO_YOUNG),  # 15 until tomorrow
        (LEAVER, PERSON, date(2011, 6, 30), None),
        (LEAVER, PERSON, date(2002, 7, 1), None),  # 24
        (LEAVER, PERSON, date(2002, 6, 30), Refusal.TOO_OLD),
        (CUSTODY, PERSON, date(2017, 7, 1), Refusal.TOO_YOUNG),
        (CUSTODY, PERSON, date(1980, 1, 1), None),
        (CUSTODY, PARENT, date(2011, 7, 1), None),  # a parent agrees for a child of 15
        (CUSTODY, PARENT, date(2011, 6, 30), Refusal.THEIRS_TO_SAY),  # at 16 nobody does
        (LOOKED_AFTER, PERSON, None, Refusal.AGE_NOT_KNOWN),
        (CARER, PARENT, None, Refusal.AGE_NOT_KNOWN),
        (CARER, PERSON, None, None),
    ],
)
def test_age_and_consent_are_asked_at_each_edge(
    kind: CircumstanceKind, agreed_by: AgreedBy, born_on: date | None, why: Refusal | None
) -> None:
    if why is None:
        circumstances.check_circumstance(kind=kind, agreed_by=agreed_by, born_on=born_on, on=ON)
        return
    with pytest.raises(CircumstanceRefused) as refused:
        circumstances.check_circumstance(kind=kind, agreed_by=agreed_by, born_on=born_on, on=ON)
    assert refused.value.why is why


def test_somebody_in_two_groups_counts_once_and_a_carer_is_in_none() -> None:
    assert circumstances.priority_group(held=frozenset({"in-custody", "looked-after"})) == "looked-after"
    assert circumstances.priority_group(held=frozenset({"carer"})) == circumstances.NO_GROUP
