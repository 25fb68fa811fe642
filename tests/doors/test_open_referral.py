"""The feed behaves as its parameters say, further than the official validator looks."""

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from lodestar.access.models import Organisation
from lodestar.api.openreferral import parameters
from lodestar.directory import models
from lodestar.exchange.openreferral.publishing import openapi
from tests.factories import directory as make
from tests.factories import people
from tests.roles import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.inventory("S0-37")]
FEED = "/open-referral/"
NOBODYS_ID = "00000000-0000-4000-8000-000000000000"
PLURALS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")


@pytest.fixture
def ask(client: Client) -> Any:
    """Ask the feed, and get status and body."""

    def asked(path: str, **query: Any) -> Any:
        answer = client.get(FEED + path, query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return asked


def names(page: Any) -> list[str]:
    return [record["name"] for record in page["contents"]]


def term_of(service: models.Service, name: str = "Debt", **fields: Any) -> models.TaxonomyTerm:
    with as_owner():
        scheme, _ = models.Taxonomy.objects.get_or_create(name="Needs")
        term = models.TaxonomyTerm.objects.create(taxonomy=scheme, name=name, **fields)
        models.ServiceTerm.objects.create(service=service, term=term)
    return term


def test_the_feed_says_what_it_is_and_where_its_document_stands(ask: Any, client: Client) -> None:
    said = ask("")

    assert said["version"] == "HSDS-UK-3.0"
    document = client.get(said["openapi_url"]).json()
    assert set(document["paths"]) == {"/"} | {f"/{one}" for one in PLURALS} | {f"/{one}/{{id}}" for one in PLURALS}
    assert set(document["components"]["parameters"]) == set(parameters.MEANINGS)
    # Everything that the document points at is in it.
    for reference in _references(document):
        _, _, group, name = reference.split("/")
        assert name in document["components"][group]


def _references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [one for part in value for one in _references(part)]
    if not isinstance(value, dict):
        return []
    own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
    return own + [one for part in value.values() for one in _references(part)]


@pytest.mark.parametrize(
    ("page", "shown", "first", "last"),
    [(1, 2, True, False), (2, 2, False, False), (3, 1, False, True), (4, 0, False, True), (900, 0, False, True)],
)
def test_the_envelope_is_right_on_every_page_and_beyond_the_last(
    ask: Any, page: int, shown: int, first: bool, last: bool
) -> None:
    for number in range(5):
        make.service(name=f"Service {number}")

    answer = ask("services", page=page, per_page=2)

    assert answer | {"contents": []} == {
        **{"total_items": 5, "total_pages": 3, "page_number": page, "size": shown},
        **{"first_page": first, "last_page": last, "empty": not shown, "contents": []},
    }
    assert len(answer["contents"]) == shown


@pytest.mark.parametrize("plural", PLURALS)
def test_nothing_at_all_is_one_empty_page(ask: Any, plural: str) -> None:
    answer = ask(plural, search="nothing is called this")

    assert (answer["total_items"], answer["total_pages"], answer["size"]) == (0, 1, 0)
    assert answer["first_page"] and answer["last_page"] and answer["empty"] and answer["contents"] == []


def test_pages_together_hold_each_service_once(ask: Any) -> None:
    made = {str(make.service(name="The same name").pk) for _ in range(7)}

    turned = [one["id"] for page in (1, 2, 3) for one in ask("services", page=page, per_page=3)["contents"]]

    assert len(turned) == 7 and set(turned) == made


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("page", "0"), ("page", "-1"), ("page", "x"), ("page", "9" * 30), ("per_page", "0"), ("per_page", "501")),
        *(("format", "xml"), ("profile", "loose"), ("full", "perhaps"), ("minimal", "2"), ("minimum_age", "old")),
        *(("taxonomy_term_id", "debt"), ("organization_id", "1"), ("modified_after", "yesterday")),
        *(("modified_after", "2026-02-31"), ("day", "someday"), ("start_time", "25:00"), ("postcode", "nowhere")),
        *(("postcode", "ZE3 9JW"), ("proximity", "1000"), ("search", "x" * 201)),
    ],
)
def test_a_bad_parameter_is_named_with_what_it_may_be(client: Client, name: str, value: str) -> None:
    answer = client.get(FEED + "services", {name: value})

    assert answer.status_code == 400
    said = answer.json()
    assert (said["status"], said["parameter"]) == (400, name)
    assert name in said["message"] or "postcode" in said["message"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", [*(f"{plural}/{NOBODYS_ID}" for plural in PLURALS), "services/12", "no-such", "a/b/c"])
def test_what_is_not_there_is_said_in_json_that_any_page_may_read(client: Client, path: str) -> None:
    answer = client.get(FEED + path)

    assert answer.status_code == 404
    assert answer.json()["status"] == 404
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_no_answer_sets_a_cookie_and_all_may_be_read_from_elsewhere(client: Client) -> None:
    service = make.service()
    for path in ("", "openapi.json", *PLURALS, f"services/{service.pk}", "services?format=ndjson", "services?page=x"):
        answer = client.get(FEED + path, headers={"Origin": "https://www.example.org"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*", path
        assert not answer.cookies, path
    before = client.options(FEED + "services", headers={"Access-Control-Request-Method": "GET"})
    assert (before.status_code, before.headers["Access-Control-Allow-Origin"]) == (204, "*")
    written = client.post(FEED + "services", {})
    assert written.status_code in (403, 405) and written.headers["Access-Control-Allow-Origin"] == "*"


def test_who_has_the_newest_answer_is_not_sent_it_again(client: Client) -> None:
    service = make.service(name="Tea and company")
    first = client.get(f"{FEED}services/{service.pk}")

    again = client.get(f"{FEED}services/{service.pk}", headers={"If-None-Match": first.headers["ETag"]})
    with as_owner():
        models.Service.objects.filter(pk=service.pk).update(name="Coffee and company")
    changed = client.get(f"{FEED}services/{service.pk}", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert changed.status_code == 200 and changed.headers["ETag"] != first.headers["ETag"]


def test_asking_too_fast_is_refused_with_when_to_come_again(client: Client, settings: Any) -> None:
    settings.RATELIMIT_ENABLE = True
    # The demo would answer nobody at that address.
    settings.IS_DEMO = False
    settings.OPEN_REFERRAL_RATE = "2/m"
    answers = [client.get(FEED + "taxonomies", REMOTE_ADDR="192.0.2.77") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "60" and answers[2].json()["status"] == 429


def test_a_search_finds_words_the_way_the_finder_does_best_first(ask: Any) -> None:
    make.service(name="Walking group", description="We talk of debt on the way.")
    make.service(name="Debt advice")
    make.service(name="Choir")

    assert names(ask("services", search="debt")) == ["Debt advice", "Walking group"]
    assert names(ask("services", search="debt advise"))[0] == "Debt advice"


def test_a_postcode_with_one_kilometre_finds_what_is_within_it(ask: Any) -> None:
    make.postcode("M33 7AB")
    east, north = make.HERE
    make.service(name="Near", at=(east + 600, north + 700))
    make.service(name="In the corner of the square, not in the circle", at=(east + 900, north + 900))
    make.service(name="Far", at=(east + 5_000, north))

    for plural in ("services", "service_at_locations"):
        found = ask(plural, postcode="M33 7AB", proximity=1_000)
        assert found["total_items"] == 1, plural
    assert names(ask("services", postcode="m337ab", proximity=1_000)) == ["Near"]
    assert ask("services", postcode="M33 7AB", proximity=2_000)["total_items"] == 2


def test_an_age_finds_those_who_take_it_and_those_who_do_not_say(ask: Any) -> None:
    make.service(name="Young", minimum_age=11, maximum_age=17)
    make.service(name="Grown", minimum_age=18)
    make.service(name="Silent")

    assert set(names(ask("services", minimum_age=16, maximum_age=16))) == {"Young", "Silent"}
    assert set(names(ask("services", minimum_age=18))) == {"Grown", "Silent"}
    assert set(names(ask("services", maximum_age=10))) == {"Silent"}


def test_a_day_and_a_time_find_what_is_open_then(ask: Any) -> None:
    make.service(name="Mornings", hours=((0, time(9), time(12)),))
    make.service(name="Nights", hours=((0, time(22), time(6)),))
    make.service(name="Tuesdays", hours=((1, time(9), time(17)),))

    assert names(ask("services", day="MO", start_time="10:00", end_time="11:00")) == ["Mornings"]
    assert names(ask("services", day="Monday", start_time="23:00")) == ["Nights"]
    assert names(ask("services", day="TU")) == ["Tuesdays"]


def test_terms_schemes_and_organisations_narrow_the_list(ask: Any) -> None:
    first, second = make.service(name="One"), make.service(name="Two")
    term = term_of(first)

    assert names(ask("services", taxonomy_term_id=term.pk)) == ["One"]
    assert names(ask("services", taxonomy_id=term.taxonomy_id)) == ["One"]
    assert names(ask("services", taxonomy_id=term.taxonomy_id, taxonomy_term_id=uuid4())) == []
    assert names(ask("services", organization_id=second.organisation_id)) == ["Two"]
    assert names(ask(f"taxonomies/{term.taxonomy_id}")["taxonomy_terms"] and ask("taxonomies")) == ["Needs"]


def test_terms_are_listed_from_the_top_down(ask: Any) -> None:
    top = term_of(make.service(), "Money")
    below = term_of(make.service(), "Debt", parent=top)

    assert names(ask("taxonomy_terms", top_only="true")) == ["Money"]
    assert names(ask("taxonomy_terms", parent_id=top.pk)) == ["Debt"]
    assert names(ask("taxonomy_terms", taxonomy_id=top.taxonomy_id)) == ["Debt", "Money"]
    assert ask(f"taxonomy_terms/{below.pk}")["parent_id"] == str(top.pk)


def test_what_ended_is_a_tombstone_for_those_who_keep_a_copy(ask: Any) -> None:
    at = timezone.now()
    old = make.service(name="Old", changed_at=at - timedelta(days=9))
    make.service(name="New", changed_at=at)
    gone = make.service(name="Gone", changed_at=at, retired_at=at, description="Words of before.")
    ended = make.service(name="Ended", changed_at=at, status="defunct")

    told = ask("services", modified_after=(at - timedelta(days=1)).isoformat(), full="true")["contents"]

    assert sorted(names(ask("services"))) == ["New", "Old"]
    assert {one["name"]: one["status"] for one in told} == {"New": "active", "Gone": "defunct", "Ended": "defunct"}
    for service in (gone, ended):
        assert set(ask(f"services/{service.pk}")) == {"id", "name", "status", "last_modified"}
    assert str(old.pk) not in {one["id"] for one in told}
    at_that_moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    make.service(name="Just then", changed_at=at_that_moment)
    assert "Just then" in names(ask("services", modified_after="2026-01-02T03:04:05Z"))


def test_organizations_and_places_that_are_gone_are_tombstones_too(ask: Any) -> None:
    at = timezone.now()
    stays, leaves = people.organisation(name="Stays"), people.organisation(name="Leaves", description="Before.")
    ended = make.service(organisation=leaves, at=make.HERE, changed_at=at, status="defunct")
    held = make.service(organisation=stays, at=make.HERE, changed_at=at)
    gone_id = uuid4()
    with as_owner():
        Organisation.objects.update(changed_at=at - timedelta(days=9))
        source = models.Source.objects.create(slug="feed", name="Feed")
        models.RawRecord.objects.create(
            source=source, kind="service_at_location", source_key="1", entity_id=gone_id, payload={},
            payload_hash="", first_seen_at=at, retired_at=at,
        )  # fmt: skip
    since = (at - timedelta(days=1)).isoformat()

    told = ask("organizations", modified_after=since, profile="extended", full="true")["contents"]

    assert names(ask("organizations")) == ["Stays"]
    assert {one["name"]: (one.get("status"), one["description"]) for one in told} == {
        "Leaves": ("defunct", "It offers nothing here any more.")
    }, "the other did not change"
    assert ask(f"organizations/{leaves.pk}")["description"] == "It offers nothing here any more."

    def at_location(service: models.Service) -> str:
        with as_owner():
            return str(service.at_locations.get().pk)

    everything = ask("service_at_locations", modified_after=since, profile="extended", full="true")
    states = {one["id"]: one.get("status", "there") for one in everything["contents"]}
    expected = {at_location(held): "there", at_location(ended): "defunct", str(gone_id): "defunct"}
    assert states == expected and everything["total_items"] == 3
    one_by_one = [
        ask("service_at_locations", modified_after=since, per_page=1, page=number)["contents"] for number in (1, 2, 3)
    ]
    assert {records[0]["id"] for records in one_by_one} == set(expected)
    assert [one["id"] for one in ask("service_at_locations")["contents"]] == [at_location(held)]
    assert ask(f"service_at_locations/{gone_id}") == {"id": str(gone_id)}


def test_minimal_is_every_id_with_its_date_in_one_call(ask: Any) -> None:
    made = {str(make.service().pk) for _ in range(30)}

    told = ask("services", minimal="true")

    assert {one["id"] for one in told} == made
    assert all(set(one) == {"id", "modified_date"} for one in told)


def test_ndjson_is_everything_a_line_each(client: Client, ask: Any) -> None:
    for number in range(30):
        make.service(name=f"Service {number:02}", at=make.HERE)
    page = ask("services", full="true", per_page=50)

    answer = client.get(FEED + "services", {"format": "ndjson", "full": "true"})

    assert answer.streaming and answer.headers["Content-Type"] == "application/x-ndjson"
    assert [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()] == page["contents"]


def test_strict_says_only_what_the_standard_names_and_extended_adds_telephones(ask: Any) -> None:
    service = make.service(name="Lantern", alternate_name="The Lamp", at=make.HERE)
    with as_owner():
        models.Phone.objects.create(service=service, number="0161 496 0001")
        models.Contact.objects.create(service=service, name="Ann Example", title="Duty desk", email="d@example.org")

    strict, extended = ask(f"services/{service.pk}"), ask(f"services/{service.pk}", profile="extended")

    named = openapi.schemas(openapi.Profile.STRICT)["service"]["properties"]
    assert set(strict) <= set(named) and not {"phones", "alternate_name"} & set(strict)
    (contact,) = strict["contacts"]
    assert (contact["title"], contact["service_id"]) == ("Duty desk", str(service.pk)) and "email" not in contact
    assert extended["phones"][0]["number"] == "0161 496 0001" and extended["alternate_name"] == "The Lamp"
    assert "Ann Example" not in json.dumps(extended)


def test_an_organisation_comes_with_its_services(ask: Any) -> None:
    service = make.service(name="Lantern")
    people.organisation(name="A practice that offers nothing here")

    assert ask("organizations")["total_items"] == 1
    plain = ask(f"organizations/{service.organisation_id}", profile="extended")
    assert [one["id"] for one in plain["services"]] == [str(service.pk)]
    assert "services" not in ask(f"organizations/{service.organisation_id}")


def test_a_list_has_one_to_one_fields_and_full_has_all(ask: Any) -> None:
    make.service(at=make.HERE, hours=((0, time(9), time(12)),))

    thin, full = ask("services")["contents"][0], ask("services", full="true")["contents"][0]

    assert not [name for name, value in thin.items() if isinstance(value, list)]
    assert {"schedules", "service_at_locations"} <= set(full)
    assert ask(f"services/{full['id']}") == full
    assert settings.OPEN_REFERRAL_RATE
