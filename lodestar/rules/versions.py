"""When a new version of somebody's words is dated. The newest of them stands, so none may seem older than it is."""

from datetime import datetime, timedelta


def dated(at: datetime, *, after: datetime | None) -> datetime:
    """Return the moment of words that replace those of the moment `after`; None where there are none.

    It is `at`, except where a machine's clock was put back: what is said now must not hide behind what was said
    before, so it then follows by a microsecond, the finest step that the database keeps.

    Unit: a moment.  Source: our own rule; nothing that somebody wrote may be lost.  Checked: 2026-11-22.
    """
    return at if after is None else max(at, after + timedelta(microseconds=1))
