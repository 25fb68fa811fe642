"""New words are never dated before those that they replace."""

from datetime import UTC, datetime, timedelta

from lodestar.rules import versions

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_words_have_the_moment_in_which_they_were_said() -> None:
    assert versions.dated(NOON, after=None) == NOON
    assert versions.dated(NOON, after=NOON - timedelta(days=1)) == NOON


def test_words_follow_those_that_they_replace_also_where_a_clock_was_put_back() -> None:
    for before in (NOON, NOON + timedelta(hours=1)):
        assert before < versions.dated(NOON, after=before) < before + timedelta(milliseconds=1)
