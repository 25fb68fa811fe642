"""Groups with their dates, adjustments as badges, the board of things to join: said in the room, read by everybody."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.directory import models, searching
from lodestar.directory.entries.models import AdjustmentCheck, Closure, DateRule, GroupProfile, HolidayHabit
from lodestar.directory.queries import search_services, service_detail
from tests.doors import filled
from tests.factories import directory as make_service
from tests.factories import people as make
from tests.roles import as_owner

SignIn = Callable[[User], Client]


@pytest.fixture
def manager(db: None) -> User:
    return make.worker(role=Role.PROVIDER_MANAGER)


@pytest.fixture
def service(manager: User) -> models.Service:
    organisation = manager.memberships.get().organisation
    return make_service.service(organisation=organisation, name="Men's shed", audience="Men", at=make_service.HERE)


def dates_url(service: models.Service) -> str:
    return reverse("casework:entry-dates", kwargs={"service_id": service.pk})


def day_in(prefix: str, day: date) -> dict[str, str]:
    return {f"{prefix}-day": str(day.day), f"{prefix}-month": str(day.month), f"{prefix}-year": str(day.year)}


def plan(browser: Client, service: models.Service, first: date, **given: str) -> None:
    told = {"dates-opens": "10:00", "dates-closes": "12:00", "dates-rhythm": "weekly", "dates-place_words": "The shed"}
    empty = {"dates-last_on-day": "", "dates-last_on-month": "", "dates-last_on-year": ""}
    answer = browser.post(
        dates_url(service), {"what": "dates", **day_in("dates-starts_on", first), **told, **empty, **given}
    )
    assert answer.status_code == 302, answer.content.decode()


@pytest.mark.inventory("S0-30")
def test_a_group_says_its_theme_who_runs_it_and_its_next_dates_to_everybody(
    service: models.Service, manager: User, sign_in: SignIn, client: Client
) -> None:
    browser = sign_in(manager)
    browser.post(dates_url(service), {"what": "group", "theme": "Mending", "run_by": "two boat builders"})
    tomorrow = timezone.localdate() + timedelta(days=1)
    plan(browser, service, tomorrow)

    public = reverse("public:service", kwargs={"service_id": service.pk})
    page = client.get(public).content.decode()
    assert "Mending" in page and "two boat builders" in page and "Men" in page
    assert f"{tomorrow:%A} {tomorrow.day}" in page and "10 am to midday, The shed" in page

    rule = DateRule.objects.get()
    cancel = reverse("casework:entry-date-cancel", kwargs={"rule_id": rule.pk})
    browser.post(cancel, {"day": tomorrow.isoformat()})
    page = client.get(public).content.decode()
    assert "Called off" in page
    rule.refresh_from_db()
    assert (rule.except_on, rule.sequence) == ([tomorrow], 1)


def test_the_dates_go_into_anybodys_calendar(
    service: models.Service, manager: User, sign_in: SignIn, client: Client
) -> None:
    first = timezone.localdate() + timedelta(days=1)
    plan(sign_in(manager), service, first, **{"dates-rhythm": "fortnightly"})
    with as_owner():
        DateRule.objects.update(except_on=[first + timedelta(days=14)])

    answer = client.get(reverse("public:service-dates", kwargs={"service_id": service.pk}))

    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["RRULE"] == {"FREQ": ["WEEKLY"], "INTERVAL": [2]}
    assert event.decoded("DTSTART").date() == first and str(event["SUMMARY"]) == "Men's shed"
    assert str(event.decoded("DTSTART").tzinfo) == "Europe/London"
    assert [one.dt.date() for one in event["EXDATE"].dts] == [first + timedelta(days=14)]


def test_a_service_without_dates_has_no_calendar(service: models.Service, client: Client) -> None:
    assert client.get(reverse("public:service-dates", kwargs={"service_id": service.pk})).status_code == 404


def test_a_closing_time_before_its_first_day_is_mended(
    service: models.Service, manager: User, sign_in: SignIn, client: Client
) -> None:
    browser, today = sign_in(manager), timezone.localdate()
    told = {"what": "shut", **day_in("shut-from_on", today), "shut-words": "The hall is being painted"}
    wrong = browser.post(dates_url(service), {**told, **day_in("shut-to_on", today - timedelta(days=1))})
    assert "The last day is before the first" in wrong.content.decode()

    browser.post(dates_url(service), {**told, **day_in("shut-to_on", today)})
    page = client.get(reverse("public:service", kwargs={"service_id": service.pk})).content.decode()
    assert "Shut today. The hall is being painted." in page


CHRISTMAS = datetime.fromisoformat("2026-12-25T10:30")


@pytest.mark.parametrize("how", ["closure", "holiday"])
def test_a_shut_service_is_not_open_whatever_its_hours_say(how: str, look_as) -> None:
    service = make_service.service(hours=((CHRISTMAS.weekday(), time(9), time(17)),))
    viewer = look_as(None, today=CHRISTMAS.date())
    open_now = searching.SearchCriteria(is_open_now=True)
    assert search_services(viewer, criteria=open_now, at=CHRISTMAS).total == 1

    with as_owner():
        if how == "closure":
            day = CHRISTMAS.date()
            Closure.objects.create(service=service, from_on=day, to_on=day, words="", said_at=timezone.now())
        else:
            HolidayHabit.objects.create(service=service, is_open=False, said_at=timezone.now())

    assert search_services(viewer, criteria=open_now, at=CHRISTMAS).total == 0
    assert service_detail(viewer, service_id=service.pk, at=CHRISTMAS).is_open_now is False


def test_a_date_beside_the_rule_opens_a_service_for_once(look_as) -> None:
    service = make_service.service()
    viewer = look_as(None, today=CHRISTMAS.date())
    with as_owner():
        DateRule.objects.create(
            service=service,
            starts_on=date(2026, 12, 1),
            opens_at=time(10),
            closes_at=time(12),
            extra_on=[CHRISTMAS.date()],
            changed_at=timezone.now(),
        )

    open_now = searching.SearchCriteria(is_open_now=True)
    assert search_services(viewer, criteria=open_now, at=CHRISTMAS).total == 1
    assert service_detail(viewer, service_id=service.pk, at=CHRISTMAS).is_open_now is True


def checked(service: models.Service, *offers: str, lapses_on: date) -> None:
    with as_owner():
        AdjustmentCheck.objects.create(
            service=service,
            activity="Tuesday class",
            offers=list(offers),
            quiet_times="Tuesdays 2 pm",
            checked_at=timezone.now(),
            checked_on=date(2024, 1, 1),
            lapses_on=lapses_on,
        )


@pytest.mark.inventory("S0-44")
def test_the_filter_finds_a_quiet_session_while_its_badge_counts(client: Client, db: None) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    current, lapsed, other = (make_service.service(name=name) for name in ("Quiet gym", "Lapsed gym", "Loud gym"))
    checked(current, "quiet-session", lapses_on=tomorrow)
    checked(lapsed, "quiet-session", lapses_on=timezone.localdate())
    checked(other, "breaks", lapses_on=tomorrow)

    page = client.post(reverse("public:finder"), {"quiet": "yes"}, follow=True).content.decode()

    assert "Quiet gym" in page
    assert "Lapsed gym" not in page and "Loud gym" not in page
    shown = client.get(reverse("public:service", kwargs={"service_id": current.pk})).content.decode()
    assert "Quiet sessions: Tuesdays 2 pm." in shown and "Checked by themselves on 1 January 2024" in shown


@pytest.mark.inventory("S0-35")
def test_a_lapsed_badge_leaves_the_public_page(service: models.Service, client: Client) -> None:
    checked(service, "breaks", lapses_on=timezone.localdate())

    page = client.get(reverse("public:service", kwargs={"service_id": service.pk})).content.decode()
    assert "Tuesday class" not in page


@pytest.mark.inventory("S0-68")
def test_something_to_join_is_found_with_who_helps_to_start_and_who_goes_along(
    service: models.Service, manager: User, sign_in: SignIn, client: Client
) -> None:
    browser = sign_in(manager)
    with as_owner():
        models.Phone.objects.create(service=service, number="0161 496 0001")
    address = reverse("casework:entry-postings", kwargs={"service_id": service.pk})
    told = {
        "kind": "volunteering",
        "title": "Mend a boat",
        "words": "Sand and paint beside others",
        "hours_words": "Two hours on Tuesdays",
        "place_words": "The shed",
        "start_support": "Ray works beside you for a month",
        "somebody_goes_along": "true",
        "adjustments": ["breaks"],
    }
    past = browser.post(address, {**told, **day_in("closes_on", date(2020, 1, 1))}).content.decode()
    assert "Choose a day that is still to come" in past
    browser.post(address, {**told, **day_in("closes_on", timezone.localdate() + timedelta(days=30))})

    board = reverse("public:board")
    assert "Mend a boat" not in client.post(board, {"words": "knitting"}).content.decode()
    found = client.post(board, {"words": "boat paint", "kind": "volunteering"}).content.decode()
    for words in ("Mend a boat", "Ray works beside you", "Somebody goes with you the first time", "0161 496 0001"):
        assert words in found
    assert "You can take a break or leave at any time" in found

    person = make.person(user=make.user())
    theirs = sign_in(person.user).get(board).content.decode()
    assert "Ask one of your people to go with you" in theirs and reverse("person:new-message") in theirs

    down = filled.hrefs(browser.get(address).content.decode(), "action", "/down/")[0]
    browser.post(down)
    assert "Mend a boat" not in client.get(board).content.decode()


def test_the_dates_of_a_hidden_place_tell_no_place(manager: User, sign_in: SignIn, client: Client) -> None:
    organisation = manager.memberships.get().organisation
    refuge = make_service.service(organisation=organisation, is_address_hidden=True)
    plan(
        sign_in(manager), refuge, timezone.localdate() + timedelta(days=1), **{"dates-place_words": "12 Secret Street"}
    )

    for name in ("public:service", "public:service-dates"):
        answer = client.get(reverse(name, kwargs={"service_id": refuge.pk}))
        assert answer.status_code == 200 and b"Secret" not in answer.content


def test_nobody_plans_for_another_provider(service: models.Service, sign_in: SignIn) -> None:
    stranger = sign_in(make.worker(role=Role.PROVIDER_MANAGER))

    assert stranger.get(dates_url(service)).status_code == 404
    assert stranger.post(dates_url(service), {"what": "holidays-open"}).status_code == 404
    assert not HolidayHabit.objects.exists() and not GroupProfile.objects.exists()
