"""The language guide: how we write about people, for everybody who writes in a record."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.rules import wording
from lodestar.web.components.frame import BackLink
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class WordingPage:
    """What to say, what to leave and why."""

    back: BackLink
    guides: tuple[wording.Guide, ...]
    prompts: tuple[tuple[str, str], ...]


@opens_to(CASEWORK_ROLES)
def guide(request: Request) -> HttpResponse:
    """Show the language guide."""
    page = WordingPage(BackLink(label="My work", url=reverse("casework:caseload")), wording.GUIDES, wording.PROMPTS)
    return render(request, "casework/wording.html", page)
