"""Bringing the database to this version, as the owner of its tables."""

from collections.abc import Callable

from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

OWNER = "owner"


class _LightState(ProjectState):
    """The models as they stand between two steps, drawn anew only where a step changes them.

    Django draws a changed model together with all that relates to it, at any remove. Nearly every model of ours
    relates to a person, so 113 steps drew 27,000 models and took 32 seconds; this way they draw 2,000 and take
    six. Nothing relates yet to a model that is new, and a change that Django itself calls one to delay (an index,
    a constraint, a column that points nowhere) moves no relation.
    """

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        if "apps" not in self.__dict__:
            return
        is_new = model_name not in self.apps.all_models[app_label]
        if not (is_new or delay):
            super().reload_model(app_label, model_name, delay)
            return
        # Django's own word for "somewhat behind": steps that run Python have everything drawn first.
        self.is_delayed = True
        if not is_new:
            self.apps.unregister_model(app_label, model_name)
        self.apps.render_multiple([self.models[app_label, model_name]])


def migrate(say: Callable[[str], None]) -> None:
    """Apply every step that this database has not had, and say how many they are."""
    connection = connections[OWNER]
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    if plan:
        say(f"Bringing the database to this version: {len(plan)} steps…")
        loader = executor.loader
        had = loader.project_state([step for step in loader.applied_migrations if step in loader.graph.nodes])
        emit_pre_migrate_signal(0, False, OWNER, apps=had.apps, plan=plan)
        state = executor.migrate(targets, plan, state=_LightState(had.models, had.real_apps))
        state.clear_delayed_apps_cache()
        emit_post_migrate_signal(0, False, OWNER, apps=state.apps, plan=plan)
    connection.close()
