"""Providers' own entries: what stands at once, what waits for another's word, and what a source cannot undo."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from lodestar.access.models import AuditEvent, User
from lodestar.access.roles import Role
from lodestar.directory import models
from lodestar.directory.entries import actions, holding, queries
from lodestar.rules import parameters
from lodestar.rules.entry_changes import EntryField
from tests.exchange import feeds
from tests.factories import directory as make_service
from tests.factories import people as make
from tests.roles import as_owner

NOW = timezone.now()


@pytest.fixture
def manager(db: None) -> User:
    return make.worker(role=Role.PROVIDER_MANAGER)


@pytest.fixture
def service(manager: User) -> models.Service:
    organisation = manager.memberships.get().organisation
    return make_service.service(organisation=organisation, name="Allotment", summary="Grow food", minimum_age=18)


def change(service: models.Service, by: Any, **fields: Any) -> actions.Told:
    changes = {EntryField(name): value for name, value in fields.items()}
    seen = {field: holding.read(service, field) for field in changes}
    return actions.change_entry(service_id=service.pk, changes=changes, seen=seen, by=by, at=NOW)


def test_a_manager_changes_their_own_entry_at_once(service, manager, look_as) -> None:
    told = change(service, look_as(manager), summary="Grow food and eat together")

    service.refresh_from_db()
    assert (told.standing, told.waiting) == ((EntryField.SUMMARY,), ())
    assert service.summary == "Grow food and eat together"
    assert "eat" in service.search_text
    with as_owner():
        assert AuditEvent.objects.filter(action="change-entry").count() == 1


def test_an_age_limit_waits_for_somebody_else_even_from_the_manager(service, manager, look_as) -> None:
    viewer = look_as(manager)
    told = change(service, viewer, minimum_age=16, summary="For young people too")

    service.refresh_from_db()
    assert (told.standing, told.waiting) == ((EntryField.SUMMARY,), (EntryField.MINIMUM_AGE,))
    assert service.minimum_age == 18
    (waiting,) = queries.changes_waiting(viewer)
    with pytest.raises(actions.EntryNotFound):
        actions.approve_change(request_id=waiting.request_id, by=viewer, at=NOW)


def test_a_change_by_another_shows_old_and_new_and_the_manager_agrees(service, manager, look_as) -> None:
    change(service, look_as(make.worker()), summary="Grow food on Mondays")
    service.refresh_from_db()
    assert service.summary == "Grow food"

    viewer = look_as(manager)
    (asked,) = queries.changes_waiting(viewer)
    (field,) = asked.fields
    assert (field.before, field.after) == ("Grow food", "Grow food on Mondays")
    actions.approve_change(request_id=asked.request_id, by=viewer, at=NOW)

    service.refresh_from_db()
    assert service.summary == "Grow food on Mondays"
    with pytest.raises(actions.AlreadyDecided):
        actions.decline_change(request_id=asked.request_id, reason="No", by=viewer, at=NOW)


def test_a_decline_says_why(service, manager, look_as) -> None:
    asker = make.worker()
    change(service, look_as(asker), cost_text="£5")
    viewer = look_as(manager)
    (asked,) = queries.changes_waiting(viewer)
    with pytest.raises(actions.ReasonMissing):
        actions.decline_change(request_id=asked.request_id, reason=" ", by=viewer, at=NOW)
    actions.decline_change(request_id=asked.request_id, reason="It is still free", by=viewer, at=NOW)

    told = queries.change(look_as(asker), request_id=asked.request_id)
    assert (told.is_approved, told.reason) == (False, "It is still free")


def test_nobody_agrees_to_their_own_change(service, look_as) -> None:
    lead = look_as(make.worker(role=Role.PLACE_LEAD))
    change(service, lead, name="Growers")
    (asked,) = queries.changes_waiting(lead)

    with pytest.raises(actions.OwnChange):
        actions.approve_change(request_id=asked.request_id, by=lead, at=NOW)
    actions.approve_change(request_id=asked.request_id, by=look_as(make.worker(role=Role.INFORMATION_LEAD)), at=NOW)
    service.refresh_from_db()
    assert service.name == "Growers"


def test_another_providers_manager_has_no_say(service, look_as) -> None:
    change(service, look_as(make.worker()), summary="Wrong")
    stranger = look_as(make.worker(role=Role.PROVIDER_MANAGER))

    assert queries.changes_waiting(stranger) == []
    assert queries.entries_kept(stranger) == []
    with pytest.raises(actions.EntryNotFound):
        actions.state_capacity(service_id=service.pk, capacity=actions.Capacity(True), by=stranger, at=NOW)


def test_two_who_change_the_same_field_lose_nothing(service, manager, look_as) -> None:
    viewer = look_as(manager)
    seen = {EntryField.SUMMARY: "Grow food"}
    change(service, viewer, summary="First")

    with pytest.raises(actions.ChangedMeanwhile) as stale:
        actions.change_entry(
            service_id=service.pk, changes={EntryField.SUMMARY: "Second"}, seen=seen, by=viewer, at=NOW
        )
    assert stale.value.fields == (EntryField.SUMMARY,)


def test_telephones_and_times_are_fields_like_others(service, manager, look_as) -> None:
    viewer = look_as(manager)
    times = [{"weekday": 1, "opens_at": "10:00:00", "closes_at": "12:00:00", "frequency": "weekly", "interval": 1}]
    change(service, viewer, telephones=[{"number": "0161 496 0002", "note": "Office"}], times=times)

    assert [phone.number for phone in service.phones.all()] == ["0161 496 0002"]
    (hours,) = service.schedules.all()
    assert (hours.weekday, f"{hours.opens_at:%H:%M}") == (1, "10:00")
    with pytest.raises(actions.NothingChanged):
        change(service, viewer, times=times)


def test_capacity_is_dated_and_expires(service, manager, look_as) -> None:
    viewer = look_as(manager)
    said = actions.state_capacity(
        service_id=service.pk,
        capacity=actions.Capacity(takes_people_now=True, usual_wait_days=7, places=4, unit="place"),
        by=viewer,
        at=NOW,
    )

    days = parameters.whole_number("capacity-statement-expiry", on=viewer.today)
    assert said.expires_on == viewer.today + timedelta(days=days)
    assert service.search_entry.takes_people_now is True
    assert not queries.capacities(viewer, service_ids=[service.pk])[service.pk].is_stale
    later = look_as(manager, today=said.expires_on)
    assert queries.capacities(later, service_ids=[service.pk])[service.pk].is_stale


def test_somebody_at_the_desk_says_the_places_of_their_own_service(look_as) -> None:
    team = make.team()
    service = make_service.service(team=team, organisation=team.organisation)
    desk = look_as(make.worker(role=Role.REFERRAL_DESK, team=team))
    actions.state_capacity(service_id=service.pk, capacity=actions.Capacity(False), by=desk, at=NOW)

    assert [one.service_id for one in queries.entries_kept(desk)] == [service.pk]


def read_in(tmp_path: Path, *, telephone: str = "0161 496 0001", **told: str) -> None:
    phones = [{"id": "p1", "number": telephone}]
    provider = {"id": "o1", "name": "Growers", "description": "We grow"}
    contact = {"id": "c1", "name": "Office", "phones": phones}
    feeds.run(
        feeds.write_json(
            tmp_path / "feed.json", [feeds.service("s1", contacts=[contact], organization=provider, **told)]
        )
    )


@pytest.mark.django_db
def test_what_a_provider_said_survives_the_next_import_and_both_are_shown(
    tmp_path: Path, look_as: Callable[..., Any]
) -> None:
    read_in(tmp_path, description="What the council wrote")
    service = models.Service.objects.get(source__isnull=False)
    manager = make.worker(role=Role.PROVIDER_MANAGER, team=make.team(organisation=service.organisation))
    viewer = look_as(manager)
    change(service, viewer, description="What we say", telephones=[{"number": "0161 496 0009"}])

    read_in(tmp_path, telephone="0161 496 0002", description="What the council wrote later")
    service.refresh_from_db()
    assert service.description == "What we say"
    assert [phone.number for phone in service.phones.all()] == ["0161 496 0009"]
    said = {one.field: one for one in queries.entry(look_as(manager), service_id=service.pk).fields}
    told = said[EntryField.DESCRIPTION]
    assert told.is_preferred and told.has_source
    assert told.source_value == "What the council wrote later"

    actions.take_source_value(service_id=service.pk, field=EntryField.DESCRIPTION, by=look_as(manager), at=NOW)
    service.refresh_from_db()
    assert service.description == "What the council wrote later"
    assert said[EntryField.TELEPHONES].source_value[0]["number"] == "0161 496 0002"
    read_in(tmp_path, description="Later still")
    service.refresh_from_db()
    assert service.description == "Later still"
