"""The shapes of the place, for maps."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_response_headers
from django.utils.http import parse_etags, quote_etag

from lodestar.places import queries
from lodestar.web import doors

SECONDS_TO_KEEP = 60 * 60


@doors.opens_to(doors.EVERYBODY)
def shapes(request: HttpRequest) -> HttpResponse:
    """Send the neighbourhoods as GeoJSON, or nothing when the browser has them as they are."""
    made = queries.neighbourhood_shapes()
    etag = quote_etag(made.etag)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(made.geojson, content_type="application/geo+json")
    response.headers["ETag"] = etag
    patch_response_headers(response, cache_timeout=SECONDS_TO_KEEP)
    return response
