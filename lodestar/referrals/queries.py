"""Reads of referrals: where each stands, what lies on a desk, and who is sent from door to door."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from lodestar.access.viewers import Viewer
from lodestar.people.models import Person
from lodestar.referrals.models import Contact, Referral, ReferralStep
from lodestar.rules import no_wrong_door, referral_next, referral_states, waiting
from lodestar.rules.referral_next import NextStep
from lodestar.rules.referral_states import DeclineReason, StepKind


class ReferralNotFound(LookupError):
    """There is no such referral, or none that this viewer may see: nobody is told which."""


@dataclass(frozen=True)
class Step:
    """One thing that happened to a referral. `reason` is a slug of DeclineReason, or empty."""

    kind: StepKind
    at: datetime
    by_name: str
    reason: str
    note: str
    instead: str
    instead_service_id: UUID | None
    instead_service_name: str
    expected_on: date | None
    ended_by: str = ""
    outcome: str = ""
    persons_view: str = ""


@dataclass(frozen=True)
class Standing:
    """One referral and where it stands, from its steps alone.

    `waited_days` runs from received to first contact, or to the end, or to the viewer's today.
    """

    referral_id: UUID
    person_id: UUID
    person_name: str
    person_pronouns: str
    how_to_speak: str
    service_id: UUID
    service_name: str
    service_kinds: tuple[str, ...]
    organisation_name: str
    team_id: UUID | None
    life_area: str
    hopes: str
    go_with_me: bool
    came_from: str
    asked_by_id: UUID | None
    asked_by_name: str
    asked_by_telephone: str
    received_at: datetime
    steps: tuple[Step, ...]
    waited_days: int

    @property
    def last(self) -> Step:
        return self.steps[-1]

    @property
    def state(self) -> StepKind:
        return self.last.kind

    @property
    def is_open(self) -> bool:
        return self.state not in referral_states.CLOSED

    @property
    def is_to_answer(self) -> bool:
        return self.state in {StepKind.RECEIVED, StepKind.NEEDS_INFORMATION}

    @property
    def is_to_meet(self) -> bool:
        return self.state in {StepKind.ACCEPTED, StepKind.WAITING}

    @property
    def first_contact_at(self) -> datetime | None:
        """The first contact since it was sent, or since it was opened again."""
        return next((step.at for step in self.present_steps if step.kind is StepKind.FIRST_CONTACT), None)

    @property
    def present_steps(self) -> tuple[Step, ...]:
        """The steps since it was sent, or since it was last opened again."""
        return self.steps[referral_states.spell_start([step.kind for step in self.steps]) :]

    @property
    def next_step(self) -> NextStep | None:
        """What is owed next, by whom and by when; None once it is closed for good."""
        since = timezone.localdate(self.last.at)
        return referral_next.next_step(state=self.state, since=since, expected_on=self.last.expected_on)


@dataclass(frozen=True)
class SharedRequest:
    """One referral as a supporter of its person reads it: the service, and the last thing that happened."""

    life_area: str
    service_name: str
    state: StepKind
    at: datetime


@dataclass(frozen=True)
class Work:
    """What a caseload shows of one person's referrals and contacts."""

    last_contact_on: date | None = None
    open_referrals: int = 0
    longest_wait_days: int | None = None
    expected_on: date | None = None
    times_turned_away: int = 0
    is_turned_away_too_often: bool = False
    first_contacts_at: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class TurnedAway:
    """One person who was declined too often since anybody met them."""

    person_id: UUID
    preferred_name: str
    times: int


def desk(viewer: Viewer, *, with_closed: bool = False) -> list[Standing]:
    """Return the referrals on the desks of the viewer's teams, the longest waiting first.

    Two queries. Closed ones are left out unless asked for.
    """
    on_desk = _with_steps(Referral.objects.filter(team_id__in=viewer.team_ids)).order_by("received_at", "id")
    standings = _standings(viewer, on_desk)
    return [one for one in standings if with_closed or one.is_open]


def referral_detail(viewer: Viewer, *, referral_id: UUID) -> Standing:
    """Return one referral that `viewer` may see. Raises ReferralNotFound."""
    standings = _standings(viewer, _with_steps(Referral.objects.filter(pk=referral_id)))
    if not standings:
        raise ReferralNotFound
    return standings[0]


def referral_on_desk(viewer: Viewer, *, referral_id: UUID) -> Standing:
    """Return one referral on the desk of a team of the viewer's. Raises ReferralNotFound."""
    standing = referral_detail(viewer, referral_id=referral_id)
    if standing.team_id is None or standing.team_id not in viewer.team_ids:
        raise ReferralNotFound
    return standing


def referrals_of(viewer: Viewer, *, person_id: UUID) -> list[Standing]:
    """Return a person's referrals in the life areas that open to `viewer`, newest first. Two queries."""
    return _standings(viewer, _with_steps(Referral.objects.filter(person_id=person_id)).order_by("-received_at", "id"))


def referrals_shared(viewer: Viewer, *, person_id: UUID, life_areas: Collection[str]) -> list[SharedRequest]:
    """Return where a person's referrals in these life areas stand, as far as they are shared with `viewer`.

    For supporters, who never read the person's own row: the row policies alone decide. Two queries.
    """
    rows = (
        Referral.objects.filter(person_id=person_id, life_area__in=life_areas)
        .select_related("service")
        .prefetch_related(Prefetch("steps", queryset=ReferralStep.objects.order_by("number")))
        .order_by("-received_at", "id")
    )
    found = []
    for row in rows:
        last = list(row.steps.all())[-1]
        found.append(SharedRequest(row.life_area, row.service.name, StepKind(last.kind), last.at))
    return found


def open_referral_on(viewer: Viewer, *, consent_id: UUID) -> UUID | None:
    """Return the open referral that rests on a consent and that `viewer` may take back, or None. Two queries."""
    referral = Referral.objects.visible_to(viewer).filter(consent_id=consent_id).first()
    if referral is None or referral.team_id in viewer.team_ids:
        return None
    last = ReferralStep.objects.filter(referral=referral).order_by("-number").first()
    is_open = last is not None and StepKind(last.kind) not in referral_states.CLOSED
    return referral.pk if is_open else None


def contacts_of(viewer: Viewer, *, person_id: UUID, limit: int = 20) -> list[Contact]:
    """Return a person's newest contacts in the life areas that open to `viewer`. One query."""
    return list(
        Contact.objects.filter(person_id=person_id, person__in=Person.objects.visible_to(viewer))
        .select_related("by", "referral__service")
        .order_by("-happened_on", "-created_at")[:limit]
    )


def work_for(viewer: Viewer, *, person_ids: Collection[UUID]) -> dict[UUID, Work]:
    """Return what the caseload shows of each of these people. One query, however many people.

    Everybody asked for is in the answer.
    """
    rows = Person.objects.visible_to(viewer).filter(pk__in=person_ids).values_list("pk", *work_columns(viewer))
    found = {person_id: work_of(viewer, *told) for person_id, *told in rows}
    return {person_id: found.get(person_id, Work()) for person_id in person_ids}


def work_columns(viewer: Viewer) -> tuple[Subquery, ...]:
    """Return what a query of people asks for, so that `work_of` can say what the caseload shows of each."""
    theirs = OuterRef("pk")
    # The newest alone, by its index: a policy asked of each of a hundred contacts is what costs. So with steps.
    met = Contact.objects.filter(person_id=theirs, attendance=Contact.Attendance.ATTENDED).order_by("-happened_on")
    steps = ReferralStep.objects.filter(referral_id=theirs)
    last = steps.order_by("-number").values(facts=JSONObject(kind="kind", expected_on="expected_on"))[:1]
    turns = steps.filter(kind__in=(StepKind.FIRST_CONTACT, StepKind.DECLINED)).order_by("number")
    facts = JSONObject(
        referral=F("id"),
        received_at="received_at",
        last=Subquery(last),
        turns=ArraySubquery(turns.values(facts=JSONObject(at="at", number="number", kind="kind"))),
    )
    return (
        Subquery(met.values("happened_on")[:1]),
        ArraySubquery(Referral.objects.filter(person_id=theirs).values(facts=facts)),
    )


def work_of(viewer: Viewer, last_contact_on: date | None, referrals: list[dict[str, Any]]) -> Work:
    """Return one person's work, from what `work_columns` told: the last step of each referral, and the turns."""
    today = viewer.today
    open_ones = [
        one for one in referrals if one["last"] and StepKind(one["last"]["kind"]) not in referral_states.CLOSED
    ]
    unmet = {StepKind.FIRST_CONTACT, StepKind.STARTED}
    waits = [
        (today - timezone.localdate(datetime.fromisoformat(one["received_at"]))).days
        for one in open_ones
        if StepKind(one["last"]["kind"]) not in unmet
    ]
    expected = [date.fromisoformat(one["last"]["expected_on"]) for one in open_ones if one["last"]["expected_on"]]
    turns = sorted(
        (datetime.fromisoformat(turn["at"]), turn["number"], one["referral"], StepKind(turn["kind"]))
        for one in referrals
        for turn in one["turns"]
    )
    times = no_wrong_door.times_turned_away(steps=[(referral, kind) for _, _, referral, kind in turns])
    return Work(
        last_contact_on=last_contact_on,
        open_referrals=len(open_ones),
        longest_wait_days=max(waits, default=None),
        expected_on=min(expected, default=None),
        times_turned_away=times,
        is_turned_away_too_often=times >= no_wrong_door.TURNED_AWAY_TOO_OFTEN,
        first_contacts_at=tuple(at for at, _, _, kind in turns if kind is StepKind.FIRST_CONTACT),
    )


def times_turned_away(standings: Collection[Standing]) -> int:
    """Return how many of a person's referrals were declined since anybody met them, from where each stands."""
    steps = [(step.at, number, one, step) for one in standings for number, step in enumerate(one.steps)]
    in_order = sorted(steps, key=lambda row: row[:2])
    return no_wrong_door.times_turned_away(steps=[(str(one.referral_id), step.kind) for _, _, one, step in in_order])


def turned_away_too_often(viewer: Viewer) -> list[TurnedAway]:
    """Return the people visible to `viewer` whom services declined too often, worst first. Two queries."""
    people = Person.objects.visible_to(viewer).filter(
        pk__in=ReferralStep.objects.filter(kind=StepKind.DECLINED).values("person_id")
    )
    names = dict(people.values_list("pk", "preferred_name"))
    journeys: dict[UUID, list[tuple[str, StepKind]]] = {}
    steps = ReferralStep.objects.filter(person_id__in=names).order_by("at", "number")
    for person_id, referral_id, kind in steps.values_list("person_id", "referral_id", "kind"):
        journeys.setdefault(person_id, []).append((str(referral_id), StepKind(kind)))
    turned_away = [
        TurnedAway(person_id, names[person_id], no_wrong_door.times_turned_away(steps=journey))
        for person_id, journey in journeys.items()
        if no_wrong_door.is_turned_away_too_often(steps=journey)
    ]
    return sorted(turned_away, key=lambda one: (-one.times, one.preferred_name.casefold(), str(one.person_id)))


def declines_by_reason(viewer: Viewer, *, first_on: date, last_on: date) -> dict[DeclineReason, int]:
    """Return how many referrals that `viewer` may see were declined, for each reason.

    Both London dates count. Reasons that did not occur are in it with 0, in the order of the list.
    """
    declines = ReferralStep.objects.filter(
        kind=StepKind.DECLINED,
        at__date__gte=first_on,
        at__date__lte=last_on,
        person__in=Person.objects.visible_to(viewer),
    )
    counted = Counter(declines.values_list("reason", flat=True))
    return {reason: counted[reason.value] for reason in DeclineReason}


def _waited_days(*, received_at: datetime, steps: Sequence[Step], today: date) -> int:
    """Return days from received to first contact, or to the end where there was none, or to `today`.

    Unit: days between London dates, as `rules.waiting.days_waited` counts them. Opened again, it counts from then.
    """
    start = referral_states.spell_start([step.kind for step in steps])
    stopped = [
        timezone.localdate(step.at)
        for step in steps[start:]
        if step.kind is StepKind.FIRST_CONTACT or step.kind in referral_states.CLOSED
    ]
    received_on = timezone.localdate(steps[start].at if start else received_at)
    first_contact_on = min(stopped) if stopped else None
    return waiting.days_waited(received_on=received_on, first_contact_on=first_contact_on, on=max(today, received_on))


def _with_steps(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    steps = ReferralStep.objects.select_related("by", "instead_service").order_by("number")
    return referrals.select_related("person", "service__organisation", "asked_by").prefetch_related(
        Prefetch("steps", queryset=steps)
    )


def _standings(viewer: Viewer, referrals: QuerySet[Referral]) -> list[Standing]:
    seen = referrals.filter(person__in=Person.objects.visible_to(viewer))
    return [_standing(referral, viewer.today) for referral in seen]


def _standing(referral: Referral, today: date) -> Standing:
    steps = tuple(_step(step) for step in referral.steps.all())
    organisation = referral.service.organisation
    asked_by = referral.asked_by
    return Standing(
        referral_id=referral.pk,
        person_id=referral.person_id,
        person_name=referral.person.preferred_name,
        person_pronouns=referral.person.pronouns,
        how_to_speak=referral.person.how_to_speak_to_me,
        service_id=referral.service_id,
        service_name=referral.service.name,
        service_kinds=tuple(referral.service.kinds),
        organisation_name=organisation.name if organisation else "",
        team_id=referral.team_id,
        life_area=referral.life_area,
        hopes=referral.hopes,
        go_with_me=referral.go_with_me,
        came_from=referral.came_from,
        asked_by_id=referral.asked_by_id,
        asked_by_name=asked_by.name if asked_by else "",
        asked_by_telephone=asked_by.telephone if asked_by else "",
        received_at=referral.received_at,
        steps=steps,
        waited_days=_waited_days(received_at=referral.received_at, steps=steps, today=today),
    )


def _step(step: ReferralStep) -> Step:
    return Step(
        kind=StepKind(step.kind),
        at=step.at,
        by_name=step.by.name if step.by else "",
        reason=step.reason,
        note=step.note,
        instead=step.instead,
        instead_service_id=step.instead_service_id,
        instead_service_name=step.instead_service.name if step.instead_service else "",
        expected_on=step.expected_on,
        ended_by=step.ended_by,
        outcome=step.outcome,
        persons_view=step.persons_view,
    )
