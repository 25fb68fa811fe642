"""One person's record: what matters to them, what they need, where referrals stand, and who is there."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.actions import OpenReason
from lodestar.people.models import Person
from lodestar.people.opening import NextKeyWorker, OnBreak
from lodestar.people.queries import Supporter
from lodestar.plans import queries as plan_queries
from lodestar.plans.queries import AreaRow, NeedRow
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.models import Contact
from lodestar.referrals.queries import Standing
from lodestar.rules import no_wrong_door
from lodestar.rules.reach import Purpose
from lodestar.web import filters
from lodestar.web.casework import connecting, record, words
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.components.lists import Link, TimelineEntry
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

DONE = {
    "need": "The need is on their plan, in their words.",
    "contact": "The contact is noted.",
    "connected": "Recorded.",
    "gap": "Recorded, and counted for those who buy services, without the person.",
    "written": "Your message is with them.",
    "handover": "The handover is saved. Both names stand on their record.",
    "life-event": "It is written down, and those who may know are told.",
    "registered": "They are registered. You can write down what they need, and how to speak with them.",
}


@dataclass(frozen=True)
class ReferralLine:
    """One referral in a list: the service, and where it stands."""

    link: Link
    state: str
    waited: str
    is_open: bool


@dataclass(frozen=True)
class NeedCard:
    """One need in the person's words, with what is happening for it."""

    words: str
    said: str
    referrals: tuple[ReferralLine, ...]
    menu_url: str


@dataclass(frozen=True)
class AreaCard:
    """One life area that opens to this viewer."""

    slug: str
    needs: tuple[NeedCard, ...]
    other_referrals: tuple[ReferralLine, ...]
    new_need: Link


@dataclass(frozen=True)
class SupporterCard:
    """Somebody who is there for the person, and how to reach them."""

    name: str
    role: str
    where: str
    telephone: str
    telephone_url: str
    email: str
    sees: str


@dataclass(frozen=True)
class ContactLine:
    """One contact, or a try at one."""

    when: str
    words: str
    note: str


@dataclass(frozen=True)
class PersonPage:
    """A person's record as far as it opens to this viewer."""

    person_strip: PersonStrip
    back: BackLink
    done: str
    alert: str
    what_matters: str
    strengths: str
    areas: tuple[AreaCard, ...]
    closed_areas: str
    people: tuple[SupporterCard, ...]
    contacts: tuple[ContactLine, ...]
    new_contact_url: str
    not_there: tuple[TimelineEntry, ...]
    not_there_url: str
    write_url: str
    pause: str
    communication: Link
    handover: str
    steps: tuple[Link, ...]


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def person(request: Request, person_id: UUID) -> HttpResponse:
    """Open a person's record."""
    viewer = request.viewer
    found = record.looked_up(request, person_id=person_id, reason=OpenReason.SUPPORT, also_in_emergency=True)
    opened = found.person
    plan = plan_queries.plan_by_area(viewer, person_id=person_id, life_areas=found.life_areas)
    turned_away = referral_queries.times_turned_away([one for row in plan for one in row.referrals])
    is_whole = not found.is_only_referred_to
    page = PersonPage(
        person_strip=record.strip(opened, known=found.known),
        back=BackLink(label="My work", url=reverse("casework:caseload")),
        done=DONE.get(request.GET.get("done", ""), ""),
        alert=_alert(turned_away) if turned_away >= no_wrong_door.TURNED_AWAY_TOO_OFTEN else "",
        what_matters=opened.what_matters if is_whole else "",
        strengths=opened.strengths if is_whole else "",
        areas=tuple(_area_card(opened, row, viewer.today) for row in plan),
        closed_areas=_closed(plan),
        people=tuple(
            _supporter(one, found.life_areas) for one in people_queries.my_people(viewer, person_id=person_id)
        ),
        contacts=_contacts(viewer, person_id),
        new_contact_url=reverse("casework:contact-new", kwargs={"person_id": person_id}),
        not_there=connecting.others(request, person_id),
        not_there_url=reverse("casework:not-available", kwargs={"person_id": person_id}),
        write_url=reverse("casework:write", kwargs={"person_id": person_id}),
        pause=_pause(found.on_break),
        communication=Link(
            words="How to speak with them, and how letters reach them",
            url=reverse("casework:communication", kwargs={"person_id": person_id}),
        ),
        handover=_handover(found.handover),
        steps=_steps(person_id) if is_whole else _steps_in_emergency(person_id, found.purpose),
    )
    return render(request, "casework/person.html", page)


def _pause(held: OnBreak | None) -> str:
    """Return that the person wants no calls and visits for now, with their own words on it; empty when not so."""
    if held is None:
        return ""
    until = f" until {filters.short_date_words(held.back_on)}" if held.back_on else ""
    told = f"They are taking a break from calls and visits since {filters.short_date_words(held.begun_at)}{until}."
    return f"{told} They say: “{held.words}”" if held.words else told


def referral_line(standing: Standing) -> ReferralLine:
    """Return one referral as a line that leads to it."""
    return ReferralLine(
        link=Link(
            words=standing.service_name,
            url=reverse("casework:referral", kwargs={"referral_id": standing.referral_id}),
        ),
        state=words.state(standing),
        waited=words.waited(standing.waited_days) if standing.first_contact_at is None else "",
        is_open=standing.is_open,
    )


def _handover(under_way: NextKeyWorker | None) -> str:
    if under_way is None:
        return ""
    changes = filters.short_date_words(under_way.changes_on)
    return f"{under_way.to_name} becomes the key worker on {changes}. Until then both are there."


def _steps(person_id: UUID) -> tuple[Link, ...]:
    pages = (
        ("Their plan on one page", "plan"),
        ("Keeping in touch", "in-touch"),
        ("What happened, on one line", "timeline"),
        ("Check-ins", "check-ins"),
        ("Health", "health"),
        ("What they live with", "circumstances"),
        ("What they agreed to", "consents"),
        ("Pass on what you saw", "concern-new"),
        ("Something happened", "life-event-new"),
        ("Hand over", "hand-over"),
    )
    steps = [Link(words=said, url=reverse(f"casework:{page}", kwargs={"person_id": person_id})) for said, page in pages]
    help_to_sign_in = Link(words="Help them to sign in", url=reverse("account_invite", kwargs={"person_id": person_id}))
    return (*steps, help_to_sign_in)


def _steps_in_emergency(person_id: UUID, purpose: Purpose) -> tuple[Link, ...]:
    if purpose is not Purpose.EMERGENCY:
        return ()
    address = reverse("casework:plan-wellness", kwargs={"person_id": person_id})
    return (Link(words="What they want in a crisis", url=address),)


def _alert(times: int) -> str:
    return (
        f"Services said no {times} times, and nobody has met them since. "
        "Agree with them what comes next, and tell your manager."
    )


def _closed(plan: list[AreaRow]) -> str:
    open_areas = {row.life_area for row in plan}
    closed = [area.value for area in record.LIFE_AREAS if area.value not in open_areas]
    return words.areas(closed) if closed else ""


def _area_card(opened: Person, row: AreaRow, today: date) -> AreaCard:
    address = reverse("casework:need-new", kwargs={"person_id": opened.pk})
    return AreaCard(
        slug=row.life_area,
        needs=tuple(_need_card(need, today) for need in row.needs),
        other_referrals=tuple(referral_line(one) for one in row.other_referrals),
        new_need=Link(
            words="Record a need",
            hidden_words=f"in {filters.life_area_label(row.life_area).lower()}",
            url=f"{address}?area={row.life_area}",
        ),
    )


def _need_card(need: NeedRow, today: date) -> NeedCard:
    return NeedCard(
        words=need.words,
        said=f"Said {filters.days_ago_words(need.recorded_at, today)}, written down by {need.recorded_by_name}",
        referrals=tuple(referral_line(one) for one in need.referrals),
        menu_url=reverse("casework:menu", kwargs={"need_id": need.need_id}),
    )


def _supporter(supporter: Supporter, open_areas: tuple[str, ...]) -> SupporterCard:
    """Return somebody's card; of what they see, only what the viewer sees too is named."""
    both = [area for area in supporter.life_areas if area in open_areas]
    is_key = "Key worker" if supporter.is_key_worker else ""
    where = [part for part in (supporter.team_name, supporter.organisation_name) if part != supporter.name]
    return SupporterCard(
        name=supporter.name,
        role=is_key or words.role(supporter.role),
        where=", ".join(dict.fromkeys(part for part in where if part)),
        telephone=supporter.telephone,
        telephone_url=f"tel:{supporter.telephone.replace(' ', '')}",
        email=supporter.email,
        sees=f"Sees {words.areas(both)}" if both else "",
    )


def _contacts(viewer: Viewer, person_id: UUID) -> tuple[ContactLine, ...]:
    return tuple(
        ContactLine(
            when=filters.short_date_words(contact.happened_on),
            words=_contact_words(contact),
            note=contact.note,
        )
        for contact in referral_queries.contacts_of(viewer, person_id=person_id, limit=5)
    )


def _contact_words(contact: Contact) -> str:
    who = contact.by.name if contact.by else "Somebody"
    switched = f" in place of {words.MODES[contact.planned_mode].lower()}" if contact.planned_mode else ""
    told = f"{who}, {words.MODES[contact.mode].lower()}{switched}: {words.ATTENDANCES[contact.attendance].lower()}"
    company = [Contact.Company(one).label for one in contact.company]
    if company:
        told += ". With " + " and ".join(one[:1].lower() + one[1:] for one in company)
    return f"{told}. For {contact.referral.service.name}" if contact.referral else told
