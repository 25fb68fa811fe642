"""The figures beside waits: each stands with what it counts, small numbers hidden, and a signal where there is one."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from lodestar.access import actions as access
from lodestar.access.roles import Role
from lodestar.commissioning import actions
from lodestar.indicators import catalogue, disclosure
from lodestar.indicators.periods import Period
from lodestar.indicators.results import Result
from tests.factories import people as make
from tests.factories.casework import read

ON = date(2026, 3, 1)
YEAR = Period(date(2025, 3, 1), ON)


def publish(indicator: catalogue.Indicator, *rows: tuple[str, str, dict[str, int]]) -> None:
    results = [
        Result(
            indicator=indicator.slug,
            breakdown=breakdown,
            key=key,
            label=key,
            period=YEAR,
            parameters={},
            counts=counts,
            statistics={},
        )
        for breakdown, key, counts in rows
    ]
    actions.publish_results(
        indicator=indicator,
        results=disclosure.publishable(indicator, results, on=ON),
        extract_id="20260301-120000-abcdef",
        as_at=ON,
        by=access.the_system(ON),
        at=datetime(2026, 3, 2, 6, tzinfo=UTC),
    )


@pytest.fixture
def commissioner(db: None, sign_in) -> Client:
    return sign_in(make.worker(role=Role.COMMISSIONER))


@pytest.mark.inventory("S4-37")
def test_the_equity_report_shows_groups_with_small_ones_hidden(commissioner: Client) -> None:
    empty = read(commissioner.get(reverse("commissioning:measure", args=["access-children"])))
    assert "No figures yet" in empty
    publish(
        catalogue.ACCESS_CHILDREN,
        ("total", "", {"count": 93, "count_young_adults": 40}),
        ("priority-group", "looked-after", {"count": 20, "count_young_adults": 10}),
        ("priority-group", "in-custody", {"count": 3, "count_young_adults": 10}),
        ("priority-group", "none", {"count": 70, "count_young_adults": 20}),
    )

    page = read(commissioner.get(reverse("commissioning:measure", args=["access-children"])))

    assert "Children met: about 95 people." in page
    assert "Looked after by the council Children met not shown" in page, "it would give the small one away"
    assert "In custody Children met fewer than 5" in page
    assert "a parent of a child under 16" in page


@pytest.mark.inventory("S1-30")
def test_a_service_that_prefers_less_need_is_worth_a_conversation(commissioner: Client) -> None:
    def counts(more: int, less: int) -> dict[str, int]:
        return {
            "count": 200,
            "count_more_answered": 100,
            "count_more_accepted": more,
            "count_less_answered": 100,
            "count_less_accepted": less,
        }

    total = {name: 2 * number for name, number in counts(50, 75).items()}
    publish(
        catalogue.ACCEPTED_BY_NEED,
        ("total", "", total),
        ("service", "Even hands", counts(70, 75)),
        ("service", "Easy street", counts(30, 75)),
    )

    page = read(commissioner.get(reverse("commissioning:measure", args=["accepted-by-need"])))

    assert "Easy street took on 30% of people with more need, and 75% of people with less." in page
    assert "Even hands took on" not in page
    listed = read(commissioner.get(reverse("commissioning:measures")))
    assert "Who is taken on, by need" in listed
    assert commissioner.get(reverse("commissioning:measure", args=["nothing"])).status_code == 404
