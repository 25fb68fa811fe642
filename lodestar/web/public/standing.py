"""Pages that stand still: where help is at once, and what this is."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from lodestar.web import doors, rendering

# The year of the postcodes that the data package holds, which its licences ask to be named.
POSTCODE_YEAR = 2026


@dataclass(frozen=True, kw_only=True)
class HelpPage:
    """Get help now: all of its words stand in the template."""


@dataclass(frozen=True, kw_only=True)
class AboutPage:
    """What this is and where its facts come from."""

    postcode_year: int


@doors.opens_to(doors.EVERYBODY)
def help_now(request: HttpRequest) -> HttpResponse:
    """Show where help is at once."""
    return rendering.render(request, "public/help.html", HelpPage())


@doors.opens_to(doors.EVERYBODY)
def about(request: HttpRequest) -> HttpResponse:
    """Show what Lodestar is and whose facts it uses."""
    return rendering.render(request, "public/about.html", AboutPage(postcode_year=POSTCODE_YEAR))
