"""Where a referral stands, as FHIR R4 says it: the status of the Task and of the ServiceRequest, and ours beside them.

Task.status is coarser than our states (received and opened again are one to it), so Task.businessStatus carries ours:
FHIR means it for that ("not yet formalised" states of a place's own process), and from it the way back loses nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lodestar.rules.referral_states import StepKind

VERSION = "1"
SYSTEM = "urn:lodestar:referral-state"


@dataclass(frozen=True)
class FhirState:
    """One state of ours: `Task.status`, `ServiceRequest.status`, and the words of `Task.businessStatus`."""

    task: str
    request: str
    display: str


_S = StepKind
STATES: Mapping[StepKind, FhirState] = {
    _S.SENT: FhirState("requested", "active", "Sent"),
    _S.RECEIVED: FhirState("received", "active", "Received"),
    _S.NEEDS_INFORMATION: FhirState("received", "on-hold", "Needs information"),
    _S.ACCEPTED: FhirState("accepted", "active", "Accepted"),
    _S.WAITING: FhirState("accepted", "on-hold", "Accepted, with a wait"),
    _S.DECLINED: FhirState("rejected", "revoked", "Declined"),
    _S.WITHDRAWN: FhirState("cancelled", "revoked", "Withdrawn by the person"),
    _S.CANCELLED: FhirState("cancelled", "revoked", "Cancelled by the referrer"),
    _S.FIRST_CONTACT: FhirState("in-progress", "active", "First contact"),
    _S.STARTED: FhirState("in-progress", "active", "Support started"),
    _S.ENDED: FhirState("completed", "completed", "Support ended"),
}
"""Every state of ours.

Source: HL7 FHIR R4 (4.0.1), value sets task-status and request-status; which of ours is which is our own reading.
Checked: 2026-11-22.  Declined is Task.rejected and not failed: nobody began. A wait is accepted, and the request on
hold, because a date was given and nobody works yet.
"""

# For a Task of somebody else's, without our business status: the state that promises least.
FROM_TASK: Mapping[str, StepKind] = {
    "draft": _S.SENT,
    "requested": _S.SENT,
    "received": _S.RECEIVED,
    "accepted": _S.ACCEPTED,
    "rejected": _S.DECLINED,
    "ready": _S.ACCEPTED,
    "cancelled": _S.CANCELLED,
    "in-progress": _S.STARTED,
    "on-hold": _S.WAITING,
    "failed": _S.ENDED,
    "completed": _S.ENDED,
}
"""Task.status of others to a state of ours. `entered-in-error` is none: such a Task is to be left out.

Source: HL7 FHIR R4 (4.0.1), value set task-status; our own reading.  Checked: 2026-11-22.
"""
