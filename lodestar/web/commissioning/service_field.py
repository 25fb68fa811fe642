"""A field that finds a service by a part of its name: a list of ten thousand is no question that anybody can answer."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Lower
from markupsafe import Markup

from lodestar.directory.models import Service
from lodestar.web import jinja
from lodestar.web.components import fields

MOST_CHOICES = 12
Choice = tuple[str, str]


class ServiceField(fields.TextField):
    """Words of a service's name. Where one service has them it is chosen; where several do, they stand to choose from.

    Cleans to the id of a service that runs, as text.
    """

    def clean(self, value: Any) -> str:
        """Return the service's id, or nothing. Raises `ValidationError` with what to do next."""
        typed = str(super().clean(value) or "").strip()
        if not typed:
            return ""
        found = _matches(typed)
        if not found:
            raise ValidationError("No service that runs has these words in its name. Write a part of its name")
        if len(found) > MOST_CHOICES:
            raise ValidationError(f"More than {MOST_CHOICES} services have these words. Write more of its name")
        if len(found) > 1:
            raise ValidationError("Several services have these words. Choose the one that you mean")
        return found[0][0]

    def render(self, bound: forms.BoundField, overrides: Mapping[str, Any]) -> Markup:
        """Return a box to write in or, once there are services to choose from, those."""
        typed = str(bound.value() or "").strip()
        found = _matches(typed) if typed else []
        if not found or len(found) > MOST_CHOICES or (len(found) > 1 and not bound.errors):
            return super().render(bound, overrides)
        chosen = found[0][0] if len(found) == 1 else ""
        items = [{"value": pk, "text": label, "checked": pk == chosen} for pk, label in found]
        return jinja.design_macro("radios", "radios")(
            {
                "idPrefix": self.first_control_id(bound),
                "name": bound.html_name,
                "fieldset": {"legend": {"text": self.label, "size": "s"}},
                "items": [*items, {"value": "", "text": "None of these: I will search again", "checked": False}],
                **self.words_params(bound),
                **overrides,
            }
        )


def _matches(typed: str) -> Sequence[Choice]:
    """Return the services that run and have these words in their name, one more than can be shown at most."""
    running = Service.objects.filter(status=Service.Status.ACTIVE, retired_at=None).select_related("organisation")
    try:
        wanted = Q(pk=UUID(typed))
    except ValueError:
        wanted = Q()
        for word in typed.split():
            wanted &= Q(name__icontains=word)
        whole = list(running.annotate(folded=Lower("name")).filter(folded=typed.lower())[:2])
        if len(whole) == 1:
            return [_choice(whole[0])]
    return [_choice(one) for one in running.filter(wanted).order_by("name", "id")[: MOST_CHOICES + 1]]


def _choice(service: Service) -> Choice:
    by = f" ({service.organisation.name})" if service.organisation else ""
    return str(service.pk), f"{service.name}{by}"
