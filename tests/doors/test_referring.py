"""The menu and the referral: reasons, consent, checked answers, and nothing sent twice."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from lodestar.access.models import User
from lodestar.directory import indexing
from lodestar.directory.models import Service
from lodestar.referrals.models import Referral
from tests.factories import people as make
from tests.factories.casework import HOPES, Town, answers, events, kinds, on_desk, read, to
from tests.roles import as_owner

SignIn = Callable[[User], Client]


@pytest.mark.inventory("S0-41")
def test_the_menu_says_why_each_option_fits_or_not_and_chooses_nothing(town: Town, sign_in: SignIn) -> None:
    make.service(
        name="Young people's house",
        life_areas=["home"],
        eligibility_rules=[{"kind": "age", "minimum": 16, "maximum": 24}],
        location=make.location(),
    )
    make.service(name="Key makers", life_areas=["home"], eligibility_rules=None, location=make.location())
    with as_owner():
        indexing.index_services()

    response = sign_in(town.navigator).get(to("menu", need_id=town.need.pk))

    page = read(response)
    assert "A door that locks" in page
    assert "We looked at 3 services within reach: 1 fit, 1 to check, 1 do not fit." in page
    assert "Fits: it is open to anybody" in page
    assert "Check: the entry does not say who it is for. Ask them" in page
    assert "Does not fit: it is for people 16 to 24, and they are 46" in page
    assert page.index("Breakwater floating support") < page.index("Young people's house")
    assert "checked" not in re.findall(r'<input class="nhsuk-checkboxes__input"[^>]*>', response.content.decode())[0]
    assert events() == ["open-record"]


def test_the_menu_marks_a_service_that_was_asked_already_and_gives_two_reasons(town: Town, sign_in: SignIn) -> None:
    make.service(
        name="Only for some",
        life_areas=["home"],
        eligibility_rules=[
            {"kind": "age", "minimum": 16, "maximum": 24},
            {"kind": "tenancy-status", "values": ["tenant"]},
            {"kind": "benefit", "values": ["pip"]},
        ],
        location=make.location(),
    )
    with as_owner():
        indexing.index_services()
    browser = sign_in(town.navigator)
    menu = to("menu", need_id=town.need.pk)
    before = read(browser.get(menu))

    browser.post(town.refer_address, answers())
    browser.post(town.refer_address, answers(stage="send"))
    after = read(browser.get(menu))

    assert "Asked on" not in before
    assert before.count("Choose ") == 2
    assert "With the service, not answered yet" in after
    assert after.count("Choose ") == 1
    assert "1 more reason when you choose it" in after


@pytest.mark.inventory("S2-73")
def test_a_referral_asks_checks_and_is_sent_once(town: Town, sign_in: SignIn) -> None:
    browser = sign_in(town.navigator)

    form = read(browser.get(town.refer_address + "?go_with_me=true"))
    assert "Breakwater floating support (Breakwater) will see your name" in form
    check = read(browser.post(town.refer_address, answers(go_with_me="true")))
    assert "Check before you send" in check
    assert HOPES in check
    with as_owner():
        assert not Referral.objects.exists()
    sent = [browser.post(town.refer_address, answers(stage="send", go_with_me="true")) for _ in range(2)]

    with as_owner():
        (referral,) = Referral.objects.select_related("consent")
    assert referral.go_with_me
    assert referral.consent is not None
    assert "You can take this back at any time" in referral.consent.words
    assert [answer["Location"] for answer in sent] == [
        to("referral", referral_id=referral.pk) + "?done=sent",
        to("referral", referral_id=referral.pk) + "?done=already",
    ]
    assert events().count("refer") == 1
    assert "The referral is sent." in read(browser.get(sent[0]["Location"]))


@pytest.mark.inventory("S2-73")
@pytest.mark.parametrize("consent", ["no", ""])
def test_nothing_is_sent_until_the_person_says_yes(town: Town, sign_in: SignIn, consent: str) -> None:
    page = read(sign_in(town.navigator).post(town.refer_address, answers(stage="send", consent=consent)))

    assert "they say yes" in page or "Choose whether they said yes" in page
    assert HOPES in page
    with as_owner():
        assert not Referral.objects.exists()


def test_changing_an_answer_keeps_the_others(town: Town, sign_in: SignIn) -> None:
    page = read(sign_in(town.navigator).post(town.refer_address, answers(stage="change")))

    assert "Check before sending" in page
    assert HOPES in page


def test_a_service_that_does_not_fit_is_rung_before_it_is_referred_to(town: Town, sign_in: SignIn) -> None:
    with as_owner():
        Service.objects.filter(pk=town.service.pk).update(eligibility_rules=[{"kind": "age", "maximum": 24}])
        indexing.index_services()
    browser = sign_in(town.navigator)

    refused = read(browser.post(town.refer_address, answers(stage="send")))
    sent = browser.post(town.refer_address, answers(stage="send", is_agreed_with_service="true"))

    assert "Ask the service first, and tick this when they will see the person" in refused
    assert sent.status_code == 302


def test_a_service_that_has_closed_leads_back_to_the_menu(town: Town, sign_in: SignIn) -> None:
    with as_owner():
        Service.objects.filter(pk=town.service.pk).update(status="defunct")

    answer = sign_in(town.navigator).post(town.refer_address, answers(stage="send"))

    assert answer["Location"] == to("menu", need_id=town.need.pk) + "?done=closed"


def test_a_referral_is_taken_back_when_the_person_no_longer_wants_it(town: Town, sign_in: SignIn) -> None:
    referral = on_desk(town)
    browser = sign_in(town.navigator)
    address = to("take-back", referral_id=referral.pk)

    assert "will no longer see Sam through it" in read(browser.get(address))
    browser.post(address)

    assert kinds(referral)[-1] == "withdrawn"
    second = browser.post(address)
    assert second.status_code == 409
    assert "Noor Malik was here first." in read(second)


def test_what_the_desk_asks_is_answered_from_the_referral(town: Town, sign_in: SignIn) -> None:
    referral = on_desk(town)
    desk, navigator = sign_in(town.desk_worker), sign_in(town.navigator)
    answer_page = to("answer", referral_id=referral.pk)

    asked = desk.post(to("ask", referral_id=referral.pk), {"question": "Which days suit you?"})
    assert "Your question is with the person and their worker." in read(desk.get(asked["Location"]))
    assert "Which days suit you?" in read(navigator.get(to("referral", referral_id=referral.pk)))
    told = navigator.post(answer_page, {"words": "Tuesdays"})

    assert "Your answer is with the service." in read(navigator.get(told["Location"]))
    assert "Tuesdays" in read(desk.get(to("desk-referral", referral_id=referral.pk)))
    assert kinds(referral) == ["sent", "received", "needs-information", "received"]
    assert navigator.get(answer_page)["Location"] == to("referral", referral_id=referral.pk)
    assert "was here first" in read(navigator.post(answer_page, {"words": "Tuesdays"}))


def test_a_service_without_a_desk_is_told_and_sees_no_record(town: Town, sign_in: SignIn) -> None:
    walk = make.service(name="Slow walk", life_areas=["home"], eligibility_rules=[], how_to_apply="Come along.")
    with as_owner():
        indexing.index_services()
    browser = sign_in(town.navigator)

    form = read(browser.get(to("refer", need_id=town.need.pk, service_id=walk.pk)))
    assert "They cannot see your record." in form
    assert "After you send, ring them" in form
    sent = browser.post(to("refer", need_id=town.need.pk, service_id=walk.pk), answers(stage="send"))

    assert "Sent. The service has no desk here: ring to hear" in read(browser.get(sent["Location"]))
