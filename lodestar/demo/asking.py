"""Who is referred where, when and by whom, before anything is known of what came of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from lodestar.demo import recipe, rows, staff, timelines, written
from lodestar.demo.population import Resident
from lodestar.demo.staff import Circle, Knowing
from lodestar.demo.written import WrittenService
from lodestar.rules import eligibility
from lodestar.rules.eligibility import Answer, EligibilityRule, Facts

# Eighteen months of thirty days and a bit.
HISTORY_DAYS = 548
MONTH_DAYS = HISTORY_DAYS / 18
# A navigator stays twelve weeks.
NAVIGATED_DAYS = 84
WORKER_SOURCES = ("key-worker", "navigator")


@dataclass
class Asked:
    """One referral as it was asked for."""

    resident: Resident
    service: WrittenService
    received_on: date
    life_area: str
    source: str = ""
    by: str = ""
    outcome: str = "accepted"
    wait_days: int = 0
    written: Mapping[str, Any] = field(default_factory=dict)


def ask(
    residents: Sequence[Resident],
    circles: Mapping[UUID, Circle],
    *,
    northern: frozenset[str],
    area_code: str,
    on: date,
    seed: int,
) -> list[Asked]:
    """Return every referral of the place, the stories' own among them, oldest first."""
    rng = rows.stream(seed, "asking")
    others = [resident for resident in residents if not resident.story]
    desks = _Desks(northern=northern, area_code=area_code)
    asked = _first_ones(others, desks, on=on, rng=rng)
    asked += _further_ones(asked, desks, on=on, rng=rng)
    _give_sources(asked, circles, on=on, rng=rng)
    _give_outcomes(asked, on=on, rng=rng)
    for one in asked:
        knowing = _worker(one, circles[one.resident.id], rng=rng)
        if knowing is not None:
            one.by = knowing.worker
    asked += [one for resident in residents for one in _of_story(resident, on=on)]
    return sorted(asked, key=lambda one: (one.received_on, one.resident.id.int, one.service.key))


class _Desks:
    """Which services with a desk somebody may be referred to, by their own rules."""

    def __init__(self, *, northern: frozenset[str], area_code: str) -> None:
        self._northern = northern
        self._area_code = area_code
        self._services = [one for one in written.services() if one.desk]
        self._rules = {
            one.key: [
                EligibilityRule.from_json(rule)
                for rule in written.eligibility_rules(one.rules, area_code=area_code, commissioner_code="") or ()
                if rule["kind"] != "registered-gp"
            ]
            if "gp-registered" not in (one.rules or ())
            else []
            for one in self._services
        }

    def draw(self, resident: Resident, day: date, without: set[str], rng: Random) -> WrittenService | None:
        """Return a service that is for this person on that day, or None when they have been to all."""
        fitting = [one for one in self._services if one.key not in without and self._is_for(one, resident, day)]
        if not fitting:
            return None
        weights = [timelines.COURSES[one.key].share * self._leaning(one, resident) for one in fitting]
        return rng.choices(fitting, weights)[0]

    def _is_for(self, service: WrittenService, resident: Resident, day: date) -> bool:
        if service.key in ("cmht-north", "cmht-south"):
            return (service.key == "cmht-north") == (resident.neighbourhood_code in self._northern)
        facts = Facts(
            age=resident.age(day),
            area_codes=frozenset({self._area_code}),
            gender=resident.gender.casefold() or None,
        )
        return eligibility.assess(rules=self._rules[service.key], facts=facts).answer is not Answer.DOES_NOT_FIT

    def _leaning(self, service: WrittenService, resident: Resident) -> float:
        if service.key == "windward-wellbeing":
            return 6.0 if resident.ethnic_group in recipe.BLACK_GROUPS else 0.1
        if service.key in ("cmht-north", "cmht-south"):
            return 2.0
        return 1.0


def _first_ones(residents: list[Resident], desks: _Desks, *, on: date, rng: Random) -> list[Asked]:
    days = [on - timedelta(days=back) for back in range(HISTORY_DAYS, 0, -1)]
    weights = [recipe.day_weight(day) for day in days]
    counts = recipe.deal(rng, recipe.REFERRALS_EACH, len(residents))
    asked = []
    for resident, count in zip(residents, counts, strict=True):
        been: set[str] = set()
        for day in sorted(rng.choices(days, weights, k=count)):
            # Somebody becomes known here by their first referral, at the latest.
            resident.came_on = min(resident.came_on, day)
            service = desks.draw(resident, day, been, rng)
            if service is not None:
                been.add(service.key)
                asked.append(Asked(resident, service, day, service.life_areas[0]))
    return asked


def _further_ones(asked: list[Asked], desks: _Desks, *, on: date, rng: Random) -> list[Asked]:
    """Return what comes again within six months of a referral, to somewhere else."""
    been: dict[UUID, set[str]] = {}
    for one in asked:
        been.setdefault(one.resident.id, set()).add(one.service.key)
    further = []
    for one in rng.sample(asked, round(len(asked) * recipe.REFERRED_AGAIN_PERCENT / 100)):
        day = timelines.weekday(one.received_on + timedelta(days=rng.randint(14, 180)))
        service = desks.draw(one.resident, day, been[one.resident.id], rng)
        if day < on and service is not None:
            been[one.resident.id].add(service.key)
            further.append(Asked(one.resident, service, day, service.life_areas[0]))
    return further


def _give_sources(asked: list[Asked], circles: Mapping[UUID, Circle], *, on: date, rng: Random) -> None:
    """Deal where each came from: wards first, then those whom no worker could have sent, then the rest."""
    left = Counter(recipe.deal(rng, recipe.SOURCES, len(asked)))
    waiting = list(asked)
    for _ in range(left.pop("ward")):
        weights = [
            recipe.CRISIS_ROUTE_WEIGHT if one.resident.ethnic_group in recipe.BLACK_GROUPS else 1.0 for one in waiting
        ]
        waiting.pop(rng.choices(range(len(waiting)), weights)[0]).source = "ward"
    able = {id(one): _able_sources(one, circles[one.resident.id], on=on) for one in waiting}
    for one in sorted(waiting, key=lambda one: len(able[id(one)])):
        options = [source for source in able[id(one)] if left[source] > 0] or ["gp"]
        one.source = rng.choices(options, [max(1, left[source]) for source in options])[0]
        left[one.source] -= 1


def _able_sources(one: Asked, circle: Circle, *, on: date) -> list[str]:
    sources = ["gp", "council", "other"]
    if one.service.self_referral:
        sources.append("self")
    if any(knowing.holds(one.received_on, one.life_area) for knowing in circle.key_workers):
        sources.append("key-worker")
    is_navigated = any(knowing.holds(one.received_on) for knowing in circle.navigators)
    if is_navigated or (not circle.navigators and one.received_on + timedelta(days=NAVIGATED_DAYS) < on):
        sources.append("navigator")
    return sources


def _worker(one: Asked, circle: Circle, *, rng: Random) -> Knowing | None:
    """Return who asked; a navigator who is there no more gets a place in the person's circle."""
    if one.source == "key-worker":
        return next(knowing for knowing in circle.key_workers if knowing.holds(one.received_on, one.life_area))
    if one.source != "navigator":
        return None
    for knowing in circle.navigators:
        if knowing.holds(one.received_on):
            return knowing
    since = one.received_on - timedelta(days=rng.randint(3, 12))
    one.resident.came_on = min(one.resident.came_on, since)
    worker = rng.choice(sorted(staff.NAVIGATOR_CASELOADS))
    until = one.received_on + timedelta(days=NAVIGATED_DAYS)
    knowing = Knowing(worker, since, until, tuple(staff.ALL_AREAS))
    circle.navigators.append(knowing)
    return knowing


def _give_outcomes(asked: list[Asked], *, on: date, rng: Random) -> None:
    for one, outcome in zip(asked, recipe.deal(rng, recipe.OUTCOMES, len(asked)), strict=True):
        one.outcome = outcome
    slowed_from = on - timedelta(days=round(HISTORY_DAYS - (recipe.SLOWED_FROM_MONTH - 1) * MONTH_DAYS))
    groups: dict[tuple[str, bool], list[Asked]] = {}
    for one in asked:
        is_slowed = one.service.key == recipe.SLOWED_SERVICE and one.received_on >= slowed_from
        groups.setdefault((one.service.key, is_slowed), []).append(one)
    for (key, is_slowed), group in sorted(groups.items()):
        shape = timelines.COURSES[key].wait
        if is_slowed:
            shape = recipe.WaitShape(shape.median_days * recipe.SLOWED_BY, shape.sigma)
        accepted = [one for one in group if one.outcome == "accepted"]
        for one, wait_days in zip(accepted, recipe.waits_days(rng, shape, len(accepted)), strict=True):
            one.wait_days = wait_days


def _of_story(resident: Resident, *, on: date) -> list[Asked]:
    services = {service.key: service for service in written.services()}
    needs = resident.story.get("needs", ())
    return [
        Asked(
            resident=resident,
            service=services[told["service"]],
            received_on=timelines.weekday(on - timedelta(days=told["days_ago"])),
            source=told["source"],
            life_area=needs[told["need"]]["area"]
            if "need" in told
            else told.get("area", services[told["service"]].life_areas[0]),
            by=told.get("by", ""),
            outcome=told["outcome"],
            wait_days=told.get("wait_days", 0),
            written=told,
        )
        for told in resident.story.get("referrals", ())
    ]
