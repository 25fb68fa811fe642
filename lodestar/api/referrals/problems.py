"""What stands in the way of a request, as application/problem+json with a sentence that says how to mend it.

The shape is RFC 9457's. Nothing in it comes from a record: ids and codes, and words that we wrote.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"
_TYPE = "urn:lodestar:problem:"


@dataclass(frozen=True)
class Wrong:
    """One thing in the body that is wrong: where, as a JSON pointer, and how to mend it."""

    pointer: str
    detail: str


class Problem(Exception):
    """A request that is answered with what stands in its way. `code` is stable; `detail` says how to mend it."""

    def __init__(
        self, status: int, code: str, detail: str, *, errors: Sequence[Wrong] = (), **extra: str | int
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.errors, self.extra = status, code, detail, errors, extra


NOT_THERE = (404, "not-there", "Nothing here has this id, or your team's desk does not see it. Look at the id again.")


def not_there() -> Problem:
    """Return the one answer for what does not exist and for what may not be seen."""
    return Problem(*NOT_THERE)


def response(problem: Problem) -> HttpResponse:
    """Return a problem as what goes over the line."""
    said: dict[str, Any] = {
        "type": f"{_TYPE}{problem.code}",
        "title": TITLES[problem.code],
        "status": problem.status,
        "detail": problem.detail,
        **problem.extra,
    }
    if problem.errors:
        said["errors"] = [{"pointer": one.pointer, "detail": one.detail} for one in problem.errors]
    answer = HttpResponse(json.dumps(said, ensure_ascii=False), MEDIA_TYPE, problem.status)
    if problem.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if problem.status == 429:
        answer.headers["Retry-After"] = "60"
    return answer


TITLES = {
    "no-token": "No token that works",
    "scope-missing": "The token may not do this",
    "not-there": "Not there",
    "method": "Not asked this way",
    "too-fast": "Too many requests",
    "key-missing": "The key is missing",
    "key-used": "The key was used for something else",
    "not-json": "Not JSON",
    "too-big": "Too big",
    "wrong-contents": "Something in the contents is wrong",
    "wrong-query": "Something in the address is wrong",
    "moved-on": "The referral has moved on",
    "referred-already": "There is an open referral",
    "service-not-open": "The service takes nobody now",
    "does-not-fit": "The service is not for this person",
    "door-closed": "Nobody answers the front door",
    "unreadable": "The request cannot be read",
    "refused": "Refused",
    "broke": "Something broke here",
}
_PLAIN = {
    400: ("unreadable", "Send the request again, whole, as openapi.json says."),
    403: ("refused", "This place does not answer your address or your browser. Ask whoever runs it."),
    404: ("not-there", "There is nothing at this address. The addresses are in /api/openapi.json."),
    413: ("too-big", "Send less at once."),
    500: ("broke", "It was written down here. Send the same request with the same key again later."),
}


class ProblemMiddleware:
    """Keeps every answer under the API's address a problem in JSON, also where the pages of the product answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if not request.path_info.startswith(PREFIX) or answer.status_code < 400:
            return answer
        if answer.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            return answer
        code, detail = _PLAIN.get(answer.status_code, ("refused", "Look at /api/openapi.json for what is answered."))
        return response(Problem(answer.status_code, code, detail))
