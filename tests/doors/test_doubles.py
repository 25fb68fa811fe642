"""Entries that may be of one service: found, shown side by side, decided by a person, and undone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access.models import AuditEvent, User
from lodestar.access.roles import Role
from lodestar.directory import models
from lodestar.directory.doubles import finding
from lodestar.directory.doubles.models import DoublePair, Replacement
from tests.exchange import feeds
from tests.factories import directory as make
from tests.factories import people
from tests.factories.directory import HERE
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
DOUBLES = "/casework/doubles/"
FEED = "/open-referral/services/"


@pytest.fixture
def lead(sign_in: SignIn) -> Client:
    return sign_in(people.worker(role=Role.PLACE_LEAD))


def two(**more: Any) -> tuple[models.Service, models.Service]:
    made = [make.service(name=name, at=HERE, postcode="M33 7AB", **more) for name in ("Boat club", "The boat club")]
    with as_owner():
        finding.find_doubles(at=timezone.now())
    return made[0], made[1]


def decide(browser: Client, keep: UUID | str) -> Any:
    with as_owner():
        pair = DoublePair.objects.get()
    return browser.post(f"{DOUBLES}{pair.pk}/", {"keep": str(keep)}, follow=True)


def test_entries_that_share_a_place_and_a_name_are_shown_side_by_side(lead: Client) -> None:
    two(summary="Men mending boats.", email="boats@example.org")
    make.service(name="Debt clinic", at=HERE, postcode="M33 7AB")

    page = lead.get(DOUBLES).content.decode()

    assert "1 pair to decide" in page
    assert "They have the same e-mail, the same postcode, names that are alike." in page
    assert "Debt clinic" not in page
    for words in ("Boat club", "The boat club", "Men mending boats.", "boats@example.org", "M33 7AB"):
        assert words in page


def test_nothing_merges_by_itself(client: Client) -> None:
    one, other = two()

    for service in (one, other):
        assert client.get(reverse("public:service", kwargs={"service_id": service.pk})).status_code == 200


def test_one_entry_stands_for_both_until_it_is_undone(client: Client, lead: Client) -> None:
    kept, gone = two()
    address = reverse("public:service", kwargs={"service_id": gone.pk})

    done = decide(lead, kept.pk)
    led = client.get(address)
    found = client.post("/", {"words": "boat"}, follow=True).content.decode()
    told = client.get(f"{FEED}{gone.pk}", {"profile": "extended"}).json()
    strict = client.get(f"{FEED}{gone.pk}").json()

    assert "The old address leads to the entry that you kept." in done.content.decode()
    assert (led.status_code, led["Location"]) == (302, reverse("public:service", kwargs={"service_id": kept.pk}))
    assert "1 service found" in found
    assert (told["status"], told["replaced_by"]) == ("defunct", str(kept.pk))
    assert "replaced_by" not in strict

    with as_owner():
        replacement = Replacement.objects.get()
    undone = lead.post(f"{DOUBLES}replaced/{replacement.pk}/undo/", follow=True)

    assert "Both entries stand again." in undone.content.decode()
    assert client.get(address).status_code == 200
    assert "2 services found" in client.post("/", {"words": "boat"}, follow=True).content.decode()
    assert "1 pair to decide" in undone.content.decode()
    late = lead.post(f"{DOUBLES}replaced/{replacement.pk}/undo/", follow=True)
    assert "nothing was changed" in late.content.decode()
    with as_owner():
        assert {"replace-entry", "undo-replacement"} <= set(AuditEvent.objects.values_list("action", flat=True))


def test_two_services_are_kept_apart_and_not_shown_again(lead: Client) -> None:
    two()

    done = decide(lead, "both").content.decode()
    with as_owner():
        assert finding.find_doubles(at=timezone.now()) == 0

    assert "Kept apart." in done and "No doubles to decide" in done
    assert "nothing was changed" in decide(lead, "both").content.decode()


@pytest.mark.parametrize("keep", ["", "nonsense", "00000000-0000-4000-8000-000000000000"])
def test_a_choice_that_is_none_changes_nothing(lead: Client, keep: str) -> None:
    two()

    assert "nothing was changed" in decide(lead, keep).content.decode()
    with as_owner():
        assert not Replacement.objects.exists()


def test_a_chain_leads_to_the_entry_that_stands(client: Client, lead: Client) -> None:
    first, second = two()
    decide(lead, second.pk)
    third = make.service(name="Boat club", at=HERE, postcode="M33 7AB")
    with as_owner():
        finding.find_doubles(at=timezone.now())
        pair = DoublePair.objects.get(decision="")
    lead.post(f"{DOUBLES}{pair.pk}/", {"keep": str(third.pk)})

    led = client.get(reverse("public:service", kwargs={"service_id": first.pk}))

    assert led["Location"] == reverse("public:service", kwargs={"service_id": third.pk})


def test_a_new_edition_does_not_bring_a_replaced_entry_back(client: Client, lead: Client, tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    contact = {"id": "c1", "phones": [{"id": "p1", "number": "0161 496 0123"}]}
    phone = {"phones": [{"id": "p2", "number": "0161 496 0123"}], "contacts": [contact]}
    feeds.run(feeds.write_json(path, feeds.page([feeds.service("s1", name="Boat club", **phone)])))
    with as_owner():
        gone = models.Service.objects.get()
        models.Phone.objects.filter(service=None).update(service=gone)
    kept = make.service(name="Boat club")
    with as_owner():
        models.Phone.objects.create(service=kept, number="(0161) 496-0123")
        assert finding.find_doubles(at=timezone.now()) == 1
    decide(lead, kept.pk)

    feeds.run(feeds.write_json(path, feeds.page([feeds.service("s1", name="Boat club!", **phone)])))

    assert client.get(reverse("public:service", kwargs={"service_id": gone.pk})).status_code == 302
    assert "1 service found" in client.post("/", {"words": "boat"}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("scheme", "kind"), [("GB-CQC", ""), ("", "Ofsted URN"), ("GB-CHC", ""), ("", "Company number")]
)
def test_numbers_in_registers_come_first(lead: Client, tmp_path: Path, scheme: str, kind: str) -> None:
    number = {"identifier": "1-101", "identifier_scheme": scheme, "identifier_type": kind}
    for town in ("one", "two"):
        body = {"id": "o1", "name": f"Quay {town}", "description": ""}
        body["organization_identifiers"] = [{"id": "i1", **number}]
        told = feeds.service("s1", name="Boat club", organization=body)
        feeds.run(feeds.write_json(tmp_path / f"{town}.json", feeds.page([told])), name=town)

    with as_owner():
        finding.find_doubles(at=timezone.now())
        (pair,) = DoublePair.objects.all()

    assert pair.reasons == ["identifier", "name"]


def test_a_hidden_address_is_on_neither_side(lead: Client) -> None:
    two(is_address_hidden=True, summary="At 9 Secret Row.", email="refuge@example.org")

    page = lead.get(DOUBLES).content.decode()

    assert "refuge@example.org" in page
    assert "M33 7AB" not in page and "Secret Row" not in page


@pytest.mark.parametrize("role", [Role.NAVIGATOR, Role.PROVIDER_MANAGER, Role.COMMISSIONER])
def test_others_do_not_decide(sign_in: SignIn, role: Role) -> None:
    one, _ = two()
    browser = sign_in(people.worker(role=role))

    assert browser.get(DOUBLES).status_code == 403
    assert decide(browser, one.pk).status_code == 403


def test_nobody_finds_a_pair_that_never_was(lead: Client) -> None:
    for address in (DOUBLES, f"{DOUBLES}replaced/"):
        tail = "undo/" if "replaced" in address else ""
        assert lead.post(f"{address}{people.nobody()}/{tail}").status_code == 404
