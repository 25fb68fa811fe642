"""Bringing the database to this version and serving it."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command

Say = Callable[[str], None]


class NotOnLoopback(Exception):
    """The demo, with its known passwords, was asked to serve other machines."""


def collect_static(say: Say) -> None:
    """Gather and compress what browsers fetch, where it changed."""
    marker = settings.STATIC_ROOT / "staticfiles.json"
    newest = max(file.stat().st_mtime for file in (settings.ROOT / "lodestar" / "web" / "static").rglob("*"))
    if marker.exists() and marker.stat().st_mtime > newest:
        return
    say("Gathering styles and scripts…")
    call_command("collectstatic", interactive=False, verbosity=0)


def serve(*, bind: str, workers: int = 2) -> None:
    """Serve until stopped. Raises NotOnLoopback when the demo would answer other machines."""
    refuse_other_machines(bind)
    from gunicorn import glogging
    from gunicorn.app.base import BaseApplication

    from lodestar.config.wsgi import application

    class OurLogs(glogging.Logger):
        """Hands what gunicorn says to our own logging, which keeps no value of a request."""

        def setup(self, cfg: object) -> None:
            self.error_log.handlers = []
            self.error_log.propagate = True

    class Server(BaseApplication):
        def load_config(self) -> None:
            options = {
                "bind": bind,
                "workers": workers,
                "worker_class": "gthread",
                "threads": 4,
                # Django answers an address that is too long with our own page; gunicorn has a bare one.
                "limit_request_line": 8190,
                "logger_class": OurLogs,
                "control_socket_disable": True,
            }
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> object:
            return application

    Server().run()


def load_pages() -> None:
    """Load every view and template before the workers part: nobody's first page waits, and all share the memory.

    It takes seconds, so the demo does without.
    """
    from django.template import engines
    from django.template.backends.jinja2 import Jinja2
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 -- reading it imports the views
    for engine in engines.all():
        if isinstance(engine, Jinja2):
            for name in engine.env.list_templates(extensions=["html", "jinja"]):
                engine.env.get_template(name)


def refuse_other_machines(bind: str) -> None:
    """Raise NotOnLoopback unless `bind` is this machine only, or this is not the demo."""
    host = bind.rsplit(":", 1)[0].strip("[]")
    is_loopback = host == "localhost" or _is_loopback_address(host)
    if settings.IS_DEMO and not is_loopback:
        raise NotOnLoopback(
            f"The demo has known passwords, so it serves this machine only, not {host or 'every address'}. "
            "Use 127.0.0.1, or set up a place of your own: docs/how-to/deploy.md."
        )


def _is_loopback_address(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
