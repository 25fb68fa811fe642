"""Figures for commissioners and place leads. Nothing here reads a record about one person."""

from django.http import Http404, HttpResponse

from lodestar.access.roles import FIGURES_ROLES
from lodestar.commissioning import queries
from lodestar.indicators import catalogue
from lodestar.web.commissioning import figures_csv, indicators_page
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@opens_to(FIGURES_ROLES)
def indicators(request: Request) -> HttpResponse:
    """Show the newest published wait from referral to first contact."""
    indicator = catalogue.WAIT_TO_FIRST_CONTACT
    publication = queries.published_results(request.viewer, indicator=indicator.slug)
    page = indicators_page.page(indicator, publication)
    return render(request, "commissioning/indicators.html", page)


@opens_to(FIGURES_ROLES)
def indicator_csv(request: Request, slug: str) -> HttpResponse:
    """Send the newest published figures of an indicator, as they are on the page, as a CSV file."""
    try:
        indicator = catalogue.indicator(slug)
    except catalogue.NoSuchIndicator as error:
        raise Http404 from error
    publication = queries.published_results(request.viewer, indicator=indicator.slug)
    if publication is None:
        raise Http404
    return HttpResponse(
        figures_csv.as_text(indicator, publication),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{indicator.slug}-{publication.as_at}.csv"'},
    )
