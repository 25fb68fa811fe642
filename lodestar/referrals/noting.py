"""The rows of contacts. Actions of this app use it, and nobody else."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from lodestar.access.viewers import Viewer
from lodestar.referrals.models import Contact, Referral, ReferralStep
from lodestar.rules.referral_states import StepKind

_UNDER_WAY = (StepKind.FIRST_CONTACT.value, StepKind.STARTED.value)


@dataclass(frozen=True)
class ContactFacts:
    """What else is known of a contact, as slugs of `Contact`: its kind, who was there, what was done.

    `planned_mode` is the way that was planned; where the contact went on in another, nothing was missed.
    `happened_at` is the moment, where hours count.
    """

    kind: str = ""
    planned_mode: str = ""
    company: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    happened_at: datetime | None = None


NO_MORE = ContactFacts()


def known_contact(contact_id: UUID | None) -> Contact | None:
    """Return the contact that has this id already, if it was sent before."""
    return Contact.objects.filter(pk=contact_id).first() if contact_id else None


def referral_under_way(person_id: UUID, *, life_area: str, by: Viewer) -> Referral | None:
    """Return the referral on which a team of `by` sees the person in this life area, the newest of several."""
    last = ReferralStep.objects.filter(referral=OuterRef("pk")).order_by("-number").values("kind")[:1]
    taken_on = Referral.objects.filter(person_id=person_id, life_area=life_area, team_id__in=by.team_ids)
    return taken_on.annotate(stands=Subquery(last)).filter(stands__in=_UNDER_WAY).order_by("-received_at").first()


def write_contact(
    *,
    person_id: UUID,
    referral: Referral | None,
    life_area: str,
    happened_on: date,
    mode: str,
    attendance: str,
    note: str,
    facts: ContactFacts,
    by: Viewer,
    contact_id: UUID | None,
) -> Contact:
    """Add one contact, or a try at one."""
    given_id = {"pk": contact_id} if contact_id else {}
    return Contact.objects.create(
        **given_id,
        person_id=person_id,
        referral=referral,
        life_area=life_area,
        happened_on=happened_on,
        happened_at=facts.happened_at,
        by_id=by.user_id,
        mode=mode,
        attendance=attendance,
        kind=facts.kind,
        planned_mode=facts.planned_mode if facts.planned_mode != mode else "",
        company=list(facts.company),
        done=list(facts.done),
        note=note.strip(),
    )
