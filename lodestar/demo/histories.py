"""Rows of what happened: needs, referrals with their steps, contacts, consents and who saw what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from lodestar.demo import rows, timelines, trail, written
from lodestar.demo.asking import Asked
from lodestar.demo.directory_rows import Directory
from lodestar.demo.population import Resident
from lodestar.demo.staff import Worker
from lodestar.demo.timelines import Event, Timeline
from lodestar.people.models import Consent, Involvement
from lodestar.plans.models import Need, NeedReferral
from lodestar.referrals.models import Contact, Referral, ReferralStep
from lodestar.rules.referral_states import StepKind

# Share of contacts with a note (assumed).
NOTED = 0.35
# Desks are never empty: of what came in the last days, this share has no answer (assumed).
UNANSWERED_DAYS = 14
UNANSWERED = 0.6
# How support ends: by whom, why, and what came of it (assumed; the weights stand where they are drawn).
ENDINGS = (
    ("person", "as-planned", "helped"),
    ("service", "as-planned", "helped-some"),
    ("person", "no-longer-needed", "helped"),
    ("person", "moved-away", "helped-some"),
    ("service", "handed-over", "helped-some"),
    ("person", "chose-to-stop", "did-not-help"),
    ("service", "not-reached", "not-known"),
)


@dataclass
class Writer:
    """What every row of a history is made with."""

    made: rows.Rows
    directory: Directory
    workers: Mapping[str, Worker]
    teams: Mapping[str, list[Worker]]
    on: date
    rng: Random

    def at(self, day: date) -> datetime:
        """Return a moment of a working day."""
        return rows.moment(day, self.rng.randint(9, 16), self.rng.randrange(60))

    def one_of(self, pool: Sequence[str]) -> str:
        return pool[self.rng.randrange(len(pool))]


def add_referral(writer: Writer, asked: Asked, *, need_ids: Mapping[int, UUID]) -> tuple[date, date | None]:
    """Add one referral with its need, consent, steps and contacts; return when its team saw the person."""
    timeline = _timeline(asked, writer.rng).until(writer.on)
    if _lies_on_desk(asked, writer):
        timeline = Timeline()
    desk = writer.teams[asked.service.desk][0]
    asker = writer.workers.get(asked.by)
    received_at = writer.at(asked.received_on)
    referral_id = rows.new_id(writer.rng)
    consent_id = rows.new_id(writer.rng)
    words = written.read("words")
    writer.made.add(
        Consent,
        id=consent_id,
        person_id=asked.resident.id,
        purpose="referral",
        life_areas=[asked.life_area],
        organisation_id=writer.directory.organisations[asked.service.organisation],
        words=writer.one_of(words["referral_consent"]).format(service=asked.service.name),
        how=writer.one_of(("in-person", "in-person", "telephone", "online" if asked.source == "self" else "written")),
        asked_by_id=(asker or desk).id,
        given_at=received_at,
        withdrawn_at=_withdrawn_at(timeline, received_at, writer),
    )
    writer.made.add(
        Referral,
        id=referral_id,
        person_id=asked.resident.id,
        service_id=writer.directory.services[asked.service.key],
        team_id=writer.directory.teams[asked.service.desk],
        life_area=asked.life_area,
        hopes=asked.written.get("hopes") or writer.one_of(words["hopes"][asked.life_area]),
        go_with_me=asked.written.get("go_with_me", bool(asker) and writer.rng.random() < 0.2),
        asked_by_id=asker.id if asker else asked.resident.user_id if asked.source == "self" else None,
        came_from=asked.source,
        consent_id=consent_id,
        received_at=received_at,
    )
    _link_need(writer, asked, referral_id, asker, received_at, need_ids)
    _add_steps(writer, asked, timeline, referral_id, asker, desk, received_at)
    _add_meetings(writer, asked, timeline, referral_id, received_at)
    if asker is not None:
        trail.add(writer, asker, "refer", asked, referral_id, at=received_at)
    return asked.received_on, timeline.closed_on


def _lies_on_desk(asked: Asked, writer: Writer) -> bool:
    """Return whether nobody has answered yet: of what came lately, more than half."""
    is_new = (writer.on - asked.received_on).days <= UNANSWERED_DAYS
    return is_new and not asked.written and writer.rng.random() < UNANSWERED


def _timeline(asked: Asked, rng: Random) -> Timeline:
    if asked.outcome == "accepted":
        return timelines.accepted(
            rng,
            course=timelines.COURSES[asked.service.key],
            received_on=asked.received_on,
            wait_days=asked.wait_days,
            lasts_days=asked.written.get("lasts_days"),
        )
    if asked.outcome == "declined":
        return timelines.declined(rng, received_on=asked.received_on)
    if asked.outcome == "withdrawn":
        return timelines.withdrawn(rng, received_on=asked.received_on)
    if asked.outcome == "not-reached":
        return timelines.not_reached(rng, received_on=asked.received_on)
    return Timeline()


def _withdrawn_at(timeline: Timeline, received_at: datetime, writer: Writer) -> datetime | None:
    for event in timeline.events:
        if event.kind is StepKind.WITHDRAWN:
            return max(rows.moment(event.on, 17), received_at)
    return None


def _link_need(
    writer: Writer, asked: Asked, referral_id: UUID, asker: Worker | None, received_at: datetime,
    need_ids: Mapping[int, UUID],
) -> None:  # fmt: skip
    if "need" in asked.written:
        need_id = need_ids[asked.written["need"]]
    elif asker is not None and not asked.written:
        words = writer.one_of(written.read("words")["needs"][asked.life_area])
        need_id = add_need(
            writer, asked.resident, area=asked.life_area, words=words, by=asker, at=received_at - timedelta(minutes=9)
        )
    else:
        return
    writer.made.add(
        NeedReferral,
        id=rows.new_id(writer.rng),
        person_id=asked.resident.id,
        need_id=need_id,
        referral_id=referral_id,
    )


def add_need(writer: Writer, resident: Resident, *, area: str, words: str, by: Worker, at: datetime) -> UUID:
    """Add what somebody said that they need, with its event, and return its id."""
    need_id = rows.new_id(writer.rng)
    writer.made.add(
        Need, id=need_id, person_id=resident.id, life_area=area, words=words, recorded_by_id=by.id, recorded_at=at
    )
    trail.add_event(writer, by, "record-need", resident.id, [area], at=at, subject_kind="need", subject_id=str(need_id))
    return need_id


def _add_steps(
    writer: Writer, asked: Asked, timeline: Timeline, referral_id: UUID, asker: Worker | None, desk: Worker,
    received_at: datetime,
) -> None:  # fmt: skip
    def step(number: int, kind: StepKind, at: datetime, by_id: UUID | None, **told: Any) -> None:
        writer.made.add(
            ReferralStep,
            id=rows.new_id(writer.rng),
            referral_id=referral_id,
            person_id=asked.resident.id,
            number=number,
            kind=kind.value,
            at=at,
            by_id=by_id,
            **told,
        )

    sent_by = asker.id if asker else asked.resident.user_id if asked.source == "self" else None
    step(1, StepKind.SENT, received_at, sent_by)
    step(2, StepKind.RECEIVED, received_at, sent_by)
    last_at = received_at
    for number, event in enumerate(timeline.events, start=3):
        # A meeting stands at midday where only its day is known, as the action has it.
        at = max(rows.moment(event.on, 12 if event.kind is StepKind.FIRST_CONTACT else 13), last_at)
        by = desk if event.kind is not StepKind.WITHDRAWN else asker
        step(number, event.kind, at, by.id if by else asked.resident.user_id, **_told(writer, asked, event))
        trail.add_step(writer, by, asked, event, referral_id, at=at)
        last_at = at


def _told(writer: Writer, asked: Asked, event: Event) -> dict[str, Any]:
    """Return what was said with a step: for a decline always a reason and something instead."""
    if event.kind is StepKind.DECLINED:
        declines = [
            told for told in written.read("words")["decline"] if told.get("instead_service") != asked.service.key
        ]
        told = declines[writer.rng.randrange(len(declines))]
        if service := told.get("instead_service"):
            return {
                "reason": told["reason"],
                "note": f"{told['note']} {told['instead']}",
                "instead_service_id": writer.directory.services[service],
            }
        return {"reason": told["reason"], "note": told["note"], "instead": told["instead"]}
    if event.kind is StepKind.NEEDS_INFORMATION:
        return {"note": "Which days suit you, and is it all right to write to your home?"}
    if event.kind is StepKind.CANCELLED:
        return {"note": "We rang three times and wrote. You can come back to us whenever you like."}
    if event.kind is StepKind.ENDED:
        # Drawn apart, so that everything else stays as it was dealt.
        return _ending(Random(asked.resident.id.int ^ event.on.toordinal()))  # noqa: S311
    if event.kind is StepKind.WAITING:
        return {"note": "You are on the list. We ring every six weeks.", "expected_on": event.expected_on}
    return {"expected_on": event.expected_on}


def _ending(rng: Random) -> dict[str, Any]:
    """Return how support ended: who and why as a pair that goes together, what came of it, and what they said."""
    who, reason, outcome = rng.choices(ENDINGS, weights=(40, 14, 10, 8, 6, 12, 10))[0]
    view = "could-not-ask" if reason == "not-reached" else "agrees" if rng.random() < 0.9 else "does-not-agree"
    return {"ended_by": who, "reason": reason, "outcome": outcome, "persons_view": view}


def _add_meetings(writer: Writer, asked: Asked, timeline: Timeline, referral_id: UUID, received_at: datetime) -> None:
    team = writer.teams[asked.service.desk]
    worker = team[writer.rng.randrange(len(team))]
    first_on = next((event.on for event in timeline.events if event.kind is StepKind.FIRST_CONTACT), None)
    for meeting in timeline.meetings:
        contact_id = add_contact(
            writer, asked.resident.id, area=asked.life_area, on=meeting.on, mode=meeting.mode,
            attendance=meeting.attendance, by=worker, referral_id=referral_id,
        )  # fmt: skip
        action = "record-first-contact" if first_on is None or meeting.on <= first_on else "record-contact"
        trail.add_event(
            writer, worker, action, asked.resident.id, [asked.life_area],
            at=max(rows.moment(meeting.on, 16, writer.rng.randrange(60)), received_at),
            subject_kind="referral" if action == "record-first-contact" else "contact",
            subject_id=str(referral_id if action == "record-first-contact" else contact_id),
            reason=meeting.attendance,
        )  # fmt: skip


def add_contact(
    writer: Writer, person_id: UUID, *, area: str, on: date, mode: str, attendance: str, by: Worker,
    referral_id: UUID | None = None,
) -> UUID:  # fmt: skip
    """Add one contact, with a note now and then, and return its id."""
    words = written.read("words")
    pool = words["contact_notes"] if attendance == "attended" else words["missed_notes"]
    return writer.made.add(  # type: ignore[no-any-return]
        Contact,
        id=rows.new_id(writer.rng),
        person_id=person_id,
        referral_id=referral_id,
        life_area=area,
        happened_on=on,
        by_id=by.id,
        mode=mode,
        attendance=attendance,
        note=writer.one_of(pool) if writer.rng.random() < NOTED else "",
        created_at=rows.moment(on, 16, 30),
    )["id"]


def add_team_involvements(
    writer: Writer, resident: Resident, spans: Mapping[tuple[str, str], list[tuple[date, date | None]]]
) -> None:
    """Open each referral's life area to its team, once for each while any of its referrals is open."""
    for (team, area), times in sorted(spans.items()):
        until = None if any(end is None for _, end in times) else max(end for _, end in times if end)
        since = min(start for start, _ in times)
        writer.made.add(
            Involvement,
            id=rows.new_id(writer.rng),
            person_id=resident.id,
            team_id=writer.directory.teams[team],
            basis="referral",
            life_areas=[area],
            starts_on=since,
            # It holds on the day of the last contact, and no longer on the next.
            ends_on=until + timedelta(days=1) if until else None,
            created_at=rows.moment(since, 10),
        )
