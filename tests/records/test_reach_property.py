"""Invented involvements, consents and choices: the rule, the queryset and the database give one answer, row by row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, models, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodestar.access import queries as access_queries
from lodestar.access import row_security
from lodestar.access.models import Membership, Team, User
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.people import opening
from lodestar.people import queries as people_queries
from lodestar.people.models import CommunicationNeed, Consent, Involvement, Person
from lodestar.people.sharing.models import Alert, EmergencyAccess, Handover, LifeEvent, Share, SharingChoice
from lodestar.plans.models import Need, NeedReferral
from lodestar.referrals.models import Contact, Referral, ReferralStep
from lodestar.rules import reach
from lodestar.rules.life_areas import LIFE_AREAS
from tests.factories import people as make
from tests.factories import sharing
from tests.roles import as_owner

AREAS = [area.value for area in LIFE_AREAS]
NOW = timezone.now().replace(microsecond=0)
TODAY = timezone.localdate(NOW)
PEOPLE, WORKERS, TEAMS = 2, 3, 2

# By whether somebody may see anything of the person; by the row's life area; by one of its life areas; by its parent.
BY_PERSON: tuple[type[models.Model], ...] = (CommunicationNeed, Handover)
BY_AREA: tuple[type[models.Model], ...] = (Need, Referral, Contact, LifeEvent)
BY_PARENT = {NeedReferral: "need_id", ReferralStep: "referral_id", Share: "consent_id"}
OWN_RULES = (SharingChoice, EmergencyAccess, Alert)


@dataclass
class World:
    people: list[Person]
    workers: list[User]
    teams: list[Team]


@pytest.fixture
def world(db: None) -> World:
    teams = [make.team() for _ in range(TEAMS)]
    workers = [make.worker(team=teams[number % TEAMS]) for number in range(WORKERS)]
    people = [make.person(user=make.user()) for _ in range(PEOPLE)]
    for person in people:
        with as_owner():
            for area in AREAS:
                need = Need.objects.create(
                    person=person, life_area=area, words="x", recorded_by=workers[0], recorded_at=NOW
                )
                made = make.referral(person=person, service=make.service(life_areas=[area]))
                NeedReferral.objects.create(person=person, need=need, referral=made)
                Contact.objects.create(
                    person=person, life_area=area, happened_on=TODAY, mode="telephone", attendance="attended"
                )
                sharing.life_event(person, life_area=area, recorded_by=workers[0])
                sharing.share(sharing.consent(person, life_areas=[area], asked_by=workers[0]))
            CommunicationNeed.objects.create(
                person=person, kind="easy-read", recorded_by=workers[0], recorded_at=NOW, starts_on=TODAY
            )
        sharing.handover(person, to_user=workers[0])
    return World(people, workers, teams)


days = st.integers(-2, 2)
some_areas = st.lists(st.sampled_from(AREAS), min_size=1, max_size=4, unique=True)
grants = st.fixed_dictionaries(
    {
        "person": st.integers(0, PEOPLE - 1),
        "holder": st.integers(0, WORKERS + TEAMS - 1),
        "basis": st.sampled_from(["choice", "care-team", "referral", "statutory", "emergency"]),
        "life_areas": some_areas,
        "starts": days,
        "lasts": st.none() | st.integers(0, 3),
        "minutes": st.none() | st.sampled_from([-1, 0, 1]),
        "consent": st.sampled_from(["none", "holds", "ends-today", "withdrawn-after"]),
    }
)
choices = st.fixed_dictionaries(
    {
        "person": st.integers(0, PEOPLE - 1),
        "audience": st.integers(0, WORKERS + 2 * TEAMS + 1),
        "life_areas": some_areas | st.just(AREAS),
        "purposes": st.lists(
            st.sampled_from(["direct-support", "referral", "emergency"]), min_size=1, max_size=3, unique=True
        ),
        "starts": days,
        "lasts": st.none() | st.integers(0, 3),
    }
)
roles = st.lists(
    st.sampled_from([role for role in Role if role is not Role.PERSON]), min_size=WORKERS, max_size=WORKERS
)


@given(grants=st.lists(grants, max_size=6), closed=st.lists(choices, max_size=4), roles=roles)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rule_queryset_and_database_agree_on_every_row(
    world: World, grants: list[dict[str, Any]], closed: list[dict[str, Any]], roles: list[Role]
) -> None:
    with transaction.atomic():
        before = transaction.savepoint()
        facts = _write(world, grants, closed, roles)
        try:
            for user in [*world.workers, *(person.user for person in world.people), None]:
                _compare(world, user, *facts)
        finally:
            row_security.set_viewer(Viewer(user_id=None, today=TODAY))
            transaction.savepoint_rollback(before)


Granted = dict[UUID, list[reach.Grant]]
Closed = dict[UUID, list[reach.Choice]]


def _write(world: World, grants: Iterable[dict], closed: Iterable[dict], roles: list[Role]) -> tuple[Granted, Closed]:
    holders = [*world.workers, *world.teams]
    with as_owner():
        for worker, role in zip(world.workers, roles, strict=True):
            Membership.objects.filter(user=worker).update(role=role)
    for one in grants:
        _write_grant(world.people[one["person"]], holders[one["holder"]], one)
    for one in closed:
        _write_choice(world, one)
    # The rule is told what stands in the tables, so that what a consent ended counts.
    granted: Granted = {person.pk: [] for person in world.people}
    closed_by: Closed = {person.pk: [] for person in world.people}
    with as_owner():
        for held in Involvement.objects.all():
            granted[held.person_id].append(
                reach.Grant(
                    held.holder_id, held.basis, tuple(held.life_areas), held.starts_on, held.ends_on, held.ends_at
                )
            )
        for choice in SharingChoice.objects.all():
            closed_by[choice.person_id].append(
                reach.Choice(
                    tuple(choice.life_areas),
                    frozenset(reach.Purpose(purpose) for purpose in choice.purposes),
                    choice.starts_on,
                    choice.audience_id,
                    choice.role,
                    choice.ends_on,
                )
            )
    return granted, closed_by


def _write_grant(person: Person, holder: User | Team, one: dict[str, Any]) -> None:
    starts_on = TODAY + timedelta(days=one["starts"])
    consent = None
    if one["consent"] != "none":
        ends_on = TODAY if one["consent"] == "ends-today" else None
        consent = sharing.consent(person, life_areas=one["life_areas"], ends_on=ends_on, asked_by=make.user())
    make.involve(
        person,
        holder,
        basis=one["basis"],
        life_areas=one["life_areas"],
        starts_on=starts_on,
        ends_on=None if one["lasts"] is None else starts_on + timedelta(days=one["lasts"]),
        ends_at=None if one["minutes"] is None else NOW + timedelta(minutes=one["minutes"]),
        consent=consent,
    )
    if one["consent"] == "withdrawn-after":
        row_security.set_viewer(Viewer(user_id=None, today=TODAY))
        with as_owner():
            Consent.objects.filter(pk=consent.pk).update(withdrawn_at=NOW)


def _write_choice(world: World, one: dict[str, Any]) -> None:
    audiences: list[dict[str, Any]] = [
        *({"user": worker} for worker in world.workers),
        *({"team": team} for team in world.teams),
        *({"organisation": team.organisation} for team in world.teams),
        {"role": "housing-worker"},
        {"role": "key-worker"},
    ]
    person = world.people[one["person"]]
    starts_on = TODAY + timedelta(days=one["starts"])
    sharing.choice(
        person,
        **audiences[one["audience"]],
        said_by=person.user,
        life_areas=one["life_areas"],
        purposes=one["purposes"],
        starts_on=starts_on,
        ends_on=None if one["lasts"] is None else starts_on + timedelta(days=one["lasts"]),
    )


def _compare(world: World, user: User | None, granted: Granted, closed: Closed) -> None:
    viewer = _viewer(user)
    row_security.set_viewer(viewer)
    looker = reach.Looker(
        frozenset(viewer.holder_ids), frozenset(viewer.audience_ids), frozenset(role.value for role in viewer.roles)
    )
    opened = {
        person.pk: reach.areas_reached(
            looker=looker, grants=granted[person.pk], choices=closed[person.pk], today=TODAY, now=NOW
        )
        for person in world.people
    }
    for person_id, areas in opened.items():
        assert people_queries.areas_open_to(viewer, person_id=person_id) == areas
        assert _by_opening(viewer, person_id) == areas
    expected = _expected(viewer, opened)
    for model, rows in expected.items():
        assert _by_database(model) == rows, f"{model.__name__}: the database"
        if model is not Involvement:
            assert _by_queryset(model, viewer) == rows, f"{model.__name__}: the queryset alone"


def _viewer(user: User | None) -> Viewer:
    found = access_queries.viewer_for(user, today=TODAY)
    return Viewer(**{**vars(found), "now": NOW})


def _expected(viewer: Viewer, opened: dict[UUID, tuple[str, ...]]) -> dict[type[models.Model], set[UUID]]:
    """What the rule says of every row, and for tables with rules of their own what their queryset says as the owner."""
    with as_owner():
        rows: dict[type[models.Model], set[UUID]] = {Person: {pk for pk, areas in opened.items() if areas}}
        rows[Involvement] = {one.pk for one in Involvement.objects.all() if opened[one.person_id]}
        for model in BY_PERSON:
            rows[model] = {one.pk for one in model.objects.all() if opened[one.person_id]}
        for model in BY_AREA:
            rows[model] = {one.pk for one in model.objects.all() if one.life_area in opened[one.person_id]}
        rows[Consent] = {one.pk for one in Consent.objects.all() if set(one.life_areas) & set(opened[one.person_id])}
        parents = {"need_id": Need, "referral_id": Referral, "consent_id": Consent}
        for model, key in BY_PARENT.items():
            seen = rows[parents[key]]
            rows[model] = {one.pk for one in model.objects.all() if getattr(one, key) in seen}
        for model in OWN_RULES:
            rows[model] = set(model.objects.visible_to(viewer).values_list("pk", flat=True))
    return rows


def _by_opening(viewer: Viewer, person_id: UUID) -> tuple[str, ...]:
    try:
        return opening.opening_of(viewer, person_id=person_id).life_areas
    except people_queries.RecordNotFound:
        return ()


def _by_database(model: type[models.Model]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {model._meta.db_table}")
        return {row[0] for row in cursor.fetchall()}


def _by_queryset(model: type[models.Model], viewer: Viewer) -> set[UUID]:
    with as_owner():
        return set(model.objects.visible_to(viewer).values_list("pk", flat=True))


def test_every_guarded_table_is_compared_or_has_tests_of_its_own(db: None) -> None:
    # The trail, keys, holds and merges are the steward's; voices, supporters, the front door and what somebody
    # writes to keep well have rules and tests of their own.
    # Next offers are guarded as needs are; they hang on a contract, which is nobody's record. Programs' rows are their
    # team's; a step of a move to adult services follows its move, as a referral's does.
    elsewhere = (
        "access_",
        "asking_",
        "letters_",
        "programs_",
        "voice_",
        "supporting_",
        "telling_",
        "stories_",
        "wellness_",
        "people_merge",
        "people_possibleduplicate",
    )
    elsewhere_too = {"people_namekey", "people_retentionhold", "referrals_nextoffer", "moving_on_transitionstep"}
    compared = {
        model._meta.db_table for model in (Person, Involvement, Consent, *BY_PERSON, *BY_AREA, *BY_PARENT, *OWN_RULES)
    }
    policies = _policies()
    # A table whose policy is word for word that of a compared one needs no rows of its own to be invented.
    known = {policies[table] for table in compared}

    assert {
        table
        for table, policy in policies.items()
        if policy not in known and table not in elsewhere_too and not table.startswith(elsewhere)
    } == set()


def _policies() -> dict[str, tuple[str, ...]]:
    """Return for each guarded table what its policies say, with the table's own name left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, coalesce(array_agg(p.cmd || ' ' || coalesce(p.qual, '') || ' ' ||"
            " coalesce(p.with_check, '') ORDER BY p.cmd, p.qual) FILTER (WHERE p.cmd IS NOT NULL), '{}')"
            " FROM pg_class c LEFT JOIN pg_policies p ON p.tablename = c.relname"
            " WHERE c.relrowsecurity AND c.relkind = 'r' GROUP BY c.relname"
        )
        return {table: tuple(said.replace(f"{table}.", "its.") for said in policies) for table, policies in cursor}


def test_the_reach_that_a_policy_asks_for_is_never_the_bare_involvement(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, qual FROM pg_policies WHERE qual LIKE '%involved.life_areas%'"
            " AND qual NOT LIKE '%lodestar_open_areas%'"
        )
        assert cursor.fetchall() == [], "a policy by life area forgets what the person closed: row_security.reaching"
