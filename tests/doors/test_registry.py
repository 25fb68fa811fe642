"""Finding, registering, how to speak with somebody, and the information lead's pages."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lodestar.access.models import AuditEvent, User
from lodestar.access.roles import Role
from lodestar.people.models import CommunicationNeed, Person
from tests.factories import people as make
from tests.factories.casework import Town, read, to
from tests.roles import as_owner

SignIn = Callable[[User], Client]
NEW = {
    "preferred_name": "Rosie",
    "full_name": "Rosa Delgado",
    "born_on-day": "7",
    "born_on-month": "3",
    "born_on-year": "1984",
    "postcode": "m33 7ab",
    "nhs_number": "999 000 0018",
    "life_areas": ["home", "money"],
    "team": "",
}


def test_a_misspelt_name_is_found_and_is_never_part_of_an_address(town: Town, sign_in: SignIn) -> None:
    rosa = make.person(preferred_name="Rosie", full_name="Rosa Delgado", born_on=date(1984, 3, 7))
    make.involve(rosa, town.navigator)

    answer = sign_in(town.navigator).post(to("people"), {"asked": "Roza Delgardo"})

    assert "Rosa Delgado" in read(answer)
    assert "7 March 1984" in read(answer)
    assert answer.request["QUERY_STRING"] == ""
    assert 'method="post"' in answer.content.decode()


def test_a_name_of_a_hidden_record_and_a_name_of_nobody_read_the_same(town: Town, sign_in: SignIn) -> None:
    make.person(full_name="Zebulon Quartermain")
    browser = sign_in(town.navigator)

    hidden, nobody = (browser.post(to("people"), {"asked": name}) for name in ("Zebulon", "Xzebulon"))

    assert read(hidden).replace("Zebulon", "") == read(nobody).replace("Xzebulon", "")
    assert "Nobody whom you support has a name like that" in read(hidden)


@pytest.mark.parametrize("how_many", [10, 100])
def test_a_search_takes_as_many_queries_for_a_hundred_people_as_for_ten(
    how_many: int, db: None, sign_in: SignIn
) -> None:
    worker = make.worker()
    for _ in range(how_many):
        make.involve(make.person(full_name="Rosa Delgado"), worker)
    browser = sign_in(worker)
    browser.post(to("people"), {"asked": "Rosa"})

    with CaptureQueriesContext(connection) as queries:
        browser.post(to("people"), {"asked": "Rosa"})

    asked = [one["sql"] for one in queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= 6, asked


def test_somebody_is_registered_and_the_worker_stands_in_their_record(town: Town, sign_in: SignIn) -> None:
    answer = sign_in(town.navigator).post(to("register"), {**NEW, "row_id": str(uuid.uuid4())}, follow=True)

    assert "They are registered" in read(answer)
    assert "999" not in answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]
    with as_owner():
        rosa = Person.objects.get(preferred_name="Rosie")
        assert (rosa.nhs_number, rosa.postcode, rosa.born_on) == ("9990000018", "M33 7AB", date(1984, 3, 7))
        assert rosa.involvements.get().user == town.navigator


def test_a_desk_registers_for_its_team_and_opens_no_record(town: Town, sign_in: SignIn) -> None:
    answer = sign_in(town.desk_worker).post(
        to("register"), {**NEW, "row_id": str(uuid.uuid4()), "team": str(town.team.pk)}, follow=True
    )

    assert answer.request["PATH_INFO"] == to("people")
    with as_owner():
        held = Person.objects.get(preferred_name="Rosie").involvements
        assert set(held.values_list("user_id", "team_id")) == {(town.desk_worker.pk, None), (None, town.team.pk)}


def test_somebody_whom_i_may_see_is_shown_gently_before_a_second_record_is_made(town: Town, sign_in: SignIn) -> None:
    rosa = make.person(preferred_name="Rosa", full_name="Rosa Delgado", born_on=date(1984, 3, 7))
    make.involve(rosa, town.navigator)
    browser, form = sign_in(town.navigator), {**NEW, "row_id": str(uuid.uuid4())}

    shown = browser.post(to("register"), form)
    made = browser.post(to("register"), {**form, "is_somebody_else": "true"})

    assert "They may be here already" in read(shown)
    assert "A name like it, and the same date of birth" in read(shown)
    assert 'value="Rosie"' in shown.content.decode()
    assert made.status_code == 302


def test_a_hidden_record_changes_nothing_that_the_registrar_reads(town: Town, sign_in: SignIn) -> None:
    make.person(full_name="Rosa Delgado", born_on=date(1984, 3, 7), postcode="M33 7AB", nhs_number="9990000018")

    answer = sign_in(town.navigator).post(to("register"), {**NEW, "row_id": str(uuid.uuid4())})

    assert answer.status_code == 302
    with as_owner():
        assert Person.objects.filter(full_name="Rosa Delgado").count() == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"preferred_name": ""}, "Enter the name they like to be called by"),
        ({"nhs_number": "999 000 0019"}, "Check the NHS number"),
        ({"born_on-year": "2984"}, "Enter the day on which they were born"),
        ({"life_areas": []}, "Choose at least one part of life"),
        ({"email": "nobody"}, "Enter an e-mail address, like name@example.org"),
    ],
)
def test_the_form_says_how_to_mend_it_and_keeps_what_was_typed(
    wrong: dict[str, object], words: str, town: Town, sign_in: SignIn
) -> None:
    answer = sign_in(town.navigator).post(to("register"), {**NEW, "row_id": str(uuid.uuid4()), **wrong})

    assert answer.status_code == 200
    assert words in read(answer)
    assert 'value="Rosa Delgado"' in answer.content.decode()


def test_nobody_registers_for_a_team_of_others_by_changing_the_form(town: Town, sign_in: SignIn) -> None:
    answer = sign_in(town.navigator).post(
        to("register"), {**NEW, "row_id": str(uuid.uuid4()), "team": str(town.team.pk)}
    )

    assert answer.status_code == 200
    with as_owner():
        assert not Person.objects.filter(preferred_name="Rosie").exists()


@pytest.mark.inventory("S2-22")
def test_what_to_know_stands_on_top_of_every_page_of_the_record_and_on_the_desk(town: Town, sign_in: SignIn) -> None:
    address = to("communication", person_id=town.person.pk)
    browser = sign_in(town.navigator)

    browser.post(address, {"kind": "large-print", "words": ""})
    browser.post(address, {"kind": "interpreter", "words": "Polish"})
    browser.post(address, {"kind": "do-not-raise", "words": "My brother"})
    referral = make.referral(person=town.person, service=town.service, steps=("sent", "received"))
    record, page, desk = (
        read(browser.get(to("person", person_id=town.person.pk))),
        read(browser.get(address)),
        read(sign_in(town.desk_worker).get(to("desk-referral", referral_id=referral.pk))),
    )

    for shown in (record, page, desk):
        assert "Adjustment: Large print" in shown
        assert "Adjustment: Interpreter: Polish" in shown
        assert "Do not raise: My brother" in shown
    assert desk.index("Adjustment: Large print") < desk.index("How to reach them")
    assert "Letters to them: large print." in page


def test_a_need_that_is_nothing_without_words_asks_for_them(town: Town, sign_in: SignIn) -> None:
    answer = sign_in(town.navigator).post(
        to("communication", person_id=town.person.pk), {"kind": "interpreter", "words": " "}
    )

    assert "Say which, in their own words" in read(answer)


def test_what_no_longer_holds_leaves_the_page_and_is_kept(town: Town, sign_in: SignIn) -> None:
    browser, address = sign_in(town.navigator), to("communication", person_id=town.person.pk)
    browser.post(address, {"kind": "braille", "words": ""})
    with as_owner():
        need = CommunicationNeed.objects.get()

    browser.post(to("communication-end", person_id=town.person.pk, need_id=need.pk))

    assert "Braille:" not in read(browser.get(address)).split("Write something down")[0]
    with as_owner():
        need.refresh_from_db()
        assert need.ends_on == timezone.localdate()
        assert set(AuditEvent.objects.filter(subject_kind="communication-need").values_list("action", flat=True)) == {
            "record-communication-need",
            "end-communication-need",
        }


def test_a_stranger_neither_reads_nor_ends_what_to_know(town: Town, sign_in: SignIn) -> None:
    address = to("communication", person_id=town.person.pk)
    sign_in(town.navigator).post(address, {"kind": "braille", "words": ""})
    with as_owner():
        need = CommunicationNeed.objects.get()
    stranger = sign_in(make.worker())

    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {"kind": "audio"}).status_code == 404
    ended = stranger.post(to("communication-end", person_id=town.person.pk, need_id=need.pk))
    assert ended.status_code == 404
    with as_owner():
        assert CommunicationNeed.objects.get().ends_on is None


def two_rosas() -> None:
    for name in ("Rosa", "Rosie"):
        make.person(full_name="Rosa Delgado", preferred_name=name, born_on=date(1984, 3, 7))


def address_of(page: Any, part: str = "") -> str:
    """The address of the first form on a page of records, below `part`."""
    begins = f'action="{to("records")}{part}'
    return to("records") + part + page.content.decode().split(begins)[1].split('"', maxsplit=1)[0]


def test_the_information_lead_merges_a_pair_and_undoes_it(db: None, sign_in: SignIn) -> None:
    two_rosas()
    browser = sign_in(make.worker(role=Role.INFORMATION_LEAD))
    page = browser.get(to("records"))

    merged = browser.post(address_of(page), {"choice": "older"}, follow=True)

    assert "A name like it, and the same date of birth" in read(page)
    assert "The two records are one" in read(merged)
    with as_owner():
        assert Person.objects.filter(merged_into=None).count() == 1
    undone = browser.post(address_of(merged, "merges/"), follow=True)
    assert "apart again" in read(undone)
    with as_owner():
        assert Person.objects.filter(merged_into=None).count() == 2


def test_a_pair_kept_apart_leaves_the_queue_and_a_second_press_says_so(db: None, sign_in: SignIn) -> None:
    two_rosas()
    browser = sign_in(make.worker(role=Role.INFORMATION_LEAD))
    address = address_of(browser.get(to("records")))

    first, second = (browser.post(address, {"choice": "apart"}, follow=True) for _ in range(2))

    assert "stay apart" in read(first)
    assert "Nothing to look at" in read(first)
    assert "Somebody was here before you" in read(second)


def test_a_record_that_is_due_is_held_or_erased_by_its_name(db: None, sign_in: SignIn) -> None:
    someone = make.person(preferred_name="Harold")
    today = timezone.localdate()
    make.involve(someone, make.team(), starts_on=date(2000, 1, 1), ends_on=today.replace(year=today.year - 9, day=1))
    browser = sign_in(make.worker(role=Role.INFORMATION_LEAD))
    address = to("records-due-one", person_id=someone.pk)

    assert "Harold" in read(browser.get(to("records-due")))
    browser.post(address, {"stage": "hold", "reason": "claim"})
    held = browser.post(address, {"stage": "erase", "name": "Harold"})
    browser.post(address, {"stage": "lift"})
    slip = browser.post(address, {"stage": "erase", "name": "Harald"})
    erased = browser.post(address, {"stage": "erase", "name": "harold"}, follow=True)

    assert "A hold keeps this record" in read(held)
    assert "That is not the name on this record" in read(slip)
    assert "The record is erased" in read(erased)
    with as_owner():
        assert not Person.objects.filter(pk=someone.pk).exists()


@pytest.mark.parametrize("role", [Role.INFORMATION_LEAD, Role.ADMINISTRATOR])
def test_whoever_looks_after_records_finds_and_opens_none(role: Role, town: Town, sign_in: SignIn) -> None:
    browser = sign_in(make.worker(role=role))

    assert browser.get(to("people")).status_code == 403
    assert browser.get(to("person", person_id=town.person.pk)).status_code == 403
