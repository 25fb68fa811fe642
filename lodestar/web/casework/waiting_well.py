"""One wait: its clocks, who is there meanwhile, and who could take it; and how full everybody is."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES, DESK_ROLES
from lodestar.people.actions import OpenReason
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.waits import actions, queries
from lodestar.referrals.waits.models import WaitingPlan
from lodestar.referrals.waits.queries import Clocks, Colleague
from lodestar.web import filters
from lodestar.web.casework import record, wait_words
from lodestar.web.casework import words as said
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.components.lists import Column, EmptyState, Link, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

EVERY = ((7, "Every week"), (14, "Every two weeks"), (21, "Every three weeks"), (28, "Every four weeks"))
MOST_NAMED = 12


class WaitingForm(PageForm):
    """Who is there while somebody waits, how often, and what they have meanwhile."""

    named = fields.RadiosField(
        label="Who is there for them while they wait?",
        hint="First those who speak their language, then those who know this part of life, then the least full.",
        missing="Choose who is there for them",
        choices=(),
    )
    check_every_days = fields.RadiosField(label="How often?", missing="Choose how often", choices=EVERY)
    meanwhile = fields.LongTextField(
        label="What do they have meanwhile?",
        hint="For example: the Tuesday drop-in, a call with a peer worker. They read it.",
        required=False,
        most_characters=1_000,
        rows=3,
    )
    knows_crisis_route = fields.TickField(
        label="They know whom to ring if it gets worse",
        missing="Tell them first: 999 in an emergency, 111 and the mental health option for urgent help",
    )

    def __init__(self, *args: Any, colleagues: list[Colleague], **kwargs: Any) -> None:
        """Make the form with those who could be there, in the order of the rule."""
        super().__init__(*args, **kwargs)
        chosen = self.fields["named"]
        assert isinstance(chosen, fields.RadiosField)
        chosen.choices = tuple((str(one.user_id), one.name) for one in colleagues)
        chosen.item_hints = {str(one.user_id): load_words(one) for one in colleagues}


@dataclass(frozen=True)
class WaitPage:
    """One wait, with its clocks and how the person waits."""

    person_strip: PersonStrip
    back: BackLink
    done: str
    title: str
    stands: str
    clocks: tuple[str, ...]
    own: str
    national: str
    second_contact: str
    variant: str
    meanwhile: tuple[str, ...]
    form: WaitingForm


@dataclass(frozen=True)
class LoadPage:
    """How many people everybody supports."""

    back: BackLink
    warnings: tuple[str, ...]
    table: Table | None
    empty: EmptyState


@opens_to(CASEWORK_ROLES | DESK_ROLES)
@record.or_not_found
def wait(request: Request, referral_id: UUID) -> HttpResponse:
    """Show one wait, and plan how somebody waits well."""
    viewer = request.viewer
    standing = referral_queries.referral_detail(viewer, referral_id=referral_id)
    opened = record.opened(request, person_id=standing.person_id, reason=OpenReason.REFERRAL)
    known = queries.waiting_plan(viewer, referral_id=referral_id)
    colleagues = queries.who_could_take(viewer, person_id=standing.person_id, skill=standing.life_area)[:MOST_NAMED]
    form = WaitingForm(request.POST or None, colleagues=colleagues, initial=_as_planned(known))
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.plan_waiting(
                referral_id=referral_id,
                named_id=UUID(given["named"]),
                check_every_days=int(given["check_every_days"]),
                meanwhile=given["meanwhile"],
                knows_crisis_route=given["knows_crisis_route"],
                by=viewer,
                at=timezone.now(),
            )
        except actions.NotWaiting:
            form.add_error(None, "This referral is closed, so nobody waits for it. Open it again first")
        else:
            return HttpResponseRedirect(
                f"{reverse('casework:waiting-well', kwargs={'referral_id': referral_id})}?done=planned"
            )
    told = queries.clocks_of(viewer, referral_id=referral_id)
    page = WaitPage(
        person_strip=record.strip(opened),
        back=BackLink(label="who waits", url=reverse("casework:waits")),
        done="It is planned. They read who is there for them." if request.GET.get("done") == "planned" else "",
        title=f"Waiting for {standing.service_name}",
        stands=f"{said.state(standing)}. Waited {said.waited(standing.waited_days)}",
        clocks=tuple(wait_words.face(one) for one in told.faces),
        own=wait_words.reading(told.own) if told.own else "",
        national=wait_words.reading(told.national) if told.national else "",
        second_contact=wait_words.second_contact(told.national) if told.national else "",
        variant=_variant(told),
        meanwhile=_meanwhile(known),
        form=form,
    )
    return render(request, "casework/wait.html", page)


@opens_to(CASEWORK_ROLES | DESK_ROLES)
def load(request: Request) -> HttpResponse:
    """Show how many people each colleague supports, for sharing out fairly. It warns and bars nobody."""
    colleagues = queries.who_could_take(request.viewer)
    page = LoadPage(
        back=BackLink(label="who waits", url=reverse("casework:waits")),
        warnings=tuple(
            f"{one.name}: {filters.plural(one.people_in_year, 'person', 'people')} in a year is more than one link "
            "worker bears"
            for one in colleagues
            if one.is_load_high
        ),
        table=_load_table(colleagues) if colleagues else None,
        empty=EmptyState(
            title="No colleagues yet",
            words="Workers of your organisation stand here, with how many people each supports.",
            action=Link(words="Who waits", url=reverse("casework:waits")),
        ),
    )
    return render(request, "casework/load.html", page)


def load_words(one: Colleague) -> str:
    """Return what speaks for a colleague, and how full they are, in one line."""
    parts = []
    if one.suggestion.speaks:
        parts.append("Speaks their language")
    if one.suggestion.skilled_in:
        parts.append(f"Knows {said.areas(one.suggestion.skilled_in)}")
    parts.append(f"{filters.plural(one.people_now, 'person', 'people')} now")
    if one.suggestion.is_over_full:
        parts.append("more than usual or agreed")
    if one.is_load_high:
        parts.append("more in a year than one link worker bears")
    return ", ".join(parts)


def _as_planned(plan: WaitingPlan | None) -> dict[str, Any]:
    if plan is None:
        return {"check_every_days": 14}
    return {
        "named": str(plan.named_id),
        "check_every_days": plan.check_every_days,
        "meanwhile": plan.meanwhile,
        "knows_crisis_route": plan.knows_crisis_route,
    }


def _meanwhile(plan: WaitingPlan | None) -> tuple[str, ...]:
    if plan is None:
        return ()
    return tuple(
        line
        for line in (
            f"{plan.named.name} is there for them, {dict(EVERY).get(plan.check_every_days, '').lower()}",
            plan.meanwhile,
            "They know whom to ring if it gets worse" if plan.knows_crisis_route else "",
        )
        if line
    )


def _variant(told: Clocks) -> str:
    if told.national is None:
        return (
            "The four-week clocks do not count this referral: its team has no national type, or it is of a kind that "
            "they leave out."
        )
    return "Children's clock: no assessment part." if told.is_children else "Adults' clock."


def _load_table(colleagues: list[Colleague]) -> Table:
    return Table(
        caption="Everybody in your organisation",
        is_caption_hidden=True,
        count_words=filters.plural(len(colleagues), "worker"),
        columns=(
            Column(label="Name"),
            Column(label="Languages"),
            Column(label="People now", is_figure=True),
            Column(label="Of those agreed", is_figure=True),
            Column(label="People in 12 months", is_figure=True),
        ),
        rows=tuple(
            (
                one.name,
                ", ".join(one.languages) or "Not written down",
                str(one.people_now),
                f"{round(float(one.suggestion.fullness) * 100)} %",
                str(one.people_in_year),
            )
            for one in sorted(colleagues, key=lambda one: -one.suggestion.fullness)
        ),
    )
