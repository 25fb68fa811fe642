"""Rows of children and young people: who they are, what they were told, and how they move on to adult services."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from lodestar.demo import population, rows, staff, timelines, trail, written
from lodestar.demo.directory_rows import Spot
from lodestar.demo.histories import Writer
from lodestar.demo.population import Home, Resident
from lodestar.demo.staff import Worker
from lodestar.directory.models import Service
from lodestar.people.circumstances.models import Circumstance
from lodestar.people.models import Consent, Involvement, Person
from lodestar.people.sharing.models import LifeEvent
from lodestar.referrals.course.models import Told
from lodestar.referrals.models import Contact, Referral, ReferralStep
from lodestar.referrals.moving_on.models import Transition, TransitionStep
from lodestar.rules import circumstances, months
from lodestar.rules.referral_states import StepKind

TEAM, SERVICE, KEY_WORKER = "young-people", "young-people", "hana"
AREA = "clinical-care"
_EVENTS = {"accepted": "accept-referral", "declined": "decline-referral"}


def add_young_people(
    writer: Writer, residents: Sequence[Resident], homes: Sequence[Home], *, seed: int
) -> list[Resident]:
    """Add each of them with all that happened, and return them. `residents` hold the numbers that are taken."""
    rng = rows.stream(seed, "young-people")
    spots = {home.code: home.spots for home in homes}
    taken = {one.row["nhs_number"] for one in residents}
    numbers = (number for number in population.nhs_numbers(rng) if number not in taken)
    return [
        _YoungPerson(writer, said, rng).add(nhs_number=next(numbers), spots=spots[said["neighbourhood"]])
        for said in written.read("young")["young"]
    ]


class _YoungPerson:
    """One of them, while their rows are made."""

    def __init__(self, writer: Writer, said: Mapping[str, Any], rng: Random) -> None:
        self._writer, self._said, self._rng = writer, said, rng
        self._by: Worker = writer.workers[KEY_WORKER]
        self._person_id = rows.new_id(rng)
        self._born_on = months.add_months(writer.on, months=-said["age_months"]) - timedelta(days=rng.randrange(3, 12))

    def add(self, *, nhs_number: str, spots: Sequence[Spot]) -> Resident:
        """Add them with all that happened."""
        said = self._said
        came_on = self._day(said["came_days_ago"])
        row = self._add(
            Person,
            id=self._person_id,
            **{key: said[key] for key in ("preferred_name", "full_name", "pronouns", "gender", "ethnic_group")},
            what_matters=said["what_matters"],
            email="",
            born_on=self._born_on,
            nhs_number=nhs_number,
            is_synthetic=True,
            created_at=rows.moment(came_on, 8, 30),
            **population.address(spots, self._rng),
        )
        self._involve(since=came_on, life_areas=staff.ALL_AREAS, user_id=self._by.id, role="key-worker",
                      basis="care-team", is_key_worker=True)  # fmt: skip
        self._involve(since=came_on, life_areas=[AREA], team_id=self._writer.directory.teams[TEAM], role="care-team",
                      basis="care-team")  # fmt: skip
        for number, referral in enumerate(said["referral"]):
            self._add_referral(referral, is_last=number == len(said["referral"]) - 1)
        if said.get("looked_after"):
            self._add(Circumstance, person_id=self._person_id, kind="looked-after", life_area="home",
                      agreed_by="person", starts_on=came_on, said_by_id=self._by.id,
                      said_at=rows.moment(came_on, 11))  # fmt: skip
        if "admitted_days_ago" in said:
            day = self._writer.on - timedelta(days=said["admitted_days_ago"])
            self._add(LifeEvent, person_id=self._person_id, kind="admitted", life_area=AREA, happened_on=day,
                      words="One night on the children's ward, after a bad evening.", recorded_by_id=self._by.id,
                      recorded_at=rows.moment(timelines.weekday(day + timedelta(days=1)), 10))  # fmt: skip
        if "move" in said:
            self._add_move(said["move"])
        return Resident(
            id=self._person_id, born_on=self._born_on, gender=said["gender"], ethnic_group=said["ethnic_group"],
            neighbourhood_code=said["neighbourhood"], came_on=came_on, preferred_name=said["preferred_name"], row=row,
        )  # fmt: skip

    def _add(self, model: Any, **values: Any) -> dict[str, Any]:
        return self._writer.made.add(model, id=values.pop("id", None) or rows.new_id(self._rng), **values)

    def _day(self, days_ago: int) -> date:
        return timelines.weekday(self._writer.on - timedelta(days=days_ago))

    def _involve(self, *, since: date, life_areas: Sequence[str], until: date | None = None, **values: Any) -> None:
        self._add(
            Involvement, person_id=self._person_id, life_areas=list(life_areas), starts_on=since, ends_on=until,
            created_at=rows.moment(since, 10), **values,
        )  # fmt: skip

    def _add_referral(self, said: Mapping[str, Any], *, is_last: bool) -> None:
        directory = self._writer.directory
        service_id = directory.services[said["service"]]
        service = next(one for one in self._writer.made.of(Service) if one["id"] == service_id)
        asked_on = self._day(said["days_ago"])
        at = rows.moment(asked_on, 11, 10)
        by = self._by if said["source"] == "key-worker" else None
        referral_id = rows.new_id(self._rng)
        consent = self._agree(service, area=said["area"], at=at)
        self._add(
            Referral, id=referral_id, person_id=self._person_id, service_id=service_id, team_id=service["team_id"],
            life_area=said["area"], hopes=said["hopes"], asked_by_id=by.id if by else None, came_from=said["source"],
            consent_id=consent["id"], received_at=at,
        )  # fmt: skip
        if by is not None:
            self._tell("refer", at, area=said["area"], referral_id=referral_id, by=by)
        steps = [{"kind": "sent"}, {"kind": "received"}, *said["steps"]]
        for number, step in enumerate(steps, start=1):
            self._add_step(number, step, said, referral_id, at)
        is_over = said["steps"][-1]["kind"] == StepKind.DECLINED
        if service["team_id"] and said["service"] != SERVICE:
            last_on = self._day(said["steps"][-1]["days_ago"])
            self._involve(since=asked_on, life_areas=[said["area"]], team_id=service["team_id"], basis="referral",
                          until=last_on + timedelta(days=1) if is_over else None)  # fmt: skip
        if is_last:
            self._meet(referral_id if said["service"] == SERVICE else None)

    def _agree(self, service: Mapping[str, Any], *, area: str, at: Any) -> dict[str, Any]:
        """Add what was agreed to: by the young person from 16 on, by a parent before."""
        age = months.whole_years(born_on=self._born_on, on=at.date())
        who = "young_person" if age >= circumstances.MAY_SAY_ALONE_FROM else "parent"
        return self._add(
            Consent, person_id=self._person_id, purpose="referral", life_areas=[area],
            organisation_id=service["organisation_id"],
            words=written.read("young")[f"consent_of_{who}"].format(service=service["name"]),
            how="in-person", asked_by_id=self._by.id, given_at=at, withdrawn_at=None,
        )  # fmt: skip

    def _add_step(
        self, number: int, step: Mapping[str, Any], said: Mapping[str, Any], referral_id: UUID, received_at: Any
    ) -> None:
        workers, services = self._writer.workers, self._writer.directory.services
        kind = StepKind(step["kind"])
        at = rows.moment(self._day(step["days_ago"]), 14, number) if "days_ago" in step else received_at
        by = workers[step["by"]] if "by" in step else self._by if "days_ago" in step else None
        ahead = step.get("expected_days_ahead")
        self._add(
            ReferralStep, referral_id=referral_id, person_id=self._person_id, number=number, kind=kind.value, at=at,
            by_id=by.id if by else None, reason=step.get("reason", ""), note=step.get("note", ""),
            instead=step.get("instead", ""), instead_service_id=services.get(step.get("instead_service", "")),
            expected_on=timelines.weekday(self._writer.on + timedelta(days=ahead)) if ahead else None,
        )  # fmt: skip
        if by is not None and kind.value in _EVENTS:
            self._tell(_EVENTS[kind.value], at, area=said["area"], referral_id=referral_id, by=by)
        if "told_days_ago" in step:
            told_on = self._day(step["told_days_ago"])
            self._add(Told, referral_id=referral_id, person_id=self._person_id, told_on=told_on, how="telephone",
                      by_id=self._by.id, recorded_at=rows.moment(told_on, 16))  # fmt: skip

    def _tell(self, action: str, at: Any, *, area: str, referral_id: UUID, by: Worker) -> None:
        trail.add_event(
            self._writer, by, action, self._person_id, [area], at=at, subject_kind="referral",
            subject_id=str(referral_id),
        )  # fmt: skip

    def _meet(self, referral_id: UUID | None) -> None:
        for number, days_ago in enumerate(self._said.get("met_days_ago", ())):
            day = self._day(days_ago)
            self._add(
                Contact, person_id=self._person_id, referral_id=referral_id, life_area=AREA, happened_on=day,
                by_id=self._by.id, mode="in-person" if number % 2 == 0 else "telephone", attendance="attended",
                created_at=rows.moment(day, 16, 30),
            )  # fmt: skip

    def _add_move(self, said: Mapping[str, Any]) -> None:
        services, on = self._writer.directory.services, self._writer.on
        move = self._add(
            Transition, person_id=self._person_id, life_area=AREA, from_service_id=services[SERVICE],
            to_service_id=services[said["to"]], named_id=self._by.id,
            target_on=timelines.weekday(on + timedelta(days=said["days_ahead"])), wishes=said["wishes"],
            begun_by_id=self._by.id, begun_at=rows.moment(self._day(said["begun_days_ago"]), 14),
        )  # fmt: skip
        for step in said["steps"]:
            day = self._day(step["days_ago"])
            self._add(
                TransitionStep, transition_id=move["id"], person_id=self._person_id, kind=step["kind"], on=day,
                by_id=self._by.id, at=rows.moment(day, 15),
            )  # fmt: skip
