"""Supporters: what a person shares with somebody they chose, and how it stops without a word."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from lodestar.access.models import AuditEvent, SignInLink, User
from lodestar.access.viewers import Viewer
from lodestar.people.models import Consent, Involvement, Person
from lodestar.people.queries import RecordNotFound
from lodestar.people.supporting import actions, queries
from lodestar.people.supporting.models import Supporter, SupporterTask
from lodestar.people.voice.models import CrisisCard
from lodestar.plans import queries as plan_queries
from lodestar.plans.models import Need, NeedReferral
from lodestar.referrals.models import Referral, ReferralStep
from tests.factories import people as make
from tests.factories import voice
from tests.roles import as_owner

NOW = timezone.now()


def need(person: Person, area: str, words: str) -> Need:
    with as_owner():
        return Need.objects.create(
            person=person, life_area=area, words=words, recorded_by=make.user(), recorded_at=voice.THEN
        )


@pytest.fixture
def tim(db: None) -> Person:
    """Somebody with needs in two life areas, a request in one of them, a worker and a crisis card."""
    someone = make.person(user=make.user(name="Tim"), preferred_name="Tim")
    make.involve(someone, make.worker(), is_key_worker=True)
    home = need(someone, "home", "A finish line that somebody else sets")
    need(someone, "money", "To know what I owe")
    referral = make.referral(person=someone, service=make.service(team=make.team(), life_areas=["home"]))
    with as_owner():
        NeedReferral.objects.create(person=someone, need=home, referral=referral)
    voice.crisis_card(someone)
    return someone


def words_seen(viewer: Viewer, person: Person) -> list[str]:
    return [words for area in plan_queries.plan_shared(viewer, person_id=person.pk) for words, _ in area.needs]


def test_a_supporter_reads_the_life_area_that_was_shared_and_where_requests_stand(tim: Person, look_as) -> None:
    sister = make.user(name="Ruth")
    voice.supporter(tim, user=sister, life_areas=["home"])

    viewer = look_as(sister)
    areas = plan_queries.plan_shared(viewer, person_id=tim.pk)

    assert [area.life_area for area in areas] == ["home"]
    assert words_seen(viewer, tim) == ["A finish line that somebody else sets"]
    assert [request.state for request in areas[0].requests] == ["sent"]


def test_a_supporter_reads_a_single_need_and_nothing_else_of_its_life_area(tim: Person, look_as) -> None:
    sister = make.user()
    with as_owner():
        debts = Need.objects.get(life_area="money")
    need(tim, "money", "Not for my sister")
    voice.supporter(tim, user=sister, need_ids=[debts.pk])

    viewer = look_as(sister)

    assert words_seen(viewer, tim) == ["To know what I owe"]
    assert Need.objects.count() == 1
    assert not Referral.objects.exists()


@pytest.mark.inventory("S1-33")
@pytest.mark.parametrize(
    "over",
    [{"withdrawn_at": voice.THEN}, {"ends_on": "2026-03-05"}, {"accepted_at": None}],
    ids=["withdrawn", "ended", "not accepted"],
)
def test_a_share_that_does_not_hold_shows_nothing_in_python_and_in_the_database(
    tim: Person, look_as, over: dict[str, object]
) -> None:
    sister = make.user()
    voice.task(voice.supporter(tim, user=sister, life_areas=["home"], has_crisis_card=True, **over))

    viewer = look_as(sister)

    assert queries.shared_with(viewer) == []
    assert plan_queries.plan_shared(viewer, person_id=tim.pk) == []
    for model in (Person, Need, Referral, ReferralStep, CrisisCard, SupporterTask, Involvement, Consent, AuditEvent):
        assert not model.objects.exists(), model


def test_a_supporter_never_reads_the_persons_own_row_their_workers_or_who_looked(tim: Person, look_as) -> None:
    sister = make.user()
    voice.supporter(tim, user=sister, life_areas=make.ALL_AREAS, has_crisis_card=True)

    look_as(sister)

    assert CrisisCard.objects.count() == 1
    for model in (Person, Involvement, Consent, AuditEvent):
        assert not model.objects.exists(), model


@pytest.mark.inventory("S3-17")
def test_a_supporter_sees_only_their_own_tasks_and_says_when_one_is_done(tim: Person, look_as) -> None:
    sister, brother = make.user(), make.user()
    hers = voice.task(voice.supporter(tim, user=sister), "Ring the library")
    his = voice.task(voice.supporter(tim, user=brother), "Mend the bike")

    viewer = look_as(sister)
    actions.do_task(task_id=hers.pk, by=viewer, at=NOW)

    assert list(SupporterTask.objects.values_list("words", "done_at")) == [("Ring the library", NOW)]
    with pytest.raises(RecordNotFound):
        actions.do_task(task_id=his.pk, by=viewer, at=NOW)


def test_an_invitation_opens_nothing_before_the_numbers_are_given(tim: Person, look_as) -> None:
    by = look_as(tim.user)
    invited = actions.invite_supporter(
        name="Ruth", email="Ruth@Example.org", scope=actions.Scope(life_areas=("home",)), by=by, at=NOW
    )
    with as_owner():
        sister = User.objects.get(email="ruth@example.org")
        assert SignInLink.objects.filter(user=sister).count() == 1

    viewer = look_as(sister)
    assert words_seen(viewer, tim) == []
    assert queries.invitations_of(viewer) == [invited.supporter_id]
    with pytest.raises(actions.CodeWrong):
        actions.accept_support(supporter_id=invited.supporter_id, code="000 000x", by=viewer, at=NOW)
    actions.accept_support(
        supporter_id=invited.supporter_id, code=f"{invited.code[:3]} {invited.code[3:]}", by=viewer, at=NOW
    )

    assert words_seen(viewer, tim) == ["A finish line that somebody else sets"]


def test_after_five_wrong_tries_an_invitation_is_dead(tim: Person, look_as) -> None:
    sister = make.user()
    invitation = voice.supporter(tim, user=sister, life_areas=["home"], accepted_at=None)
    viewer = look_as(sister)
    for _ in range(queries.MOST_WRONG_CODES):
        actions.count_wrong_code(supporter_id=invitation.pk, by=viewer, at=NOW)

    with pytest.raises(RecordNotFound):
        actions.accept_support(supporter_id=invitation.pk, code=voice.CODE, by=viewer, at=NOW)


def test_a_workers_account_never_becomes_a_supporters(tim: Person, look_as) -> None:
    worker = make.worker(email="worker@example.org")
    invited = actions.invite_supporter(
        name="Ruth", email="worker@example.org", scope=actions.Scope(life_areas=("home",)), by=look_as(tim.user), at=NOW
    )

    assert invited.secret == ""
    assert queries.invitations_of(look_as(worker)) == []


def test_withdrawing_works_at_once_and_is_in_the_trail_once(tim: Person, look_as) -> None:
    sister = make.user()
    share = voice.supporter(tim, user=sister, life_areas=["home"])

    actions.withdraw_supporter(supporter_id=share.pk, by=look_as(tim.user), at=NOW)

    assert words_seen(look_as(sister), tim) == []
    with pytest.raises(RecordNotFound):
        actions.open_shared(supporter_id=share.pk, by=look_as(sister), at=NOW)
    with as_owner():
        assert list(AuditEvent.objects.values_list("action", flat=True)) == ["withdraw-supporter"]


def test_a_look_by_a_supporter_stands_in_the_persons_diary(tim: Person, look_as) -> None:
    sister = make.user(name="Ruth")
    share = voice.supporter(tim, user=sister, life_areas=["home"])

    actions.open_shared(supporter_id=share.pk, by=look_as(sister), at=NOW)

    look_as(tim.user)
    assert list(AuditEvent.objects.values_list("by_name", "action", "life_areas")) == [
        ("Ruth", "open-shared", ["home"])
    ]


def test_another_person_can_neither_see_change_nor_withdraw_my_supporters(tim: Person, look_as) -> None:
    share = voice.supporter(tim, life_areas=["home"])
    other = make.person(user=make.user())

    by = look_as(other.user)

    assert queries.supporters_of(by, person_id=tim.pk) == []
    for act in (actions.withdraw_supporter, lambda **given: actions.change_scope(scope=actions.Scope(), **given)):
        with pytest.raises(RecordNotFound):
            act(supporter_id=share.pk, by=by, at=NOW)


def test_a_supporter_cannot_widen_what_is_shared_even_in_the_database(tim: Person, look_as) -> None:
    sister = make.user()
    invitation = voice.supporter(tim, user=sister, accepted_at=None)
    shared = voice.supporter(tim, user=sister, life_areas=["home"])
    task = voice.task(shared)
    look_as(sister)

    with pytest.raises(ProgrammingError, match="accepts, and changes nothing else"), transaction.atomic():
        Supporter.objects.filter(pk=invitation.pk).update(life_areas=["money"])
    with pytest.raises(ProgrammingError, match="changes nothing else"), transaction.atomic():
        SupporterTask.objects.filter(pk=task.pk).update(words="Something else")
    assert Supporter.objects.filter(pk=shared.pk).update(life_areas=["money"]) == 0


def test_a_share_needs_a_name_something_to_share_and_a_day_to_come(tim: Person, look_as) -> None:
    by = look_as(tim.user)
    home = actions.Scope(life_areas=("home",))

    with pytest.raises(actions.WordsMissing):
        actions.invite_supporter(name=" ", email="a@example.org", scope=home, by=by, at=NOW)
    with pytest.raises(actions.NothingShared):
        actions.invite_supporter(name="Ruth", email="a@example.org", scope=actions.Scope(), by=by, at=NOW)
    with pytest.raises(actions.NotASupporter):
        actions.invite_supporter(name="Me", email=tim.user.email, scope=home, by=by, at=NOW)
    with pytest.raises(actions.DayIsPast):
        scope = actions.Scope(life_areas=("home",), ends_on=by.today)
        actions.invite_supporter(name="Ruth", email="a@example.org", scope=scope, by=by, at=NOW)


def test_workers_do_not_pay_for_supporters(tim: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN SELECT * FROM plans_need")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "InitPlan" in plan, "whether somebody is a supporter is asked once a query, before any row"
