"""A real browser over a demo place of the tests' own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 240
PASSWORD = "harbourne-demo"

# How many pixels a page is too wide, once it was laid out for the size it has now.
DRAWN_OVERFLOW = """() => new Promise((tell) => requestAnimationFrame(() => requestAnimationFrame(() =>
    tell(document.documentElement.scrollWidth - document.documentElement.clientWidth))))"""

ONE_WORKER = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(autouse=True)
def _kept_on_one_worker(request: pytest.FixtureRequest) -> None:
    """Refuse a module that two workers could share out between them: they would remake one place under each other."""
    group = request.node.get_closest_marker("xdist_group")
    assert group and group.args == ("browser",), "Say pytestmark = ONE_WORKER at the top of the module."


@pytest.fixture(scope="session")
def place() -> Iterator[str]:
    """The address of a freshly made Harbourne Bay, served as anybody would serve it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    surroundings = {
        **os.environ,
        "LODESTAR_DEMO": "1",
        "LODESTAR_VAR": str(ROOT / "var" / "test-place"),
        "DJANGO_SETTINGS_MODULE": "lodestar.config.settings",
        "LODESTAR_RATELIMIT": "0",
    }
    lodestar = [sys.executable, "-m", "lodestar"]
    subprocess.run(
        [*lodestar, "demo", "--reset", "--no-serve", "--people", str(PEOPLE)],
        cwd=ROOT,
        env=surroundings,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    server = subprocess.Popen(
        [*lodestar, "serve", "--bind", f"127.0.0.1:{port}"],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    _wait_until_ready(address, server)
    yield address
    server.terminate()
    server.wait(timeout=20)


def _wait_until_ready(address: str, server: subprocess.Popen[bytes], *, seconds: float = 180) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert server.poll() is None, "the server stopped"
        try:
            with urllib.request.urlopen(f"{address}/health/ready", timeout=30) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError("the server is not ready")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium where there is one, and let it fetch nothing by itself."""
    chromium = shutil.which("chromium")
    return {
        **browser_type_launch_args,
        **({"executable_path": chromium} if chromium else {}),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], place: str) -> dict[str, Any]:
    return {
        **browser_context_args,
        "base_url": place,
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture(scope="session")
def cookies_of() -> dict[str, Any]:
    """The cookies of those who have signed in, by e-mail: a password is hashed so often that it takes a second."""
    return {}


@pytest.fixture
def as_somebody(
    browser: Browser, browser_context_args: dict[str, Any], cookies_of: dict[str, Any]
) -> Iterator[Callable[..., Page]]:
    """Sign somebody of the demo place in, in a window of their own, or let them in again while they are signed in."""
    windows = []

    def signed_in(email: str, **options: Any) -> Page:
        context = browser.new_context(**{**browser_context_args, **options})
        windows.append(context)
        context.add_cookies(cookies_of.get(email, []))
        page = context.new_page()
        page.goto("/account/login/")
        if "/account/login" in page.url:
            page.get_by_label("E-mail address").fill(email)
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_role("main").get_by_role("button", name="Sign in").click()
            page.wait_for_url(lambda address: "/account/login" not in address)
            cookies_of[email] = context.cookies()
        return page

    yield signed_in
    for context in windows:
        context.close()


@pytest.fixture
def check_page() -> Callable[[Page], None]:
    """Hold a page against what every page promises: axe finds nothing, and nothing is cut at 320 pixels."""

    def checked(page: Page) -> None:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.locator("h1").count() == 1
        heading = page.locator("h1").inner_text().strip()
        # A record is headed by its person's name, which no title holds: a tab is read over a shoulder.
        name = page.locator(".ls-person-strip__name")
        is_a_name = bool(name.count()) and name.inner_text().strip() == heading
        assert is_a_name or page.title().removeprefix("Error: ").startswith(heading[:20])
        assert page.get_by_role("link", name="Get help now").first.is_visible()
        before = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 800})
        overflow = page.evaluate(DRAWN_OVERFLOW)
        page.set_viewport_size(before)
        assert overflow <= 0, f"{page.url} is {overflow} px too wide at 320 px"

    return checked
