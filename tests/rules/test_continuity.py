"""The same worker: the share of contacts with the usual one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules.continuity import Continuity, continuity


@pytest.mark.inventory("S2-21")
@pytest.mark.parametrize(
    ("workers", "expected", "index"),
    [
        (["dee"] * 11 + ["amir"], Continuity("dee", 11, 12), 11 / 12),
        (["dee"], Continuity("dee", 1, 1), 1.0),
        (["dee", "amir"], Continuity("amir", 1, 2), 0.5),
        ([], Continuity(None, 0, 0), None),
    ],
)
def test_continuity_is_the_share_of_contacts_with_the_usual_worker(
    workers: list[str], expected: Continuity, index: float | None
) -> None:
    found = continuity(workers=workers)

    assert found == expected
    assert found.index == index


@given(st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_the_index_lies_between_one_worker_in_each_and_one(workers: list[int]) -> None:
    found = continuity(workers=workers)

    assert found.index is not None
    assert 1 / len(set(workers)) <= found.index <= 1
    assert workers.count(found.usual) == found.with_usual
