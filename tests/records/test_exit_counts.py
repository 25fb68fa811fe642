"""How many people a contract's end concerns: counted by the database, with small numbers hidden before anybody asks."""

from random import Random

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import timezone

from lodestar.access.roles import Role
from lodestar.commissioning import exits
from lodestar.referrals.models import NextOffer
from lodestar.rules import disclosure
from tests.factories import contracts as make_contracts
from tests.factories import people as make
from tests.roles import as_owner


def offer(person, contract, answer: str, service=None, words: str = "") -> None:
    with as_owner():
        NextOffer.objects.create(
            person=person,
            contract=contract,
            life_area="social-connection",
            service=service,
            words=words or ("" if service else "Keep the calls"),
            answer=answer,
            at=timezone.now(),
        )


def counts(ending, look_as):
    viewer = look_as(ending.commissioner)
    return exits.reliance([ending.contract.pk], on=viewer.today)[ending.contract.pk]


@pytest.mark.django_db
def test_the_database_hides_what_the_rule_hides() -> None:
    rng = Random(11)
    with connection.cursor() as cursor:
        for _ in range(400):
            cells = {str(i): rng.choice((0, 1, 3, 4, 5, 8, 12, 40, 41)) for i in range(rng.randint(1, 6))}
            expected = disclosure.suppress(cells=cells, threshold=5, rounding_base=5)
            cursor.execute("SELECT lodestar_publishable(%s, 5, 5)", [list(cells.values())])
            (answer,) = cursor.fetchone()
            assert answer == [*expected.cells.values(), expected.total], cells


@pytest.mark.django_db
def test_nobody_can_ask_for_numbers_under_five() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lodestar_publishable(ARRAY[4, 4, 9], 1, 1)")
        assert cursor.fetchone()[0][:2] == [None, None]


@pytest.mark.django_db
@pytest.mark.parametrize("call", ["lodestar_exits(ARRAY[]::uuid[])", "lodestar_is_open(gen_random_uuid())"])
def test_the_web_role_cannot_ask_who_they_are(call: str) -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute(f"SELECT * FROM {call}")


@pytest.mark.django_db
@pytest.mark.inventory("S3-08")
def test_each_person_is_counted_once_where_they_stand(look_as) -> None:
    ending = make_contracts.ending(people=6)
    elsewhere = make.service(name="Allotment", team=make.team(), life_areas=["social-connection"])
    for _ in range(7):
        offer(make_contracts.relying(ending.service), ending.contract, "agreed", elsewhere)
    for _ in range(8):
        offer(make_contracts.relying(ending.service), ending.contract, "declined")
    for _ in range(9):
        person = make_contracts.relying(ending.service)
        make.referral(person=person, service=elsewhere, steps=("sent", "received"))
    # An offer without an answer leaves somebody with nowhere to go; an ended referral leaves nobody concerned.
    offer(ending.people[0], ending.contract, "offered", elsewhere)
    make_contracts.relying(ending.service, "sent", "received", "accepted", "first-contact", "ended")

    found = counts(ending, look_as)

    assert (found.nowhere, found.declined, found.other) == (5, 10, 10)
    assert found.agreed_with == (("Allotment", 5),)
    assert found.total == 30


@pytest.mark.django_db
def test_the_newest_word_counts(look_as) -> None:
    ending = make_contracts.ending(people=15)
    for person in ending.people:
        offer(person, ending.contract, "agreed", words="Keep the calls")
    for person in ending.people[:10]:
        offer(person, ending.contract, "declined")

    found = counts(ending, look_as)

    # Of the two that are shown the smaller one is hidden with the empty ones, which subtraction would give away.
    assert (found.declined, found.agreed_with, found.total) == (10, (("", None),), 15)
    assert not exits.has_open_people(ending.contract.pk)


@pytest.mark.django_db
def test_a_few_people_are_not_told_apart_from_none(look_as) -> None:
    ending = make_contracts.ending(people=3)

    found = counts(ending, look_as)

    assert (found.total, found.nowhere, found.other) == (None, None, None)
    assert exits.has_open_people(ending.contract.pk)


@pytest.mark.django_db
def test_where_all_stand_alike_only_their_number_is_told(look_as) -> None:
    ending = make_contracts.ending(people=20)

    found = counts(ending, look_as)

    assert (found.total, found.nowhere, found.other) == (20, None, None)


@pytest.mark.django_db
def test_support_from_a_service_that_closes_too_is_no_support(look_as) -> None:
    ending = make_contracts.ending(people=0)
    closing = make.service(team=make.team(), life_areas=["social-connection"])
    make_contracts.plan(make_contracts.contract(closing))
    renewed = make.service(team=make.team(), life_areas=["social-connection"])
    make_contracts.plan(make_contracts.contract(renewed))
    make_contracts.contract(renewed, first_end_on=make_contracts.day(900))
    for other in (closing, renewed):
        for _ in range(6):
            make.referral(person=make_contracts.relying(ending.service), service=other, steps=("sent", "received"))

    found = counts(ending, look_as)

    assert (found.nowhere, found.other, found.has_answers) == (5, 5, False)


@pytest.mark.django_db
def test_a_commissioner_sees_no_row_of_next_offers(look_as) -> None:
    ending = make_contracts.ending(people=6)
    for person in ending.people:
        offer(person, ending.contract, "agreed")

    look_as(ending.commissioner)
    seen_by_commissioner = NextOffer.objects.count()
    look_as(ending.manager)
    seen_by_manager = NextOffer.objects.count()
    look_as(make.worker(role=Role.REFERRAL_DESK))
    seen_elsewhere = NextOffer.objects.count()

    assert (seen_by_commissioner, seen_by_manager, seen_elsewhere) == (0, 6, 0)
