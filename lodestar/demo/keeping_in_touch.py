"""Rows of keeping in touch and of waiting well: rhythms, meetings, cover, concerns, what stopped which clock."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from lodestar.demo import rows, timelines
from lodestar.demo.histories import Writer
from lodestar.demo.population import Resident
from lodestar.demo.staff import Circle, Knowing, Worker
from lodestar.people.models import Involvement
from lodestar.people.sharing.models import LifeEvent
from lodestar.referrals.in_touch.models import Appointment, Concern, Cover, MeetingWish, Rhythm, SensitiveDate
from lodestar.referrals.models import Contact, Referral, ReferralStep
from lodestar.referrals.waits.models import TeamType, WaitingPlan, WorkerProfile
from lodestar.rules import escalation
from lodestar.rules.escalation import NoteKind
from lodestar.rules.life_areas import LifeArea
from lodestar.rules.life_events import LifeEventKind
from lodestar.rules.referral_states import StepKind

EVERY = {7: "weekly", 14: "fortnightly", 28: "monthly"}
# Community mental health teams, as the national data set types them.
TEAM_TYPES = {"cmht-north": "A06", "cmht-south": "A06"}
# Invented, as the workers are.
LANGUAGES = {"tomasz": ["Polish"], "noor": ["Urdu", "Punjabi"], "ibrahim": ["Krio"], "sunil": ["Gujarati"]}
AGREED_CASELOADS = {"helen": 80, "priya": 50, "callum": 50, "dee": 25, "noor": 25, "amir": 25}
# Shares, percent (assumed): who said where they like to meet, who named a day, whose wait has a plan.
WISHED, DATED, PLANNED = 20, 8, 60
VENUES = (
    "The library, by the window",
    "A bench on the front",
    "The back room of the tea house",
    "At home, in the kitchen",
)
PRIVACY = ("No lanyard, please", "No message with anybody else", "A plain envelope", "")
DAYS = ("The day Mum died", "My lad's birthday", "The day I came out of hospital", "The day we lost the house")
MEANWHILE = ("The Tuesday drop-in", "A call with a peer worker", "The walking group on Fridays", "")
SEEN = (
    ("housing", "concern", "The curtains have been shut since Friday, and the post is in the door."),
    ("family", "early-warning-sign", "She sleeps in her clothes again. She said that is how it starts."),
    ("worker", "concern", "Missed the group twice, and did not pick up."),
)
AREA_LEFT = LifeArea.CLINICAL_CARE.value
FIRST_WORDS = "Ask first if she is out of bed. No other question before the kettle is on."


def add_rhythm(writer: Writer, resident: Resident, knowing: Knowing, worker: Worker, *, every_days: int) -> None:
    """Add what a worker and a person agreed, where they still know each other; the contacts follow it."""
    if knowing.until is not None:
        return
    story = resident.story
    writer.made.add(
        Rhythm,
        id=rows.new_id(_chance(f"{resident.id}:{worker.key}")),
        person_id=resident.id,
        life_area=knowing.life_areas[0],
        worker_id=worker.id,
        every=EVERY[every_days],
        weekday=story.get("rhythm_weekday"),
        mode=story.get("rhythm_mode") or "telephone",
        first_words=FIRST_WORDS if story.get("key") == "sarah" else "",
        since=max(knowing.since, writer.on - timedelta(days=365)),
        agreed_by_id=worker.id,
        agreed_at=rows.moment(knowing.since, 11),
    )


def add_all(writer: Writer, residents: Sequence[Resident], circles: Mapping[UUID, Circle]) -> None:
    """Add the rest, once everybody's history is made."""
    for key, code in TEAM_TYPES.items():
        writer.made.add(TeamType, team_id=writer.directory.teams[key], code=code)
    for key in sorted({*LANGUAGES, *AGREED_CASELOADS}):
        writer.made.add(
            WorkerProfile,
            user_id=writer.workers[key].id,
            languages=LANGUAGES.get(key, []),
            full_caseload=AGREED_CASELOADS.get(key),
        )
    for resident in residents:
        _add_own_days(writer, resident, circles[resident.id])
    _add_who_left(writer, residents, circles)
    _add_meetings(writer, residents, circles)
    _add_concerns(writer, residents, circles)
    _add_cover(writer, next(one for one in residents if one.story.get("key") == "sarah"))
    _stop_clocks(writer)
    _plan_waits(writer)


def _chance(topic: str) -> Random:
    return rows.stream(0, f"in-touch:{topic}")


def _worker_of(circle: Circle) -> Knowing | None:
    return next((one for one in (*circle.key_workers, *circle.navigators) if one.until is None), None)


def _add_own_days(writer: Writer, resident: Resident, circle: Circle) -> None:
    rng, knowing = _chance(str(resident.id)), _worker_of(circle)
    if knowing is None:
        return
    worker, at = writer.workers[knowing.worker], rows.moment(knowing.since, 12)
    is_sarah = resident.story.get("key") == "sarah"
    if is_sarah or rng.random() * 100 < WISHED:
        writer.made.add(
            MeetingWish,
            id=rows.new_id(rng),
            person_id=resident.id,
            venue="" if is_sarah else rng.choice(VENUES),
            mode="telephone" if is_sarah else "",
            privacy=PRIVACY[1] if is_sarah else rng.choice(PRIVACY),
            who="One person at a time" if is_sarah else "",
            not_to_ask="Do not ask why the curtains are shut." if is_sarah else "",
            told_once="What happened in 2019. Dee knows, and will tell you what you need." if is_sarah else "",
            recorded_by_id=worker.id,
            recorded_at=at,
        )
    if is_sarah or rng.random() * 100 < DATED:
        day = writer.on + timedelta(days=6 if is_sarah else rng.randint(0, 364))
        writer.made.add(
            SensitiveDate,
            id=rows.new_id(rng),
            person_id=resident.id,
            life_area=knowing.life_areas[0],
            day=date(day.year - 7, day.month, min(day.day, 28)),
            words=DAYS[0] if is_sarah else rng.choice(DAYS),
            recorded_by_id=worker.id,
            recorded_at=at,
        )


def _add_who_left(writer: Writer, residents: Sequence[Resident], circles: Mapping[UUID, Circle]) -> None:
    """Add two people who left hospital lately: the one was rung after 20 hours, the other is still to be rung."""
    known = ((one, _worker_of(circles[one.id])) for one in residents if not one.story)
    able = ((one, knowing) for one, knowing in known if knowing is not None and knowing.holds(writer.on, AREA_LEFT))
    for number, (resident, knowing) in enumerate(islice(able, 2)):
        rng, worker = _chance(f"left:{resident.id}"), writer.workers[knowing.worker]
        left_at = rows.moment(writer.on - timedelta(days=3 - 2 * number), 14)
        person = {"person_id": resident.id, "life_area": AREA_LEFT}
        writer.made.add(
            LifeEvent,
            **person,
            id=rows.new_id(rng),
            kind=LifeEventKind.LEFT_HOSPITAL.value,
            happened_on=left_at.date(),
            happened_at=left_at,
            recorded_by_id=worker.id,
            recorded_at=left_at + timedelta(hours=1),
        )
        if number == 0:
            rang_at = left_at + timedelta(hours=20)
            writer.made.add(
                Contact,
                **person,
                id=rows.new_id(rng),
                happened_on=rang_at.date(),
                happened_at=rang_at,
                by_id=worker.id,
                mode="telephone",
                attendance="attended",
                note="Home, the kettle is on. The new tablets are in the box.",
                created_at=rang_at,
            )


def _add_meetings(writer: Writer, residents: Sequence[Resident], circles: Mapping[UUID, Circle]) -> None:
    """Add two meetings on each of the next working days for each worker, the first of them a first meeting."""
    by_worker: dict[str, list[tuple[Resident, Knowing]]] = defaultdict(list)
    for resident in residents:
        for knowing in (*circles[resident.id].key_workers, *circles[resident.id].navigators):
            # Whoever wants the telephone alone is asked to no meeting.
            if knowing.until is None and resident.story.get("rhythm_mode") != "telephone":
                by_worker[knowing.worker].append((resident, knowing))
    for key, known in sorted(by_worker.items()):
        rng, worker = _chance(key), writer.workers[key]
        for number, (resident, knowing) in enumerate(rng.sample(known, min(6, len(known)))):
            day = timelines.weekday(writer.on + timedelta(days=number // 2))
            is_first = number == 3
            told = f"I am {worker.name}. We sit down for an hour at most. Nothing is decided."
            writer.made.add(
                Appointment,
                id=rows.new_id(rng),
                person_id=resident.id,
                life_area=knowing.life_areas[0],
                worker_id=worker.id,
                starts_at=rows.moment(day, 10 + 4 * (number % 2), rng.choice((0, 30))),
                minutes=60,
                mode="in-person",
                venue=rng.choice(VENUES[:3]),
                is_first=is_first,
                tell_ahead=told if is_first else "",
                made_by_id=worker.id,
                made_at=rows.moment(writer.on - timedelta(days=4), 15),
            )


def _add_concerns(writer: Writer, residents: Sequence[Resident], circles: Mapping[UUID, Circle]) -> None:
    """Add concerns about people with a key worker and a navigator: each to the other one; one in two is taken up."""
    both = [one for one in residents if circles[one.id].navigators and _worker_of(circles[one.id])]
    both = [one for one in both if any(known.until is None for known in circles[one.id].key_workers)]
    for number, resident in enumerate(both[:8]):
        key = next(one for one in circles[resident.id].key_workers if one.until is None)
        navigator = circles[resident.id].navigators[0]
        area = next((one for one in key.life_areas if one in navigator.life_areas), None)
        if area is None:
            continue
        sender, receiver = (navigator, key) if number % 2 else (key, navigator)
        seen_by, kind, words = SEEN[number % len(SEEN)]
        day = timelines.weekday(writer.on - timedelta(days=number // 2 + 1))
        sent_at = rows.moment(max(day, key.since, navigator.since), 11)
        due_at = escalation.acknowledgement(kind=NoteKind(kind), sent_at=sent_at, acknowledged_at=None, at=sent_at)
        has_it = number >= 3
        writer.made.add(
            Concern,
            id=rows.new_id(_chance(f"concern {number}")),
            person_id=resident.id,
            life_area=area,
            kind=kind,
            seen_by=seen_by,
            words=words,
            sent_by_id=writer.workers[sender.worker].id,
            sent_at=sent_at,
            to_user_id=writer.workers[receiver.worker].id,
            due_at=due_at.due_at,
            acknowledged_at=sent_at + timedelta(minutes=40) if has_it else None,
            acknowledged_by_id=writer.workers[receiver.worker].id if has_it else None,
            next_words="I ring this afternoon, and say here how it went." if has_it else "",
        )


def _add_cover(writer: Writer, sarah: Resident) -> None:
    """Add two weeks in which Dee is away and Amir, whom Sarah picked, rings; both are on one call before."""
    overlap_on = timelines.weekday(writer.on + timedelta(days=17))
    starts_on = overlap_on + timedelta(days=3)
    days: dict[str, Any] = {"starts_on": starts_on, "ends_on": starts_on + timedelta(days=14)}
    rng, dee, amir = _chance("cover"), writer.workers["dee"], writer.workers["amir"]
    at = rows.moment(writer.on - timedelta(days=2), 14)
    writer.made.add(
        Cover,
        id=rows.new_id(rng),
        person_id=sarah.id,
        away_id=dee.id,
        covered_by_id=amir.id,
        overlap_on=overlap_on,
        is_their_choice=True,
        arranged_by_id=dee.id,
        arranged_at=at,
        **days,
    )
    writer.made.add(
        Involvement,
        id=rows.new_id(rng),
        person_id=sarah.id,
        user_id=amir.id,
        role="key-worker",
        basis="choice",
        life_areas=["social-connection", "work-and-learning"],
        starts_on=overlap_on,
        ends_on=days["ends_on"],
        created_at=at,
    )


def _stop_clocks(writer: Writer) -> None:
    """Say of the first contacts of community teams what was finished at each, so that their clocks stop."""
    teams = {writer.directory.teams[key] for key in TEAM_TYPES}
    # Not every row names a team or a referral: a service without a desk has none.
    theirs = {one["id"] for one in writer.made.of(Referral) if one.get("team_id") in teams}
    attended: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for contact in writer.made.of(Contact):
        if contact.get("referral_id") in theirs and contact["attendance"] == Contact.Attendance.ATTENDED.value:
            attended[contact["referral_id"]].append(contact)
    finished = (("first", ["assessment", "measure"]), ("regular", ["plan"]), ("regular", ["help"]))
    for contacts in attended.values():
        in_time = sorted(contacts, key=lambda one: one["happened_on"])
        for contact, (kind, done) in zip(in_time, finished, strict=False):
            contact.update(kind=kind, done=done)


def _plan_waits(writer: Writer) -> None:
    """Add how people wait whose referral was accepted and who have not been met."""
    last: dict[UUID, dict[str, Any]] = {}
    for step in writer.made.of(ReferralStep):
        if step["referral_id"] not in last or step["number"] > last[step["referral_id"]]["number"]:
            last[step["referral_id"]] = step
    keys = {team_id: key for key, team_id in writer.directory.teams.items()}
    for referral in writer.made.of(Referral):
        rng = _chance(f"wait {referral['id']}")
        if last[referral["id"]]["kind"] not in (StepKind.ACCEPTED.value, StepKind.WAITING.value):
            continue
        if referral.get("team_id") not in keys or rng.random() * 100 >= PLANNED:
            continue
        worker = rng.choice(writer.teams[keys[referral["team_id"]]])
        writer.made.add(
            WaitingPlan,
            id=rows.new_id(rng),
            person_id=referral["person_id"],
            referral_id=referral["id"],
            life_area=referral["life_area"],
            named_id=worker.id,
            check_every_days=rng.choice((7, 14, 14, 28)),
            meanwhile=rng.choice(MEANWHILE),
            knows_crisis_route=True,
            made_by_id=worker.id,
            made_at=_after(last[referral["id"]]["at"]),
        )


def _after(at: datetime) -> datetime:
    return at + timedelta(minutes=20)
