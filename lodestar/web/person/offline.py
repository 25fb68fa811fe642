"""What stays on the person's own device: the last copy of a few pages, and words that wait to be sent."""

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.urls import reverse

from lodestar.web.doors import EVERYBODY, opens_to
from lodestar.web.person import own
from lodestar.web.rendering import render
from lodestar.web.requests import Request

# Pages that open without a network, and forms whose words wait and are sent once.
KEPT = (
    "today",
    "plan",
    "plan-way",
    "people",
    "crisis-card",
    "crisis-card-change",
    "new-need",
    "new-message",
    "offline",
    "saved",
)
WAITING = ("crisis-card-change", "new-need", "new-message")


@dataclass(frozen=True)
class DevicePage:
    """What is kept on this device, and how to take it off."""


@opens_to(own.OWN)
def device(request: Request) -> HttpResponse:
    """Say what is kept on this device, and take it off."""
    return render(request, "person/device.html", DevicePage())


@opens_to(own.OWN)
def saved(request: Request) -> HttpResponse:
    """Say that words wait on this device until there is a network. The service worker shows this page."""
    return render(request, "person/saved.html", DevicePage())


@opens_to(own.OWN)
def not_here(request: Request) -> HttpResponse:
    """Say that a page was not kept on this device. The service worker shows this page."""
    return render(request, "person/offline.html", DevicePage())


@opens_to(EVERYBODY)
def worker(request: Request) -> HttpResponse:
    """Send the service worker of the person's own space, with the pages that it keeps."""
    response = HttpResponse(_script(), content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@cache
def _script() -> str:
    found = finders.find("own-space-worker.js")
    assert isinstance(found, str), "the worker's script is among the static files"
    body = Path(found).read_text(encoding="utf-8")
    facts = {
        "pages": [reverse(f"person:{name}") for name in KEPT],
        "waiting": [reverse(f"person:{name}") for name in WAITING],
        "space": reverse("person:today"),
        "saved": reverse("person:saved"),
        "offline": reverse("person:offline"),
        "signIn": reverse("account_login"),
    }
    said = json.dumps(facts, sort_keys=True)
    version = sha256((said + body).encode()).hexdigest()[:12]
    return f"const FACTS = {said};\nconst VERSION = '{version}';\n{body}"
