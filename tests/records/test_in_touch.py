"""Keeping in touch: a rhythm that no programme ends, cover with an overlap, concerns with a clock."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from lodestar.access.models import AuditEvent, User
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.outcomes import first_things
from lodestar.people import queries as people_queries
from lodestar.people.models import Involvement, Person
from lodestar.people.queries import RecordNotFound
from lodestar.referrals import actions as referral_actions
from lodestar.referrals.in_touch import actions, queries
from lodestar.referrals.in_touch.models import Appointment, Concern, Rhythm
from lodestar.referrals.models import Contact
from lodestar.referrals.noting import ContactFacts
from lodestar.rules.contact_rhythm import Due, Every
from lodestar.rules.escalation import NoteKind
from tests.factories import in_touch as touch
from tests.factories import people as make
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
LookAs = Callable[..., Viewer]

# A Tuesday; Easter is on 5 April 2026.
TUESDAY = date(2026, 3, 3)
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def sarah_and_dee() -> tuple[Person, User]:
    dee = make.worker(name="Dee", role=Role.KEY_WORKER)
    sarah = make.person(preferred_name="Sarah")
    make.involve(sarah, dee, is_key_worker=True, role="key-worker")
    return sarah, dee


def actions_written() -> list[str]:
    with as_owner():
        return list(AuditEvent.objects.order_by("at", "id").values_list("action", flat=True))


@pytest.mark.inventory("S3-15")
def test_a_weekly_call_goes_on_without_an_open_programme(look_as: LookAs) -> None:
    sarah, dee = sarah_and_dee()
    service = make.service(team=make.team())
    make.referral(
        person=sarah, service=service, steps=("sent", "received", "accepted", "first-contact", "started", "ended")
    )
    viewer = look_as(dee, today=TUESDAY)
    actions.agree_rhythm(
        person_id=sarah.pk,
        life_area="social-connection",
        every=Every.WEEK,
        weekday=1,
        mode="telephone",
        first_words="Out of bed?",
        by=viewer,
        at=NOON,
    )
    # Twelve weeks: eleven calls, one that nobody answered, tried again the same day and the next.
    for week in range(12):
        day = TUESDAY + timedelta(weeks=week)
        tries = [(day, "attended")]
        if week == 6:
            tries = [(day, "not-reached"), (day, "not-reached"), (day + timedelta(days=1), "not-reached")]
        for on, how in tries:
            touch.contact(sarah, dee, happened_on=on, attendance=how)

    after = look_as(dee, today=TUESDAY + timedelta(weeks=12))
    (standing,) = queries.rhythms_of(after, person_id=sarah.pk)

    assert (standing.kept.turns, standing.kept.reached, standing.kept.tried) == (12, 11, 1)
    assert standing.kept.kept == 12
    assert (standing.continuity.worker, standing.continuity.calls_with_them, standing.continuity.calls) == (
        "Dee",
        11,
        12,
    )
    assert standing.until is None, "nothing that ended has ended the calls"
    (row,) = people_queries.caseload(after)
    assert row.preferred_name == "Sarah"


@pytest.mark.inventory("S3-15")
def test_a_call_that_nobody_answered_is_tried_again_and_never_closes_anything(look_as: LookAs) -> None:
    sarah, dee = sarah_and_dee()
    touch.rhythm(sarah, dee, weekday=1, since=TUESDAY)
    for _ in range(4):
        touch.contact(sarah, dee, happened_on=TUESDAY, attendance="not-reached")

    viewer = look_as(dee, today=TUESDAY + timedelta(days=1))
    one = queries.caseload_work(viewer, person_ids=[sarah.pk])[sarah.pk][1]

    assert one.due is Due.TRY_AGAIN
    assert one.due_on == TUESDAY + timedelta(days=1)
    assert one.unanswered == 4
    with as_owner():
        assert Rhythm.objects.get().until is None
        assert not Involvement.objects.exclude(ends_on=None).exists()


@pytest.mark.inventory("S1-08")
def test_a_call_in_place_of_a_visit_is_a_contact_and_nobody_missed_anything(look_as: LookAs) -> None:
    sarah, dee = sarah_and_dee()
    touch.rhythm(sarah, dee, weekday=1, since=TUESDAY, mode="in-person")
    viewer = look_as(dee, today=TUESDAY)

    made = referral_actions.record_contact(
        person_id=sarah.pk,
        life_area="social-connection",
        happened_on=TUESDAY,
        mode="telephone",
        attendance="attended",
        facts=ContactFacts(kind="regular", planned_mode="in-person", company=("supporter",)),
        by=viewer,
        at=NOON,
    )

    assert (made.attendance, made.planned_mode, made.company) == ("attended", "in-person", ["supporter"])
    assert queries.caseload_work(viewer, person_ids=[sarah.pk])[sarah.pk][1].due is Due.KEPT
    with as_owner():
        assert not Contact.objects.filter(attendance="not-reached").exists()


def test_a_contact_belongs_to_the_referral_on_which_the_team_sees_them(look_as: LookAs) -> None:
    team = make.team()
    worker = make.worker(team=team)
    person = make.person()
    make.involve(person, worker)
    service = make.service(team=team)
    make.referral(person=person, service=service, steps=("sent", "received"))
    under_way = make.referral(person=person, service=service, steps=("sent", "received", "accepted", "first-contact"))
    viewer = look_as(worker)

    made = referral_actions.record_contact(
        person_id=person.pk,
        life_area="home",
        happened_on=viewer.today,
        mode="in-person",
        attendance="attended",
        facts=ContactFacts(done=("assessment",)),
        by=viewer,
        at=datetime.now(UTC),
    )

    assert made.referral_id == under_way.pk
    assert made.done == ["assessment"]


def test_a_new_agreement_takes_the_place_of_the_old_one_and_both_are_kept(look_as: LookAs) -> None:
    sarah, dee = sarah_and_dee()
    touch.rhythm(sarah, dee, since=date(2026, 1, 5))
    viewer = look_as(dee, today=TUESDAY)

    actions.agree_rhythm(
        person_id=sarah.pk,
        life_area="social-connection",
        every=Every.FORTNIGHT,
        weekday=None,
        mode="video",
        by=viewer,
        at=NOON,
    )

    assert [(one.every, one.until) for one in queries.rhythms_of(viewer, person_id=sarah.pk)] == [
        (Every.FORTNIGHT, None),
        (Every.WEEK, TUESDAY),
    ]
    assert actions_written() == ["agree-rhythm"]


def test_a_stranger_agrees_and_arranges_nothing(look_as: LookAs) -> None:
    sarah, _ = sarah_and_dee()
    viewer = look_as(make.worker(), today=TUESDAY)

    with pytest.raises(RecordNotFound):
        actions.agree_rhythm(
            person_id=sarah.pk,
            life_area="home",
            every=Every.WEEK,
            weekday=None,
            mode="telephone",
            by=viewer,
            at=NOON,
        )
    with pytest.raises(RecordNotFound):
        actions.record_meeting_wish(person_id=sarah.pk, venue="Here", mode="", privacy="", by=viewer, at=NOON)


@pytest.mark.inventory("S2-22")
@pytest.mark.parametrize(
    ("mode", "venue", "reason"),
    [
        ("in-person", "the library", ""),
        ("in-person", "The clinic", "not-as-wished"),
        ("telephone", "The library", "not-as-wished"),
    ],
)
def test_a_meeting_elsewhere_than_they_like_is_written_down_as_that(
    mode: str, venue: str, reason: str, look_as: LookAs
) -> None:
    sarah, dee = sarah_and_dee()
    viewer = look_as(dee, today=TUESDAY)
    actions.record_meeting_wish(
        person_id=sarah.pk, venue="The library", mode="in-person", privacy="No badge", by=viewer, at=NOON
    )

    actions.make_appointment(
        person_id=sarah.pk, life_area="home", starts_at=NOON + timedelta(days=2), minutes=60, mode=mode, venue=venue,
        by=viewer, at=NOON,
    )  # fmt: skip

    with as_owner():
        assert AuditEvent.objects.get(person_id=sarah.pk, action="make-appointment").reason == reason


def test_a_first_meeting_is_told_of_ahead(look_as: LookAs) -> None:
    sarah, dee = sarah_and_dee()
    viewer = look_as(dee, today=TUESDAY)

    def arrange(tell_ahead: str) -> Appointment:
        return actions.make_appointment(
            person_id=sarah.pk,
            life_area="home",
            starts_at=NOON + timedelta(days=2),
            minutes=60,
            mode="in-person",
            venue="The library",
            is_first=True,
            tell_ahead=tell_ahead,
            by=viewer,
            at=NOON,
        )

    with pytest.raises(actions.TellAheadMissing):
        arrange(" ")
    made = arrange("I am Dee. We sit by the window, for an hour.")

    assert queries.meetings_ahead(viewer, person_id=sarah.pk)[0].tell_ahead.startswith("I am Dee.")
    actions.call_off_appointment(appointment_id=made.pk, called_off=Appointment.CalledOff.BY_PERSON, by=viewer, at=NOON)
    assert queries.meetings_ahead(viewer, person_id=sarah.pk) == []
    with pytest.raises(actions.AlreadyCalledOff):
        actions.call_off_appointment(
            appointment_id=made.pk, called_off=Appointment.CalledOff.BY_PERSON, by=viewer, at=NOON
        )


@pytest.mark.inventory("S0-22")
def test_cover_has_a_day_with_both_and_opens_the_record_for_as_long_as_it_lasts(look_as: LookAs) -> None:
    sarah, dee = sarah_and_dee()
    amir = make.worker(name="Amir", role=Role.PEER_WORKER)
    touch.rhythm(sarah, dee, weekday=1, since=TUESDAY)
    viewer = look_as(dee, today=TUESDAY)
    days = {"starts_on": TUESDAY + timedelta(days=7), "ends_on": TUESDAY + timedelta(days=21)}

    def arrange(overlap_on: date, covered_by: User = amir) -> None:
        actions.arrange_cover(
            person_id=sarah.pk,
            covered_by_id=covered_by.pk,
            overlap_on=overlap_on,
            is_their_choice=True,
            by=viewer,
            at=NOON,
            **days,
        )

    with pytest.raises(actions.NoOverlap):
        arrange(days["starts_on"])
    with pytest.raises(actions.NotAWorker):
        arrange(TUESDAY + timedelta(days=6), covered_by=make.worker(role=Role.COMMISSIONER))
    arrange(TUESDAY + timedelta(days=6))

    covering = look_as(amir, today=TUESDAY + timedelta(days=7))
    one = queries.caseload_work(covering, person_ids=[sarah.pk])[sarah.pk][1]
    assert one.covers_until == days["ends_on"]
    assert one.due is Due.TODAY, "the call of whoever is away is due to whoever covers"
    away = look_as(dee, today=TUESDAY + timedelta(days=7))
    told = queries.caseload_work(away, person_ids=[sarah.pk])[sarah.pk][1]
    assert (told.due, told.covered_by_name) == (None, "Amir")
    back = look_as(amir, today=days["ends_on"])
    assert people_queries.caseload(back) == []
    with as_owner():
        assert Involvement.objects.filter(person=sarah, is_key_worker=True, ends_on=None).count() == 1


def pass_on(person: Person, by: Viewer, *, kind: NoteKind = NoteKind.CONCERN, at: datetime = NOON) -> Concern:
    return actions.send_concern(
        person_id=person.pk,
        life_area="home",
        kind=kind,
        seen_by=Concern.SeenBy.HOUSING,
        words="The curtains have been shut since Friday",
        by=by,
        at=at,
    )


@pytest.mark.inventory("S0-17")
def test_a_concern_goes_to_the_key_worker_by_name_with_a_clock(look_as: LookAs) -> None:
    sarah, dee = sarah_and_dee()
    housing = make.worker(name="Martin", role=Role.HOUSING_WORKER)
    make.involve(sarah, housing, life_areas=["home"])
    sent = pass_on(sarah, look_as(housing, today=TUESDAY))

    assert sent.to_user_id == dee.pk
    assert sent.due_at == datetime(2026, 3, 4, 17, tzinfo=UTC), "the end of the next working day"
    viewer = look_as(dee, today=TUESDAY)
    (waiting,) = first_things.first_things(viewer, at=NOON).concerns
    assert (waiting.preferred_name, waiting.is_late) == ("Sarah", False)
    with pytest.raises(actions.WordsMissing):
        actions.acknowledge_concern(concern_id=sent.pk, next_words=" ", by=viewer, at=NOON)
    actions.acknowledge_concern(concern_id=sent.pk, next_words="I ring at 3", by=viewer, at=NOON + timedelta(hours=1))
    assert first_things.first_things(viewer, at=NOON).concerns == ()
    # Who passed it on reads what is done.
    (told,) = queries.concerns_of(look_as(housing, today=TUESDAY), person_id=sarah.pk)
    assert told.next_words == "I ring at 3"


@pytest.mark.inventory("S0-17")
@pytest.mark.parametrize(
    ("sent_at", "due_at"),
    [
        (datetime(2026, 3, 3, 12, tzinfo=UTC), datetime(2026, 3, 3, 13, tzinfo=UTC)),
        # Tuesday at 16:40: twenty minutes are left of the day, and forty go on on Wednesday morning.
        (datetime(2026, 3, 3, 16, 40, tzinfo=UTC), datetime(2026, 3, 4, 9, 40, tzinfo=UTC)),
        # Saturday night: the hour begins on Monday at nine.
        (datetime(2026, 3, 7, 22, tzinfo=UTC), datetime(2026, 3, 9, 10, tzinfo=UTC)),
    ],
)
def test_an_early_sign_is_with_somebody_within_the_working_hour(
    look_as: LookAs, sent_at: datetime, due_at: datetime
) -> None:
    sarah, _ = sarah_and_dee()
    housing = make.worker(role=Role.HOUSING_WORKER)
    make.involve(sarah, housing, life_areas=["home"])

    sent = pass_on(sarah, look_as(housing, today=sent_at.date()), kind=NoteKind.EARLY_WARNING_SIGN, at=sent_at)

    assert sent.due_at == due_at


@pytest.mark.inventory("S0-17")
def test_a_concern_goes_to_who_covers_and_a_late_one_shows_to_everybody_who_supports(look_as: LookAs) -> None:
    sarah, dee = sarah_and_dee()
    housing = make.worker(role=Role.HOUSING_WORKER)
    navigator = make.worker(role=Role.NAVIGATOR)
    amir = make.worker(role=Role.PEER_WORKER)
    for helper in (housing, navigator, amir):
        make.involve(sarah, helper)
    touch.cover(sarah, dee, amir, overlap_on=TUESDAY - timedelta(days=2), starts_on=TUESDAY)

    sent = pass_on(sarah, look_as(housing, today=TUESDAY))

    assert sent.to_user_id == amir.pk
    viewer = look_as(navigator, today=TUESDAY)
    assert first_things.first_things(viewer, at=sent.due_at).concerns == ()
    (late,) = first_things.first_things(viewer, at=sent.due_at + timedelta(seconds=1)).concerns
    assert late.is_late


@pytest.mark.inventory("S0-17")
def test_a_concern_that_nobody_would_read_is_not_taken(look_as: LookAs) -> None:
    person = make.person()
    only = make.worker()
    make.involve(person, only)

    with pytest.raises(actions.NobodyToTell):
        pass_on(person, look_as(only, today=TUESDAY))

    with as_owner():
        assert not Concern.objects.exists()


def test_a_hard_day_is_in_mind_two_weeks_before_until_they_want_it_forgotten(look_as: LookAs) -> None:
    sarah, dee = sarah_and_dee()
    viewer = look_as(dee, today=TUESDAY)
    made = actions.record_sensitive_date(
        person_id=sarah.pk,
        life_area="social-connection",
        day=date(2019, 3, 17),
        words="The day Mum died",
        by=viewer,
        at=NOON,
    )

    def in_mind(today: date) -> tuple[tuple[date, str], ...]:
        return queries.caseload_work(look_as(dee, today=today), person_ids=[sarah.pk])[sarah.pk][1].dates

    assert in_mind(date(2026, 3, 2)) == ()
    assert in_mind(TUESDAY) == ((date(2026, 3, 17), "The day Mum died"),)
    actions.forget_sensitive_date(date_id=made.pk, by=look_as(dee, today=TUESDAY), at=NOON)
    assert in_mind(TUESDAY) == ()
