"""What programs ask without being told to: methods, robots.txt, favicon.ico, and when to come back."""

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from lodestar.access.models import AuditEvent
from tests.factories import casework
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
# The transaction of the request, opened and closed, and telling the database who looks.
QUERIES_OF_ANY_REQUEST = 3


def test_asking_for_the_methods_runs_no_search(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(QUERIES_OF_ANY_REQUEST):
        answer = client.options(reverse("public:finder"), {"words": "debt"})

    assert answer.status_code == 204 and not answer.content
    assert answer.headers["Allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize("method", ["options", "put", "patch", "delete"])
def test_no_other_method_opens_a_record(town: casework.Town, sign_in, method: str) -> None:
    browser = sign_in(town.navigator)

    answer = getattr(browser, method)(reverse("casework:person", kwargs={"person_id": town.person.pk}))

    assert answer.status_code in (204, 405) and not answer.content
    with as_owner():
        assert not AuditEvent.objects.filter(person_id=town.person.pk, action="open-record").exists()


def test_robots_are_told_what_to_leave_alone(client: Client) -> None:
    answer = client.get("/robots.txt")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    for place in ("/me/", "/casework/", "/account/", "/figures/"):
        assert f"Disallow: {place}\n" in answer.content.decode()


def test_the_old_address_of_the_mark_leads_to_it(client: Client) -> None:
    answer = client.get("/favicon.ico")

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("favicon.svg")


@override_settings(RATELIMIT_ENABLE=True, SEARCH_RATE="1/m")
def test_who_asks_too_often_is_told_when_to_come_back(client: Client) -> None:
    client.get(reverse("public:finder"))

    answer = client.get(reverse("public:finder"))

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"


def test_a_record_is_headed_by_its_persons_name_and_its_tab_is_not(town: casework.Town, sign_in) -> None:
    page = sign_in(town.navigator).get(reverse("casework:person", kwargs={"person_id": town.person.pk}))

    html = page.content.decode()
    assert f"<h1>{town.person.preferred_name}</h1>" in html
    assert town.person.preferred_name not in html.partition("</title>")[0]
    assert reverse("account_invite", kwargs={"person_id": town.person.pk}) in html
