"""Whom others ring about referrals to services with a desk, and what those who send people agreed."""

from collections.abc import Mapping
from datetime import date, timedelta

from lodestar.access.models import Team
from lodestar.demo import rows, staff, written
from lodestar.demo.directory_rows import Directory
from lodestar.directory.models import Service
from lodestar.directory.routes.models import NamedContact, ReferralAgreement

LATELY_DAYS = 80
ENTERED_BY = "Judith Carrow"


def add_ways(
    made: rows.Rows, *, directory: Directory, workers: Mapping[str, staff.Worker], on: date, seed: int
) -> None:
    """Add it all. A desk's contact is who answers there, with the desk's number."""
    rng = rows.stream(seed, "ways")
    told = written.read("ways")
    answering = {worker.team: worker for worker in workers.values() if worker.role == "referral-desk"}
    desk_of = {team_id: key for key, team_id in directory.teams.items()}
    numbers = {row["id"]: row["telephone"] for row in made.of(Team)}
    for service in made.of(Service):
        desk = desk_of[service["team_id"]] if service.get("team_id") else ""
        days = told["sure_days"].get(desk, rng.randint(5, LATELY_DAYS))
        if desk not in answering or desk in told["nobody"]["desks"]:
            continue
        made.add(
            NamedContact,
            id=rows.new_id(rng),
            service_id=service["id"],
            name=answering[desk].name,
            job="referrals",
            telephone=numbers[service["team_id"]],
            sure_on=on - timedelta(days=days),
            said_at=rows.moment(on - timedelta(days=days), 10),
            said_by_name=answering[desk].name,
        )
    for table in told["agreement"]:
        made.add(
            ReferralAgreement,
            id=rows.new_id(rng),
            service_id=directory.services[table["service"]],
            sender_id=directory.organisations[table["sender"]],
            words=table["words"],
            agreed_on=on - timedelta(days=table["agreed"]),
            review_on=on - timedelta(days=table["review"]),
            entered_at=rows.moment(on - timedelta(days=table["agreed"]), 15),
            entered_by_name=ENTERED_BY,
        )
