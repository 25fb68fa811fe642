"""Rows of what happens besides referrals: needs that are said, contacts at a rhythm, consent to be counted."""

from datetime import timedelta
from uuid import UUID

from lodestar.demo import histories, keeping_in_touch, rows, telling, timelines, trail, voices, written
from lodestar.demo.asking import HISTORY_DAYS
from lodestar.demo.histories import Writer
from lodestar.demo.population import Resident
from lodestar.demo.staff import Circle, Knowing, Worker
from lodestar.people.models import Consent

# How often a key worker is in touch: days, and the percentage of people (assumed).
RHYTHMS_DAYS = {7: 20, 14: 50, 28: 30}
# For this share of people the agreed rhythm has slipped: they are overdue (assumed).
SLIPPED = 0.12
# Share of people who agreed to be counted in figures (assumed).
COUNTED = 0.82


def add_support(writer: Writer, resident: Resident, circle: Circle) -> dict[int, UUID]:
    """Add what happens besides referrals: needs, a key worker's contacts, consent to be counted.

    Returns the ids of the needs of a story, by their place in its file.
    """
    need_ids = {}
    for number, need in enumerate(resident.story.get("needs", ())):
        need_ids[number] = histories.add_need(
            writer, resident, area=need["area"], words=need["words"], by=writer.workers[need["by"]],
            at=rows.moment(timelines.weekday(writer.on - timedelta(days=need["days_ago"])), 11),
        )  # fmt: skip
    for knowing in (*circle.key_workers, *circle.navigators):
        worker = writer.workers[knowing.worker]
        is_brief = knowing in circle.navigators
        _add_rhythm(writer, resident, knowing, worker, every_days=14 if is_brief else None)
        if not is_brief and not resident.story and writer.rng.random() < 0.5:
            _add_said_need(writer, resident, knowing, worker)
    _add_counted(writer, resident, circle)
    voices.add_voice(writer, resident)
    telling.add_telling(writer, resident)
    return need_ids


def _add_rhythm(
    writer: Writer, resident: Resident, knowing: Knowing, worker: Worker, *, every_days: int | None
) -> None:
    rng = writer.rng
    if every_days is None:
        drawn = rng.choices(list(RHYTHMS_DAYS), list(RHYTHMS_DAYS.values()))[0]
        every_days = resident.story.get("rhythm_days", drawn)
    mode = resident.story.get("rhythm_mode") or rng.choice(("in-person", "in-person", "telephone", "video"))
    first_on = max(knowing.since, writer.on - timedelta(days=HISTORY_DAYS)) + timedelta(days=rng.randint(1, every_days))
    fixed_weekday = resident.story.get("rhythm_weekday")
    if fixed_weekday is not None:
        first_on += timedelta(days=(fixed_weekday - first_on.weekday()) % 7)
    until = min(knowing.until or writer.on, writer.on)
    if rng.random() < SLIPPED and not resident.story:
        until -= timedelta(days=every_days * 2)
    keeping_in_touch.add_rhythm(writer, resident, knowing, worker, every_days=every_days)
    planned = timelines.meetings(
        rng, first_on=first_on, until=until, every_days=every_days, mode=mode, is_fixed_day=fixed_weekday is not None
    )
    for meeting in planned:
        area = knowing.life_areas[rng.randrange(len(knowing.life_areas))]
        contact_id = histories.add_contact(
            writer, resident.id, area=area, on=meeting.on, mode=mode, attendance=meeting.attendance, by=worker
        )
        trail.add_meeting(writer, worker, resident.id, knowing.life_areas, area, meeting, contact_id)


def _add_said_need(writer: Writer, resident: Resident, knowing: Knowing, worker: Worker) -> None:
    since = max(knowing.since, writer.on - timedelta(days=HISTORY_DAYS))
    until = min(knowing.until or writer.on, writer.on)
    if (until - since).days < 2:
        return
    day = since + timedelta(days=writer.rng.randrange(1, (until - since).days))
    area = writer.one_of(knowing.life_areas)
    words = writer.one_of(written.read("words")["needs"][area])
    histories.add_need(writer, resident, area=area, words=words, by=worker, at=writer.at(day))


def _add_counted(writer: Writer, resident: Resident, circle: Circle) -> None:
    """Add the person's word on being counted in figures, for most; a few took it back."""
    if writer.rng.random() >= COUNTED or not (circle.key_workers or circle.navigators):
        return
    knowing = (circle.key_workers or circle.navigators)[0]
    worker = writer.workers[knowing.worker]
    at = rows.moment(knowing.since, 15)
    taken_back = writer.rng.random() < 0.03 and (writer.on - knowing.since).days > 30
    writer.made.add(
        Consent,
        id=rows.new_id(writer.rng),
        person_id=resident.id,
        purpose="evaluation",
        life_areas=list(knowing.life_areas),
        words=written.read("words")["evaluation_consent"],
        how="in-person",
        asked_by_id=worker.id,
        given_at=at,
        withdrawn_at=at + timedelta(days=21) if taken_back else None,
    )
    trail.add_event(
        writer, worker, "give-consent", resident.id, knowing.life_areas, at=at, subject_kind="consent",
        reason="evaluation",
    )  # fmt: skip
