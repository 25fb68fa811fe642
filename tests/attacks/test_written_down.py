"""The hazard log, the list of attacks and the common checks name tests, and each of them is there."""

import ast
import itertools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("docs/reference/hazard-log.md", "docs/reference/attacks.md", "docs/reference/common-checks.md")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def rows(page: str) -> list[str]:
    """The rows of a page's tables, without their heads."""
    lines = (ROOT / page).read_text().splitlines()
    return [line for before, line in itertools.pairwise(lines) if line.startswith("|") and before.startswith("|")]


def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("page", PAGES)
def test_each_test_that_is_named_exists(page: str) -> None:
    named = NAMED.findall((ROOT / page).read_text())

    missing = [(path, name) for path, name in named if not (ROOT / path).exists() or name not in names_in(path)]

    assert len(named) > 15
    assert missing == []


@pytest.mark.parametrize("page", PAGES)
def test_each_row_names_a_test(page: str) -> None:
    silent = [row for row in rows(page) if not row.startswith("|---") and not NAMED.search(row)]

    assert silent == []
