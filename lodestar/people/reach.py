"""How much of a record opens to a viewer, in a query: the one place that every list and every check starts from.

The same in the database's own words: `access/row_security.py`. As a rule on facts: `rules/reach.py`.
"""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import F, Func

from lodestar.access.viewers import Viewer

_TEXTS = ArrayField(models.TextField())


class OpenAreas(Func):
    """The life areas that an involvement opens to a viewer: role and choices applied. Reads an involvement's columns.

    The database is called for a row only where the person closed something to this viewer, or where the role does
    not reach all that the involvement opens; who closed anything is asked once a query.
    """

    output_field = _TEXTS

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(F("life_areas"), F("person_id"), F("purpose"))
        self.viewer = viewer

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return the CASE over the columns that the query has for them."""
        life_areas, person, purpose = (compiler.compile(one)[0] for one in self.get_source_expressions())
        sql = _OPEN_AREAS.format(life_areas=life_areas, person=person, purpose=purpose)
        return sql, _open_areas_values(self.viewer)


class Reaches(Func):
    """The condition that a row's person is open to a viewer, in the row's own life area or areas where it has them.

    It is `Exists` over `Involvement.held_by`, in words of its own: put together by the ORM for each of a page's
    lists, that condition costs more than the lists. A test holds the two against each other.
    """

    output_field = models.BooleanField()

    def __init__(
        self,
        viewer: Viewer,
        *,
        person: str,
        area: str | None = None,
        areas: str | None = None,
        basis: str | None = None,
    ) -> None:
        super().__init__(F(person), *(F(name) for name in (area, areas) if name is not None))
        self.viewer, self.area, self.areas, self.basis = viewer, area, areas, basis

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return the EXISTS. Raises EmptyResultSet for whoever holds nothing."""
        viewer = self.viewer
        if not viewer.holder_ids:
            raise EmptyResultSet
        person, *of_row = (compiler.compile(one)[0] for one in self.get_source_expressions())
        values = [*_held_values(viewer), *_open_areas_values(viewer)]
        if self.area is not None:
            opens = f"@> ARRAY[{of_row[0]}::text]"
        elif self.areas is not None:
            opens = f"&& {of_row[0]}::text[]"
        else:
            opens = "&& %s::text[]"
            values.append(list(viewer.areas_within))
        if self.basis is not None:
            values.append(self.basis)
        return _REACHES.format(
            person=person,
            now=_now(viewer),
            opens=opens,
            basis="" if self.basis is None else " AND held.basis = %s",
        ), values


# No more is ever open than the roles reach: both ways keep to that.
_OPEN_AREAS = """CASE WHEN {life_areas}::text[] <@ %s::text[]
    AND {person} <> ALL ((SELECT lodestar_closed_people(%s::uuid[], %s::text[], %s))::uuid[])
    THEN {life_areas}::text[]
    ELSE lodestar_open_areas({person}, {life_areas}::text[], {purpose}, %s::uuid[], %s::text[], %s::text[], %s) END"""
_OPENED = _OPEN_AREAS.format(life_areas="held.life_areas", person="held.person_id", purpose="held.purpose")
_HELD = """held.person_id = {person} AND held.holder_id = ANY (%s::uuid[]) AND held.starts_on <= %s
    AND (held.ends_on IS NULL OR held.ends_on > %s) AND (held.ends_at IS NULL OR held.ends_at > {now})"""
_REACHES = f"""EXISTS (SELECT 1 FROM people_involvement held WHERE {_HELD} AND {_OPENED} {{opens}}{{basis}})"""  # noqa: S608 -- our own parts only
_GROUNDS = f"""(SELECT json_agg(json_build_object('purpose', held.purpose, 'basis', held.basis, 'areas', opened.areas)
        ORDER BY held.starts_on, held.id)
    FROM people_involvement held CROSS JOIN LATERAL (SELECT {_OPENED} AS areas) opened
    WHERE {_HELD} AND opened.areas && %s::text[])"""  # noqa: S608 -- our own parts only


def _open_areas_values(viewer: Viewer) -> list[Any]:
    audiences, roles, within = list(viewer.audience_ids), sorted(viewer.roles), list(viewer.areas_within)
    return [within, audiences, roles, viewer.today, audiences, roles, within, viewer.today]


def _held_values(viewer: Viewer) -> list[Any]:
    of_now = [] if viewer.now is None else [viewer.now]
    return [list(viewer.holder_ids), viewer.today, viewer.today, *of_now]


def _now(viewer: Viewer) -> str:
    return "STATEMENT_TIMESTAMP()" if viewer.now is None else "%s"


def grounds(viewer: Viewer, *, person: str) -> tuple[str, list[Any]]:
    """Return the sub-select of what a person's record opens to `viewer` by, the oldest first, with its values.

    It is `Involvement.held_by` of `person`, a column with the person's id, in words of its own. Each row is an object
    with purpose, basis and the life areas that open; null where nothing opens.
    """
    values = [*_open_areas_values(viewer), *_held_values(viewer), list(viewer.areas_within)]
    return _GROUNDS.format(person=person, now=_now(viewer)), values


def reaches(viewer: Viewer, *, area_field: str | None = None, areas_field: str | None = None) -> Reaches:
    """Return the condition that a row's person is open to `viewer`, in the row's own life area where it has one."""
    return Reaches(viewer, person="person_id", area=area_field, areas=areas_field)


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
