"""Rows of health: the six parts of the check, smoking, medicines, therapies, and a joint plan.

About 68 in 100 have all six parts within the year, and about 40 smoke (assumed, as in the recipe of the place).
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from lodestar.demo import rows, timelines, written
from lodestar.demo.histories import Writer
from lodestar.demo.population import Resident
from lodestar.demo.staff import Circle, Knowing
from lodestar.health.models import (
    CareStanding,
    CheckResult,
    JointPlan,
    LengthRating,
    MedicineTalk,
    QuitOffer,
    ResultAction,
    SideEffect,
    TherapyOffer,
    TherapyStep,
)
from lodestar.rules.physical_checks import CheckPart

COMPLETE, SMOKES = 0.68, 0.4
PHYSICAL_HEALTH, CLINICAL_CARE = "physical-health", "clinical-care"


def add_health(writer: Writer, resident: Resident, circle: Circle) -> None:
    """Add a person's health, where a worker of theirs sees it."""
    # A source of chance of its own: one more check changes nothing else of the place.
    writer = replace(writer, rng=rows.stream(0, f"health:{resident.id}"))
    knowing = next((one for one in circle.key_workers if {PHYSICAL_HEALTH, CLINICAL_CARE} <= {*one.life_areas}), None)
    if knowing is None or (writer.on - knowing.since).days < 30:
        return
    smokes = writer.rng.random() < SMOKES
    _add_standing(writer, resident, knowing)
    _add_check(writer, resident, knowing, smokes=smokes)
    if smokes:
        _add_quit(writer, resident, knowing)
    if resident.story or writer.rng.random() < 0.25:
        _add_medicines(writer, resident, knowing)
    if resident.story or writer.rng.random() < 0.3:
        _add_therapy(writer, resident, knowing)
    if writer.rng.random() < 0.04:
        _add_joint(writer, resident, knowing)


def _by(writer: Writer, knowing: Knowing) -> UUID:
    return writer.workers[knowing.worker].id


def _day(writer: Writer, knowing: Knowing, days_ago: int) -> date:
    """Return a working day, not before the worker came and not after they left."""
    last = min(knowing.until or writer.on, writer.on) - timedelta(days=1)
    return timelines.weekday(min(max(writer.on - timedelta(days=days_ago), knowing.since), last))


def _add_standing(writer: Writer, resident: Resident, knowing: Knowing) -> None:
    day = _day(writer, knowing, 500)
    writer.made.add(
        CareStanding,
        id=rows.new_id(writer.rng),
        person_id=resident.id,
        register_reason=writer.rng.choices(("schizophrenia", "bipolar", "other-psychosis", ""), (34, 26, 15, 25))[0],
        is_in_secondary_care=True,
        secondary_care_since=knowing.since,
        is_unstable=writer.rng.random() < 0.15,
        said_by_id=_by(writer, knowing),
        said_at=rows.moment(day, 10),
    )


def _add_check(writer: Writer, resident: Resident, knowing: Knowing, *, smokes: bool) -> None:
    rng = writer.rng
    is_complete = rng.random() < COMPLETE
    missing = () if is_complete else rng.sample(list(CheckPart), rng.choice((1, 1, 2, 6)))
    recent = _day(writer, knowing, rng.randint(10, 330))
    for part in CheckPart:
        if part in missing and rng.random() < 0.5:
            continue
        is_refused = part in missing and rng.random() < 0.4
        on = recent if part not in missing or is_refused else _day(writer, knowing, rng.randint(370, 520))
        _add_result(writer, resident, knowing, part, on, is_refused=is_refused, smokes=smokes)


def _add_result(
    writer: Writer, resident: Resident, knowing: Knowing, part: CheckPart, on: date, *, is_refused: bool, smokes: bool
) -> None:
    rng = writer.rng
    is_abnormal = not is_refused and part is not CheckPart.SMOKING and rng.random() < 0.16
    reading = "" if is_refused or part is CheckPart.SMOKING else _reading(writer, part, is_abnormal=is_abnormal)
    smoking = ""
    if part is CheckPart.SMOKING and not is_refused:
        smoking = "smokes" if smokes else rng.choice(("never", "used-to", "vapes-only"))
    result_id = writer.made.add(
        CheckResult,
        id=rows.new_id(rng),
        person_id=resident.id,
        part=part.value,
        on=on,
        is_refused=is_refused,
        reading=reading,
        smoking=smoking,
        is_abnormal=is_abnormal,
        recorded_by_id=_by(writer, knowing),
        recorded_at=rows.moment(on, 15),
    )["id"]
    if is_abnormal and rng.random() < 0.85:
        action = rng.choice(written.read("health")["actions"])
        due_on = on + timedelta(days=rng.choice((14, 28, 56)))
        writer.made.add(
            ResultAction,
            id=rows.new_id(rng),
            person_id=resident.id,
            result_id=result_id,
            words=action["words"],
            owner_words=action["owner"],
            due_on=due_on,
            opened_by_id=_by(writer, knowing),
            opened_on=on,
            done_at=rows.moment(due_on, 12) if due_on < writer.on and rng.random() < 0.75 else None,
        )


def _reading(writer: Writer, part: CheckPart, *, is_abnormal: bool) -> str:
    rng = writer.rng
    more = 1 if is_abnormal else 0
    return {
        CheckPart.WEIGHT: f"{rng.randint(62, 88) + 24 * more} kg",
        CheckPart.BLOOD_PRESSURE: f"{rng.randint(112, 136) + 30 * more}/{rng.randint(70, 86) + 14 * more} mmHg",
        CheckPart.LIPIDS: f"Cholesterol {3.4 + rng.random() * 1.5 + 2.4 * more:.1f} mmol/l",
        CheckPart.GLUCOSE: f"HbA1c {rng.randint(33, 41) + 14 * more} mmol/mol",
        CheckPart.ALCOHOL: f"{rng.randint(0, 12) + 22 * more} units a week",
    }[part]


def _add_quit(writer: Writer, resident: Resident, knowing: Knowing) -> None:
    rng = writer.rng
    if rng.random() > 0.7:
        return
    offered_on = _day(writer, knowing, rng.randint(40, 300))
    answer = rng.choices(("accepted", "later", "no-thanks"), (45, 35, 20))[0]
    quit_on = offered_on + timedelta(days=14) if answer == "accepted" and rng.random() < 0.8 else None
    checked_on = quit_on + timedelta(days=28) if quit_on else None
    is_checked = checked_on is not None and checked_on < writer.on and rng.random() < 0.7
    writer.made.add(
        QuitOffer,
        id=rows.new_id(rng),
        person_id=resident.id,
        offered_on=offered_on,
        offered_by_id=_by(writer, knowing),
        answer=answer,
        quit_on=quit_on,
        checked_on=checked_on if is_checked else None,
        outcome=rng.choice(("stopped", "smokes-less", "smokes", "not-reached")) if is_checked else "",
        recorded_at=rows.moment(offered_on, 14),
    )


def _add_medicines(writer: Writer, resident: Resident, knowing: Knowing) -> None:
    rng = writer.rng
    said: dict[str, list[dict[str, Any]]] = written.read("health")
    effect = rng.choice(said["side_effects"])
    noticed_on = _day(writer, knowing, rng.randint(2, 120))
    by_id = resident.user_id or _by(writer, knowing)
    at = rows.moment(noticed_on, 18)
    effect_id = writer.made.add(
        SideEffect,
        id=rows.new_id(rng),
        person_id=resident.id,
        noticed_on=noticed_on,
        words=effect["words"],
        time_of_day=effect["time"],
        bothers=effect["bothers"],
        affects_work="work" in effect,
        work_words=effect.get("work", ""),
        written_by_id=by_id,
        written_at=at,
    )["id"]
    if "work" not in effect and rng.random() < 0.5:
        return
    talk = rng.choice(said["talks"])
    held_on = timelines.weekday(noticed_on + timedelta(days=6))
    is_held = held_on < writer.on and rng.random() < 0.7
    writer.made.add(
        MedicineTalk,
        id=rows.new_id(rng),
        person_id=resident.id,
        because="work" if "work" in effect else "side-effect",
        side_effect_id=effect_id,
        asked_by_id=by_id,
        asked_at=at,
        held_on=held_on if is_held else None,
        said=talk["said"] if is_held else "",
        decision=talk["decision"] if is_held else "",
        decided_by_id=_by(writer, knowing) if is_held else None,
        decided_at=rows.moment(held_on, 16) if is_held else None,
    )


def _add_therapy(writer: Writer, resident: Resident, knowing: Knowing) -> None:
    rng = writer.rng
    which = rng.choice(written.read("health")["therapy"])
    offered_on = _day(writer, knowing, rng.randint(30, 400))
    by_id = _by(writer, knowing)
    offer_id = writer.made.add(
        TherapyOffer,
        id=rows.new_id(rng),
        person_id=resident.id,
        therapy=which["therapy"],
        condition=which["condition"],
        offered_on=offered_on,
        offered_by_id=by_id,
        recorded_at=rows.moment(offered_on, 12),
    )["id"]
    steps = _therapy_steps(writer, offered_on)
    for number, (kind, on) in enumerate(steps, start=1):
        writer.made.add(
            TherapyStep,
            id=rows.new_id(rng),
            person_id=resident.id,
            offer_id=offer_id,
            number=number,
            kind=kind,
            on=on,
            by_id=by_id,
            at=rows.moment(on, 17),
        )
    if steps and steps[-1][0].startswith("ended"):
        _add_length(writer, resident, offer_id, steps[-1][1], by_id)


def _therapy_steps(writer: Writer, offered_on: date) -> list[tuple[str, date]]:
    rng = writer.rng
    answer = rng.choices(("accepted", "wants-later", "declined", ""), (70, 12, 10, 8))[0]
    if not answer:
        return []
    steps = [(answer, offered_on + timedelta(days=rng.randint(0, 6)))]
    if answer != "accepted":
        return [one for one in steps if one[1] < writer.on]
    sessions = rng.randint(3, 18)
    first_on = offered_on + timedelta(days=rng.randint(14, 70))
    for week in range(sessions):
        kind = "session-attended" if rng.random() < 0.88 else "session-missed"
        steps.append((kind, first_on + timedelta(days=7 * week)))
    steps.append(("ended-as-agreed" if rng.random() < 0.7 else "ended-early", steps[-1][1] + timedelta(days=7)))
    return [one for one in steps if one[1] < writer.on]


def _add_length(writer: Writer, resident: Resident, offer_id: UUID, on: date, by_id: UUID) -> None:
    rng = writer.rng
    # Of those who answer, about half found that help was too short.
    answer = rng.choices(("too-short", "about-right", "too-long", "not-said"), (46, 40, 4, 10))[0]
    asks = answer == "too-short" and rng.random() < 0.6
    is_answered = asks and (writer.on - on).days > 21
    writer.made.add(
        LengthRating,
        id=rows.new_id(rng),
        person_id=resident.id,
        offer_id=offer_id,
        about_words="the therapy",
        answer=answer,
        asks_for_more=asks,
        said_by_id=resident.user_id or by_id,
        said_at=rows.moment(on, 18),
        reply="goes-on" if is_answered else "",
        reply_words="Six more sessions, then we look together." if is_answered else "",
        replied_by_id=by_id if is_answered else None,
        replied_at=rows.moment(timelines.weekday(on + timedelta(days=9)), 10) if is_answered else None,
    )


def _add_joint(writer: Writer, resident: Resident, knowing: Knowing) -> None:
    agreed_on = _day(writer, knowing, writer.rng.randint(20, 160))
    writer.made.add(
        JointPlan,
        id=rows.new_id(writer.rng),
        person_id=resident.id,
        with_words="Second Tide, the Tuesday group",
        lead_words=writer.workers[knowing.worker].name,
        wants="To sleep without a drink, and to be at my daughter's birthday",
        our_part="A call every week, and medicines looked at together",
        their_part="The Tuesday group, and a call on bad days",
        agreed_on=agreed_on,
        review_on=agreed_on + timedelta(days=90),
        written_by_id=_by(writer, knowing),
        written_at=rows.moment(agreed_on, 16),
    )
