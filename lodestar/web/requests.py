"""The request that our views are given."""

from django.http import HttpRequest

from lodestar.access.sessions import SessionStore
from lodestar.access.viewers import Viewer


class Request(HttpRequest):
    """A request for which the middleware has worked out who looks.

    `is_without_record` is set by a page that knows that the viewer supports others and has no record of their own.
    """

    viewer: Viewer
    session: SessionStore
    is_without_record: bool = False
