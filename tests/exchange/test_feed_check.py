"""`lodestar directory check`, and the quarantine that screens show."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from lodestar.access.actions import the_system
from lodestar.config import cli
from lodestar.directory import queries
from lodestar.exchange.openreferral import checking
from tests.exchange import feeds

UUID = "2a3483ea-8966-4f50-9dc3-7bafa1e5c623"


def sound() -> dict[str, object]:
    """Return a service that the standard's schema has nothing against."""
    organisation = {"id": "42d3fa20-b36d-4822-b5dc-68029911caaf", "name": "An organisation", "description": "Helps."}
    return {"id": UUID, "name": "A service", "status": "active", "organization": organisation}


def test_a_sound_feed_has_no_faults(tmp_path: Path) -> None:
    report = checking.run_check(
        str(feeds.write_json(tmp_path / "feed.json", feeds.page([sound()]))), progress=feeds.quiet
    )

    assert not report.has_faults
    assert "nothing to mend" in report.as_text()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"last_modified": "2025-09-02T12:06:15"}, "service.last_modified is not a moment with its time zone"),
        ({"status": "open"}, "service.status is to be one of active, inactive, defunct, temporarily closed"),
        ({"email": "not an address"}, "service.email is not an e-mail address"),
        ({"url": None}, "service.url is to be text: leave out an empty field"),
        ({"service_areas": [{"name": "Sale"}]}, "service.service_areas lacks id: add it"),
    ],
)
def test_each_fault_is_told_with_its_mend(tmp_path: Path, change: dict[str, object], sentence: str) -> None:
    feed = feeds.write_json(tmp_path / "feed.json", feeds.page([{**sound(), **change}]))

    report = checking.run_check(str(feed), progress=feeds.quiet)

    assert report.has_faults
    assert sentence in report.as_text()


def test_the_official_mocks_are_judged_as_they_are_meant(shared_data: Path) -> None:
    mocks = shared_data / "directory" / "oruk3-validator-mocks"

    failing = checking.run_check(str(mocks / "Fail" / "service_list.json"), progress=feeds.quiet).as_text()
    passing = checking.run_check(str(mocks / "Default" / "service_list.json"), progress=feeds.quiet)

    assert all(words in failing for words in ("service lacks name", "service.url is not a web address"))
    assert not passing.faults


@pytest.mark.django_db
def test_the_quarantine_shows_what_the_newest_import_could_not_take(tmp_path: Path) -> None:
    feeds.run(feeds.package(tmp_path / "first", feeds.two_one_one(services=40, missing=4)), name="two one one")
    feeds.run(feeds.package(tmp_path / "second", feeds.two_one_one(services=40, missing=2)), name="two one one")
    viewer = the_system(date(2026, 11, 22))

    page = queries.quarantined_rows(viewer, kind="service")

    assert page.total == 2
    assert page.reasons == {"missing-parent": 2}
    assert page.rows[0].payload["organization_id"] == "9001"
    assert page.rows[0].source_name == "two one one"
    assert [one.counts["service"]["quarantined"] for one in queries.past_imports(viewer)] == [2, 4]


@pytest.mark.django_db
def test_the_command_line_tells_refusal_from_success_by_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "ready", lambda **_: None)
    feed = feeds.write_json(tmp_path / "feed.json", [feeds.service(), feeds.service(name="Another")])
    aside = tmp_path / "aside.ndjson"
    run = CliRunner().invoke

    done = run(cli.main, ["directory", "import", str(feed), "--name", "x", "--quarantine", str(aside)])
    dry = run(cli.main, ["directory", "import", str(feed), "--dry-run"])
    refused = run(cli.main, ["directory", "import", str(tmp_path / "nothing")])
    misused = run(cli.main, ["directory", "import"])

    assert [one.exit_code for one in (done, dry, refused, misused)] == [0, 0, 1, 2]
    assert "read = created + updated + unchanged + repeated + quarantined" in done.stdout
    assert "Check the name" in refused.output
    assert json.loads(aside.read_text(encoding="utf-8"))["reason"] == "conflicting-duplicate"
