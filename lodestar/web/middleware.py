"""What happens around every request: who looks, what is logged, and what browsers are told."""

import time
from collections.abc import Callable
from typing import cast

import structlog
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lodestar.access import queries, row_security
from lodestar.web import errors
from lodestar.web.requests import Request

GetResponse = Callable[[HttpRequest], HttpResponse]
LOOPBACK = frozenset({"127.0.0.1", "::1", ""})

log = structlog.get_logger("lodestar.web")


class ViewerMiddleware:
    """Works out who looks, and runs the request in one transaction in which the database knows it too.

    Anything that the view raises undoes all of it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            user = request.user if request.user.is_authenticated else None
            viewer = queries.viewer_for(user, today=timezone.localdate())
            cast(Request, request).viewer = viewer
            row_security.set_viewer(viewer)
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        # These two are how allauth answers with another page, and nothing went wrong.
        if isinstance(exception, ImmediateHttpResponse | ReauthenticationRequired):
            return None
        transaction.set_rollback(True)
        return errors.sent_already(request) if _is_made_twice(exception) else None


def _is_made_twice(exception: Exception) -> bool:
    """Return whether a row under this id was there: two presses at one moment, each in a request of its own."""
    diagnosis = getattr(exception.__cause__, "diag", None) if isinstance(exception, IntegrityError) else None
    return bool(diagnosis and (diagnosis.constraint_name or "").endswith("_pkey"))


class LoopbackOnlyMiddleware:
    """Refuses, in the demo with its known passwords, anybody who is not on this machine."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.IS_DEMO and request.META.get("REMOTE_ADDR", "") not in LOOPBACK:
            raise PermissionDenied("the demo answers this machine only")
        return self.get_response(request)


class PermissionsPolicyMiddleware:
    """Tells browsers which powers no page of ours asks for, and not to keep signed-in pages."""

    policy = "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.policy)
        viewer = getattr(request, "viewer", None)
        if viewer is not None and viewer.is_signed_in:
            response.headers["Cache-Control"] = "no-store"
        return response


class RequestLogMiddleware:
    """Writes one line a request: the name of the address, never its parts, its query or its form."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            method=request.method,
            view=match.view_name if match else "none",
            status=response.status_code,
            took_ms=round((time.perf_counter() - started) * 1000, 1),
        )
        return response
