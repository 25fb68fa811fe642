"""Letters about referrals: what the person agreed to and no more, in the form that they need, and every one theirs."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access import actions as access_actions
from lodestar.access.models import AuditEvent, Team, User
from lodestar.access.roles import Role
from lodestar.people.models import CommunicationNeed, Consent, Person
from lodestar.referrals.asking import actions as asking_actions
from lodestar.referrals.asking.models import FrontDoor, HelpRequest
from lodestar.referrals.letters import actions, queries
from lodestar.referrals.letters.models import Letter, ReceivedFile
from lodestar.referrals.models import Referral
from lodestar.rules import referral_letters
from lodestar.rules.communication_needs import LetterFormat
from lodestar.rules.referral_letters import Addressee, Part
from lodestar.web import letter_paper, letter_words
from tests.factories import people as make
from tests.factories import sharing
from tests.factories.casework import read
from tests.roles import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make.team()


@pytest.fixture
def someone() -> Person:
    return make.person(
        user=make.user(), preferred_name="Sam", telephone="07700 900123", email="sam@example.org",
        how_to_speak_to_me="Slowly", what_matters="My allotment",
    )  # fmt: skip


@pytest.fixture
def worker(someone: Person) -> User:
    made = make.worker(role=Role.NAVIGATOR, name="Priya")
    make.involve(someone, made)
    return made


@pytest.fixture
def referral(team: Team, someone: Person, worker: User) -> Referral:
    consent = sharing.consent(someone, purpose="referral", life_areas=["home"], words="We tell them your name.")
    return make.referral(
        person=someone, service=make.service(team=team, name="Anchor House"), steps=("sent", "received"),
        asked_by=worker, consent=consent, hopes="A door that locks",
    )  # fmt: skip


def write(referral: Referral, by, *, addressee=Addressee.SERVICE, chosen=(), words="") -> Letter:
    return actions.write_letter(
        referral_id=referral.pk, addressee=addressee, chosen=chosen, words=words, by=by, at=timezone.now()
    )


def needs(person: Person, worker: User, *, kind: str) -> None:
    with as_owner():
        CommunicationNeed.objects.create(
            person=person, kind=kind, recorded_by=worker, recorded_at=timezone.now(), starts_on="2026-01-05"
        )


def text_of(letter: Letter) -> str:
    return letter_words.plain_text(letter)


def test_a_letter_to_a_service_holds_what_they_want_in_it_and_nothing_else(referral, worker, look_as) -> None:
    letter = write(referral, look_as(worker), chosen=[Part.HOPES])

    said = text_of(letter)
    assert "Sam" in said
    assert "A door that locks" in said
    assert "We tell them your name." in said
    for kept in ("07700 900123", "sam@example.org", "Slowly", "My allotment"):
        assert kept not in said
        assert kept not in str(letter.said)


def test_what_was_not_agreed_to_never_goes_whatever_is_chosen() -> None:
    parts = referral_letters.parts_of(addressee=Addressee.SERVICE, chosen=list(Part))

    assert set(parts) == {Part.NAME, Part.NEXT, Part.AGREED, *referral_letters.TO_CHOOSE}
    assert set(referral_letters.parts_of(addressee=Addressee.REFERRER, chosen=list(Part))) == {
        Part.NAME,
        Part.ANSWER,
        Part.NEXT,
    }


@pytest.mark.parametrize("why", ["taken back", "over", "never asked"])
def test_nothing_is_written_to_a_service_without_what_they_agreed_to(referral, worker, look_as, why) -> None:
    with as_owner():
        if why == "taken back":
            Consent.objects.filter(pk=referral.consent_id).update(withdrawn_at=timezone.now())
        elif why == "over":
            Referral.objects.filter(pk=referral.pk).update(
                consent=sharing.consent(
                    referral.person, purpose="referral", life_areas=["home"], ends_on=timezone.localdate()
                )
            )
        else:
            Referral.objects.filter(pk=referral.pk).update(consent=None)

    with pytest.raises(actions.NotAgreed):
        write(referral, look_as(worker))


def test_a_letter_is_frozen_on_its_day(referral, worker, someone, look_as) -> None:
    letter = write(referral, look_as(worker), chosen=[Part.REACH])
    before = text_of(letter)
    with as_owner():
        Person.objects.filter(pk=someone.pk).update(telephone="07700 900999")

    look_as(worker)
    assert text_of(Letter.objects.get(pk=letter.pk)) == before


@pytest.mark.parametrize(
    ("kind", "letter_format", "points"),
    [("large-print", "large-print", 18), ("easy-read", "easy-read", 16), ("braille", "braille", 12)],
)
def test_a_letter_to_the_person_comes_in_the_form_that_they_need(
    referral, worker, someone, look_as, kind, letter_format, points
) -> None:
    needs(someone, worker, kind=kind)
    letter = write(
        referral, look_as(worker), addressee=Addressee.PERSON, words="I rang them. They are kind. You can ask me."
    )

    told = letter_paper.said(letter)
    assert letter.format == letter_format
    assert told["points"] == points
    words = next(one for one in told["sections"] if one["heading"].startswith("From the person"))["lines"]
    assert len(words) == (3 if kind == "easy-read" else 1)
    document = letter_paper.as_pdf(told)
    assert document.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in document
    assert b"/Lang" in document


def test_layouts_know_who_wants_no_post() -> None:
    assert not referral_letters.layout(LetterFormat.NO_LETTERS).may_be_posted
    assert referral_letters.layout(LetterFormat.STANDARD).may_be_posted
    assert referral_letters.layout(LetterFormat.AUDIO).is_plain_text


def test_a_desk_answers_and_a_worker_asks(referral, worker, team, look_as) -> None:
    desk = make.worker(role=Role.REFERRAL_DESK, team=team)

    with pytest.raises(actions.NotTheirs):
        write(referral, look_as(desk), addressee=Addressee.SERVICE)
    with pytest.raises(actions.NotTheirs):
        write(referral, look_as(worker), addressee=Addressee.REFERRER)
    answer = write(referral, look_as(desk), addressee=Addressee.REFERRER, words="We ring on Monday")
    assert "A door that locks" not in text_of(answer)
    assert "We ring on Monday" in text_of(answer)
    assert [one.pk for one in queries.letters_of(look_as(worker), referral_id=referral.pk)] == [answer.pk]


def test_a_desk_does_not_read_what_the_worker_wrote_to_the_person(referral, worker, team, someone, look_as) -> None:
    private = write(referral, look_as(worker), addressee=Addressee.PERSON, words="Between us")
    desk = make.worker(role=Role.REFERRAL_DESK, team=team)

    assert queries.letters_of(look_as(desk), referral_id=referral.pk) == []
    with pytest.raises(queries.LetterNotFound):
        queries.letter_seen(look_as(desk), letter_id=private.pk)
    assert [one.pk for one in queries.letters_about(look_as(someone.user), person_id=someone.pk)] == [private.pk]


def test_the_person_opens_every_letter_about_them(referral, worker, team, someone, look_as, sign_in) -> None:
    desk = make.worker(role=Role.REFERRAL_DESK, team=team)
    made = [
        write(referral, look_as(worker), chosen=[Part.HOPES]),
        write(referral, look_as(worker), addressee=Addressee.PERSON),
        write(referral, look_as(desk), addressee=Addressee.REFERRER),
    ]
    browser: Client = sign_in(someone.user)

    listed = browser.get(reverse("person:letters")).content.decode()
    for letter in made:
        ids = {"letter_id": letter.pk}
        assert reverse("person:letter", kwargs=ids) in listed
        assert browser.get(reverse("person:letter", kwargs=ids)).status_code == 200
        assert b"/StructTreeRoot" in browser.get(reverse("person:letter-paper", kwargs=ids)).content
        assert "Sam" in browser.get(reverse("person:letter-text", kwargs=ids)).content.decode()
    with as_owner():
        assert AuditEvent.objects.filter(action="write-letter", person_id=someone.pk).count() == 3


def test_a_letter_that_came_is_recorded_with_what_it_says(referral, worker, someone, sign_in) -> None:
    browser = sign_in(worker)
    page = reverse("casework:record-letter", kwargs={"referral_id": referral.pk})
    today = timezone.localdate()
    typed = {
        "from_whom": "Dr Ash, Quay Surgery", "came_by": "post", "words": "Please see Sam soon.",
        "dated_on-day": today.day, "dated_on-month": today.month, "dated_on-year": today.year,
    }  # fmt: skip
    tomorrow = today + timedelta(days=1)
    late = {"dated_on-day": tomorrow.day, "dated_on-month": tomorrow.month, "dated_on-year": tomorrow.year}

    wrong = browser.post(page, {**typed, **late})
    sent = browser.post(page, typed)
    shown = browser.get(sent.headers["Location"]).content.decode()
    on_referral = browser.get(reverse("casework:referral", kwargs={"referral_id": referral.pk})).content.decode()

    assert "still to come" in wrong.content.decode()
    assert "Please see Sam soon." in shown
    assert "From Dr Ash, Quay Surgery" in on_referral
    with as_owner():
        letter = Letter.objects.get()
    theirs = sign_in(someone.user).get(reverse("person:letter", kwargs={"letter_id": letter.pk})).content.decode()
    assert "Please see Sam soon." in theirs


PDF = b"%PDF-1.7\n" + bytes(2_000)


def upload(content: bytes, name: str = "scan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_letter_is_kept_as_it_came_for_whoever_may_read_it_and_nobody_else(
    referral, worker, team, someone, sign_in
) -> None:
    browser = sign_in(worker)
    page = reverse("casework:record-letter", kwargs={"referral_id": referral.pk})
    today = timezone.localdate()
    typed = {
        "from_whom": "Dr Ash", "came_by": "email", "words": "Please see Sam soon.",
        "dated_on-day": today.day, "dated_on-month": today.month, "dated_on-year": today.year,
    }  # fmt: skip
    assert 'enctype="multipart/form-data"' in browser.get(page).content.decode()

    for content in (b"<script>alert(1)</script>", b"MZ\x90\x00", b"PK\x03\x04"):
        assert (
            "Choose a PDF, a JPEG or a PNG" in browser.post(page, {**typed, "file": upload(content)}).content.decode()
        )
    for size in (referral_letters.MOST_FILE_BYTES + 1, referral_letters.MOST_FILE_BYTES + 100_000):
        large = browser.post(page, {**typed, "file": upload(b"%PDF-" + bytes(size - 5))}).content.decode()
        assert "The file is larger than 5 MB" in large
        assert "Please see Sam soon." in large
    sent = browser.post(page, {**typed, "file": upload(PDF, "Sam Unmistakable.pdf")})

    assert "Save the letter as it came (PDF, 2 KB)" in browser.get(sent.headers["Location"]).content.decode()
    with as_owner():
        letter = Letter.objects.get()
    file = reverse("casework:letter-file", kwargs={"letter_id": letter.pk})
    saved = browser.get(file)
    assert (saved.content, saved.headers["Content-Type"]) == (PDF, "application/pdf")
    assert saved.headers["Content-Disposition"] == 'attachment; filename="letter-as-it-came.pdf"'
    assert saved.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in saved.headers["Content-Security-Policy"]
    assert saved.headers["Cache-Control"] == "no-store"
    theirs = sign_in(someone.user)
    assert "Save the letter as it came to us" in read(theirs.get(reverse("person:letter", args=[letter.pk])))
    assert theirs.get(reverse("person:letter-file", args=[letter.pk])).content == PDF
    desk = sign_in(make.worker(role=Role.REFERRAL_DESK, team=team))
    assert desk.get(file).content == PDF
    assert sign_in(make.worker(role=Role.NAVIGATOR)).get(file).status_code == 404
    stranger = make.person(user=make.user())
    assert sign_in(stranger.user).get(reverse("person:letter-file", args=[letter.pk])).status_code == 404
    with as_owner():
        opened = AuditEvent.objects.filter(action="open-letter-file", person_id=someone.pk, subject_id=letter.pk)
        assert opened.count() == 3


def test_a_file_at_the_door_opens_to_the_team_there_and_goes_when_nobody_was_named(sign_in) -> None:
    door = make.team()
    keeper = make.worker(role=Role.NAVIGATOR, team=door)
    with as_owner():
        FrontDoor.objects.create(team=door)
    today = timezone.localdate()
    typed = {
        "asker": "gp", "from_whom": "Dr Ash", "asker_contact": "0161 496 0123", "came_by": "post",
        "dated_on-day": today.day, "dated_on-month": today.month, "dated_on-year": today.year,
        "preferred_name": "Sam", "life_area": "home", "words": "Sam sleeps badly.", "has_agreed": "on",
        "file": upload(b"\xff\xd8\xff\xe0 a photograph", "letter.jpg"),
    }  # fmt: skip
    browser = sign_in(keeper)

    sent = browser.post(reverse("casework:asked-by-letter"), typed)

    assert "Save the letter as it came (JPG, 1 KB)" in read(browser.get(sent.headers["Location"]))
    with as_owner():
        letter = Letter.objects.get()
    file = reverse("casework:letter-file", args=[letter.pk])
    assert browser.get(file).headers["Content-Type"] == "image/jpeg"
    assert sign_in(make.worker(role=Role.NAVIGATOR)).get(file).status_code == 404
    with as_owner():
        HelpRequest.objects.update(
            closed_at=timezone.now() - timedelta(days=400), outcome="elsewhere", outcome_words="The law centre"
        )
    gone = asking_actions.forget_unnamed(by=access_actions.the_system(today), at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with as_owner():
        assert (gone, Letter.objects.count(), ReceivedFile.objects.count()) == (1, 0, 0)


def test_a_referral_on_paper_has_an_owner_at_once_and_its_letter_goes_along(worker, someone, look_as, sign_in) -> None:
    door = make.team()
    keeper = make.worker(role=Role.NAVIGATOR, team=door)
    make.involve(someone, keeper)
    with as_owner():
        FrontDoor.objects.create(team=door)
    today = timezone.localdate()
    typed = {
        "asker": "gp", "from_whom": "Dr Ash", "asker_contact": "0161 496 0123", "came_by": "post",
        "dated_on-day": today.day, "dated_on-month": today.month, "dated_on-year": today.year,
        "preferred_name": "Sam", "life_area": "home", "words": "Sam sleeps badly.", "has_agreed": "on",
    }  # fmt: skip

    sent = sign_in(keeper).post(reverse("casework:asked-by-letter"), typed)
    page = sign_in(keeper).get(sent.headers["Location"]).content.decode()
    with as_owner():
        request = HelpRequest.objects.get()
        assert Letter.objects.get().person_id is None
    look_as(someone.user)
    assert not Letter.objects.exists()
    asking_actions.name_person(request_id=request.pk, person_id=someone.pk, by=look_as(keeper), at=timezone.now())

    assert request.owner_id == keeper.pk
    assert "Came on paper" in page
    (letter,) = queries.letters_about(look_as(someone.user), person_id=someone.pk)
    assert "Sam sleeps badly." in text_of(letter)
    look_as(make.worker(role=Role.NAVIGATOR))
    assert not Letter.objects.exists()


def test_somebody_who_answers_no_door_takes_nothing_in(worker, sign_in) -> None:
    assert sign_in(worker).get(reverse("casework:asked-by-letter")).status_code == 404


def test_the_worker_writes_on_the_referrals_page_and_reads_what_it_needs(referral, worker, someone, sign_in) -> None:
    needs(someone, worker, kind="no-letters-home")
    browser = sign_in(worker)
    page = reverse("casework:write-letter", kwargs={"referral_id": referral.pk})

    empty = browser.post(page, {"words": "x"}).content.decode()
    sent = browser.post(page, {"addressee": "person", "words": "Hello Sam"})
    shown = browser.get(sent.headers["Location"]).content.decode()

    assert "Choose who it is for" in empty
    assert "Send no letter to their home" in shown
    assert "Hello Sam" in shown
