"""What programs ask every site for: which pages to leave alone, and its mark."""

from django.http import HttpResponse, HttpResponseRedirect
from django.templatetags.static import static

from lodestar.web import doors
from lodestar.web.requests import Request

# Search engines are for the finder and the standing pages. What needs signing in is not theirs to try.
ROBOTS = """User-agent: *
Disallow: /account/
Disallow: /casework/
Disallow: /figures/
Disallow: /home/
Disallow: /list/
Disallow: /me/
"""


@doors.opens_to(doors.EVERYBODY)
def robots(request: Request) -> HttpResponse:
    """Say which pages search engines leave alone."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@doors.opens_to(doors.EVERYBODY)
def favicon(request: Request) -> HttpResponse:
    """Send whoever asks at the old address to the mark."""
    return HttpResponseRedirect(static("favicon.svg"))
