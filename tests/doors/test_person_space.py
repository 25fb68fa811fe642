"""The person's own space: what they do by themselves, what they share, and what others then see."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access import audit
from lodestar.access.models import AuditEvent, User
from lodestar.access.roles import Role
from lodestar.people.models import Consent, Involvement, Person
from lodestar.people.supporting.models import Supporter
from lodestar.people.voice import actions
from lodestar.people.voice.models import Correction, CrisisCard, Message, Pause
from lodestar.plans.models import Need
from lodestar.referrals.models import Contact, Referral, ReferralStep
from tests.factories import in_touch as touch
from tests.factories import people as make
from tests.factories import sharing, voice
from tests.roles import as_owner


@pytest.fixture
def tim(db: None) -> Person:
    """Somebody with a key worker, a need, and an open request."""
    someone = make.person(user=make.user(name="Tim"), preferred_name="Tim", what_matters="My bike")
    make.involve(someone, make.worker(name="Aisha Khan", role=Role.KEY_WORKER), is_key_worker=True)
    make.referral(
        person=someone,
        service=make.service(name="Boatyard", team=make.team(name="Boatyard desk")),
        steps=("sent", "received", "accepted"),
    )
    with as_owner():
        Need.objects.create(
            person=someone, life_area="home", words="A quiet room", recorded_by=make.user(), recorded_at=voice.THEN
        )
    return someone


def read(browser: Client, name: str, **parts: object) -> str:
    answer = browser.get(reverse(f"person:{name}", kwargs=parts or None))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def send(browser: Client, name: str, data: dict[str, object], **parts: object) -> str:
    answer = browser.post(reverse(f"person:{name}", kwargs=parts or None), data, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def words_of(answer: HttpResponse) -> str:
    """A page without what differs from one request to the next."""
    return re.sub(r'value="[^"]*"|data-seconds-left="\d+"', "", answer.content.decode())


def key_worker(person: Person) -> Involvement:
    with as_owner():
        return Involvement.objects.select_related("user").get(person=person, is_key_worker=True)


def the_referral(person: Person) -> Referral:
    with as_owner():
        return Referral.objects.get(person=person)


# --- messages --------------------------------------------------------------------------------------------


def test_a_message_is_answered_and_the_answer_is_new_once(tim: Person, sign_in) -> None:
    worker = key_worker(tim).user
    send(sign_in(tim.user), "new-message", {"to": str(worker.pk), "words": "Can we meet outside?"})
    with as_owner():
        asked = Message.objects.get()

    desk = sign_in(worker)
    assert "Can we meet outside?" in desk.get(reverse("casework:answer-said", args=[asked.pk])).content.decode()
    desk.post(reverse("casework:answer-said", args=[asked.pk]), {"words": "Yes, by the pier."})

    mine = sign_in(tim.user)
    assert "You have 1 new message" in read(mine, "today")
    assert "Yes, by the pier." in read(mine, "messages")
    assert "new message" not in read(mine, "today")


def test_nobody_but_its_receiver_reads_or_answers_a_message(tim: Person, sign_in) -> None:
    send(sign_in(tim.user), "new-message", {"to": str(key_worker(tim).user.pk), "words": "Between us"})
    colleague = make.worker()
    make.involve(tim, colleague)
    with as_owner():
        address = reverse("casework:answer-said", args=[Message.objects.get().pk])

    browser = sign_in(colleague)

    assert browser.get(address).status_code == 404
    assert browser.post(address, {"words": "Hello"}).status_code == 404
    assert "Between us" not in browser.get(reverse("casework:said")).content.decode()


def test_somebody_who_is_not_involved_cannot_be_written_to(tim: Person, sign_in) -> None:
    stranger = make.worker()

    page = send(sign_in(tim.user), "new-message", {"to": str(stranger.pk), "words": "Hello"})

    assert "There is something to mend" in page
    with as_owner():
        assert not Message.objects.exists()


def test_the_same_words_sent_twice_are_there_once_and_other_words_are_not_lost(tim: Person, sign_in) -> None:
    browser = sign_in(tim.user)
    form = {"to": str(key_worker(tim).user.pk), "row_id": "0f0f0f0f-0000-4000-8000-000000000001"}

    for words in ("Ring me", "Ring me", "Ring me on Sunday"):
        send(browser, "new-message", {**form, "words": words})

    with as_owner():
        assert sorted(Message.objects.values_list("words", flat=True)) == ["Ring me", "Ring me on Sunday"]


@pytest.mark.inventory("S2-23")
def test_a_first_meeting_stands_on_the_first_page_with_what_to_expect(tim: Person, sign_in) -> None:
    told = "I am Dee. We sit by the window, for an hour. You can bring Ruth."
    soon = timezone.now() + timedelta(days=2)
    touch.appointment(tim, make.worker(name="Dee"), starts_at=soon, venue="The library", is_first=True, tell_ahead=told)

    page = read(sign_in(tim.user), "today")

    assert "When I meet somebody" in page and "with Dee" in page and "Where: The library" in page
    assert told in page
    assert "You can bring somebody with you. You can say no." in page


@pytest.mark.inventory("S1-25")
def test_a_nameless_comment_is_answered_and_how_soon_stands_with_the_manager(tim: Person, sign_in) -> None:
    referral = the_referral(tim)
    manager = sign_in(make.worker(role=Role.REFERRAL_DESK, team=referral.team))
    for felt in ("mixed", "helped"):
        said = {"felt": felt, "words": "The room is loud", "is_nameless": "true"}
        send(sign_in(tim.user), "comment", said, referral_id=referral.pk)
    with as_owner():
        one = Message.objects.filter(kind="comment").first()
        Message.objects.filter(pk=one.pk).update(said_at=timezone.now() - timedelta(days=3))

    waiting = manager.get(reverse("casework:said")).content.decode()
    manager.post(reverse("casework:answer-said", kwargs={"message_id": one.pk}), {"words": "We found a quieter one"})
    answered = manager.get(reverse("casework:said")).content.decode()

    assert "people said 2 things, and 0 are answered." in waiting
    assert "people said 2 things, and 1 are answered, half of them within 3 days." in answered
    assert not re.search(r"\bTim\b", answered)
    assert "We found a quieter one" in read(sign_in(tim.user), "messages")


def test_a_comment_reaches_the_service_without_a_name_if_they_like(tim: Person, sign_in) -> None:
    referral = the_referral(tim)
    manager = make.worker(role=Role.REFERRAL_DESK, team=referral.team)

    send(
        sign_in(tim.user),
        "comment",
        {"felt": "mixed", "words": "The room is loud", "is_nameless": "true"},
        referral_id=referral.pk,
    )

    page = sign_in(manager).get(reverse("casework:said")).content.decode()
    assert "Says how the support is" in page
    assert "Some of it helped" in page
    assert not re.search(r"\bTim\b", page)


def test_a_question_about_a_look_reaches_the_information_lead_and_the_answer_stands_by_it(
    tim: Person, sign_in, look_as
) -> None:
    worker = key_worker(tim).user
    viewer = look_as(worker)
    audit.record(by=viewer, at=timezone.now(), action="open-record", person_id=tim.pk, life_areas=["money"])
    with as_owner():
        event = AuditEvent.objects.get()
    mine = sign_in(tim.user)
    send(mine, "question-look", {"words": "Why my money?"}, event_id=event.pk)
    lead = sign_in(make.worker(role=Role.INFORMATION_LEAD))
    with as_owner():
        question = Message.objects.get()
    assert "Questions a look at their record" in lead.get(reverse("casework:said")).content.decode()
    lead.post(reverse("casework:answer-said", args=[question.pk]), {"words": "For your rent, she says."})

    page = read(mine, "looked")

    assert "Why my money?" in page
    assert "For your rent, she says." in page


def test_an_e_mail_is_sent_only_to_whom_chose_it_and_says_nothing(
    tim: Person, sign_in, django_capture_on_commit_callbacks
) -> None:
    worker = sign_in(key_worker(tim).user)
    write = reverse("casework:write", args=[tim.pk])

    with django_capture_on_commit_callbacks(execute=True):
        worker.post(write, {"words": "About your debt with the bank"})
    before_choosing = len(mail.outbox)
    send(sign_in(tim.user), "notices", {"by_email": "yes"})
    with django_capture_on_commit_callbacks(execute=True):
        worker.post(write, {"words": "About your ward round"})
        worker.post(write, {"words": "And your medicine"})

    assert before_choosing == 0
    (letter,) = mail.outbox
    assert letter.to == [tim.user.email]
    assert letter.subject == "Something new for you"
    assert not re.search(r"debt|ward|medicine|bank|Aisha|Tim\b", letter.body)


# --- control ---------------------------------------------------------------------------------------------


@pytest.mark.inventory("S1-19")
def test_each_way_of_being_in_control_works_without_staff(tim: Person, sign_in) -> None:
    browser, worker, referral = sign_in(tim.user), key_worker(tim), the_referral(tim)
    with as_owner():
        need = Need.objects.get()

    send(browser, "new-need", {"life_area": "money", "words": "To know what I owe"})
    send(
        browser,
        "correct-need",
        {"seen": "A quiet room", "after": "A quiet flat", "reason": "Not a room"},
        need_id=need.pk,
    )
    send(browser, "pause", {"words": "A week by the sea"})
    send(browser, "change-worker", {"words": "A woman, if you can"}, holder_id=worker.user_id)
    send(browser, "stop-request", {}, referral_id=referral.pk)

    with as_owner():
        assert sorted(Need.objects.values_list("words", flat=True)) == ["A quiet flat", "To know what I owe"]
        assert Pause.objects.filter(person=tim, ended_at=None).count() == 1
        assert Message.objects.get().kind == Message.Kind.CHANGE_WORKER
        assert ReferralStep.objects.order_by("-number").first().kind == "withdrawn"
        assert set(AuditEvent.objects.values_list("by_name", flat=True)) == {"Tim"}
    send(browser, "end-pause", {})
    assert "You are taking a break" not in read(browser, "today")
    send(browser, "come-back", {"words": "I want to try again"}, referral_id=referral.pk)


@pytest.mark.inventory("S4-27")
@pytest.mark.inventory("S1-31")
def test_stopping_a_request_changes_nothing_else(tim: Person, sign_in) -> None:
    def everything_else() -> dict[str, object]:
        with as_owner():
            return {
                "person": Person.objects.filter(pk=tim.pk).values().get(),
                "involvements": list(Involvement.objects.exclude(basis="referral").order_by("id").values()),
                "needs": list(Need.objects.order_by("id").values()),
                "consents": list(Consent.objects.order_by("id").values()),
            }

    before = everything_else()

    send(sign_in(tim.user), "stop-request", {}, referral_id=the_referral(tim).pk)

    assert everything_else() == before


def test_a_break_is_seen_by_workers_and_ends_nothing(tim: Person, sign_in) -> None:
    with as_owner():
        before = list(Involvement.objects.order_by("id").values())
    send(sign_in(tim.user), "pause", {"words": "Exams"})

    page = sign_in(key_worker(tim).user).get(reverse("casework:person", args=[tim.pk])).content.decode()

    assert "They are taking a break" in page
    assert "Exams" in page
    with as_owner():
        assert list(Involvement.objects.order_by("id").values()) == before


# --- putting right ---------------------------------------------------------------------------------------


def test_a_correction_keeps_the_old_words_with_the_reason(tim: Person, sign_in) -> None:
    page = send(
        sign_in(tim.user),
        "correct",
        {"seen": "My bike", "after": "My bike and my sister", "reason": "She is back"},
        text="what_matters",
    )

    assert "My bike and my sister" in page
    assert "She is back" in page
    with as_owner():
        assert list(Correction.objects.values_list("before", "after")) == [("My bike", "My bike and my sister")]


def test_of_two_corrections_at_once_nothing_is_lost_and_both_are_shown(tim: Person, sign_in) -> None:
    browser = sign_in(tim.user)
    send(browser, "correct", {"seen": "My bike", "after": "My boat", "reason": "Sold it"}, text="what_matters")

    page = send(browser, "correct", {"seen": "My bike", "after": "My band", "reason": "New"}, text="what_matters")

    assert "It was changed while you were writing" in page
    assert "My boat" in page
    assert "My band" in page


@pytest.mark.parametrize("text", ["nhs_number", "full_name", "user", "id"])
def test_only_texts_about_oneself_are_put_right_this_way(tim: Person, sign_in, text: str) -> None:
    answer = sign_in(tim.user).post(
        reverse("person:correct", kwargs={"text": text}), {"seen": "", "after": "x", "reason": "y"}
    )

    assert answer.status_code == 404


# --- sharing ---------------------------------------------------------------------------------------------


def test_the_look_through_anothers_eyes_shows_what_opens_to_them_and_no_more(tim: Person, sign_in) -> None:
    adviser = make.worker(role=Role.MONEY_ADVISER)
    held = make.involve(tim, adviser, life_areas=["money"])
    browser = sign_in(tim.user)

    key, money = key_worker(tim), held
    theirs, advisers = (
        read(browser, "preview", involvement_id=key.pk),
        read(browser, "preview", involvement_id=money.pk),
    )

    assert "A quiet room" in theirs
    assert "A quiet room" not in advisers
    assert "Boatyard</a>" in theirs
    assert "Boatyard</a>" not in advisers
    assert "A quiet room" in read(browser, "plan"), "afterwards the person sees as themself again"


def test_a_supporter_is_invited_by_link_and_stopped_without_a_word(
    tim: Person, sign_in, django_capture_on_commit_callbacks
) -> None:
    mine = sign_in(tim.user)
    with django_capture_on_commit_callbacks(execute=True):
        page = send(
            mine,
            "invite-supporter",
            {"name": "Ruth", "email": "ruth@example.org", "life_areas": ["home"], "task": "Ring the library"},
        )
    code = re.search(r"ls-numbers\">(\d{3} \d{3})<", page).group(1)
    (letter,) = mail.outbox
    assert not re.search(r"Tim|Lodestar|plan|support|health", letter.body.replace("/account/", ""), re.IGNORECASE)
    link = re.search(r"http://testserver(\S+)", letter.body).group(1)
    hers = Client()
    hers.post(link, follow=True)
    with as_owner():
        share = Supporter.objects.get()

    assert "Open it with the 6 numbers" in read(hers, "shared")
    assert "A quiet room" not in send(hers, "accept", {"code": "000000"}, supporter_id=share.pk)
    page = send(hers, "accept", {"code": code}, supporter_id=share.pk)
    assert "A quiet room" in page
    assert "Ring the library" in page
    assert "looked at what you share with them" in read(mine, "looked")

    send(mine, "stop-supporter", {}, supporter_id=share.pk)
    with as_owner():
        ruth = User.objects.get(email="ruth@example.org")
    later = sign_in(ruth)
    gone = later.get(reverse("person:shared-by", args=[share.pk]))
    never = later.get(reverse("person:shared-by", args=[make.nobody()]))
    assert gone.status_code == never.status_code == 404
    assert words_of(gone) == words_of(never)
    assert "Nothing is here" in read(later, "shared")


def test_the_person_sees_what_their_supporter_sees(tim: Person, sign_in) -> None:
    share = voice.supporter(tim, name="Ruth", life_areas=["home"])

    page = read(sign_in(tim.user), "preview-supporter", supporter_id=share.pk)

    assert "What Ruth sees" in page
    assert "A quiet room" in page


def test_a_supporter_without_a_record_lands_on_what_is_shared(tim: Person, sign_in) -> None:
    ruth = make.user()
    voice.supporter(tim, user=ruth, life_areas=["home"])

    answer = sign_in(ruth).get(reverse("person:today"))

    assert answer.headers["Location"] == reverse("person:shared")


def test_a_supporter_without_a_record_is_led_nowhere_that_only_sends_them_back(tim: Person, sign_in) -> None:
    ruth = make.user(name="Ruth")
    voice.supporter(tim, user=ruth, life_areas=["home"])

    page = sign_in(ruth).get(reverse("person:shared")).content.decode()

    assert 'aria-current="page">Shared with me' in page
    assert reverse("person:plan") not in page
    assert reverse("person:crisis-card") not in page


# --- crisis card -----------------------------------------------------------------------------------------


def test_the_crisis_card_is_one_step_away_and_keeps_its_versions(tim: Person, sign_in) -> None:
    browser = sign_in(tim.user)
    for people in ("Joan 07700 900456", "Joan 07700 900456\nThe parish hall"):
        send(browser, "crisis-card-change", {"people": people, "helps": "The sea"})

    page = read(browser, "crisis-card")

    assert 'href="tel:07700900456"' in page
    assert "The parish hall" in page
    with as_owner():
        assert CrisisCard.objects.count() == 2
    for name in ("today", "plan", "people", "sharing", "looked", "messages", "about-me", "copy"):
        assert f'<a href="{reverse("person:crisis-card")}">Crisis card</a>' in read(browser, name), name


# --- my copy ---------------------------------------------------------------------------------------------


@pytest.mark.inventory("S2-75")
def test_my_copy_comes_as_tagged_document_and_as_data_and_is_not_kept_by_browsers(tim: Person, sign_in) -> None:
    browser = sign_in(tim.user)

    document = browser.post(reverse("person:copy-readable"))
    data = browser.post(reverse("person:copy-machine"))

    assert document.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in document.content
    assert b"/Lang" in document.content
    assert json.loads(data.content)["name"] == "Tim"
    assert "A quiet room" in data.content.decode()
    assert {document.headers["Cache-Control"], data.headers["Cache-Control"]} == {"no-store"}
    taken = AuditEvent.objects.filter(action="take-copy").order_by("at")
    with as_owner():
        assert list(taken.values_list("reason", flat=True)) == ["pdf", "json"]


# --- hard on itself --------------------------------------------------------------------------------------


def test_another_persons_ids_open_nothing_in_any_address_and_form(tim: Person, sign_in) -> None:
    share = voice.supporter(tim, life_areas=["home"])
    key, referral = key_worker(tim), the_referral(tim)
    with as_owner():
        need = Need.objects.get()
        before = {model: model.objects.count() for model in (Message, Correction, ReferralStep, Supporter)}
    other = make.person(user=make.user())
    browser = sign_in(other.user)
    addresses = [
        ("referral", {"referral_id": referral.pk}),
        ("stop-request", {"referral_id": referral.pk}),
        ("comment", {"referral_id": referral.pk}),
        ("come-back", {"referral_id": referral.pk}),
        ("correct-need", {"need_id": need.pk}),
        ("preview", {"involvement_id": key.pk}),
        ("change-worker", {"holder_id": key.user_id}),
        ("change-supporter", {"supporter_id": share.pk}),
        ("stop-supporter", {"supporter_id": share.pk}),
        ("new-task", {"supporter_id": share.pk}),
        ("preview-supporter", {"supporter_id": share.pk}),
        ("shared-by", {"supporter_id": share.pk}),
        ("accept", {"supporter_id": share.pk}),
    ]

    form = {"words": "x", "felt": "mixed", "seen": "A quiet room", "after": "y", "reason": "z", "code": "402917"}
    for name, parts in addresses:
        address = reverse(f"person:{name}", kwargs=parts)
        assert browser.get(address).status_code == 404, name
        assert browser.post(address, form).status_code == 404, name

    with as_owner():
        assert {model: model.objects.count() for model in before} == before
        assert Supporter.objects.get().withdrawn_at is None


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "#sys.inputs",
    "'; DROP TABLE x; --",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_shown_as_words(tim: Person, sign_in, words: str) -> None:
    browser = sign_in(tim.user)
    send(browser, "correct", {"seen": "My bike", "after": words, "reason": words}, text="what_matters")
    send(browser, "crisis-card-change", {"helps": words, "people": words})
    send(browser, "new-message", {"to": str(key_worker(tim).user.pk), "words": words})

    for name in ("about-me", "crisis-card", "messages", "plan"):
        page = read(browser, name)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "49" not in re.findall(r"ls-own-words[^>]*>([^<]*)<", page)
    assert browser.post(reverse("person:copy-readable")).content.startswith(b"%PDF-")


def test_a_person_without_an_own_record_does_nothing_by_themself(look_as) -> None:
    by = look_as(make.user())

    with pytest.raises(actions.RecordNotFound):
        actions.say(kind=Message.Kind.MESSAGE, words="x", to=actions.Receiver(), by=by, at=voice.THEN)


# --- changing what workers see ---------------------------------------------------------------------------


def test_what_is_closed_to_a_worker_is_closed_at_once_and_opens_again(tim: Person, sign_in) -> None:
    mine, key = sign_in(tim.user), key_worker(tim)
    record = reverse("casework:person", args=[tim.pk])
    assert "A quiet room" in sign_in(key.user).get(record).content.decode()

    page = send(mine, "close", {"life_areas": ["home"]}, involvement_id=key.pk)

    assert "<strong>Aisha Khan</strong> does not see <strong>home</strong>" in page
    assert "A quiet room" not in sign_in(key.user).get(record).content.decode()
    assert "A quiet room" not in read(mine, "preview", involvement_id=key.pk)
    choice = re.search(r"/me/sharing/closed/([0-9a-f-]{36})/open/", page).group(1)
    assert "does not see" not in send(mine, "open-again", {}, choice_id=choice)
    assert "A quiet room" in sign_in(key.user).get(record).content.decode()


def test_sharing_with_a_worker_stops_at_once(tim: Person, sign_in) -> None:
    key = key_worker(tim)

    send(sign_in(tim.user), "stop-worker", {}, involvement_id=key.pk)

    assert sign_in(key.user).get(reverse("casework:person", args=[tim.pk])).status_code == 404


def test_taking_back_what_was_agreed_stops_the_request_that_rests_on_it(tim: Person, sign_in) -> None:
    referral = the_referral(tim)
    with as_owner():
        consent = Consent.objects.create(
            person=tim, purpose="referral", life_areas=["home"], words="Tell the Boatyard", how="in-person",
            asked_by=key_worker(tim).user, given_at=voice.THEN,
        )  # fmt: skip
        Referral.objects.filter(pk=referral.pk).update(consent=consent)
    browser = sign_in(tim.user)

    page = send(browser, "take-back", {}, consent_id=consent.pk)

    assert "You took it back." in page
    with as_owner():
        assert ReferralStep.objects.order_by("-number").first().kind == "withdrawn"
        consent.refresh_from_db()
        assert consent.withdrawn_at is not None


def test_another_persons_choices_workers_and_agreements_are_not_there(tim: Person, sign_in) -> None:
    key = key_worker(tim)
    with as_owner():
        consent = Consent.objects.create(
            person=tim, purpose="evaluation", life_areas=["home"], words="Count me", how="in-person",
            asked_by=key.user, given_at=voice.THEN,
        )  # fmt: skip
    browser = sign_in(make.person(user=make.user()).user)

    for name, parts in (
        ("close", {"involvement_id": key.pk}),
        ("stop-worker", {"involvement_id": key.pk}),
        ("take-back", {"consent_id": consent.pk}),
        ("open-again", {"choice_id": make.nobody()}),
    ):
        address = reverse(f"person:{name}", kwargs=parts)
        assert browser.post(address, {"life_areas": ["home"]}).status_code == 404, name


@pytest.mark.inventory("S2-21")
def test_my_people_says_how_often_it_was_the_same_worker(tim: Person, sign_in) -> None:
    dee, amir = key_worker(tim).user, make.worker(name="Amir")
    with as_owner():
        for days, by, attendance in ((1, dee, "attended"), (8, dee, "attended"), (15, amir, "attended"),
                                     (22, dee, "not-reached"), (500, amir, "attended")):  # fmt: skip
            Contact.objects.create(
                person=tim, life_area="home", by=by, mode="telephone", attendance=attendance,
                happened_on=timezone.localdate() - timedelta(days=days),
            )  # fmt: skip

    assert "2 of your 3 meetings and calls in the last year were with Aisha Khan." in read(sign_in(tim.user), "people")


def test_an_opening_in_an_emergency_stands_on_top_of_who_looked(tim: Person, sign_in) -> None:
    sharing.emergency(tim, make.worker(), ends_at=timezone.now() + timedelta(hours=4), words="She rang from the bridge")

    page = read(sign_in(tim.user), "looked")

    assert "Opened in an emergency" in page
    assert "She rang from the bridge" in page
    assert "Somebody else looks at this soon" in page
