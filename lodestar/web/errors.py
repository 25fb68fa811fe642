"""The pages for when something is not there, not allowed, too much or broken."""

import uuid
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lodestar.web.rendering import render

A_MINUTE = 60

log = structlog.get_logger("lodestar.web")


@dataclass(frozen=True)
class ErrorPage:
    """What an error page says. `reference` is what to quote on the telephone; empty where none is needed."""

    telephone: str
    reference: str = ""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", ErrorPage(settings.HELP_TELEPHONE), status=400)


def not_allowed(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    return render(request, "errors/403.html", ErrorPage(settings.HELP_TELEPHONE), status=403)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was sent without its token: it stood open too long, or cookies are blocked."""
    return render(request, "errors/form_too_old.html", ErrorPage(settings.HELP_TELEPHONE), status=403)


def sent_already(request: HttpRequest) -> HttpResponse:
    """Say that a form is here already, or is being taken in at this moment; nothing is there twice."""
    return render(request, "errors/sent_already.html", ErrorPage(settings.HELP_TELEPHONE), status=409)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", ErrorPage(settings.HELP_TELEPHONE), status=404)


def too_many(request: HttpRequest, exception: Exception | None = None, *, wait_seconds: int = A_MINUTE) -> HttpResponse:
    """Say that this was asked too often, and tell programs after how many seconds to ask again."""
    response = render(request, "errors/429.html", ErrorPage(settings.HELP_TELEPHONE), status=429)
    response.headers["Retry-After"] = str(wait_seconds)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    reference = uuid.uuid4().hex[:8]
    log.error("page broke", reference=reference)
    return render(request, "errors/500.html", ErrorPage(settings.HELP_TELEPHONE, reference), status=500)
