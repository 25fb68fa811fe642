"""Opening a record in an emergency: for hours, for a reason, told at once, reviewed; and it tells nobody who exists."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lodestar.access.models import AuditEvent, User
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.emergencies import actions, queries
from lodestar.people.models import Involvement, Person
from lodestar.people.sharing.models import Alert, EmergencyAccess
from lodestar.plans.models import Need
from tests.factories import people as make
from tests.factories import sharing
from tests.roles import as_owner

LookAs = Callable[..., Viewer]
BORN = date(1980, 3, 4)
NHS = "9990000018"


@pytest.fixture
def sam(db: None) -> Person:
    return make.person(user=make.user(), full_name="Sam  Harbour", born_on=BORN, nhs_number=NHS)


@pytest.fixture
def clinician(db: None) -> User:
    return make.worker(role=Role.CLINICIAN, name="Asha")


def open_it(by: Viewer, **given: Any) -> Any:
    said = {
        "who": actions.Who(full_name="sam harbour", born_on=BORN),
        "reason": "crisis-call",
        "words": "She rang from the bridge",
        "life_areas": ["clinical-care", "home"],
        "hours": 4,
        "at": timezone.now(),
    }
    return actions.open_in_emergency(**{**said, **given}, by=by)


def test_a_record_opens_for_the_parts_that_were_chosen_and_no_others(sam, clinician, look_as: LookAs) -> None:
    with as_owner():
        for area in ("home", "money", "physical-health"):
            Need.objects.create(
                person=sam, life_area=area, words="x", recorded_by=clinician, recorded_at=timezone.now()
            )
    viewer = look_as(clinician)
    assert not Person.objects.exists()

    found = open_it(viewer)

    assert found == sam.pk
    assert people_queries.areas_open_to(viewer, person_id=sam.pk) == ("clinical-care", "home")
    assert [need.life_area for need in Need.objects.all()] == ["home"]
    assert people_queries.caseload(viewer) == []


def test_the_person_and_the_information_lead_are_told_at_once(sam, clinician, look_as: LookAs) -> None:
    open_it(look_as(clinician))

    own = look_as(sam.user)
    (opening,) = queries.openings_of(own, person_id=sam.pk)
    assert (opening.opener_name, opening.words, opening.is_open) == ("Asha", "She rang from the bridge", True)
    assert Alert.objects.visible_to(own).filter(to_person=True).count() == 1
    assert "open-in-emergency" in {look.action for look in people_queries.looks_at(own, person_id=sam.pk)}

    lead = look_as(make.worker(role=Role.INFORMATION_LEAD))
    (to_review,) = queries.openings_to_review(lead)
    assert to_review.person_name == "Sam  Harbour"
    assert Alert.objects.visible_to(lead).count() == 1
    assert not Person.objects.exists()


def test_it_closes_by_itself_when_its_hours_are_over(sam, clinician, look_as: LookAs) -> None:
    open_it(look_as(clinician), hours=1)
    with as_owner():
        Involvement.objects.filter(basis="emergency").update(ends_at=timezone.now() - timedelta(seconds=1))

    viewer = look_as(clinician)

    assert not Person.objects.exists()
    assert people_queries.areas_open_to(viewer, person_id=sam.pk) == ()


def test_the_information_lead_reviews_it_closes_it_and_the_person_reads_what_was_found(
    sam, clinician, look_as: LookAs
) -> None:
    open_it(look_as(clinician))
    lead = look_as(make.worker(role=Role.INFORMATION_LEAD, name="Ingrid"))
    (to_review,) = queries.openings_to_review(lead)

    actions.review_emergency(
        opening_id=to_review.opening_id, outcome="right", words="She was at risk", by=lead, at=timezone.now()
    )

    look_as(clinician)
    assert not Person.objects.exists()
    (read,) = queries.openings_of(look_as(sam.user), person_id=sam.pk)
    assert (read.outcome, read.review_words, read.reviewer_name) == ("right", "She was at risk", "Ingrid")
    with pytest.raises(actions.OpeningNotFound):
        actions.review_emergency(
            opening_id=to_review.opening_id,
            outcome="not-right",
            words="No",
            by=look_as(make.worker(role=Role.INFORMATION_LEAD)),
            at=timezone.now(),
        )


def test_the_person_can_close_it(sam, clinician, look_as: LookAs) -> None:
    open_it(look_as(clinician))
    (opening,) = queries.openings_of(look_as(sam.user), person_id=sam.pk)

    actions.end_emergency(opening_id=opening.opening_id, by=look_as(sam.user), at=timezone.now())

    look_as(clinician)
    assert not Person.objects.exists()


def test_a_stranger_cannot_close_or_read_it(sam, clinician, look_as: LookAs) -> None:
    open_it(look_as(clinician))
    with as_owner():
        opening = EmergencyAccess.objects.get()
    stranger = look_as(make.worker(role=Role.KEY_WORKER))

    assert not EmergencyAccess.objects.exists()
    with pytest.raises(actions.OpeningNotFound):
        actions.end_emergency(opening_id=opening.pk, by=stranger, at=timezone.now())


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.INFORMATION_LEAD, Role.COMMISSIONER, Role.PEER_WORKER])
def test_no_super_user_and_no_other_role_opens_one(sam, role: Role, look_as: LookAs) -> None:
    viewer = look_as(make.worker(role=role))

    with pytest.raises(actions.MayNotOpen):
        open_it(viewer)
    with pytest.raises(ProgrammingError, match="this role opens no record"), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM lodestar_open_in_emergency('', 'x', null, 'missing', 'x', '{home}', 1, '')")


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"words": " "}, actions.ReasonMissing),
        ({"reason": "curious"}, actions.ReasonMissing),
        ({"life_areas": []}, actions.NotAnEmergencyView),
        ({"life_areas": ["money"]}, actions.NotAnEmergencyView),
        ({"hours": 13}, actions.NotAnEmergencyView),
        ({"hours": 0}, actions.NotAnEmergencyView),
        ({"who": actions.Who(full_name="Sam Harbour")}, actions.NotAnEmergencyView),
        ({"who": actions.Who(born_on=BORN)}, actions.NotAnEmergencyView),
    ],
)
def test_it_asks_for_a_reason_and_opens_what_keeps_somebody_safe(
    sam, clinician, given: dict[str, Any], refusal: type[Exception], look_as: LookAs
) -> None:
    with pytest.raises(refusal):
        open_it(look_as(clinician), **given)

    with as_owner():
        assert not EmergencyAccess.objects.exists()


def test_the_database_refuses_more_hours_or_more_areas_by_itself(sam, clinician, look_as: LookAs) -> None:
    look_as(clinician)

    for areas, hours in (("{home}", 13), ("{money}", 1)):
        with (
            pytest.raises(IntegrityError, match="for hours"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "SELECT * FROM lodestar_open_in_emergency('', 'Sam Harbour', %s, 'missing', 'x', %s, %s, '')",
                [BORN, areas, hours],
            )


def test_nobody_there_two_of_one_name_and_a_hidden_record_give_one_answer(sam, clinician, look_as: LookAs) -> None:
    hidden = make.person(full_name="Hidden Harbour", born_on=BORN)
    sharing.choice(hidden, role="clinician", life_areas=make.ALL_AREAS, purposes=["direct-support", "emergency"])
    for _ in range(2):
        make.person(full_name="Twin Harbour", born_on=BORN)
    viewer = look_as(clinician)

    said = []
    for name in ("Nobody Harbour", "Twin Harbour", "Hidden Harbour"):
        with CaptureQueriesContext(connection) as queries_made:
            answer = open_it(viewer, who=actions.Who(full_name=name, born_on=BORN))
        said.append((answer, len(queries_made)))

    assert len(set(said)) == 1
    assert said[0][0] is None
    with as_owner():
        tries = AuditEvent.objects.filter(action="open-in-emergency")
        assert [(one.person_id, one.subject_id) for one in tries] == [(None, "")] * 3


def test_what_a_person_closed_for_support_stays_open_to_an_emergency_unless_they_said_so(
    sam, clinician, look_as: LookAs
) -> None:
    sharing.choice(sam, role="clinician", life_areas=make.ALL_AREAS)
    sharing.choice(sam, role="clinician", life_areas=["home"], purposes=["emergency"])
    viewer = look_as(clinician)

    open_it(viewer)

    assert people_queries.areas_open_to(viewer, person_id=sam.pk) == ("clinical-care",)


def test_hours_of_an_emergency_make_nobody_part_of_the_team(sam, clinician, look_as: LookAs) -> None:
    viewer = look_as(clinician)
    open_it(viewer)

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Involvement.objects.create(
            person=sam, user=clinician, basis="care-team", life_areas=["home"], starts_on=viewer.today
        )
    with pytest.raises(ProgrammingError, match=r"permission denied|row-level security"):
        EmergencyAccess.objects.update(ends_at=timezone.now() + timedelta(days=1))


def test_nobody_opens_a_record_with_a_number_that_is_not_theirs_exactly(sam, clinician, look_as: LookAs) -> None:
    viewer = look_as(clinician)

    assert open_it(viewer, who=actions.Who(nhs_number="999 000 0026")) is None
    assert open_it(viewer, who=actions.Who(nhs_number="999 000 0018")) == sam.pk
