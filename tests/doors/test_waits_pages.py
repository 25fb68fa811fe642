"""The waits board, one wait, and how full everybody is, as people read them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lodestar.access.models import User
from lodestar.referrals.waits.models import TeamType
from tests.factories import people as make
from tests.factories.casework import Town, on_desk, read, to
from tests.roles import as_owner

SignIn = Callable[[User], Client]


@pytest.mark.inventory("S0-14")
def test_the_board_says_who_waits_for_what_how_long_and_who_heard_from_nobody(town: Town, sign_in: SignIn) -> None:
    on_desk(town, "sent", "received", "accepted", received_at=timezone.now() - timedelta(days=40))

    answer = sign_in(town.desk_worker).get(to("waits"))

    page = read(answer)
    assert "1 person waits. 1 person heard from nobody for 28 days" in page
    assert "28 days without a contact" in page
    assert "Breakwater floating support, Floating support" in page
    assert "5 weeks" in page
    assert "A first meeting" in page
    assert "Half have waited up to 6 weeks" in page
    assert "<svg" in answer.content.decode()
    assert "data-print" in answer.content.decode()


def test_an_empty_board_says_what_it_is_for(db: None, sign_in: SignIn) -> None:
    assert "Nobody is waiting" in read(sign_in(make.worker()).get(to("waits")))


@pytest.mark.inventory("S0-13")
def test_one_wait_shows_its_clocks_and_what_is_missing(town: Town, sign_in: SignIn) -> None:
    with as_owner():
        TeamType.objects.create(team=town.team, code="A06")
    referral = on_desk(town, "sent", "received", "accepted", received_at=timezone.now() - timedelta(days=10))

    page = read(sign_in(town.desk_worker).get(to("waiting-well", referral_id=referral.pk)))

    assert "To assessment: 10 days, still running" in page
    assert "To help, in all: 10 days, still running" in page
    assert "Missing: a contact that took place and a first check-in and a finished assessment" in page
    assert "No second contact yet." in page


@pytest.mark.inventory("S0-14")
def test_waiting_well_is_planned_with_the_crisis_route_told_first(town: Town, sign_in: SignIn) -> None:
    referral = on_desk(town, "sent", "received")
    browser = sign_in(town.navigator)
    address = to("waiting-well", referral_id=referral.pk)
    typed = {"named": str(town.navigator.pk), "check_every_days": "7", "meanwhile": "The Tuesday drop-in"}

    refused = read(browser.post(address, typed))
    assert "Tell them first: 999 in an emergency" in refused
    assert "The Tuesday drop-in" in refused
    answer = browser.post(address, {**typed, "knows_crisis_route": "on"})

    page = read(browser.get(answer["Location"]))
    assert "Noor Malik is there for them, every week" in page
    assert "Noor Malik checks in by" in read(browser.get(to("waits")))


def test_how_full_everybody_is_shows_counts_and_no_names_of_people(town: Town, sign_in: SignIn) -> None:
    page = read(sign_in(town.navigator).get(to("load")))

    assert "Noor Malik" in page
    assert "3 %" in page, "one person of the usual thirty"
    assert "Sam" not in page


def test_a_stranger_finds_no_wait(town: Town, sign_in: SignIn) -> None:
    referral = on_desk(town, "sent", "received")

    assert sign_in(make.worker()).get(to("waiting-well", referral_id=referral.pk)).status_code == 404
    assert "Sam" not in read(sign_in(make.worker()).get(to("waits")))
