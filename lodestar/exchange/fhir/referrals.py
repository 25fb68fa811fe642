"""One referral as a FHIR R4 ServiceRequest with the Task that follows it up, and back again.

Pure: facts in, resources out. What a resource says that we have no place for comes back in `not_read`, so that it is
reported and never dropped. Nothing of the person goes along but the opaque id of their record: a name belongs into a
Patient, which whoever sends it adds with a ground of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lodestar.exchange.fhir.states import FROM_TASK, STATES, SYSTEM, VERSION
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.rules.referral_states import (
    EndedBy,
    Outcome,
    PersonsView,
    StepKind,
)

REQUEST_PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-ServiceRequest"
TASK_PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Task"
"""UK Core's profiles, named in meta.profile.

Source: HL7 UK, UK Core, StructureDefinitions UKCore-ServiceRequest and UKCore-Task, as NHS Digital's public repository
of UK Core has them.  Checked: 2026-11-22, the addresses only: no validator was at hand, so conformance is not claimed.
"""
IDS = "urn:lodestar:referral"
AREAS = "urn:lodestar:life-area"
REASONS = "urn:lodestar:referral-reason"
ENDED_BY = "urn:lodestar:referral-ended-by"
OUTCOMES = "urn:lodestar:referral-outcome"
VIEWS = "urn:lodestar:persons-view"
_AREA_SLUGS = frozenset(area.value for area in LIFE_AREAS)
_CODED = (("ended_by", "ended-by", ENDED_BY), ("outcome", "outcome", OUTCOMES), ("persons_view", "view", VIEWS))
_CODES = {
    "ended_by": frozenset(EndedBy),
    "outcome": frozenset(Outcome),
    "persons_view": frozenset(PersonsView),
}
_REQUEST_READ = frozenset(
    {
        "resourceType", "id", "meta", "identifier", "status", "intent", "category", "subject", "authoredOn",
        "performer", "reasonCode", "occurrencePeriod",
    }
)  # fmt: skip
_TASK_READ = frozenset(
    {
        "resourceType", "id", "meta", "status", "statusReason", "businessStatus", "intent", "focus", "for",
        "lastModified", "owner", "restriction", "output",
    }
)  # fmt: skip


class CannotRead(ValueError):
    """A resource is not one that says where a referral stands; the words say which part is missing."""


@dataclass(frozen=True)
class ReferralFacts:
    """One referral as others are told of it. Ids are opaque; `hopes` is in the person's words and may be left out."""

    referral_id: UUID
    person_id: UUID
    service_id: UUID
    life_area: str
    state: StepKind
    received_at: datetime
    changed_at: datetime
    hopes: str = ""
    reason: str = ""
    expected_on: date | None = None
    ended_by: str = ""
    outcome: str = ""
    persons_view: str = ""


@dataclass(frozen=True)
class Resources:
    """The two resources of a referral."""

    request: dict[str, Any]
    task: dict[str, Any]


@dataclass(frozen=True)
class Read:
    """What two resources say, and where in them stands what we have no place for."""

    facts: ReferralFacts
    not_read: tuple[str, ...] = field(default=())


def to_fhir(facts: ReferralFacts) -> Resources:
    """Return a referral as a ServiceRequest and its Task."""
    state = STATES[facts.state]
    request: dict[str, Any] = {
        "resourceType": "ServiceRequest",
        "id": str(facts.referral_id),
        "meta": {"profile": [REQUEST_PROFILE]},
        "identifier": [{"system": IDS, "value": str(facts.referral_id)}],
        "status": state.request,
        "intent": "order",
        "category": [_concept(AREAS, facts.life_area)],
        "subject": {"reference": f"Patient/{facts.person_id}"},
        "authoredOn": facts.received_at.isoformat(),
        "performer": [{"reference": f"HealthcareService/{facts.service_id}"}],
    }
    if facts.hopes:
        request["reasonCode"] = [{"text": facts.hopes}]
    if facts.expected_on is not None:
        request["occurrencePeriod"] = {"end": facts.expected_on.isoformat()}
    task: dict[str, Any] = {
        "resourceType": "Task",
        "id": str(facts.referral_id),
        "meta": {"profile": [TASK_PROFILE]},
        "status": state.task,
        "businessStatus": _concept(SYSTEM, facts.state.value, version=VERSION, display=state.display),
        "intent": "order",
        "focus": {"reference": f"ServiceRequest/{facts.referral_id}"},
        "for": {"reference": f"Patient/{facts.person_id}"},
        "lastModified": facts.changed_at.isoformat(),
        "owner": {"reference": f"HealthcareService/{facts.service_id}"},
    }
    if facts.reason:
        task["statusReason"] = _concept(REASONS, facts.reason)
    said = [
        {"type": {"text": name}, "valueCodeableConcept": _concept(system, getattr(facts, slot))}
        for slot, name, system in _CODED
        if getattr(facts, slot)
    ]
    return Resources(request, {**task, "output": said} if said else task)


def from_fhir(*, request: Mapping[str, Any], task: Mapping[str, Any]) -> Read:
    """Return what a ServiceRequest and its Task say of a referral.

    A Task without our business status is read by its status alone. Raises CannotRead.
    """
    _is(request, "ServiceRequest")
    _is(task, "Task")
    not_read = [f"ServiceRequest.{name}" for name in sorted(set(request) - _REQUEST_READ)]
    not_read += [f"Task.{name}" for name in sorted(set(task) - _TASK_READ)]
    ended = {slot: _output(task, name, system) for slot, name, system in _CODED}
    for slot, code in ended.items():
        if code and code not in _CODES[slot]:
            not_read.append(f"Task.output:{slot}")
            ended[slot] = ""
    texts = [one["text"] for one in request.get("reasonCode", ()) if one.get("text")]
    day = request.get("occurrencePeriod", {}).get("end", "")
    facts = ReferralFacts(
        referral_id=_id(request.get("id", ""), "ServiceRequest.id"),
        person_id=_referred(request.get("subject"), "Patient"),
        service_id=_referred(next(iter(request.get("performer", ())), None), "HealthcareService"),
        life_area=_area(request),
        state=_state(task),
        received_at=_moment(request, "authoredOn"),
        changed_at=_moment(task, "lastModified"),
        hopes=texts[0] if texts else "",
        reason=_code(task.get("statusReason"), REASONS),
        expected_on=date.fromisoformat(day) if day else None,
        **ended,
    )
    return Read(facts, (*not_read, *(f"ServiceRequest.reasonCode[{place}]" for place in range(1, len(texts)))))


def _concept(system: str, code: str, **more: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, **more}]}


def _code(concept: Mapping[str, Any] | None, system: str) -> str:
    codings: Iterable[Mapping[str, Any]] = (concept or {}).get("coding", ())
    return next((str(one.get("code", "")) for one in codings if one.get("system") == system), "")


def _is(resource: Mapping[str, Any], kind: str) -> None:
    if resource.get("resourceType") != kind:
        raise CannotRead(f"This is no {kind}.")


def _state(task: Mapping[str, Any]) -> StepKind:
    own = _code(task.get("businessStatus"), SYSTEM)
    if own in set(StepKind):
        return StepKind(own)
    found = FROM_TASK.get(task.get("status", ""))
    if found is None:
        raise CannotRead("Task.status says nothing that a referral can be.")
    return found


def _output(task: Mapping[str, Any], name: str, system: str) -> str:
    for one in task.get("output", ()):
        if one.get("type", {}).get("text") == name:
            return _code(one.get("valueCodeableConcept"), system)
    return ""


def _area(request: Mapping[str, Any]) -> str:
    found = next((code for one in request.get("category", ()) if (code := _code(one, AREAS)) in _AREA_SLUGS), "")
    if not found:
        raise CannotRead("ServiceRequest.category names no life area.")
    return found


def _referred(reference: Mapping[str, Any] | None, kind: str) -> UUID:
    named, _, key = str((reference or {}).get("reference", "")).partition("/")
    if named != kind:
        raise CannotRead(f"There is no reference to a {kind}.")
    return _id(key, kind)


def _id(text: str, where: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise CannotRead(f"{where} is no id of ours.") from None


def _moment(resource: Mapping[str, Any], name: str) -> datetime:
    try:
        return datetime.fromisoformat(str(resource.get(name, "")))
    except ValueError:
        raise CannotRead(f"{name} is no moment.") from None
