"""Rows about sharing for tests: choices, openings in an emergency, life events, alerts, shares, handovers."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from lodestar.access.models import User
from lodestar.people.models import Consent, Involvement, Person
from lodestar.people.sharing.models import Alert, EmergencyAccess, Handover, LifeEvent, Share, SharingChoice
from tests.factories import people as make
from tests.roles import as_owner

CLOSED_FOR = ["direct-support", "referral"]


def consent(person: Person, **fields: Any) -> Consent:
    """Something that a person agreed to, a referral in the home unless `fields` say otherwise."""
    asked_by = fields.pop("asked_by", None) or make.worker()
    defaults = {
        "purpose": Consent.Purpose.REFERRAL,
        "life_areas": ["home"],
        "words": "Yes",
        "how": "in-person",
        "given_at": datetime(2026, 1, 5, tzinfo=UTC),
    }
    with as_owner():
        return Consent.objects.create(person=person, asked_by=asked_by, **{**defaults, **fields})


def choice(person: Person, **fields: Any) -> SharingChoice:
    """Something that a person closed, the home unless `fields` say otherwise."""
    said_by = fields.pop("said_by", None) or person.user or make.worker()
    defaults = {
        "life_areas": ["home"],
        "purposes": CLOSED_FOR,
        "how": "online",
        "said_at": datetime(2026, 1, 5, tzinfo=UTC),
        "starts_on": date(2020, 1, 1),
    }
    with as_owner():
        return SharingChoice.objects.create(person=person, said_by=said_by, **{**defaults, **fields})


def emergency(person: Person, opener: User, *, ends_at: datetime, **fields: Any) -> EmergencyAccess:
    """A record opened in an emergency, with the involvement that it makes."""
    areas = fields.pop("life_areas", ["clinical-care", "home"])
    held = make.involve(
        person, opener, basis=Involvement.Basis.EMERGENCY, life_areas=areas, ends_at=ends_at,
        ends_on=ends_at.date() + timedelta(days=1),
    )  # fmt: skip
    defaults = {"reason": "crisis-call", "words": "She rang us", "opened_at": ends_at - timedelta(hours=4)}
    with as_owner():
        return EmergencyAccess.objects.create(
            person=person, user=opener, involvement=held, life_areas=areas, ends_at=ends_at, **{**defaults, **fields}
        )


def life_event(person: Person, **fields: Any) -> LifeEvent:
    """A benefit that stopped, unless `fields` say otherwise."""
    defaults = {
        "kind": "benefit-stopped",
        "life_area": "money",
        "happened_on": date(2026, 1, 5),
        "recorded_at": datetime(2026, 1, 5, tzinfo=UTC),
    }
    recorded_by = fields.pop("recorded_by", None) or make.worker()
    with as_owner():
        return LifeEvent.objects.create(person=person, recorded_by=recorded_by, **{**defaults, **fields})


def alert(person: Person, event: LifeEvent, **fields: Any) -> Alert:
    """An alert about a life event, to the person unless `fields` say to whom."""
    to = {"to_person": True} if not {"to_user", "to_team", "to_role"} & fields.keys() else {}
    defaults = {
        "kind": Alert.Kind.LIFE_EVENT,
        "about_id": event.pk,
        "event_kind": event.kind,
        "happened_on": event.happened_on,
        "life_area": event.life_area,
        "sent_at": event.recorded_at,
    }
    with as_owner():
        return Alert.objects.create(person=person, **{**defaults, **to, **fields})


def share(agreed: Consent, **fields: Any) -> Share:
    """Something that left under a consent."""
    defaults = {"profile": "benefits-monitoring", "to_whom": "An agency", "items": {"status": "Off sick"}}
    with as_owner():
        return Share.objects.create(
            person_id=agreed.person_id, consent=agreed, sent_by=agreed.asked_by, sent_at=agreed.given_at,
            **{**defaults, **fields},
        )  # fmt: skip


def handover(person: Person, **fields: Any) -> Handover:
    """A handover of some days."""
    defaults = {
        "both_from": date(2026, 1, 5),
        "changes_on": date(2026, 1, 8),
        "made_at": datetime(2026, 1, 5, tzinfo=UTC),
    }
    to_user = fields.pop("to_user", None) or make.worker()
    with as_owner():
        return Handover.objects.create(person=person, to_user=to_user, made_by=to_user, **{**defaults, **fields})


def one_of_each(person: Person) -> None:
    """A row about this person in every table of sharing."""
    choice(person, role="housing-worker")
    emergency(person, make.worker(), ends_at=datetime.now(UTC) + timedelta(hours=1))
    alert(person, life_event(person))
    share(consent(person))
    handover(person)
