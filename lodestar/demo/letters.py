"""Letters in the stories, and a system of another organisation that is told what moves on."""

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from lodestar.access.models import ApiToken, Organisation
from lodestar.demo import rows
from lodestar.demo.histories import Writer
from lodestar.demo.population import Resident
from lodestar.directory.models import Service
from lodestar.people.models import Consent
from lodestar.referrals.letters.models import Letter
from lodestar.referrals.models import Referral, ReferralStep
from lodestar.referrals.programs.models import Notice, Webhook
from lodestar.rules import referral_next
from lodestar.rules.referral_states import StepKind

WITH_LETTERS = ("omar", "sarah", "ben")
CAME = (
    "Please see them soon. They asked me to write to you, and read this letter before I sent it. Mornings are best. A "
    "call from a number that they do not know frightens them, so send a text first."
)
TO_THEM = (
    "I spoke with them on the telephone. They are kind, and ring you from the number on their card. If you do "
    "not hear from them, tell me. I will ask again."
)
DESK, MANAGER = "tidewater", "seun"
ADDRESS = "https://cases.tidewater.example.org/lodestar"
LATELY = 6


def add_letters(writer: Writer, *, residents: Sequence[Resident], seed: int) -> None:
    """Add, for people of the stories: what a GP wrote, the letter to the service, and the one to them."""
    rng = rows.stream(seed, "letters")
    made = writer.made
    for resident in residents:
        if not resident.story or resident.story["key"] not in WITH_LETTERS:
            continue
        asked = [one for one in made.of(Referral) if one["person_id"] == resident.id and one.get("asked_by_id")]
        if not asked:
            continue
        newest = max(asked, key=lambda one: (one["received_at"], str(one["id"])))
        _add_three(writer, rng, resident, newest)


def _add_three(writer: Writer, rng: Random, resident: Resident, referral: dict[str, Any]) -> None:
    made = writer.made
    by = next(one for one in writer.workers.values() if one.id == referral["asked_by_id"])
    sent_on: date = referral["received_at"].date()
    said = _said(writer, resident, referral, by.name)
    about = {
        "person_id": resident.id, "referral_id": referral["id"], "life_area": referral["life_area"], "by_id": by.id,
    }  # fmt: skip
    made.add(
        Letter, id=rows.new_id(rng), **about, direction="in", from_whom="Dr Ilse Brandt, Quay Road Surgery",
        came_by="post", dated_on=sent_on - timedelta(days=3), words=CAME, at=rows.moment(sent_on, 9, 40), said={},
    )  # fmt: skip
    consent = next((one for one in made.of(Consent) if one["id"] == referral.get("consent_id")), None)
    if consent is not None:
        agreed = {"agreed": consent["words"], "agreed_on": consent["given_at"].date().isoformat()}
        made.add(
            Letter, id=rows.new_id(rng), **about, direction="out", addressee="service",
            from_whom=f"{by.name}, {by.organisation_name}", to_whom=said["service"], format="standard",
            said={**said, **agreed, "hopes": referral["hopes"]}, words="", consent_id=consent["id"],
            dated_on=sent_on, at=rows.moment(sent_on, 14, 5),
        )  # fmt: skip
    steps = sorted(
        (one for one in made.of(ReferralStep) if one["referral_id"] == referral["id"]), key=lambda one: one["number"]
    )
    last_on: date = steps[-1]["at"].date()
    happened = [{"state": one["kind"], "on": one["at"].date().isoformat()} for one in steps]
    made.add(
        Letter, id=rows.new_id(rng), **about, direction="out", addressee="person",
        from_whom=f"{by.name}, {by.organisation_name}", to_whom=resident.preferred_name, format="standard",
        said={**said, "hopes": referral["hopes"], "steps": happened, **_next(steps[-1], last_on)}, words=TO_THEM,
        dated_on=last_on, at=rows.moment(last_on, 18, 55),
    )  # fmt: skip


def _said(writer: Writer, resident: Resident, referral: dict[str, Any], asked_by: str) -> dict[str, Any]:
    service = next(one for one in writer.made.of(Service) if one["id"] == referral["service_id"])
    organisations = {one["id"]: one["name"] for one in writer.made.of(Organisation)}
    return {
        "service": service["name"],
        "organisation": organisations.get(service["organisation_id"], ""),
        "asked_by": asked_by,
        "asked_by_telephone": "",
        "asked_on": referral["received_at"].date().isoformat(),
        "go_with_me": bool(referral.get("go_with_me")),
        "name": resident.preferred_name,
        "pronouns": "",
    }


def _next(step: dict[str, Any], since: date) -> dict[str, str]:
    owed = referral_next.next_step(state=StepKind(step["kind"]), since=since, expected_on=step.get("expected_on"))
    if owed is None:
        return {}
    return {"due": owed.due.value, "owner": owed.owner.value, "by_on": owed.by_on.isoformat()}


def add_programs(writer: Writer, *, seed: int) -> None:
    """Add a token that was ended, which opens nothing, and a webhook with letters told and one that waits."""
    rng = rows.stream(seed, "programs")
    made, on, manager = writer.made, writer.on, writer.workers[MANAGER]
    team_id = writer.directory.teams[DESK]
    prefix = f"lode_{rng.getrandbits(24):06x}"
    made.add(
        ApiToken, id=rows.new_id(rng), user_id=manager.id, team_id=team_id, name="Trial of the case system",
        prefix=prefix, secret_hash=sha256(f"{prefix} {seed}".encode()).hexdigest(), scopes=["referrals-read"],
        made_at=rows.moment(on - timedelta(days=40), 10), expires_at=rows.moment(on + timedelta(days=50), 10),
        revoked_at=rows.moment(on - timedelta(days=5), 16), last_used_on=on - timedelta(days=6),
    )  # fmt: skip
    webhook_id = rows.new_id(rng)
    made.add(
        Webhook, id=webhook_id, team_id=team_id, address=ADDRESS, made_by_id=manager.id,
        made_at=rows.moment(on - timedelta(days=40), 10, 20),
    )  # fmt: skip
    desk = {one["id"] for one in made.of(Referral) if one.get("team_id") == team_id}
    steps = sorted(
        (one for one in made.of(ReferralStep) if one["referral_id"] in desk and one["at"].date() < on),
        key=lambda one: (one["at"], str(one["referral_id"]), one["number"]),
    )[-LATELY:]
    for step in steps:
        is_last = step is steps[-1]
        made.add(
            Notice, id=rows.new_id(rng), webhook_id=webhook_id, team_id=team_id, referral_id=step["referral_id"],
            number=step["number"], state=step["kind"], happened_at=step["at"], tries=8 if is_last else 1,
            last_trouble="ConnectionRefusedError" if is_last else "",
            told_at=None if is_last else step["at"] + timedelta(minutes=1),
        )  # fmt: skip
