"""Health in a record: the six parts and who owes them, smoking, medicines, therapies, and joint plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.access.viewers import Viewer
from lodestar.health.checks import queries as check_queries
from lodestar.health.checks.queries import ResultRow, Tracker
from lodestar.health.joint import queries as joint_queries
from lodestar.health.medicines import queries as medicine_queries
from lodestar.health.models import CLINICAL_CARE, PHYSICAL_HEALTH, JointPlan, MedicineTalk, QuitOffer, SideEffect
from lodestar.health.therapies import queries as therapy_queries
from lodestar.health.therapies.queries import OfferRow
from lodestar.people import queries as people_queries
from lodestar.people.actions import OpenReason
from lodestar.rules import therapies
from lodestar.rules.physical_checks import CheckPart
from lodestar.rules.stop_smoking import LoopState, QuitAnswer, QuitOutcome
from lodestar.web import filters, health_words
from lodestar.web.casework import record
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.components.lists import Link
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

DONE = {
    "check": "It is written down.",
    "out": "The line is taken out, with your reason.",
    "action": "It is written down, with who owes it.",
    "standing": "It is saved. The check says who owes it.",
    "quit": "It is written down.",
    "talk": "The decision is written down, and the flag is closed.",
    "therapy": "It is written down.",
    "reply": "Your reply is with them.",
    "joint": "The plan is saved, with its named lead.",
    "exclusion": "The review is written down. They can read it.",
}


@dataclass(frozen=True)
class PartCard:
    """One of the six parts: how it stands, its latest result, and the way to write one down."""

    name: str
    state: str
    reading: str
    add: Link
    lines: tuple[Link, ...]


@dataclass(frozen=True)
class Check:
    """The check as a whole."""

    done: str
    owed_by: str
    register: str
    parts: tuple[PartCard, ...]
    without_action: tuple[Link, ...]
    open_actions: tuple[Link, ...]
    standing: Link
    smoking: str
    quit: tuple[Link, ...]


@dataclass(frozen=True)
class TherapyCard:
    """One therapy that was offered."""

    name: str
    state: str
    told: str
    step: Link | None


@dataclass(frozen=True)
class Clinical:
    """Medicines, therapies, joint plans: where clinical care is open."""

    open_talks: tuple[Link, ...]
    talks: tuple[str, ...]
    diary: tuple[str, ...]
    therapies: tuple[TherapyCard, ...]
    guidance: tuple[str, ...]
    offer: Link
    lengths: tuple[str, ...]
    length_links: tuple[Link, ...]
    joint: tuple[str, ...]
    joint_link: Link
    exclusions: tuple[Link, ...]
    reviewed: tuple[str, ...]


@dataclass(frozen=True)
class HealthPage:
    """Health as far as it opens to this worker."""

    person_strip: PersonStrip
    back: BackLink
    done: str
    check: Check | None
    clinical: Clinical | None


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def health(request: Request, person_id: UUID) -> HttpResponse:
    """Show a person's health."""
    viewer = request.viewer
    found = record.looked_up(
        request, person_id=person_id, reason=OpenReason.SUPPORT, life_areas=(PHYSICAL_HEALTH, CLINICAL_CARE)
    )
    if not {PHYSICAL_HEALTH, CLINICAL_CARE} & set(found.life_areas):
        raise people_queries.RecordNotFound
    page = HealthPage(
        person_strip=record.strip(found.person, known=found.known),
        back=BackLink(label="the record", url=reverse("casework:person", kwargs={"person_id": person_id})),
        done=DONE.get(request.GET.get("done", ""), ""),
        check=_check(viewer, person_id) if PHYSICAL_HEALTH in found.life_areas else None,
        clinical=_clinical(viewer, person_id) if CLINICAL_CARE in found.life_areas else None,
    )
    return render(request, "casework/health.html", page)


def _check(viewer: Viewer, person_id: UUID) -> Check:
    tracker = check_queries.tracker_of(viewer, person_id=person_id)
    return Check(
        done=_done(tracker),
        owed_by=health_words.owed_by(tracker.responsible),
        register="Counted on the register for the yearly check." if tracker.is_on_register else "",
        parts=tuple(_part(tracker, place, person_id) for place in range(len(tracker.statuses))),
        without_action=tuple(
            Link(
                words=f"{health_words.PARTS[row.part]}, {row.reading}",
                url=reverse("casework:result-action", kwargs={"result_id": row.result_id}),
            )
            for row in tracker.results
            if row.lacks_action
        ),
        open_actions=tuple(
            Link(
                words=f"{one.words} ({one.owner_words}, by {filters.short_date_words(one.due_on)})",
                url=reverse("casework:result-action-done", kwargs={"action_id": one.action_id}),
            )
            for row in tracker.results
            for one in row.actions
            if not one.is_done
        ),
        standing=Link(
            words="Say what decides who owes it", url=reverse("casework:care-standing", kwargs={"person_id": person_id})
        ),
        smoking=health_words.LOOPS[tracker.loop],
        quit=_quit(tracker, person_id),
    )


def _done(tracker: Tracker) -> str:
    if tracker.is_complete and tracker.lapses_on:
        return f"All six parts are done. The first lapses on {filters.short_date_words(tracker.lapses_on)}."
    return f"{tracker.done} of 6 parts are done within 365 days. Five of six is not a complete check."


def _part(tracker: Tracker, place: int, person_id: UUID) -> PartCard:
    status = tracker.statuses[place]
    latest = tracker.latest(status.part)
    name = health_words.PARTS[status.part]
    address = reverse("casework:check-part-new", kwargs={"person_id": person_id, "part": status.part.value})
    rows = [row for row in tracker.results if row.part is status.part]
    return PartCard(
        name=name,
        state=health_words.state(status),
        reading=_reading(latest) if latest else "",
        add=Link(words="Write it down", hidden_words=f": {name}", url=address),
        lines=tuple(_line(row) for row in rows[:4]),
    )


def _reading(row: ResultRow) -> str:
    if row.is_refused:
        return "said no"
    return health_words.SMOKING[row.smoking] if row.smoking else row.reading


def _line(row: ResultRow) -> Link:
    if row.taken_out_because:
        return Link(
            words=f"{filters.short_date_words(row.on)}: taken out, {row.taken_out_because}",
            url=reverse("casework:result-out", kwargs={"result_id": row.result_id}),
        )
    told = f"{filters.short_date_words(row.on)}: {_reading(row)}, {row.recorded_by_name}"
    return Link(
        words=told,
        hidden_words=": take it out",
        url=reverse("casework:result-out", kwargs={"result_id": row.result_id}),
    )


def _quit(tracker: Tracker, person_id: UUID) -> tuple[Link, ...]:
    links = [_quit_link(one) for one in tracker.offers]
    if tracker.loop is not LoopState.GETTING_HELP:
        words = "Write down an offer of help to stop smoking"
        links.append(Link(words=words, url=reverse("casework:quit-new", kwargs={"person_id": person_id})))
    return tuple(links)


def _quit_link(offer: QuitOffer) -> Link:
    told = health_words.QUIT_ANSWERS[QuitAnswer(offer.answer)]
    if offer.quit_on:
        told = f"{told}. To stop on {filters.short_date_words(offer.quit_on)}"
    if offer.outcome:
        told = f"{told}. {health_words.QUIT_OUTCOMES[QuitOutcome(offer.outcome)]}"
    return Link(
        words=f"Offered on {filters.short_date_words(offer.offered_on)}: {told}",
        url=reverse("casework:quit", kwargs={"offer_id": offer.pk}),
    )


def _clinical(viewer: Viewer, person_id: UUID) -> Clinical:
    talks = medicine_queries.talks(viewer, person_id=person_id)
    offers = therapy_queries.offers_of(viewer, person_id=person_id)
    lengths = therapy_queries.lengths_of(viewer, person_id=person_id)
    exclusions = joint_queries.exclusions_of(viewer, person_id=person_id)
    joint = joint_queries.joint_plan_of(viewer, person_id=person_id)
    return Clinical(
        open_talks=tuple(_open_talk(one) for one in talks if not one.decision),
        talks=tuple(_talk(one) for one in talks if one.decision),
        diary=tuple(_diary(one) for one in medicine_queries.side_effects(viewer, person_id=person_id)[:8]),
        therapies=tuple(_therapy(one) for one in offers),
        guidance=_guidance(viewer, offers),
        offer=Link(
            words="Write down a therapy that was offered",
            url=reverse("casework:therapy-new", kwargs={"person_id": person_id}),
        ),
        lengths=tuple(
            f"{one.about_words}: {health_words.LENGTHS[therapies.LengthAnswer(one.answer)].lower()}"
            + (f". {health_words.REPLIES[one.reply]}: {one.reply_words}" if one.reply else "")
            for one in lengths
        ),
        length_links=tuple(
            Link(
                words=f"They ask for more of {one.about_words}",
                url=reverse("casework:length-reply", kwargs={"rating_id": one.pk}),
            )
            for one in lengths
            if one.asks_for_more and not one.reply
        ),
        joint=_joint(joint) if joint else (),
        joint_link=Link(
            words="Agree a new plan with addiction services" if joint else "Agree a plan with addiction services",
            url=reverse("casework:joint-plan", kwargs={"person_id": person_id}),
        ),
        exclusions=tuple(
            Link(
                words=f"{one.service_name}, {filters.short_date_words(one.said_at)}: review it",
                url=reverse("casework:exclusion", kwargs={"step_id": one.step_id}),
            )
            for one in exclusions
            if one.review is None
        ),
        reviewed=tuple(
            f"{one.service_name}: {health_words.FINDINGS[one.review.finding]}. {one.review.words}"
            for one in exclusions
            if one.review is not None
        ),
    )


def _open_talk(talk: MedicineTalk) -> Link:
    by = f", before {filters.short_date_words(talk.wanted_by)}" if talk.wanted_by else ""
    about = f": “{talk.side_effect.words}”" if talk.side_effect else ""
    return Link(
        words=f"{health_words.TALKS[talk.because]}{by}{about}",
        url=reverse("casework:medicine-talk", kwargs={"talk_id": talk.pk}),
    )


def _talk(talk: MedicineTalk) -> str:
    who = talk.decided_by.name if talk.decided_by else ""
    on = filters.short_date_words(talk.held_on) if talk.held_on else ""
    told = f"{on}, {who}: {health_words.DECISIONS[talk.decision].lower()}. {talk.said}"
    return f"{told} {talk.decision_words}".strip()


def _diary(line: SideEffect) -> str:
    told = (
        f"{filters.short_date_words(line.noticed_on)}, {health_words.TIMES_OF_DAY[line.time_of_day].lower()}: "
        f"“{line.words}”. Bothers them: {health_words.BOTHERS[line.bothers].lower()}"
    )
    work = f". In the way of work: {line.work_words or 'yes'}" if line.affects_work else ""
    medicine = f". Medicine: {line.medicine}" if line.medicine else ""
    return f"{told}{work}{medicine}."


def _therapy(offer: OfferRow) -> TherapyCard:
    standing = offer.standing
    least = offer.therapy.least_sessions
    told = f"Offered on {filters.short_date_words(offer.offered_on)} by {offer.offered_by_name}."
    if standing.sessions_attended:
        typical = f" of {least} or more in a typical course" if least else ""
        told = f"{told} {filters.plural(standing.sessions_attended, 'session')} attended{typical}."
    step = Link(
        words="Write down what happened",
        hidden_words=f": {offer.therapy.label}",
        url=reverse("casework:therapy-step", kwargs={"offer_id": offer.offer_id}),
    )
    return TherapyCard(
        name=offer.therapy.label,
        state=health_words.THERAPY_STATES[standing.state],
        told=told,
        step=None if offer.is_ended else step,
    )


def _guidance(viewer: Viewer, offers: Sequence[OfferRow]) -> tuple[str, ...]:
    """Return what guidance recommends for what was said of the offers; nothing where nothing was said."""
    said = {offer.condition for offer in offers if offer.condition}
    catalogue = therapies.all_therapies()
    return tuple(
        f"{row.label} ({row.guidance}): {', '.join(catalogue[code].label for code in row.therapies)}"
        for row in therapies.conditions(on=viewer.today)
        if row.code in said
    )


def _joint(plan: JointPlan) -> tuple[str, ...]:
    return (
        f"With {plan.with_words}. {plan.lead_words} leads.",
        f"They want: {plan.wants}",
        f"We: {plan.our_part}",
        f"They: {plan.their_part}",
        f"Agreed on {filters.short_date_words(plan.agreed_on)}, looked at again on "
        f"{filters.short_date_words(plan.review_on)}.",
    )


PARTS = {part.value: part for part in CheckPart}
