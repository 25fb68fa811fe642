"""Counters for rates count every time, each on its own, and begin anew when their time is over."""

import pytest
from django.core.cache import caches
from django.db import connection

pytestmark = pytest.mark.django_db


def test_a_counter_begins_once_and_counts_each_time() -> None:
    counters = caches["counters"]

    assert counters.add("visitor", 1, 60)
    assert not counters.add("visitor", 1, 60)
    assert [counters.incr("visitor"), counters.incr("visitor", 5)] == [2, 7]
    assert counters.get("visitor") == 7
    assert counters.get("somebody-else", 0) == 0
    with pytest.raises(ValueError, match="no such counter"):
        counters.incr("somebody-else")


def test_a_counter_whose_time_is_over_begins_anew_and_is_swept_away() -> None:
    counters = caches["counters"]
    counters.add("old", 9, 60)
    counters.add("older", 9, 60)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_cache SET expires = now() - interval '1 second'")

    assert counters.get("old") is None
    assert counters.add("old", 1, 60)
    assert counters.get("old") == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_cache WHERE cache_key LIKE %s", ["%older%"])
        assert cursor.fetchone() == (0,)
