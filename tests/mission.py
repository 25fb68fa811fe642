"""`make coverage-of-mission`: which rows of the mission's inventory a passing test shows."""

import csv
import io
import re
import sys
from collections import defaultdict
from contextlib import redirect_stdout
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
INVENTORY = ROOT.parent / "shared" / "design" / "inventory.csv"


class Shown:
    """Collects the marked tests of a run and whether they passed."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._marks: dict[str, list[str]] = {}

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        marked = [item for item in items if list(item.iter_markers("inventory"))]
        config.hook.pytest_deselected(items=[item for item in items if item not in marked])
        items[:] = marked
        for item in marked:
            path, line, _ = item.location
            self._marks[item.nodeid] = [row for mark in item.iter_markers("inventory") for row in mark.args]
            self._marks[item.nodeid + "@"] = [f"{path}:{(line or 0) + 1}"]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.nodeid in self._marks:
            where = self._marks[report.nodeid + "@"][0]
            for row in self._marks[report.nodeid]:
                self.rows[row].append((where, report.outcome))


def main() -> int:
    """Run the marked tests and print rows shown and not shown. Returns the exit code."""
    shown = Shown()
    print("Running the marked tests; a few minutes…", file=sys.stderr)
    said = io.StringIO()
    with redirect_stdout(said):
        code = pytest.main(["-q", "-p", "no:randomly", str(ROOT / "tests")], plugins=[shown])
    if code != pytest.ExitCode.OK:
        print(said.getvalue(), file=sys.stderr)
    rows = _inventory() or dict.fromkeys(sorted(shown.rows), "")
    passing = {row for row, tests in shown.rows.items() if all(outcome == "passed" for _, outcome in tests)}
    for row, headline in rows.items():
        if row in passing:
            print(f"shown      {row:6} {headline}")
            for where in sorted({where for where, _ in shown.rows[row]}):
                print(f"             {where}")
    for row, headline in rows.items():
        if row not in passing:
            print(f"{'FAILING' if row in shown.rows else 'not shown':10} {row:6} {headline}")
    print(f"\n{len(passing & set(rows))} of {len(rows)} rows shown by a passing test.")
    unknown = set(shown.rows) - set(rows)
    if unknown:
        print(f"Marked, but not in the inventory: {', '.join(sorted(unknown))}")
    return 1 if unknown or code != pytest.ExitCode.OK else 0


def _inventory() -> dict[str, str]:
    if not INVENTORY.exists():
        print("The inventory is not beside this checkout: only the marked rows are listed.")
        return {}
    with INVENTORY.open(newline="") as file:
        return {line["id"]: re.sub(r"\s+", " ", line["asks"])[:90] for line in csv.DictReader(file)}


if __name__ == "__main__":
    sys.exit(main())
