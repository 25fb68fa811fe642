"""Reads for schools: the menu of support with its evidence, free times to talk, and counts that name nobody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery

from lodestar.access import tokens
from lodestar.access.models import Team
from lodestar.access.viewers import Viewer
from lodestar.directory import eligibility_rules
from lodestar.directory.models import Service
from lodestar.directory.schools.models import EvidenceRating, TalkTime
from lodestar.rules import disclosure, eligibility
from lodestar.rules.eligibility import Answer, RuleKind
from lodestar.rules.schools import Evidence

# The years at school, both included: the ages that the menu is for.
SCHOOL_AGES = range(4, 19)
_CHILD_AGES = range(4, 18)


@dataclass(frozen=True)
class Offer:
    """One service for children and young people on the menu of schools."""

    service_id: UUID
    name: str
    organisation_name: str
    summary: str
    ages: tuple[int, int]
    takes_self_referral: bool
    evidence: Evidence
    source: str


def school_menu(viewer: Viewer) -> list[Offer]:
    """Return what is open to under-18s by its own age rules, the best known to work first. One query.

    A service that names no age is not on it: nobody knows that it takes children.
    """
    newest = EvidenceRating.objects.filter(service=OuterRef("pk")).order_by("-rated_at")
    names_an_age = (
        Q(minimum_age__isnull=False)
        | Q(maximum_age__isnull=False)
        | Q(eligibility_rules__contains=[{"kind": RuleKind.AGE.value}])
    )
    rows = (
        Service.objects.filter(names_an_age, status=Service.Status.ACTIVE, retired_at=None)
        .select_related("organisation")
        .annotate(rating=Subquery(newest.values("rating")[:1]), source_of=Subquery(newest.values("source")[:1]))
    )
    order = list(Evidence)
    found = [
        Offer(
            service_id=row.pk,
            name=row.name,
            organisation_name=row.organisation.name if row.organisation else "",
            summary=row.summary,
            ages=ages,
            takes_self_referral=row.accepts_self_referral is True,
            evidence=Evidence(row.rating) if row.rating else Evidence.NOT_KNOWN,
            source=row.source_of or "",
        )
        for row in rows
        if (ages := _ages(row))
    ]
    return sorted(found, key=lambda one: (order.index(one.evidence), one.name.casefold(), str(one.service_id)))


def evidence_of(viewer: Viewer, *, service_id: UUID) -> EvidenceRating | None:
    """Return the newest rating of how well a service's help is known to work for children, or None. One query."""
    return EvidenceRating.objects.filter(service_id=service_id).order_by("-rated_at").first()


def _ages(row: Service) -> tuple[int, int] | None:
    """Return the first and the last school age that a service takes, or None where it takes no child."""
    rules, _ = eligibility_rules.rules_of(
        stored=row.eligibility_rules, minimum_age=row.minimum_age, maximum_age=row.maximum_age
    )
    asked = [one for one in rules or () if one.kind is RuleKind.AGE]
    taken = [
        age
        for age in SCHOOL_AGES
        if eligibility.answer_only(rules=asked, facts=eligibility.Facts(age=age)) is not Answer.DOES_NOT_FIT
    ]
    return (taken[0], taken[-1]) if any(age in _CHILD_AGES for age in taken) else None


def free_talks(viewer: Viewer, *, at: datetime, most: int = 20) -> list[TalkTime]:
    """Return the next free times to talk, the soonest first. One query."""
    rows = TalkTime.objects.filter(booked_at=None, starts_at__gt=at).select_related("team").order_by("starts_at", "id")
    return list(rows[:most])


def teams_of(viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """Return the viewer's teams as pairs of id and name, by name. One query."""
    rows = Team.objects.filter(pk__in=viewer.team_ids).order_by("name", "id").values_list("pk", "name")
    return tuple((str(pk), name) for pk, name in rows)


def talk_followed(viewer: Viewer, *, secret: str) -> TalkTime | None:
    """Return the booked talk behind a secret, or None. One query."""
    return TalkTime.objects.filter(secret_hash=tokens.hashed(secret)).select_related("team", "noted_by").first()


def talks_of_teams(viewer: Viewer, *, since: datetime) -> list[TalkTime]:
    """Return the times of the viewer's teams from a moment on, the soonest first. One query."""
    rows = TalkTime.objects.filter(team_id__in=viewer.team_ids, starts_at__gte=since)
    return list(rows.select_related("team", "noted_by").order_by("starts_at", "id"))


def talk_of_team(viewer: Viewer, *, talk_id: UUID) -> TalkTime | None:
    """Return a booked talk of one of the viewer's teams, or None. One query."""
    rows = TalkTime.objects.filter(pk=talk_id, team_id__in=viewer.team_ids, booked_at__isnull=False)
    return rows.select_related("team").first()


def themes_asked(viewer: Viewer, *, since: datetime) -> dict[str, int | None]:
    """Return how often schools asked about each theme since a moment; None is hidden, never none. One query."""
    booked = TalkTime.objects.filter(booked_at__gte=since).values_list("theme").annotate(number=Count("pk"))
    return dict(disclosure.publishable_table(cells=dict(booked), on=viewer.today).cells)
