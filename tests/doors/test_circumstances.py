"""What people live with: a carer with a record of their own and nobody linked, and flags that ask age and consent."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access.models import User
from lodestar.people.circumstances.models import Circumstance
from lodestar.people.supporting.models import Supporter
from tests.factories import people as make
from tests.factories.casework import Town, read, to
from tests.roles import as_owner

SignIn = Callable[[User], Client]


@pytest.mark.inventory("S0-31")
def test_a_carer_uses_directory_and_plan_with_nobody_linked(db: None, sign_in: SignIn) -> None:
    carer = make.person(user=make.user(), preferred_name="Grace")
    make.service(name="Carers' Tuesday", kinds=["carers-support"], life_areas=["social-connection"])
    make.service(name="Chess club", kinds=["social-group"], life_areas=["social-connection"])
    own = sign_in(carer.user)

    page = read(own.get(reverse("person:caring")))
    assert "Carers' Tuesday" in page
    assert "Chess club" not in page
    own.post(reverse("person:caring"), {"words": "One evening a week to myself"})
    own.post(reverse("person:new-need"), {"life_area": "social-connection", "words": "Sleep", "area": "home"})

    assert "One evening a week to myself" in read(own.get(reverse("person:caring")))
    assert own.get(reverse("person:plan")).status_code == 200
    assert own.get(reverse("public:finder")).status_code == 200
    with as_owner():
        said = Circumstance.objects.get()
        assert not Supporter.objects.exists()
        columns = {field.column for field in Circumstance._meta.concrete_fields if field.is_relation}
    assert (said.kind, said.person_id, columns) == ("carer", carer.pk, {"person_id", "said_by_id"})
    own.post(reverse("person:caring"), {"end": "1"})
    assert "One evening" not in read(own.get(reverse("person:caring")))


@pytest.mark.inventory("S4-37")
def test_a_flag_asks_for_age_and_for_who_agreed_and_ends_when_they_say_so(town: Town, sign_in: SignIn) -> None:
    today = timezone.localdate()
    child = make.person(preferred_name="Robin", born_on=date(today.year - 16, 1, 1) - timedelta(days=200))
    make.involve(child, town.navigator)
    worker = sign_in(town.navigator)
    page = to("circumstances", person_id=child.pk)

    by_parent = worker.post(page, {"kind": "looked-after", "agreed_by": "parent", "words": ""})
    assert "From 16 it is theirs to say" in read(by_parent)
    grown = worker.post(to("circumstances", person_id=town.person.pk), {"kind": "looked-after", "agreed_by": "person"})
    assert "At their age this no longer holds" in read(grown)
    worker.post(page, {"kind": "looked-after", "agreed_by": "person", "words": "The same social worker"})
    assert "Looked after by the council, since" in read(worker.get(page))
    with as_owner():
        said = Circumstance.objects.get()
    end = to("circumstance-end", person_id=child.pk, circumstance_id=said.pk)
    assert sign_in(make.worker()).post(end).status_code == 404
    worker.post(end)

    assert "since" not in read(worker.get(page)).split("What they live with")[-1]
