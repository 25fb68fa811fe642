"""A typo on our own pages is loud; the design system's macros take what they are given."""

from dataclasses import dataclass

import jinja2
import pytest

from lodestar.web import jinja
from lodestar.web.components.frame import BackLink, Frame, NavItem, PersonStrip


@dataclass(frozen=True)
class StripPage:
    person_strip: PersonStrip


@pytest.fixture(name="made")
def _made() -> jinja2.Environment:
    return jinja.environment()


def test_a_name_that_a_page_does_not_have_stops_the_page(made: jinja2.Environment) -> None:
    template = made.from_string("{{ page.nmae }}")

    with pytest.raises(jinja2.UndefinedError, match="nmae"):
        template.render(page=BackLink(label="Back", url="/"))


def test_a_design_system_macro_does_without_what_it_is_not_given(made: jinja2.Environment) -> None:
    template = made.from_string(
        '{% from "nhsuk/components/button/macro.jinja" import button %}{{ button({"text": "Search"}) }}'
    )

    assert "Search" in template.render()


def test_a_typo_handed_to_a_design_system_macro_is_loud_too(made: jinja2.Environment) -> None:
    template = made.from_string(
        '{% from "nhsuk/components/button/macro.jinja" import button %}{{ button({"text": page.wrods}) }}'
    )

    with pytest.raises(jinja2.UndefinedError, match="wrods"):
        template.render(page=BackLink(label="Back", url="/"))


def test_words_that_people_type_are_never_html(made: jinja2.Environment) -> None:
    template = made.from_string(
        '{% from "nhsuk/components/button/macro.jinja" import button %}{{ words }}{{ button({"text": words}) }}'
    )

    assert "<script>" not in template.render(words="<script>alert(1)</script>")


def test_the_title_starts_with_the_h1_and_the_person_stands_on_top(made: jinja2.Environment) -> None:
    template = made.from_string(
        "{% extends 'components/layouts/casework.html' %}{% block title %}Needs{% endblock %}"
        "{% block content %}<h1>Needs</h1>{% endblock %}"
    )

    html = template.render(
        page=StripPage(PersonStrip(name="Sam Ferris", url="/p/", how_to_speak=("Text before you ring",))),
        frame=Frame(
            place_name="Harbourne Bay",
            viewer_name="Noor",
            nav=(NavItem(label="My work", url="/casework/", is_current=True),),
        ),
        csrf_input="<input type=hidden>",
    )

    assert "<title>Needs ·" in html
    assert html.index("Sam Ferris") < html.index("<h1>")
    assert "Sam Ferris" not in html[: html.index("</title>")]
    assert 'aria-current="page"' in html
    assert html.count("<main") == 1


def test_signing_out_is_a_post(made: jinja2.Environment) -> None:
    template = made.from_string("{% extends 'components/layouts/public.html' %}{% block title %}x{% endblock %}")
    frame = Frame(place_name="Harbourne Bay", viewer_name="Noor", sign_out_url="/out/")

    html = template.render(page=None, frame=frame, csrf_input="")

    assert '<form class="ls-header__form" method="post" action="/out/">' in html
    assert 'href="/out/"' not in html


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, "sent_already"])
def test_an_error_page_says_what_to_do_next_and_gives_a_number(made: jinja2.Environment, status: int | str) -> None:
    @dataclass(frozen=True)
    class ErrorPage:
        telephone: str = "0161 496 0000"
        reference: str = "ab12cd34"

    html = made.get_template(f"errors/{status}.html").render(page=ErrorPage(), frame=Frame(place_name="Harbourne Bay"))

    assert html.count("<h1>") == 1
    assert 'href="tel:01614960000"' in html
    assert "Get help now" in html
    assert not {"oops", "invalid", "illegal", "forbidden", "please"} & set(html.lower().split())


def test_get_help_now_names_the_ways_to_reach_somebody(made: jinja2.Environment) -> None:
    html = made.get_template("public/help.html").render(page=None, frame=Frame(place_name="Harbourne Bay"))

    for address in ("tel:999", "tel:111", "tel:116123", "sms:85258"):
        assert f'href="{address}' in html
