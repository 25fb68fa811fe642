"""What an import refuses before it changes anything, and with what sentence."""

from pathlib import Path

import pytest

from lodestar.directory.models import ImportRun
from lodestar.exchange.openreferral import importing
from tests.exchange import feeds


def edition(folder: Path, *keys: str) -> Path:
    """Write a feed of services into a folder, always under the same file name."""
    folder.mkdir(parents=True, exist_ok=True)
    return feeds.write_json(folder / "services.json", [feeds.service(key) for key in keys])


@pytest.mark.parametrize("address", ["ftp://example.org/services.json", "file:///services.json", "FTP://x"])
def test_an_address_of_another_kind_is_told_which_are_read(address: str) -> None:
    with pytest.raises(importing.ImportRefused, match="Only addresses that begin with http:// or https:// are read"):
        feeds.run(address)


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["nowhere/aside.ndjson", "."])
def test_a_quarantine_file_that_cannot_be_written_stops_the_import_before_it_reads(tmp_path: Path, place: str) -> None:
    feed = feeds.write_json(tmp_path / "feed.json", [feeds.service("s1"), feeds.service("s2", name="")])

    with pytest.raises(importing.ImportRefused, match=r"quarantine.*cannot be written.*Nothing was read"):
        feeds.run(feed, quarantine_file=tmp_path / place)

    assert not ImportRun.objects.exists()


@pytest.mark.django_db
def test_a_quarantine_file_that_is_not_needed_is_not_left_behind(tmp_path: Path) -> None:
    aside = tmp_path / "aside.ndjson"

    feeds.run(edition(tmp_path, "s1"), quarantine_file=aside)

    assert not aside.exists()
