"""Referrals: asked with consent, answered once, declined only with a reason and an offer, met, never lost."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lodestar.access.models import AuditEvent, Team, User
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.directory.models import Service
from lodestar.people import queries as people_queries
from lodestar.people.actions import ConsentMissing, ConsentTerms
from lodestar.people.models import Consent, Involvement, Person
from lodestar.referrals import actions, queries
from lodestar.referrals.models import Contact, Referral, ReferralStep
from lodestar.rules.eligibility import ReasonCode
from lodestar.rules.referral_states import DeclineReason, DeclineRefused, StepKind
from tests.factories import people as make
from tests.roles import as_owner

LookAs = Callable[..., Viewer]
AGREED = ConsentTerms(words="Your name, your phone number and what you hope for.", how="in-person")
NOW = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
TODAY = date(2026, 3, 4)


@dataclass
class Town:
    """A navigator with one person, and a service with a desk that two colleagues share."""

    navigator: User
    person: Person
    team: Team
    service: Service
    desk_worker: User
    colleague: User


@pytest.fixture
def town(db: None) -> Town:
    navigator, person = make.worker(name="Noor"), make.person()
    make.involve(person, navigator)
    team = make.team()
    return Town(
        navigator=navigator,
        person=person,
        team=team,
        service=make.service(team=team, organisation=team.organisation, eligibility_rules=[]),
        desk_worker=make.worker(role=Role.REFERRAL_DESK, team=team, name="Sol"),
        colleague=make.worker(role=Role.REFERRAL_DESK, team=team, name="Bo"),
    )


def refer(town: Town, viewer: Viewer, **given: Any) -> Referral:
    asked: dict[str, Any] = {
        "person_id": town.person.pk,
        "service_id": town.service.pk,
        "life_area": "home",
        "hopes": "To sleep through a night",
        "consent": AGREED,
        "by": viewer,
        "at": NOW,
    }
    return actions.refer(**{**asked, **given})


def referred(town: Town, look_as: LookAs) -> Referral:
    return refer(town, look_as(town.navigator, today=TODAY))


def decline(referral: Referral, viewer: Viewer, **given: Any) -> None:
    said: dict[str, Any] = {
        "referral_id": referral.pk,
        "reason": DeclineReason.BELOW_THRESHOLD,
        "instead": "The Tuesday drop-in, and we ring on Friday",
        "by": viewer,
        "at": NOW,
    }
    actions.decline_referral(**{**said, **given})


def kinds(referral: Referral) -> list[str]:
    with as_owner():
        steps = ReferralStep.objects.filter(referral=referral).order_by("number")
        return list(steps.values_list("kind", flat=True))


def events() -> list[str]:
    with as_owner():
        return list(AuditEvent.objects.order_by("at", "action").values_list("action", flat=True))


# --- asking -----------------------------------------------------------------------


@pytest.mark.inventory("S0-10")
@pytest.mark.inventory("S2-73")
def test_a_referral_opens_one_life_area_to_the_team_that_is_asked(town: Town, look_as: LookAs) -> None:
    viewer = look_as(town.navigator, today=TODAY)

    referral = refer(town, viewer, go_with_me=True)

    assert kinds(referral) == ["sent", "received"]
    assert (referral.team, referral.came_from, referral.go_with_me) == (town.team, "navigator", True)
    consent = Consent.objects.get()
    assert (consent.life_areas, consent.organisation_id) == (["home"], town.team.organisation_id)
    involvement = Involvement.objects.get(team=town.team)
    assert (involvement.basis, involvement.life_areas) == ("referral", ["home"])
    assert events() == ["refer"]
    desk = look_as(town.desk_worker, today=TODAY)
    assert people_queries.areas_open_to(desk, person_id=town.person.pk) == ("home",)


def test_nobody_is_referred_without_saying_yes(town: Town, look_as: LookAs) -> None:
    viewer = look_as(town.navigator, today=TODAY)

    for terms in (None, ConsentTerms(words="", how="in-person")):
        with pytest.raises(ConsentMissing):
            refer(town, viewer, consent=terms)

    assert Referral.objects.count() == 0
    assert events() == []


def test_a_stranger_cannot_refer_anybody(town: Town, look_as: LookAs) -> None:
    viewer = look_as(make.worker(), today=TODAY)

    with pytest.raises(people_queries.RecordNotFound):
        refer(town, viewer)


def test_a_worker_cannot_refer_in_a_life_area_that_is_not_open_to_them(town: Town, look_as: LookAs) -> None:
    peer = make.worker(role=Role.PEER_WORKER)
    make.involve(town.person, peer, life_areas=["social-connection"])
    viewer = look_as(peer, today=TODAY)

    with pytest.raises(people_queries.RecordNotFound):
        refer(town, viewer, life_area="home")


@pytest.mark.parametrize("closed", [{"status": "defunct"}, {"status": "inactive"}, {"retired_at": NOW}])
def test_a_service_that_has_closed_takes_no_referral(
    town: Town, look_as: LookAs, closed: dict[str, Any]
) -> None:
    service = make.service(team=town.team, **closed)
    viewer = look_as(town.navigator, today=TODAY)

    with pytest.raises(actions.ServiceNotOpen):
        refer(town, viewer, service_id=service.pk)


@pytest.mark.inventory("S0-41")
def test_a_service_that_does_not_fit_is_asked_first(town: Town, look_as: LookAs) -> None:
    service = make.service(team=town.team, eligibility_rules=[{"kind": "age", "minimum": 18, "maximum": 25}])
    with as_owner():
        Person.objects.filter(pk=town.person.pk).update(born_on=date(1970, 1, 1))
    viewer = look_as(town.navigator, today=TODAY)

    with pytest.raises(actions.DoesNotFit) as refused:
        refer(town, viewer, service_id=service.pk)

    assert refused.value.assessment.reasons[0].code is ReasonCode.TOO_OLD
    assert refer(town, viewer, service_id=service.pk, is_agreed_with_service=True)


def test_what_nobody_knows_of_a_person_does_not_stop_a_referral(town: Town, look_as: LookAs) -> None:
    service = make.service(team=town.team, eligibility_rules=[{"kind": "age", "minimum": 18}])

    assert refer(town, look_as(town.navigator, today=TODAY), service_id=service.pk)


def test_a_second_open_referral_to_the_same_service_is_refused(town: Town, look_as: LookAs) -> None:
    viewer = look_as(town.navigator, today=TODAY)
    first = refer(town, viewer)

    with pytest.raises(actions.AlreadyReferred) as refused:
        refer(town, viewer)

    assert refused.value.referral_id == first.pk
    assert Consent.objects.count() == 1
    assert events() == ["refer"]


def test_after_a_decline_the_same_service_can_be_asked_again(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)
    decline(referral, look_as(town.desk_worker, today=TODAY))

    again = referred(town, look_as)

    desk = look_as(town.desk_worker, today=TODAY)
    assert [one.referral_id for one in queries.desk(desk)] == [again.pk]


def test_a_service_without_a_desk_is_only_written_to(town: Town, look_as: LookAs) -> None:
    service = make.service(eligibility_rules=[])

    referral = refer(town, look_as(town.navigator, today=TODAY), service_id=service.pk)

    assert kinds(referral) == ["sent"]
    assert not Involvement.objects.filter(basis="referral").exists()


# --- answering -----------------------------------------------------------------------


def test_an_accepted_referral_says_when_the_person_can_expect_to_be_met(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY)

    actions.accept_referral(
        referral_id=referral.pk, by=desk, at=NOW, expected_on=date(2026, 3, 10), note="Ring the blue bell."
    )

    standing = queries.referral_detail(desk, referral_id=referral.pk)
    assert standing.state is StepKind.ACCEPTED
    assert (standing.last.by_name, standing.last.expected_on) == ("Sol", date(2026, 3, 10))
    assert events() == ["accept-referral", "refer"]


def test_the_second_to_answer_is_told_who_was_first(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)
    actions.accept_referral(referral_id=referral.pk, by=look_as(town.desk_worker, today=TODAY), at=NOW)
    colleague = look_as(town.colleague, today=TODAY)

    with pytest.raises(actions.AlreadyAnswered) as refused:
        actions.accept_referral(referral_id=referral.pk, by=colleague, at=NOW + timedelta(minutes=1))

    assert (refused.value.kind, refused.value.by_name, refused.value.at) == (StepKind.ACCEPTED, "Sol", NOW)
    assert kinds(referral) == ["sent", "received", "accepted"]


def test_a_step_number_is_taken_once_whatever_the_code_forgets(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)

    with pytest.raises(IntegrityError), transaction.atomic():
        ReferralStep.objects.create(
            referral=referral, person=town.person, number=2, kind="accepted", at=NOW, by=town.navigator
        )


@pytest.mark.parametrize("who", ["navigator", "another desk", "stranger"])
def test_only_the_team_that_was_asked_can_answer(town: Town, look_as: LookAs, who: str) -> None:
    referral = referred(town, look_as)
    other_team = make.team()
    make.involve(town.person, other_team)
    user = {
        "navigator": town.navigator,
        "another desk": make.worker(role=Role.REFERRAL_DESK, team=other_team),
        "stranger": make.worker(role=Role.REFERRAL_DESK),
    }[who]
    viewer = look_as(user, today=TODAY)

    with pytest.raises(actions.ReferralNotFound):
        actions.accept_referral(referral_id=referral.pk, by=viewer, at=NOW)
    with pytest.raises(actions.ReferralNotFound):
        decline(referral, viewer)

    assert kinds(referral) == ["sent", "received"]


@pytest.mark.inventory("S0-18")
@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"reason": None}, "reason"),
        ({"reason": DeclineReason.NO_REASON_GIVEN}, "reason"),
        ({"instead": "  "}, "instead"),
    ],
)
def test_a_decline_without_a_reason_or_an_offer_is_refused(
    town: Town, look_as: LookAs, given: dict[str, Any], missing: str
) -> None:
    referral = referred(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY)

    with pytest.raises(DeclineRefused) as refused:
        decline(referral, desk, **given)

    assert refused.value.missing == missing
    assert kinds(referral) == ["sent", "received"]
    assert events() == ["refer"]


@pytest.mark.inventory("S0-18")
def test_a_decline_can_offer_another_service_and_must_not_offer_a_closed_one(
    town: Town, look_as: LookAs
) -> None:
    referral = referred(town, look_as)
    other, closed = make.service(), make.service(status="defunct")
    desk = look_as(town.desk_worker, today=TODAY)

    with pytest.raises(actions.ServiceNotOpen):
        decline(referral, desk, instead="", instead_service_id=closed.pk)
    decline(referral, desk, instead="", instead_service_id=other.pk)

    standing = queries.referral_detail(look_as(town.navigator, today=TODAY), referral_id=referral.pk)
    assert (standing.last.reason, standing.last.instead_service_name) == ("below-threshold", other.name)


@pytest.mark.inventory("S2-73")
def test_a_team_that_declined_sees_the_person_no_more(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY)

    decline(referral, desk)

    assert people_queries.areas_open_to(desk, person_id=town.person.pk) == ()
    assert queries.desk(desk, with_closed=True) == []
    with pytest.raises(queries.ReferralNotFound):
        queries.referral_detail(desk, referral_id=referral.pk)
    assert events() == ["decline-referral", "refer"]


def test_a_team_that_declined_one_of_two_referrals_still_sees_the_other(town: Town, look_as: LookAs) -> None:
    first = referred(town, look_as)
    second_service = make.service(team=town.team, eligibility_rules=[])
    second = refer(town, look_as(town.navigator, today=TODAY), service_id=second_service.pk)
    desk = look_as(town.desk_worker, today=TODAY)

    decline(first, desk)

    assert [one.referral_id for one in queries.desk(desk)] == [second.pk]


def test_a_person_can_take_their_referral_back_and_the_team_sees_them_no_more(
    town: Town, look_as: LookAs
) -> None:
    with as_owner():
        user = make.user()
        Person.objects.filter(pk=town.person.pk).update(user=user)
    make.involve(town.person, user, basis=Involvement.Basis.SELF)
    referral = referred(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY)

    with pytest.raises(actions.ReferralNotFound):
        actions.withdraw_referral(referral_id=referral.pk, by=desk, at=NOW)
    actions.withdraw_referral(referral_id=referral.pk, by=look_as(user, today=TODAY), at=NOW)

    assert kinds(referral)[-1] == "withdrawn"
    assert Consent.objects.get().withdrawn_at == NOW
    assert queries.desk(look_as(town.desk_worker, today=TODAY)) == []
    assert events() == ["refer", "withdraw-referral"]


# --- meeting -----------------------------------------------------------------------


def first_contact(referral: Referral, viewer: Viewer, **given: Any) -> Contact:
    said: dict[str, Any] = {
        "referral_id": referral.pk,
        "happened_on": viewer.today,
        "mode": "in-person",
        "attendance": "attended",
        "by": viewer,
        "at": datetime.combine(viewer.today, datetime.min.time(), UTC) + timedelta(hours=15),
    }
    return actions.record_first_contact(**{**said, **given})


def accepted(town: Town, look_as: LookAs) -> Referral:
    referral = referred(town, look_as)
    actions.accept_referral(referral_id=referral.pk, by=look_as(town.desk_worker, today=TODAY), at=NOW)
    return referral


def test_a_first_contact_ends_the_wait_on_the_day_that_it_happened(town: Town, look_as: LookAs) -> None:
    referral = accepted(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY + timedelta(days=12))

    first_contact(referral, desk, happened_on=TODAY + timedelta(days=9))

    standing = queries.referral_detail(desk, referral_id=referral.pk)
    assert (standing.state, standing.waited_days) == (StepKind.FIRST_CONTACT, 9)
    assert events() == ["accept-referral", "refer", "record-first-contact"]


@pytest.mark.parametrize("attendance", ["not-reached", "cancelled-by-person", "cancelled-by-service"])
def test_a_try_that_reached_nobody_does_not_end_the_wait(
    town: Town, look_as: LookAs, attendance: str
) -> None:
    referral = accepted(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY + timedelta(days=12))

    first_contact(referral, desk, attendance=attendance)

    standing = queries.referral_detail(desk, referral_id=referral.pk)
    assert (standing.state, standing.waited_days) == (StepKind.ACCEPTED, 12)


def test_a_contact_sent_twice_is_kept_once(town: Town, look_as: LookAs) -> None:
    referral = accepted(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY)
    contact_id = uuid.uuid4()

    for _ in range(2):
        first_contact(referral, desk, contact_id=contact_id, attendance="not-reached")

    assert Contact.objects.count() == 1


def test_a_first_contact_waits_for_an_acceptance(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)

    with pytest.raises(actions.NotAcceptedYet):
        first_contact(referral, look_as(town.desk_worker, today=TODAY))


def test_a_first_contact_happens_once(town: Town, look_as: LookAs) -> None:
    referral = accepted(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY)
    first_contact(referral, desk)

    with pytest.raises(actions.AlreadyAnswered):
        first_contact(referral, desk)

    assert Contact.objects.count() == 1


@pytest.mark.parametrize("days", [-1, 1])
def test_a_contact_is_neither_before_the_referral_nor_still_to_come(
    town: Town, look_as: LookAs, days: int
) -> None:
    referral = accepted(town, look_as)

    with pytest.raises(actions.ContactDateRefused):
        first_contact(
            referral, look_as(town.desk_worker, today=TODAY), happened_on=TODAY + timedelta(days=days)
        )


@pytest.mark.inventory("S0-10")
def test_a_navigator_notes_a_contact_and_connections_are_counted(town: Town, look_as: LookAs) -> None:
    first_contact(accepted(town, look_as), look_as(town.desk_worker, today=TODAY))
    viewer = look_as(town.navigator, today=TODAY)

    actions.record_contact(
        person_id=town.person.pk,
        life_area="social-connection",
        happened_on=TODAY,
        mode="telephone",
        attendance="attended",
        note="Walked to the allotment together",
        by=viewer,
        at=NOW,
    )

    assert len(queries.contacts_of(viewer, person_id=town.person.pk)) == 2
    assert queries.connections_made(viewer, first_on=TODAY) == 1
    assert queries.connections_made(look_as(make.worker(), today=TODAY), first_on=TODAY) == 0
    with pytest.raises(people_queries.RecordNotFound):
        actions.record_contact(
            person_id=town.person.pk,
            life_area="home",
            happened_on=TODAY,
            mode="telephone",
            attendance="attended",
            by=look_as(make.worker(), today=TODAY),
            at=NOW,
        )


# --- reading -----------------------------------------------------------------------


def test_time_alone_never_moves_a_referral(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)

    standing = queries.referral_detail(
        look_as(town.desk_worker, today=TODAY + timedelta(days=700)), referral_id=referral.pk
    )

    assert (standing.state, standing.is_open, standing.waited_days) == (StepKind.RECEIVED, True, 700)


def test_a_desk_shows_its_own_referrals_the_longest_waiting_first(town: Town, look_as: LookAs) -> None:
    newer = make.referral(person=make.person(), service=town.service, steps=("sent", "received"))
    older = make.referral(
        person=make.person(),
        service=town.service,
        steps=("sent", "received"),
        received_at=timezone.now() - timedelta(days=40),
    )
    elsewhere = make.service(team=make.team())
    make.referral(person=make.person(), service=elsewhere, steps=("sent", "received"))

    rows = queries.desk(look_as(town.desk_worker))

    assert [row.referral_id for row in rows] == [older.pk, newer.pk]
    assert rows[0].waited_days == 40


def test_a_desk_of_a_hundred_takes_as_many_queries_as_one_of_ten(
    look_as: LookAs, django_assert_num_queries: Callable[..., object]
) -> None:
    for size in (10, 100):
        team = make.team()
        service = make.service(team=team)
        desk_worker = make.worker(role=Role.REFERRAL_DESK, team=team)
        for _ in range(size):
            make.referral(person=make.person(), service=service, steps=("sent", "received", "accepted"))
        viewer = look_as(desk_worker)

        with django_assert_num_queries(2):
            assert len(queries.desk(viewer)) == size


def test_the_work_of_a_hundred_people_takes_as_many_queries_as_that_of_ten(
    look_as: LookAs, django_assert_num_queries: Callable[..., object]
) -> None:
    service = make.service(team=make.team())
    for size in (10, 100):
        worker = make.worker()
        people = [make.person() for _ in range(size)]
        for person in people:
            make.involve(person, worker)
            make.referral(person=person, service=service, steps=("sent", "received"))
        viewer = look_as(worker)

        with django_assert_num_queries(2):
            work = queries.work_for(viewer, person_ids=[person.pk for person in people])
        assert [one.open_referrals for one in work.values()] == [1] * size
        assert {one.longest_wait_days for one in work.values()} == {2}


def turn_away(person: Person, *reasons: DeclineReason, then: tuple[str, ...] = ()) -> None:
    for reason in reasons:
        service = make.service(team=make.team())
        referral = make.referral(person=person, service=service, steps=("sent", "received"))
        with as_owner():
            for number, kind in enumerate(("declined", *then), start=3):
                told = {"reason": reason.value, "instead": "A call"} if kind == "declined" else {}
                ReferralStep.objects.create(
                    referral=referral, person=person, number=number, kind=kind, at=NOW, **told
                )


@pytest.mark.inventory("S0-18")
def test_somebody_turned_away_twice_is_shown_to_the_manager_of_their_team(look_as: LookAs) -> None:
    team = make.team()
    manager = make.worker(role=Role.PROVIDER_MANAGER, team=team)
    twice, once, helped, strange = (make.person(preferred_name=name) for name in ("Ana", "Ben", "Cy", "Di"))
    for person in (twice, once, helped):
        make.involve(person, team)
    turn_away(twice, DeclineReason.BELOW_THRESHOLD, DeclineReason.OTHER_HELP_FIRST)
    turn_away(once, DeclineReason.BELOW_THRESHOLD)
    turn_away(strange, DeclineReason.BELOW_THRESHOLD, DeclineReason.OUT_OF_AREA)
    turn_away(helped, DeclineReason.OUT_OF_AREA, DeclineReason.OUT_OF_AREA)
    with as_owner():
        met = make.referral(person=helped, service=make.service(team=team), steps=("sent", "received"))
        ReferralStep.objects.create(
            referral=met, person=helped, number=3, kind="first-contact", at=NOW + timedelta(days=1)
        )

    (shown,) = queries.turned_away_too_often(look_as(manager))

    assert (shown.preferred_name, shown.times) == ("Ana", 2)


@pytest.mark.inventory("S3-02")
def test_declines_by_reason_equal_a_count_by_hand(look_as: LookAs) -> None:
    worker = make.worker()
    ana, ben, strange = make.person(), make.person(), make.person()
    make.involve(ana, worker)
    make.involve(ben, worker)
    # By hand: below threshold 2 (Ana, Ben), out of area 1 (Ana). The stranger's one is not theirs to count.
    turn_away(ana, DeclineReason.BELOW_THRESHOLD, DeclineReason.OUT_OF_AREA)
    turn_away(ben, DeclineReason.BELOW_THRESHOLD)
    turn_away(strange, DeclineReason.BELOW_THRESHOLD)
    viewer = look_as(worker)

    counts = queries.declines_by_reason(viewer, first_on=TODAY, last_on=TODAY)

    assert {reason: count for reason, count in counts.items() if count} == {
        DeclineReason.BELOW_THRESHOLD: 2,
        DeclineReason.OUT_OF_AREA: 1,
    }
    assert list(counts) == list(DeclineReason)
    later = TODAY + timedelta(days=1)
    assert not any(queries.declines_by_reason(viewer, first_on=later, last_on=later).values())
