"""Who works here, and cutting off who has left."""

import pytest
from django.test import Client
from django.urls import reverse

from lodestar.access.models import AuditEvent, BrowserSession, Membership, User
from lodestar.access.roles import Role
from tests.factories import people as make
from tests.factories import sign_in as signing_in
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
STAFFING = [Role.INFORMATION_LEAD, Role.ADMINISTRATOR]


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("role", STAFFING)
def test_who_left_is_cut_off_at_once_everywhere(sign_in, role: Role) -> None:
    leaver = make.worker(name="Lee Verity", role=Role.NAVIGATOR)
    theirs = Client()
    signing_in.sign_in_with_password(theirs, leaver)
    browser = sign_in(make.worker(role=role))

    listed = browser.get(reverse("account_staff"))
    shown = browser.get(reverse("account_staff_one", kwargs={"user_id": leaver.pk}))
    membership = Membership.objects.get(user=leaver)
    ended = browser.post(reverse("account_staff_end", kwargs={"membership_id": membership.pk}), follow=True)

    assert "Lee Verity" in words(listed) and "End this role today" in words(shown)
    assert "They are cut off" in words(ended) and "Lee Verity" not in words(ended)
    assert not BrowserSession.objects.filter(user=leaver).exists()
    assert theirs.get(reverse("casework:caseload")).headers["Location"].startswith(reverse("account_login"))
    with as_owner():
        assert AuditEvent.objects.filter(action="end-membership", subject_id=str(leaver.pk)).count() == 1


def test_one_role_of_two_ended_leaves_the_other(sign_in) -> None:
    worker = make.worker(name="Two Hats", role=Role.NAVIGATOR)
    first = Membership.objects.get(user=worker)
    with as_owner():
        Membership.objects.create(
            user=worker, organisation=first.organisation, role=Role.PEER_WORKER, starts_on=make.LONG_AGO
        )
    browser = sign_in(make.worker(role=Role.INFORMATION_LEAD))

    ended = browser.post(reverse("account_staff_end", kwargs={"membership_id": first.pk}), follow=True)

    assert "The role is ended" in words(ended) and "Peer worker" in words(ended)
    assert sign_in(worker).get(reverse("casework:caseload")).status_code == 200


def test_closing_an_account_keeps_somebody_out(sign_in) -> None:
    leaver = make.worker()
    browser = sign_in(make.worker(role=Role.ADMINISTRATOR))

    browser.post(reverse("account_staff_close", kwargs={"user_id": leaver.pk}))

    assert not User.objects.get(pk=leaver.pk).is_active
    assert browser.get(reverse("account_staff_one", kwargs={"user_id": leaver.pk})).status_code == 404


def test_a_persons_account_and_ones_own_are_not_staffings_to_close(sign_in) -> None:
    someone = make.person(user=make.user())
    lead = make.worker(role=Role.INFORMATION_LEAD)
    browser = sign_in(lead)

    answers = [
        browser.post(reverse("account_staff_close", kwargs={"user_id": user_id})).status_code
        for user_id in (someone.user_id, lead.pk, make.nobody())
    ]

    assert answers == [404, 404, 404]
    assert User.objects.filter(pk__in=[someone.user_id, lead.pk], is_active=True).count() == 2


def test_the_list_holds_no_person_and_asks_as_much_for_many_as_for_few(sign_in, django_assert_max_num_queries) -> None:
    make.person(user=make.user(name="Not Staff"))
    lead = make.worker(role=Role.INFORMATION_LEAD)
    browser = sign_in(lead)
    for number in range(60):
        make.worker(name=f"Worker {number:02}")

    with django_assert_max_num_queries(12):
        first = browser.get(reverse("account_staff"))
    second = browser.get(reverse("account_staff"), {"page": "2"})

    assert "Page 1 of 2" in words(first) and "Worker 59" in words(second)
    assert "Not Staff" not in words(first) + words(second)
    assert browser.get(reverse("account_staff"), {"page": "-1' OR 1"}).status_code == 200
