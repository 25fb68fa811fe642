"""The table of an import adds up, whatever a source holds: shown on generated piles, without a database."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.directory import comparing, incoming, sorting
from lodestar.directory.comparing import Counts, CountsDoNotAddUp, Kept, Ledger
from lodestar.directory.incoming import HeldBack, Reason, Row

KEYS = st.sampled_from(["1", "2", "3", "4", "1,2", "5; 6", "none such"])
NAMES = st.sampled_from(["", "Walking", "Debt advice"])


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """Return a row of any kind, with links that may lead nowhere."""
    kind = draw(st.sampled_from(sorted(incoming.KINDS)))
    names = draw(st.lists(st.sampled_from(incoming.KINDS[kind].links or ("",)), unique=True))
    values: dict[str, Any] = {"name": draw(NAMES), "number": draw(st.sampled_from(["", "0161 496 0001"]))}
    return Row(
        kind=kind,
        key=draw(st.sampled_from(["1", "2", "3", "4", "5", "6"])),
        links={name: (draw(KEYS),) for name in names if name},
        values={name: value for name, value in values.items() if value},
        is_nested=draw(st.booleans()),
    )


HELD = st.builds(
    HeldBack, kind=st.just("service"), key=st.just("9"), reason=st.just(Reason.SHIFTED_CELLS), explanation=st.just("x")
)
PILES = st.lists(st.one_of(rows(), HELD), max_size=60)


def settled(found: list[Row | HeldBack]) -> sorting.Sorted:
    pile = sorting.Pile()
    pile.take(found)
    return sorting.settle(pile)


@given(PILES)
def test_every_row_that_was_read_is_in_or_repeated_or_in_quarantine(found: list[Row | HeldBack]) -> None:
    done = settled(found)

    read = Counter(one.kind for one in found)
    for kind, tally in done.tallies.items():
        assert tally.read == read[kind]
        assert tally.read == len(done.rows.get(kind, [])) + tally.repeated + tally.held


@given(PILES)
def test_every_row_in_quarantine_is_there_with_a_reason_and_a_mend(found: list[Row | HeldBack]) -> None:
    done = settled(found)

    held = Counter(one.kind for one in done.held if not one.is_link_only)
    assert held == Counter({kind: tally.held for kind, tally in done.tallies.items() if tally.held})
    assert all(one.explanation and one.reason in Reason for one in done.held)


@given(PILES)
def test_no_row_that_stands_points_at_one_that_does_not(found: list[Row | HeldBack]) -> None:
    done = settled(found)

    standing = {kind: {row.key for row in some} for kind, some in done.rows.items()}
    for row in (row for some in done.rows.values() for row in some):
        for name, keys in row.links.items():
            for target in incoming.POINTS_TO.get(name, (name,)):
                assert set(keys) <= standing.get(target, set())


@given(PILES, PILES)
def test_a_second_edition_balances_with_what_was_held_before(
    first: list[Row | HeldBack], second: list[Row | HeldBack]
) -> None:
    before = settled(first)
    kept = {
        kind: {row.key: Kept(incoming.stable_id("s", kind, row.key), "p", repr(row.values), False) for row in some}
        for kind, some in before.rows.items()
    }
    after = settled(second)
    ledger = Ledger(kept)
    for kind, some in after.rows.items():
        for row in some:
            ledger.note(kind, row.key, "p", repr(row.values))
    ledger.gone({kind: {row.key for row in some} for kind, some in after.rows.items()}, after.held)

    counts = ledger.close(after.tallies)

    for kind, one in counts.items():
        assert one.before == len(kept.get(kind, {}))
        assert one.after >= len(after.rows.get(kind, [])), "what stands is held, and what came broken may be too"


def test_counts_that_contradict_themselves_are_refused() -> None:
    with pytest.raises(CountsDoNotAddUp, match="service: 3 read, but 2 accounted for"):
        Counts(read=3, created=2, after=2).check("service")
    with pytest.raises(CountsDoNotAddUp):
        Counts(read=1, created=1, after=5).check("service")


def test_a_long_key_is_shortened_without_meeting_another() -> None:
    one, other = (incoming.short_key("x" * 300 + end) for end in ("a", "b"))

    assert len(one) <= incoming.LONGEST_KEY
    assert one != other


def test_terms_that_lead_back_to_themselves_lose_that_link_and_stay() -> None:
    terms: list[Row | HeldBack] = [
        Row("taxonomy_term", "1", {"parent": ("2",)}, {"name": "A"}),
        Row("taxonomy_term", "2", {"parent": ("1",)}, {"name": "B"}),
    ]

    done = settled(terms)

    assert len(done.rows["taxonomy_term"]) == 2
    assert [(one.reason, one.is_link_only) for one in done.held] == [(Reason.CIRCLE, True)]


def test_the_fingerprint_of_what_was_made_does_not_know_the_moment() -> None:
    from lodestar.directory.making import Record

    ident = incoming.stable_id("s", "service", "1")
    one, other = (Record(ident, {"name": "A", "changed_at": moment}) for moment in ("now", "later"))

    assert comparing.fingerprint_of([one]) == comparing.fingerprint_of([other])
