"""What a person closes, agrees to and takes back; what leaves; and that it all only ever narrows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError
from django.utils import timezone

from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.people import actions as people_actions
from lodestar.people import queries as people_queries
from lodestar.people.models import Consent, Involvement, Person
from lodestar.people.sharing import actions, queries
from lodestar.people.sharing.models import Alert, Share
from lodestar.plans.models import Need
from lodestar.rules.share_profiles import ItemMissing
from tests.factories import people as make
from tests.factories import sharing
from tests.roles import as_owner

LookAs = Callable[..., Viewer]
TERMS = people_actions.ConsentTerms(words="They tell my job", how="in-person")


@pytest.fixture
def sam(db: None) -> Person:
    return make.person(user=make.user())


def close(by: Viewer, person: Person, audience: actions.Audience, areas: list[str], **more: Any) -> Any:
    return actions.close_areas(
        person_id=person.pk, audience=audience, life_areas=areas, by=by, at=timezone.now(), **more
    )


def need(person: Person, area: str, by: User) -> None:
    with as_owner():
        Need.objects.create(person=person, life_area=area, words=area, recorded_by=by, recorded_at=timezone.now())


@pytest.mark.parametrize("audience", ["user", "team", "organisation", "role"])
def test_what_a_person_closes_is_closed_at_once_and_opens_again(sam, audience: str, look_as: LookAs) -> None:
    team = make.team()
    worker = make.worker(role=Role.HOUSING_WORKER, team=team)
    make.involve(sam, team, life_areas=["home", "money"])
    for area in ("home", "money"):
        need(sam, area, worker)
    to = {
        "user": actions.Audience(user_id=worker.pk),
        "team": actions.Audience(team_id=team.pk),
        "organisation": actions.Audience(organisation_id=team.organisation_id),
        "role": actions.Audience(role="housing-worker"),
    }[audience]

    made = close(look_as(sam.user), sam, to, ["money"])

    viewer = look_as(worker)
    assert people_queries.areas_open_to(viewer, person_id=sam.pk) == ("home",)
    assert [one.words for one in Need.objects.all()] == ["home"]
    assert people_queries.caseload(viewer)[0].life_areas == ("home",)

    actions.open_again(choice_id=made.pk, by=look_as(sam.user), at=timezone.now())

    assert people_queries.areas_open_to(look_as(worker), person_id=sam.pk) == ("home", "money")


def test_an_objection_to_everything_leaves_no_trace_of_the_person(sam, look_as: LookAs) -> None:
    worker = make.worker()
    make.involve(sam, worker, life_areas=["home"])

    close(look_as(sam.user), sam, actions.Audience(user_id=worker.pk), make.ALL_AREAS)

    viewer = look_as(worker)
    assert not Person.objects.exists()
    assert not Involvement.objects.exists()
    assert people_queries.caseload(viewer) == []


def test_a_choice_holds_until_its_day_and_no_longer(sam, look_as: LookAs) -> None:
    worker = make.worker()
    make.involve(sam, worker, life_areas=["home"])
    own = look_as(sam.user)
    until = own.today + timedelta(days=7)

    close(own, sam, actions.Audience(user_id=worker.pk), ["home"], until=until)

    look_as(worker, today=until - timedelta(days=1))
    assert not Person.objects.exists()
    look_as(worker, today=until)
    assert Person.objects.exists()


def test_what_is_closed_narrows_what_is_opened_later_too(sam, look_as: LookAs) -> None:
    team = make.team()
    worker = make.worker(team=team)
    close(look_as(sam.user), sam, actions.Audience(team_id=team.pk), ["money"])

    make.involve(sam, worker, life_areas=["home", "money"])

    assert people_queries.areas_open_to(look_as(worker), person_id=sam.pk) == ("home",)


def test_only_the_person_knows_and_opens_what_they_closed(sam, look_as: LookAs) -> None:
    closed_out, other = make.worker(), make.worker()
    for worker in (closed_out, other):
        make.involve(sam, worker)
    made = close(look_as(sam.user), sam, actions.Audience(user_id=closed_out.pk), ["money"])

    for worker in (closed_out, other):
        viewer = look_as(worker)
        assert queries.choices_of(viewer, person_id=sam.pk) == []
        with pytest.raises(people_queries.RecordNotFound):
            actions.open_again(choice_id=made.pk, by=viewer, at=timezone.now())
    (closed,) = queries.choices_of(look_as(sam.user), person_id=sam.pk)
    assert closed.life_areas == ("money",)


@pytest.mark.parametrize(
    ("audience", "areas"),
    [
        (actions.Audience(), ["home"]),
        (actions.Audience(role="clinician"), []),
        (actions.Audience(role="clinician", user_id=make.nobody()), ["home"]),
    ],
)
def test_a_choice_closes_something_to_one_audience(sam, audience, areas: list[str], look_as: LookAs) -> None:
    with pytest.raises(actions.NothingClosed):
        close(look_as(sam.user), sam, audience, areas)


def test_a_stranger_closes_nothing(sam, look_as: LookAs) -> None:
    with pytest.raises(people_queries.RecordNotFound):
        close(look_as(make.worker()), sam, actions.Audience(role="clinician"), ["home"])


def test_the_person_reads_who_sees_which_part_and_what_somebody_sees(sam, look_as: LookAs) -> None:
    aisha = make.worker(name="Aisha", role=Role.MONEY_ADVISER)
    make.involve(sam, aisha, life_areas=["clinical-care", "home", "money"])
    own = look_as(sam.user)
    close(own, sam, actions.Audience(user_id=aisha.pk), ["home"])

    (seer,) = queries.who_sees(own, person_id=sam.pk)

    assert (seer.name, seer.life_areas, seer.lawful_basis) == ("Aisha", ("money",), "direct-care")
    assert queries.areas_seen_by(own, person_id=sam.pk, user=aisha) == ("money",)
    assert queries.who_sees(look_as(make.worker()), person_id=sam.pk) == []


def test_the_person_ends_somebodys_part_at_once(sam, look_as: LookAs) -> None:
    worker, other = make.worker(), make.worker()
    held = make.involve(sam, worker)
    make.involve(sam, other)
    with pytest.raises(people_queries.RecordNotFound):
        actions.stop_involvement(involvement_id=held.pk, by=look_as(other), at=timezone.now())

    actions.stop_involvement(involvement_id=held.pk, by=look_as(sam.user), at=timezone.now())

    look_as(worker)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.CLINICIAN, ("clinical-care", "home", "money")),
        (Role.HOUSING_WORKER, ("home", "money")),
        (Role.MONEY_ADVISER, ("home", "money")),
        (Role.ADMINISTRATOR, ()),
        (Role.INFORMATION_LEAD, ()),
        (Role.COMMISSIONER, ()),
        (Role.PLACE_LEAD, ()),
        (Role.ANALYST, ()),
        (Role.LIVED_EXPERIENCE_PARTNER, ()),
    ],
)
def test_a_role_reaches_no_further_than_its_row_whoever_involves_it(
    sam, role: Role, seen: tuple[str, ...], look_as: LookAs
) -> None:
    worker = make.worker(role=role)
    make.involve(sam, worker, life_areas=["clinical-care", "home", "money"])
    for area in ("clinical-care", "home", "money"):
        need(sam, area, worker)

    viewer = look_as(worker)

    assert people_queries.areas_open_to(viewer, person_id=sam.pk) == seen
    assert {one.life_area for one in Need.objects.all()} == set(seen)
    assert Person.objects.exists() is bool(seen)


def test_nobody_opens_to_others_more_than_is_open_to_them(sam, look_as: LookAs) -> None:
    worker, friend = make.worker(), make.worker()
    make.involve(sam, worker, life_areas=["home"])
    viewer = look_as(worker)

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Involvement.objects.create(
            person=sam, user=friend, basis="care-team", life_areas=["home", "money"], starts_on=viewer.today
        )
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Involvement.objects.create(
            person=sam, user=worker, basis="self", life_areas=make.ALL_AREAS, starts_on=viewer.today
        )


@pytest.mark.inventory("S2-91")
def test_only_three_items_leave_for_a_benefits_agency(sam, look_as: LookAs) -> None:
    worker = make.worker()
    make.involve(sam, worker)
    viewer = look_as(worker)
    consent = give(viewer, sam, purpose="benefits-agency", to_whom="The agency")
    known = {
        "status": "Off sick",
        "benefit": "ESA",
        "condition": "A mental health condition",
        "diagnosis": "never",
        "full_name": sam.full_name,
        "rent": "£80",
    }

    share = actions.share_minimum(consent_id=consent.pk, known=known, by=viewer, at=timezone.now())

    assert share.items == {"status": "Off sick", "benefit": "ESA", "condition": "A mental health condition"}
    (read,) = queries.shares_of(look_as(sam.user), person_id=sam.pk)
    assert list(read.items) == ["status", "benefit", "condition"]
    with pytest.raises(ItemMissing):
        actions.share_minimum(consent_id=consent.pk, known={"status": "x"}, by=look_as(worker), at=timezone.now())


def give(by: Viewer, person: Person, *, purpose: str = "employer", to_whom: str = "The works", **more: Any) -> Consent:
    given = {"life_areas": ["work-and-learning"], "terms": TERMS, "organisation_id": None, **more}
    return people_actions.give_consent(
        person_id=person.pk, purpose=purpose, to_whom=to_whom, by=by, at=timezone.now(), **given
    )


def test_nothing_leaves_once_a_consent_is_taken_back_or_has_ended(sam, look_as: LookAs) -> None:
    worker = make.worker()
    make.involve(sam, worker)
    viewer = look_as(worker)
    known = {"adjustments": "An early start", "starts_on": "1 March"}
    short = people_actions.ConsentTerms(words="For a week", how="telephone", ends_on=viewer.today + timedelta(days=7))
    ending, taken_back = give(viewer, sam, terms=short), give(viewer, sam)
    actions.withdraw_consent(consent_id=taken_back.pk, by=viewer, at=timezone.now())

    with pytest.raises(actions.ConsentNotThere):
        actions.share_minimum(consent_id=taken_back.pk, known=known, by=viewer, at=timezone.now())
    actions.share_minimum(consent_id=ending.pk, known=known, by=viewer, at=timezone.now())
    later = look_as(worker, today=viewer.today + timedelta(days=7))
    with pytest.raises(actions.ConsentNotThere):
        actions.share_minimum(consent_id=ending.pk, known=known, by=later, at=timezone.now())

    with as_owner():
        assert Share.objects.count() == 1


def test_outside_direct_care_consent_names_who_is_told_and_its_ground(sam, look_as: LookAs) -> None:
    worker = make.worker()
    make.involve(sam, worker)
    viewer = look_as(worker)

    with pytest.raises(people_actions.ConsentMissing):
        give(viewer, sam, to_whom=" ")
    assert give(viewer, sam).lawful_basis == "explicit-consent"
    assert give(viewer, sam, purpose="referral", to_whom="").lawful_basis == "direct-care"


FROZEN = {
    "purpose": "landlord",
    "life_areas": ["money"],
    "organisation_id": make.nobody(),
    "to_whom": "Somebody else",
    "profile": "carer-contacts",
    "words": "Everything",
    "how": "written",
    "given_at": timezone.now(),
    "ends_on": timezone.now().date(),
}
ALLOWED = {"withdrawn_at"}


def test_every_column_of_a_consent_is_listed_as_frozen_or_allowed() -> None:
    made_by_the_database = {"id", "person", "asked_by", "lawful_basis"}
    columns = {field.name for field in Consent._meta.get_fields() if field.concrete}

    assert columns == set(FROZEN) | ALLOWED | made_by_the_database


@pytest.mark.parametrize("field", FROZEN)
def test_the_terms_of_a_consent_are_frozen_even_for_the_owner(sam, field: str) -> None:
    consent = sharing.consent(sam, purpose="employer", ends_on=timezone.now().date() + timedelta(days=30))

    with as_owner(), pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(**{field: FROZEN[field]})


def test_a_consent_is_taken_back_once_and_never_given_back(sam) -> None:
    consent = sharing.consent(sam)
    rows = Consent.objects.filter(pk=consent.pk)
    with as_owner():
        rows.update(withdrawn_at=timezone.now())
        for again in (None, timezone.now()):
            with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
                rows.update(withdrawn_at=again)


def test_the_web_role_cannot_remove_a_consent(sam, look_as: LookAs) -> None:
    sharing.consent(sam)
    look_as(sam.user)

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Consent.objects.all()._raw_delete("default")


def test_taking_consent_back_ends_what_rests_on_it_at_once(sam, look_as: LookAs) -> None:
    team = make.team()
    desk = make.worker(role=Role.REFERRAL_DESK, team=team)
    consent = sharing.consent(sam)
    make.involve(sam, team, basis="referral", life_areas=["home"], consent=consent)
    sharing.alert(sam, sharing.life_event(sam, life_area="home"), to_team=team, to_person=False, consent=consent)
    look_as(desk)
    assert Person.objects.exists()
    assert Alert.objects.count() == 1

    actions.withdraw_consent(consent_id=consent.pk, by=look_as(sam.user), at=timezone.now())

    viewer = look_as(desk)
    assert not Person.objects.exists()
    assert not Alert.objects.exists()
    assert not Alert.objects.visible_to(viewer).exists()


def test_an_involvement_never_outlasts_the_consent_on_which_it_rests(sam, look_as: LookAs) -> None:
    worker = make.worker()
    ends_on = timezone.localdate() + timedelta(days=3)
    consent = sharing.consent(sam, ends_on=ends_on)

    held = make.involve(sam, worker, consent=consent)

    with as_owner():
        assert Involvement.objects.get(pk=held.pk).ends_on == ends_on
    look_as(worker, today=ends_on)
    assert not Person.objects.exists()


def test_a_withdrawn_consent_opens_nothing_new(sam) -> None:
    consent = sharing.consent(sam, withdrawn_at=timezone.now())

    with pytest.raises(DatabaseError, match="withdrawn"), transaction.atomic():
        make.involve(sam, make.worker(), consent=consent)


def test_a_stranger_takes_back_nothing(sam, look_as: LookAs) -> None:
    consent = sharing.consent(sam)

    with pytest.raises(actions.ConsentNotThere):
        actions.withdraw_consent(consent_id=consent.pk, by=look_as(make.worker()), at=timezone.now())


def test_opening_a_record_names_a_purpose_that_role_and_involvement_serve(sam, look_as: LookAs) -> None:
    desk = make.worker(role=Role.REFERRAL_DESK)
    make.involve(sam, desk, basis="referral", life_areas=["home"])
    viewer = look_as(desk)
    given = {"person_id": sam.pk, "by": viewer, "at": timezone.now(), "life_areas": ["home"], "reason": "referral"}

    people_actions.open_record(**given, purpose=people_actions.Purpose.REFERRAL)
    for purpose in (people_actions.Purpose.DIRECT_SUPPORT, people_actions.Purpose.EMERGENCY):
        with pytest.raises(people_queries.RecordNotFound):
            people_actions.open_record(**given, purpose=purpose)


def test_the_ground_in_law_is_stored_with_every_involvement(sam) -> None:
    with as_owner(), connection.cursor() as cursor:
        for basis, _ in Involvement.Basis.choices:
            make.involve(sam, make.worker(), basis=basis)
        cursor.execute("SELECT count(*) FROM people_involvement WHERE lawful_basis IS NULL OR purpose IS NULL")
        assert cursor.fetchone() == (0,)
