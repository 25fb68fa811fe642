"""From records to what goes over the line: JSON with its fingerprint, or one record a line."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response

from lodestar.api.openreferral.faults import Fault, TooFast
from lodestar.web import doors, pacing

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
MINUTE = "60"


def open_door(view: Callable[..., HttpResponse | StreamingHttpResponse]) -> doors.View:
    """Return a view that anybody may open, as often as the rate allows, and whose faults are JSON in words.

    It asks for no viewer: everybody is given the same.
    """

    @doors.opens_to(doors.EVERYBODY)
    @wraps(view)
    def answered(request: HttpRequest, **parts: Any) -> Any:
        try:
            if request.method not in ("GET", "HEAD"):
                return fault(405, "This feed is for reading: ask with GET.")
            if pacing.is_too_fast(request, group="open-referral", rate=settings.OPEN_REFERRAL_RATE):
                raise TooFast("Too many requests from your address. Wait a minute, then go on.")
            return view(request, **parts)
        except Fault as error:
            return fault(error.status, error.message, parameter=error.parameter)

    return answered


def fault(status: int, message: str, *, parameter: str = "") -> HttpResponse:
    """Return words in place of records."""
    named = {"parameter": parameter} if parameter else {}
    response = HttpResponse(encoded({"status": status, **named, "message": message}), "application/json", status)
    if status == 429:
        response.headers["Retry-After"] = MINUTE
    return response


def found(request: HttpRequest, value: Any) -> HttpResponse:
    """Return a value as JSON, or 304 when the asker has just this already."""
    body = encoded(value)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, "application/json")
    response.headers["ETag"] = etag
    # To be kept, but asked again each time whether it still holds.
    response.headers["Cache-Control"] = "public, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response


def streamed(batches: Iterable[list[dict[str, Any]]]) -> StreamingHttpResponse:
    """Return records one a line, sent while they are read."""
    return StreamingHttpResponse(_lines(batches), content_type="application/x-ndjson")


def page(records: list[dict[str, Any]], *, total: int, number: int, per_page: int) -> dict[str, Any]:
    """Return the envelope of a page.

    No result at all makes one empty page, which is the first and the last. A page beyond the last is empty,
    and last too, so that whoever turns pages until the last one stops.
    """
    pages = max(-(-total // per_page), 1)
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(records),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not records,
        "contents": records,
    }


def encoded(value: Mapping[str, Any] | list[Any]) -> bytes:
    """Return compact JSON."""
    return _ENCODER.encode(value).encode()


def _lines(batches: Iterable[list[dict[str, Any]]]) -> Iterator[bytes]:
    for batch in batches:
        yield b"".join(encoded(record) + b"\n" for record in batch)
