"""A service without an account answers with a link: once, with the least data, and never past its day."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from lodestar.access import actions as access_actions
from lodestar.access import row_security, tokens
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.people.models import Person
from lodestar.referrals import actions as referral_actions
from lodestar.referrals.models import Referral, ReferralStep
from lodestar.referrals.receiving import actions, queries, reading
from lodestar.referrals.receiving.actions import Answer
from lodestar.referrals.receiving.models import Chase, ReceiverLink
from lodestar.rules.referral_states import DeclineReason, DeclineRefused, StepKind
from tests.factories import people as make
from tests.factories import referring
from tests.factories.referring import LookAs, Town, kinds
from tests.roles import as_owner

BASE = "https://lodestar.example.org/answer/"
YES = Answer(kind=StepKind.ACCEPTED, note="Come on Tuesday")
NO = Answer(kind=StepKind.DECLINED, reason=DeclineReason.WAITING_LIST_CLOSED, instead="The Thursday group")


@pytest.fixture
def village(db: None) -> Town:
    """A town whose service is a village group: no desk, no account, an e-mail address."""
    made = referring.town()
    made.service = make.service(email="group@example.org", eligibility_rules=[], team=None)
    return made


def sent(village: Town, look_as: LookAs, capture) -> tuple[Referral, str]:
    viewer = look_as(village.navigator)
    now = timezone.now()
    referral = referring.refer(village, viewer, at=now)
    with capture(execute=True):
        actions.send_link(referral_id=referral.pk, base=BASE, by=viewer, at=now)
    return referral, mail.outbox[-1].body.split(BASE)[1].split("/")[0]


def say(secret: str, answer: Answer, look_as: LookAs) -> None:
    nobody = look_as(None)
    actions.answer_by_link(secret=secret, answer=answer, by=access_actions.the_system(nobody.today), at=timezone.now())


@pytest.mark.inventory("S0-18")
@pytest.mark.parametrize(
    ("answer", "steps"),
    [
        (YES, ["sent", "received", "accepted"]),
        (NO, ["sent", "received", "declined"]),
        (Answer(kind=StepKind.NEEDS_INFORMATION, note="Which days?"), ["sent", "received", "needs-information"]),
    ],
    ids=["yes", "no", "asks"],
)
def test_a_village_group_closes_the_loop(
    village: Town, look_as: LookAs, django_capture_on_commit_callbacks, answer: Answer, steps: list[str]
) -> None:
    referral, secret = sent(village, look_as, django_capture_on_commit_callbacks)

    say(secret, answer, look_as)

    assert kinds(referral) == steps
    assert "answer-by-link" in referring.events()


def test_the_letter_names_nobody_and_only_a_hash_is_kept(
    village: Town, look_as: LookAs, django_capture_on_commit_callbacks
) -> None:
    with as_owner():
        Person.objects.update(preferred_name="Unmistakable")
    _, secret = sent(village, look_as, django_capture_on_commit_callbacks)

    (letter,) = mail.outbox
    assert letter.to == ["group@example.org"]
    assert "Unmistakable" not in letter.body + letter.subject
    assert "sleep" not in letter.body
    with as_owner():
        link = ReceiverLink.objects.get()
    assert link.secret_hash == tokens.hashed(secret) != secret
    assert link.mailed_at is not None


def test_how_to_reach_them_is_told_after_a_yes_and_reading_changes_nothing(
    village: Town, look_as: LookAs, django_capture_on_commit_callbacks
) -> None:
    with as_owner():
        Person.objects.update(telephone="01632 960123", born_on="1980-01-01", nhs_number="")
    referral, secret = sent(village, look_as, django_capture_on_commit_callbacks)
    look_as(None)

    before = reading.opened(secret)
    assert (before.telephone, before.email) == ("", "")
    assert kinds(referral) == ["sent"]
    say(secret, YES, look_as)

    assert reading.opened(secret).telephone == "01632 960123"


def test_the_same_answer_twice_counts_once(village: Town, look_as: LookAs, django_capture_on_commit_callbacks) -> None:
    referral, secret = sent(village, look_as, django_capture_on_commit_callbacks)
    say(secret, YES, look_as)

    with pytest.raises(actions.StepTaken):
        say(secret, YES, look_as)
    say(secret, Answer(kind=StepKind.FIRST_CONTACT, met_on=timezone.localdate()), look_as)

    assert kinds(referral) == ["sent", "received", "accepted", "first-contact"]


@pytest.mark.parametrize("how", ["guessed", "expired", "revoked", "replaced", "withdrawn"])
def test_a_dead_link_opens_nothing_whatever_the_reason(
    village: Town, look_as: LookAs, django_capture_on_commit_callbacks, how: str
) -> None:
    referral, secret = sent(village, look_as, django_capture_on_commit_callbacks)
    viewer = look_as(village.navigator)
    if how == "guessed":
        secret = tokens.new_secret()
    elif how == "expired":
        with as_owner():
            ago = timezone.now() - timedelta(days=29)
            ReceiverLink.objects.update(made_at=ago, expires_at=ago + timedelta(days=28))
    elif how == "revoked":
        actions.revoke_link(referral_id=referral.pk, by=viewer, at=timezone.now())
    elif how == "replaced":
        actions.send_link(referral_id=referral.pk, base=BASE, by=viewer, at=timezone.now())
    else:
        referral_actions.withdraw_referral(referral_id=referral.pk, by=viewer, at=timezone.now())
    before = kinds(referral)
    look_as(None)

    with pytest.raises(reading.LinkDead):
        reading.opened(secret)
    with pytest.raises(reading.LinkDead):
        say(secret, YES, look_as)

    assert kinds(referral) == before


def test_a_no_by_link_needs_a_reason_and_something_instead(
    village: Town, look_as: LookAs, django_capture_on_commit_callbacks
) -> None:
    referral, secret = sent(village, look_as, django_capture_on_commit_callbacks)

    with pytest.raises(DeclineRefused):
        say(secret, Answer(kind=StepKind.DECLINED, reason=DeclineReason.OUT_OF_AREA), look_as)
    with pytest.raises(DeclineRefused):
        say(secret, Answer(kind=StepKind.DECLINED, instead="Another group"), look_as)

    assert kinds(referral) == ["sent"]


@pytest.mark.inventory("S0-18")
def test_a_no_by_link_may_name_an_open_service_and_never_one_that_closed(
    village: Town, look_as: LookAs, django_capture_on_commit_callbacks
) -> None:
    other, closed = make.service(name="Shed"), make.service(name="Old shed", status="inactive")
    referral, secret = sent(village, look_as, django_capture_on_commit_callbacks)
    full = {"kind": StepKind.DECLINED, "reason": DeclineReason.WAITING_LIST_CLOSED}

    with pytest.raises(DeclineRefused):
        say(secret, Answer(**full, instead_service_id=closed.pk), look_as)
    say(secret, Answer(**full, instead_service_id=other.pk), look_as)

    with as_owner():
        step = ReferralStep.objects.filter(referral=referral).order_by("number").last()
        assert (step.kind, step.instead_service) == ("declined", other)


def test_a_mail_server_that_is_down_loses_nothing(
    village: Town, look_as: LookAs, django_capture_on_commit_callbacks, settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    viewer = look_as(village.navigator)
    referral = referring.refer(village, viewer, at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        actions.send_link(referral_id=referral.pk, base=BASE, by=viewer, at=timezone.now())
    with as_owner():
        assert ReceiverLink.objects.get().mailed_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    with django_capture_on_commit_callbacks(execute=True):
        chase_all(on_day=0)

    assert [letter.to for letter in mail.outbox] == [["group@example.org"]]
    with as_owner():
        assert ReceiverLink.objects.filter(mailed_at__isnull=False, revoked_at=None).count() == 1


def chase_all(*, on_day: int) -> list[Chase.Kind | None]:
    """The morning's command, so many days from now."""
    at = timezone.now() + timedelta(days=on_day)
    viewer = Viewer(user_id=None, today=timezone.localdate(at), name="Lodestar", roles=frozenset({Role.ADMINISTRATOR}))
    row_security.set_viewer(viewer)
    return [actions.chase_one(unanswered=one, base=BASE, by=viewer, at=at) for one in queries.unanswered(viewer)]


def test_no_reply_is_reminded_then_passed_back_and_is_never_a_no(
    village: Town, look_as: LookAs, django_capture_on_commit_callbacks
) -> None:
    referral, _ = sent(village, look_as, django_capture_on_commit_callbacks)
    day = timezone.make_aware(timezone.datetime(2026, 3, 2, 10))
    with as_owner():
        ReferralStep.objects.update(at=day)
        ReceiverLink.objects.update(made_at=day, mailed_at=day, expires_at=day + timedelta(days=28))

    def chased(month_day: int) -> list[Chase.Kind | None]:
        at = day.replace(day=month_day)
        viewer = Viewer(user_id=None, today=at.date(), name="Lodestar", roles=frozenset({Role.ADMINISTRATOR}), now=at)
        row_security.set_viewer(viewer)
        with django_capture_on_commit_callbacks(execute=True):
            return [
                actions.chase_one(unanswered=one, base=BASE, by=viewer, at=at) for one in queries.unanswered(viewer)
            ]

    assert chased(9) == [None]
    assert chased(10) == [Chase.Kind.REMINDED]
    assert chased(11) == [None]
    assert chased(13) == [Chase.Kind.ESCALATED]
    assert chased(30) == [None]
    assert kinds(referral) == ["sent"]
    assert len(mail.outbox) == 2
    (waiting,) = queries.no_reply(look_as(village.navigator))
    assert waiting.referral_id == referral.pk


@pytest.mark.parametrize("who", ["navigator", "administrator", "nobody"])
def test_nobody_but_the_command_reads_what_is_unanswered(village: Town, look_as: LookAs, who: str) -> None:
    user = {
        "navigator": village.navigator, "administrator": make.worker(role=Role.ADMINISTRATOR), "nobody": None,
    }[who]  # fmt: skip
    look_as(user)

    with pytest.raises(ProgrammingError, match="only the nightly command"), transaction.atomic():
        queries.unanswered(look_as(user))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM receiving_receiverlink")
        assert cursor.fetchone() == (0,)
