"""Who may open which address. Every view says it, and a test walks them all."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from lodestar.access.roles import Role
from lodestar.web.requests import Request

View = Callable[..., HttpResponse]

EVERYBODY: frozenset[Role] = frozenset()
SIGNED_IN = frozenset(Role)
# What a view runs for. Asking which methods there are runs no search and opens no record.
ASKED_WITH = ("GET", "HEAD", "POST")


def opens_to(roles: frozenset[Role]) -> Callable[[View], View]:
    """Return a decorator that lets `roles` into a view, sends strangers to sign in, and refuses the rest.

    `EVERYBODY` asks for nothing; `SIGNED_IN` asks only who it is. Whether a viewer may see one person's
    record is not decided here but by involvement, in each query.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in ASKED_WITH:
                return _not_asked_with(request)
            if roles != EVERYBODY:
                viewer = request.viewer
                if not viewer.is_signed_in:
                    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
                if not viewer.has_any(roles):
                    raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.opens_to = roles  # type: ignore[attr-defined]
        return guarded

    return decorate


def _not_asked_with(request: Request) -> HttpResponse:
    response = HttpResponse(status=204 if request.method == "OPTIONS" else 405)
    response.headers["Allow"] = ", ".join((*ASKED_WITH, "OPTIONS"))
    return response
