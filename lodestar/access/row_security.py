"""Row-level security: the database's own word on who sees a person's rows.

The web role owns nothing and cannot bypass these policies. Each request says who looks, once, for its
transaction; a row shows when an involvement of that viewer, or of one of the viewer's teams, opens it.
"""

from collections.abc import Iterable

from django.db import connections, migrations

from lodestar.access.viewers import Viewer
from lodestar.rules import reach

FUNCTIONS = """
CREATE FUNCTION lodestar_viewer() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('lodestar.viewer', true), '')::uuid[], '{}'::uuid[]) $$;
CREATE FUNCTION lodestar_roles() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('lodestar.roles', true), '')::text[], '{}'::text[]) $$;
CREATE FUNCTION lodestar_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('lodestar.today', true), '')::date, current_date) $$;
"""

NO_FUNCTIONS = "DROP FUNCTION lodestar_viewer(); DROP FUNCTION lodestar_roles(); DROP FUNCTION lodestar_today();"

# Whatever the owner makes, the web role may use; what it may see of it, the policies say. It owns nothing.
GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO lodestar_web;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO lodestar_web;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lodestar_web;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO lodestar_web;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM lodestar_web;
"""
NO_GRANTS = """
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM lodestar_web;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM lodestar_web;
"""

# The trigger holds for every role, the owner too. The rows show to their person and to information leads.
APPEND_ONLY_TRAIL = """
CREATE FUNCTION lodestar_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON access_auditevent
    FOR EACH ROW EXECUTE FUNCTION lodestar_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON access_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION lodestar_refuse_change();
REVOKE UPDATE, DELETE ON access_auditevent FROM lodestar_web;
ALTER TABLE access_auditevent ENABLE ROW LEVEL SECURITY;
CREATE POLICY adds_own_events ON access_auditevent FOR INSERT
    WITH CHECK (by_user_id IS NULL OR by_user_id = ANY ((SELECT lodestar_viewer())::uuid[]));
CREATE POLICY information_lead_reads ON access_auditevent FOR SELECT
    USING ('information-lead' = ANY ((SELECT lodestar_roles())::text[]));
"""
NO_APPEND_ONLY_TRAIL = """
DROP POLICY information_lead_reads ON access_auditevent;
DROP POLICY adds_own_events ON access_auditevent;
DROP TRIGGER append_only_whole ON access_auditevent;
DROP TRIGGER append_only ON access_auditevent;
DROP FUNCTION lodestar_refuse_change();
"""

# Django's own shape for its database cache; unlogged, as nothing in it is worth keeping.
CACHE_TABLE = """
CREATE UNLOGGED TABLE access_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX access_cache_expires ON access_cache (expires);
"""

# A viewer sees their own involvements while they hold, and those of others with people whom they may see. The function
# runs as its owner, because a policy that reads its own table would never end.
INVOLVEMENT = """
CREATE FUNCTION lodestar_sees(person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT EXISTS (
    SELECT 1 FROM people_involvement involved
    WHERE involved.person_id = person AND involved.holder_id = ANY (lodestar_viewer())
      AND involved.starts_on <= lodestar_today()
      AND (involved.ends_on IS NULL OR involved.ends_on > lodestar_today())) $$;
ALTER TABLE people_involvement ENABLE ROW LEVEL SECURITY;
CREATE POLICY viewer_is_involved ON people_involvement
    USING ((holder_id = ANY ((SELECT lodestar_viewer())::uuid[]) AND starts_on <= (SELECT lodestar_today())
            AND (ends_on IS NULL OR ends_on > (SELECT lodestar_today()))) OR lodestar_sees(person_id))
    WITH CHECK (lodestar_sees(person_id));
CREATE POLICY person_reads ON access_auditevent FOR SELECT
    USING (EXISTS (
        SELECT 1 FROM people_involvement involved
        WHERE involved.person_id = access_auditevent.person_id AND involved.basis = 'self'
          AND involved.holder_id = ANY ((SELECT lodestar_viewer())::uuid[])));
"""
NO_INVOLVEMENT = """
DROP POLICY person_reads ON access_auditevent;
DROP POLICY viewer_is_involved ON people_involvement;
DROP FUNCTION lodestar_sees(uuid);
"""

# The sub-selects make the planner ask for viewer and date once a query, not once a row.
_INVOLVED = """EXISTS (
    SELECT 1 FROM people_involvement involved
    WHERE involved.person_id = {person}
      AND involved.holder_id = ANY ((SELECT lodestar_viewer())::uuid[])
      AND involved.starts_on <= (SELECT lodestar_today())
      AND (involved.ends_on IS NULL OR involved.ends_on > (SELECT lodestar_today())){area})"""


def protect(table: str, *, person: str = "person_id", life_area: str | None = None) -> migrations.RunSQL:
    """Return the migration step that opens `table`'s rows to those involved with their person only.

    With `life_area`, the name of a column, the involvement must open that life area too.
    """
    area = f"\n      AND {table}.{life_area} = ANY (involved.life_areas)" if life_area else ""
    condition = _INVOLVED.format(person=f"{table}.{person}", area=area)
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n"
        f"CREATE POLICY viewer_is_involved ON {table} USING ({condition}) WITH CHECK ({condition});",
        f"DROP POLICY viewer_is_involved ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


# More of who looks: to whom their rows may be closed, the most that their roles reach, what they may do, and when.
REACH_FUNCTIONS = """
CREATE FUNCTION lodestar_audiences() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('lodestar.audiences', true), '')::uuid[], '{}'::uuid[]) $$;
CREATE FUNCTION lodestar_areas() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('lodestar.areas', true), '')::text[], '{}'::text[]) $$;
CREATE FUNCTION lodestar_powers() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('lodestar.powers', true), '')::text[], '{}'::text[]) $$;
CREATE FUNCTION lodestar_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('lodestar.now', true), '')::timestamptz, now()) $$;
"""
NO_REACH_FUNCTIONS = """
DROP FUNCTION lodestar_audiences();
DROP FUNCTION lodestar_areas();
DROP FUNCTION lodestar_powers();
DROP FUNCTION lodestar_now();
"""

# Who acts, where it is a program: it sees as its team and acts for somebody, under whose id its events are written.
PROGRAMS = """
CREATE FUNCTION lodestar_actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('lodestar.actor', true), '')::uuid $$;
DROP POLICY adds_own_events ON access_auditevent;
CREATE POLICY adds_own_events ON access_auditevent FOR INSERT
    WITH CHECK (by_user_id IS NULL OR by_user_id = ANY ((SELECT lodestar_viewer())::uuid[])
                OR by_user_id = (SELECT lodestar_actor()));
"""
NO_PROGRAMS = """
DROP POLICY adds_own_events ON access_auditevent;
CREATE POLICY adds_own_events ON access_auditevent FOR INSERT
    WITH CHECK (by_user_id IS NULL OR by_user_id = ANY ((SELECT lodestar_viewer())::uuid[]));
DROP FUNCTION lodestar_actor();
"""

# An involvement that holds for this viewer now. `people_involvement` shows it only while some area is open through it.
HELD = """involved.holder_id = ANY ((SELECT lodestar_viewer())::uuid[])
      AND involved.starts_on <= (SELECT lodestar_today())
      AND (involved.ends_on IS NULL OR involved.ends_on > (SELECT lodestar_today()))
      AND (involved.ends_at IS NULL OR involved.ends_at > (SELECT lodestar_now()))"""
OPEN_AREAS_BY_CALL = """lodestar_open_areas(involved.person_id, involved.life_areas::text[], involved.purpose,
        (SELECT lodestar_audiences())::uuid[], (SELECT lodestar_roles())::text[],
        (SELECT lodestar_areas())::text[], (SELECT lodestar_today()))"""
# The same, without a call for nearly every row: who closed anything to this viewer is asked once a query.
OPEN_AREAS = f"""CASE WHEN involved.life_areas::text[] <@ (SELECT lodestar_areas())::text[]
        AND involved.person_id <> ALL ((SELECT lodestar_closed_people(lodestar_audiences(), lodestar_roles(),
            lodestar_today()))::uuid[])
        THEN involved.life_areas::text[] ELSE {OPEN_AREAS_BY_CALL} END"""


def reaching(table: str, *, person: str = "person_id", life_area: str = "", life_areas: str = "") -> str:
    """Return the SQL condition that a row of `table` is open to the viewer: role, involvement and choices.

    `life_area` is a column with one slug, `life_areas` one with several of which one must be open.
    """
    area = ""
    if life_area:
        # The first comparison spares the call for most rows that are not open.
        own = f"{table}.{life_area}"
        area = f"\n      AND {own} = ANY (involved.life_areas) AND {own} = ANY (({OPEN_AREAS})::text[])"
    if life_areas:
        area = f"\n      AND {table}.{life_areas}::text[] && ({OPEN_AREAS})"
    return (
        f"EXISTS (\n    SELECT 1 FROM people_involvement involved\n    WHERE involved.person_id = {table}.{person}"  # noqa: S608
        f"\n      AND {HELD}{area})"
    )


def protect_by_reach(table: str, *, life_area: str = "", life_areas: str = "") -> migrations.RunSQL:
    """Return the migration step that opens rows by role, involvement and choices, instead of what `protect` did."""
    condition = reaching(table, life_area=life_area, life_areas=life_areas)
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n"
        f"DROP POLICY IF EXISTS viewer_is_involved ON {table};\n"
        f"CREATE POLICY viewer_is_involved ON {table} USING ({condition}) WITH CHECK ({condition});",
        f"DROP POLICY viewer_is_involved ON {table};",
    )


def protect_with(table: str, *, parent: str, key: str) -> migrations.RunSQL:
    """Return the migration step that shows `table`'s rows to whoever may see the `parent` row that `key` names."""
    condition = f"EXISTS (SELECT 1 FROM {parent} parent WHERE parent.id = {table}.{key})"  # noqa: S608
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n"
        f"CREATE POLICY viewer_sees_parent ON {table} USING ({condition}) WITH CHECK ({condition});",
        f"DROP POLICY viewer_sees_parent ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def set_viewer(viewer: Viewer, *, using: str = "default") -> None:
    """Say who looks, until this transaction ends. Raises AssertionError outside a transaction."""
    connection = connections[using]
    assert connection.in_atomic_block, "the viewer is set for a transaction, and there is none"
    said = {
        "viewer": _listed(viewer.holder_ids),
        "actor": str(viewer.user_id) if viewer.is_program else "",
        "audiences": _listed(viewer.audience_ids),
        "roles": _listed(sorted(viewer.roles)),
        "areas": _listed(viewer.areas_within),
        "powers": _listed(sorted(reach.powers_of(viewer.roles))),
        "today": viewer.today.isoformat(),
        "now": viewer.now.isoformat() if viewer.now else "",
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"set_config('lodestar.{name}', %s, true)" for name in said),
            list(said.values()),
        )


def _listed(values: Iterable[object]) -> str:
    return "{" + ",".join(str(value) for value in values) + "}"
