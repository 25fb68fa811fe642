"""People whom the person chose: inviting them, what they may see, what they are asked to do, and stopping it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from lodestar.people.models import Person
from lodestar.people.supporting import actions, queries
from lodestar.people.voice import notifying
from lodestar.plans import queries as plan_queries
from lodestar.web import filters
from lodestar.web.components.forms import PageForm
from lodestar.web.person import forms, own, pages, words
from lodestar.web.person.own import FormPage, Step, own_record
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class InvitedPage:
    """The numbers to tell a supporter. They are shown once."""

    name: str
    code: str


@own_record
def invite(request: Request, own_person: Person) -> HttpResponse:
    """Invite somebody to see a part of the plan."""
    form = forms.InviteForm(request.POST or None, items=single_needs(request, own_person), today=request.viewer.today)
    if form.is_valid():
        try:
            invited = actions.invite_supporter(
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                scope=_scope(form.cleaned_data),
                task=form.cleaned_data["task"],
                by=request.viewer,
                at=timezone.now(),
            )
        except actions.NotASupporter:
            form.add_error("email", "This is your own address. Write theirs")
        else:
            link = _link(request, invited.secret) if invited.secret else ""
            notifying.send(to=invited.email, notice=invited.notice, link=link)
            # Shown in the answer itself, not after a redirect: the numbers are kept nowhere.
            page = InvitedPage(form.cleaned_data["name"], f"{invited.code[:3]} {invited.code[3:]}")
            return render(request, "person/invited.html", page)
    return own.form_page(
        request,
        FormPage(
            title="Share with somebody I choose",
            lead="Somebody in your family, or a friend. They see only what you tick, and you can stop it at any time.",
            back=_back(),
            form=form,
            button="Invite them",
            can_exit=True,
        ),
    )


@own_record
def change(request: Request, own_person: Person, supporter_id: UUID) -> HttpResponse:
    """Change what a supporter may see."""
    share = _share(request, own_person, supporter_id)
    ticked = [str(need_id) for need_id in share.need_ids] + ([forms.CRISIS_CARD] if share.has_crisis_card else [])
    form = forms.ScopeForm(
        request.POST or None,
        items=single_needs(request, own_person),
        today=request.viewer.today,
        initial={"life_areas": list(share.life_areas), "items": ticked, "ends_on": share.ends_on},
    )
    if form.is_valid():
        actions.change_scope(
            supporter_id=supporter_id, scope=_scope(form.cleaned_data), by=request.viewer, at=timezone.now()
        )
        return own.to("sharing", "changed")
    return own.form_page(
        request,
        FormPage(
            title=f"What {share.name} sees",
            lead="What you tick here holds at once. They are not told.",
            back=_back(),
            form=form,
            button="Save",
            can_exit=True,
        ),
    )


@own_record
def stop(request: Request, own_person: Person, supporter_id: UUID) -> HttpResponse:
    """Stop sharing with a supporter, at once and without a word to them."""
    share = _share(request, own_person, supporter_id)
    if request.method == "POST":
        actions.withdraw_supporter(supporter_id=supporter_id, by=request.viewer, at=timezone.now())
        return own.to("sharing", "stopped")
    return own.form_page(
        request,
        FormPage(
            title=f"Stop sharing with {share.name}",
            lead="It stops at once. They are not told, and next time they see nothing.",
            back=_back(),
            form=PageForm(),
            button="Stop sharing",
            is_stop=True,
            can_exit=True,
        ),
    )


@own_record
def new_task(request: Request, own_person: Person, supporter_id: UUID) -> HttpResponse:
    """Ask a supporter to do something."""
    share = _share(request, own_person, supporter_id)
    form = forms.WordsForm(
        request.POST or None, label=f"What do you want {share.name} to do?", hint="Like: ring me on Sunday."
    )
    if form.is_valid():
        actions.ask_task(
            supporter_id=supporter_id, words=form.cleaned_data["words"], by=request.viewer, at=timezone.now()
        )
        return own.to("sharing", "task")
    return own.form_page(
        request,
        FormPage(
            title=f"Ask {share.name}",
            lead="They see this, and nothing more than you chose.",
            back=_back(),
            form=form,
            button="Ask",
        ),
    )


def cards(shares: Iterable[queries.Share]) -> tuple[pages.SupporterCard, ...]:
    """Return supporters as the sharing page shows them."""
    return tuple(
        pages.SupporterCard(
            supporter_id=share.supporter_id,
            name=share.name,
            sees=sees(share),
            until=words.until(share.ends_on),
            is_waiting=share.accepted_at is None,
            tasks=tuple(
                pages.TaskLine(task.words, filters.short_date_words(task.done_at) if task.done_at else "")
                for task in share.tasks
            ),
        )
        for share in shares
    )


def sees(share: queries.Share) -> str:
    """Return what a supporter sees, in a row: "home and money, 1 single thing, your crisis card"."""
    parts = [words.areas(share.life_areas)] if share.life_areas else []
    if share.need_ids:
        parts.append(filters.plural(len(share.need_ids), "single thing"))
    if share.has_crisis_card:
        parts.append("your crisis card")
    return ", ".join(parts) or "only what you asked them to do"


def single_needs(request: Request, own_person: Person) -> list[tuple[str, str]]:
    """Return the person's needs as single things to share: id, and words cut to a line."""
    rows = plan_queries.plan_by_area(request.viewer, person_id=own_person.pk)
    return [(str(need.need_id), _cut(need.words)) for row in rows for need in row.needs]


def _cut(said: str, longest: int = 80) -> str:
    line = " ".join(said.split())
    return line if len(line) <= longest else f"{line[:longest].rsplit(' ', 1)[0]}…"


def _scope(given: dict[str, Any]) -> actions.Scope:
    return actions.Scope(
        life_areas=tuple(given["life_areas"]),
        need_ids=tuple(UUID(item) for item in given["items"] if item != forms.CRISIS_CARD),
        has_crisis_card=forms.CRISIS_CARD in given["items"],
        ends_on=given["ends_on"],
    )


def _share(request: Request, own_person: Person, supporter_id: UUID) -> queries.Share:
    share = queries.supporter_of(request.viewer, person_id=own_person.pk, supporter_id=supporter_id)
    if share is None:
        raise Http404
    return share


def _link(request: Request, secret: str) -> str:
    return request.build_absolute_uri(reverse("account_link_open", kwargs={"secret": secret}))


def _back() -> Step:
    return Step("Back to sharing", reverse("person:sharing"))
