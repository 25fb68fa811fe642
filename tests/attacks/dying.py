"""A process that dies in the middle of a write, as often as there are statements to die at.

Run as a program: `python -m tests.attacks.dying DATABASE ACTION VIEWER KEYWORDS`. It forks once for each statement of
the action that writes, and each child kills itself straight after that statement, before anything is committed. It
prints how many children died. Nothing of it runs inside the tests' own process: a child must not share a connection.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

WRITES = ("INSERT", "UPDATE", "DELETE")


def act(action: str, user_id: str, given: dict[str, Any], *, die_at: int) -> None:
    """Do one action as somebody; kill this process straight after its write number `die_at`."""
    from django.db import connection, transaction
    from django.utils import timezone
    from django.utils.module_loading import import_string

    from lodestar.access import queries, row_security
    from lodestar.access.models import User

    written = 0

    def dying(execute: Callable[..., Any], query: str, *rest: Any) -> Any:
        nonlocal written
        made = execute(query, *rest)
        written += query.lstrip().upper().startswith(WRITES)
        if written == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return made

    with transaction.atomic(), connection.execute_wrapper(dying):
        viewer = queries.viewer_for(User.objects.get(pk=user_id), today=timezone.localdate())
        row_security.set_viewer(viewer)
        import_string(action)(**read(given), by=viewer, at=timezone.now())
        transaction.set_rollback(True)


def read(given: dict[str, Any]) -> dict[str, Any]:
    """Keywords from JSON: a value `{"class": …, …}` is one of ours, made from the rest."""
    from django.utils.module_loading import import_string

    made = {}
    for name, value in given.items():
        if isinstance(value, dict):
            value = import_string(value.pop("class"))(**value)
        made[name] = date.fromisoformat(value) if name.endswith("_on") and isinstance(value, str) else value
    return made


def main() -> None:
    """Fork until a child has no write left to die at, and say how many died."""
    import django

    django.setup()
    from tests import migrated

    database, action, user_id, given = sys.argv[1:]
    # Only named here: the first to connect is a child.
    migrated.point_at(database)
    died = 0
    while True:
        child = os.fork()
        if child == 0:
            act(action, user_id, json.loads(given), die_at=died + 1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            died += 1
            continue
        assert os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0, "the action was refused"
        print(died)
        return


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    main()
