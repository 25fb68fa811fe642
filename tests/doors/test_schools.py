"""For schools: a menu with its evidence and a talk with the team, and no pupil anywhere."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.directory.schools import actions, queries
from lodestar.directory.schools.models import TalkTime
from lodestar.rules import schools
from lodestar.rules.schools import Evidence
from tests.factories import people as make
from tests.factories.casework import read, to
from tests.roles import as_owner

SignIn = Callable[[User], Client]
BOOKED = {
    "school": "Harbourne High School",
    "school_telephone": "0161 496 0100",
    "theme": "self-harm",
    "year_band": "secondary",
    "row_id": "11111111-1111-4111-8111-111111111111",
}


@pytest.fixture
def camhs(db: None) -> User:
    team = make.team(name="Schools team", telephone="0161 496 0200")
    return make.worker(role=Role.CLINICIAN, team=team, name="Ada Okafor")


def free_time(worker: User, *, starts_at: datetime | None = None) -> TalkTime:
    team = worker.memberships.get().team
    with as_owner():
        return TalkTime.objects.create(
            team=team, starts_at=starts_at or timezone.now() + timedelta(days=2), minutes=30, made_by=worker
        )


@pytest.mark.inventory("S4-34")
def test_the_menu_holds_what_takes_children_and_the_best_known_first_as_counted_by_hand(
    camhs: User, client: Client, look_as
) -> None:
    ages = {
        "Young carers": {"minimum_age": 8, "maximum_age": 17},
        "Listening place": {"eligibility_rules": [{"kind": "age", "minimum": 16}]},
        "Parenting group": {"maximum_age": 11},
        "Adults' team": {"minimum_age": 18},
        "Says no age": {},
        "Over 65": {"eligibility_rules": [{"kind": "age", "minimum": 65}]},
    }
    made = {name: make.service(name=name, **told) for name, told in ages.items()}
    viewer = look_as(camhs)
    for name, rating in (("Listening place", Evidence.CONSIDERED), ("Parenting group", Evidence.OFFERED)):
        actions.rate_evidence(
            service_id=made[name].pk, rating=rating, source="NICE NG225, 2022", by=viewer, at=timezone.now()
        )
    with pytest.raises(actions.SourceMissing):
        actions.rate_evidence(
            service_id=made["Young carers"].pk, rating=Evidence.OFFERED, source=" ", by=viewer, at=timezone.now()
        )

    offers = queries.school_menu(viewer)
    page = read(client.get(reverse("public:schools")))

    assert [(one.name, one.ages) for one in offers] == [
        ("Parenting group", (4, 11)),
        ("Listening place", (16, 18)),
        ("Young carers", (8, 17)),
    ]
    assert "3 services for children and young people" in page
    assert "NICE NG225, 2022" in page
    assert "Adults' team" not in page
    rated = read(client.get(reverse("public:service", args=[made["Parenting group"].pk])))
    assert "National guidance says: offer it." in rated
    assert "Source: NICE NG225, 2022." in rated
    assert "does it help?" not in read(client.get(reverse("public:service", args=[made["Young carers"].pk])))


@pytest.mark.inventory("S4-35")
def test_a_teacher_books_without_naming_anybody_and_reads_what_was_agreed(
    camhs: User, client: Client, sign_in: SignIn
) -> None:
    talk = free_time(camhs)
    address = reverse("public:book-talk", args=[talk.pk])
    assert "with Schools team" in read(client.get(reverse("public:schools")))

    named = client.post(address, {**BOOKED, "school": "For Sam, NHS 999 123 4567"})
    assert "Take out what could tell who a child is" in read(named)
    first, twice = (client.post(address, BOOKED) for _ in range(2))
    assert first.headers["Location"] == twice.headers["Location"]
    late = client.post(address, {**BOOKED, "school": "Quay Primary", "row_id": ""})
    assert late.status_code == 409
    assert "Another school has this time" in read(late)

    team = sign_in(camhs)
    assert "Harbourne High School: self-harm, secondary school." in read(team.get(to("talks")))
    note = to("note-talk", talk_id=talk.pk)
    refused = team.post(note, {"advice": "The child called Sam is to come on Monday"})
    assert "Take out what could tell" in read(refused)
    team.post(note, {"advice": "Offer the group on Tuesdays. Ring us again in two weeks."})
    assert "Offer the group on Tuesdays" in read(client.get(first.headers["Location"]))
    stranger = sign_in(make.worker(role=Role.CLINICIAN))
    assert stranger.get(note).status_code == 404
    with as_owner():
        columns = {field.column for field in TalkTime._meta.concrete_fields}
    assert not {name for name in columns if "person" in name or "pupil" in name}


def test_a_time_is_offered_given_back_and_booked_by_another(camhs: User, client: Client, sign_in: SignIn) -> None:
    day = timezone.localdate() + timedelta(days=3)
    team = sign_in(camhs)
    given = {
        "team": str(camhs.memberships.get().team_id),
        "day-day": day.day,
        "day-month": day.month,
        "day-year": day.year,
        "starts": "2:30 pm",
        "minutes": "30",
    }
    team.post(to("talks"), given)
    with as_owner():
        talk = TalkTime.objects.get()
    booked = client.post(reverse("public:book-talk", args=[talk.pk]), BOOKED).headers["Location"].split("?")[0]

    client.post(booked)

    assert client.get(booked).status_code == 404
    assert client.post(reverse("public:book-talk", args=[talk.pk]), {**BOOKED, "row_id": "x"}).status_code == 302


def test_what_schools_ask_about_is_counted_with_small_numbers_hidden(camhs: User, client: Client) -> None:
    with as_owner():
        for number in range(13):
            TalkTime.objects.create(
                team=camhs.memberships.get().team,
                starts_at=timezone.now(),
                minutes=30,
                made_by=camhs,
                secret_hash=f"{number}",
                school="A school",
                theme="worry" if number < 10 else "eating",
                booked_at=timezone.now(),
            )

    page = read(client.get(reverse("public:schools")))

    assert "Talks booked in the last year" in page
    assert "fewer than 5, or not shown" in page
    assert "about 3" not in page


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("999 123 4567", True),
        ("born 4.3.2014", True),
        ("M33 7ZZ", True),
        ("sam@example.org", True),
        ("a girl called Ada", True),
        ("A child in year 8 who does not come to school", False),
        ("Two in key stage 2, since September", False),
    ],
)
def test_words_that_could_tell_who_a_child_is_are_found(text: str, tells: bool) -> None:
    assert schools.may_name_somebody(text=text) is tells
