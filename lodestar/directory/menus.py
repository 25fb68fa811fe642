"""The menu: what there is for one person in one life area, best first, each offer with its reasons."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from lodestar.access.viewers import Viewer
from lodestar.directory import eligibility_rules, glances, ordering, search_words
from lodestar.places.queries import PlacedPostcode
from lodestar.rules import eligibility, freshness, parameters, ranking

METRES_IN_A_KM = 1_000


class Candidate(NamedTuple):
    """One service in a life area within reach, with what `eligibility` and `ranking` ask of it.

    None is "not known"; for `distance_km` also "has no place"; for `text_rank` "the words do not match".
    `best_text_rank` is that of the best match among all services that were looked at.
    """

    service_id: UUID
    name: str
    who_for: str
    distance_km: float | None
    takes_people_now: bool | None
    usual_wait_days: int | None
    checked_on: date | None
    is_free: bool | None
    has_desk: bool
    text_rank: float | None
    best_text_rank: float | None


@dataclass(frozen=True, kw_only=True)
class MenuOffer:
    """One service on the menu: what a card shows, whether it fits and why, and why it stands where it stands."""

    service: glances.Glance
    assessment: eligibility.Assessment
    rank_reasons: tuple[ranking.RankReason, ...]

    @property
    def service_id(self) -> UUID:
        """Return the service's id."""
        return self.service.service_id

    @property
    def answer(self) -> eligibility.Answer:
        """Return whether the service fits."""
        return self.assessment.answer


@dataclass(frozen=True, kw_only=True)
class Menu:
    """The best offers, and how many services were looked at and with which answer."""

    offers: tuple[MenuOffer, ...]
    fitting: int
    to_check: int
    not_fitting: int
    corrections: tuple[search_words.Correction, ...] = ()
    is_urgent: bool = False

    @property
    def considered(self) -> int:
        """Return how many services in the life area and within reach were looked at."""
        return self.fitting + self.to_check + self.not_fitting


def menu_for(
    viewer: Viewer,
    *,
    facts: eligibility.Facts,
    life_area: str,
    words: str = "",
    place: PlacedPostcode | None = None,
    on: date,
    limit: int = 5,
) -> Menu:
    """Return what there is for somebody in one life area, best first.

    What matches `words`, or what they mean, comes before what does not; nothing is left out. What does not fit
    comes last, so it is on the menu only when there is little else. Distances are from `place`, kilometres.
    """
    understood = search_words.understand(text=words)
    wanted = _Wanted.of(life_area=life_area, said=understood, place=place, on=on)
    counts = wanted.counts()
    answers = {who_for: _answer(who_for, facts) for who_for in counts}
    chosen = wanted.best(answers=answers, limit=limit)
    shown = glances.glances(viewer, service_ids=[one.service_id for one in chosen], place=place, on=on)
    tally = Counter[eligibility.Answer]()
    for who_for, count in counts.items():
        tally[answers[who_for]] += count
    return Menu(
        offers=tuple(_offers(chosen, shown, facts=facts, on=on)),
        fitting=tally[eligibility.Answer.FITS],
        to_check=tally[eligibility.Answer.CHECK],
        not_fitting=tally[eligibility.Answer.DOES_NOT_FIT],
        corrections=understood.corrections,
        is_urgent=understood.is_urgent,
    )


def candidates_for(
    viewer: Viewer,
    *,
    life_area: str,
    words: str = "",
    place: PlacedPostcode | None = None,
    on: date,
    limit: int | None = None,
) -> list[Candidate]:
    """Return the services of a life area within reach, those with most points first, whoever they are for.

    Within reach: nearer than the parameter `menu-reach`, or with no place of its own, like a telephone line.
    """
    understood = search_words.understand(text=words)
    wanted = _Wanted.of(life_area=life_area, said=understood, place=place, on=on)
    return wanted.best(answers={}, limit=limit)


def offer_for(
    viewer: Viewer, *, service_id: UUID, facts: eligibility.Facts, place: PlacedPostcode | None = None, on: date
) -> MenuOffer | None:
    """Return the same facts for one service, to be asked again when a referral is written or sent; None if gone."""
    chosen = _Wanted.one(service_id=service_id, place=place, on=on).best(answers={}, limit=1)
    shown = glances.glances(viewer, service_ids=[service_id], place=place, on=on)
    return next(iter(_offers(chosen, shown, facts=facts, on=on)), None)


def _offers(
    chosen: list[Candidate], shown: dict[UUID, glances.Glance], *, facts: eligibility.Facts, on: date
) -> Iterator[MenuOffer]:
    """Yield the offers of the chosen services that are still there, in the order of the rule, with its reasons."""
    by_key = {_key(one): one for one in chosen if one.service_id in shown}
    assessments = {key: eligibility_rules.assess(who_for=one.who_for, facts=facts) for key, one in by_key.items()}
    offers = [_offer(one, assessments[key].answer, on=on) for key, one in by_key.items()]
    best_text = next((one.best_text_rank for one in chosen), None) or 0.0
    for ranked in ranking.rank_offers(offers=offers, best_text=best_text):
        yield MenuOffer(
            service=shown[by_key[ranked.key].service_id],
            assessment=assessments[ranked.key],
            rank_reasons=ranked.reasons,
        )


def _answer(who_for: str, facts: eligibility.Facts) -> eligibility.Answer:
    return eligibility_rules.assess(who_for=who_for, facts=facts).answer


def _key(candidate: Candidate) -> str:
    return f"{candidate.name}\0{candidate.service_id}"


def _offer(candidate: Candidate, answer: eligibility.Answer, *, on: date) -> ranking.Offer:
    return ranking.Offer(
        key=_key(candidate),
        answer=answer,
        distance_km=candidate.distance_km,
        takes_people_now=candidate.takes_people_now,
        freshness=freshness.freshness(checked_on=candidate.checked_on, on=on),
        wait_days=candidate.usual_wait_days,
        text_rank=candidate.text_rank,
        is_free=candidate.is_free,
        has_desk=candidate.has_desk,
    )


# The answers come from the rule, one for each set of rules; the database only puts them where they belong.
_BEST = """
WITH found AS MATERIALIZED (
    SELECT e.service_id, e.name, e.who_for, {own_points} AS points, {km} AS km,
        CASE WHEN e.capacity_until > %(on)s THEN e.takes_people_now END AS takes_people_now,
        CASE WHEN e.capacity_until > %(on)s THEN e.usual_wait_days END AS usual_wait_days,
        CASE WHEN e.checked_on > %(on)s THEN %(on)s ELSE e.checked_on END AS checked_on,
        e.is_free, desk.id IS NOT NULL AS has_desk, {text_rank} AS text_rank
    FROM directory_searchentry e
    LEFT JOIN directory_service desk ON desk.id = e.service_id AND desk.team_id IS NOT NULL {near}
    WHERE {wanted})
SELECT service_id, name, who_for, km, takes_people_now, usual_wait_days, checked_on, is_free, has_desk, text_rank,
    (SELECT max(text_rank) FROM found) AS best_text_rank
FROM found LEFT JOIN unnest(%(who_for)s::text[], %(answer_points)s::float8[]) AS answer (who_for, answer_points)
    USING (who_for)
ORDER BY coalesce(answer_points, 0) < 0, coalesce(text_rank, 0) = 0, {score} DESC, name COLLATE "C", service_id
LIMIT %(limit)s
"""
_DESK_POINTS = f"CASE WHEN has_desk THEN {ranking.DESK_POINTS}::float8 ELSE 0 END"
_COUNTS = "SELECT e.who_for, count(*) FROM directory_searchentry e {near} WHERE {wanted} GROUP BY e.who_for"
_TEXT_RANK = f"CASE WHEN {ordering.MATCHES} THEN {ordering.TEXT_RANK} END"
_NEAREST = f"LEFT JOIN ({ordering.NEAREST_OF_SEVERAL}) near ON near.service_id = e.service_id"
_WITHIN_REACH = """(near.km IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM directory_searchplace place WHERE place.service_id = e.service_id))"""


@dataclass(frozen=True)
class _Wanted:
    """Which services are looked at, as parts of SQL."""

    wanted: str
    near: str
    values: dict[str, Any]
    km: str = "NULL::float8"

    @classmethod
    def of(cls, *, life_area: str, said: search_words.Understood, place: PlacedPostcode | None, on: date) -> "_Wanted":
        """Return those of a life area within reach of a place."""
        values = {
            "life_area": life_area,
            "text_query": said.any_of_it,
            "telling_query": said.telling,
            "main_query": said.main,
            **ordering.day_values(on),
        }
        wanted = f"e.life_areas @> ARRAY[%(life_area)s]::varchar[] AND {ordering.NOT_HIDDEN_BY_AGE}"
        if place is None:
            return cls(wanted, "", values)
        reach_km = parameters.whole_number("menu-reach", on=on)
        values.update(ordering.place_values(place), reach_m=reach_km * METRES_IN_A_KM)
        near = f"LEFT JOIN ({ordering.NEAREST_WITHIN}) near ON near.service_id = e.service_id"
        return cls(f"{wanted} AND {_WITHIN_REACH}", near, values, km="near.km")

    @classmethod
    def one(cls, *, service_id: UUID, place: PlacedPostcode | None, on: date) -> "_Wanted":
        """Return one service, wherever it is."""
        values = {"service_id": service_id, "text_query": "", **ordering.day_values(on)}
        wanted = "e.service_id = %(service_id)s"
        if place is None:
            return cls(wanted, "", values)
        values.update(ordering.place_values(place))
        return cls(wanted, _NEAREST, values, km=ordering.NEAREST_KM)

    def counts(self) -> dict[str, int]:
        """Return how many services there are of each set of rules."""
        with connection.cursor() as cursor:
            cursor.execute(_COUNTS.format(near=self.near, wanted=self.wanted), self.values)
            return dict(cursor.fetchall())

    def best(self, *, answers: dict[str, eligibility.Answer], limit: int | None) -> list[Candidate]:
        """Return the services with most points, those that do not fit after all others."""
        points = [
            -1.0 if answer is eligibility.Answer.DOES_NOT_FIT else ranking.ANSWER_POINTS[answer][1]
            for answer in answers.values()
        ]
        parts = (
            "points",
            ordering.DISTANCE_POINTS,
            ordering.TEXT_POINTS,
            "greatest(coalesce(answer_points, 0), 0)",
            _DESK_POINTS,
        )
        sql = _BEST.format(
            own_points=ordering.OWN_POINTS,
            km=self.km,
            text_rank=_TEXT_RANK if self.values["text_query"] else "NULL::float8",
            near=self.near,
            wanted=self.wanted,
            score=ordering.rounded(" + ".join(parts)),
        )
        values = {**self.values, "who_for": list(answers), "answer_points": points, "limit": limit}
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [Candidate._make(row) for row in cursor.fetchall()]
