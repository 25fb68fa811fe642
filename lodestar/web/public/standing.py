"""Pages that stand still: where help is at once, and what this is."""

from dataclasses import dataclass

from django.http import HttpResponse

from lodestar.directory import coverage
from lodestar.directory.coverage import HelpCoverage
from lodestar.rules.service_kinds import Help
from lodestar.web import doors, filters, rendering
from lodestar.web.components import lists
from lodestar.web.requests import Request

# The year of the postcodes that the data package holds, which its licences ask to be named.
POSTCODE_YEAR = 2026
HELP_LABELS = {
    Help.FINANCES: "Money",
    Help.SOCIAL_INTERACTION: "Company and activities",
    Help.INDEPENDENT_LIVING: "Living in your own home",
    Help.CRISIS: "Help in a crisis",
    Help.CARERS: "Help for carers and families",
    Help.PEER_SUPPORT: "Peer support",
    Help.GOALS: "Reaching your own goals",
    Help.PSYCHOLOGICAL_THERAPIES: "Talking therapies",
    Help.PHYSICAL_HEALTH: "Physical health",
    Help.EMPLOYMENT: "Finding and keeping work",
    Help.MEDICINES: "Medicines",
    Help.SELF_HARM: "Self-harm",
    Help.SUBSTANCE_USE: "Drugs and alcohol",
}


@dataclass(frozen=True, kw_only=True)
class HelpPage:
    """Get help now: all of its words stand in the template."""


@dataclass(frozen=True, kw_only=True)
class AboutPage:
    """What this is and where its facts come from."""

    postcode_year: int
    coverage: lists.Table


@doors.opens_to(doors.EVERYBODY)
def help_now(request: Request) -> HttpResponse:
    """Show where help is at once."""
    return rendering.render(request, "public/help.html", HelpPage())


@doors.opens_to(doors.EVERYBODY)
def about(request: Request) -> HttpResponse:
    """Show what Lodestar is and whose facts it uses."""
    found = coverage.help_coverage(request.viewer)
    page = AboutPage(postcode_year=POSTCODE_YEAR, coverage=_coverage(found))
    return rendering.render(request, "public/about.html", page)


def _coverage(found: tuple[HelpCoverage, ...]) -> lists.Table:
    """Return what there is of each help; where there is none, it says so."""
    return lists.Table(
        caption="Kinds of help and how many services give them",
        columns=(lists.Column(label="Kind of help"), lists.Column(label="Here", is_figure=True)),
        rows=tuple(
            (HELP_LABELS[one.help], "None known: a gap" if one.is_gap else filters.plural(one.services, "service"))
            for one in found
        ),
        is_caption_hidden=True,
    )
