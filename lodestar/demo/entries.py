"""What providers said of their own entries: changes, self-checks, dates of groups, things to join."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from lodestar.demo import rows, staff, written
from lodestar.demo.directory_rows import Directory
from lodestar.directory.assurance.models import Assurance, EntryTask
from lodestar.directory.digests.models import DigestChoice, Listing
from lodestar.directory.entries.models import (
    AdjustmentCheck,
    ChangedField,
    ChangeRequest,
    Closure,
    DateRule,
    GroupProfile,
    Opportunity,
    PreferredValue,
)
from lodestar.directory.models import Service
from lodestar.rules import adjustments, parameters
from lodestar.rules.entry_changes import EntryField

WEEKS_OF_DATES = 26
DAYS_IN_A_WEEK = 7


def add_entries(
    made: rows.Rows, *, directory: Directory, workers: Mapping[str, staff.Worker], on: date, seed: int
) -> None:
    """Add it all. Services are there already; a change that stands is written into its service's row."""
    rng = rows.stream(seed, "entries")
    by_id = {row["id"]: row for row in made.of(Service)}
    told = written.read("entries")
    for table in told["change"]:
        _add_change(made, by_id[directory.services[table["service"]]], table, workers=workers, on=on, rng=rng)
    for table in told["adjustments"]:
        _add_check(made, directory, table, workers=workers, on=on, rng=rng)
    for table in told["group"]:
        _add_group(made, directory, table, on=on, rng=rng)
    for table in told["closure"]:
        from_on = on + timedelta(days=table["from_days"])
        made.add(
            Closure,
            id=rows.new_id(rng),
            service_id=directory.services[table["service"]],
            from_on=from_on,
            to_on=from_on + timedelta(days=table["days"]),
            words=table["words"],
            said_at=rows.moment(on - timedelta(days=5), 15),
        )
    for table in told["task"]:
        made.add(
            EntryTask,
            id=rows.new_id(rng),
            service_id=directory.services[table["service"]],
            kind=table["kind"],
            about=table.get("about", ""),
            words=table["words"],
            opened_at=rows.moment(on - timedelta(days=table["days_ago"]), 13),
        )
    _add_digest(made, directory, told, workers=workers, on=on, rng=rng)
    _add_assurances(made, by_id, on=on, rng=rng)
    for table in told["opportunity"]:
        _add_opportunity(made, directory, table, on=on, rng=rng)


def _add_digest(
    made: rows.Rows, directory: Directory, told: Mapping[str, Any], *, workers: Mapping[str, staff.Worker], on: date,
    rng: Random,
) -> None:  # fmt: skip
    """Say since when each service stands here, and what a navigator wants to hear of."""
    for key, service_id in directory.services.items():
        days = told["new"].get(key) or rng.randint(200, 700)
        made.add(Listing, service_id=service_id, first_listed_at=rows.moment(on - timedelta(days=days), 9))
    made.add(
        DigestChoice,
        user_id=workers["priya"].id,
        life_areas=["social-connection", "physical-health", "work-and-learning"],
        by_email=True,
        chosen_at=rows.moment(on - timedelta(days=60), 9),
        told_until=rows.moment(on - timedelta(days=7), 8),
    )


def _add_assurances(made: rows.Rows, services: Mapping[UUID, dict[str, Any]], *, on: date, rng: Random) -> None:
    """Say of every check that the directory shows who made it and how."""
    holds = timedelta(days=parameters.whole_number("freshness-ask-again", on=on))
    for service in services.values():
        checked_on = service["checked_on"]
        if checked_on is None:
            continue
        is_by_link = rng.random() < 1 / 3
        made.add(
            Assurance,
            id=rows.new_id(rng),
            service_id=service["id"],
            how=Assurance.How.BY_LINK if is_by_link else Assurance.How.BY_TELEPHONE,
            assured_on=checked_on,
            until_on=checked_on + holds,
            fields=[field.value for field in EntryField],
            by_body=service["checked_by_name"],
            recorded_at=rows.moment(checked_on, 11),
        )


def _add_change(
    made: rows.Rows, service: dict[str, Any], table: Mapping[str, Any], *, workers: Mapping[str, staff.Worker],
    on: date, rng: Random,
) -> None:  # fmt: skip
    worker, field = workers[table["by"]], table["field"]
    asked_at = rows.moment(on - timedelta(days=table["days_ago"]), 14, rng.randrange(60))
    decided = table.get("decided", False)
    decider = workers[table.get("decided_by", table["by"])]
    outcome = (
        {"decided_at": asked_at + timedelta(hours=3), "decided_by_user_id": decider.id, "decided_by_name": decider.name}
        if decided
        else {}
    )
    request = made.add(
        ChangeRequest,
        id=rows.new_id(rng),
        service_id=service["id"],
        asked_at=asked_at,
        asked_by_user_id=worker.id,
        asked_by_name=worker.name,
        asked_for=worker.organisation_name,
        words=table["words"],
        is_approved=True if decided else None,
        **outcome,
    )
    before = service[field]
    made.add(
        ChangedField, id=rows.new_id(rng), request_id=request["id"], field=field, before=before, after=table["after"]
    )
    if decided:
        service[field] = table["after"]
        made.add(
            PreferredValue,
            id=rows.new_id(rng),
            service_id=service["id"],
            field=field,
            value=table["after"],
            said_at=asked_at,
            said_by_user_id=worker.id,
            said_by_name=worker.name,
            said_for=worker.organisation_name,
        )


def _add_check(
    made: rows.Rows, directory: Directory, table: Mapping[str, Any], *, workers: Mapping[str, staff.Worker],
    on: date, rng: Random,
) -> None:  # fmt: skip
    checked_on = on - timedelta(days=table["days_ago"])
    worker = workers.get(table.get("by", ""))
    made.add(
        AdjustmentCheck,
        id=rows.new_id(rng),
        service_id=directory.services[table["service"]],
        activity=table["activity"],
        offers=table["offers"],
        quiet_times=table.get("quiet_times", ""),
        evidence=table.get("evidence", ""),
        checked_at=rows.moment(checked_on, 12),
        checked_on=checked_on,
        lapses_on=adjustments.lapses_on(checked_on=checked_on),
        checked_by_user_id=worker.id if worker else None,
        checked_by_name=worker.name if worker else "",
    )


def _add_group(made: rows.Rows, directory: Directory, table: Mapping[str, Any], *, on: date, rng: Random) -> None:
    service_id = directory.services[table["service"]]
    first = on - timedelta(weeks=WEEKS_OF_DATES)
    first += timedelta(days=(table["weekday"] - first.weekday()) % DAYS_IN_A_WEEK)
    next_on = on + timedelta(days=(table["weekday"] - on.weekday()) % DAYS_IN_A_WEEK)
    off = [next_on + timedelta(weeks=table["cancel_next"])] if "cancel_next" in table else []
    extra = [on + timedelta(days=table["extra_after_days"])] if "extra_after_days" in table else []
    said_at = rows.moment(on - timedelta(days=6), 11)
    made.add(
        GroupProfile,
        service_id=service_id,
        theme=table["theme"],
        run_by=table["run_by"],
        is_peer_led=table["peer_led"],
        changed_at=said_at,
    )
    made.add(
        DateRule,
        id=rows.new_id(rng),
        service_id=service_id,
        starts_on=first,
        opens_at=time.fromisoformat(table["opens"]),
        closes_at=time.fromisoformat(table["closes"]),
        rrule=table["rrule"],
        extra_on=extra,
        except_on=off,
        place_words=table.get("place", ""),
        sequence=len(off),
        changed_at=said_at,
    )


def _add_opportunity(made: rows.Rows, directory: Directory, table: Mapping[str, Any], *, on: date, rng: Random) -> None:
    made.add(
        Opportunity,
        id=rows.new_id(rng),
        service_id=directory.services[table["service"]],
        kind=table["kind"],
        title=table["title"],
        words=table["words"],
        hours_words=table["hours"],
        place_words=table.get("place", ""),
        adjustments=table["adjustments"],
        start_support=table["start"],
        somebody_goes_along=table.get("goes_along", False),
        posted_at=rows.moment(on - timedelta(days=table["days_ago"]), 10),
        closes_on=on + timedelta(days=table["open_days"]),
    )
