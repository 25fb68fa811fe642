"""From a page to a response: one dataclass, one frame, one template."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_template
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lodestar.access.roles import (
    CASEWORK_ROLES,
    DESK_ROLES,
    DIRECTORY_ROLES,
    FIGURES_ROLES,
    REVIEW_ROLES,
    STAFFING_ROLES,
    Role,
)
from lodestar.access.viewers import Viewer
from lodestar.directory.finding.questions import KEEPERS
from lodestar.web.components.frame import Frame, NavItem


def render(request: HttpRequest, template: str, page: object, *, status: int = 200) -> HttpResponse:
    """Return the response that shows `page` with `template`. Everything the template may use is in the page."""
    context: dict[str, Any] = {"page": page, "frame": frame_for(request)}
    return render_template(request, template, context, status=status)


def frame_for(request: HttpRequest) -> Frame:
    """Return what stands around the page for this viewer: their places to go and who they are.

    A request that broke before anybody knew who looks gets the frame of a stranger.
    """
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is not None and not viewer.is_signed_in:
        viewer = None
    only_supports = getattr(request, "is_without_record", False)
    is_person = viewer is not None and Role.PERSON in viewer.roles and not only_supports
    return Frame(
        place_name=settings.PLACE_NAME,
        viewer_name=viewer.name if viewer else None,
        role_label=_role_label(viewer) if viewer else None,
        nav=tuple(
            NavItem(label=label, url=address, is_current=_is_current(request.path, address))
            for label, address in (_of_supporters() if only_supports else _destinations(viewer))
        ),
        is_demo=settings.IS_DEMO,
        home_url=_address("home") if viewer else _address("public:finder"),
        help_url=_address("public:help"),
        about_url=_address("public:about"),
        sign_in_url=_address("account_login"),
        sign_out_url=_address("account_logout"),
        crisis_card_url=_address("person:crisis-card") if is_person else None,
        own_space=salted_hmac("own-space", str(viewer.user_id)).hexdigest()[:16] if viewer and is_person else "",
        account_url=_address("mfa_index"),
        stay_url=_address("account_stay"),
        leave_url=_address("account_leave"),
        signs_out_after_minutes=settings.STAFF_IDLE_MINUTES if viewer and viewer.is_staff else None,
        seconds_left=_seconds_left(request) if viewer else None,
    )


def _seconds_left(request: HttpRequest) -> int | None:
    """Return how long the session lasts however busy it is. Unit: seconds."""
    row = getattr(request.session, "row", None)
    return int((row.expires_at - timezone.now()).total_seconds()) if row is not None else None


def _role_label(viewer: Viewer) -> str | None:
    if Role.PERSON in viewer.roles:
        return None
    label = min(role.label for role in viewer.roles)
    return f"{label}, {viewer.organisation_name}" if viewer.organisation_name else label


def _of_supporters() -> list[tuple[str, str]]:
    """Return where somebody goes who has no record of their own: the person's pages would only send them back."""
    return [("Shared with me", _address("person:shared")), ("Find support", _address("public:finder"))]


def _destinations(viewer: Viewer | None) -> list[tuple[str, str]]:
    if viewer is None:
        return [
            ("Find support", _address("public:finder")),
            ("Ask for help", _address("front_door:ask")),
            ("Join in", _address("public:board")),
            ("Our place", _address("public:about")),
        ]
    if Role.PERSON in viewer.roles:
        return [
            ("Today", _address("person:today")),
            ("My plan", _address("person:plan")),
            ("My people", _address("person:people")),
            ("Sharing", _address("person:sharing")),
        ]
    places = []
    if viewer.has_any(CASEWORK_ROLES):
        places.append(("My work", _address("casework:caseload")))
        places.append(("Waiting for you", _address("casework:waiting")))
    if viewer.has_any(CASEWORK_ROLES | DESK_ROLES):
        places.append(("Front door", _address("casework:asked")))
        places.append(("People", _address("casework:people")))
    if viewer.has_any(DESK_ROLES):
        places.append(("Referral desk", _address("casework:desk")))
    if viewer.has_any(CASEWORK_ROLES | DESK_ROLES):
        places.append(("Waits", _address("casework:waits")))
    if viewer.has_any(CASEWORK_ROLES | DESK_ROLES) or Role.INFORMATION_LEAD in viewer.roles:
        places.append(("Messages", _address("casework:said")))
    if viewer.has_any(FIGURES_ROLES):
        places.append(("Figures", _address("commissioning:indicators")))
        places.append(("Contracts", _address("commissioning:contracts")))
    if viewer.has_any(CASEWORK_ROLES | DESK_ROLES):
        places.append(("What ends", _address("casework:exit-plans")))
    if Role.INFORMATION_LEAD in viewer.roles:
        places.append(("Records", _address("casework:records")))
        places.append(("Instruments", _address("casework:instruments")))
    if viewer.has_any(REVIEW_ROLES):
        places.append(("Openings", _address("casework:openings")))
    if viewer.has_any(CASEWORK_ROLES | DIRECTORY_ROLES | DESK_ROLES):
        places.append(("New offers", _address("casework:digest")))
    if viewer.has_any(DIRECTORY_ROLES | DESK_ROLES):
        places.append(("Entries", _address("casework:entries")))
    if viewer.has_any(DIRECTORY_ROLES):
        places.append(("Imports", _address("casework:imports")))
    if viewer.has_any(KEEPERS):
        places.append(("What people write", _address("casework:questions")))
        places.append(("Doubles", _address("casework:doubles")))
    if Role.LIVED_EXPERIENCE_PARTNER in viewer.roles:
        places.append(("Stories", _address("casework:stories")))
    if viewer.has_any(STAFFING_ROLES):
        places.append(("Staff", _address("account_staff")))
    return [*places, ("Directory", _address("public:finder"))]


@cache
def _address(name: str) -> str:
    # Asked dozens of times for every page, and the same for as long as the process lives.
    return reverse(name)


_FIRST_PAGES = ("public:finder", "person:today", "casework:caseload", "commissioning:indicators")


def _is_current(path: str, address: str) -> bool:
    """Return whether `path` is the destination at `address` or below it; an area's first page has none below."""
    return path == address or (address not in map(_address, _FIRST_PAGES) and path.startswith(address))
