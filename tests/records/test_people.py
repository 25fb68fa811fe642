"""People: who is on a caseload, who opens a record, what consent is, and who reads that somebody looked."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from lodestar.access.models import AuditEvent, User
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.people import actions, facts, queries
from lodestar.people.models import Consent, Involvement
from lodestar.rules.reach import Purpose
from tests.factories import people as make
from tests.roles import as_owner

LookAs = Callable[..., Viewer]


def events() -> list[AuditEvent]:
    with as_owner():
        return list(AuditEvent.objects.order_by("at"))


@pytest.mark.inventory("S2-73")
def test_opening_a_record_is_written_down_once_with_the_areas_shown(look_as: LookAs) -> None:
    worker = make.worker(name="Noor")
    person = make.person()
    make.involve(person, worker, life_areas=["home", "money"])
    viewer = look_as(worker)

    opened = actions.open_record(
        person_id=person.pk,
        by=viewer,
        at=timezone.now(),
        life_areas=["money", "clinical-care"],
        purpose=Purpose.DIRECT_SUPPORT,
        reason=actions.OpenReason.SUPPORT,
    )

    assert opened == person
    (event,) = events()
    assert (event.action, event.by_name, event.person_id) == ("open-record", "Noor", person.pk)
    assert event.life_areas == ["money"]
    assert event.reason == "support"


def test_a_stranger_and_a_record_that_is_not_there_get_the_same_answer(look_as: LookAs) -> None:
    stranger = make.worker()
    person = make.person()
    viewer = look_as(stranger)

    for person_id in (person.pk, make.nobody()):
        with pytest.raises(actions.RecordNotFound):
            actions.open_record(
                person_id=person_id,
                by=viewer,
                at=timezone.now(),
                life_areas=["home"],
                purpose=Purpose.DIRECT_SUPPORT,
                reason="support",
            )

    assert events() == []


def test_a_record_does_not_open_for_a_life_area_that_is_not_theirs(look_as: LookAs) -> None:
    worker = make.worker()
    person = make.person()
    make.involve(person, worker, life_areas=["home"])
    viewer = look_as(worker)

    with pytest.raises(actions.RecordNotFound):
        actions.open_record(
            person_id=person.pk,
            by=viewer,
            at=timezone.now(),
            life_areas=["money"],
            purpose=Purpose.DIRECT_SUPPORT,
            reason="support",
        )


@pytest.mark.inventory("S2-73")
def test_a_record_closes_on_the_day_that_the_involvement_ends(look_as: LookAs) -> None:
    worker = make.worker()
    person = make.person()
    last_day = date(2026, 3, 31)
    make.involve(person, worker, ends_on=last_day + timedelta(days=1))

    viewer = look_as(worker, today=last_day)
    assert queries.person_seen(viewer, person_id=person.pk) == person

    viewer = look_as(worker, today=last_day + timedelta(days=1))
    with pytest.raises(queries.RecordNotFound):
        queries.person_seen(viewer, person_id=person.pk)


@pytest.mark.inventory("S0-10")
def test_a_caseload_holds_own_and_team_people_and_nobody_else(look_as: LookAs) -> None:
    team = make.team()
    navigator = make.worker(role=Role.NAVIGATOR, team=team)
    own, of_team, ended, strange = (make.person(preferred_name=name) for name in ("Zed", "amir", "Left", "Other"))
    make.involve(own, navigator, is_key_worker=True, life_areas=["money", "home"])
    make.involve(of_team, team)
    make.involve(ended, navigator, ends_on=date(2021, 1, 1))
    make.involve(strange, make.team())

    rows = queries.caseload(look_as(navigator))

    assert [row.preferred_name for row in rows] == ["amir", "Zed"]
    assert [row.is_own for row in rows] == [False, True]
    assert rows[1].is_key_worker
    assert rows[1].life_areas == ("home", "money")


def test_a_caseload_of_a_hundred_takes_as_many_queries_as_one_of_ten(
    look_as: LookAs, django_assert_num_queries: Callable[..., object]
) -> None:
    small, large = make.worker(), make.worker()
    for worker, size in ((small, 10), (large, 100)):
        for _ in range(size):
            make.involve(make.person(), worker)

    for worker, size in ((small, 10), (large, 100)):
        viewer = look_as(worker)
        with django_assert_num_queries(1):
            assert len(queries.caseload(viewer)) == size


def test_my_people_says_who_they_are_and_how_to_reach_them(
    look_as: LookAs, django_assert_num_queries: Callable[..., object]
) -> None:
    team = make.team(name="Recovery", telephone="0161 496 0101", organisation=make.organisation(name="Harbour Mind"))
    dee = make.worker(role=Role.KEY_WORKER, team=team, name="Dee", telephone="07700 900111")
    user = make.user()
    person = make.person(user=user)
    make.involve(person, dee, is_key_worker=True, role="key-worker", basis=Involvement.Basis.CHOICE)
    make.involve(person, team, life_areas=["home"])
    make.involve(person, make.worker(name="Gone"), ends_on=date(2021, 1, 1))
    viewer = look_as(user)

    with django_assert_num_queries(1):
        key_worker, helping_team = queries.my_people(viewer, person_id=person.pk)

    assert (key_worker.name, key_worker.role, key_worker.organisation_name) == (
        "Dee",
        "key-worker",
        "Harbour Mind",
    )
    assert (key_worker.telephone, key_worker.basis) == ("07700 900111", "choice")
    assert (helping_team.name, helping_team.telephone) == ("Recovery", "0161 496 0101")
    assert helping_team.life_areas == ("home",)


def test_a_stranger_reads_nobody_of_a_persons_people(look_as: LookAs) -> None:
    person = make.person()
    make.involve(person, make.worker())

    assert queries.my_people(look_as(make.worker()), person_id=person.pk) == []


@pytest.mark.inventory("S2-73")
def test_the_person_reads_who_looked_once_a_day(look_as: LookAs) -> None:
    noor = make.worker(name="Noor", team=make.team(organisation=make.organisation(name="Harbour Mind")))
    user = make.user()
    person = make.person(user=user)
    make.involve(person, noor)
    viewer = look_as(noor)
    morning = timezone.make_aware(timezone.datetime(2026, 3, 4, 9))
    for hours, area in ((0, "money"), (3, "home"), (26, "home")):
        actions.open_record(
            person_id=person.pk,
            by=viewer,
            at=morning + timedelta(hours=hours),
            life_areas=[area],
            purpose=Purpose.DIRECT_SUPPORT,
            reason=actions.OpenReason.SUPPORT,
        )

    looks = queries.looks_at(look_as(user), person_id=person.pk)

    assert [(look.on, look.times, look.life_areas) for look in looks] == [
        (date(2026, 3, 5), 1, ("home",)),
        (date(2026, 3, 4), 2, ("home", "money")),
    ]
    assert (looks[0].by_name, looks[0].organisation_name, looks[0].by_role) == (
        "Noor",
        "Harbour Mind",
        "navigator",
    )
    assert queries.looks_at(look_as(noor), person_id=person.pk) == []


@pytest.mark.inventory("S2-73")
def test_consent_is_kept_with_its_words_and_written_down_once(look_as: LookAs) -> None:
    worker = make.worker()
    person = make.person()
    make.involve(person, worker)
    viewer = look_as(worker)

    consent = actions.give_consent(
        person_id=person.pk,
        purpose=Consent.Purpose.REFERRAL,
        life_areas=["money"],
        organisation_id=None,
        terms=actions.ConsentTerms(words=" Your name and phone number ", how="telephone", ends_on=date(2027, 1, 1)),
        by=viewer,
        at=timezone.now(),
    )

    assert (consent.words, consent.how, consent.asked_by_id) == (
        "Your name and phone number",
        "telephone",
        worker.pk,
    )
    assert [event.action for event in events()] == ["give-consent"]


@pytest.mark.parametrize(
    "terms",
    [
        None,
        actions.ConsentTerms(words=" ", how="telephone"),
        actions.ConsentTerms(words="Your name", how="guessed"),
    ],
)
def test_nobody_consents_without_words_or_without_being_asked(
    look_as: LookAs, terms: actions.ConsentTerms | None
) -> None:
    worker: User = make.worker()
    person = make.person()
    make.involve(person, worker)
    viewer = look_as(worker)

    with pytest.raises(actions.ConsentMissing):
        actions.give_consent(
            person_id=person.pk,
            purpose=Consent.Purpose.REFERRAL,
            life_areas=["money"],
            organisation_id=None,
            terms=terms,
            by=viewer,
            at=timezone.now(),
        )

    assert events() == []


def test_the_facts_about_a_person_leave_what_nobody_asked_unknown(db: None) -> None:
    person = make.person(born_on=date(1990, 11, 23), local_authority_code="E08000009")

    known = facts.facts_about(person, today=date(2026, 11, 22))

    assert known.age == 35
    assert known.area_codes == {"E08000009"}
    assert known.gender is None
    assert known.benefits is None
    assert known.needs is None
