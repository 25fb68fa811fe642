"""From records to published figures: what the two commands say and do."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lodestar.access.models import AuditEvent
from lodestar.commissioning.models import PublishedResult
from lodestar.exchange import pipeline
from lodestar.exchange.extract import extracting
from lodestar.referrals.models import Contact, Referral
from tests.factories import people as make
from tests.roles import as_owner

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
WAIT = "wait-referral-to-first-contact"


@pytest.fixture
def place(committed: None, settings: Any, tmp_path: Path) -> None:
    """Twelve people of one service who waited 1 to 12 days, three of another, and a folder for extracts."""
    settings.VAR = tmp_path
    for name, waits in {"Harbour Mind": range(1, 13), "Quay Street": (5, 6, 7)}.items():
        service = make.service(name=name)
        for days in waits:
            referral = make.referral(
                person=make.person(), service=service, received_at=datetime(2025, 6, 2, 9, tzinfo=UTC)
            )
            meet(referral, date(2025, 6, 2) + timedelta(days=days))


def meet(referral: Referral, happened_on: date) -> None:
    with as_owner():
        Contact.objects.create(
            person_id=referral.person_id,
            referral=referral,
            life_area=referral.life_area,
            happened_on=happened_on,
            mode="in-person",
            attendance="attended",
        )


def test_records_become_published_figures_with_small_numbers_hidden(place: None) -> None:
    said = [extracting.run_extract(at=AT), pipeline.run_indicators(slugs=[WAIT], at=AT)]

    assert "referrals: 15 rows in referrals.parquet" in said[0]
    assert said[1] == (f"{WAIT}: 4 rows of figures published, 2 of them hidden, for 2025-03-01 up to 2026-03-01")
    shown = {one.label: one for one in PublishedResult.objects.filter(breakdown="service")}
    total = PublishedResult.objects.get(breakdown="total")
    # Of 1 to 12 and 5, 6, 7: the eighth of fifteen is 6.
    assert (total.count, total.values["median_days"], total.as_at) == (15, 6, date(2026, 3, 1))
    assert (shown["Quay Street"].hidden_because, shown["Harbour Mind"].hidden_because) == (
        "small-number",
        "protects-another",
    )
    with as_owner():
        assert AuditEvent.objects.get().action == "publish-results"


def test_an_older_extract_can_be_asked_for_by_its_name(place: None) -> None:
    extracting.run_extract(at=AT - timedelta(days=31))
    (older,) = (folder.name for folder in extracting.extracts_folder().iterdir())
    extracting.run_extract(at=AT)

    pipeline.run_indicators(slugs=[WAIT], extract_id=older, at=AT)

    assert set(PublishedResult.objects.values_list("extract_id", "as_at")) == {(older, date(2026, 1, 29))}


def test_a_period_of_ones_own_is_the_period_of_the_figures(place: None) -> None:
    extracting.run_extract(at=AT)

    pipeline.run_indicators(slugs=[WAIT], period_from=date(2025, 4, 1), period_to=date(2025, 6, 2), at=AT)

    assert PublishedResult.objects.get().count is None  # only the total, and nobody in it


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"slugs": ["wait-for-the-moon"]}, "There is no indicator"),
        ({"extract_id": "20200101-000000-000000"}, "There is no extract"),
        ({"period_from": date(2025, 4, 1)}, "both days"),
        ({"period_from": date(2025, 4, 1), "period_to": date(2026, 4, 1)}, "not over"),
        ({"period_from": date(2025, 4, 1), "period_to": date(2025, 4, 1)}, "ends before it starts"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_how_to_mend_it(place: None, asked: dict[str, Any], why: str) -> None:
    extracting.run_extract(at=AT)

    with pytest.raises(pipeline.RunRefused, match=why):
        pipeline.run_indicators(**asked, at=AT)

    assert not PublishedResult.objects.exists()


def test_figures_without_an_extract_say_how_to_make_one(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path

    with pytest.raises(pipeline.NoExtract, match="lodestar extract"):
        pipeline.run_indicators(at=AT)
