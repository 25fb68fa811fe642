"""Who sees which part and until when, a look through their eyes, and who looked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.http import Http404, HttpResponse

from lodestar.access import queries as access_queries
from lodestar.access import row_security
from lodestar.access.models import Membership
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.emergencies import queries as emergency_queries
from lodestar.people.models import Consent, Involvement, Person
from lodestar.people.queries import RecordNotFound
from lodestar.people.sharing import queries as sharing_queries
from lodestar.people.supporting import queries as supporting_queries
from lodestar.people.voice import queries as voice_queries
from lodestar.plans import queries as plan_queries
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.models import Contact
from lodestar.web import filters
from lodestar.web.components.lists import EmptyState
from lodestar.web.person import crisis, own, pages, shared_with_me, supporters, words
from lodestar.web.person.crisis import Part
from lodestar.web.person.own import own_record
from lodestar.web.person.pages import Area, Need
from lodestar.web.person.people import nobody_yet
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class PreviewPage:
    """What somebody sees of the record: their queries, run as them."""

    name: str
    sees_nothing: bool
    about: tuple[Part, ...]
    areas: tuple[Area, ...]
    notes: tuple[str, ...]
    people: tuple[str, ...]
    card: tuple[Part, ...]


@dataclass(frozen=True)
class SupporterPreviewPage:
    """What a supporter sees."""

    view: shared_with_me.SharedView
    name: str


@own_record
def sharing(request: Request, own_person: Person) -> HttpResponse:
    """Show who sees which part of the record, why and until when, and what was agreed."""
    people = people_queries.my_people(request.viewer, person_id=own_person.pk)
    works_at = {one.involvement_id: one.organisation_name for one in people}
    seers = sharing_queries.who_sees(request.viewer, person_id=own_person.pk)
    closed = sharing_queries.choices_of(request.viewer, person_id=own_person.pk)
    left_out = sharing_queries.figures_objection(request.viewer, person_id=own_person.pk)
    agreements = people_queries.consents_of(request.viewer, person_id=own_person.pk)
    page = pages.SharingPage(
        done=own.done(request),
        seers=tuple(_seer(one, works_at.get(one.involvement_id, "")) for one in seers if one.life_areas),
        closed=tuple(_closed(one) for one in closed),
        supporters=supporters.cards(supporting_queries.supporters_of(request.viewer, person_id=own_person.pk)),
        agreements=tuple(_agreement(one) for one in agreements),
        left_out_since=filters.short_date_words(left_out.starts_on) if left_out else "",
        empty=None if seers else nobody_yet(),
    )
    return render(request, "person/sharing.html", page)


@own_record
def preview(request: Request, own_person: Person, involvement_id: UUID) -> HttpResponse:
    """Show what somebody who supports the person sees: exactly what their own queries give them."""
    involvement = (
        Involvement.objects.current(request.viewer)
        .filter(pk=involvement_id, person=own_person)
        .exclude(basis=Involvement.Basis.SELF)
        .select_related("user", "team")
        .first()
    )
    if involvement is None:
        raise Http404
    named = involvement.user or involvement.team
    assert named is not None, "an involvement is a user's or a team's"
    with looking_as(_viewer_of(request.viewer, involvement), back_to=request.viewer) as viewer:
        page = _seen_by(viewer, own_person.pk, name=named.name)
    return render(request, "person/preview.html", page)


@own_record
def preview_supporter(request: Request, own_person: Person, supporter_id: UUID) -> HttpResponse:
    """Show what a supporter sees: exactly what their own queries give them."""
    share = supporting_queries.supporter_of(request.viewer, person_id=own_person.pk, supporter_id=supporter_id)
    if share is None:
        raise Http404
    user = supporting_queries.supporter_user(request.viewer, share=share)
    eyes = access_queries.viewer_for(user, today=request.viewer.today)
    with looking_as(eyes, back_to=request.viewer) as viewer:
        theirs = supporting_queries.share_of(viewer, supporter_id=supporter_id)
        view = shared_with_me.view_of(viewer, theirs) if theirs else shared_with_me.NOTHING
    return render(request, "person/preview_supporter.html", SupporterPreviewPage(view, share.name))


@own_record
def looked(request: Request, own_person: Person) -> HttpResponse:
    """Show who looked, as a diary, with what was asked about it and answered."""
    looks = people_queries.looks_at(request.viewer, person_id=own_person.pk)
    said = voice_queries.messages_of(request.viewer, person_id=own_person.pk)
    asked = {one.about_id: one for one in said if one.about_kind == "look"}
    days = tuple(
        pages.LookDay(
            day=filters.date_words(on),
            rows=tuple(_look(look, asked.get(look.event_id)) for look in some),
        )
        for on, some in groupby(looks, key=lambda look: look.on)
    )
    empty = None
    if not days:
        empty = EmptyState(
            title="Nobody but you has looked",
            words="Each time that somebody opens your record it stands here: who, when, which parts and why.",
        )
    return render(request, "person/looked.html", pages.LookedPage(_emergencies(request, own_person), days, empty))


@contextmanager
def looking_as(eyes: Viewer, *, back_to: Viewer) -> Iterator[Viewer]:
    """Let the database answer as it would answer `eyes`, for reading only, then go back to `back_to`."""
    row_security.set_viewer(eyes)
    try:
        yield eyes
    finally:
        row_security.set_viewer(back_to)


def _viewer_of(viewer: Viewer, involvement: Involvement) -> Viewer:
    """Return whoever holds an involvement as a viewer; a team is looked through with all its members' roles."""
    if involvement.user is not None:
        return access_queries.viewer_for(involvement.user, today=viewer.today)
    assert involvement.team is not None, "an involvement is a user's or a team's"
    held = Membership.objects.filter(team=involvement.team, starts_on__lte=viewer.today, ends_on=None)
    return Viewer(
        user_id=None,
        today=viewer.today,
        name=involvement.team.name,
        roles=frozenset(Role(role) for role in held.values_list("role", flat=True)),
        team_ids=frozenset({involvement.team.pk}),
        organisation_ids=frozenset({involvement.team.organisation_id}),
    )


def _seen_by(viewer: Viewer, person_id: UUID, *, name: str) -> PreviewPage:
    try:
        person = people_queries.person_seen(viewer, person_id=person_id)
    except RecordNotFound:
        return PreviewPage(name, True, (), (), (), (), ())
    about: tuple[Part, ...] = (Part("Your name", f"{person.preferred_name} ({person.full_name})"),)
    if person.how_to_speak_to_me:
        about += (Part("How you like to be spoken to", person.how_to_speak_to_me),)
    if not people_queries.is_only_referred_to(viewer, person_id=person_id):
        matters = (("What matters to you", person.what_matters), ("What you are good at", person.strengths))
        about += tuple(Part(heading, text) for heading, text in matters if text)
    card = voice_queries.crisis_card(viewer, person_id=person_id)
    return PreviewPage(
        name=name,
        sees_nothing=False,
        about=about,
        areas=tuple(
            Area(
                slug=row.life_area,
                needs=tuple(
                    Need(
                        need_id=need.need_id,
                        words=need.words,
                        when=filters.short_date_words(need.recorded_at),
                        requests=tuple(pages.request_of(one) for one in need.referrals),
                    )
                    for need in row.needs
                ),
                other_requests=tuple(pages.request_of(one) for one in row.other_referrals),
            )
            for row in plan_queries.plan_by_area(viewer, person_id=person_id)
        ),
        notes=tuple(_note(one) for one in referral_queries.contacts_of(viewer, person_id=person_id)),
        people=tuple(one.name for one in people_queries.my_people(viewer, person_id=person_id)),
        card=crisis.parts(card) if card else (),
    )


def _emergencies(request: Request, own_person: Person) -> tuple[pages.EmergencyLine, ...]:
    openings = emergency_queries.openings_of(request.viewer, person_id=own_person.pk)
    return tuple(
        pages.EmergencyLine(
            who=f"{one.opener_name} ({one.organisation_name})" if one.organisation_name else one.opener_name,
            when=f"{filters.date_words(one.opened_at)}, {filters.time_words(one.opened_at)}",
            sees=words.areas(one.life_areas),
            why=one.reason_words,
            words=one.words,
            review=words.reviewed(one.outcome, one.review_words),
        )
        for one in openings
    )


def _seer(seer: sharing_queries.Seer, organisation_name: str) -> pages.SeerLine:
    until = words.until(seer.until)
    if seer.until_at is not None:
        until = f"until {filters.time_words(seer.until_at)} on {filters.short_date_words(seer.until_at)}"
    return pages.SeerLine(
        involvement_id=seer.involvement_id,
        name=seer.name,
        organisation_name=organisation_name if organisation_name != seer.name else "",
        sees=words.areas(seer.life_areas),
        because=words.basis(seer.basis),
        until=until,
        can_change=seer.basis != Involvement.Basis.EMERGENCY,
    )


def _closed(closed: sharing_queries.Closed) -> pages.ClosedLine:
    return pages.ClosedLine(
        choice_id=closed.choice_id,
        name=closed.audience,
        what=words.areas(closed.life_areas),
        until=words.until(closed.until) if closed.until else "until you open it",
    )


def _agreement(consent: Consent) -> pages.Agreement:
    return pages.Agreement(
        consent_id=consent.pk,
        words=consent.words,
        when=filters.short_date_words(consent.given_at),
        how=f"{consent.get_how_display()}, asked by {consent.asked_by.name}",
        until=words.consent_until(consent),
        is_withdrawn=consent.withdrawn_at is not None,
    )


def _look(look: people_queries.Look, asked: voice_queries.Said | None) -> pages.LookRow:
    return pages.LookRow(
        event_id=look.event_id,
        who=_who(look),
        what=_what(look),
        why=words.why_looked(look.reason),
        asked=asked.words if asked else "",
        answer=asked.answer if asked else "",
    )


def _note(contact: Contact) -> str:
    who = contact.by.name if contact.by else "Somebody"
    told = f"{filters.short_date_words(contact.happened_on)}, {who}: {contact.get_attendance_display()}"
    return f"{told}. {contact.note}" if contact.note else told


def _who(look: people_queries.Look) -> str:
    role = words.role(look.by_role).lower()
    about = ", ".join(part for part in (role, look.organisation_name) if part)
    return f"{look.by_name} ({about})" if about else look.by_name


def _what(look: people_queries.Look) -> str:
    areas = f": {words.areas(look.life_areas)}" if look.life_areas else ""
    often = f", {look.times} times" if look.times > 1 else ""
    return f"{words.looked(look.action)}{areas}{often}"
