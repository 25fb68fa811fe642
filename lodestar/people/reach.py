"""How much of a record opens to a viewer, in a query: the one place that every list and every check starts from.

The same in the database's own words: `access/row_security.py`. As a rule on facts: `rules/reach.py`.
"""

from typing import Any, Self

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import Cast

from lodestar.access.viewers import Viewer

_TEXTS = ArrayField(models.TextField())
_IDS = ArrayField(models.UUIDField())
_AS_CONDITION: dict[str, Any] = {"template": "(%(expressions)s)", "output_field": models.BooleanField()}


def open_areas(viewer: Viewer) -> Case:
    """Return the expression of the life areas that an involvement opens to `viewer`: role and choices applied.

    The database is called for a row only where the person closed something to this viewer, or where the role does
    not reach all that the involvement opens; who closed anything is asked once a query.
    """
    audiences = Value(list(viewer.audience_ids), output_field=_IDS)
    roles = Value(sorted(viewer.roles), output_field=_TEXTS)
    within = Value(list(viewer.areas_within), output_field=_TEXTS)
    today = Value(viewer.today, output_field=models.DateField())
    given = Cast(F("life_areas"), _TEXTS)
    by_call = Func(
        F("person_id"),
        given,
        F("purpose"),
        audiences,
        roles,
        within,
        today,
        function="lodestar_open_areas",
        output_field=_TEXTS,
    )
    closed = Func(
        audiences,
        roles,
        today,
        template="((SELECT lodestar_closed_people(%(expressions)s))::uuid[])",
        output_field=_IDS,
    )
    is_within = Func(given, within, arg_joiner=" <@ ", **_AS_CONDITION)
    is_untouched = Func(F("person_id"), closed, arg_joiner=" <> ALL ", **_AS_CONDITION)
    return Case(When(Q(is_within) & Q(is_untouched), then=given), default=by_call, output_field=_TEXTS)


def reaches(viewer: Viewer, *, area_field: str | None = None, areas_field: str | None = None) -> Exists:
    """Return the condition that a row's person is open to `viewer`, in the row's own life area where it has one."""
    held = apps.get_model("people", "Involvement").objects.held_by(viewer).filter(person_id=OuterRef("person_id"))
    opened: dict[str, Any] = {}
    if area_field is not None:
        opened["open_areas__contains"] = _as_list(OuterRef(area_field))
    if areas_field is not None:
        opened["open_areas__overlap"] = Cast(OuterRef(areas_field), _TEXTS)
    return Exists(held.filter(**opened))


class ReachQuerySet(models.QuerySet[Any]):
    """Rows of a table about people. `visible_to` is where each list of them starts."""

    area_field: str | None = None
    areas_field: str | None = None
    parent_field: str | None = None

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the rows of people who are open to `viewer`, in the life areas that are open where rows have one."""
        if self.parent_field is not None:
            parent: Any = self.model._meta.get_field(self.parent_field).related_model
            return self.filter(**{f"{self.parent_field}__in": parent.objects.visible_to(viewer)})
        return self.filter(reaches(viewer, area_field=self.area_field, areas_field=self.areas_field))


class ReachByArea(ReachQuerySet):
    """Rows that have a `life_area`."""

    area_field = "life_area"


class ReachByAreas(ReachQuerySet):
    """Rows that have `life_areas`: one that is open opens the row."""

    areas_field = "life_areas"


def _as_list(reference: OuterRef) -> Func:
    return Func(Cast(reference, models.TextField()), template="ARRAY[%(expressions)s]", output_field=_TEXTS)
