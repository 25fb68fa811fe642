"""Workers' pages about sharing: an emergency, its review, a handover, a consent, something that happened."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.people.models import Consent, Involvement
from lodestar.people.sharing.models import Alert, EmergencyAccess, Share
from lodestar.web.casework.sharing_forms import NOT_OPENED
from tests.factories import people as make
from tests.factories import sharing
from tests.factories.casework import read, to
from tests.roles import as_owner

SignIn = Callable[[User], Client]
URGENT = {
    "full_name": "Sam Harbour",
    "born_on-day": "4",
    "born_on-month": "3",
    "born_on-year": "1980",
    "reason": "crisis-call",
    "words": "She rang from the bridge",
    "life_areas": ["home", "clinical-care"],
    "hours": "4",
}


def boxes(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


@pytest.fixture
def sam(db: None):
    return make.person(
        user=make.user(), full_name="Sam Harbour", preferred_name="Sam", born_on=date(1980, 3, 4), what_matters="My lad"
    )


def test_an_emergency_opens_the_record_and_stands_in_the_persons_diary(sam, sign_in: SignIn) -> None:
    clinician = make.worker(role=Role.CLINICIAN, name="Asha")
    browser = sign_in(clinician)

    answered = browser.post(to("emergency"), URGENT)

    assert answered.headers["Location"] == to("person", person_id=sam.pk)
    page = read(browser.get(to("person", person_id=sam.pk)))
    assert "Sam" in page
    assert "My lad" not in page
    assert "Sam" in read(browser.get(to("emergency")))
    for closed in ("hand-over", "consents", "consent-new", "life-event-new"):
        assert browser.get(to(closed, person_id=sam.pk)).status_code == 404
        assert browser.post(to(closed, person_id=sam.pk), {}).status_code == 404
    diary = read(sign_in(sam.user).get("/me/looked/"))
    assert "Asha" in diary


def test_the_form_says_the_same_of_nobody_and_of_a_hidden_record(sam, sign_in: SignIn) -> None:
    sharing.choice(sam, role="clinician", life_areas=make.ALL_AREAS, purposes=["emergency"])
    browser = sign_in(make.worker(role=Role.CLINICIAN))

    hidden = read(browser.post(to("emergency"), URGENT))
    nobody = read(browser.post(to("emergency"), {**URGENT, "full_name": "Sam Nobody"}))

    assert NOT_OPENED.split(".")[0] in hidden
    assert hidden == nobody
    with as_owner():
        assert not EmergencyAccess.objects.exists()


def test_the_information_lead_reviews_on_a_page(sam, sign_in: SignIn) -> None:
    sign_in(make.worker(role=Role.CLINICIAN, name="Asha")).post(to("emergency"), URGENT)
    lead = sign_in(make.worker(role=Role.INFORMATION_LEAD))
    with as_owner():
        opening = EmergencyAccess.objects.get()
    assert "1 opening to review" in read(lead.get(to("openings")))
    address = to("opening", opening_id=opening.pk)
    assert "She rang from the bridge" in read(lead.get(address))

    lead.post(address, {"outcome": "right-with-learning", "words": "Ring the team first"})

    assert "0 openings to review" in read(lead.get(to("openings")))
    assert "Ring the team first" in read(lead.get(address))
    with as_owner():
        assert EmergencyAccess.objects.get().ends_at <= timezone.now()


def test_a_worker_closes_their_own_opening_and_nobody_elses(sam, sign_in: SignIn) -> None:
    mine, theirs = make.worker(role=Role.CLINICIAN), make.worker(role=Role.CLINICIAN)
    opening = sharing.emergency(sam, mine, ends_at=timezone.now() + timedelta(hours=1))
    address = to("emergency-end", opening_id=opening.pk)

    assert sign_in(theirs).post(address).status_code == 404
    sign_in(mine).post(address)

    assert sign_in(mine).get(to("person", person_id=sam.pk)).status_code == 404


def test_a_handover_shows_both_names(sam, sign_in: SignIn) -> None:
    team = make.team()
    dee = make.worker(role=Role.KEY_WORKER, name="Dee", team=team)
    jo = make.worker(role=Role.KEY_WORKER, name="Jo", team=team)
    make.involve(sam, dee, is_key_worker=True)
    browser, today = sign_in(dee), timezone.localdate()

    answered = browser.post(
        to("hand-over", person_id=sam.pk),
        {"to_user": str(jo.pk), **boxes("both_from", today), **boxes("changes_on", today + timedelta(days=3))},
    )

    assert answered.status_code == 302
    page = read(browser.get(to("person", person_id=sam.pk)))
    assert "Jo becomes the key worker" in page
    assert "Dee" in page


def test_my_work_says_who_has_no_key_worker_and_for_how_long(sam, sign_in: SignIn) -> None:
    worker = make.worker(role=Role.KEY_WORKER)
    make.involve(sam, worker, starts_on=timezone.localdate() - timedelta(days=9))

    page = read(sign_in(worker).get(to("caseload")))

    assert "Nobody is their key worker" in page
    assert "Sam, for 9 days" in page


def test_a_consent_is_written_down_sent_under_and_taken_back(sam, sign_in: SignIn) -> None:
    worker = make.worker(role=Role.KEY_WORKER)
    make.involve(sam, worker)
    browser = sign_in(worker)
    given = {
        "purpose": "benefits-agency",
        "to_whom": "The agency",
        "life_areas": ["money"],
        "words": "Three things only",
        "how": "in-person",
    }
    assert "Enter who is told" in read(browser.post(to("consent-new", person_id=sam.pk), {**given, "to_whom": ""}))
    browser.post(to("consent-new", person_id=sam.pk), given)
    with as_owner():
        consent = Consent.objects.get()
    address = to("consent-send", consent_id=consent.pk)
    page = read(browser.get(address))
    assert all(word in page for word in ("Status", "Benefit", "Condition"))

    browser.post(address, {"status": "Off sick", "benefit": "ESA", "condition": "Anxiety", "full_name": "Sam"})

    with as_owner():
        assert Share.objects.get().items == {"status": "Off sick", "benefit": "ESA", "condition": "Anxiety"}
    browser.post(to("consent-withdraw", consent_id=consent.pk))
    assert "Taken back" in read(browser.get(to("consents", person_id=sam.pk)))
    assert browser.get(address).status_code == 404


def test_taking_back_the_consent_of_a_referral_takes_the_referral_back(sam, sign_in: SignIn) -> None:
    worker = make.worker(role=Role.KEY_WORKER)
    make.involve(sam, worker)
    consent = sharing.consent(sam)
    referral = make.referral(
        person=sam, service=make.service(team=make.team()), steps=("sent", "received"), consent=consent
    )

    sign_in(worker).post(to("consent-withdraw", consent_id=consent.pk))

    with as_owner():
        assert referral.steps.order_by("number").last().kind == "withdrawn"
        assert Consent.objects.get(pk=consent.pk).withdrawn_at is not None
        assert not Involvement.objects.filter(basis="referral", ends_on=None).exists()


def test_something_happened_reaches_a_colleagues_work_with_a_receipt(sam, sign_in: SignIn) -> None:
    first, second = (make.worker(role=Role.KEY_WORKER) for _ in range(2))
    for worker in (first, second):
        make.involve(sam, worker)
    sign_in(first).post(
        to("life-event-new", person_id=sam.pk),
        {"kind": "benefit-stopped", "words": "A form was late", **boxes("happened_on", timezone.localdate())},
    )
    browser = sign_in(second)
    page = read(browser.get(to("caseload")))
    assert "Sam: a benefit stopped" in page
    assert "A form was late" not in page
    with as_owner():
        alert = Alert.objects.get()

    browser.post(to("alert-read", alert_id=alert.pk))

    assert "a benefit stopped" not in read(browser.get(to("caseload")))
    with as_owner():
        assert Alert.objects.get().read_by == second
