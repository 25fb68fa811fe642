"""The request that our views are given."""

from django.http import HttpRequest

from lodestar.access.sessions import SessionStore
from lodestar.access.viewers import Viewer


class Request(HttpRequest):
    """A request for which the middleware has worked out who looks."""

    viewer: Viewer
    session: SessionStore
