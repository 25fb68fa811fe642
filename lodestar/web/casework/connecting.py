"""Connecting somebody: a talk, an introduction, who goes along, the first time, and what came of it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.people import queries as people_queries
from lodestar.people.actions import OpenReason
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.connecting import actions, queries
from lodestar.rules import connections
from lodestar.rules.connections import ConnectionKind
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.web import connection_words, filters
from lodestar.web.casework import forms, record
from lodestar.web.casework.entries import FormPage
from lodestar.web.components import day_field, fields
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import TimelineEntry
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

KINDS = connection_words.FOR_WORKERS
YES, NO = "yes", "no"


class ConnectionForm(forms.OnceForm):
    """One thing in the course of a connection."""

    kind = fields.RadiosField(
        label="What happened?",
        hint="The last four are counted for those who buy services, without the person.",
        missing="Choose what happened",
        choices=tuple((kind.value, words) for kind, words in KINDS.items()),
    )
    on = day_field.DayField(label="When?", missing="Enter the day, like 27 3 2027")
    companion = fields.TextField(
        label="Who goes along, if somebody does?", required=False, width=20, max_length=120,
        hint="A peer worker, a volunteer, you.",
    )  # fmt: skip
    was_accompanied = fields.RadiosField(
        label="For a first time: did somebody go with them?",
        required=False,
        choices=((YES, "Yes"), (NO, "No, they went alone")),
    )
    wanted = fields.TextField(
        label="What did they want?", missing="Say what they wanted", max_length=200,
        hint="The kind of help, like a swimming group for women.",
    )  # fmt: skip
    life_area = fields.RadiosField(label="Which part of life is it about?", missing="Choose the part of life")
    words = fields.LongTextField(
        label="In their words, if they want to say", required=False, most_characters=2_000, rows=3
    )
    field_order = ("kind", "wanted", "life_area", "on", "companion", "was_accompanied", "words")

    def __init__(self, *args: Any, today: date, areas: tuple[str, ...], has_referral: bool, **kwargs: Any) -> None:
        """Make the form for a referral, or for what was wanted and never got as far."""
        super().__init__(*args, **kwargs)
        self.today = today
        if has_referral:
            del self.fields["wanted"], self.fields["life_area"]
            return
        chosen = self.fields["life_area"]
        assert isinstance(chosen, fields.RadiosField)
        chosen.choices = tuple((area.value, area.label) for area in LIFE_AREAS if area.value in areas)

    def clean(self) -> dict[str, Any]:
        """Raise `ValidationError` where a companion has no name, or what has happened is still to come."""
        given = self.cleaned_data
        is_booked = given.get("kind") == ConnectionKind.GOING_ALONG
        if is_booked and not given.get("companion", "").strip():
            self.add_error("companion", "Write who goes along")
        if given.get("kind") and not is_booked and given.get("on") and given["on"] > self.today:
            self.add_error("on", "The day is still to come. Enter the day on which it happened")
        return given


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def connect(request: Request, referral_id: UUID) -> HttpResponse:
    """Record what happens with a referral on the ground."""
    standing = referral_queries.referral_detail(request.viewer, referral_id=referral_id)
    person = record.opened(
        request, person_id=standing.person_id, reason=OpenReason.SUPPORT, life_areas=[standing.life_area]
    )
    form = _form(request, areas=(), has_referral=True)
    back = reverse("casework:referral", kwargs={"referral_id": referral_id})
    if form.is_valid():
        kind = _record(request, form, person_id=person.pk, life_area=standing.life_area, referral_id=referral_id)
        return HttpResponseRedirect(f"{back}?done={'gap' if connections.tells_of_a_gap(kind) else 'connected'}")
    page = FormPage(
        person_strip=record.strip(person),
        back=BackLink(label="the referral", url=back),
        title="What came of it?",
        lead=f"With {standing.service_name}. They can read it.",
        form=form,
        button="Save",
    )
    return render(request, "casework/form.html", page)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def not_available(request: Request, person_id: UUID) -> HttpResponse:
    """Record what somebody wanted and could not have, so that those who buy services hear of it."""
    person = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    areas = people_queries.areas_open_to(request.viewer, person_id=person_id)
    form = _form(request, areas=areas, has_referral=False)
    back = reverse("casework:person", kwargs={"person_id": person_id})
    if form.is_valid():
        kind = _record(request, form, person_id=person_id, life_area=form.cleaned_data["life_area"], referral_id=None)
        return HttpResponseRedirect(f"{back}?done={'gap' if connections.tells_of_a_gap(kind) else 'connected'}")
    page = FormPage(
        person_strip=record.strip(person),
        back=BackLink(label="the record", url=back),
        title="Something was not there for them",
        lead="What they wanted, where and why it did not work out is counted for those who buy services. They are not.",
        form=form,
        button="Save",
    )
    return render(request, "casework/form.html", page)


def _form(request: Request, *, areas: tuple[str, ...], has_referral: bool) -> ConnectionForm:
    today = request.viewer.today
    given = request.POST or None
    return ConnectionForm(given, today=today, areas=areas, has_referral=has_referral, initial={"on": today})


def _record(
    request: Request, form: ConnectionForm, *, person_id: UUID, life_area: str, referral_id: UUID | None
) -> ConnectionKind:
    given = form.cleaned_data
    kind = ConnectionKind(given["kind"])
    actions.record_connection(
        person_id=person_id,
        life_area=life_area,
        kind=kind,
        on=given["on"],
        referral_id=referral_id,
        wanted=given.get("wanted", ""),
        companion=given["companion"],
        was_accompanied={YES: True, NO: False}.get(given["was_accompanied"]),
        words=given["words"],
        connection_id=given["row_id"],
        by=request.viewer,
        at=timezone.now(),
    )
    return kind


def entries(request: Request, referral_id: UUID) -> tuple[TimelineEntry, ...]:
    """Return what happened with a referral on the ground, as lines."""
    return tuple(
        TimelineEntry(
            when=filters.date_words(one.on),
            title=KINDS[ConnectionKind(one.kind)],
            body=" ".join(part for part in (_company(one.companion, one.was_accompanied), one.words) if part),
            by=one.by.name,
        )
        for one in queries.connections_of(request.viewer, referral_id=referral_id)
    )


def others(request: Request, person_id: UUID) -> tuple[TimelineEntry, ...]:
    """Return what was wanted without a referral, as lines, the newest first."""
    return tuple(
        TimelineEntry(
            when=filters.date_words(one.on),
            title=f"{one.wanted}: {KINDS[ConnectionKind(one.kind)][:1].lower()}{KINDS[ConnectionKind(one.kind)][1:]}",
            body=one.words,
            by=one.by.name,
        )
        for one in queries.without_referral(request.viewer, person_id=person_id)
    )


def _company(companion: str, was_accompanied: bool | None) -> str:
    if companion:
        return f"With {companion}."
    return {True: "Somebody went with them.", False: "They went alone.", None: ""}[was_accompanied]
