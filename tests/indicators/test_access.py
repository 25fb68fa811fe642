"""Access: adults with two contacts, children with one, every mode alike; equal to the rule and to the hand count."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodestar.indicators import catalogue, engine
from lodestar.indicators.periods import Period
from lodestar.indicators.results import Result
from lodestar.rules import access_counts
from lodestar.rules.access_counts import CountedContact
from tests.indicators import referral_files

YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
ON = date(2026, 1, 10)
MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)


def met(person: str, happened_on: date = MAY, **told: Any) -> dict[str, Any]:
    return referral_files.contact(person=person, happened_on=happened_on, **told)


def run(indicator: catalogue.Indicator, folder: Path, rows: list[dict[str, Any]]) -> dict[str, Result]:
    results = engine.run(indicator, referral_files.write_contacts(folder, rows), period=YEAR, on=ON)
    return {result.key or "total": result for result in results}


@pytest.mark.inventory("S3-05")
def test_adults_with_two_attended_direct_contacts_are_counted_as_by_hand(tmp_path: Path) -> None:
    rows = [
        *(met("ann", day) for day in (MAY, JUNE)),  # two: counts
        met("ben", date(2025, 1, 1)),
        met("ben", date(2025, 12, 31), mode="video", age_band="45-54"),  # the edges of the year, older by then: counts
        met("cat", date(2024, 12, 31)),
        met("cat", MAY),  # one of two is before the year: once
        met("dan", MAY),
        met("dan", date(2026, 1, 1)),  # one is after it: once
        met("eve", MAY),
        met("eve", JUNE, attendance="not-reached"),  # a try: once
        met("fay", MAY),
        met("fay", JUNE, mode="text"),  # a text message is not direct: once
        *(met("gil", day, team_type="D05") for day in (MAY, JUNE)),  # a team that counts since April 2023: counts
        *(met("hal", day, team_type="") for day in (MAY, JUNE)),  # no national team: not at all
        *(met("ivy", day, age_band="under-18") for day in (MAY, JUNE)),  # a child: not at all
        *(met("jo", day, age_band="") for day in (MAY, JUNE)),  # birthday not known: an adult
    ]

    found = run(catalogue.ACCESS_ADULTS, tmp_path, rows)

    assert found["total"].counts == {"count": 4, "count_seen_once": 4}
    by_age = {key: one.counts["count"] for key, one in found.items() if key != "total"}
    assert by_age == {"35-44": 2, "45-54": 1, "not-known": 1}


@pytest.mark.inventory("S4-30")
@pytest.mark.inventory("S4-37")
def test_children_with_one_contact_are_counted_as_by_hand_and_by_priority_group(tmp_path: Path) -> None:
    child, young = {"age_band": "under-18"}, {"age_band": "18-24"}
    rows = [
        met("ann", **child),  # one is enough
        met("ben", JUNE, **child, team_type="", mode="telephone"),  # any team, by telephone
        met("cat", MAY, **child),
        met("cat", JUNE, **young),  # a birthday in between: once, as a child
        met("dan", MAY, **child, priority_group="looked-after"),
        met("dan", JUNE, **child),  # was looked after for a part of it: counts there
        met("eve", MAY, **child, priority_group="in-custody"),
        met("eve", JUNE, **child, priority_group="looked-after"),  # in two groups: the first
        met("fay", **child, attendance="cancelled-by-service"),  # nobody met
        met("gil", **young),  # counted apart
        met("hal", date(2026, 1, 1), **child),  # after the year
        met("ivy", age_band=""),  # birthday not known: in neither
    ]

    found = run(catalogue.ACCESS_CHILDREN, tmp_path, rows)

    assert found["total"].counts == {"count": 5, "count_young_adults": 1}
    assert {key: one.counts["count"] for key, one in found.items() if key != "total"} == {
        "looked-after": 2,
        "none": 3,
    }


@pytest.mark.inventory("S3-19")
def test_every_mode_is_measured_alike_and_as_counted_by_hand(tmp_path: Path) -> None:
    rows = [
        met("ann"),
        met("ann", JUNE, attendance="not-reached"),
        met("ben", mode="telephone"),
        met("ben", JUNE, mode="telephone", planned_mode="in-person"),  # a call in place of a visit: a contact
        met("cat", mode="telephone", attendance="not-reached"),
        met("dan", mode="text"),
        met("eve", mode="video", attendance="cancelled-by-person"),  # no try
    ]

    found = run(catalogue.CONTACTS_BY_MODE, tmp_path, rows)

    def told(key: str) -> tuple[int, ...]:
        names = ("count", "count_not_reached", "count_offered", "count_another_way")
        return tuple(found[key].counts[name] for name in names)

    assert told("total") == (4, 2, 6, 1)
    assert (told("in-person"), told("telephone")) == ((1, 1, 2, 0), (2, 1, 3, 1))
    assert (told("text"), told("video")) == ((1, 0, 1, 0), (0, 0, 0, 0))


CONTACTS = st.fixed_dictionaries(
    {
        "person": st.sampled_from("abcdef"),
        "happened_on": st.integers(-20, 384).map(lambda days: YEAR.starts_on + timedelta(days=days)),
        "attendance": st.sampled_from(["attended", "attended", "not-reached", "cancelled-by-person"]),
        "mode": st.sampled_from(["in-person", "telephone", "video", "text"]),
        "planned_mode": st.sampled_from(["", "in-person"]),
        "team_type": st.sampled_from(["A06", "D05", "F01", ""]),
        "age_band": st.sampled_from(["", "under-18", "18-24", "35-44"]),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=st.lists(CONTACTS, max_size=60))
def test_the_engine_gives_what_the_rules_give_row_by_row(drawn: list[dict[str, Any]]) -> None:
    contacts = [
        CountedContact(on=one["happened_on"], **{k: v for k, v in one.items() if k != "happened_on"}) for one in drawn
    ]
    within = {"contacts": contacts, "first_on": YEAR.starts_on, "until": YEAR.until}

    with TemporaryDirectory() as folder:
        rows = [referral_files.contact(**one) for one in drawn]
        adults, young, modes = (
            run(indicator, Path(folder), rows)
            for indicator in (catalogue.ACCESS_ADULTS, catalogue.ACCESS_CHILDREN, catalogue.CONTACTS_BY_MODE)
        )

    expected = access_counts.adult_access(**within, on=ON)
    assert adults["total"].counts == {"count": expected.people, "count_seen_once": expected.seen_once}
    children = access_counts.child_access(**within)
    assert young["total"].counts == {"count": children.children, "count_young_adults": children.young_adults}
    for mode, counted in access_counts.contacts_by_mode(**within).items():
        said = modes[mode].counts
        assert (said["count"], said["count_not_reached"], said["count_another_way"]) == (
            counted.met,
            counted.tried,
            counted.switched,
        )
