"""Lets pages of other hosts read the feed, and keeps every answer under its address JSON, its errors too."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from lodestar.api.openreferral import answers

PREFIX = "/open-referral"
_WORDS = {
    400: "The request cannot be read.",
    403: "This feed does not answer here.",
    404: "There is nothing at this address. The addresses are in openapi.json.",
    500: "Something broke here, and was written down. Try again later.",
}


class CrossOriginMiddleware:
    """Outermost, so that no answer leaves without it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_feed = request.path_info == PREFIX or request.path_info.startswith(f"{PREFIX}/")
        if not is_feed:
            return self.get_response(request)
        response = HttpResponse(status=204) if request.method == "OPTIONS" else self.get_response(request)
        if response.status_code >= 400 and not response.headers.get("Content-Type", "").startswith("application/json"):
            said = answers.fault(response.status_code, _WORDS.get(response.status_code, "The request was refused."))
            response.content = said.content
            response.headers["Content-Type"] = "application/json"
            response.headers.pop("Content-Length", None)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        return response
