"""One record as it opens to one viewer: on what grounds, what to know before speaking, and what is under way.

Everything that a page inside a record needs before it shows anything, in one query.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject

from lodestar.access.viewers import Viewer
from lodestar.people import communicating
from lodestar.people.communicating import Known
from lodestar.people.models import CommunicationNeed, Involvement, Person
from lodestar.people.queries import RecordNotFound
from lodestar.people.sharing.models import Handover
from lodestar.people.voice.models import Pause
from lodestar.rules import life_areas, reach
from lodestar.rules.communication_needs import Kind
from lodestar.rules.reach import Purpose

PASSING = (Involvement.Basis.REFERRAL, Involvement.Basis.EMERGENCY)


@dataclass(frozen=True)
class Ground:
    """One involvement through which the record opens: `life_areas` are those that open by it."""

    purpose: str
    basis: str
    life_areas: tuple[str, ...]


@dataclass(frozen=True)
class OnBreak:
    """That the person wants no calls and visits for now, and what they want said of it."""

    words: str
    begun_at: datetime
    back_on: date | None


@dataclass(frozen=True)
class NextKeyWorker:
    """A handover that has not changed over yet: who becomes the key worker, and from which day."""

    to_name: str
    changes_on: date


@dataclass(frozen=True)
class Opening:
    """One record, for the one viewer whom it was asked for."""

    person: Person
    grounds: tuple[Ground, ...]
    known: tuple[Known, ...]
    on_break: OnBreak | None
    handover: NextKeyWorker | None

    @property
    def life_areas(self) -> tuple[str, ...]:
        """Return the life areas that open, in order."""
        return life_areas.in_order(area for ground in self.grounds for area in ground.life_areas)

    @property
    def purpose(self) -> Purpose:
        """Return the widest purpose for which the record is open: support, then referral, then emergency."""
        served = {ground.purpose for ground in self.grounds}
        order = (Purpose.DIRECT_SUPPORT, Purpose.REFERRAL, Purpose.EMERGENCY)
        return next((one for one in order if one in served), Purpose.DIRECT_SUPPORT)

    @property
    def is_only_referred_to(self) -> bool:
        """Return whether a referral or an emergency is all that opens it: then what matters stays closed."""
        return all(ground.basis in PASSING for ground in self.grounds)

    def areas_for(self, viewer: Viewer, purpose: Purpose) -> tuple[str, ...]:
        """Return the life areas that open for a purpose that both the viewer's role and a ground serve."""
        if purpose not in reach.purposes_of(viewer.roles):
            return ()
        serving = {held for held, served in reach.SERVES.items() if purpose in served}
        return life_areas.in_order(
            area for ground in self.grounds if ground.purpose in serving for area in ground.life_areas
        )


def opening_of(viewer: Viewer, *, person_id: UUID) -> Opening:
    """Return how a record opens to `viewer`. One query. Raises RecordNotFound.

    It leaves no trace: to show a record, use `people.actions.open_record`.
    """
    theirs = OuterRef("pk")
    held = Involvement.objects.held_by(viewer).filter(person_id=theirs).order_by("starts_on", "id")
    needs = CommunicationNeed.objects.filter(person_id=theirs, ends_on=None).order_by("starts_on", "id")
    pauses = Pause.objects.filter(
        Q(back_on=None) | Q(back_on__gt=viewer.today), person_id=theirs, ended_at=None
    ).order_by("-begun_at", "-id")
    handovers = Handover.objects.filter(person_id=theirs, changes_on__gt=viewer.today).order_by("-made_at", "-id")
    row = (
        Person.objects.filter(pk=person_id)
        .annotate(
            held=ArraySubquery(held.values(row=JSONObject(purpose="purpose", basis="basis", areas="open_areas"))),
            to_know=ArraySubquery(
                needs.values(
                    row=JSONObject(id="id", kind="kind", words="words", since="starts_on", by=F("recorded_by__name"))
                )
            ),
            pauses_now=ArraySubquery(
                pauses.values(row=JSONObject(words="words", begun_at="begun_at", back_on="back_on"))[:1]
            ),
            handovers_now=ArraySubquery(
                handovers.values(row=JSONObject(to=F("to_user__name"), changes_on="changes_on"))[:1]
            ),
        )
        .first()
    )
    if row is None or not row.held:
        raise RecordNotFound
    return Opening(
        person=row,
        grounds=tuple(Ground(one["purpose"], one["basis"], tuple(one["areas"])) for one in row.held),
        known=tuple(communicating.in_order(_known(one) for one in row.to_know)),
        on_break=_on_break(row.pauses_now),
        handover=_handover(row.handovers_now),
    )


def _known(row: dict[str, str]) -> Known:
    return Known(UUID(row["id"]), Kind(row["kind"]), row["words"], _day(row["since"]), row["by"])


def _day(said: str) -> date:
    return date.fromisoformat(said)


def _on_break(rows: Sequence[dict[str, str]]) -> OnBreak | None:
    for row in rows:
        back_on = _day(row["back_on"]) if row["back_on"] else None
        return OnBreak(row["words"], datetime.fromisoformat(row["begun_at"]), back_on)
    return None


def _handover(rows: Sequence[dict[str, str]]) -> NextKeyWorker | None:
    for row in rows:
        return NextKeyWorker(row["to"], _day(row["changes_on"]))
    return None
