"""Pages about keeping in touch: a contact in three answers, what was agreed, cover, concerns."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from lodestar.access.models import Membership, User
from lodestar.access.roles import Role
from lodestar.referrals.in_touch.models import Appointment, CalendarFeed, Concern, Cover, Rhythm, SensitiveDate
from lodestar.referrals.models import Contact
from tests.factories import in_touch as touch
from tests.factories import people as make
from tests.factories.casework import Town, events, read, to
from tests.roles import as_owner

SignIn = Callable[[User], Client]


def day(name: str, on: date) -> dict[str, int]:
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def test_a_contact_takes_three_answers_because_the_rest_is_as_usual(town: Town, sign_in: SignIn) -> None:
    touch.rhythm(town.person, town.navigator, mode="video", life_area="money")
    browser = sign_in(town.navigator)

    form = browser.get(to("contact-new", person_id=town.person.pk)).content.decode()

    shown, folded = form.split("<details", 1)
    assert 'value="video" checked' in shown
    assert 'value="money" checked' in folded
    assert shown.count("<fieldset") == 2, "what happened and how; the note is the third"
    assert "data-unsent=" in shown


@pytest.mark.inventory("S1-08")
def test_a_contact_says_who_was_there_and_that_it_was_to_be_another_way(town: Town, sign_in: SignIn) -> None:
    browser = sign_in(town.navigator)
    typed = {
        **day("happened_on", timezone.localdate()),
        "mode": "telephone",
        "attendance": "attended",
        "life_area": "home",
        "planned_mode": "in-person",
        "kind": "regular",
        "company": ["supporter", "interpreter"],
        "done": ["assessment"],
    }

    answer = browser.post(to("contact-new", person_id=town.person.pk), typed)

    page = read(browser.get(answer["Location"]))
    assert "telephone in place of face to face: we met or spoke" in page
    assert "With family or a friend and an interpreter" in page
    with as_owner():
        assert Contact.objects.get().done == ["assessment"]


def test_nothing_is_finished_with_somebody_who_was_not_there(town: Town, sign_in: SignIn) -> None:
    typed = {
        **day("happened_on", timezone.localdate()),
        "mode": "telephone",
        "attendance": "not-reached",
        "life_area": "home",
        "done": ["assessment"],
        "note": "No answer",
    }

    answer = sign_in(town.navigator).post(to("contact-new", person_id=town.person.pk), typed)

    page = read(answer)
    assert "You did not meet or speak. Take the ticks out, or change what happened" in page
    assert "No answer" in page
    assert "<details" in answer.content.decode() and " open>" in answer.content.decode()


@pytest.mark.inventory("S3-15")
def test_my_work_begins_with_whom_to_speak_to_today(town: Town, sign_in: SignIn) -> None:
    today = timezone.localdate()
    touch.rhythm(town.person, town.navigator, weekday=today.weekday(), since=today - timedelta(days=7))
    other = make.person(preferred_name="Ada")
    make.involve(other, town.navigator)
    touch.appointment(other, town.navigator, starts_at=timezone.localtime().replace(hour=23, minute=30))

    page = read(sign_in(town.navigator).get(to("caseload")))

    today_part = page.split("Today", 1)[1].split("Show", 1)[0]
    assert today_part.index("At 11:30 pm: Ada") < today_part.index("Ring today: Sam")
    assert "Sam" in read(sign_in(town.navigator).get(to("caseload") + "?show=due"))


def test_a_rhythm_is_agreed_and_stands_on_the_page(town: Town, sign_in: SignIn) -> None:
    browser = sign_in(town.navigator)
    typed = {
        "every": "weekly",
        "weekday": "1",
        "mode": "telephone",
        "first_words": "Out of bed?",
        "life_area": "social-connection",
    }

    answer = browser.post(to("rhythm-new", person_id=town.person.pk), typed)

    page = read(browser.get(answer["Location"]))
    assert "It goes on until you both change it." in page
    assert "Every week on Tuesday, telephone" in page
    assert "How to begin: Out of bed?" in page
    with as_owner():
        assert Rhythm.objects.get().worker_id == town.navigator.pk


@pytest.mark.inventory("S2-23")
def test_a_first_meeting_is_refused_until_it_says_what_they_read_before(town: Town, sign_in: SignIn) -> None:
    browser = sign_in(town.navigator)
    typed = {
        **day("day", timezone.localdate() + timedelta(days=3)),
        "starts": "2:30 pm",
        "minutes": "60",
        "mode": "in-person",
        "venue": "The library",
        "is_first": "on",
        "life_area": "home",
    }
    address = to("appointment-new", person_id=town.person.pk)

    assert "Write what they read before they meet you" in read(browser.post(address, typed))
    answer = browser.post(address, {**typed, "tell_ahead": "I am Noor. We sit by the window."})

    page = read(browser.get(answer["Location"]))
    assert "at 2:30 pm" in page
    assert "They read before: I am Noor. We sit by the window." in page
    with as_owner():
        meeting = Appointment.objects.get()
    answer = browser.post(to("appointment-off", appointment_id=meeting.pk), {"called_off": "by-person"})
    assert "Nobody missed it." in read(browser.get(answer["Location"]))


@pytest.mark.parametrize("typed", ["25", "half past", "2:75", ""])
def test_a_time_that_is_none_is_mended_with_an_example(town: Town, sign_in: SignIn, typed: str) -> None:
    page = read(sign_in(town.navigator).post(to("appointment-new", person_id=town.person.pk), {"starts": typed}))

    assert "Enter the time, like 2:30 pm" in page


@pytest.mark.inventory("S0-22")
def test_cover_wishes_and_hard_days_are_written_down(town: Town, sign_in: SignIn) -> None:
    browser = sign_in(town.navigator)
    with as_owner():
        organisation = Membership.objects.get(user=town.navigator).organisation
    amir = make.worker(name="Amir", role=Role.PEER_WORKER, team=make.team(organisation=organisation))
    today = timezone.localdate()

    browser.post(to("wish", person_id=town.person.pk), {"venue": "The library", "privacy": "No lanyard"})
    browser.post(
        to("date-new", person_id=town.person.pk),
        {"words": "Mum's day", **day("day", date(2019, 3, 4)), "life_area": "social-connection"},
    )
    answer = browser.post(
        to("cover-new", person_id=town.person.pk),
        {
            "covered_by": str(amir.pk),
            "is_their_choice": "on",
            **day("overlap_on", today),
            **day("starts_on", today + timedelta(days=1)),
            **day("back_on", today + timedelta(days=14)),
        },
    )

    page = read(browser.get(answer["Location"]))
    assert "Amir is there for Noor Malik" in page
    assert "They picked who it is." in page
    assert "Where: The library" in page
    assert "Nobody else may notice: No lanyard" in page
    assert "4 March: Mum's day" in page
    with as_owner():
        assert Cover.objects.count() == 1
        kept = SensitiveDate.objects.get()
    browser.post(to("date-forget", person_id=town.person.pk, date_id=kept.pk))
    assert "Mum's day" not in read(browser.get(to("in-touch", person_id=town.person.pk)))


@pytest.mark.inventory("S0-17")
def test_a_concern_is_passed_on_and_taken_up(town: Town, sign_in: SignIn) -> None:
    housing = make.worker(name="Martin", role=Role.HOUSING_WORKER)
    make.involve(town.person, housing, life_areas=["home"])
    typed = {"kind": "concern", "seen_by": "housing", "words": "The curtains stay shut", "life_area": "home"}
    browser = sign_in(housing)

    answer = browser.post(to("concern-new", person_id=town.person.pk), typed)

    assert "With Noor Malik, who is to say that they have it by" in read(browser.get(answer["Location"]))
    desk = sign_in(town.navigator)
    assert "A concern about Sam" in read(desk.get(to("caseload")))
    with as_owner():
        concern = Concern.objects.get()
    address = to("concern", concern_id=concern.pk)
    assert "The curtains stay shut" in read(desk.get(address))
    desk.post(address, {"next_words": "I ring him at 3"})
    assert "A concern about Sam" not in read(desk.get(to("caseload")))
    assert "I ring him at 3" in read(browser.get(to("in-touch", person_id=town.person.pk)))
    assert {"send-concern", "acknowledge-concern"} <= set(events())


@pytest.mark.inventory("S0-17")
def test_a_concern_that_nobody_would_read_says_whom_to_ring(town: Town, sign_in: SignIn) -> None:
    typed = {"kind": "concern", "seen_by": "family", "words": "Not eating", "life_area": "home"}

    page = read(sign_in(town.navigator).post(to("concern-new", person_id=town.person.pk), typed))

    assert "Ring your duty worker now" in page
    assert "Not eating" in page


@pytest.mark.parametrize(
    "part", ["in-touch", "rhythm-new", "appointment-new", "wish", "cover-new", "date-new", "concern-new"]
)
def test_a_stranger_finds_no_page_about_keeping_in_touch(town: Town, sign_in: SignIn, part: str) -> None:
    assert sign_in(make.worker()).get(to(part, person_id=town.person.pk)).status_code == 404


def test_a_stranger_finds_no_concern_and_no_meeting(town: Town, sign_in: SignIn) -> None:
    concern = touch.concern(town.person, town.navigator, town.navigator)
    meeting = touch.appointment(town.person, town.navigator)
    stranger = sign_in(make.worker())

    assert stranger.get(to("concern", concern_id=concern.pk)).status_code == 404
    assert stranger.get(to("appointment-off", appointment_id=meeting.pk)).status_code == 404


def test_a_calendar_reads_times_and_initials_from_a_secret_address_until_it_is_closed(
    town: Town, sign_in: SignIn
) -> None:
    browser = sign_in(town.navigator)
    touch.appointment(
        town.person,
        town.navigator,
        starts_at=timezone.now() + timedelta(days=2),
        venue="The clinic",
        life_area="home",
    )
    page = browser.post(to("calendar"), {"do": "make"}).content.decode()
    (secret,) = set(re.findall(r"/calendar/([\w-]{43})/meetings\.ics", page))
    address = to("calendar-feed", secret=secret)

    answer = Client().get(address)

    feed = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(feed).walk("VEVENT")
    assert str(event["SUMMARY"]) == "S"
    assert "LOCATION" not in event
    assert "Sam" not in feed and "clinic" not in feed
    with as_owner():
        assert secret not in CalendarFeed.objects.get().secret_hash
    assert secret not in browser.get(to("calendar")).content.decode(), "it is shown once"
    browser.post(to("calendar"), {"do": "close"})
    assert Client().get(address).status_code == 404


def test_a_calendar_of_somebody_who_has_left_opens_nothing(town: Town, sign_in: SignIn) -> None:
    page = sign_in(town.navigator).post(to("calendar"), {"do": "make"}).content.decode()
    (secret,) = set(re.findall(r"/calendar/([\w-]{43})/meetings\.ics", page))
    with as_owner():
        Membership.objects.filter(user=town.navigator).update(ends_on=timezone.localdate())

    assert Client().get(to("calendar-feed", secret=secret)).status_code == 404


def own_user(town: Town) -> User:
    """Let the person of the town sign in."""
    own = make.user(name="Sam")
    with as_owner():
        town.person.user = own
        town.person.save()
    make.involve(town.person, own, basis="self")
    return own


@pytest.mark.inventory("S0-23")
def test_what_to_know_before_meeting_somebody_stands_where_it_is_needed_and_nowhere_else(
    town: Town, sign_in: SignIn
) -> None:
    own = own_user(town)
    said = {"who": "A woman", "venue": "The library", "mode": "", "privacy": "", "told_once": "2019"}
    sign_in(own).post(reverse("person:meet-me"), {**said, "not_to_ask": "Not about my brother"})
    stranger = sign_in(make.worker())
    worker = sign_in(town.navigator)

    for name in ("appointment-new", "contact-new", "in-touch"):
        shown = read(worker.get(to(name, person_id=town.person.pk)))
        assert "Do not ask or do: Not about my brother" in shown, name
        assert "Who: A woman" in shown, name
        answer = stranger.get(to(name, person_id=town.person.pk))
        assert answer.status_code == 404, name
        assert "brother" not in answer.content.decode()


@pytest.mark.inventory("S3-18")
def test_a_day_that_the_person_chose_is_said_before_it_comes_and_gone_when_they_take_it_off(
    town: Town, sign_in: SignIn
) -> None:
    own = own_user(town)
    browser, today = sign_in(own), timezone.localdate()
    soon, later = today + timedelta(days=5), today + timedelta(days=40)
    for words, on in (("Mum's day", soon), ("The fair", later)):
        browser.post(reverse("person:days"), {"words": words, **day("day", on.replace(year=2016))})

    mine, worker = read(browser.get(reverse("person:today"))), sign_in(town.navigator)
    caseload = read(worker.get(to("caseload")))

    assert "In 5 days: Mum's day." in mine
    assert "The fair" not in mine
    assert "Mum's day" in caseload
    assert "The fair" not in caseload
    with as_owner():
        kept = SensitiveDate.objects.get(words="Mum's day")
    browser.post(reverse("person:day-forget", kwargs={"date_id": kept.pk}))
    assert "Mum's day" not in read(worker.get(to("caseload")))


def test_after_leaving_somebody_is_in_touch_within_hours_and_the_person_reads_it(town: Town, sign_in: SignIn) -> None:
    # J11: he leaves the crisis house, and Priya rings after 40 hours. Hours, not days.
    omar = make.person(user=make.user(name="Omar"), preferred_name="Omar")
    make.involve(omar, town.navigator)
    browser, person = sign_in(town.navigator), omar.pk
    left_at = timezone.localtime(timezone.now() - timedelta(hours=41)).replace(second=0, microsecond=0)
    typed = {"kind": "left-hospital", **day("happened_on", left_at.date()), "words": ""}
    without_time = read(browser.post(to("life-event-new", person_id=person), typed))
    browser.post(to("life-event-new", person_id=person), {**typed, "clock": f"{left_at:%H:%M}"})
    waiting = read(browser.get(to("in-touch", person_id=person)))
    own = read(sign_in(omar.user).get(reverse("person:today")))

    rang_at = left_at + timedelta(hours=40)
    note = {**day("happened_on", rang_at.date()), "mode": "telephone", "attendance": "attended", "life_area": "home"}
    to_mend = read(browser.post(to("contact-new", person_id=person), {**note, "clock": "soon"}))
    browser.post(to("contact-new", person_id=person), {**note, "clock": f"{rang_at:%H:%M}"})

    assert "Enter the time at which they left. The 72 hours count from it" in without_time
    assert "Be in touch by" in waiting and "that is 72 hours" in waiting
    assert "Somebody rings or meets you by" in own
    assert "Enter the time, like 2:30 pm or 14:30" in to_mend
    page = read(browser.get(to("in-touch", person_id=person)))
    assert f"{town.navigator.name} was in touch after 40 hours: within the 72 hours." in page
    after = read(sign_in(omar.user).get(reverse("person:today")))
    assert f"After you left, {town.navigator.name} was in touch on" in after
    assert "At what time?" not in read(browser.get(to("contact-new", person_id=person)))
