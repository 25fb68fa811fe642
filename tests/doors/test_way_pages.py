"""My way through, on both doors: written together, read in plain words, kept without a network, printed."""

import pytest
from django.urls import reverse

from lodestar.web.person import offline
from tests.factories import people as make
from tests.factories import plans

POINT = {"words": "Two nights at the flat", "decider": "tribunal", "decider_name": "Judge Rowe"}
DAY = {"target_on-day": "20", "target_on-month": "3", "target_on-year": "2030"}


@pytest.fixture
def barry(db: None):
    return make.person(user=make.user(name="Barry"), preferred_name="Barry")


@pytest.mark.inventory("S4-07")
def test_a_worker_writes_the_way_with_somebody_who_reads_it_with_its_history(barry, sign_in) -> None:
    service = make.service(team=make.team(), name="Bay Talking Therapies")
    make.referral(person=barry, service=service)
    worker = make.worker(name="Noor Malik")
    make.involve(barry, worker)
    noor, me = sign_in(worker), sign_in(barry.user)
    given = {"kind": "leaving-hospital", "heading_to": "My own flat", "where_i_am": "On the ward", "life_area": "home"}
    whose = {"person_id": barry.pk}

    assert noor.post(reverse("casework:plan-way-new", kwargs=whose), given).status_code == 302
    page = noor.get(reverse("casework:plan-way", kwargs=whose)).content.decode()
    new_point = next(part for part in page.split('"') if part.endswith("/points/new/"))
    assert noor.post(new_point, {**POINT, **DAY}).status_code == 302
    mine = me.get(reverse("person:plan-way")).content.decode()

    for said in (
        "Leaving hospital", "My own flat", "On the ward", "Two nights at the flat", "A court or a tribunal: Judge Rowe",
        "By 20 March 2030", "Noor Malik", "Bay Talking Therapies", "They say yes or no by",
    ):  # fmt: skip
        assert said in mine, said
    point = next(part for part in mine.split('"') if "/plan/way/points/" in part)
    me.post(point, {"state": "to-come", "target_on-day": "", "words": "The judge is away"})
    after = me.get(reverse("person:plan-way")).content.decode()
    assert "No day is set yet" in after
    assert "By 20 March 2030." in after, "what it said before stands in the history"


@pytest.mark.inventory("S4-07")
def test_it_opens_without_a_network_and_prints(barry, sign_in) -> None:
    plans.way(barry, barry.user)
    page = sign_in(barry.user).get(reverse("person:plan-way")).content.decode()

    assert "plan-way" in offline.KEPT
    assert reverse("person:plan-way") in sign_in(barry.user).get(reverse("person:worker")).content.decode()
    assert "data-print" in page
    assert "Everything that was said on this way" in page


def test_a_form_with_gaps_says_how_to_mend_it_and_keeps_what_was_typed(barry, sign_in) -> None:
    me = sign_in(barry.user)
    said = me.post(reverse("person:plan-way-new"), {"heading_to": "My own flat"}).content.decode()

    assert "Write where you are now, even one line" in said
    assert 'value="My own flat"' in said


def test_a_way_that_is_over_stands_below_and_has_no_forms(barry, sign_in) -> None:
    made = plans.way(barry, barry.user)
    me = sign_in(barry.user)
    end = reverse("person:plan-way-end", kwargs={"way_id": made.pk})
    me.post(end, {"ended": "there", "words": "I have the keys"})

    page = me.get(reverse("person:plan-way")).content.decode()
    assert "Ways that are over" in page
    assert "I have the keys" in page
    assert me.get(end).status_code == 404
