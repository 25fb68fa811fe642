"""The figures page: what a commissioner reads, and what nobody does."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from lodestar.access import actions as access
from lodestar.access.models import AuditEvent
from lodestar.access.roles import Role
from lodestar.commissioning import actions, queries
from lodestar.commissioning.models import PublishedResult
from lodestar.indicators import catalogue, disclosure
from lodestar.indicators.periods import Period
from lodestar.indicators.results import Result
from lodestar.web.commissioning import wait_words
from tests.factories import people as make
from tests.roles import as_owner

WAIT = catalogue.WAIT_TO_FIRST_CONTACT
ON = date(2026, 3, 1)
AT = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
YEAR = Period(date(2025, 3, 1), ON)


def result(breakdown: str, key: str, label: str, count: int, median: float, *, within: int) -> Result:
    return Result(
        indicator=WAIT.slug,
        breakdown=breakdown,
        key=key,
        label=label,
        period=YEAR,
        parameters={"target_days": 28},
        counts={
            "count": count,
            "count_waiting": 0,
            "count_closed_unmet": 0,
            "count_within_target": within,
            "count_due": count,
        },
        statistics={"median_days": median, "p90_days": median * 3},
    )


RESULTS = [
    result("total", "", "", 107, 16, within=66),
    result("service", "a", "Harbour Mind listening line", 61, 12, within=44),
    result("service", "b", "=HYPERLINK(0)", 43, 61, within=20),
    result("service", "c", "Quay Street café", 3, 5, within=2),
    result("service", "d", "Lighthouse peer group", 0, 0, within=0),
    result("month", "2025-03-01", "2025-03-01", 60, 16, within=40),
    result("month", "2025-04-01", "2025-04-01", 47, 16, within=26),
]


@pytest.fixture
def commissioner(db: None, sign_in) -> Client:
    return sign_in(make.worker(role=Role.COMMISSIONER))


@pytest.fixture
def published(db: None) -> list[PublishedResult]:
    return publish()


def publish(extract_id: str = "20260301-120000-abcdef", at: datetime = AT) -> list[PublishedResult]:
    return actions.publish_results(
        indicator=WAIT,
        results=disclosure.publishable(WAIT, RESULTS, on=ON),
        extract_id=extract_id,
        as_at=ON,
        by=access.the_system(ON),
        at=at,
    )


def read(browser: Client) -> str:
    answer = browser.get(reverse("commissioning:indicators"))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_commissioner_reads_the_finding_in_words(commissioner: Client, published) -> None:
    page = read(commissioner)

    assert "<h1>Wait from referral to first contact</h1>" in page
    assert "Half of referrals waited 16 days or less. 6 in 10 were met within 28 days." in page
    assert page.count("<h1") == 1


@pytest.mark.inventory("S0-26")
def test_every_figure_stands_with_what_it_counts_and_where_it_came_from(commissioner: Client, published) -> None:
    page = read(commissioner)

    assert "Referrals received 1 March 2025 to 28 February 2026, as they stood on 1 March 2026." in page
    assert "Extract 20260301-120000-abcdef" in page
    assert "Within 28 days: 62%." in page
    for words in (WAIT.question, WAIT.numerator, *WAIT.caveats):
        assert words in page
    assert "What this counts, and what it does not" in page


def test_small_numbers_are_hidden_and_never_read_as_none(commissioner: Client, published) -> None:
    page = read(commissioner)

    cafe = page[page.index("Quay Street café") :].split("</tr>")[0]
    assert cafe.count("fewer than 5") == 1
    assert cafe.count("not shown") == 4
    assert "protects people" in page


def test_the_longest_wait_comes_first_in_the_chart_and_the_table(commissioner: Client, published) -> None:
    page = read(commissioner)

    table = page[page.index("Waits by service") :]
    assert table.index("HYPERLINK") < table.index("Harbour Mind listening line") < table.index("Quay Street")
    assert "<svg" in page
    assert "Half waited from 12 to 61 days, depending on the service" in page


def test_the_page_says_what_to_do_when_nothing_was_published(commissioner: Client) -> None:
    page = read(commissioner)

    assert "No figures yet" in page
    assert "lodestar extract" in page
    assert "<svg class" not in page


def test_the_page_asks_the_same_few_questions_however_many_services(
    commissioner: Client, published, django_assert_max_num_queries
) -> None:
    read(commissioner)

    with django_assert_max_num_queries(8):
        read(commissioner)


def test_the_newest_publication_is_shown_and_older_ones_stay(commissioner: Client, published) -> None:
    publish("20260401-120000-123456", datetime(2026, 4, 2, tzinfo=UTC))

    assert "20260401-120000-123456" in read(commissioner)
    assert PublishedResult.objects.values("extract_id").distinct().count() == 2


def test_the_same_extract_published_again_replaces_itself_and_is_audited_each_time(published) -> None:
    publish(at=datetime(2026, 3, 3, tzinfo=UTC))

    assert PublishedResult.objects.count() == len(RESULTS)
    with as_owner():
        assert AuditEvent.objects.filter(action="publish-results", subject_id=WAIT.slug).count() == 2


def test_a_publication_without_results_is_refused(db: None) -> None:
    with pytest.raises(actions.NothingToPublish):
        actions.publish_results(indicator=WAIT, results=[], extract_id="x", as_at=ON, by=access.the_system(ON), at=AT)


def test_published_figures_are_not_read_by_strangers(published, look_as) -> None:
    assert queries.published_results(look_as(None), indicator=WAIT.slug) is None


def download(browser: Client) -> list[dict[str, str]]:
    answer = browser.get(reverse("commissioning:indicator-csv", kwargs={"slug": WAIT.slug}))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="wait-referral-to-first-contact-2026-03-01.csv"'
    )
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_download_holds_the_page_and_no_hidden_number(commissioner: Client, published) -> None:
    rows = {(row["breakdown"], row["key"]): row for row in download(commissioner)}

    assert len(rows) == len(RESULTS)
    assert rows["total", ""]["median_days"] == "16"
    assert rows["total", ""]["extract_id"] == "20260301-120000-abcdef"
    cafe = rows["service", "c"]
    assert (cafe["count"], cafe["median_days"], cafe["hidden_because"]) == ("", "", "small-number")


def test_the_download_runs_nothing_in_a_spreadsheet(commissioner: Client, published) -> None:
    cells = [cell for row in download(commissioner) for cell in row.values()]

    assert "'=HYPERLINK(0)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_download_that_is_not_there_is_a_page_that_says_so(commissioner: Client) -> None:
    for slug in (WAIT.slug, "wait-for-the-moon"):
        assert commissioner.get(reverse("commissioning:indicator-csv", kwargs={"slug": slug})).status_code == 404


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (4, "fewer than 1 in 10"),
        (5, "1 in 10"),
        (62, "6 in 10"),
        (65, "7 in 10"),
        (94, "9 in 10"),
        (95, "nearly all"),
    ],
)
def test_shares_are_said_as_people_say_them(percent: int, words: str) -> None:
    assert wait_words.in_ten(percent) == words
