"""Reads of waits: who waits, for what, how long, what comes next; the clocks of one referral; who could take it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import starmap
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from lodestar.access.models import Membership
from lodestar.access.roles import CASEWORK_ROLES, Role
from lodestar.access.viewers import Viewer
from lodestar.people.models import CommunicationNeed
from lodestar.referrals.in_touch.queries import OUTCOMES
from lodestar.referrals.models import Contact, Referral, ReferralStep
from lodestar.referrals.queries import ReferralNotFound
from lodestar.referrals.waits import clock_rows
from lodestar.referrals.waits.clock_rows import ClockReferral, MadeContact
from lodestar.referrals.waits.models import TeamType, WaitingPlan, WorkerProfile
from lodestar.rules import allocation, clocks, contact_rhythm, national_clock
from lodestar.rules.allocation import Candidate, Suggestion
from lodestar.rules.clocks import Clock, ClockFace, ClockSpread
from lodestar.rules.contact_rhythm import ContactMade, Outcome
from lodestar.rules.national_clock import ClockReading, Variant
from lodestar.rules.referral_states import StepKind

_WAITS = (
    StepKind.SENT,
    StepKind.RECEIVED,
    StepKind.NEEDS_INFORMATION,
    StepKind.ACCEPTED,
    StepKind.WAITING,
    StepKind.FIRST_CONTACT,
)
# How far back clocks that stopped are counted in the spread of a team. Days.
SPREAD_DAYS = 365


@dataclass(frozen=True)
class Wait:
    """One referral whose help has not begun. `is_unseen`: no contact reached them in the last 28 days."""

    referral_id: UUID
    person_id: UUID
    person_name: str
    service_name: str
    team_id: UUID | None
    team_name: str
    state: StepKind
    received_on: date
    waited_days: int
    expected_on: date | None
    last_contact_on: date | None
    named: str
    check_in_on: date | None
    is_unseen: bool
    faces: tuple[ClockFace, ...]


@dataclass(frozen=True)
class Board:
    """The waits of a team, the longest first, and how the clocks of the last year stand."""

    waits: tuple[Wait, ...]
    spreads: tuple[ClockSpread, ...]


@dataclass(frozen=True)
class Clocks:
    """Every clock of one referral on a day. `own` and `national` are None outside the teams that they count."""

    faces: tuple[ClockFace, ...]
    own: ClockReading | None
    national: ClockReading | None
    is_children: bool


@dataclass(frozen=True)
class Colleague:
    """Somebody who could take a person on, with what speaks for them and how full they are."""

    user_id: UUID
    name: str
    languages: tuple[str, ...]
    suggestion: Suggestion
    people_now: int
    people_in_year: int
    is_load_high: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of a referral: its columns of these names."""

    referral_id: UUID
    kind: str
    at: datetime
    expected_on: date | None


@dataclass(frozen=True)
class _Read:
    """What a board is made of, by id: read once, and nothing asked again."""

    referrals: dict[UUID, Referral]
    steps: dict[UUID, list[_Step]]
    clock_referrals: tuple[ClockReferral, ...]
    contacts: dict[UUID, list[MadeContact]]
    plans: dict[UUID, WaitingPlan]


def waits_board(viewer: Viewer, *, team_id: UUID | None = None) -> Board:
    """Return who waits, among the people of the viewer and of their desks; with `team_id`, for that team alone.

    Five queries, however many wait. Somebody waits until help has begun or the referral is closed.
    """
    today = viewer.today
    last = ReferralStep.objects.filter(referral=OuterRef("pk")).order_by("-number").values("kind")[:1]
    referrals = Referral.objects.visible_to(viewer).annotate(stands=Subquery(last))
    if team_id is not None:
        referrals = referrals.filter(team_id=team_id)
    year_ago = timezone.make_aware(datetime.combine(today - timedelta(days=SPREAD_DAYS), time.min))
    read = _read(viewer, referrals.filter(Q(stands__in=_WAITS) | Q(received_at__gte=year_ago)))
    stories = {one.referral_id: clock_rows.story_of(one) for one in read.clock_referrals}
    waits = [
        _wait(one, read, clocks.clock_faces(story=stories[one.referral_id], on=today), today)
        for one in read.clock_referrals
        if one.steps[-1][0] in _WAITS and stories[one.referral_id].helped_on is None
    ]
    lately = [story for story in stories.values() if (today - story.received_on).days <= SPREAD_DAYS]
    return Board(
        waits=tuple(sorted(waits, key=lambda one: (-one.waited_days, str(one.referral_id)))),
        spreads=tuple(clocks.spread(stories=lately, clock=clock, on=today) for clock in Clock),
    )


def clocks_of(viewer: Viewer, *, referral_id: UUID) -> Clocks:
    """Return every clock of one referral. The national one reads all of the person's referrals that open to `viewer`.

    Raises ReferralNotFound.
    """
    referral = Referral.objects.visible_to(viewer).filter(pk=referral_id).select_related("person").first()
    if referral is None:
        raise ReferralNotFound
    today = viewer.today
    read = _read(viewer, Referral.objects.visible_to(viewer).filter(person_id=referral.person_id))
    this = next(one for one in read.clock_referrals if one.referral_id == referral_id)
    born_on = referral.person.born_on
    is_children = clock_rows.is_child(born_on, on=this.received_on)
    variant = Variant.CHILDREN if is_children else Variant.ADULTS
    codes = national_clock.codes_on(today)
    rows = clock_rows.person_rows(read.clock_referrals, born_on=born_on, codes=codes)
    national = national_clock.clock_readings(rows=rows, on=today, variant=variant, codes=codes)
    own = clocks.own_clock_readings(rows=rows, on=today, variant=variant, codes=codes)
    return Clocks(
        faces=clocks.clock_faces(story=clock_rows.story_of(this), on=today),
        own=_reading_of(referral_id, own),
        national=_reading_of(referral_id, national),
        is_children=is_children,
    )


def waiting_plan(viewer: Viewer, *, referral_id: UUID) -> WaitingPlan | None:
    """Return how somebody waits for one referral, as last agreed; None while nothing is agreed."""
    plans = WaitingPlan.objects.visible_to(viewer).filter(referral_id=referral_id)
    plan: WaitingPlan | None = plans.select_related("named", "meanwhile_service").order_by("-made_at", "id").first()
    return plan


def waiting_plans_of(viewer: Viewer, *, person_id: UUID) -> dict[UUID, WaitingPlan]:
    """Return the newest waiting plan of each of a person's referrals, by referral. One query."""
    plans = WaitingPlan.objects.visible_to(viewer).filter(person_id=person_id)
    rows = plans.select_related("named", "meanwhile_service").order_by("made_at", "id")
    return {one.referral_id: one for one in rows}


def who_could_take(viewer: Viewer, *, person_id: UUID | None = None, skill: str = "") -> list[Colleague]:
    """Return the workers of the viewer's organisations in the order in which they could take somebody on.

    With a person: those who speak a language that they need come first. `skill` is a life area. Three queries or four.
    """
    held = (
        Membership.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=viewer.today),
            organisation_id__in=viewer.organisation_ids,
            starts_on__lte=viewer.today,
            user__is_active=True,
            role__in=[role.value for role in CASEWORK_ROLES],
        )
        .select_related("user")
        .order_by("user__name", "id")
    )
    workers = {one.user_id: one for one in held}
    profiles = {one.user_id: one for one in WorkerProfile.objects.filter(user_id__in=workers)}
    loads = _loads(list(workers), viewer.today)
    candidates = [
        Candidate(
            key=str(user_id),
            languages=frozenset(profiles[user_id].languages) if user_id in profiles else frozenset(),
            skills=frozenset(profiles[user_id].skills) if user_id in profiles else frozenset(),
            people_now=loads.get(user_id, (0, 0))[0],
            full_caseload=profiles[user_id].full_caseload if user_id in profiles else None,
        )
        for user_id in workers
    ]
    words = _words_on_language(viewer, person_id) if person_id else ""
    found = allocation.suggestions(candidates=candidates, words=words, wanted_skills=[skill] if skill else [])
    return [_colleague(one, workers[UUID(one.key)], profiles, loads, viewer.today) for one in found]


def _words_on_language(viewer: Viewer, person_id: UUID) -> str:
    needs = CommunicationNeed.objects.visible_to(viewer).filter(person_id=person_id, ends_on=None)
    return " ".join(needs.values_list("words", flat=True))


def _loads(user_ids: list[UUID], today: date) -> dict[UUID, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT worker, people_now, people_in_year FROM lodestar_loads(%s::uuid[], %s)", [user_ids, today]
        )
        return {worker: (now, in_year) for worker, now, in_year in cursor.fetchall()}


def _colleague(
    suggestion: Suggestion,
    membership: Membership,
    profiles: Mapping[UUID, WorkerProfile],
    loads: Mapping[UUID, tuple[int, int]],
    today: date,
) -> Colleague:
    now, in_year = loads.get(membership.user_id, (0, 0))
    profile = profiles.get(membership.user_id)
    is_link_worker = membership.role == Role.NAVIGATOR
    return Colleague(
        user_id=membership.user_id,
        name=membership.user.name,
        languages=tuple(profile.languages) if profile else (),
        suggestion=suggestion,
        people_now=now,
        people_in_year=in_year,
        is_load_high=is_link_worker and contact_rhythm.is_load_high(people_in_year=in_year, on=today),
    )


def _read(viewer: Viewer, referrals: QuerySet[Referral]) -> _Read:
    # A year of a team is thousands of steps and contacts: their columns are read, and no models made of them.
    rows = list(
        referrals.select_related("person", "service", "team").only(
            "received_at", "person__preferred_name", "service__name", "service__organisation", "team__name",
            "team__organisation",
        )
    )  # fmt: skip
    ids = [row.pk for row in rows]
    steps: dict[UUID, list[_Step]] = defaultdict(list)
    taken = ReferralStep.objects.filter(referral__in=ids).order_by("number")
    for step in starmap(_Step, taken.values_list(*_Step.__slots__)):
        steps[step.referral_id].append(step)
    people = {row.person_id for row in rows if StepKind(steps[row.pk][-1].kind) in _WAITS}
    by_person: dict[UUID, list[MadeContact]] = defaultdict(list)
    by_referral: dict[UUID, list[MadeContact]] = defaultdict(list)
    asked = Contact.objects.visible_to(viewer).filter(Q(person_id__in=people) | Q(referral__in=ids))
    made = asked.order_by("happened_on", "created_at").values_list(*MadeContact.__slots__)
    for contact in starmap(MadeContact, made):
        by_person[contact.person_id].append(contact)
        if contact.referral_id:
            by_referral[contact.referral_id].append(contact)
    types = dict(TeamType.objects.filter(team_id__in={row.team_id for row in rows}).values_list("team_id", "code"))
    plans = WaitingPlan.objects.visible_to(viewer).filter(referral__in=ids)
    return _Read(
        referrals={row.pk: row for row in rows},
        steps=steps,
        clock_referrals=tuple(_clock_referral(row, types, steps[row.pk], by_referral.get(row.pk, [])) for row in rows),
        contacts=by_person,
        plans={one.referral_id: one for one in plans.select_related("named").order_by("made_at", "id")},
    )


def _clock_referral(
    row: Referral, types: Mapping[UUID, str], steps: list[_Step], contacts: list[MadeContact]
) -> ClockReferral:
    return ClockReferral(
        referral_id=row.pk,
        provider=str(row.team.organisation_id) if row.team else str(row.service.organisation_id or row.service_id),
        team_type=types.get(row.team_id, "") if row.team_id else "",
        received_at=row.received_at,
        steps=tuple((StepKind(step.kind), step.at) for step in steps),
        contacts=tuple(contacts),
    )


def _wait(one: ClockReferral, read: _Read, faces: tuple[ClockFace, ...], today: date) -> Wait:
    row = read.referrals[one.referral_id]
    plan = read.plans.get(one.referral_id)
    made = [
        ContactMade(on=contact.happened_on, worker="", outcome=OUTCOMES[contact.attendance])
        for contact in read.contacts.get(row.person_id, ())
    ]
    reached = [contact.on for contact in made if contact.outcome is Outcome.REACHED and contact.on <= today]
    last_step = read.steps[row.pk][-1]
    last_on = max(reached, default=None)
    check_in_on = None
    if plan is not None:
        from_on = max(timezone.localdate(plan.made_at), last_on or date.min)
        check_in_on = from_on + timedelta(days=plan.check_every_days)
    return Wait(
        referral_id=row.pk,
        person_id=row.person_id,
        person_name=row.person.preferred_name,
        service_name=row.service.name,
        team_id=row.team_id,
        team_name=row.team.name if row.team else "",
        state=StepKind(last_step.kind),
        received_on=one.received_on,
        waited_days=(today - one.received_on).days,
        expected_on=last_step.expected_on,
        last_contact_on=last_on,
        named=plan.named.name if plan else "",
        check_in_on=check_in_on,
        is_unseen=contact_rhythm.is_waiting_unseen(waiting_since=one.received_on, contacts=made, on=today),
        faces=faces,
    )


def _reading_of(referral_id: UUID, readings: Iterable[ClockReading]) -> ClockReading | None:
    return next((one for one in readings if str(referral_id) in one.spell.referrals), None)
