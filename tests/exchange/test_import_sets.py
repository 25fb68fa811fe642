"""Every set of real data beside the checkout imports, every row in or in quarantine; the counts are a page of docs.

The page is written anew by: LODESTAR_UPDATE_DOCS=1 python -m pytest tests/exchange/test_import_sets.py
"""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from lodestar.exchange.openreferral import importing, reporting
from tests.exchange import feeds

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "imports.md"
HEAD = """# What importing the real sets does

Made by `tests/exchange/test_import_sets.py`, which fails when a count changes. The sets are those of the folder
`shared/data/directory` beside the checkout; none of them is ours, and none is in this repository.

Of each kind: *read* = *created* + *updated* + *unchanged* + *repeated* + *quarantined*, and what was held before
+ *created* - *retired* = what is held after. *Repeated* rows say exactly what an earlier row with their id says.
A row in quarantine has a reason and a mend, in the report, in the file that `--quarantine` names and on the
screen. *Links held back*: the row is in, without one link that led nowhere. Each set was imported into an empty
directory, and then again, which changed nothing.
"""


def sets(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir())


def told(name: str, report: importing.ImportReport) -> Iterator[str]:
    yield f"\n## {name}\n"
    mapping = next((f" {remark}" for remark in report.remarks if remark.startswith("Read by the mapping")), "")
    yield f"Format: {report.format}.{mapping}\n"
    yield "| kind | read | created | repeated | quarantined | links held back |"
    yield "|---|--:|--:|--:|--:|--:|"
    for kind, one in report.counts.items():
        yield f"| {kind} | {one.read} | {one.created} | {one.repeated} | {one.quarantined} | {one.links_held} |"
    groups = Counter((one.reason.value, one.kind, one.is_link_only) for one in report.held)
    if groups:
        yield ""
    for (reason, kind, is_link), number in sorted(groups.items()):
        yield f"- {number} {'links of ' if is_link else ''}{kind}: {reason}"


@pytest.mark.django_db
@pytest.mark.inventory("S0-30")
def test_every_set_imports_with_every_row_in_or_in_quarantine(shared_data: Path, tmp_path: Path) -> None:
    lines = [HEAD]
    for folder in sets(shared_data / "directory"):
        aside = tmp_path / f"{folder.name}.ndjson"

        report = feeds.run(folder, name=folder.name, quarantine_file=aside)
        again = feeds.run(folder, name=folder.name)

        for one in report.counts.values():
            assert one.read == one.created + one.repeated + one.quarantined
        assert sum(one.quarantined + one.links_held for one in report.counts.values()) == len(report.held)
        assert not report.held or len(aside.read_text(encoding="utf-8").splitlines()) == len(report.held)
        assert not any(one.created or one.updated or one.retired for one in again.counts.values()), folder.name
        assert "read = created" in reporting.table(report.counts)
        lines += told(folder.name, report)
    page = "\n".join(lines) + "\n"
    if os.environ.get("LODESTAR_UPDATE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page


@pytest.mark.parametrize("name", ["open-referral-mock-data.sql", "service-directory-data.sql"])
def test_a_database_script_is_refused_with_the_way_out(shared_data: Path, name: str) -> None:
    with pytest.raises(importing.ImportRefused, match=r"database script \(SQL\).*Export the tables as CSV"):
        feeds.run(shared_data / "directory" / "dfe-familyhubs" / name)


def test_an_empty_page_of_a_live_feed_is_refused(shared_data: Path) -> None:
    with pytest.raises(importing.ImportRefused, match="An empty feed is taken for a fault"):
        feeds.run(shared_data / "directory" / "oruk1-shapes" / "hull-services-page1.json")
