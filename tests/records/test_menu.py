"""The menu shows what fits one person first, with its reasons, and never guesses."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lodestar.access.viewers import Viewer
from lodestar.directory import queries
from lodestar.places import queries as places
from lodestar.rules.eligibility import Answer, Facts, ReasonCode
from tests.factories import directory as make
from tests.factories.directory import HERE, ON

Look = Callable[..., Viewer]
pytestmark = pytest.mark.django_db
KM = 1_000
NOBODY_KNOWN = Facts()
ADULTS = [{"kind": "age", "minimum": 18}]


def menu(
    look_as: Look, *, facts: Facts = NOBODY_KNOWN, words: str = "", postcode: str = "", limit: int = 5
) -> queries.Menu:
    return queries.menu_for(
        look_as(None, today=ON),
        facts=facts,
        life_area="home",
        words=words,
        place=places.place_postcode(text=postcode) if postcode else None,
        on=ON,
        limit=limit,
    )


def test_what_fits_comes_before_what_is_to_be_checked_and_what_does_not_fit_last(look_as: Look) -> None:
    make.service(name="For children", life_areas=["home"], eligibility_rules=[{"kind": "age", "maximum": 17}])
    make.service(name="Nobody knows", life_areas=["home"], eligibility_rules=None)
    make.service(name="For adults", life_areas=["home"], eligibility_rules=ADULTS)
    make.service(name="About money", life_areas=["money"], eligibility_rules=[])

    made = menu(look_as, facts=Facts(age=40))

    assert [(offer.service.name, offer.answer) for offer in made.offers] == [
        ("For adults", Answer.FITS),
        ("Nobody knows", Answer.CHECK),
        ("For children", Answer.DOES_NOT_FIT),
    ]
    assert (made.fitting, made.to_check, made.not_fitting, made.considered) == (1, 1, 1, 3)


def test_what_does_not_fit_stays_off_a_menu_that_is_full(look_as: Look) -> None:
    make.service(
        name="Near, open, free, for children",
        life_areas=["home"],
        eligibility_rules=[{"kind": "age", "maximum": 17}],
        takes_people=True,
        is_free=True,
        checked_on=ON,
    )
    for number in range(5):
        make.service(name=f"House {number}", life_areas=["home"], takes_people=False)

    made = menu(look_as, facts=Facts(age=40))

    assert {offer.answer for offer in made.offers} == {Answer.CHECK}
    assert made.not_fitting == 1


def test_known_ages_can_rule_out_but_never_alone_make_a_fit(look_as: Look) -> None:
    make.service(name="Over 50", life_areas=["home"], minimum_age=50)

    young, old = menu(look_as, facts=Facts(age=30)).offers[0], menu(look_as, facts=Facts(age=60)).offers[0]

    assert young.answer is Answer.DOES_NOT_FIT
    assert old.answer is Answer.CHECK
    assert [reason.code for reason in old.assessment.reasons] == [ReasonCode.RULES_NOT_KNOWN, ReasonCode.AGE_FITS]


def test_rules_that_cannot_be_read_are_to_be_checked(look_as: Look) -> None:
    make.service(name="Odd", life_areas=["home"], eligibility_rules=[{"kind": "star-sign", "values": ["leo"]}])

    assert menu(look_as).offers[0].answer is Answer.CHECK


@pytest.mark.inventory("S0-41")
def test_an_offer_for_residents_fits_a_postcode_inside_and_none_outside(look_as: Look) -> None:
    make.area("E08000009", "Harbourne Bay")
    make.area("E08000003", "Next Town")
    make.postcode("M33 7AB", at=HERE, authority="E08000009")
    make.postcode("M16 0AA", at=(HERE[0] + 3 * KM, HERE[1]), authority="E08000003")
    make.service(
        name="Free swimming for residents",
        life_areas=["home"],
        at=HERE,
        eligibility_rules=[{"kind": "area", "values": ["E08000009"]}],
    )
    answers = {}

    for postcode in ("M33 7AB", "M16 0AA", "M33 7ZZ"):
        place = places.place_postcode(text=postcode)
        facts = Facts(area_codes=place.area_codes, area_is_about=not place.areas_are_certain)
        (offer,) = menu(look_as, facts=facts, postcode=postcode).offers
        answers[postcode] = offer.answer

    assert answers["M33 7AB"] is Answer.FITS
    assert answers["M16 0AA"] is Answer.DOES_NOT_FIT
    # Nobody knows this postcode, so which side it lies on is a guess.
    assert answers["M33 7ZZ"] is not Answer.DOES_NOT_FIT


def test_words_move_up_and_leave_nothing_out(look_as: Look) -> None:
    make.service(name="A house", life_areas=["home"])
    make.service(name="Z floating support", life_areas=["home"], kinds=["tenancy-support"])

    assert [offer.service.name for offer in menu(look_as, words="keep my tenancy").offers] == [
        "Z floating support",
        "A house",
    ]


def test_what_was_asked_for_comes_before_what_is_nearer_and_takes_people(look_as: Look) -> None:
    for number in range(6):
        make.service(
            name=f"Supper {number}",
            life_areas=["home"],
            kinds=["food-and-essentials"],
            eligibility_rules=[],
            takes_people=True,
            is_free=True,
            checked_on=ON,
        )
    make.service(name="Debt clinic", life_areas=["home"], kinds=["debt-advice"], takes_people=False, wait_days=90)

    made = menu(look_as, words="I owe £900 and cannot sleep")

    assert made.offers[0].service.name == "Debt clinic"
    assert made.considered == 7


def test_the_menu_reaches_places_nearby_and_services_without_a_place(look_as: Look) -> None:
    make.postcode("M33 7AB", at=HERE)
    make.service(name="Near", life_areas=["home"], at=(HERE[0] + 2 * KM, HERE[1]))
    make.service(name="Far", life_areas=["home"], at=(HERE[0] + 21 * KM, HERE[1]))
    make.service(name="Telephone", life_areas=["home"], is_by_telephone=True)

    made = menu(look_as, postcode="M33 7AB")

    assert sorted(offer.service.name for offer in made.offers) == ["Near", "Telephone"]


def test_each_offer_says_what_decides_whether_to_ring(look_as: Look) -> None:
    make.postcode("M33 7AB", at=HERE)
    make.service(
        name="Near",
        life_areas=["home"],
        at=(HERE[0] + 2 * KM, HERE[1]),
        takes_people=True,
        wait_days=14,
        is_free=True,
        checked_on=ON - timedelta(days=12),
    )

    service = menu(look_as, postcode="M33 7AB").offers[0].service

    assert service.distance_km == pytest.approx(2)
    assert (service.takes_people_now, service.usual_wait_days, service.is_free) == (True, 14, True)
    assert service.checked_on == ON - timedelta(days=12)


def test_a_capacity_statement_that_has_expired_is_not_known(look_as: Look) -> None:
    late = ON + timedelta(days=40)
    make.service(name="House", life_areas=["home"], takes_people=True, wait_days=14)

    made = queries.menu_for(look_as(None, today=late), facts=Facts(), life_area="home", on=late)

    service = made.offers[0].service
    assert (service.takes_people_now, service.usual_wait_days) == (None, None)
    codes = {reason.code.value for reason in made.offers[0].rank_reasons}
    assert {"capacity-not-known", "wait-not-known"} <= codes


def test_a_service_that_nobody_checked_says_so(look_as: Look) -> None:
    make.service(name="House", life_areas=["home"])

    (offer,) = menu(look_as).offers

    assert offer.service.checked_on is None
    assert "never-checked" in {reason.code.value for reason in offer.rank_reasons}


def test_one_service_is_asked_again_with_the_same_answer(look_as: Look) -> None:
    adults = make.service(name="For adults", life_areas=["home"], eligibility_rules=ADULTS)
    ended = make.service(name="Ended", life_areas=["home"], status="defunct")
    viewer = look_as(None, today=ON)

    offer = queries.offer_for(viewer, service_id=adults.pk, facts=Facts(age=16), on=ON)

    assert offer is not None
    assert offer.answer is Answer.DOES_NOT_FIT
    assert queries.offer_for(viewer, service_id=ended.pk, facts=Facts(age=16), on=ON) is None


def test_the_menu_asks_the_database_the_same_few_times_for_any_number_of_services(look_as: Look) -> None:
    counts = []
    for _ in range(2):
        for number in range(8):
            make.service(name=f"House {number}", life_areas=["home"], eligibility_rules=ADULTS, at=HERE)
        viewer = look_as(None, today=ON)
        with CaptureQueriesContext(connection) as asked:
            queries.menu_for(viewer, facts=Facts(age=40), life_area="home", words="a house", on=ON)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 4
