"""Reads of young people's moves, and of the young people whom services turned away."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from lodestar.access.viewers import Viewer
from lodestar.directory.models import Service
from lodestar.people.models import Person
from lodestar.people.sharing.models import EmergencyAccess, LifeEvent
from lodestar.referrals.models import Referral, ReferralStep
from lodestar.referrals.moving_on.models import Transition, TransitionStep
from lodestar.rules import months, referral_states, young_people
from lodestar.rules.life_events import LifeEventKind
from lodestar.rules.referral_states import DeclineReason, StepKind
from lodestar.rules.young_people import ChildDecline, OpenYoungPerson, TransitionEnd, TransitionPart, TransitionStepKind

CRISIS_KIND = "crisis-support"
_ADULT = 18
# How far back declines are listed. Days.
LOOK_BACK_DAYS = 365


@dataclass(frozen=True)
class Move:
    """One move with what it is made of, and what it still asks for on the viewer's day."""

    pk: UUID
    person_id: UUID
    person_name: str
    named: str
    wishes: str
    facts: young_people.Transition
    steps: tuple[TransitionStep, ...]
    missing: tuple[TransitionPart, ...]
    check_ins_due: tuple[date, ...]
    holds: str


@dataclass(frozen=True)
class WithoutPlan:
    """One young person with an open referral, old enough for a move to be planned, and none is."""

    person_id: UUID
    person_name: str
    born_on: date


@dataclass(frozen=True)
class Declined:
    """One referral of a child that was declined: why, what instead, who was told, and what came later."""

    referral_id: UUID
    person_id: UUID
    person_name: str
    service_name: str
    reason: DeclineReason
    facts: ChildDecline
    came_back_on: date | None
    crisis_on: date | None


@dataclass(frozen=True)
class TurnedAwayChildren:
    """The register of the last year, with the share connected within 28 days and the count that came to a crisis."""

    rows: tuple[Declined, ...]
    connected_percent: Fraction | None
    then_in_crisis: int


def transitions_of(viewer: Viewer, *, person_id: UUID) -> list[Move]:
    """Return a person's moves that open to `viewer`, the newest first. Two queries."""
    return _moves(viewer, Transition.objects.visible_to(viewer).filter(person_id=person_id))


def transitions(viewer: Viewer) -> list[Move]:
    """Return every move that opens to `viewer`, the soonest first. Two queries."""
    return sorted(_moves(viewer, Transition.objects.visible_to(viewer)), key=lambda one: one.facts.target_on)


def transition(viewer: Viewer, *, transition_id: UUID) -> Move | None:
    """Return one move that opens to `viewer`, or None. Two queries."""
    found = _moves(viewer, Transition.objects.visible_to(viewer).filter(pk=transition_id))
    return found[0] if found else None


def services_called(viewer: Viewer, *, name: str) -> list[UUID]:
    """Return the open services with exactly this name, at most two. One query."""
    rows = Service.objects.filter(name__iexact=name, status=Service.Status.ACTIVE, retired_at=None)
    return list(rows.values_list("pk", flat=True)[:2])


def not_arrived(viewer: Viewer, moves: list[Move]) -> list[Move]:
    """Return those of `moves` whose day has passed and who have not arrived, the longest overdue first."""
    overdue = young_people.not_arrived(transitions=[one.facts for one in moves], on=viewer.today)
    by_facts = {id(one.facts): one for one in moves}
    return [by_facts[id(facts)] for facts in overdue]


def without_plan(viewer: Viewer) -> list[WithoutPlan]:
    """Return everybody open at 17 years and 6 months or older without a move planned, the oldest first. Two queries.

    Adults who came to services as adults are not on it: somebody was under 18 when a referral that is open came.
    """
    last = ReferralStep.objects.filter(referral=OuterRef("pk")).order_by("-number").values("kind")[:1]
    rows = (
        Referral.objects.visible_to(viewer)
        .filter(person__born_on__isnull=False)
        .annotate(stands=Subquery(last))
        .exclude(stands__in=[kind.value for kind in referral_states.CLOSED])
        .select_related("person")
    )
    people: dict[UUID, Person] = {}
    for row in rows:
        born_on = row.person.born_on
        if born_on and months.whole_years(born_on=born_on, on=timezone.localdate(row.received_at)) < _ADULT:
            people[row.person_id] = row.person
    planned = set(Transition.objects.visible_to(viewer).filter(person__in=people).values_list("person_id", flat=True))
    open_ones = [
        OpenYoungPerson(str(pk), one.born_on, has_transition_plan=pk in planned)
        for pk, one in people.items()
        if one.born_on
    ]
    due = young_people.without_transition_plan(people=open_ones, on=viewer.today)
    return [WithoutPlan(UUID(one.key), people[UUID(one.key)].preferred_name, one.born_on) for one in due]


def turned_away_children(viewer: Viewer) -> TurnedAwayChildren:
    """Return the children whom services turned away in the last year, as far as `viewer` sees. Five queries."""
    since = viewer.today - timedelta(days=LOOK_BACK_DAYS)
    steps = (
        ReferralStep.objects.filter(kind=StepKind.DECLINED, at__date__gte=since)
        .filter(referral__in=Referral.objects.visible_to(viewer), person__born_on__isnull=False)
        .select_related("referral__service", "person", "instead_service")
        .prefetch_related("referral__tellings")
        .order_by("-at")
    )
    declines = [one for one in steps if _was_child(one)]
    people = {one.person_id for one in declines}
    connected, crises = _connected(viewer, people), _crises(viewer, people)
    rows = tuple(_declined(one, connected[one.person_id], crises[one.person_id]) for one in declines)
    stories = [
        ([row.facts.declined_on for row in rows if row.person_id == person_id], sorted(crises[person_id]))
        for person_id in people
    ]
    return TurnedAwayChildren(
        rows=rows,
        connected_percent=young_people.declined_and_connected_percent(
            declines=[row.facts for row in rows], on=viewer.today
        ),
        then_in_crisis=young_people.declined_then_in_crisis(stories=stories, on=viewer.today),
    )


def _was_child(step: ReferralStep) -> bool:
    born_on = step.person.born_on
    return born_on is not None and months.whole_years(born_on=born_on, on=timezone.localdate(step.at)) < _ADULT


def _declined(step: ReferralStep, connected: dict[UUID, list[date]], crises: set[date]) -> Declined:
    declined_on = timezone.localdate(step.at)
    told = [one.told_on for one in step.referral.tellings.all() if one.recorded_at >= step.at]
    others = [days for referral, days in connected.items() if referral != step.referral_id]
    elsewhere = [day for days in others for day in days if day >= declined_on]
    own = [day for day in connected.get(step.referral_id, []) if day >= declined_on]
    return Declined(
        referral_id=step.referral_id,
        person_id=step.person_id,
        person_name=step.person.preferred_name,
        service_name=step.referral.service.name,
        reason=DeclineReason(step.reason),
        facts=ChildDecline(
            declined_on=declined_on,
            reason=step.reason,
            instead=step.instead_service.name if step.instead_service else step.instead,
            family_told_on=min(told, default=None),
            # Anybody may ask again here in one step: no decline takes that away.
            may_ask_again=True,
            connected_on=min([*elsewhere, *own], default=None),
        ),
        came_back_on=min(own, default=None),
        crisis_on=min((day for day in crises if day >= declined_on), default=None),
    )


def _connected(viewer: Viewer, people: set[UUID]) -> dict[UUID, dict[UUID, list[date]]]:
    found: dict[UUID, dict[UUID, list[date]]] = defaultdict(lambda: defaultdict(list))
    rows = ReferralStep.objects.filter(
        kind=StepKind.FIRST_CONTACT, person__in=people, referral__in=Referral.objects.visible_to(viewer)
    )
    for person_id, referral_id, at in rows.values_list("person_id", "referral_id", "at"):
        found[person_id][referral_id].append(timezone.localdate(at))
    return found


def _crises(viewer: Viewer, people: set[UUID]) -> dict[UUID, set[date]]:
    """Return the days on which people came to a crisis: to hospital, to crisis support, or a record opened for it."""
    found: dict[UUID, set[date]] = defaultdict(set)
    admitted = LifeEvent.objects.visible_to(viewer).filter(person__in=people, kind=LifeEventKind.ADMITTED.value)
    for person_id, day in admitted.values_list("person_id", "happened_on"):
        found[person_id].add(day)
    asked = Referral.objects.visible_to(viewer).filter(person__in=people, service__kinds__contains=[CRISIS_KIND])
    for person_id, at in asked.values_list("person_id", "received_at"):
        found[person_id].add(timezone.localdate(at))
    opened = EmergencyAccess.objects.filter(person__in=people, reason=EmergencyAccess.Reason.CRISIS_CALL)
    for person_id, at in opened.values_list("person_id", "opened_at"):
        found[person_id].add(timezone.localdate(at))
    return found


def _moves(viewer: Viewer, rows: QuerySet[Transition]) -> list[Move]:
    steps = TransitionStep.objects.select_related("by").order_by("at", "id")
    found = (
        rows.select_related("person", "named", "from_service", "to_service")
        .prefetch_related(Prefetch("steps", queryset=steps))
        .order_by("-begun_at", "id")
    )
    return [_move(row, viewer.today) for row in found]


def _move(row: Transition, today: date) -> Move:
    steps = tuple(row.steps.all())
    facts = _facts(row, steps)
    return Move(
        pk=row.pk,
        person_id=row.person_id,
        person_name=row.person.preferred_name,
        named=row.named.name,
        wishes=row.wishes,
        facts=facts,
        steps=steps,
        missing=young_people.missing_before_move(facts),
        check_ins_due=() if facts.end is not None else young_people.check_ins_due(facts, on=today),
        holds=young_people.who_holds(facts, on=today),
    )


def _facts(row: Transition, steps: tuple[TransitionStep, ...]) -> young_people.Transition:
    """Return a move as the rules read it: the newest appointment and end count, of the rest the first."""

    def days(kind: TransitionStepKind) -> list[date]:
        return [one.on for one in steps if one.kind == kind.value]

    kept, missed = days(TransitionStepKind.APPOINTMENT_KEPT), days(TransitionStepKind.APPOINTMENT_MISSED)
    ended = steps[-1].end if steps else ""
    return young_people.Transition(
        target_on=row.target_on,
        from_service=row.from_service.name,
        to_service=row.to_service.name,
        named_worker=row.named.name,
        plan_signed_on=min(days(TransitionStepKind.PLAN_SIGNED), default=None),
        met_adult_worker_on=min(days(TransitionStepKind.MET_ADULT_WORKER), default=None),
        folder_given_on=min(days(TransitionStepKind.FOLDER_GIVEN), default=None),
        first_appointment_on=min(kept, default=None) or max(missed, default=None),
        is_first_appointment_kept=True if kept else False if missed else None,
        check_ins_on=tuple(days(TransitionStepKind.CHECK_IN)),
        end=TransitionEnd(ended) if ended else None,
    )
