"""Counters that all processes share, for rates: one statement a count, in the database's cache table."""

from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

# Django's own database cache counts all rows at each write and takes eleven statements for what is two here; and two
# requests at once could both count one.
_ADD = """
    INSERT INTO access_cache (cache_key, value, expires) VALUES (%s, %s, %s)
    ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
    WHERE access_cache.expires < now() RETURNING cache_key"""
_INCREASE = "UPDATE access_cache SET value = (value::bigint + %s)::text WHERE cache_key = %s RETURNING value"
_SWEEP = "DELETE FROM access_cache WHERE expires < now()"


class CounterCache(BaseCache):
    """A Django cache that holds whole numbers only. What has expired is swept away when a new counter is begun."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        """Make the cache; the table is always the same, so `location` says nothing."""
        super().__init__(params)

    def add(self, key: str, value: int, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Begin a counter; return False and leave it when it already counts."""
        until = datetime.fromtimestamp(self.get_backend_timeout(timeout) or 0, tz=UTC)
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [self.make_and_validate_key(key, version), str(int(value)), until])
            is_new = cursor.fetchone() is not None
            if is_new:
                cursor.execute(_SWEEP)
        return is_new

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count, and return the new number. Raises ValueError when there is no such counter."""
        with connection.cursor() as cursor:
            cursor.execute(_INCREASE, [delta, self.make_and_validate_key(key, version)])
            row = cursor.fetchone()
        if row is None:
            raise ValueError("There is no such counter.")
        return int(row[0])

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return the number as it stands, or `default`."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT value FROM access_cache WHERE cache_key = %s AND expires >= now()",
                [self.make_and_validate_key(key, version)],
            )
            row = cursor.fetchone()
        return default if row is None else int(row[0])
