"""The Jinja environment of every page.

Two environments with one front: templates under `nhsuk/` (the design system's macros) treat a missing
parameter as empty, as their authors intended; our own templates fail at once on a name that is not there,
so that a typo is a failing test and never a blank space on a page.
"""

from collections.abc import Callable, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from django.templatetags.static import static
from django.urls import reverse
from django_htmx.jinja import htmx_script
from markupsafe import Markup

from lodestar.web import filters

TEMPLATE_ROOT = Path(__file__).parent
DESIGN_SYSTEM_PREFIX = "nhsuk/"


class DesignSystemLoader(jinja2.BaseLoader):
    """Loads `nhsuk/…` templates into an environment of their own, where missing parameters chain to nothing.

    A compiled template keeps the environment it was compiled in, so a macro imported from one of our
    templates still looks up its parameters leniently.
    """

    def __init__(self, *, auto_reload: bool) -> None:
        self._environment = jinja2.Environment(
            loader=jinja2.PackageLoader("nhsuk_frontend_jinja"),
            autoescape=True,
            undefined=jinja2.ChainableUndefined,
            auto_reload=auto_reload,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def load(
        self,
        environment: jinja2.Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,
    ) -> jinja2.Template:
        """Return the design system's template of that name.

        Raises `jinja2.TemplateNotFound` for any name outside `nhsuk/`, so that a choice of loaders moves on.
        """
        if not name.startswith(DESIGN_SYSTEM_PREFIX):
            raise jinja2.TemplateNotFound(name)
        return self._environment.get_template(name, globals=globals)

    def list_templates(self) -> list[str]:
        """Return the names of all the design system's templates."""
        return self._environment.list_templates()


def url(name: str, **parts: object) -> str:
    """Return the address of the named page, for `url('public:service', slug=…)` in a template."""
    return reverse(name, kwargs=parts or None)


def environment(**options: Any) -> jinja2.Environment:
    """Return the environment that Django's Jinja2 backend renders our pages with.

    `options` are those of the backend's `OPTIONS`; loader and undefined are ours whatever they say.
    """
    auto_reload = bool(options.get("auto_reload", False))
    options.update(
        loader=jinja2.ChoiceLoader(
            [DesignSystemLoader(auto_reload=auto_reload), jinja2.FileSystemLoader(TEMPLATE_ROOT)],
        ),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made = jinja2.Environment(**options)  # noqa: S701 -- autoescape is switched on just above
    pages: dict[str, Callable[..., object]] = {"static": static, "url": url, "htmx_script": htmx_script}
    made.globals.update(pages)
    made.filters.update(filters.FILTERS)
    return made


@cache
def component_environment() -> jinja2.Environment:
    """Return the environment in which form fields and charts render their own macros, outside any request."""
    return environment()


def design_macro(component: str, name: str) -> Callable[[dict[str, Any]], Markup]:
    """Return a macro of the design system as a function from its parameters to HTML, which it has escaped."""
    template = component_environment().get_template(f"{DESIGN_SYSTEM_PREFIX}components/{component}/macro.jinja")
    made: Callable[[dict[str, Any]], Markup] = getattr(template.module, name)
    return made
