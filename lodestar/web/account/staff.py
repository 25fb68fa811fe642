"""Who works here, and cutting off who has left: for information leads and system administrators."""

from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access import actions, queries
from lodestar.access.models import Membership, User
from lodestar.access.roles import STAFFING_ROLES, Role
from lodestar.web import filters
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import Column, EmptyState, Link, Paging, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

PAGE_SIZE = 50
DONE = {
    "ended": "The role is ended. It no longer opens anything.",
    "left": "They are cut off: signed out everywhere, and their links and tokens are dead.",
}


@dataclass(frozen=True)
class StaffPage:
    """Everybody who works here, by name."""

    done: str
    staff: Table | None
    paging: Paging | None
    empty: EmptyState


@dataclass(frozen=True)
class Post:
    """One role of somebody's."""

    words: str
    since: str
    end_url: str


@dataclass(frozen=True)
class OnePage:
    """One worker: their roles, and what can be ended. `is_self`: nobody cuts themselves off."""

    back: BackLink
    done: str
    name: str
    email: str
    posts: tuple[Post, ...]
    close_url: str
    is_self: bool


@opens_to(STAFFING_ROLES)
def show(request: Request) -> HttpResponse:
    """List everybody who works here."""
    posts = queries.staff_posts(request.viewer)
    people = [(user, list(held)) for user, held in groupby(posts, key=lambda post: post.user)]
    pages = max(-(-len(people) // PAGE_SIZE), 1)
    number = min(max(_number(request.GET.get("page", "")), 1), pages)
    here = people[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    page = StaffPage(
        done=DONE.get(request.GET.get("done", ""), ""),
        staff=_table(here, count=len(people)) if people else None,
        paging=_paging(number, pages),
        empty=EmptyState(
            title="Nobody works here yet", words="Workers are added with the command lodestar user create."
        ),
    )
    return render(request, "account/staff.html", page)


@opens_to(STAFFING_ROLES)
def one(request: Request, user_id: UUID) -> HttpResponse:
    """Show one worker's roles, and what ending them does."""
    posts = queries.staff_posts(request.viewer, user_id=user_id)
    if not posts:
        raise Http404
    user = posts[0].user
    page = OnePage(
        back=BackLink(label="Staff", url=reverse("account_staff")),
        done=DONE.get(request.GET.get("done", ""), ""),
        name=user.name,
        email=user.email,
        posts=tuple(
            Post(
                words=_post_words(post),
                since=f"Since {filters.short_date_words(post.starts_on)}",
                end_url=reverse("account_staff_end", kwargs={"membership_id": post.pk}),
            )
            for post in posts
        ),
        close_url=reverse("account_staff_close", kwargs={"user_id": user.pk}),
        is_self=user.pk == request.viewer.user_id,
    )
    return render(request, "account/staff_one.html", page)


@opens_to(STAFFING_ROLES)
def end(request: Request, membership_id: UUID) -> HttpResponse:
    """End one role from today; with the last one they are cut off."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("account_staff"))
    try:
        ended = actions.end_membership(membership_id=membership_id, by=request.viewer, at=timezone.now())
    except (Membership.DoesNotExist, actions.NotTheirsToChange):
        raise Http404 from None
    if queries.staff_posts(request.viewer, user_id=ended.user_id):
        return HttpResponseRedirect(f"{reverse('account_staff_one', kwargs={'user_id': ended.user_id})}?done=ended")
    return HttpResponseRedirect(f"{reverse('account_staff')}?done=left")


@opens_to(STAFFING_ROLES)
def close(request: Request, user_id: UUID) -> HttpResponse:
    """Close a worker's account at once. A person's own account is not staffing's to close."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("account_staff"))
    posts = queries.staff_posts(request.viewer, user_id=user_id)
    try:
        if not posts:
            raise User.DoesNotExist
        actions.close_account(user=posts[0].user, by=request.viewer, at=timezone.now())
    except (User.DoesNotExist, actions.NotTheirsToChange):
        raise Http404 from None
    return HttpResponseRedirect(f"{reverse('account_staff')}?done=left")


def _table(people: list[tuple[User, list[Membership]]], *, count: int) -> Table:
    return Table(
        caption="Who works here",
        count_words=f"{count:,}",
        columns=(Column(label="Name"), Column(label="E-mail address"), Column(label="Roles")),
        rows=tuple(
            (
                Link(words=user.name, url=reverse("account_staff_one", kwargs={"user_id": user.pk})),
                user.email,
                "; ".join(_post_words(post) for post in held),
            )
            for user, held in people
        ),
    )


def _post_words(post: Membership) -> str:
    where = [post.team.name] if post.team else []
    return ", ".join([Role(post.role).label, *where, post.organisation.name])


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1


def _paging(number: int, pages: int) -> Paging | None:
    if pages < 2:
        return None
    return Paging(
        words=f"Page {number:,} of {pages:,}",
        previous_url=f"?page={number - 1}" if number > 1 else None,
        next_url=f"?page={number + 1}" if number < pages else None,
    )
