"""A referral as FHIR says it, and back: nothing is lost on the way, and nothing of others' is dropped unsaid."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestar.exchange.fhir import referrals, states
from lodestar.exchange.fhir.referrals import CannotRead, ReferralFacts
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.rules.referral_states import (
    CLOSED,
    DeclineReason,
    EndedBy,
    EndReason,
    Outcome,
    PersonsView,
    StepKind,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "fhir.md"
# Value sets task-status and request-status of FHIR R4 (4.0.1).
TASK_STATUS = frozenset(
    {
        *("draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress"),
        *("on-hold", "failed", "completed", "entered-in-error"),
    }
)
REQUEST_STATUS = frozenset({"draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"})
ONE = ReferralFacts(
    referral_id=UUID(int=1),
    person_id=UUID(int=2),
    service_id=UUID(int=3),
    life_area="home",
    state=StepKind.RECEIVED,
    received_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
    changed_at=datetime(2026, 11, 3, 10, 0, tzinfo=UTC),
    hopes="A door that locks",
)
moments = st.datetimes(timezones=st.just(UTC))
open_facts = st.builds(
    ReferralFacts,
    referral_id=st.uuids(),
    person_id=st.uuids(),
    service_id=st.uuids(),
    life_area=st.sampled_from([area.value for area in LIFE_AREAS]),
    state=st.sampled_from(StepKind),
    received_at=moments,
    changed_at=moments,
    hopes=st.text(),
    reason=st.sampled_from(["", *DeclineReason, *EndReason]).map(str),
    expected_on=st.none() | st.dates(),
    ended_by=st.sampled_from(["", *EndedBy]).map(str),
    outcome=st.sampled_from(["", *Outcome]).map(str),
    persons_view=st.sampled_from(["", *PersonsView]).map(str),
)


@settings(deadline=None, max_examples=150)
@given(facts=open_facts)
def test_there_and_back_is_the_same_referral(facts: ReferralFacts) -> None:
    made = referrals.to_fhir(facts)

    read = referrals.from_fhir(request=made.request, task=made.task)

    assert read.facts == facts
    assert read.not_read == ()


@settings(deadline=None, max_examples=50)
@given(facts=open_facts)
def test_what_others_write_beside_it_is_reported(facts: ReferralFacts) -> None:
    made = referrals.to_fhir(facts)

    read = referrals.from_fhir(
        request={**made.request, "priority": "urgent"}, task={**made.task, "note": [{"text": "Ring first"}]}
    )

    assert read.facts == facts
    assert read.not_read == ("ServiceRequest.priority", "Task.note")


def test_every_state_of_ours_has_statuses_that_fhir_knows() -> None:
    assert set(states.STATES) == set(StepKind)
    for state in states.STATES.values():
        assert state.task in TASK_STATUS
        assert state.request in REQUEST_STATUS
    assert set(states.FROM_TASK) == TASK_STATUS - {"entered-in-error"}


def test_a_referral_that_is_closed_here_is_closed_there() -> None:
    closed = {kind for kind, state in states.STATES.items() if state.request in {"revoked", "completed"}}

    assert closed == CLOSED


@pytest.mark.parametrize("status", sorted(states.FROM_TASK))
def test_a_task_of_others_is_read_by_its_status_alone(status: str) -> None:
    made = referrals.to_fhir(ONE)
    task = {name: value for name, value in made.task.items() if name != "businessStatus"} | {"status": status}

    read = referrals.from_fhir(request=made.request, task=task)

    assert read.facts == replace(ONE, state=states.FROM_TASK[status])


def test_nothing_of_the_person_goes_along_but_an_opaque_id() -> None:
    said = str(referrals.to_fhir(replace(ONE, hopes="")))

    assert said.count("Patient/") == 2
    assert "Patient/00000000-0000-0000-0000-000000000002" in said
    assert "name" not in said


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("request", {"resourceType": "Patient"}),
        ("request", {"category": []}),
        ("request", {"subject": {"reference": "Group/1"}}),
        ("request", {"performer": []}),
        ("request", {"authoredOn": "yesterday"}),
        ("request", {"id": "7"}),
        ("task", {"businessStatus": {}, "status": "entered-in-error"}),
        ("task", {"lastModified": None}),
    ],
)
def test_what_cannot_be_read_says_which_part(part: str, change: dict[str, object]) -> None:
    made = referrals.to_fhir(ONE)
    parts = {"request": made.request, "task": made.task}

    with pytest.raises(CannotRead, match=r"\w"):
        referrals.from_fhir(**{**parts, part: {**parts[part], **change}})


def test_a_code_that_is_not_ours_is_reported() -> None:
    made = referrals.to_fhir(replace(ONE, state=StepKind.ENDED, outcome="helped"))
    made.task["output"][0]["valueCodeableConcept"]["coding"][0]["code"] = "much-better"

    read = referrals.from_fhir(request=made.request, task=made.task)

    assert read.facts.outcome == ""
    assert read.not_read == ("Task.output:outcome",)


def test_a_day_that_is_expected_goes_along() -> None:
    made = referrals.to_fhir(replace(ONE, state=StepKind.WAITING, expected_on=date(2026, 12, 1)))

    assert made.request["occurrencePeriod"] == {"end": "2026-12-01"}
    assert (made.task["status"], made.request["status"]) == ("accepted", "on-hold")


def test_the_page_is_printed_from_the_mapping() -> None:
    found = printed()
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(found, encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == found


def printed() -> str:
    """The page of the reference: both ways, as the code has them."""
    lines = [
        "# Referrals as FHIR R4",
        "",
        "Printed from `lodestar/exchange/fhir`; a test keeps it so (`UPDATE_DOCS=1 pytest tests/exchange/test_fhir.py`",
        "prints it again). A referral is a `ServiceRequest`, and what becomes of it a `Task` with `focus` on it. Both",
        "are mappings only: no FHIR address is served yet.",
        "",
        f"- Profiles named in `meta.profile`: <{referrals.REQUEST_PROFILE}> and <{referrals.TASK_PROFILE}>.",
        "  Conformance has not been run against a validator, so none is claimed.",
        f"- `Task.businessStatus` holds our own state (system `{states.SYSTEM}`, version {states.VERSION}). From it",
        "  the way back loses nothing; a Task without it is read by its status alone.",
        "- Who it is: `Patient/` and the opaque id of the record, and nothing else.",
        "- What a resource says that has no place here is reported with its path, never dropped unsaid.",
        "",
        "## From us",
        "",
        "| our state | `Task.status` | `ServiceRequest.status` | `Task.businessStatus` |",
        "|---|---|---|---|",
        *(
            f"| {kind.value} | {state.task} | {state.request} | {state.display} |"
            for kind, state in states.STATES.items()
        ),
        "",
        "## To us, where a Task has no business status of ours",
        "",
        "| `Task.status` | our state |",
        "|---|---|",
        *(f"| {status} | {kind.value} |" for status, kind in states.FROM_TASK.items()),
        "| entered-in-error | not read: leave it out |",
        "",
        "## Where the rest stands",
        "",
        "| ours | FHIR | system |",
        "|---|---|---|",
        f"| referral id | `ServiceRequest.id`, `.identifier`, `Task.id`, `.focus` | `{referrals.IDS}` |",
        f"| life area | `ServiceRequest.category` | `{referrals.AREAS}` |",
        "| service | `ServiceRequest.performer`, `Task.owner` (`HealthcareService/`) | |",
        "| hopes | `ServiceRequest.reasonCode.text`, only where the person agreed to share it | |",
        "| received | `ServiceRequest.authoredOn` | |",
        "| last step | `Task.lastModified` | |",
        "| expected day | `ServiceRequest.occurrencePeriod.end` | |",
        f"| reason | `Task.statusReason` | `{referrals.REASONS}` |",
        f"| who ended it | `Task.output`, type `ended-by` | `{referrals.ENDED_BY}` |",
        f"| outcome | `Task.output`, type `outcome` | `{referrals.OUTCOMES}` |",
        f"| the person's view | `Task.output`, type `view` | `{referrals.VIEWS}` |",
    ]
    return "\n".join(lines) + "\n"
