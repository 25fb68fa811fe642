"""Rows of the front door, and of referrals to groups that answer with a link because they have no desk here."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from lodestar.demo import rows, timelines, trail, written
from lodestar.demo.histories import Writer
from lodestar.demo.population import Resident
from lodestar.demo.staff import Worker
from lodestar.directory.gaps.models import UnmetCount
from lodestar.directory.models import Service
from lodestar.people.models import Consent
from lodestar.referrals.asking.models import FrontDoor, HelpRequest
from lodestar.referrals.connecting.models import Connection
from lodestar.referrals.models import Referral, ReferralStep
from lodestar.referrals.receiving.models import Chase, ReceiverLink
from lodestar.rules import parameters, working_days

TEAM, OWNERS = "navigators", ("priya", "callum")


def add_front_doors(writer: Writer, *, residents: Sequence[Resident], seed: int) -> None:
    """Add the team at the door, what was asked of it lately, and what went to groups without a desk."""
    made, workers = writer.made, writer.workers
    rng = rows.stream(seed, "front-door")
    said = written.read("front_door")
    team_id = writer.directory.teams[TEAM]
    made.add(FrontDoor, id=rows.new_id(rng), team_id=team_id)
    for number, request in enumerate(said["request"]):
        owner = workers[OWNERS[number % len(OWNERS)]]
        _add_request(made, rng, request, owner=owner, team_id=team_id, on=writer.on)
    by_key = {one.story["key"]: one for one in residents if one.story}
    for sent in said["sent"]:
        if sent["person"] in by_key:
            _add_sent(writer, rng, sent, resident=by_key[sent["person"]], by=workers["priya"])


def add_connections(
    made: rows.Rows, *, workers: Mapping[str, Worker], residents: Sequence[Resident], neighbourhoods: Sequence[str],
    on: date, seed: int,
) -> None:  # fmt: skip
    """Add what came of connections in the stories, and a year of what was not there for people, without them."""
    rng = rows.stream(seed, "connections")
    said = written.read("front_door")
    by_key = {one.story["key"]: one for one in residents if one.story}
    for one in said["connection"]:
        resident = by_key.get(one["person"])
        if resident is None:
            continue
        happened_on = on - timedelta(days=one["days_ago"])
        facts = {key: one[key] for key in one if key not in ("person", "by", "days_ago")}
        made.add(
            Connection,
            id=rows.new_id(rng),
            person_id=resident.id,
            on=happened_on,
            by_id=workers[one["by"]].id,
            at=rows.moment(happened_on, 15, 20),
            **facts,
        )
    month = on.replace(day=1)
    for place, code in enumerate(neighbourhoods[:8]):
        for life_area, reason, most in said["gap"]:
            requests = max(0, round(most * rng.uniform(0.4, 1.2)) - place)
            if requests:
                made.add(
                    UnmetCount,
                    id=rows.new_id(rng),
                    month=month,
                    neighbourhood_code=code,
                    life_area=life_area,
                    reason=reason,
                    requests=requests,
                )


def _add_request(
    made: rows.Rows, rng: Random, said: Mapping[str, Any], *, owner: Worker, team_id: Any, on: date
) -> None:
    asked_on = on - timedelta(days=said["days_ago"])
    days = parameters.whole_number("front-door-answer", on=asked_on)
    own = {key: said[key] for key in said if key not in ("days_ago", "is_not_heard")}
    request_id = rows.new_id(rng)
    made.add(
        HelpRequest,
        **{"has_agreed": True, **own},
        id=request_id,
        secret_hash=_hash(request_id),
        asked_at=rows.moment(asked_on, 8, 12),
        team_id=team_id,
        owner_id=owner.id,
        next_on=working_days.add_working_days(asked_on, days=days),
        not_heard_at=rows.moment(on, 8, 20) if said.get("is_not_heard") else None,
        closed_at=rows.moment(asked_on + timedelta(days=1), 15, 5) if "outcome" in said else None,
    )


def _add_sent(writer: Writer, rng: Random, said: Mapping[str, Any], *, resident: Resident, by: Worker) -> None:
    made, on = writer.made, writer.on
    service_id = writer.directory.services[said["service"]]
    asked_on = timelines.weekday(on - timedelta(days=said["days_ago"]))
    at = rows.moment(asked_on, 11, 30)
    consent_id, referral_id = rows.new_id(rng), rows.new_id(rng)
    about = {"person_id": resident.id, "referral_id": referral_id}
    made.add(
        Consent,
        id=consent_id,
        person_id=resident.id,
        purpose="referral",
        organisation_id=next(one["organisation_id"] for one in made.of(Service) if one["id"] == service_id),
        life_areas=[said["area"]],
        words="We tell them your name and what you hope for. They cannot see your record. You can take it back.",
        how="in-person",
        asked_by_id=by.id,
        given_at=at,
    )
    made.add(
        Referral,
        id=referral_id,
        person_id=resident.id,
        service_id=service_id,
        life_area=said["area"],
        hopes=said["hopes"],
        asked_by_id=by.id,
        came_from="navigator",
        consent_id=consent_id,
        received_at=at,
    )
    trail.add_event(
        writer, by, "refer", resident.id, [said["area"]], at=at, subject_kind="referral", subject_id=str(referral_id)
    )
    steps: list[dict[str, Any]] = [{"kind": "sent", "at": at, "by_id": by.id}]
    if "answered" in said:
        answered_at = rows.moment(timelines.weekday(on - timedelta(days=said["answered_days_ago"])), 18, 40)
        steps += [{"kind": "received", "at": answered_at}, {"kind": said["answered"], "at": answered_at}]
        steps[-1]["note"] = said["note"]
    for number, step in enumerate(steps, start=1):
        made.add(ReferralStep, id=rows.new_id(rng), number=number, **about, **step)
    made.add(
        ReceiverLink,
        id=rows.new_id(rng),
        **about,
        secret_hash=_hash(referral_id),
        made_by_id=by.id,
        made_at=at,
        mailed_at=at,
        expires_at=at + timedelta(days=28),
    )
    for kind, name in zip(said.get("chased", ()), ("referral-reminder", "referral-escalation"), strict=False):
        days = parameters.whole_number(name, on=asked_on)
        chased_on = working_days.add_working_days(asked_on, days=days)
        made.add(Chase, id=rows.new_id(rng), **about, kind=kind, step_number=1, at=rows.moment(chased_on, 7, 0))


def _hash(row_id: Any) -> str:
    # Of no secret that anybody has: nothing in the demo opens with it.
    return sha256(f"demo {row_id}".encode()).hexdigest()
