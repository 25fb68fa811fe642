"""What we serve is ours: no font, host or brand of anybody else, and nothing that a strict policy would
block.
"""

import re
from pathlib import Path

import pytest

from lodestar.web import jinja
from lodestar.web.components import gallery
from lodestar.web.components.frame import Frame

WEB = Path(jinja.__file__).parent
STATIC = WEB / "static"
VENDORED = sorted(path for path in (STATIC / "vendor").iterdir() if path.is_dir())
STYLES = sorted(STATIC.rglob("*.css"))
SCRIPTS = sorted(STATIC.rglob("*.js"))
TEMPLATES = sorted(path for path in WEB.rglob("*.html"))
LAYOUTS = ("public", "person", "casework", "commissioning")

# The colours of the NHS identity: its blue, dark blue, bright blue, light blue and aqua.
BRAND_COLOURS = ("#005eb8", "#003087", "#0072ce", "#41b6e6", "#00a9ce", "#007f3b")
NOT_OURS = ("@font-face", "http", "frutiger", "gds transport", "@import")
# Comments and namespaces name an address; nothing is ever fetched from it.
NAMED_ONLY = ("http://www.w3.org/", "https://leafletjs.com")


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_no_style_sheet_loads_a_font_or_names_a_host_or_brand(path: Path) -> None:
    text = path.read_text().lower()

    assert [words for words in (*NOT_OURS, *BRAND_COLOURS) if words in text] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_names_a_host(path: Path) -> None:
    hosts = set(re.findall(r"https?://[^\s\"'`<>)]*", path.read_text()))

    assert [host for host in hosts if not host.startswith(NAMED_ONLY)] == []


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=lambda path: path.name)
def test_no_served_file_asks_for_a_source_map(path: Path) -> None:
    assert "sourceMappingURL" not in path.read_text()


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_every_picture_that_a_style_sheet_names_is_there(path: Path) -> None:
    named = set(re.findall(r"url\(\s*[\"']?(?!data:|#)([^\"')]+)", path.read_text()))

    assert [picture for picture in named if not (path.parent / picture).is_file()] == []


@pytest.mark.parametrize("folder", VENDORED, ids=lambda path: path.name)
def test_every_vendored_part_has_its_licence_and_version(folder: Path) -> None:
    assert (folder / "LICENSE").read_text().strip()
    assert re.match(r"\d+\.\d+\.\d+", (folder / "VERSION").read_text())


def test_no_font_file_is_served() -> None:
    fonts = {".woff", ".woff2", ".ttf", ".otf", ".eot"}

    assert [path for path in STATIC.rglob("*") if path.suffix in fonts] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_no_template_holds_an_inline_style_or_script(path: Path) -> None:
    text = path.read_text()

    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:", text)
    assert all(re.search(r" src=|application/(ld\+)?json", tag) for tag in re.findall(r"<script[^>]*>", text))
    assert "extends" not in text or "nhsuk/template" not in text


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_loads_only_what_we_serve(layout: str) -> None:
    html = _page_in(layout)
    loaded = re.findall(r"<(?:script|link|img|iframe|source)[^>]*?(?:src|href)=\"([^\"]*)\"", html)

    assert loaded
    assert [address for address in loaded if not address.startswith("/static/")] == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_leads_to_get_help_now(layout: str) -> None:
    assert 'href="/somewhere/help/">Get help now</a>' in _page_in(layout)


def test_the_gallery_needs_no_inline_style() -> None:
    html = (
        jinja.component_environment()
        .get_template("components/gallery.html")
        .render(page=gallery.example_page(), frame=_frame(), request=None)
    )

    assert not re.search(r"<[^>]+\sstyle=", html)
    assert "undefined" not in html.lower()


def _frame() -> Frame:
    return Frame(place_name="Harbourne Bay", help_url="/somewhere/help/")


def _page_in(layout: str) -> str:
    source = (
        f"{{% extends 'components/layouts/{layout}.html' %}}{{% block title %}}Waits{{% endblock %}}"
        "{% block content %}<h1>Waits</h1>{% endblock %}"
    )
    return jinja.component_environment().from_string(source).render(page=object(), frame=_frame())
