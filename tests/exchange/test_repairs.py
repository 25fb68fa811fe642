"""Single values of feeds and what we read them as."""

from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.exchange.openreferral import addresses, cleaning, fields, headers, timetables


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("9:00am", time(9)),
        ("8:30AM", time(8, 30)),
        ("12:30 p.m.", time(12, 30)),
        ("12am", time(0)),
        ("17.00", time(17)),
        ("0900", time(9)),
        ("09:00:00Z", time(9)),
        ("1900-01-01T18:15:00", time(18, 15)),
        ("noon", time(12)),
        ("24:00", time(0)),
        ("", None),
        ("25:00", None),
        ("call us", None),
    ],
)
def test_times_of_day(written: str, read: time | None) -> None:
    assert timetables.clock(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Monday", [(0, None)]),
        ("Mon - Wed", [(0, None), (1, None), (2, None)]),
        ("Friday-Monday", [(4, None), (5, None), (6, None), (0, None)]),
        ("Tuesdays and Thursdays", [(1, None), (3, None)]),
        ("weekdays", [(day, None) for day in range(5)]),
        ("1", [(0, None)]),
        ("7", [(6, None)]),
        ("TH,FR", [(3, None), (4, None)]),
        ("1MO,-1FR", [(0, 1), (4, -1)]),
        ("", []),
        ("by appointment", None),
    ],
)
def test_days_of_the_week(written: str, read: Any) -> None:
    assert timetables.weekdays(written) == read


def test_hours_in_words_become_rules_day_by_day() -> None:
    rules, _, raw, _ = timetables.read({"hours": "Sunday: Closed Monday: 8:30-12:00 , 1-5pm Friday: 9:00-17:00"})

    assert [(rule["weekday"], rule["opens_at"], rule["closes_at"]) for rule in rules] == [
        (0, time(8, 30), time(12)),
        (0, time(13), time(17)),
        (4, time(9), time(17)),
    ]
    assert raw.startswith("Sunday: Closed")


@pytest.mark.parametrize(
    "told",
    [
        {"weekday": "Monday", "opens_at": "", "closes_at": ""},
        {"weekday": "Monday", "opens_at": "Closed"},
        {"weekday": "Monday", "opens_at": "9:00", "schedule_closed": "1"},
    ],
)
def test_a_day_that_is_closed_or_says_no_time_makes_no_rule_and_keeps_its_words(told: dict[str, str]) -> None:
    rules, _, raw, _ = timetables.read(told)

    assert (rules, "Monday" in raw) == ([], True)


def test_monthly_rules_know_the_day_or_the_week() -> None:
    by_date, *_ = timetables.read({"freq": "MONTHLY", "bymonthday": "2,16", "opens_at": "10:00"})
    by_week, *_ = timetables.read({"freq": "MONTHLY", "byday": "3TU", "opens_at": "10:00"})

    assert [rule["day_of_month"] for rule in by_date] == [2, 16]
    assert [(rule["weekday"], rule["week_of_month"]) for rule in by_week] == [(1, 3)]


def test_open_all_day_runs_from_midnight_to_midnight() -> None:
    rules, *_ = timetables.read({"weekday": "daily", "open_24_hours": "1"})

    assert {(rule["opens_at"], rule["closes_at"]) for rule in rules} == {(time(0), time(0))}
    assert len(rules) == 7


@pytest.mark.parametrize(
    ("written", "number", "extension", "note"),
    [
        ("0117 496 0111", "0117 496 0111", "", ""),
        ("Young people: 0117 496 0111", "0117 496 0111", "", "Young people"),
        ("312-555-0176 x 715", "312-555-0176", "715", ""),
        ('"+44 1632 960001"', "+44 1632 960001", "", ""),
        ("111 (option 2)", "111", "", "option 2"),
        ("0800 496 0000 or 0117 496 0111", "0800 496 0000", "", "or 0117 496 0111"),
        ("see our website", "", "", "see our website"),
    ],
)
def test_telephone_numbers_and_the_words_beside_them(written: str, number: str, extension: str, note: str) -> None:
    assert cleaning.phone(written) == (number, extension, note)


@pytest.mark.parametrize(
    ("url", "email", "read_url", "read_email"),
    [
        ("www.example.org", "", "https://www.example.org", ""),
        ("http//example.org/x", "", "https://example.org/x", ""),
        ("HTTP://EXAMPLE.ORG", "", "HTTP://EXAMPLE.ORG", ""),
        ("a@example.org", "https://example.org", "https://example.org", "a@example.org"),
        ("", "a@example.org; b@example.org", "", "a@example.org"),
        ("javascript:alert(1)", "none", "", ""),
        ("ask at the desk", "not an address", "", ""),
    ],
)
def test_web_and_e_mail_addresses_are_found_where_they_were_put(
    url: str, email: str, read_url: str, read_email: str
) -> None:
    assert cleaning.web_and_email(url, email)[:2] == (read_url, read_email)


@pytest.mark.parametrize(
    ("written", "read"),
    [(-1, None), ("", None), ("18", 18), (18.0, 18), (999, None), ("sixteen", None), (0, 0)],
)
def test_ages(written: Any, read: int | None) -> None:
    assert cleaning.age(written, what="minimum age")[0] == read


def test_ages_that_contradict_each_other_are_none() -> None:
    assert cleaning.ages(60, 5)[:2] == (None, None)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<p>One</p><p>Two &amp; three</p>", "One\n\nTwo & three"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n\n- b"),
        ("Hi<script>steal()</script>", "Hi"),
        ("&lt;b&gt;bold&lt;/b&gt;", "bold"),
        ("The Men&#39;s Room", "The Men's Room"),
        ("2 < 3 and 5 > 4", "2 < 3 and 5 > 4"),
    ],
)
def test_markup_is_read_as_plain_text(written: str, read: str) -> None:
    assert cleaning.words(written)[0] == read


@given(st.text())
def test_no_text_of_a_feed_keeps_a_script(text: str) -> None:
    cleaned = cleaning.words(f"{text}<script>steal()</script>{text}")[0]

    assert "<script" not in cleaned


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_any_payload_becomes_text_that_can_be_stored(value: Any) -> None:
    text = fields.as_json(value)

    assert "\\u0000" not in text.replace("\\\\", "")
    text.encode("utf-8")


def test_an_address_that_cannot_have_slipped_keeps_its_columns() -> None:
    values, notes = addresses.read(
        {"address_1": "1 High St", "city": "Sale", "postal_code": "m33 2ab", "country": "GB"}
    )

    assert (values["postcode"], values["country"], notes) == ("M33 2AB", "GB", [])


@pytest.mark.parametrize("name", ["organization_id", "organisationId", "OrganizationID", "organizationid"])
def test_one_field_has_many_spellings(name: str) -> None:
    assert headers.canonical("service", name) == "organization_id"
